"""Which words compare an attribute: a weight is lighter, a battery life longer, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.products import Attribute


@dataclass(frozen=True, slots=True)
class Scale:
    """``high`` and ``low`` are (comparative, superlative). ``of_label``: "has the longer battery life", not "is longer".

    ``better`` is the end a shopper usually wants; ``None`` where it depends on the shopper.
    """

    high: tuple[str, str]
    low: tuple[str, str]
    better: Literal["high", "low"] | None = None
    of_label: bool = False


_HIGHER = Scale(("higher", "highest"), ("lower", "lowest"), None, of_label=True)
_LONGER = Scale(("longer", "longest"), ("shorter", "shortest"))
_LARGER = Scale(("larger", "largest"), ("smaller", "smallest"))
_LARGER_OF = Scale(("larger", "largest"), ("smaller", "smallest"), None, of_label=True)
_LASTS = Scale(("longer", "longest"), ("shorter", "shortest"), "high", of_label=True)

# The last matching word of an attribute's name decides, so "battery_life" reads "life" and "charging_time" "time".
_BY_WORD: dict[str, Scale] = {
    "weight": Scale(("heavier", "heaviest"), ("lighter", "lightest"), "low"),
    "length": _LONGER,
    "width": Scale(("wider", "widest"), ("narrower", "narrowest")),
    "height": Scale(("taller", "tallest"), ("lower", "lowest")),
    "depth": Scale(("deeper", "deepest"), ("shallower", "shallowest")),
    "thickness": Scale(("thicker", "thickest"), ("thinner", "thinnest")),
    "size": _LARGER,
    "diameter": _LARGER_OF,
    "screen": _LARGER_OF,
    "volume": Scale(("larger", "largest"), ("smaller", "smallest"), "high", of_label=True),
    "capacity": Scale(("larger", "largest"), ("smaller", "smallest"), "high", of_label=True),
    "storage": Scale(("larger", "largest"), ("smaller", "smallest"), "high", of_label=True),
    "memory": Scale(("larger", "largest"), ("smaller", "smallest"), "high", of_label=True),
    "tank": _LARGER_OF,
    "area": _LARGER_OF,
    "life": _LASTS,
    "runtime": _LASTS,
    "warranty": _LASTS,
    "range": _LASTS,
    "cable": _LASTS,
    "hose": _LASTS,
    "noise": Scale(("louder", "loudest"), ("quieter", "quietest"), "low"),
    "brightness": Scale(("brighter", "brightest"), ("dimmer", "dimmest"), "high"),
    "power": Scale(("more powerful", "most powerful"), ("less powerful", "least powerful"), "high"),
    "torque": Scale(("stronger", "strongest"), ("weaker", "weakest"), "high"),
    "speed": Scale(("faster", "fastest"), ("slower", "slowest"), "high"),
    "time": Scale(("longer", "longest"), ("shorter", "shortest"), "low", of_label=True),
    "load": Scale(("higher", "highest"), ("lower", "lowest"), "high", of_label=True),
    "consumption": Scale(("higher", "highest"), ("lower", "lowest"), "low", of_label=True),
    "sugar": Scale(("higher", "highest"), ("lower", "lowest"), "low", of_label=True),
    "protein": Scale(("higher", "highest"), ("lower", "lowest"), "high", of_label=True),
    "resolution": Scale(("higher", "highest"), ("lower", "lowest"), "high", of_label=True),
    "rate": Scale(("higher", "highest"), ("lower", "lowest"), "high", of_label=True),
    "column": Scale(("higher", "highest"), ("lower", "lowest"), "high", of_label=True),
}

# Attributes whose number orders nothing that a shopper would call more or less.
_UNORDERED = frozenset({"age", "voltage", "grit", "year", "edition", "spf", "model", "ean", "fits", "thread"})

# Units that settle the scale where the name does not ("body": "310 g").
_BY_UNIT: dict[str, str] = {
    "g": "weight", "kg": "weight", "lb": "weight", "oz": "weight", "db": "noise", "lm": "brightness", "lux": "brightness",
    "nm": "torque", "w": "power", "kw": "power", "mah": "capacity", "gb": "storage", "tb": "storage", "l": "capacity",
    "ml": "volume", "km/h": "speed",
}  # fmt: skip


def scale_of(attribute: Attribute) -> Scale | None:
    """The scale of a number, ``None`` for what has no order."""
    if isinstance(attribute.value, bool) or not isinstance(attribute.value, float):
        return None
    words = attribute.name.lower().split("_")
    if _UNORDERED.intersection(words):
        return None
    for word in reversed(words):
        scale = _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s"))
        if scale:
            return scale
    by_unit = _BY_UNIT.get((attribute.unit or "").lower())
    return _BY_WORD[by_unit] if by_unit and words[-1] in {"body", "net", "content"} else _HIGHER


def named_by(unit: str | None) -> str:
    """The dimension that a unit tells by itself ("g": "weight"), empty where it tells none."""
    return _BY_UNIT.get((unit or "").lower(), "")


DIMENSIONS = frozenset(_BY_WORD) - {"tank", "area", "cable", "hose", "sugar", "protein", "screen"}
"""Nouns that call a number by its dimension, whatever the product: ``weight``, ``runtime``."""


def compared(attribute: Attribute, scale: Scale, high: bool, superlative: bool) -> str:
    """``is lighter``, ``has the longer battery life``, ``is the lightest``."""
    word = (scale.high if high else scale.low)[superlative]
    if scale.of_label:
        return f"has the {word} {attribute.label}"
    return f"is the {word}" if superlative else f"is {word}"


COMPARATIVES: dict[str, str] = {}
"""Every comparative and superlative that is a claim, to the quality it speaks of (``lightest`` -> ``weight-``)."""


def _collect() -> None:
    for name, scale in (*_BY_WORD.items(), ("any", _HIGHER), ("any", _LONGER), ("any", _LARGER)):
        for sign, pair in (("+", scale.high), ("-", scale.low)):
            for word in pair:
                COMPARATIVES.setdefault(word, f"{name}{sign}")


_collect()
