"""How this guest wants the window: text size, theme, motion, language. Gone with the session."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot

from desktop.colours import readable
from engine.settings import Settings

TEXT_PERCENTS = (100, 125, 150)
THEMES = ("light", "dark", "contrast")
# What words in the accent stand on, per theme of Theme.qml: a ground, and its tint with the accent.
_GROUND = {"light": ("#FAF8F4", 0.13), "dark": ("#23211E", 0.28), "contrast": ("#FFFFFF", 0.0)}


class Preferences(QObject):
    changed = Signal()

    def __init__(self, house: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._house = house
        self._theme: str = house.theme
        self._percent = house.text_size
        self._still = house.reduce_motion
        self._keyboard = True

    theme = Property(str, lambda self: self._theme, notify=changed)
    accent = Property(str, lambda self: readable(self._house.accent, *_GROUND[self._theme]), notify=changed)
    textPercent = Property(int, lambda self: self._percent, notify=changed)
    reduceMotion = Property(bool, lambda self: self._still, notify=changed)
    touchKeyboard = Property(bool, lambda self: self._keyboard, notify=changed)

    @property
    def house(self) -> Settings:
        return self._house

    def use(self, house: Settings) -> None:
        """The operator's settings, at once (also for the live preview)."""
        self._house = house
        self.reset()

    def reset(self) -> None:
        self._theme, self._percent, self._still = self._house.theme, self._house.text_size, self._house.reduce_motion
        self.changed.emit()

    @Slot()
    def nextTextSize(self) -> None:
        at = TEXT_PERCENTS.index(self._percent) if self._percent in TEXT_PERCENTS else 0
        self._percent = TEXT_PERCENTS[(at + 1) % len(TEXT_PERCENTS)]
        self.changed.emit()

    @Slot(int)
    def setTextPercent(self, percent: int) -> None:
        if percent in TEXT_PERCENTS:
            self._percent = percent
            self.changed.emit()

    @Slot()
    def nextTheme(self) -> None:
        self.setTheme(THEMES[(THEMES.index(self._theme) + 1) % len(THEMES)])

    @Slot(str)
    def setTheme(self, theme: str) -> None:
        if theme in THEMES:
            self._theme = theme
            self.changed.emit()

    @Slot(bool)
    def setReduceMotion(self, still: bool) -> None:
        self._still = still
        self.changed.emit()

    @Slot(bool)
    def setTouchKeyboard(self, on: bool) -> None:
        self._keyboard = on
        self.changed.emit()
