"""The order of results: words and meaning fused, the wanted type lifted, wishes met, the sort, what is sold out last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engine.actions import Sort
from engine.retrieval.columns import Bools, Floats, Ints
from engine.retrieval.dense import largest
from engine.retrieval.evidence import Weights, gather, kind_levels, properties_held
from engine.retrieval.fusion import fused
from engine.retrieval.index import POOL, Index
from engine.retrieval.kinds import WantedKinds
from engine.retrieval.limiting import Limited
from engine.retrieval.relaxing import Limit
from engine.retrieval.results import Hit, Wish
from engine.retrieval.scoping import meaning
from engine.retrieval.variants import without_fitting_variant

SOFT = 0.35
"""For each soft wish that a product meets."""


def plain(index: Index, text: str, limit: int, weights: Weights) -> list[Hit]:
    """The products that a text speaks of, best first."""
    found = gather(index, text)
    scores = found.scores(weights)
    order = largest(scores, limit).tolist()
    places = index.columns.places([found.rows[place] for place in order])
    return _hits(index, places, scores[order].tolist(), found.lexical, found.dense)


def ranked(
    index: Index,
    wish: Wish,
    kinds: WantedKinds,
    limits: Limited,
    dropped: Sequence[Limit],
    places: Ints,
    limit: int,
    weights: Weights,
) -> list[Hit]:
    """The products at ``places`` in the order that the wish asks for."""
    if len(places) == 0:
        return []
    columns = index.columns
    rowids = columns.rowids[places]
    everything = len(places) == len(columns)
    soft = " ".join(text for text, _ in limits.soft)
    terms = index.lexical.terms(f"{wish.query} {soft}")
    lexical, complete = index.lexical.search(terms, POOL, None if everything else rowids)
    dense, _ = index.nearest(meaning(wish), None if everything else places)
    score = weights.kind * kind_levels(index, kinds)[places]
    if kinds:
        score += weights.held * properties_held(index, terms, kinds, places)
    scores = fused([(weights.words if complete else weights.some_words, lexical), (weights.meaning, dense)])
    found = np.zeros(len(columns), dtype=np.float32)
    found[columns.places(list(scores))] = np.array(list(scores.values()), dtype=np.float32)
    score += found[places]
    met = np.zeros(len(places), dtype=np.int64)
    for _, holds in limits.soft:
        met += holds[places]
    score += SOFT * met
    score += 1e-3 * columns.rating[places]
    if not wish.query and not soft:
        score += np.log1p(np.maximum(columns.sales[places], 0)).astype(np.float32)
    missing = ~columns.available[places]
    if limits.options and not any(d.slot == "must" for d in dropped):
        missing = missing | columns.mask(without_fitting_variant(index.cursor, limits.options, rowids))[places]
    order = _ordered(index, _sort(wish, dropped), score, met, missing, places)[:limit]
    return _hits(index, places[order], score[order].tolist(), lexical, dense)


def _sort(wish: Wish, dropped: Sequence[Limit]) -> Sort:
    """The order asked for; where a price had to be let go, the nearest by price come first."""
    slots = {d.slot for d in dropped}
    if wish.limits.sort != "relevance" or not slots & {"price_min", "price_max"}:
        return wish.limits.sort
    return "price_asc" if "price_max" in slots else "price_desc"


def _ordered(index: Index, sort: Sort, score: Floats, met: Ints, missing: Bools, places: Ints) -> Ints:
    """Indexes into ``places``: available first, then by wishes met (in an explicit order), the order, the score.

    ``score``, ``met`` and ``missing`` are those of ``places``.
    """
    columns = index.columns
    by: Mapping[Sort, Callable[[], Ints | Floats]] = {
        "price_asc": lambda: columns.price[places],
        "price_desc": lambda: -columns.price[places],
        "rating": lambda: -columns.rating[places],
        "popular": lambda: -columns.sales[places],
        "newest": lambda: -columns.released[places],
    }
    tier = np.zeros(len(places), dtype=np.int64) if sort == "relevance" else -met
    best = by[sort]() if sort in by else -score
    return np.lexsort((-score, best, tier, missing)).astype(np.int64)


def _hits(
    index: Index, places: Ints, scores: Sequence[float], lexical: Sequence[int], dense: Sequence[int]
) -> list[Hit]:
    by_words = {row: rank for rank, row in enumerate(lexical, 1)}
    by_meaning = {row: rank for rank, row in enumerate(dense, 1)}
    return [
        Hit(index.columns.ids[place], row, float(score), by_words.get(row), by_meaning.get(row))
        for place, row, score in zip(places.tolist(), index.columns.rowids[places].tolist(), scores, strict=True)
    ]
