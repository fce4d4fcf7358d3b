"""What a small model may write although nobody means it: the same wish twice, or wished for and excluded at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.actions import Action, limits_of, with_limits


def tidied(action: Action) -> Action:
    """The same Action without repetitions. What is excluded is not also wished for; the brand is not also a property."""
    limits = limits_of(action)
    if limits.empty:
        return action
    must_not = _once(limits.must_not)
    dropped = {text.casefold() for text in must_not}
    if limits.brand:
        dropped.add(limits.brand.casefold())
    must = tuple(text for text in _once(limits.must) if text.casefold() not in dropped)
    low, high = limits.price_min, limits.price_max
    if low is not None and high is not None and low > high:
        low = None  # a new maximum contradicts an old minimum: the minimum goes
    return with_limits(action, replace(limits, must=must, must_not=must_not, price_min=low))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """In order, without an entry that was there before in whatever case."""
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(text.casefold(), text)
    return tuple(seen.values())
