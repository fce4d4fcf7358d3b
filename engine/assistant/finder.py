"""From an Action to the shelf: retrieval for a search, the recommender for the other wishes, within the same limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from engine import actions
from engine.actions import Action, Limits
from engine.assistant.judge import judge
from engine.cancel import Cancel
from engine.catalogue import Catalogue
from engine.facets import Facet
from engine.history import ShopperEvent
from engine.products import Product
from engine.recommend import Recommendation, Recommender
from engine.respond.situation import Judged
from engine.retrieval import MatchedTerm, Retriever, Whole, Wish

FITTING = 200
"""Products nearest to the words of a recommendation from which it is chosen."""
MOST = 48
"""Results kept for one wish: eight pages of the shelf."""


@dataclass(frozen=True, slots=True)
class Found:
    """The results of a wish, best first, with how its words were understood and what was let go.

    ``whole`` is everything that a search found, for its facets. ``by_words`` says that recommendations were chosen by the
    words of the wish, which then tell more of a product than that it sells well.
    """

    ids: tuple[str, ...]
    total: int
    terms: tuple[MatchedTerm, ...] = ()
    relaxed: tuple[str, ...] = ()
    showing: str | None = None
    why: dict[str, Recommendation] = field(default_factory=dict)
    whole: Whole | None = None
    by_words: bool = False


class Finder:
    """Answers the wishes that show products."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever, recommender: Recommender) -> None:
        self.catalogue = catalogue
        self.retriever = retriever
        self.recommender = recommender

    def search(self, action: actions.Search) -> Found:
        result = self.retriever.search(Wish(action.query, action.limits), MOST)
        ids = tuple(h.id for h in result.hits)
        return Found(ids, result.total, result.terms, result.relaxed, result.showing, whole=result.whole)

    def similar(self, product_id: str, limits: Limits) -> Found:
        found = self._within(limits, lambda n: self.recommender.similar(product_id, limit=n))
        source = self.catalogue.product(product_id)
        if limits.sort == "relevance" or source is None:
            return found
        # "Like it but cheaper": the cheapest of its type before the cheapest of what is merely near to it.
        own = {p.id for p in self.catalogue.products(found.ids) if p.kind == source.kind}
        return replace(found, ids=tuple(sorted(found.ids, key=lambda id: id not in own)))

    def goes_with(self, product_id: str, limits: Limits) -> Found:
        return self._within(limits, lambda n: self.recommender.goes_with(product_id, limit=n))

    def recommend(self, events: Sequence[ShopperEvent], limits: Limits) -> Found:
        """By taste; where the wish has words ("for a kid who likes games"), what fits them, of several kinds."""
        words = " ".join((*limits.must, *([limits.brand] if limits.brand else [])))
        near = [h.id for h in self.retriever.text(words, FITTING)] if words else []
        if not near:
            return self._within(limits, lambda n: self.recommender.for_you(events, limit=n))
        kept, terms = self.retriever.narrow(near, limits)
        if not kept:
            # No product is all of it: an idea may be the one or the other, but it keeps to the price and what is excluded.
            kept, _ = self.retriever.narrow(near, replace(limits, must=()))
        if not kept:
            return self._within(limits, lambda n: self.recommender.for_you(events, limit=n))
        found = self.recommender.fitting(kept, events, MOST)
        products = _ordered(self.catalogue.products([r.product_id for r in found]), limits)
        return Found(
            tuple(p.id for p in products), len(products), terms, why={r.product_id: r for r in found}, by_words=True
        )

    def facets(self, found: Found, cancel: Cancel) -> tuple[Facet, ...]:
        """How the whole result could be narrowed. Raises ``Cancelled``."""
        if found.whole is not None:
            return self.retriever.facets(found.whole, cancel)
        return self.retriever.facets_among(found.ids, cancel)

    def judged(self, ids: Sequence[str], action: Action, terms: Sequence[MatchedTerm]) -> list[Judged]:
        """Products with the wishes they meet and miss, in the order given."""
        limits = actions.limits_of(action)
        return [judge(p, limits, terms) for p in self.catalogue.products(ids)]

    def _within(self, limits: Limits, ask: Callable[[int], Sequence[Recommendation]]) -> Found:
        """Recommendations that keep to the limits; where none does, the nearest with what was let go named."""
        found = ask(MOST if limits.empty else 4 * MOST)
        why = {r.product_id: r for r in found}
        if limits.empty:
            return Found(tuple(why), len(why), why=why)
        kept, terms = self.retriever.narrow(list(why), limits)
        relaxed: tuple[str, ...] = ()
        if not kept and why:
            kept, _ = self.retriever.narrow(list(why), replace(limits, must=(), brand=None))
            relaxed = (*limits.must, *([limits.brand] if limits.brand else []))
            if not kept:
                kept, relaxed = list(why), (*relaxed, "price")
        products = _ordered(self.catalogue.products(kept), limits)
        return Found(tuple(p.id for p in products), len(products), terms, relaxed, why=why)


def _ordered(products: list[Product], limits: Limits) -> list[Product]:
    match limits.sort:
        case "price_asc":
            return sorted(products, key=lambda p: p.price.minor)
        case "price_desc":
            return sorted(products, key=lambda p: -p.price.minor)
        case "rating":
            return sorted(products, key=lambda p: -(p.rating or 0))
        case "popular":
            return sorted(products, key=lambda p: -p.sales)
        case "newest":
            return sorted(products, key=lambda p: p.released or "", reverse=True)
        case _:
            return products
