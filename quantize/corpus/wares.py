"""Invented products for the generated replies: typed rows of many product types, with what a shopper may wish of them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from engine.money import Money
from engine.products import Attribute, Place, Product
from quantize.corpus.lexicon import TypeEntry, own_entries
from quantize.corpus.mixture import Split, split_of

Form = Literal["is", "has", "for", "say", "num", "price", "floor", "not", "brand"]
"""How a wish reads in a sentence: "is waterproof", "has a hood", "is made for hiking", "comes in black" …"""


@dataclass(frozen=True, slots=True)
class Ware:
    kinds: tuple[str, ...]
    adjectives: tuple[str, ...]
    features: tuple[str, ...]
    uses: tuple[str, ...]
    texts: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[float, float, float, str]]
    price: tuple[float, float]


def bare(feature: str) -> str:
    """A feature without its article: ``a hood`` to ``hood``."""
    return feature.split(" ", 1)[1] if feature.startswith(("a ", "an ")) else feature


def with_article(feature: str) -> str:
    """A feature as it follows "has": an article for what looks like one countable thing."""
    last = feature.split()[-1]
    if feature.startswith(("a ", "an ", "two ", "four ")) or last.endswith(("s", "ing", "ed")) or last in _UNCOUNTED:
        return feature
    return ("an " if feature[0] in "aeiou" else "a ") + feature


_UNCOUNTED = frozenset(
    [
        "storage",
        "protection",
        "sugar",
        "perfume",
        "lighting",
        "wifi",
        "bluetooth",
        "padding",
        "memory",
        "extraction",
        "duplex",
        "lining",
        "insulation",
    ]
)


@cache
def wares(split: Split) -> tuple[Ware, ...]:
    """Ours and those made of the lexicon's product types, each with the words of the split only."""
    data = tomllib.loads((Path(__file__).parent / "wares.toml").read_text(encoding="utf-8"))
    out = []
    for w in data["ware"]:
        out.append(
            Ware(
                tuple(k for k in w["kinds"] if split_of(k) == split) or (tuple(w["kinds"]) if split == "train" else ()),
                _of(w["is"], split), _of(w["has"], split), _of(w["for"], split),
                {k: tuple(v) for k, v in w["say"].items() if split_of(k, 12) == split or (split == "train" and split_of(k, 12) == "train")},
                {k: tuple(v) for k, v in w["num"].items()},
                tuple(w["price"]),
            )
        )  # fmt: skip
    return tuple(
        w
        for w in (*out, *(_from_entry(e, split, out) for e in own_entries() if split_of(e.name) == split))
        if w.kinds and w.adjectives + w.features
    )


def _of(texts: Sequence[str], split: Split) -> tuple[str, ...]:
    return tuple(t for t in texts if split_of(bare(t), 10) == split)


def _from_entry(entry: TypeEntry, split: Split, like: Sequence[Ware]) -> Ware:
    rng = random.Random(entry.name)
    model = rng.choice(like)
    return Ware(
        (entry.name,), _of(entry.adjectives, split), _of(entry.features, split), _of(entry.uses, split),
        {"material": ("steel", "cotton", "wood", "plastic", "glass"), "color": ("black", "white", "green", "red")},
        dict(rng.sample(list(model.numbers.items()), min(2, len(model.numbers)))), (rng.choice((3, 8, 15, 30)), rng.choice((25, 60, 140, 400))),
    )  # fmt: skip


NAMES = (
    "Trail",
    "Base",
    "Nova",
    "Lund",
    "Arc",
    "Mio",
    "Tern",
    "Vale",
    "Fjell",
    "Comet",
    "Rill",
    "Bolt",
    "Ivo",
    "Sona",
    "Peak",
    "Drift",
)
_AISLES = ("Aisle", "Aisle", "Row", "Hall")


def invented(
    ware: Ware, kind: str, rng: random.Random, currency: str, number: int, stated: dict[str, float] | None = None
) -> Product:
    """One product of a ware. ``stated`` are the attributes that its shelf states, with the odds of a yes."""
    attributes: list[Attribute] = []
    stated = stated or {}
    for label, odds in stated.items():
        attributes.append(Attribute(label.replace(" ", "_"), rng.random() < odds))
    for name, values in ware.texts.items():
        if rng.random() < 0.75:
            attributes.append(Attribute(name, rng.choice(values)))
    for name, (low, high, step, unit) in ware.numbers.items():
        if rng.random() < 0.8:
            value = round(low + step * rng.randint(0, int((high - low) / step)), 2)
            attributes.append(Attribute(name, float(value), unit or None))
    uses = tuple(rng.sample(ware.uses, min(len(ware.uses), rng.randint(1, 2)))) if ware.uses else ()
    if uses:
        attributes.append(Attribute("use", uses))
    low, high = ware.price
    price = round(rng.uniform(low, high) * rng.uniform(0.5, 1), 0) + rng.choice((0.0, 0.5, 0.9, 0.95, 0.99))
    stock = rng.choice((0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 31, 48))
    return Product(
        f"p{number}", f"{rng.choice(NAMES)} {rng.choice(NAMES)}", Money.from_major(max(price, 0.9), currency), kind,
        brand=rng.choice(NAMES), stock=stock if rng.random() < 0.93 else None,
        place=Place(str(rng.randint(1, 28)), rng.choice("ABCDEFGH")) if rng.random() < 0.85 else None,
        rating=round(rng.uniform(3.2, 4.9), 1) if rng.random() < 0.85 else None, rating_count=rng.randint(3, 900), attributes=tuple(attributes),
    )  # fmt: skip
