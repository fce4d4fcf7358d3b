"""A catalogue of any size from real products: first the seeds themselves, then variants of them that a seed decides."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.money import Money
from engine.products import Attribute, Product

COLOURS = (
    "Black", "White", "Red", "Blue", "Green", "Yellow", "Grey", "Silver", "Pink", "Purple", "Orange", "Brown", "Navy",
    "Beige", "Turquoise", "Gold",
)  # fmt: skip
_COMMON_COLOURS = 3
"""The first ones are as frequent as all others together, as they are in shops."""
_BRANDS = 4000
_PACKS = ("Pack of 2", "Pack of 3", "Pack of 4", "Pack of 6", "Family Size", "Travel Size", "Large", "Small", "Refill")
_CODE = re.compile(r"\b(?=[A-Za-z0-9/-]*\d)(?=[A-Za-z0-9/-]*[A-Z])[A-Za-z0-9/-]{4,}\b")
_AMOUNT = re.compile(r"\b(\d{1,4}(?:\.\d+)?)(\s?)(GB|TB|MB|mm|cm|m|W|V|mAh|oz|ml|L|g|kg|lb|sheets|pages|pcs)\b")
_COLOUR = re.compile(rf"\b(?:{'|'.join(COLOURS)})\b", re.IGNORECASE)
_STEPS = (0.25, 0.5, 0.5, 0.75, 1.25, 1.5, 2.0, 2.0, 3.0, 4.0)
_SYLLABLES = ("ka", "lo", "ven", "tri", "or", "mar", "sen", "del", "hu", "bry", "na", "quo", "fis", "ter", "zan", "pel")


@dataclass(frozen=True, slots=True)
class Generated:
    """A product and the seed (its place among the seeds) that it is or was made from."""

    product: Product
    seed: int
    variant: bool


class Generator:
    """Products 0, 1, 2 … of one endless catalogue: the seeds in a shuffled order, then variants of random ones.

    The same seeds and ``seed`` give the same products; a bigger catalogue begins with the smaller one.
    """

    def __init__(self, seeds: Sequence[Product], seed: int = 0) -> None:
        if not seeds:
            raise ValueError("a catalogue cannot be grown from no products")
        self._seeds = seeds
        self.seed = seed
        shuffled = random.Random(f"{seed} order")
        self._order = list(range(len(seeds)))
        shuffled.shuffle(self._order)
        known = sorted({s.brand for s in seeds if s.brand})
        self._brands = [*known, *_invented(random.Random(f"{seed} brands"), _BRANDS)]
        self._values = _values_of(seeds)
        self._brand_words = {b: re.compile(rf"\b{re.escape(b)}\b", re.IGNORECASE) for b in known}

    def products(self, count: int, start: int = 0) -> Iterator[Generated]:
        """Products ``start`` to ``count`` (left out)."""
        for place in range(start, count):
            yield self.product(place)

    def product(self, place: int) -> Generated:
        seed, variant = self.origin(place)
        if not variant:
            return Generated(self._seeds[seed], seed, False)
        return Generated(self._vary(self._seeds[seed], place, random.Random(f"{self.seed} {place}")), seed, True)

    def origin(self, place: int) -> tuple[int, bool]:
        """Which seed a product is made from, and whether it is a variant of it."""
        if place < len(self._order):
            return self._order[place], False
        # Every seed has as many variants as any other.
        return self._order[place % len(self._order)], True

    def _vary(self, seed: Product, place: int, chance: random.Random) -> Product:
        brand = chance.choice(self._brands) if seed.brand is None or chance.random() < 0.7 else seed.brand
        colour = _colour(chance)
        codes: dict[str, str] = {}

        # Devices and clothes come in colours, groceries in sizes.
        coloured = bool(seed.attributes)

        def reworded(text: str) -> str:
            text = _CODE.sub(lambda m: codes.setdefault(m[0], _like(m[0], chance)), text)
            text = _AMOUNT.sub(lambda m: f"{_scaled(float(m[1]), chance):g}{m[2]}{m[3]}", text)
            return _COLOUR.sub(colour, text) if coloured else text

        title, description = reworded(seed.title), reworded(seed.description)
        if seed.brand and seed.brand != brand:
            title = self._brand_words[seed.brand].sub(lambda m: brand, title)
            description = self._brand_words[seed.brand].sub(lambda m: brand, description)
        elif seed.brand is None:
            title = f"{brand} {title}"
        extra = chance.random()
        if coloured and extra < 0.5 and not _COLOUR.search(title):
            title = f"{title} {colour}"
        pack = chance.choice(_PACKS) if not coloured and extra < 0.7 else ""
        if pack:
            title = f"{title} {pack}"
        sales = int(chance.paretovariate(0.8))
        return replace(
            seed,
            id=f"v{place}",
            title=title,
            brand=brand,
            description=description,
            price=Money(max(1, round(seed.price.minor * chance.lognormvariate(0.0, 0.35))), seed.price.currency),
            sku=f"{brand[:3].upper()}-{chance.randrange(10**8):08d}",
            ean=(f"{chance.randrange(10**13):013d}",),
            stock=0 if chance.random() < 0.06 else chance.randrange(1, 60),
            rating=round(min(5.0, max(1.0, chance.gauss(4.1, 0.6))), 1),
            rating_count=min(sales, 9000),
            sales=min(sales, 100_000),
            released=f"{chance.randrange(2014, 2027)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
            attributes=self._attributes(seed, Attribute("color", colour), chance) if coloured else _packed(pack),
        )

    def _attributes(self, seed: Product, colour: Attribute, chance: random.Random) -> tuple[Attribute, ...]:
        out = [self._attribute(seed.kind, a, chance) for a in seed.attributes if a.name not in ("color", "colour")]
        return (*out, colour)

    def _attribute(self, kind: str, attribute: Attribute, chance: random.Random) -> Attribute:
        if chance.random() < 0.5:
            return attribute
        if isinstance(attribute.value, float):
            return replace(attribute, value=float(f"{_scaled(attribute.value, chance):g}"))
        # What another product of this type says there.
        return chance.choice(self._values[kind, attribute.name])


def _values_of(seeds: Sequence[Product]) -> dict[tuple[str, str], list[Attribute]]:
    values: dict[tuple[str, str], list[Attribute]] = {}
    for seed in seeds:
        for attribute in seed.attributes:
            values.setdefault((seed.kind, attribute.name), []).append(attribute)
    return values


def _packed(pack: str) -> tuple[Attribute, ...]:
    return (Attribute("size", pack),) if pack else ()


def _colour(chance: random.Random) -> str:
    return chance.choice(COLOURS[:_COMMON_COLOURS] if chance.random() < 0.5 else COLOURS)


def _scaled(number: float, chance: random.Random) -> float:
    return number * chance.choice(_STEPS)


def _like(code: str, chance: random.Random) -> str:
    """Another code of the same shape: digits for digits, letters for letters."""
    return "".join(
        chance.choice(string.digits) if c.isdigit() else chance.choice(string.ascii_uppercase) if c.isalpha() else c
        for c in code
    )


def _invented(chance: random.Random, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3)))).capitalize()] = None
    return list(made)
