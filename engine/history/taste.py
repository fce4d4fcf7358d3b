"""What events say about a shopper's taste: a weight for each product, fading with later deeds and with time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.history.records import Deed, ShopperEvent

DEED_WEIGHTS: Mapping[Deed, float] = {
    "shown": 0.0,  # the assistant's doing: it says nothing about the shopper
    "opened": 1.0,
    "compared": 1.5,
    "located": 2.0,
    "listed": 3.0,
    "liked": 3.0,
    "disliked": -3.0,
}
"""How much a deed says, by how much it costs the shopper; chosen, not learned."""

_FADE = 0.9
"""Kept of a weight for each later deed with another product."""
_HALF_LIFE_DAYS = 30.0


def taste(events: Sequence[ShopperEvent]) -> dict[str, float]:
    """Weights of the products of ``events`` (the oldest first), positive for liking, the strongest first.

    Of "liked" and "disliked" for one product only the later one counts. Times count from the last event.
    """
    if not events:
        return {}
    now = events[-1].at
    opinions = {e.product: n for n, e in enumerate(events) if e.deed in ("liked", "disliked")}
    weights: dict[str, float] = {}
    later: list[str] = []
    for n, event in reversed(list(enumerate(events))):
        weight = DEED_WEIGHTS[event.deed]
        if not weight or (event.deed in ("liked", "disliked") and opinions[event.product] != n):
            continue
        if event.product not in later:
            later.append(event.product)
        days = max(0.0, (now - event.at).total_seconds() / 86_400)
        faded = weight * _FADE ** later.index(event.product) * 0.5 ** (days / _HALF_LIFE_DAYS)
        weights[event.product] = weights.get(event.product, 0.0) + faded
    return dict(sorted(weights.items(), key=lambda item: -item[1]))
