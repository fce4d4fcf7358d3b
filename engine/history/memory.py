"""A guest's records: in this process's memory only, never on a disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from engine.history.records import SessionRecord, ShopperEvent, Turn


class MemoryRecords:
    """Holds one session at a time: ending it wipes it, and so does starting the next."""

    def __init__(self) -> None:
        self._session = 0
        self._started: datetime | None = None
        self._turns: list[Turn] = []
        self._events: list[ShopperEvent] = []

    def begin(self, at: datetime) -> int:
        self.erase()
        self._session += 1
        self._started = at
        return self._session

    def end(self, session: int, at: datetime) -> None:
        self.erase()

    def add(self, session: int, events: Sequence[ShopperEvent], turn: Turn | None = None) -> None:
        self._events.extend(events)
        if turn is not None:
            self._turns.append(turn)

    def sessions(self) -> Iterator[SessionRecord]:
        if self._started is not None:
            yield SessionRecord(self._session, self._started, None, tuple(self._turns), tuple(self._events))

    def events(self, session: int | None, limit: int) -> list[ShopperEvent]:
        return self._events[-limit:]

    def erase(self) -> None:
        self._started = None
        self._turns.clear()
        self._events.clear()

    def close(self) -> None:
        self.erase()
