"""The shelf: the cards in view, the wish above them, and what is marked for comparing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from desktop.pictures import Pictures
from desktop.view.kinds import LIST, TEXTS
from desktop.view.rows import RowsModel
from desktop.view.words import CARD_FIELDS, card_row, tr
from engine.actions import Action, Limits, limits_of
from engine.events import Card, Facets, WishChip
from engine.facets import refined
from engine.products import Product

COMPARE_MOST = 4
_WISHES = {"search", "similar", "goes_with", "recommend", "more", "back"}
_SORTABLE = {"search", "similar", "goes_with", "recommend"}


@dataclass(frozen=True, slots=True)
class ShelfView:
    """What can be brought back with one touch: the cards and the wish that led to them."""

    cards: tuple[Card, ...]
    total: int
    relaxed: tuple[str, ...]
    heading: str
    showing: str = ""


class Shelf(QObject):
    changed = Signal()
    wishChanged = Signal()
    facetsChanged = Signal()

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._cards = RowsModel(CARD_FIELDS, self)
        self._view = ShelfView((), 0, (), "")
        self._products: dict[str, Product] = {}
        self._loading = False
        self._searched = False
        self._chips: tuple[WishChip, ...] = ()
        self.action: Action | None = None
        self._facets: Facets | None = None
        self._marked: list[str] = []
        self._listed: tuple[str, ...] = ()
        self._lit = ""

    cards = Property(QObject, lambda self: self._cards, constant=True)
    loading = Property(bool, lambda self: self._loading, notify=changed)
    searched = Property(bool, lambda self: self._searched, notify=changed)
    total = Property(int, lambda self: self._view.total, notify=changed)
    heading = Property(str, lambda self: self._view.heading, notify=changed)
    lit = Property(str, lambda self: self._lit, notify=changed)
    marked = Property(TEXTS, lambda self: list(self._marked), notify=changed)
    markedPictures = Property(LIST, lambda self: self._marked_rows(), notify=changed)
    relaxed = Property(TEXTS, lambda self: list(self._view.relaxed), notify=changed)
    note = Property(str, lambda self: self._note(), notify=changed)
    facets = Property(LIST, lambda self: self._facet_rows(), notify=facetsChanged)
    narrowable = Property(bool, lambda self: self._facets is not None, notify=facetsChanged)
    chips = Property(LIST, lambda self: self._chip_rows(), notify=wishChanged)
    sort = Property(str, lambda self: self._limits().sort, notify=wishChanged)
    sortable = Property(
        bool, lambda self: self.action is not None and self.action.kind in _SORTABLE, notify=wishChanged
    )

    @property
    def marked_ids(self) -> tuple[str, ...]:
        return tuple(self._marked)

    def product(self, product_id: str) -> Product | None:
        """A product that stood on the shelf in this session."""
        return self._products.get(product_id)

    def know(self, products: Iterable[Product]) -> None:
        """Remember products shown elsewhere (similar, compared), so that a touch can open them at once."""
        self._products.update((product.id, product) for product in products)

    def card_ids(self) -> tuple[str, ...]:
        return tuple(card.product.id for card in self._view.cards)

    def wait(self) -> None:
        self._loading = True
        self.changed.emit()

    def settle(self) -> None:
        """Nothing more will come for this question."""
        if self._loading:
            self._loading = False
            self.changed.emit()

    def understand(self, action: Action, chips: tuple[WishChip, ...]) -> None:
        if action.kind in _WISHES:
            self.action, self._chips = action, chips
            self.wishChanged.emit()

    def offer(self, facets: Facets) -> None:
        """How the result that stands here could be narrowed."""
        self._facets = facets
        self.facetsChanged.emit()

    def narrower(self, facet: int, value: int) -> tuple[Action, str] | None:
        """The wish with one value of a facet, and how that value is called; ``None`` where there is no such value."""
        shown = self._facets
        if shown is None or not 0 <= facet < len(shown.facets) or not 0 <= value < len(shown.facets[facet].values):
            return None
        chosen = shown.facets[facet].values[value]
        return refined(shown.action, chosen), chosen.value if chosen.slot == "must" else chosen.text

    def fill(
        self, cards: Sequence[Card], total: int, relaxed: Sequence[str] = (), heading: str = "", showing: str = ""
    ) -> None:
        self._view = ShelfView(tuple(cards), total, tuple(relaxed), heading, showing)
        if self._facets is not None:
            self._facets = None
            self.facetsChanged.emit()
        self._searched = not heading
        self._loading = False
        self._lit = ""
        self.know(card.product for card in cards)
        self._refresh()

    def mark(self, product_id: str) -> None:
        """Mark a product for comparing, or take the mark away; the fifth mark pushes the first one out."""
        if product_id in self._marked:
            self._marked.remove(product_id)
        else:
            self._marked = [*self._marked, product_id][-COMPARE_MOST:]
        self._refresh()

    def unmark_all(self) -> None:
        self._marked = []
        self._refresh()

    def light(self, product_id: str) -> None:
        """Light the card of a product that the shopper touched in the answer."""
        self._lit = "" if self._lit == product_id else product_id
        self._refresh()

    def show_listed(self, ids: Sequence[str]) -> None:
        self._listed = tuple(ids)
        self._refresh()

    def wipe(self) -> None:
        self._view, self._chips, self.action = ShelfView((), 0, (), ""), (), None
        self._facets = None
        self._products, self._marked, self._listed = {}, [], ()
        self._loading = self._searched = False
        self._lit = ""
        self._refresh()
        self.wishChanged.emit()
        self.facetsChanged.emit()

    def chip(self, at: int) -> WishChip | None:
        return self._chips[at] if 0 <= at < len(self._chips) else None

    def _limits(self) -> Limits:
        return limits_of(self.action) if self.action is not None else Limits()

    def _refresh(self) -> None:
        lit = (self._lit,) if self._lit else ()
        self._cards.show([card_row(self._pictures, card, self._listed, self._marked, lit) for card in self._view.cards])
        self.changed.emit()

    def _note(self) -> str:
        """What the shopper should know of how these came about: a misspelling read otherwise, wishes let go."""
        if not self._view.cards:
            return ""
        notes = []
        if self._view.showing:
            notes.append(tr("Showing results for “{query}”.").format(query=self._view.showing))
        if self._view.relaxed:
            notes.append(tr("Nothing had everything. Let go: {wishes}.").format(wishes=", ".join(self._view.relaxed)))
        return " ".join(notes)

    def _chip_rows(self) -> list[dict[str, Any]]:
        return [
            {"at": at, "text": chip.text, "understood": chip.understood, "slot": chip.slot}
            for at, chip in enumerate(self._chips)
            if chip.slot != "sort"
        ]

    def _facet_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "label": facet.label.capitalize(),
                "range": f"{facet.low} \u2013 {facet.high}" if facet.low and facet.high else "",
                "values": [{"text": value.text, "count": value.count} for value in facet.values],
            }
            for facet in (self._facets.facets if self._facets is not None else ())
        ]

    def _marked_rows(self) -> list[dict[str, Any]]:
        return [card_row(self._pictures, Card(0, self._products[id])) for id in self._marked if id in self._products]
