"""A small shelf of rain jackets."""

from __future__ import annotations

import pytest

from engine.money import Money
from engine.products import Attribute, Place, Product


def jacket(n: int, price: float, **fields: object) -> Product:
    """A rain jacket; ``weight``, ``waterproof`` and ``use`` become attributes."""
    attributes = []
    if "weight" in fields:
        attributes.append(Attribute("weight", float(str(fields.pop("weight"))), "g"))
    for name in ("waterproof", "hood"):
        if name in fields:
            attributes.append(Attribute(name, bool(fields.pop(name))))
    if "material" in fields:
        attributes.append(Attribute("material", str(fields.pop("material"))))
    return Product(
        f"jacket-{n}", f"Skerry Jacket No. {n}", Money.from_major(price, "USD"), "rain jacket", brand="Skerry",
        place=Place("13", "A"), attributes=tuple(attributes), **fields,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def shelf() -> list[Product]:
    return [
        jacket(1, 129.0, weight=310, waterproof=True, hood=True, rating=4.6, stock=16),
        jacket(2, 89.0, weight=390, waterproof=False, hood=True, rating=4.2, stock=4),
        jacket(3, 49.9, weight=280, waterproof=False, hood=False, rating=3.9, stock=0),
    ]
