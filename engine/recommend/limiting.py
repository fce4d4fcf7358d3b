"""Recommendations within what the shopper asked for: the limits of the wish, and its order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from engine.actions import Limits
from engine.catalogue import Catalogue, fold
from engine.money import Money
from engine.products import Product
from engine.recommend.wares import Bools, Floats, Wares
from engine.retrieval import Retriever

POOL = 400
"""Best scored candidates that are looked at closely; each is then loaded or compared with the others."""


def candidates(
    catalogue: Catalogue,
    retriever: Retriever | None,
    wares: Wares,
    scores: Floats,
    mask: Bools,
    limits: Limits,
    allowed: Collection[str] | None,
) -> list[int]:
    """Places of ``mask`` that keep to the limits and are ``allowed``, the best scored first, at most :data:`POOL`."""
    if allowed is not None:
        within = np.zeros(len(wares), dtype=np.bool_)
        within[wares.known(list(allowed))] = True
        mask = mask & within
    if limits.price_min is not None:
        mask = mask & (wares.price >= Money.from_major(limits.price_min, wares.currency).minor)
    if limits.price_max is not None:
        mask = mask & (wares.price <= Money.from_major(limits.price_max, wares.currency).minor)
    places = np.flatnonzero(mask)
    order = places[np.argsort(-scores[places], kind="stable")]
    if not (limits.must or limits.must_not or limits.brand):
        return [int(p) for p in order[:POOL]]
    if retriever is not None:
        kept, _ = retriever.narrow([wares.ids[p] for p in order], limits)
        return wares.known(kept[:POOL])
    near = catalogue.products([wares.ids[p] for p in order[:POOL]])
    return wares.known([p.id for p in near if keeps(p, limits)])


def keeps(product: Product, limits: Limits) -> bool:
    """Whether a product meets the brand and properties word by word: what can be said without a retriever."""
    if limits.brand is not None and fold(limits.brand) != fold(product.brand or ""):
        return False
    said = fold(" ".join([product.title, product.kind, *product.category, *(_fact(product))]))
    return all(fold(m) in said for m in limits.must) and not any(fold(m) in said for m in limits.must_not)


def in_order(wares: Wares, places: Sequence[int], limits: Limits) -> list[int]:
    """The chosen places in the order asked for; as they are for "relevance"."""
    match limits.sort:
        case "price_asc":
            return sorted(places, key=lambda p: wares.price[p])
        case "price_desc":
            return sorted(places, key=lambda p: -wares.price[p])
        case "rating":
            rating = wares.bayesian_rating
            return sorted(places, key=lambda p: -rating[p])
        case "popular":
            return sorted(places, key=lambda p: -wares.sales[p])
        case "newest":
            return sorted(places, key=lambda p: wares.released[p], reverse=True)
        case _:
            return list(places)


def _fact(product: Product) -> list[str]:
    """Attributes as one would say them: a flag by its name where it holds, all others by name and value."""
    return [a.label if a.value is True else f"{a.label} {a.text}" for a in product.attributes if a.value is not False]
