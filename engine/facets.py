"""How a result could be narrowed: values of its attributes with counts, ranges of numbers. Drawn from rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.actions import Action, Search, limits_of, with_limits

FacetSlot = Literal["query", "must", "must_not", "brand", "price_min", "price_max", "in_stock"]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow. ``text`` is as shown, ``slot`` and ``value`` what the wish gets; it leaves ``count`` products."""

    text: str
    count: int
    slot: FacetSlot
    value: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One attribute of a result, stated by ``coverage`` of its products.

    ``name`` is the catalogue's key, or ``brand``, ``price``, ``rating``, ``in_stock``, ``kind``. For numbers and the
    price ``low`` and ``high`` are the least and the greatest as a row has them, and the values are steps between.
    """

    name: str
    label: str
    coverage: int
    values: tuple[FacetValue, ...]
    low: str | None = None
    high: str | None = None


def refined(action: Action, value: FacetValue) -> Action:
    """The same wish, narrowed by one value. A kind without limits comes back unchanged, but for a type to look for."""
    limits = limits_of(action)
    match value.slot:
        case "query":
            return Search(value.value, limits)
        case "must":
            must = limits.must if value.value in limits.must else (*limits.must, value.value)
            limits = replace(limits, must=must)
        case "must_not":
            gone = limits.must_not if value.value in limits.must_not else (*limits.must_not, value.value)
            limits = replace(limits, must_not=gone)
        case "brand":
            limits = replace(limits, brand=value.value)
        case "price_min":
            limits = replace(limits, price_min=float(value.value))
        case "price_max":
            limits = replace(limits, price_max=float(value.value))
        case "in_stock":
            limits = replace(limits, in_stock=True)
    return with_limits(action, limits)
