"""The facets that every product has, whatever its type: price, brand, type, rating, availability."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.catalogue.folding import fold
from engine.facets import Facet, FacetValue
from engine.money import Money
from engine.retrieval.columns import Bools, Codes, Ints
from engine.retrieval.dividing import VALUES_MOST, bits
from engine.retrieval.index import Index
from engine.retrieval.limiting import brands_named, minor, price_words
from engine.retrieval.results import Whole
from engine.retrieval.scoping import typical_of
from engine.retrieval.stars import stars_text

_PRICE, _BRAND, _KIND, _RATING, _STOCK = 1.3, 1.2, 1.2, 0.7, 0.8
"""How much each matters to somebody who chooses."""
_RANGE_BITS = 2.0
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_STARS = (4.5, 4.0, 3.0)

Divides = Callable[[Index, Bools], float]
Make = Callable[[Index, Whole], Facet | None]


def _price_divides(index: Index, result: Bools) -> float:
    prices = index.columns.price[result]
    # The bits of its quarters, fewer where many prices are the same.
    return _PRICE * min(_RANGE_BITS, math.log2(len(np.unique(prices))))


def _price(index: Index, whole: Whole) -> Facet | None:
    """The price from the least to the greatest, with round steps near its quarters."""
    prices = index.columns.price[whole.found]
    total = len(prices)
    values: list[FacetValue] = []
    amounts = [rounded(float(Money(int(p), index.currency).decimal)) for p in np.quantile(prices, (0.25, 0.5, 0.75))]
    for amount in dict.fromkeys(amounts):
        most = minor(amount, index.currency)
        count = int((prices <= most).sum()) if most is not None else 0
        if 0 < count < total and count not in {v.count for v in values}:
            values.append(FacetValue(price_words("under", amount, index.currency), count, "price_max", f"{amount:g}"))
    least = minor(amounts[-1], index.currency)
    count = int((prices >= least).sum()) if least is not None else 0
    if 0 < count < total:
        values.append(
            FacetValue(price_words("over", amounts[-1], index.currency), count, "price_min", f"{amounts[-1]:g}")
        )
    low, high = (str(Money(int(p), index.currency)) for p in (prices.min(), prices.max()))
    return Facet("price", "price", total, tuple(values), low, high)


def _brand_divides(index: Index, result: Bools) -> float:
    codes = index.columns.brand[result]
    counts = _counts(codes[np.array([bool(b) for b in index.columns.brands], dtype=np.bool_)[codes]])
    return _BRAND * sum(counts) / len(codes) * bits(counts, sum(counts))


def _brand(index: Index, whole: Whole) -> Facet | None:
    result = whole.found
    codes = index.columns.brand[result]
    named = {fold(text): text for text in index.vocabulary.brands}
    total, values = len(codes), []
    for code in _frequent(codes):
        brand = named.get(index.columns.brands[code])
        if brand is None:
            continue
        meant = index.columns.of_brands(fold(b) for b in brands_named(index, brand))
        count = int((meant & result).sum())
        if 0 < count < total:
            values.append(FacetValue(brand, count, "brand", brand))
    stated = sum(bool(index.columns.brands[c]) for c in codes.tolist())
    return Facet("brand", "brand", stated, tuple(values[:VALUES_MOST]))


def _kind_divides(index: Index, result: Bools) -> float:
    counts = _counts(index.columns.kind[result])
    return _KIND * bits(counts, sum(counts))


def _kind(index: Index, whole: Whole) -> Facet | None:
    codes = index.columns.kind[whole.found]
    total, values = len(codes), []
    for code in _frequent(codes):
        kind = index.columns.kinds[code]
        count = int((typical_of(index, kind) & whole.meeting).sum()) if kind else 0
        if 0 < count < total:
            values.append(FacetValue(kind, count, "query", kind))
    stated = sum(bool(index.columns.kinds[c]) for c in codes.tolist())
    return Facet("kind", "product type", stated, tuple(values[:VALUES_MOST]))


def _rating_divides(index: Index, result: Bools) -> float:
    stars = index.columns.stars[result]
    rated = stars[~np.isnan(stars)]
    return (
        _RATING
        * len(rated)
        / len(stars)
        * min(_RANGE_BITS, bits(_counts(np.floor(rated * 2).astype(np.int64)), len(rated)))
    )


def _rating(index: Index, whole: Whole) -> Facet | None:
    stars = index.columns.stars[whole.found]
    rated = stars[~np.isnan(stars)]
    values: list[FacetValue] = []
    for least in _STARS:
        # As single precision has it, a row of 4.6 is 4.5999999: compared with room for that.
        count = int((rated >= least - 1e-6).sum())
        if 0 < count < len(stars) and count not in {v.count for v in values}:
            values.append(FacetValue(stars_text(least), count, "must", stars_text(least)))
    return Facet("rating", "rating", len(rated), tuple(values), f"{rated.min():.1f}", f"{rated.max():.1f}")


def _stock_divides(index: Index, result: Bools) -> float:
    available = index.columns.available[result]
    return _STOCK * bits((int(available.sum()),), len(available))


def _stock(index: Index, whole: Whole) -> Facet | None:
    available = index.columns.available[whole.found]
    value = FacetValue("in stock", int(available.sum()), "in_stock", "yes")
    return Facet("in_stock", "availability", len(available), (value,))


OWN_FACETS: dict[str, tuple[Divides, Make]] = {
    "price": (_price_divides, _price),
    "brand": (_brand_divides, _brand),
    "kind": (_kind_divides, _kind),
    "rating": (_rating_divides, _rating),
    "in_stock": (_stock_divides, _stock),
}
"""By name: how well it divides a result (0: not at all), and the facet itself."""


def rounded(amount: float) -> float:
    """The nearest amount that a shopper would say: ``89.9`` to ``80`` or ``100``."""
    if amount <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(amount))
    return min((r * power for r in _ROUND), key=lambda r: abs(r - amount))


def _counts(codes: Codes | Ints) -> list[int]:
    counts: list[int] = np.unique(codes, return_counts=True)[1].tolist()
    return counts


def _frequent(codes: Codes) -> list[int]:
    """The most frequent codes, with some to spare for those that narrow nothing."""
    found, counts = np.unique(codes, return_counts=True)
    order: list[int] = found[np.argsort(-counts, kind="stable")][: VALUES_MOST + 2].tolist()
    return order
