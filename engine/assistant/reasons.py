"""One true reason for each card on the shelf, in few words."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import Card
from engine.products import Product
from engine.respond.situation import Judged


def cards(judged: Sequence[Judged], because: dict[str, str] | None = None) -> tuple[Card, ...]:
    """The shelf's cards. ``because`` overrides the reason of a product by the cause that brought it here."""
    products = [j.product for j in judged]
    out = []
    for place, j in enumerate(judged, 1):
        why = (because or {}).get(j.product.id) or _why(j, products)
        out.append(Card(place, j.product, why, tuple(w.text for w in j.met), tuple(w.text for w in j.missed)))
    return tuple(out)


def _why(judged: Judged, shelf: Sequence[Product]) -> str:
    product = judged.product
    if not product.available:
        return "Sold out"
    if judged.met:
        return _sentence(", ".join(w.text for w in judged.met[:3]))
    others = [p for p in shelf if p.available]
    if len(others) > 1:
        if product.price.minor == min(p.price.minor for p in others) and product.price.minor < max(
            p.price.minor for p in others
        ):
            return "Lowest price here"
        ratings = [p.rating for p in others if p.rating is not None]
        if product.rating is not None and len(ratings) > 1 and product.rating == max(ratings) > min(ratings):
            return "Best rated here"
    if product.rating is not None and product.rating_count >= 5:
        return f"Rated {product.rating:g} by {product.rating_count}"
    return _sentence(product.kind)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
