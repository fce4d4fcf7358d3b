"""My list: items in walking order, the walk on the map, the total, and the list as a QR code."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from desktop.pictures import Pictures, QrCode
from desktop.store_map import Point, StoreMap
from desktop.view.kinds import LIST
from desktop.view.rows import RowsModel
from desktop.view.words import CARD_FIELDS, card_row, place_words, tr
from engine.events import Card
from engine.money import Money
from engine.products import Product

_FIELDS = (*CARD_FIELDS, "options")


class ShoppingList(QObject):
    changed = Signal()

    def __init__(self, qr: QrCode, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._map: StoreMap | None = None
        self._qr, self._pictures = qr, pictures
        self._products: dict[str, Product] = {}
        self._options: dict[str, str] = {}
        self._order: list[Product] = []
        self._rows = RowsModel(_FIELDS, self)
        self._store = ""
        self._version = 0

    rows = Property(QObject, lambda self: self._rows, constant=True)
    count = Property(int, lambda self: len(self._products), notify=changed)
    total = Property(str, lambda self: self._total(), notify=changed)
    qr = Property(str, lambda self: f"image://qr/{self._version}" if self._products else "", notify=changed)
    text = Property(str, lambda self: self.as_text(), notify=changed)
    stops = Property(LIST, lambda self: self._stops(), notify=changed)
    route = Property(LIST, lambda self: self._route(), notify=changed)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._products)

    def use_map(self, store_map: StoreMap | None) -> None:
        self._map = store_map
        self._refresh()

    def set_store(self, name: str) -> None:
        self._store = name
        self._refresh()

    def add(self, product: Product, options: str = "") -> None:
        self._products[product.id] = product
        self._options[product.id] = options
        self._refresh()

    def remove(self, product_id: str) -> None:
        self._products.pop(product_id, None)
        self._options.pop(product_id, None)
        self._refresh()

    def clear(self) -> None:
        self._products, self._options = {}, {}
        self._refresh()

    def product(self, product_id: str) -> Product | None:
        return self._products.get(product_id)

    def as_text(self) -> str:
        """The list as somebody would write it down, in walking order."""
        if not self._products:
            return ""
        lines = [tr("{store}: my list").format(store=self._store)] if self._store else [tr("My list")]
        for product in self._order:
            options = self._options.get(product.id)
            name = f"{product.title} ({options})" if options else product.title
            lines.append(
                " \u00b7 ".join(part for part in (name, str(product.price), place_words(product.place)) if part)
            )
        lines.append(tr("Total {total}").format(total=self._total()))
        return "\n".join(lines)

    def _refresh(self) -> None:
        products = list(self._products.values())
        order = self._map.walking_order([p.place for p in products]) if self._map else range(len(products))
        self._order = [products[n] for n in order]
        self._rows.show(
            [
                {
                    **card_row(self._pictures, Card(at, product), self._products),
                    "options": self._options.get(product.id, ""),
                }
                for at, product in enumerate(self._order, start=1)
            ]
        )
        self._qr.text = _fitting(self.as_text())
        self._version += 1
        self.changed.emit()

    def _total(self) -> str:
        """The sum; several currencies stand beside each other."""
        sums: dict[str, Money] = {}
        for product in self._products.values():
            price = product.price
            sums[price.currency] = sums[price.currency] + price if price.currency in sums else price
        return " + ".join(str(money) for money in sums.values())

    def _stops(self) -> list[dict[str, Any]]:
        """Numbered points on the map; things in the same bay share a point."""
        stops: dict[Point, list[str]] = {}
        if self._map is not None:
            for at, product in enumerate(self._order, start=1):
                if point := self._map.middle(product.place):
                    stops.setdefault(point, []).append(str(at))
        return [{"x": x, "y": y, "label": _short(numbers)} for (x, y), numbers in stops.items()]

    def _route(self) -> list[dict[str, float]]:
        if self._map is None:
            return []
        return [{"x": x, "y": y} for x, y in self._map.route([p.place for p in self._order])]


def _short(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}\u2013{numbers[-1]}"


_QR_BYTES = 2000  # well inside a version 40 code at level M (2,331 bytes), and still readable from a screen


def _fitting(text: str) -> str:
    lines = text.split("\n")
    while len("\n".join(lines).encode()) > _QR_BYTES and len(lines) > 2:
        lines[-2:] = ["\u2026"] if lines[-2] == "\u2026" else [lines[-1]]
    return "\n".join(lines)
