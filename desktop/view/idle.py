"""Notices that nobody is there: after a quiet minute asks "Still there?", then ends the guest's session."""

from __future__ import annotations

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal, Slot

_TICK_MS = 250
_TOUCHES = {
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
    QEvent.Type.KeyPress, QEvent.Type.Wheel,
}  # fmt: skip


class Idle(QObject):
    """``seconds`` without a touch, then ``grace`` seconds with the ring; both count only while ``watch``-ed."""

    changed = Signal()
    gone = Signal()

    def __init__(self, seconds: int, grace: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds, self._grace = seconds, grace
        self._quiet = 0.0
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(lambda: self.pass_time(_TICK_MS / 1000))

    asking = Property(bool, lambda self: self._watching and self._quiet >= self._seconds, notify=changed)
    grace = Property(int, lambda self: self._grace, notify=changed)
    left = Property(int, lambda self: self._left(), notify=changed)

    def set_times(self, seconds: int, grace: int) -> None:
        self._seconds, self._grace = seconds, grace

    def watch(self, on: bool) -> None:
        self._watching = on
        self._quiet = 0.0
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    @Slot()
    def touch(self) -> None:
        """Somebody is there."""
        asking = self._quiet >= self._seconds
        self._quiet = 0.0
        if asking:
            self.changed.emit()

    def pass_time(self, seconds: float) -> None:
        """Let time go by (the timer does; tests do)."""
        if not self._watching:
            return
        before = self._quiet
        self._quiet += seconds
        if self._quiet >= self._seconds + self._grace:
            self.watch(False)
            self.gone.emit()
        elif self._quiet >= self._seconds or before >= self._seconds:
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False

    def _left(self) -> int:
        return max(0, round(self._seconds + self._grace - self._quiet))
