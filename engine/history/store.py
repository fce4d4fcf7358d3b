"""The shopper's history as the assistant uses it: one running session over a guest's or a personal history's records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from engine.history.memory import MemoryRecords
from engine.history.records import DEEDS, Deed, Records, SessionRecord, ShopperEvent, Turn
from engine.history.taste import DEED_WEIGHTS, taste

_MOST_EVENTS = 2000
"""Events that a taste is made of: older ones have faded."""


def _now() -> datetime:
    return datetime.now(UTC)


class ShopperStore:
    """Remembers turns and events of the running session, and of the past ones where the history is personal.

    A turn, and every deed of the shopper, is safe when its method returns. What was only shown to the shopper is
    written with the next of these, so that showing a shelf never waits for the disk.
    To be used by one thread at a time. Methods raise :class:`HistoryError` where the disk or the file fails.
    """

    def __init__(self, records: Records | None = None, clock: Callable[[], datetime] = _now) -> None:
        self._records: Records = records if records is not None else MemoryRecords()
        self._clock = clock
        self._session: int | None = None
        self._shown: list[ShopperEvent] = []

    @property
    def personal(self) -> bool:
        """Whether this history outlives its session."""
        return not isinstance(self._records, MemoryRecords)

    # -- the running session

    def start_session(self) -> None:
        """End the running session, if any; the new one begins to exist with its first turn or event."""
        self.end_session()

    def end_session(self) -> None:
        """A guest's session is wiped; a personal one is kept and closed."""
        if self._session is not None:
            self._flush()
            self._records.end(self._session, self._clock())
        self._session = None
        self._shown.clear()

    def add_turn(self, text: str, action: Mapping[str, Any], reply: str) -> None:
        """Keep one turn; ``action`` is the Action's JSON object."""
        self._flush(Turn(text, dict(action), reply, self._clock()))

    def record(self, deed: Deed, product: str) -> None:
        if deed not in DEEDS:
            raise ValueError(f"a deed is one of {', '.join(DEEDS)}, not {deed!r}")
        self._shown.append(ShopperEvent(deed, product, self._clock()))
        if DEED_WEIGHTS[deed]:
            self._flush()

    def session_events(self) -> tuple[ShopperEvent, ...]:
        """What happened in the running session, the oldest first."""
        kept = self._records.events(self._session, _MOST_EVENTS) if self._session is not None else []
        return (*kept, *self._shown)

    # -- what is remembered

    def events(self) -> tuple[ShopperEvent, ...]:
        """The latest events of all sessions, the running one included, the oldest first."""
        return (*self._records.events(None, _MOST_EVENTS), *self._shown)

    def taste(self) -> dict[str, float]:
        """The taste profile: products with a weight, the best liked first.

        It is computed from the events whenever it is asked for, so it cannot outlive what it was made of.
        """
        return taste(self.events())

    def sessions(self) -> Iterator[SessionRecord]:
        """All sessions, the oldest first."""
        if self._session is not None:
            self._flush()
        return self._records.sessions()

    def visits(self) -> list[tuple[str, ...]]:
        """For each ended session the products that the shopper turned to, in order: what co-visitation counts."""
        out = []
        for session in self._records.sessions():
            if session.id != self._session:
                products = dict.fromkeys(e.product for e in session.events if DEED_WEIGHTS[e.deed] > 0)
                out.append(tuple(products))
        return [v for v in out if len(v) > 1]

    def export_lines(self) -> Iterator[str]:
        """Everything that is remembered as JSON Lines: sessions with their turns and events, then the taste."""
        for session in self.sessions():
            yield _line("session", session=session.id, started=session.started, ended=session.ended)
            for turn in session.turns:
                yield _line(
                    "turn", session=session.id, at=turn.at, text=turn.text, action=turn.action, reply=turn.reply
                )
            for event in session.events:
                yield _line("event", session=session.id, at=event.at, deed=event.deed, product=event.product)
        for product, weight in self.taste().items():
            yield _line("taste", product=product, weight=round(weight, 4))

    def erase(self) -> None:
        """Leave nothing of it on this machine. From here on this store is a guest's, until a history is opened anew."""
        self._shown.clear()
        self._session = None
        self._records.erase()
        self._records = MemoryRecords()

    def close(self) -> None:
        self.end_session()
        self._records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _flush(self, turn: Turn | None = None) -> None:
        """Write what waits, and a turn, in one transaction."""
        if not self._shown and turn is None:
            return
        if self._session is None:
            self._session = self._records.begin(self._shown[0].at if self._shown else self._clock())
        self._records.add(self._session, tuple(self._shown), turn)
        self._shown.clear()


def _line(type: str, **values: Any) -> str:
    said = {k: v.isoformat(timespec="milliseconds") if isinstance(v, datetime) else v for k, v in values.items()}
    return json.dumps({"type": type, **said}, ensure_ascii=False)
