"""Why a product is recommended: a closed set of causes, each told only where it is the one that acted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal[
    "opened",
    "compared",
    "located",
    "listed",
    "liked",
    "stated",
    "looked_together",
    "also_looked",
    "kind_paired",
    "cheaper",
    "better_rated",
    "same_brand",
    "same_kind",
    "close",
    "best_seller",
    "popular",
    "rated",
    "in_range",
]
"""``opened`` to ``liked`` are the shopper's deeds with ``source``; ``stated`` is a link of the store's; ``kind_paired``
are links of the store's between other products of the two kinds; ``looked_together`` and ``also_looked`` are counted
sessions, of this history or of many people; ``cheaper`` to ``close`` compare with ``source``; the rest need no source."""

_TEXTS: dict[Cause, str] = {
    "opened": "Because you opened {title}",
    "compared": "Because you compared {title}",
    "located": "Because you looked for {title}",
    "listed": "Because you put {title} on your list",
    "liked": "Because you liked {title}",
    "stated": "Goes with {title}",
    "looked_together": "Looked at together with {title} before",
    "also_looked": "People who looked at {title} also looked at this",
    "kind_paired": "Paired here with products like {title}",
    "cheaper": "Like {title}, {detail} less",
    "better_rated": "Like {title}, rated higher",
    "same_brand": "Like {title}, same brand",
    "same_kind": "Same kind as {title}",
    "close": "Close to {title}",
    "best_seller": "Best-selling {detail}",
    "popular": "Popular here",
    "rated": "Rated {detail}",
    "in_range": "From our range",
}

# Without digits: a number reaches the model's sentences only as a pointer.
_SPOKEN: dict[Cause, str] = {
    "opened": "you opened {it}",
    "compared": "you compared {it}",
    "located": "you looked for {it}",
    "listed": "you put {it} on your list",
    "liked": "you liked {it}",
    "stated": "it goes with {it}",
    "looked_together": "it was looked at together with {it} before",
    "also_looked": "people who looked at {it} also looked at it",
    "kind_paired": "it is paired here with products like {it}",
    "cheaper": "it is close to {it} and costs less",
    "better_rated": "it is close to {it} and rated higher",
    "same_brand": "it is close to {it} and of the same brand",
    "same_kind": "it is of the same kind as {it}",
    "close": "it is close to {it}",
    "best_seller": "it is the most bought of its kind here",
    "popular": "it is popular here",
    "rated": "it is well rated",
    "in_range": "it is in our range",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """``source`` is the product that the cause points at and ``title`` its name; ``detail`` is a price gap, a kind …"""

    cause: Cause
    source: str | None = None
    title: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """As it stands on a card."""
        return _TEXTS[self.cause].format(title=self.title, detail=self.detail)

    @property
    def spoken(self) -> str:
        """As the model reads it in an observation; ``{it}`` stands for the source's number."""
        return _SPOKEN[self.cause]

    @property
    def stated(self) -> bool:
        """Whether it rests on the store's own links, of these two products or of their kinds."""
        return self.cause in {"stated", "kind_paired"}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """``score`` orders within one answer only."""

    product_id: str
    score: float
    reason: Reason
