"""Sizes and amounts in a said property: "65 inch", "at least 8 hours of battery life", "under 2 kg", "2-person"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from engine.catalogue.folding import fold
from engine.catalogue.units import in_base_unit

_WORDS = {
    "inches": "in", "inch": "in", '"': "in", "\u2033": "in", "litre": "l", "litres": "l", "liter": "l", "liters": "l",
    "meter": "m", "meters": "m", "metre": "m", "metres": "m", "centimeter": "cm", "centimeters": "cm",
    "centimetre": "cm", "centimetres": "cm", "millimeters": "mm", "millimetres": "mm", "gram": "g", "grams": "g",
    "gramme": "g", "grammes": "g", "kilo": "kg", "kilos": "kg", "kilogram": "kg", "kilograms": "kg", "kgs": "kg",
    "pound": "lb", "pounds": "lb", "ounce": "oz", "ounces": "oz", "watt": "w", "watts": "w", "volt": "v", "volts": "v",
    "gig": "gb", "gigs": "gb", "gigabyte": "gb", "gigabytes": "gb", "terabyte": "tb", "terabytes": "tb",
    "lumen": "lm", "lumens": "lm", "percent": "%", "degrees": "\u00b0c", "hrs": "h", "decibel": "db", "decibels": "db",
}  # fmt: skip
_MOST = (
    r"under|below|less\sthan|at\smost|up\sto|no\smore\sthan|max(?:imum)?(?:\sof)?|within|"
    r"(?:lighter|smaller|shorter|thinner|quieter)\sthan"
)
_LEAST = (
    r"over|above|more\sthan|at\sleast|min(?:imum)?(?:\sof)?|no\sless\sthan|from|"
    r"(?:heavier|bigger|larger|longer|wider|taller)\sthan"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    rf"""(?:\b(?P<most>{_MOST})\s+|\b(?P<least>{_LEAST})\s+|\bbetween\s+)?
    (?P<low>{_NUMBER})\s?(?:(?:-|to|and)\s?(?P<high>{_NUMBER}))?\s?(?P<plus>\+)?
    \s?-?(?P<unit>[a-z\u00b0\u00b5]+\b[\u00b2\u00b3]?|["\u2033%])?
    (?:\s+(?P<after>or\s+(?:more|longer|bigger|larger)|or\s+(?:less|under|smaller|lighter)))?""",
    re.VERBOSE,
)
# Sizes measured on a body, a screen or a wheel are named roundly; a voltage or a storage is exact.
_ROUGH = {"mm": 0.02, "g": 0.02, "ml": 0.02}


@dataclass(frozen=True, slots=True)
class Amount:
    """A range in the base unit of its dimension (``None``: a count); ``rest`` are the words around it.

    ``unit`` is the word after the number as said, which may name what is counted ("persons").
    """

    low: float
    high: float
    base: str | None
    unit: str | None
    rest: str
    exact: bool


def amount_in(text: str) -> Amount | None:
    """The one amount in a said property; ``None`` where there is none or several ("50 x 70 cm")."""
    text = fold(text)
    found = list(_AMOUNT.finditer(text))
    if len(found) != 1 or re.search(r"\d\s?x\s?\d", text):
        return None
    match = found[0]
    before = text[: match.start()]
    if re.search(r"\w[-./]?$", before):  # a code: "m2", "ipx4", "pgi-9"
        return None
    unit = match["unit"]
    if unit in ("or", "and", "to", "with", "in", "for", "of") and not (unit == "in" and text.endswith("in")):
        after, unit = f"{unit} {text[match.end() :]}", None
    else:
        after = text[match.end() :]
    low = float(match["low"].replace(",", "."))
    high = float(match["high"].replace(",", ".")) if match["high"] else low
    low_base, base = in_base_unit(low, _WORDS.get(unit, unit) if unit else None)
    high_base, _ = in_base_unit(high, _WORDS.get(unit, unit) if unit else None)
    ending = match["after"] or ""
    exact = False
    if match["most"] or ending.endswith(("less", "under", "smaller", "lighter")):
        low_base = -math.inf
    elif match["least"] or match["plus"] or ending:
        high_base = math.inf
    elif not match["high"]:
        exact = True
        slack = abs(low_base) * _ROUGH.get(base or "", 0.0)
        low_base, high_base = low_base - slack, high_base + slack
        if _WORDS.get(unit or "") == "in" and low == int(low) and low < 20:
            # A "15 inch" screen is one of 15.6.
            high_base = low_base + slack + 0.9 * 25.4
    return Amount(low_base, high_base, base, unit, f"{before} {after}".strip(), exact)
