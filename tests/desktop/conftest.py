"""The window under test: drawn offscreen, with a scripted shop behind it; any Qt warning fails the test."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import PySide6.QtQuick  # noqa: F401
import pytest
from fake_shop import FakeShop
from PySide6.QtCore import QPoint, QPointF, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.scenery import Scenery
from desktop.store_map import load_map
from desktop.threads import Inline
from desktop.window import KioskWindow, build_window, set_fonts
from engine import places
from engine.settings import Settings

STORE = places.demo_store()
# Said by Qt's offscreen platform of itself.
QT_OWN = ("propagateSizeHints",)
QUIET = Settings(store_name="Harbour & Pine", reduce_motion=True)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


class Screen:
    """What a shopper has: eyes (``find``, ``texts``), a finger (``touch``) and keys (``type``)."""

    def __init__(self, shown: KioskWindow, shop: FakeShop, qtbot: QtBot) -> None:
        self.shown, self.shop, self.qtbot = shown, shop, qtbot
        self.kiosk, self.window = shown.kiosk, shown.window

    def all(self, name: str) -> list[QQuickItem]:
        """The visible items of this name, from the top left."""
        found = [item for item in self.items() if item.objectName() == name and _seen(item)]
        return sorted(found, key=lambda item: (round(_middle(item).y()), _middle(item).x()))

    def find(self, name: str, text: str | None = None) -> QQuickItem:
        """Wait for the item to stand, and give it."""
        found: list[QQuickItem] = []

        def stands() -> bool:
            found[:] = [
                i for i in self.all(name) if text is None or i.property("text") == text or i.property("title") == text
            ]
            return bool(found)

        self.qtbot.waitUntil(stands, timeout=5000)
        return found[0]

    def items(self) -> Iterator[QQuickItem]:
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop()
            yield item
            waiting += item.childItems()

    def texts(self) -> str:
        """Every word that stands on the screen."""
        return "\n".join(str(item.property("text")) for item in self.items() if item.property("text") and _seen(item))

    def touch(self, name: str, text: str | None = None) -> None:
        item = self.find(name, text)
        self.settle(item)
        QTest.mouseClick(
            self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _middle(item).toPoint()
        )

    def settle(self, item: QQuickItem) -> None:
        """Wait until the item stands where it stood a moment ago."""
        where: list[QPointF] = [QPointF(-1, -1)]

        def stands() -> bool:
            before, where[0] = where[0], _middle(item)
            return before == where[0]

        self.qtbot.waitUntil(stands, timeout=5000)

    def touch_at(self, point: QPoint) -> None:
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def type(self, words: str) -> None:
        for character in words:
            QTest.keyClick(self.window, character)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window, key, modifier)

    def sees(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.texts(), timeout=5000)

    def state(self, name: str) -> Any:
        return self.kiosk.property(name)

    def ask(self, words: str = "a waterproof jacket under $150") -> None:
        """Begin, ask, and wait until the shelf stands."""
        self.kiosk.ask(words)
        self.find("conversation")
        if "nothing" not in words and "compare" not in words:
            self.qtbot.waitUntil(
                lambda: len(self.all("card")) == self.state("shelf").property("cards").rowCount() > 0, timeout=5000
            )


def _seen(item: QQuickItem) -> bool:
    return item.isVisible() and item.width() > 0 and item.height() > 0


def _middle(item: QQuickItem) -> QPointF:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


def scenery() -> Scenery:
    return Scenery((STORE / "pictures",), load_map(STORE / "map.toml", STORE / "map.svg"))


OpenScreen = Callable[..., Screen]


@pytest.fixture
def open_screen(qapp: QGuiApplication, qtbot: QtBot, shop: FakeShop) -> Iterator[OpenScreen]:
    """Opens windows (with settings, an office, an engine of the test's choice) and takes them down."""
    set_fonts()
    warnings: list[str] = []

    def handler(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(own in message for own in QT_OWN):
            warnings.append(message)

    before = qInstallMessageHandler(handler)
    shown: list[KioskWindow] = []

    def open_screen(
        settings: Settings = QUIET, size: tuple[int, int] = (1280, 800), office: Any = None, engine: Any = None
    ) -> Screen:
        window = build_window(engine or Inline(shop), settings, scenery, office, size)
        shown.append(window)
        window.window.show()
        window.window.requestActivate()
        qtbot.waitUntil(window.window.isActive, timeout=5000)
        if engine is None:
            window.kiosk.engine_opened()
        return Screen(window, shop, qtbot)

    yield open_screen
    for window in shown:
        window.close()
    qInstallMessageHandler(before)
    assert not warnings, "Qt warned:\n" + "\n".join(warnings)


@pytest.fixture
def screen(open_screen: OpenScreen) -> Screen:
    return open_screen()


def shipped(name: str) -> Path:
    return STORE / name
