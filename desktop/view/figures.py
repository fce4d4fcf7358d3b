"""Counts since the kiosk was started, for the staff. Only numbers: no word of a shopper is kept."""

from __future__ import annotations

from typing import Literal

from engine.events import Timings

Counted = Literal["asked", "found nothing", "opened", "listed"]


class Figures:
    """``last``: how long the last answer took, by stage."""

    def __init__(self) -> None:
        self.last: Timings | None = None
        self._counts: dict[Counted, int] = {"asked": 0, "found nothing": 0, "opened": 0, "listed": 0}

    def count(self, what: Counted) -> None:
        self._counts[what] += 1

    @property
    def counts(self) -> dict[Counted, int]:
        return dict(self._counts)
