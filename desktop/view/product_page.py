"""The product sheet: every fact of one product, its variants, and what stands near it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from desktop.colours import known_colour
from desktop.pictures import Pictures
from desktop.view.kinds import LIST, TEXTS
from desktop.view.rows import RowsModel
from desktop.view.words import CARD_FIELDS, card_row, place_words, rating_words, stock_state, stock_words, tr
from engine.events import Card
from engine.products import Product, Variant

_COLOURS = {"color", "colour"}


class ProductPage(QObject):
    changed = Signal()

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._product: Product | None = None
        self._chosen: dict[str, str] = {}
        self._listed: tuple[str, ...] = ()
        self._questions: tuple[str, ...] = ()
        self._loading = False
        self._similar = RowsModel(CARD_FIELDS, self)
        self._goes_with = RowsModel(CARD_FIELDS, self)

    isOpen = Property(bool, lambda self: self._product is not None, notify=changed)
    loading = Property(bool, lambda self: self._loading, notify=changed)
    id = Property(str, lambda self: self._of("id"), notify=changed)
    title = Property(str, lambda self: self._of("title"), notify=changed)
    brand = Property(str, lambda self: self._of("brand"), notify=changed)
    description = Property(str, lambda self: self._of("description"), notify=changed)
    kind = Property(str, lambda self: " \u203a ".join(self._product.category) if self._product else "", notify=changed)
    price = Property(str, lambda self: self._price(), notify=changed)
    stock = Property(str, lambda self: stock_words(self._stock()), notify=changed)
    stockState = Property(str, lambda self: stock_state(self._stock()), notify=changed)
    place = Property(str, lambda self: place_words(self._product.place) if self._product else "", notify=changed)
    rating = Property(str, lambda self: rating_words(self._product) if self._product else "", notify=changed)
    ratings = Property(int, lambda self: self._product.rating_count if self._product else 0, notify=changed)
    picture = Property(str, lambda self: self._picture(), notify=changed)
    facts = Property(LIST, lambda self: self._facts(), notify=changed)
    options = Property(LIST, lambda self: self._options(), notify=changed)
    questions = Property(TEXTS, lambda self: list(self._questions), notify=changed)
    listed = Property(bool, lambda self: bool(self._product) and self._product.id in self._listed, notify=changed)
    similar = Property(QObject, lambda self: self._similar, constant=True)
    goesWith = Property(QObject, lambda self: self._goes_with, constant=True)

    @property
    def product(self) -> Product | None:
        return self._product

    def show(self, product: Product) -> None:
        """Open the sheet with what is known at once; ``fill`` brings the rest."""
        self._product, self._chosen, self._questions = product, {}, ()
        self._similar.clear()
        self._goes_with.clear()
        self._loading = True
        for variant in product.variants:
            if variant.stock is None or variant.stock > 0:
                self._chosen = dict(variant.options)
                break
        self.changed.emit()

    def fill(
        self, product_id: str, similar: Sequence[Card], goes_with: Sequence[Card], questions: Sequence[str]
    ) -> None:
        if self._product is None or self._product.id != product_id:
            return
        self._similar.show([card_row(self._pictures, card) for card in similar])
        self._goes_with.show([card_row(self._pictures, card) for card in goes_with])
        self._questions = tuple(questions[:3])
        self._loading = False
        self.changed.emit()

    def choose(self, option: str, value: str) -> None:
        """Touch a swatch; other options keep their value where that combination exists."""
        if self._product is None:
            return
        wanted = {**self._chosen, option: value}
        having = [v for v in self._product.variants if v.options.get(option) == value]
        if having and not any(dict(v.options) == wanted for v in having):
            wanted = dict(max(having, key=lambda v: sum(v.options.get(k) == w for k, w in wanted.items())).options)
        self._chosen = wanted
        self.changed.emit()

    def show_listed(self, ids: Sequence[str]) -> None:
        self._listed = tuple(ids)
        self.changed.emit()

    def close(self) -> None:
        self._product, self._chosen, self._questions, self._loading = None, {}, (), False
        self._similar.clear()
        self._goes_with.clear()
        self.changed.emit()

    @property
    def variant(self) -> Variant | None:
        """The variant whose swatches are chosen."""
        if self._product is None:
            return None
        return next((v for v in self._product.variants if dict(v.options) == self._chosen), None)

    def _of(self, name: str) -> str:
        return str(getattr(self._product, name) or "") if self._product else ""

    def _price(self) -> str:
        if self._product is None:
            return ""
        variant = self.variant
        return str(variant.price if variant else self._product.price)

    def _stock(self) -> int | None:
        if self._product is None:
            return None
        variant = self.variant
        return variant.stock if variant else self._product.stock

    def _picture(self) -> str:
        if self._product is None:
            return ""
        colour = next((v for k, v in self._chosen.items() if k in _COLOURS), None)
        return self._pictures.address(self._product, colour, self.variant.picture if self.variant else None)

    def _facts(self) -> list[dict[str, str]]:
        if self._product is None:
            return []
        facts = [{"label": a.label.capitalize(), "value": a.text} for a in self._product.attributes]
        if self._product.brand:
            facts.insert(0, {"label": tr("Brand"), "value": self._product.brand})
        if self._product.sku:
            facts.append({"label": tr("Article number"), "value": self._product.sku})
        return facts

    def _options(self) -> list[dict[str, Any]]:
        if self._product is None:
            return []
        names: dict[str, list[str]] = {}
        for variant in self._product.variants:
            for name, value in variant.options.items():
                if value not in names.setdefault(name, []):
                    names[name].append(value)
        return [
            {
                "name": name,
                "label": name.replace("_", " ").capitalize(),
                "values": [self._swatch(name, value) for value in values],
            }
            for name, values in names.items()
        ]

    def _swatch(self, name: str, value: str) -> dict[str, Any]:
        assert self._product is not None
        others = {k: v for k, v in self._chosen.items() if k != name}
        fitting = [
            v
            for v in self._product.variants
            if v.options.get(name) == value and all(v.options.get(k) == w for k, w in others.items())
        ]
        return {
            "value": value,
            "chosen": self._chosen.get(name) == value,
            "available": any(v.stock is None or v.stock > 0 for v in fitting),
            "colour": (known_colour(value) or "") if name in _COLOURS else "",
        }
