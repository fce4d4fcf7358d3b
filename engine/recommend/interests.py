"""How much the products that a shopper turned to draw towards every other, and which of them did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.history import DEED_WEIGHTS, Deed, ShopperEvent
from engine.products import Product
from engine.recommend.reasons import Cause, Reason
from engine.recommend.wares import Bools, Floats, Ints, Wares

NEAR = 0.45
"""Least likeness (cosine) at which one product is recommended because of another: on the demo store 95 of 100 pairs of
one kind are above it, 99 of 100 pairs of different departments below."""
MOST_INTERESTS = 12
"""Products of a taste that are followed; weaker ones have faded."""
STATED, TOGETHER = 0.55, 0.5
"""Pull of what the store links with an interest, and of what was always looked at together with it."""
_SHARP, _BROAD = 0.6, 0.4
"""Shares of a candidate's nearness to one interest and to all: a session has several, and their mean may be none."""
_HAS_ONE = 0.15

_CAUSES: Mapping[Deed, Cause] = {
    "opened": "opened",
    "compared": "compared",
    "located": "located",
    "listed": "listed",
    "liked": "liked",
}


@dataclass(frozen=True, slots=True)
class Companion:
    """A product that something other than likeness ties to an interest."""

    product: str
    strength: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Interest:
    """A product that the shopper turned to, how much (of the taste's weights), and by which deed."""

    product: Product
    weight: float
    deed: Cause
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """``scores`` (n,) are 0 where no interest draws; where one does, ``strongest`` is its index in ``interests``."""

    interests: tuple[Interest, ...]
    scores: Floats
    evident: Bools
    strongest: Ints
    companions: Mapping[int, Reason] = field(default_factory=dict)

    def reason(self, place: int) -> Reason | None:
        """What drew towards a product most, ``None`` where nothing did."""
        if place in self.companions:
            return self.companions[place]
        if not self.evident[place]:
            return None
        interest = self.interests[self.strongest[place]]
        return Reason(interest.deed, interest.product.id, interest.product.title)


def drawn(wares: Wares, interests: Sequence[Interest]) -> Drawn:
    """Scores of all products by the interests of a shopper."""
    nothing = np.zeros(len(wares), dtype=np.float32)
    if not interests:
        return Drawn((), nothing, nothing > 0, nothing.astype(np.int64))
    weights = np.array([i.weight for i in interests], dtype=np.float32)
    # The cube root, so that an item on the list outweighs what was opened without drowning it.
    share = np.cbrt(weights / weights.max())
    places = [wares.place[i.product.id] for i in interests]
    like = wares.likenesses(places)
    near = ((like - NEAR) / (1 - NEAR)).clip(0)
    strongest = (share[:, None] * near).argmax(axis=0)
    evident = near.max(axis=0) > 0
    pull = np.take_along_axis(share[:, None] * like, strongest[None], axis=0)[0]
    scores = np.where(evident, _SHARP * pull + _BROAD * (share @ like) / share.sum(), 0.0).astype(np.float32)
    for interest, place in zip(interests, places, strict=True):
        if interest.deed == "listed":
            # Of what is on the list already, another is seldom wanted.
            scores[wares.same_kind(place)] -= _HAS_ONE
    companions: dict[int, Reason] = {}
    for interest, part in zip(interests, share, strict=True):
        for companion in interest.companions:
            at = wares.place.get(companion.product, -1)
            if at >= 0 and part * companion.strength > scores[at]:
                scores[at], companions[at] = part * companion.strength, companion.reason
    return Drawn(tuple(interests), scores, evident, strongest, companions)


def telling(product: str, events: Sequence[ShopperEvent]) -> Cause:
    """The deed with a product that says most about taste; of equal ones the last."""
    deed = max((e for e in reversed(events) if e.product == product), key=lambda e: DEED_WEIGHTS[e.deed]).deed
    return _CAUSES[deed]
