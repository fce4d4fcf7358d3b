"""Four kinds of recommendation over one catalogue: for you, similar, goes with, popular; each with its true reason.

Nothing recommended is sold out, nothing is the product one started from. Where there is no evidence of a taste,
"for you" is what is popular and says so; "similar" and "goes with" are then empty rather than made up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

import numpy as np

from engine.actions import Limits
from engine.catalogue import Catalogue
from engine.history import DEED_WEIGHTS, ShopperEvent, taste
from engine.products import Product
from engine.recommend.covisits import CoVisits
from engine.recommend.diversity import diverse
from engine.recommend.interests import (
    MOST_INTERESTS,
    NEAR,
    STATED,
    TOGETHER,
    Companion,
    Drawn,
    Interest,
    drawn,
    telling,
)
from engine.recommend.limiting import POOL, candidates, in_order
from engine.recommend.links import StoreLinks
from engine.recommend.reasons import Reason, Recommendation
from engine.recommend.standing import standing
from engine.recommend.wares import Floats, Wares, data_version, load_wares
from engine.retrieval import Retriever

ANY = Limits()
_PRIOR, _DISLIKE, _PASSED_OVER = 0.15, 0.6, 0.05
_PRICE, _POPULARITY = 0.1, 0.05
_FITTING_PER_KIND = 3
_NEAREST = 25
"""Of products in the order of how near they are to words, so many are about as good as the first."""


class Recommender:
    """Reads a catalogue; keeps nothing of a shopper. Methods raise :class:`CatalogueError` where it cannot be read."""

    def __init__(
        self, catalogue: Catalogue, retriever: Retriever | None = None, visits: CoVisits | None = None
    ) -> None:
        """``visits`` are counted sessions of the past: without them nothing is said about other visits."""
        self._catalogue = catalogue
        self._retriever = retriever
        self._visits = visits or CoVisits()
        self._wares: Wares | None = None
        self._links = StoreLinks(catalogue)

    def warm(self) -> None:
        """Load everything that the first recommendation would wait for."""
        self._current()

    def popular(
        self, limit: int = 12, allowed: Collection[str] | None = None, *, limits: Limits = ANY
    ) -> list[Recommendation]:
        """What sells and is rated well, of several kinds."""
        wares = self._current()
        return self._diverse(wares, wares.prior, None, limit, allowed, limits, frozenset())

    def for_you(
        self,
        events: Sequence[ShopperEvent],
        limit: int = 12,
        allowed: Collection[str] | None = None,
        *,
        limits: Limits = ANY,
    ) -> list[Recommendation]:
        """By the taste that the events (the oldest first) speak of; popular, and said to be so, where they speak of none."""
        wares = self._current()
        weights = {i: w for i, w in taste(events).items() if i in wares.place}
        turned_to = frozenset(wares.known([e.product for e in events if DEED_WEIGHTS[e.deed]]))
        interest = self._drawn(wares, weights, events)
        scores = interest.scores
        disliked = [(i, w) for i, w in weights.items() if w < 0]
        for id, weight in disliked:
            away = _DISLIKE * min(1.0, -weight / DEED_WEIGHTS["liked"])
            scores -= np.float32(away) * (wares.likeness(wares.place[id]) - NEAR).clip(0)
        for place in set(wares.known([e.product for e in events if e.deed == "shown"])) - turned_to:
            scores[place] -= _PASSED_OVER
        return self._diverse(
            wares, scores + np.float32(_PRIOR) * wares.prior, interest, limit, allowed, limits, turned_to
        )

    def from_session(
        self,
        session: Iterable[str | ShopperEvent],
        limit: int = 12,
        *,
        limits: Limits = ANY,
    ) -> list[Recommendation]:
        """As :meth:`for_you` from a session's events; a bare product id stands for a product that was opened."""
        now = datetime.now(UTC)
        events = [ShopperEvent("opened", e, now) if isinstance(e, str) else e for e in session]
        return self.for_you(events, limit, limits=limits)

    def fitting(self, ids: Sequence[str], events: Sequence[ShopperEvent], limit: int = 12) -> list[Recommendation]:
        """What fits words, of several kinds: ``ids`` come nearest first and stay so but for variety and taste."""
        wares = self._current()
        places = np.array([p for p in wares.known(ids) if wares.available[p]], dtype=np.int64)
        interest = self._drawn(wares, {i: w for i, w in taste(events).items() if i in wares.place}, events)
        nearness = np.exp(-np.arange(len(places), dtype=np.float32) / _NEAREST)
        scores = nearness + np.float32(_PRIOR) * (wares.prior[places] + interest.scores[places])
        chosen = diverse(wares, places.tolist(), scores, limit, per_kind=_FITTING_PER_KIND)
        score = dict(zip(places.tolist(), scores.tolist(), strict=True))
        return [Recommendation(wares.ids[p], score[p], interest.reason(p) or standing(wares, p)) for p in chosen]

    def similar(
        self,
        product_id: str,
        limit: int = 12,
        allowed: Collection[str] | None = None,
        *,
        limits: Limits = ANY,
    ) -> list[Recommendation]:
        """Products like one: of its kind first, then what is near in meaning; of these the ones near in price first."""
        wares = self._current()
        source = self._catalogue.product(product_id)
        if source is None or product_id not in wares.place:
            return []
        own = wares.place[product_id]
        near = np.full(len(wares), -1.0, dtype=np.float32)
        hits = self._retriever.neighbours(product_id, POOL) if self._retriever is not None else []
        if hits:
            found = [(wares.place[h.id], h.score) for h in hits if h.id in wares.place]
            near[[p for p, _ in found]] = [s for _, s in found]
        else:
            near = wares.likeness(own)
        kind = wares.same_kind(own)
        octaves = np.abs(np.log2((wares.price + 1) / (wares.price[own] + 1))).clip(0, 1)
        scores = (near + 1.0 * kind - _PRICE * octaves + _POPULARITY * wares.prior).astype(np.float32)
        mask = wares.available & (kind | (near >= NEAR))
        mask[own] = False
        pool = candidates(self._catalogue, self._retriever, wares, scores, mask, limits, allowed)
        chosen = in_order(wares, pool[:limit], limits)
        products = {p.id: p for p in self._catalogue.products([wares.ids[p] for p in chosen])}
        return [
            Recommendation(wares.ids[p], float(scores[p]), _likeness_reason(products[wares.ids[p]], source))
            for p in chosen
            if wares.ids[p] in products
        ]

    def goes_with(
        self,
        product_id: str,
        limit: int = 12,
        allowed: Collection[str] | None = None,
        *,
        limits: Limits = ANY,
    ) -> list[Recommendation]:
        """What the store links with a product; then what earlier sessions looked at with it; then what the store links
        with others of its kind. Empty where there is none of these."""
        wares = self._current()
        source = self._catalogue.product(product_id)
        if source is None or product_id not in wares.place:
            return []
        own = wares.place[product_id]
        scores = np.zeros(len(wares), dtype=np.float32)
        reasons: dict[int, Reason] = {}

        def bring(place: int, score: float, reason: Reason) -> None:
            if place not in reasons:
                scores[place], reasons[place] = score, reason

        for n, place in enumerate(wares.known(self._links.goes_with(product_id))):
            bring(place, 3.0 - 0.01 * n, Reason("stated", source.id, source.title))
        together = self._together(source)
        for other, share in self._visits.with_product(product_id):
            # Two of one kind looked at together are alternatives, not companions.
            if other in wares.place and not wares.same_kind(own)[wares.place[other]]:
                bring(wares.place[other], 1.0 + share, together)
        worth = (0.5 * wares.likeness(own) + 0.5 * wares.prior).clip(0, 1)
        for kind, pairs in self._links.paired_kinds(source.kind):
            same = np.flatnonzero(wares.available & (wares.kind == wares.kind_names.index(kind)))
            for place in same[np.argsort(-worth[same], kind="stable")]:
                bring(
                    int(place),
                    pairs / (pairs + 4) * 0.5 + 0.4 * float(worth[place]),
                    Reason("kind_paired", source.id, source.title),
                )
        mask = np.zeros(len(wares), dtype=np.bool_)
        mask[list(reasons)] = True
        mask[own] = False
        pool = candidates(self._catalogue, self._retriever, wares, scores, mask & wares.available, limits, allowed)
        firm = [p for p in pool if reasons[p].cause != "kind_paired"][:limit]
        loose = [p for p in pool if reasons[p].cause == "kind_paired"]
        chosen = firm + diverse(wares, loose, scores[loose], limit - len(firm))
        return [Recommendation(wares.ids[p], float(scores[p]), reasons[p]) for p in in_order(wares, chosen, limits)]

    def _drawn(self, wares: Wares, weights: dict[str, float], events: Sequence[ShopperEvent]) -> Drawn:
        liked = self._catalogue.products([i for i, w in weights.items() if w > 0][:MOST_INTERESTS])
        return drawn(wares, [Interest(p, weights[p.id], telling(p.id, events), self._companions(p)) for p in liked])

    def _companions(self, source: Product) -> tuple[Companion, ...]:
        stated = [Companion(t, STATED, Reason("stated", source.id, source.title)) for t in source.goes_with]
        together = self._together(source)
        return (*stated, *(Companion(t, TOGETHER * s, together) for t, s in self._visits.with_product(source.id)))

    def _together(self, source: Product) -> Reason:
        return Reason("also_looked" if self._visits.of_many else "looked_together", source.id, source.title)

    # -- the answer

    def _diverse(
        self,
        wares: Wares,
        scores: Floats,
        interest: Drawn | None,
        limit: int,
        allowed: Collection[str] | None,
        limits: Limits,
        excluded: frozenset[int],
    ) -> list[Recommendation]:
        mask = wares.available.copy()
        mask[list(excluded)] = False
        pool = candidates(self._catalogue, self._retriever, wares, scores, mask, limits, allowed)
        chosen = in_order(wares, diverse(wares, pool, scores[pool], limit), limits)
        return [
            Recommendation(
                wares.ids[p], float(scores[p]), (interest.reason(p) if interest else None) or standing(wares, p)
            )
            for p in chosen
        ]

    def _current(self) -> Wares:
        """The columns, read again when another process has changed the catalogue."""
        if self._wares is None or self._wares.version != data_version(self._catalogue):
            self._links = StoreLinks(self._catalogue)
            self._wares = load_wares(self._catalogue)
        return self._wares


def _likeness_reason(product: Product, source: Product) -> Reason:
    """What a shopper would name first when the two lie side by side."""
    if not product.kind or product.kind != source.kind:
        return Reason("close", source.id, source.title)
    if product.price.currency == source.price.currency and product.price.minor <= 0.95 * source.price.minor:
        return Reason("cheaper", source.id, source.title, str(source.price - product.price))
    if product.rating is not None and source.rating is not None and product.rating >= source.rating + 0.2:
        return Reason("better_rated", source.id, source.title)
    if product.brand and product.brand == source.brand:
        return Reason("same_brand", source.id, source.title)
    return Reason("same_kind", source.id, source.title)
