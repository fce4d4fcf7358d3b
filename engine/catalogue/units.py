"""Units that name the same dimension, so that 1.2 kg and 950 g, or 2 years and 18 months, can be compared."""

from __future__ import annotations

# unit -> (base unit, factor). Factors are exact by definition (international pound, ounce, inch, foot, US gallon).
_LENGTH = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "km": 1e6, "in": 25.4, "inch": 25.4, "inches": 25.4, '"': 25.4}
_LENGTH |= {"ft": 304.8, "foot": 304.8, "feet": 304.8, "yd": 914.4}
_MASS = {"mg": 0.001, "g": 1.0, "kg": 1000.0, "t": 1e6, "oz": 28.349523125, "lb": 453.59237, "lbs": 453.59237}
_VOLUME = {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "litre": 1000.0, "litres": 1000.0, "liter": 1000.0}
_VOLUME |= {"liters": 1000.0, "floz": 29.5735295625, "gal": 3785.411784}
_TIME = {"s": 1 / 3600, "sec": 1 / 3600, "min": 1 / 60, "minutes": 1 / 60, "minute": 1 / 60, "h": 1.0, "hr": 1.0}
_TIME |= {"hour": 1.0, "hours": 1.0, "day": 24.0, "days": 24.0, "week": 168.0, "weeks": 168.0}
# Months and years are a dimension of their own: "12 months" is "1 year", but no number of days.
_AGE = {"month": 1.0, "months": 1.0, "year": 12.0, "years": 12.0}
_STORAGE = {"kb": 1e-6, "mb": 0.001, "gb": 1.0, "tb": 1000.0}
_POWER, _CHARGE = {"mw": 0.001, "w": 1.0, "kw": 1000.0}, {"mah": 1.0, "ah": 1000.0}
_FREQUENCY = {"hz": 1e-6, "khz": 0.001, "mhz": 1.0, "ghz": 1000.0}
_AREA = {"mm²": 0.01, "cm²": 1.0, "m²": 10_000.0}
_PIECES = {"piece": 1.0, "pieces": 1.0, "pc": 1.0, "pcs": 1.0, "page": 1.0, "pages": 1.0}

_BASES: dict[str, tuple[str, float]] = {}
for _base, _family in (
    ("mm", _LENGTH), ("g", _MASS), ("ml", _VOLUME), ("h", _TIME), ("months", _AGE), ("GB", _STORAGE), ("W", _POWER),
    ("mAh", _CHARGE), ("MHz", _FREQUENCY), ("cm²", _AREA),
):  # fmt: skip
    _BASES |= {unit: (_base, factor) for unit, factor in _family.items()}
_BASES |= {unit: (unit.rstrip("s") if unit != "pcs" else "pc", 1.0) for unit in _PIECES}


def is_unit(text: str) -> bool:
    """Whether a text is a unit that this module knows."""
    return text.lower() in _BASES


def in_base_unit(number: float, unit: str | None) -> tuple[float, str | None]:
    """The number in the base unit of its dimension: ``(1.2, "kg")`` to ``(1200.0, "g")``; unknown units stay as said.

    Case does not matter except where it tells units apart (``mW`` and ``MW`` are both rare in shops: ``mw`` is milli).
    """
    if unit is None:
        return number, None
    base, factor = _BASES.get(unit.lower(), (unit, 1.0))
    return round(number * factor, 9), base
