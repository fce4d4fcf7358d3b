"""Measures how long the event loop was held: a timer that should fire every few milliseconds, and when it did."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

STALL_MS = 50.0
_BEAT_MS = 4


class Watchdog(QObject):
    """Longest gaps between two beats since ``start``, in milliseconds, less the beat itself.

    ``longest`` is what the clock saw, waiting for a busy machine included. ``longest_work`` is what this thread itself
    computed in one gap: the part that no other program can cause.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest = self.longest_work = 0.0
        self.beats = 0
        self._last = self._worked = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest = self.longest_work = 0.0
        self.beats = 0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.beats += 1
        self.longest = max(self.longest, (now - self._last) * 1000 - _BEAT_MS)
        self.longest_work = max(self.longest_work, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked
