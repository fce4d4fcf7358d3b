"""What a history holds: sessions with their turns and events, and where such records can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, get_args

Deed = Literal["shown", "opened", "compared", "listed", "located", "liked", "disliked"]
"""What happened with a product. ``shown`` is the assistant's doing, all others are the shopper's."""

DEEDS: tuple[Deed, ...] = get_args(Deed)


@dataclass(frozen=True, slots=True)
class ShopperEvent:
    """One deed with one product; ``at`` carries its time zone."""

    deed: Deed
    product: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """What the shopper said, what it was taken to mean (the Action's JSON object) and what was answered."""

    text: str
    action: Mapping[str, Any]
    reply: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session. ``ended`` is ``None`` while it runs, and for one that a crash cut off."""

    id: int
    started: datetime
    ended: datetime | None
    turns: tuple[Turn, ...]
    events: tuple[ShopperEvent, ...]


class Records(Protocol):
    """Where sessions are kept. A method returns once what it was given is as safe as this place makes it.

    All methods may raise :class:`HistoryError`.
    """

    def begin(self, at: datetime) -> int:
        """Start a session and return its id."""
        ...

    def end(self, session: int, at: datetime) -> None: ...

    def add(self, session: int, events: Sequence[ShopperEvent], turn: Turn | None = None) -> None:
        """Keep events and a turn, all of them or none."""
        ...

    def sessions(self) -> Iterator[SessionRecord]:
        """All sessions, the oldest first."""
        ...

    def events(self, session: int | None, limit: int) -> list[ShopperEvent]:
        """The last ``limit`` events of one session (``None``: of all), the oldest first."""
        ...

    def erase(self) -> None:
        """Leave nothing behind; the records cannot be used afterwards."""
        ...

    def close(self) -> None: ...
