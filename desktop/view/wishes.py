"""What becomes of a wish when a chip is taken away or the order is changed by touch."""

from __future__ import annotations

from dataclasses import replace

from engine.actions import Action, Limits, Recommend, Search, Sort, limits_of, with_limits
from engine.events import WishChip


def without(action: Action, chip: WishChip) -> Action:
    """The same wish without ``chip``; a wish with nothing left becomes an open one."""
    limits = limits_of(action)
    if chip.slot == "query":
        action = Search("", limits)
    elif chip.slot == "must":
        limits = replace(limits, must=_less(limits.must, chip.value))
    elif chip.slot == "must_not":
        limits = replace(limits, must_not=_less(limits.must_not, chip.value))
    elif chip.slot == "brand":
        limits = replace(limits, brand=None)
    elif chip.slot == "price_min":
        limits = replace(limits, price_min=None)
    elif chip.slot == "price_max":
        limits = replace(limits, price_max=None)
    elif chip.slot == "sort":
        limits = replace(limits, sort="relevance")
    else:
        limits = replace(limits, in_stock=False)
    action = with_limits(action, limits)
    if isinstance(action, Search) and not action.query and action.limits == Limits():
        return Recommend()
    return action


def sorted_by(action: Action, sort: Sort) -> Action:
    """The same wish in another order."""
    return with_limits(action, replace(limits_of(action), sort=sort))


def _less(words: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(word for word in words if word != gone)
