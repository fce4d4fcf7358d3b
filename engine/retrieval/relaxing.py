"""Which limits to let go when nothing meets them all: as few as possible, what matters least first, the price last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.retrieval.filters import FlagIs, Meaning, NumberIn, ValueIs

Bools = npt.NDArray[np.bool_]
LimitSlot = Literal["must", "brand", "in_stock", "price_min", "price_max"]

_WEIGHT: dict[LimitSlot, float] = {"must": 0.0, "brand": 10.0, "in_stock": 20.0, "price_min": 30.0, "price_max": 30.0}
_TRIED_MOST = 8
"""With more limits than this they are let go one after the other instead of trying every set."""


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A hard limit: ``holds`` tells for every place of the scope whether the product meets it."""

    slot: LimitSlot
    text: str
    holds: Bools
    importance: float = 0.0

    @property
    def cost(self) -> float:
        return _WEIGHT[self.slot] + self.importance


def importance(meanings: Sequence[Meaning]) -> float:
    """How much a property matters: a colour is given up before a material, a size or a person's is kept longest."""
    first = meanings[0] if meanings else None
    match first:
        case ValueIs(name):
            if name.endswith(("color", "colour")):
                return 1.0
            return 4.0 if name.endswith(("size", "gender")) else 2.0
        case NumberIn():
            return 2.5
        case FlagIs():
            return 3.0
        case _:
            return 3.5


def let_go(limits: Sequence[Limit], scope: Bools) -> tuple[Limit, ...]:
    """The limits to drop so that some product of ``scope`` meets the rest: the fewest, then the cheapest."""
    if not limits or not scope.any() or _any(limits, scope):
        return ()
    if len(limits) > _TRIED_MOST:
        return _one_by_one(limits, scope)
    for size in range(1, len(limits)):
        for dropped in sorted(combinations(limits, size), key=lambda d: sum(limit.cost for limit in d)):
            if _any([limit for limit in limits if limit not in dropped], scope):
                return dropped
    return tuple(limits)


def _one_by_one(limits: Sequence[Limit], scope: Bools) -> tuple[Limit, ...]:
    kept = list(limits)
    dropped: list[Limit] = []
    while kept and not _any(kept, scope):
        least = min(kept, key=lambda limit: (limit.cost, int((limit.holds & scope).sum())))
        kept.remove(least)
        dropped.append(least)
    return tuple(dropped)


def _any(limits: Sequence[Limit], scope: Bools) -> bool:
    left = scope
    for limit in limits:
        left = left & limit.holds
        if not left.any():
            return False
    return True
