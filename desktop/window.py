"""Builds the window: the QML engine with its picture providers, the pages, and the state behind them."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

import PySide6.QtQuick  # noqa: F401  (before QtQml: it brings the types that QML files are made of)
import shiboken6
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from desktop.pictures import Icons, QrCode
from desktop.scenery import FindScenery
from desktop.staff_port import BackOffice
from desktop.threads import Engine
from desktop.view.kiosk import Kiosk
from engine.settings import Settings

QML = Path(__file__).parent / "qml"
_PLAIN = (
    "Noto Sans",
    "Source Sans 3",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Ubuntu",
    "Cantarell",
    "DejaVu Sans",
)
_PRINTED = ("Noto Serif", "Source Serif 4", "Charter", "Georgia", "Cambria", "DejaVu Serif")
_FALLBACK = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)


@dataclass
class KioskWindow:
    """A standing window. ``close`` takes it down in the order that Qt needs."""

    kiosk: Kiosk
    window: QQuickWindow
    qml: QQmlApplicationEngine

    def close(self) -> None:
        self.kiosk.engine.close()
        self.window.removeEventFilter(self.kiosk.property("idle"))
        self.window.close()
        shiboken6.delete(self.qml)  # with its window, before the state that its pages look at
        shiboken6.delete(self.kiosk)
        gc.collect()  # what is left of Qt's objects must not be collected on another thread later


def build_window(
    engine: Engine,
    settings: Settings,
    scenery: FindScenery,
    office: BackOffice | None = None,
    size: tuple[int, int] = (1280, 800),
) -> KioskWindow:
    """The window, not shown yet. Raises ``RuntimeError`` where the QML does not load (a mistake of ours)."""
    qr = QrCode()
    kiosk = Kiosk(engine, settings, scenery, office, qr)
    qml = QQmlApplicationEngine()
    qml.addImportPath(str(QML))
    qml.addImageProvider("icons", Icons())
    qml.addImageProvider("qr", qr)
    qml.rootContext().setContextProperty("kiosk", kiosk)
    qml.setInitialProperties({"width": size[0], "height": size[1], "visible": False})
    qml.load(QUrl.fromLocalFile(str(QML / "Aisle" / "Main.qml")))
    roots = qml.rootObjects()
    if not roots or not isinstance(roots[0], QQuickWindow):
        raise RuntimeError("Main.qml did not load")
    theme = qml.singletonInstance("Aisle", "Theme")
    if not isinstance(theme, QObject):
        raise RuntimeError("Theme.qml did not load")
    theme.setProperty("family", first_family(_PLAIN, "sans-serif"))
    theme.setProperty("printedFamily", first_family(_PRINTED, "serif"))
    window = roots[0]
    window.installEventFilter(kiosk.property("idle"))
    return KioskWindow(kiosk, window, qml)


def first_family(wanted: tuple[str, ...], otherwise: str) -> str:
    """The first installed family of ``wanted``."""
    installed = set(QFontDatabase.families())
    return next((family for family in wanted if family in installed), otherwise)


def set_fonts() -> None:
    """The application's font, with a fallback for Chinese."""
    families = [first_family(_PLAIN, "sans-serif")]
    cjk = first_family(_FALLBACK, "")
    QGuiApplication.setFont(QFont([*families, *([cjk] if cjk else [])]))
