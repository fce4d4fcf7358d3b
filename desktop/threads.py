"""The one way to leave the UI thread and to come back to it.

``EngineThread`` owns the shop: it is opened and used on one worker thread, and what it returns is handed back on the
UI thread. ``Inline`` does the same at once on the calling thread, for tests.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.engine_port import OpenShop, Shop

T = TypeVar("T")
Job = Callable[[], None]
log = logging.getLogger(__name__)

_DRAIN_SECONDS = 0.008  # half a frame: a flood of events must not hold the event loop


class Engine(Protocol):
    """How view models reach the shop. ``then``, ``each`` and ``failed`` are called on the UI thread, in order."""

    def run(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None: ...

    def stream(
        self,
        work: Callable[[Shop], Iterable[T]],
        each: Callable[[T], None],
        then: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None: ...

    def glance(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Like ``run`` for work of a few milliseconds that changes nothing: it does not wait for the end of a stream."""

    def reopen(
        self,
        between: Callable[[], T] | None = None,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Close the shop, do ``between`` while none is open, and open it again."""

    def close(self) -> None: ...


class UiThread(QObject):
    """Brings callables onto the thread that made it, in order, a few milliseconds' worth at a time."""

    _wake = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._jobs: deque[Job] = deque()
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, job: Job) -> None:
        self._jobs.append(job)
        try:
            self._wake.emit()
        except RuntimeError:  # the window is gone; nobody waits for the answer
            self._jobs.clear()

    @Slot()
    def _drain(self) -> None:
        until = time.perf_counter() + _DRAIN_SECONDS
        while self._jobs:
            self._jobs.popleft()()
            if time.perf_counter() > until and self._jobs:
                self._wake.emit()
                return


class EngineThread:
    """One worker thread with the shop in it. Jobs wait in order while the shop is still opening."""

    def __init__(self, open_shop: OpenShop, opened: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        self._ui = UiThread()
        self._jobs: queue.SimpleQueue[Callable[[Shop], None] | None] = queue.SimpleQueue()
        self._glances: deque[Callable[[Shop], None]] = deque()
        self._open_shop, self._opened, self._failed = open_shop, opened, failed
        self._shop: Shop | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def run(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def job(shop: Shop) -> None:
            try:
                result = work(shop)
            except Exception as error:
                self._report(error, failed)
            else:
                if then is not None:
                    self._ui.post(lambda: then(result))

        self._jobs.put(job)

    def stream(
        self,
        work: Callable[[Shop], Iterable[T]],
        each: Callable[[T], None],
        then: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        def job(shop: Shop) -> None:
            try:
                for item in work(shop):
                    self._ui.post(lambda item=item: each(item))  # type: ignore[misc]
                    self._glance(shop)
                    if self._closed.is_set():
                        return
            except Exception as error:
                self._report(error, failed)
            else:
                self._ui.post(then)

        self._jobs.put(job)

    def glance(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        def look(shop: Shop) -> None:
            try:
                result = work(shop)
            except Exception as error:
                self._report(error, failed)
            else:
                self._ui.post(lambda: then(result))

        self._glances.append(look)
        self._jobs.put(self._glance)  # where no stream comes by and takes it along

    def _glance(self, shop: Shop) -> None:
        while self._glances:
            self._glances.popleft()(shop)

    def reopen(
        self,
        between: Callable[[], T] | None = None,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def job(shop: Shop) -> None:
            shop.close()
            self._shop = None
            try:
                result = between() if between is not None else None
            except Exception as error:
                self._report(error, failed)
            else:
                if then is not None:
                    self._ui.post(lambda: then(result))  # type: ignore[arg-type]
            self._open()

        self._jobs.put(job)

    def close(self) -> None:
        """Let the running job end (cancel it first) and stop the thread."""
        self._closed.set()
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _report(self, error: Exception, failed: Callable[[Exception], None] | None) -> None:
        if failed is None:
            log.error("a job of the window failed", exc_info=error)
        else:
            self._ui.post(lambda: failed(error))

    def _work(self) -> None:
        self._open()
        while self._shop is not None and (job := self._jobs.get()) is not None:
            job(self._shop)
            del job  # what it holds must not outlive it
        if self._shop is not None:
            self._shop.close()

    def _open(self) -> None:
        try:
            self._shop = self._open_shop()
        except Exception as error:
            self._shop = None
            self._report(error, self._failed)
        else:
            self._ui.post(self._opened)


class Inline:
    """The synchronous double: every job is done before ``run`` or ``stream`` returns."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def run(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        try:
            result = work(self._shop)
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            if then is not None:
                then(result)

    def stream(
        self,
        work: Callable[[Shop], Iterable[T]],
        each: Callable[[T], None],
        then: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            for item in work(self._shop):
                each(item)
        except Exception as error:
            failed(error)
        else:
            then()

    def glance(
        self,
        work: Callable[[Shop], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.run(work, then, failed)

    def reopen(
        self,
        between: Callable[[], T] | None = None,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        try:
            result = between() if between is not None else None
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            if then is not None:
                then(result)  # type: ignore[arg-type]

    def close(self) -> None:
        self._shop.close()
