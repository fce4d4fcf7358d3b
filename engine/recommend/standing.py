"""What can truly be said of a product that nothing but its own standing recommends."""

from __future__ import annotations

from engine.recommend.reasons import Reason
from engine.recommend.wares import Wares

_RIVALS = 3
"""Products of a kind among which being the best-selling one means something."""
_RATINGS = 5
_WELL = 4.0


def standing(wares: Wares, place: int) -> Reason:
    """Best-selling of its kind, popular (it sells better than most that sell), well rated, or simply there."""
    sold = int(wares.sales[place])
    if sold > 0:
        rivals = wares.sales[wares.same_kind(place)]
        if len(rivals) >= _RIVALS and sold == rivals.max() and (rivals == sold).sum() == 1:
            return Reason("best_seller", detail=wares.kind_names[wares.kind[place]])
        if sold >= wares.median_sales:
            return Reason("popular")
    if wares.rating_count[place] >= _RATINGS and wares.rating[place] >= _WELL:
        return Reason("rated", detail=f"{wares.rating[place]:.2g} by {wares.rating_count[place]}")
    return Reason("in_range")
