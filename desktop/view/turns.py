"""Runs one turn at a time on the engine and shows its events; a new turn stops the one before."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from desktop.engine_port import Shop
from desktop.threads import Engine
from desktop.view.conversation import Conversation
from desktop.view.shelf import Shelf
from desktop.view.words import tr
from engine import events
from engine.cancel import Cancel
from engine.errors import AisleError
from engine.events import Event

Work = Callable[[Shop, Cancel], Iterator[Event]]
log = logging.getLogger(__name__)


class Turns(QObject):
    compared = Signal(object)
    shelved = Signal()
    listed = Signal(object)
    shown = Signal(int)
    timed = Signal(object)
    finished = Signal()

    def __init__(self, engine: Engine, conversation: Conversation, shelf: Shelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._conversation, self._shelf = engine, conversation, shelf
        self._cancel: Cancel | None = None
        self._turn = 0
        self._again: tuple[str, Work] | None = None

    def start(self, say: str, work: Work, wait: bool = True) -> None:
        """Begin a turn. ``wait`` says that its products are expected, so that the shelf shows their places."""
        self._stop_running()
        self._turn += 1
        turn, cancel = self._turn, Cancel()
        self._cancel, self._again = cancel, (say, work)
        self._conversation.ask(say)
        if wait:
            self._shelf.wait()

        def each(event: Event) -> None:
            if turn == self._turn:
                self._show(event)

        def then() -> None:
            if turn == self._turn:
                self._end(stopped=cancel.cancelled)

        def failed(error: Exception) -> None:
            if turn == self._turn:
                self._fail(error)

        self._engine.stream(lambda shop: work(shop, cancel), each, then, failed)

    def stop(self) -> None:
        """The shopper touched Stop: what is written stays."""
        if self._cancel is not None:
            self._cancel.cancel()
            self._turn += 1
            self._end(stopped=True)

    def again(self) -> None:
        if self._again is not None:
            self.start(*self._again)

    def wipe(self) -> None:
        self._stop_running()
        self._turn += 1
        self._again = None

    def _stop_running(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()
            self._cancel = None

    def _show(self, event: Event) -> None:
        match event:
            case events.Understood(action, chips):
                self._shelf.understand(action, chips)
                if action.kind not in _SHOWS:
                    self._shelf.settle()
            case events.Clarify(_, choices):
                self._shelf.settle()
                self._conversation.offer(choices)
            case events.Products(cards, total, relaxed, showing):
                self._shelf.fill(cards, total, relaxed, showing=showing or "")
                self.shelved.emit()
                self.shown.emit(len(cards))
            case events.Comparison():
                self._shelf.settle()
                self.compared.emit(event)
            case events.TextDelta(text):
                self._conversation.write(text)
            case events.Facts(spans):
                self._conversation.mark_facts(spans)
            case events.Facets():
                self._shelf.offer(event)
            case events.Suggestions(texts):
                self._conversation.suggest(texts)
            case events.Listed(product):
                self.listed.emit(product)
            case events.Failed(reason, still):
                self._conversation.fail(reason, still)
            case events.Done(timings, cancelled):
                if not cancelled:
                    self.timed.emit(timings)
                self._end(stopped=cancelled)

    def _end(self, stopped: bool) -> None:
        self._cancel = None
        self._shelf.settle()
        self._conversation.finish(stopped)
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, AisleError):
            reason = str(error)
        else:  # a mistake of ours: loud in the log, one sentence for the shopper
            log.error("a turn failed", exc_info=error)
            reason = tr("Something went wrong with this question.")
        self._conversation.fail(reason, tr("The shelf, your list and the map still work."))
        self._end(stopped=False)


_SHOWS = {"search", "similar", "goes_with", "recommend", "more", "back", "compare"}
