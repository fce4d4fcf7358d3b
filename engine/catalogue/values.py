"""Typed attribute values from the texts that feeds carry: ``310 g`` is a number with a unit, ``yes`` is a flag.

A text becomes a number only if writing the number again gives the same value, so no fact changes on the way to the
screen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from engine.catalogue.folding import fold
from engine.products import Attribute, Scalar

_QUANTITY = re.compile(
    r"""(?P<number>[-+\u2212]?\d[\d.,]*)       # 310   1,500   1.5   -5
        (?P<space>[ \u00a0\u202f]?)
        (?P<unit>[^\W\d_]{1,12}[²³]? (?:/[^\W\d_]{1,6}[²³]?)? | °\s?[CF] | % | " | ″ | ')?""",
    re.VERBOSE,
)
# Units that may follow a number without a space; any other word right after a digit makes a name (4K, 3D, L2).
_TIGHT = frozenset(
    ("g", "kg", "mg", "lb", "lbs", "oz", "ml", "cl", "dl", "l", "L", "mm", "cm", "m", "km", "in", "ft", '"', "″", "%",
     "W", "kW", "V", "A", "mA", "mAh", "Ah", "Wh", "Hz", "kHz", "MHz", "GHz", "MB", "GB", "TB", "lm", "dB", "h", "min",
     "s", "°C", "°F", "m²", "cm²", "g/m²")
)  # fmt: skip
_UNITS_AS_SHOWN = {"″": '"'}
PART_NUMBER = "part_number"
"""The attribute for a maker's number (MPN) where a shop has a stock number of its own besides."""
_YES, _NO = frozenset({"yes", "true"}), frozenset({"no", "false"})
_NAME = re.compile(r"[\W_]+")


@lru_cache(maxsize=16_384)
def attribute_name(text: str) -> str:
    """A column or label as the catalogue's key: ``Battery Life (h)`` to ``battery_life_h``; may come out empty.

    Accents go (``Größe`` to ``grosse``), letters of other scripts stay.
    """
    return _NAME.sub("_", fold(text)).strip("_")


def quantity(text: str) -> tuple[float, str | None] | None:
    """A number with or without a unit, ``None`` if ``text`` is anything else or could not be written back exactly."""
    found = _QUANTITY.fullmatch(text.strip())
    if not found:
        return None
    number = _plain_number(found["number"].replace("\u2212", "-"))
    unit = found["unit"]
    if number is None:
        return None
    if unit is None:
        # Five digits and more without a unit are codes (article numbers, years of a range) more often than counts.
        return (float(number), None) if f"{float(number):g}" == number and abs(float(number)) < 10_000 else None
    unit = unit.replace(" ", "")
    if not found["space"] and unit not in _TIGHT:
        return None
    if not _exact(float(number)):
        return None
    return float(number), _UNITS_AS_SHOWN.get(unit, unit)


def _plain_number(text: str) -> str | None:
    """``1,500`` to ``1500``, ``1,5`` to ``1.5``; ``None`` for versions, codes and ranges (``1.2.3``, ``0123``)."""
    text = text.lstrip("+")
    body = text.lstrip("-")
    if "," in body and "." in body:
        body = body.replace(",", "") if body.rfind(".") > body.rfind(",") else body.replace(".", "").replace(",", ".")
    elif "," in body:
        groups = body.split(",")
        thousands = all(len(g) == 3 for g in groups[1:]) and 1 <= len(groups[0]) <= 3 and groups[0] != "0"
        body = "".join(groups) if thousands else body.replace(",", ".") if len(groups) == 2 else ""
    if not re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?", body):
        return None
    return f"-{body}" if text.startswith("-") else body


def typed(name: str, raw: object) -> Attribute | None:
    """One attribute from a feed's value (text, number, yes or no, list); ``None`` where it says nothing."""
    value: Scalar
    if raw is None:
        return None
    if isinstance(raw, bool):
        return Attribute(name, raw)
    if isinstance(raw, int | float):
        return _from_number(name, raw)
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        texts = tuple(dict.fromkeys(t for t in (" ".join(str(item).split()) for item in raw) if t))
        if len(texts) == 1:
            return typed(name, texts[0])
        return Attribute(name, texts) if texts else None
    text = " ".join(str(raw).split())
    if not text:
        return None
    lowered = text.lower()
    if lowered in _YES or lowered in _NO:
        return Attribute(name, lowered in _YES)
    found = quantity(text)
    if found:
        return Attribute(name, found[0], found[1])
    value = text
    return Attribute(name, value)


def _from_number(name: str, raw: float) -> Attribute | None:
    try:
        number = float(raw)
    except OverflowError:
        return Attribute(name, str(raw))
    if not math.isfinite(number):
        return None
    return Attribute(name, number if _exact(number) else repr(raw))


def _exact(number: float) -> bool:
    """Whether ``Attribute.text`` writes this number without rounding it."""
    whole = number == int(number) and abs(number) < 2**53
    return whole or float(f"{number:g}") == number
