"""A stop that a turn honours: the screen sets it, the engine looks at it between two tokens."""

from __future__ import annotations

from threading import Event


class Cancelled(Exception):
    """The turn was stopped by whoever asked for it. Neither an error of the world nor a mistake of ours."""


class Cancel:
    """Set once from any thread; work that was begun with it raises ``Cancelled`` at its next look."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def raise_if(self) -> None:
        """Raises ``Cancelled`` when the work should stop."""
        if self._event.is_set():
            raise Cancelled
