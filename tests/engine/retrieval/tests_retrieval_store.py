"""A small store, written with the catalogue's own writer, and an encoder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.catalogue import CatalogueWriter
from engine.catalogue.embedding import embed_catalogue
from engine.money import Money
from engine.products import Attribute, Product, Scalar, StoreDocument, Variant
from engine.retrieval.words import stems


class WordEncoder:
    """Each stem is a direction: texts that share words are near. Enough to see what the vectors are used for."""

    sha256 = "words"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        out = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in stems(text):
                out[row, int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=2).digest(), "big") % 64] += 1.0
            out[row, 0] += 0.01
            out[row] /= np.linalg.norm(out[row])
        return out


def product(
    id: str,
    title: str,
    price: str,
    kind: str,
    brand: str | None = None,
    stock: int | None = 5,
    description: str = "",
    variants: tuple[Variant, ...] = (),
    sales: int = 0,
    rating: float | None = None,
    votes: int = 0,
    released: str | None = None,
    ean: tuple[str, ...] = (),
    **attributes: Scalar | tuple[float, str],
) -> Product:
    facts = []
    for name, value in attributes.items():
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], float):
            facts.append(Attribute(name, value[0], str(value[1])))
        else:
            facts.append(Attribute(name, value))  # type: ignore[arg-type]
    return Product(
        id=id,
        title=title,
        price=Money.from_major(price, "USD"),
        kind=kind,
        brand=brand,
        stock=stock,
        description=description,
        variants=variants,
        sales=sales,
        rating=rating,
        rating_count=votes,
        released=released,
        sku=id.upper(),
        ean=ean,
        attributes=tuple(facts),
    )


def variant(id: str, stock: int, **options: str) -> Variant:
    return Variant(id, options, Money.from_major("60", "USD"), stock)


PRODUCTS = (
    product("jacket-1", "Skerry Trail Jacket", "129", "rain jacket", "Skerry", waterproof=True, color="blue", weight=(310.0, "g"), use=("hiking",), rating=4.6, votes=200, sales=50, released="2024-01-01"),
    product("jacket-2", "Skerry Ridge Jacket", "189", "rain jacket", "Skerry", waterproof=True, color="red", weight=(420.0, "g"), use=("hiking", "ski touring"), rating=5.0, votes=1, sales=5, released="2025-03-01"),
    product("jacket-3", "Pinmoor Wind Jacket", "49.90", "wind jacket", "Pinmoor", waterproof=False, color="light blue", weight=(180.0, "g"), rating=4.0, votes=90, sales=90, released="2023-01-01", description="Keeps wind out on a run. It is not waterproof."),
    product("jacket-4", "Oruvik Storm Jacket", "99", "rain jacket", "Oruvik", stock=0, waterproof=True, color="blue", use=("hiking",)),
    product("spray-1", "Skerry Jacket Wash", "9.50", "detergent", "Skerry", description="Washes a waterproof jacket for hiking without harm. For jackets and trousers."),
    product("shirt-1", "Everyday Shirt", "60", "t-shirt", "Pinmoor", material=("cotton",), variants=(variant("s1", 3, size="M", color="white"), variant("s2", 0, size="L", color="white"), variant("s3", 2, size="L", color="black"))),
    product("shirt-2", "Sunday Shirt", "60", "t-shirt", "Pinmoor", material=("linen",), variants=(variant("s4", 0, size="M", color="white"), variant("s5", 4, size="M", color="black"))),
    product("phone-1", "Orrin Two Smartphone", "399", "smartphone", "Orrin", storage=(128.0, "GB"), screen_size=(6.1, "in"), color="black"),
    product("phone-2", "Orrin Four Smartphone", "799", "smartphone", "Orrin", storage=(1.0, "TB"), screen_size=(6.7, "in"), color="white"),
    product("case-1", "Wallet Case for Orrin Two Smartphone", "19", "phone case", "Tamsin", color="black", description="A phone case. Fits the smartphone Orrin Two."),
    product("choc-1", "Dark Block", "3.20", "chocolate", "Birchall", vegan=True, allergens=("soya",), ingredients=("cocoa mass", "sugar")),
    product("choc-2", "Hazel Bar", "3.50", "chocolate", "Birchall", vegan=True, allergens=("nuts", "soya"), ingredients=("cocoa mass", "hazelnuts")),
    product("choc-3", "Milk Bar", "2.10", "chocolate", "Birchall", vegan=False, allergens=("milk", "may contain nuts")),
    product("choc-4", "Sugar-Free Bar", "4.10", "chocolate", "Birchall", vegan=False, sugar_free=True, allergens=("milk",)),
    product("bank-1", "Droma Pocket Power Bank", "29", "power bank", "Droma", capacity=(10000.0, "mAh"), ean=("4006381333931",)),
    product("tent-1", "Lagoon Tent", "249", "tent", "Skerry", persons=3.0, weight=(2.9, "kg")),
    product("tent-2", "Haven Tent", "199", "tent", "Fellrow", persons=4.0, weight=(5.1, "kg")),
    product("game-1", "Buzz Board Game", "25", "board game", "Tumblewick", players="3-8", min_age=(8.0, "years")),
    product("game-2", "Harbour Board Game", "35", "board game", "Tumblewick", players="2-4", min_age=(12.0, "years")),
    product("light-1", "Bulb One", "8", "light bulb", "Brightwick", warmth="warm", dimmable=True),
    product("bag-1", "Dune Sleeping Bag", "89", "sleeping bag", "Skerry", warmth="light"),
)  # fmt: skip
DOCUMENTS = (
    StoreDocument("returns", "Returns and exchanges", "You can return almost anything within 60 days. Bring the receipt.", ("return", "refund")),
    StoreDocument("parking", "Parking", "The garage below the store has 200 spaces. Two hours are free.", ("parking", "car", "garage")),
)  # fmt: skip


def build(path: Path, products: Sequence[Product] = PRODUCTS, encoder: WordEncoder | None = None) -> Path:
    with CatalogueWriter(path) as writer:
        writer.put(products)
        writer.put_documents(DOCUMENTS)
        writer.put_meta(name="Test", currency="USD")
    if encoder is not None:
        embed_catalogue(path, encoder)
    return path
