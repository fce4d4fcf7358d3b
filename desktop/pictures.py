"""Pictures for QML: product drawings tinted by colour, photographs, icons and the QR code.

Drawings and photographs reach QML as addresses (``data:`` and ``file:``) that Qt itself draws, on its reader thread and
at the size shown. A provider in Python would be called on that thread, which waits for the interpreter while the UI
thread, inside the interpreter, waits for the reader: a deadlock. Icons and the QR code are small and drawn at once.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

import segno
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQml import QQmlImageProviderBase
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from desktop.colours import NEUTRAL, known_colour, shade, tint
from desktop.icons import icon_svg
from engine.products import Product

# The literal colours of the drawings, standing for the product's colour, its darker shade and its light tint.
OWN, DARKER, LIGHTER = "#A1B2C3", "#718293", "#D1E2F3"
_PARCEL = Path(__file__).parent / "art" / "parcel.svg"


def kind_slug(kind: str) -> str:
    """``"Chef's knife"`` to ``chefs-knife``, the file name of its drawing."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower().replace("'", "").replace("\u2019", "")).strip("-")


def product_colour(product: Product, chosen: str | None = None) -> str:
    """The colour that a product's drawing takes: the chosen variant's, else its own, else a quiet one."""
    for name in ("color", "colour"):
        attribute = product.attribute(name)
        for word in (chosen, attribute.text.split(",")[0].split(" and ")[0] if attribute else None):
            if word and (found := known_colour(word)):
                return found
        for variant in product.variants:
            if found := known_colour(str(variant.options.get(name, ""))):
                return found
    return known_colour(product.title) or NEUTRAL


class Pictures:
    """Finds a product's picture. ``folders`` hold ``<kind-slug>.svg`` and the files of relative picture paths."""

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self.folders = folders

    def address(self, product: Product, chosen_colour: str | None = None, chosen_file: str | None = None) -> str:
        """The address under which QML shows a product's picture, in the colour of the chosen variant."""
        path = self._find(kind_slug(product.kind), chosen_file or product.picture or "")
        if path.suffix == ".svg":
            return _tinted(path, product_colour(product, chosen_colour))
        return QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)

    def _find(self, slug: str, file: str) -> Path:
        for folder in (Path(), *self.folders):
            if file and (path := folder / file).is_file() and (folder != Path() or path.is_absolute()):
                return path
        for folder in self.folders:
            if slug and (path := folder / f"{slug}.svg").is_file():
                return path
        return _PARCEL


@lru_cache(maxsize=512)
def _tinted(path: Path, colour: str) -> str:
    """A drawing in one colour as a ``data:`` address; the neutral parcel where the file is no text."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = _PARCEL.read_text(encoding="utf-8")
    for literal, value in ((OWN, colour), (DARKER, shade(colour)), (LIGHTER, tint(colour))):
        text = re.sub(re.escape(literal), value, text, flags=re.IGNORECASE)
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def _blank(wide: int, high: int) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def svg_image(text: str, wide: int, high: int) -> QImage | None:
    """An SVG text drawn into the middle of ``wide`` x ``high`` pixels; ``None`` if it is no SVG."""
    renderer = QSvgRenderer(QByteArray(text.encode()))
    if not renderer.isValid():
        return None
    image = _blank(wide, high)
    box = renderer.viewBoxF().size() if renderer.viewBoxF().isValid() else QRectF(0, 0, 1, 1).size()
    scale = min(wide / max(box.width(), 1e-6), high / max(box.height(), 1e-6))
    target = QRectF(0, 0, box.width() * scale, box.height() * scale)
    target.moveCenter(QRectF(0, 0, wide, high).center())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, target)
    painter.end()
    return image


class Icons(QQuickImageProvider):
    """Line icons in one colour; so small that they are drawn at once."""

    def __init__(self) -> None:
        super().__init__(QQmlImageProviderBase.ImageType.Image)
        self._drawn: dict[tuple[str, int], QImage] = {}

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        side = requestedSize.width() if requestedSize.width() > 0 else 24
        image = self._drawn.get((id, side))
        if image is None:
            name, _, colour = id.partition("/")
            image = svg_image(icon_svg(name, f"#{colour or '000000'}"), side, side) or _blank(side, side)
            self._drawn[(id, side)] = image
        return image


class QrCode(QQuickImageProvider):
    """The QR code of ``text``; the address carries a version so that QML asks again when the text changes."""

    def __init__(self) -> None:
        super().__init__(QQmlImageProviderBase.ImageType.Image)
        self.text = ""

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        side = requestedSize.width() if requestedSize.width() > 0 else 240
        if not self.text:
            return _blank(side, side)
        return qr_image(self.text, side)


def qr_image(text: str, side: int) -> QImage:
    """A QR code (error level M, quiet zone of 4 modules) in ``side`` x ``side`` pixels, black on white."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    cells = len(matrix)
    small = QImage(cells, cells, QImage.Format.Format_RGB32)
    black, white = QColor("#000000").rgb(), QColor("#FFFFFF").rgb()
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            small.setPixel(x, y, black if dark else white)
    whole = max(1, side // cells) * cells  # whole pixels per module: a scanner needs sharp edges
    return small.scaled(whole, whole)
