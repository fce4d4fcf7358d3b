"""The short texts of the shelf: price, stock, place and reasons in the shopper's language."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.pictures import Pictures
from engine.events import Card
from engine.products import Place, Product

FEW = 5
CARD_FIELDS = (
    "id", "number", "title", "brand", "price", "stock", "stockState", "place", "why", "reasons", "misses",
    "rating", "ratings", "picture", "listed", "marked", "lit",
)  # fmt: skip


def tr(text: str, count: int = -1) -> str:
    """``text`` in the language of the window; ``%n`` stands for ``count``."""
    said = QCoreApplication.translate("words", text, "", count)
    return said.replace("%n", str(count)) if count >= 0 else said


def stock_words(stock: int | None) -> str:
    if stock is None or stock > FEW:
        return tr("In stock")
    if stock <= 0:
        return tr("Sold out")
    return tr("%n left", stock)


def stock_state(stock: int | None) -> str:
    """``in``, ``few`` or ``out``: decides the colour beside the words."""
    if stock is None or stock > FEW:
        return "in"
    return "out" if stock <= 0 else "few"


def place_words(place: Place | None) -> str:
    if place is None:
        return ""
    return tr("Aisle {aisle} \u00b7 Bay {bay}").format(aisle=place.aisle, bay=place.bay)


def rating_words(product: Product) -> str:
    return "" if product.rating is None else f"{product.rating:.1f}"


def card_row(
    pictures: Pictures,
    card: Card,
    listed: Collection[str] = (),
    marked: Collection[str] = (),
    lit: Collection[str] = (),
) -> dict[str, Any]:
    """A card as a row of the shelf (``CARD_FIELDS``)."""
    product = card.product
    # A reason made of the wishes met would stand twice.
    told = all(wish in card.why.lower() for wish in card.meets[:3]) if card.meets else False
    reasons = [r for r in dict.fromkeys(card.meets if told else (card.why, *card.meets)) if r]
    return {
        "id": product.id,
        "number": card.place_on_screen,
        "title": product.title,
        "brand": product.brand or "",
        "price": str(product.price),
        "stock": stock_words(product.stock),
        "stockState": stock_state(product.stock),
        "place": place_words(product.place),
        "why": card.why,
        "reasons": reasons[:3],
        "misses": [tr("Not: {wish}").format(wish=wish) for wish in card.misses],
        "rating": rating_words(product),
        "ratings": product.rating_count,
        "picture": pictures.address(product),
        "listed": product.id in listed,
        "marked": product.id in marked,
        "lit": product.id in lit,
    }
