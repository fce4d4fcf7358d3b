"""Runs the window on this machine: opens the assistant behind it, full screen or into a picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import PySide6.QtQuick  # noqa: F401  (before the rest of Qt)
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.back_office import DataFolderOffice
from desktop.engine_port import OpenShop, Shop
from desktop.scenery import FindScenery, scenery_of
from desktop.staff_port import BackOffice
from desktop.threads import EngineThread
from desktop.window import KioskWindow, build_window, set_fonts
from engine.cli.common import passphrase_for
from engine.errors import AisleError
from engine.places import DataFolder, data_folder
from engine.settings import Settings

_PATIENCE_MS = 180_000  # the demo store is compiled on the first start
_SETTLE_MS = 600  # pictures are drawn on another thread, motions take a quarter of a second


class LateEngine(EngineThread):
    """The engine thread of a window that is built after it: the kiosk is told when the shop is open."""

    def __init__(self, open_shop: OpenShop) -> None:
        self._tell_opened: Callable[[], None] = lambda: None
        self._tell_failed: Callable[[Exception], None] = lambda _error: None
        super().__init__(open_shop, lambda: self._tell_opened(), lambda error: self._tell_failed(error))

    def begin(self, opened: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        self._tell_opened, self._tell_failed = opened, failed
        self.start()


def open_window(
    open_shop: OpenShop,
    settings: Settings,
    scenery: FindScenery,
    office: BackOffice | None = None,
    size: tuple[int, int] = (1280, 800),
) -> KioskWindow:
    """The window with its engine thread under way; the window stands before the shop is open."""
    engine = LateEngine(open_shop)
    window = build_window(engine, settings, scenery, office, size)
    engine.begin(window.kiosk.engine_opened, window.kiosk.engine_failed)
    return window


def assistant_opener(folder: DataFolder, passphrase: str | None = None) -> OpenShop:
    """Opens the real assistant, on the thread that calls it."""

    def open_shop() -> Shop:
        from engine.composition import open_assistant  # late: the window stands before the models are read

        return open_assistant(folder, passphrase=passphrase)

    return open_shop


def kiosk(data_dir: Path | None, windowed: bool, size: tuple[int, int]) -> int:
    """Run the window until staff close it. Returns the exit code; raises ``AisleError`` for bad settings."""
    folder = data_folder(data_dir)
    settings = Settings.load(folder.settings)
    passphrase = passphrase_for(folder, settings)
    app = application()
    office = DataFolderOffice(folder)
    shown = open_window(assistant_opener(folder, passphrase), settings, lambda: scenery_of(folder), office, size)
    shown.window.setProperty("locked", not windowed and bool(settings.staff_passphrase))
    shown.kiosk.leave.connect(app.quit)
    if windowed:
        shown.window.show()
    else:
        shown.window.setFlag(Qt.WindowType.FramelessWindowHint)
        shown.window.showFullScreen()
    code = app.exec()
    shown.close()
    return code


def screenshot(data_dir: Path | None, file: Path, size: tuple[int, int], question: str) -> None:
    """Ask ``question`` and draw the page with its answer to ``file``. Raises ``AisleError`` where that fails."""
    folder = data_folder(data_dir)
    settings = Settings.load(folder.settings)
    application()
    shown = open_window(assistant_opener(folder), settings, lambda: scenery_of(folder), size=size)
    try:
        shown.window.show()
        ask_and_wait(shown, question)
        save_picture(shown, file)
    finally:
        shown.close()


def ask_and_wait(shown: KioskWindow, question: str) -> None:
    """Ask as a shopper would and wait for the end of the answer. Raises ``AisleError`` if the shop does not open."""
    kiosk = shown.kiosk
    wait_until(lambda: bool(kiosk.property("ready") or kiosk.property("trouble")))
    if kiosk.property("trouble"):
        raise AisleError(str(kiosk.property("trouble")))
    kiosk.ask(question)
    wait_until(lambda: not kiosk.property("conversation").property("busy"))


def save_picture(shown: KioskWindow, file: Path) -> None:
    pause(_SETTLE_MS)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not shown.window.grabWindow().save(str(file)):
        raise AisleError(
            f"The picture cannot be written to {file}; use a name that ends in .png in a folder you may write to."
        )


def application() -> QGuiApplication:
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        app = QGuiApplication(["aisle"])
    app.setApplicationName("aisle")
    set_fonts()
    return app


def wait_until(done: Callable[[], bool], patience_ms: int = _PATIENCE_MS) -> None:
    """Let the event loop run until ``done``. Raises ``AisleError`` after ``patience_ms``."""
    loop = QEventLoop()
    look, end = QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if done() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    look.start(10)
    end.start(patience_ms)
    if not done():
        loop.exec()
    if not done():
        raise AisleError(f"The shop did not answer within {patience_ms // 1000} seconds; see `aisle doctor`.")


def pause(milliseconds: int) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
