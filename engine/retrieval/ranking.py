"""The order of results: words and meaning fused, the wanted type lifted, wishes met, the sort, what is sold out last.

The weights were chosen on the judged queries of three catalogues (``tests/relevance``), one after the other; a first
place in the words' list is worth 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.actions import Sort
from engine.retrieval.columns import Bools, Floats, Ints
from engine.retrieval.fusion import fused
from engine.retrieval.index import POOL, Index
from engine.retrieval.kinds import WantedKinds
from engine.retrieval.lexical import Term
from engine.retrieval.limiting import Limited
from engine.retrieval.relaxing import Limit
from engine.retrieval.results import Hit, Wish
from engine.retrieval.scoping import meaning
from engine.retrieval.variants import without_fitting_variant
from engine.retrieval.words import stems

LEXICAL, DENSE = 1.0, 1.0
SOME_WORDS = 0.3
"""The share of LEXICAL that remains where no product has every word."""
KIND = 0.9
"""For a product of the wanted type: more than the first place of a product of another."""
SOFT = 0.35
EVERY_WORD, IN_TITLE = 0.25, 0.5
PROPERTY = 0.25
IDENTIFIED = 10.0
CODE = 0.7
"""For a model number in the title, whole or as the beginning of a longer one ("p3015" in "P3015d")."""
_LEAST_DIGITS = 5
_PROPERTIES_MOST = 4
_OF_KIND_MOST = 50


def plain(index: Index, text: str, limit: int) -> list[Hit]:
    """The products that a text speaks of, best first."""
    terms = index.lexical.terms(text)
    kinds = index.wanted_kinds(text)
    # Where the type is known, other products must have every word to be worth a look.
    of_kind = index.columns.rowids[index.things(kinds.kinds)[0]] if kinds.exact else None
    lexical, every = index.lexical.search(terms, POOL, any_among=of_kind)
    dense, _ = index.nearest(text)
    first = _identified(index, terms)
    scores = dict.fromkeys(first, 0.0) | _fused(lexical, dense, every)
    if kinds.exact:
        for row in index.nearest(text, index.things(kinds.kinds)[0])[0][:_OF_KIND_MOST]:
            scores.setdefault(row, 0.0)
    coded = _coded(index, terms)
    for row in coded:
        scores.setdefault(row, 0.0)
    rows = list(scores)
    places = index.columns.places(rows)
    lift = kind_lift(index, kinds)[places]
    if kinds:
        lift += property_lift(index, terms, kinds)[places]
    for row, more in zip(rows, lift.tolist(), strict=True):
        scores[row] += more
    for row in lexical[:every]:
        scores[row] += EVERY_WORD
    for row in index.lexical.holding(terms, "title brand kind") & scores.keys():
        scores[row] += IN_TITLE
    for row in coded:
        scores[row] += CODE
    for row in first:
        scores[row] += IDENTIFIED
    best = sorted(scores, key=lambda row: -scores[row])[:limit]
    return _hits(index, index.columns.places(best), [scores[row] for row in best], lexical, dense)


def ranked(
    index: Index, wish: Wish, kinds: WantedKinds, limits: Limited, dropped: Sequence[Limit], places: Ints, limit: int
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
    score = kind_lift(index, kinds)
    if kinds:
        score += property_lift(index, terms, kinds)
    scores = _fused(lexical, dense, complete)
    score[columns.places(list(scores))] += np.array(list(scores.values()), dtype=np.float32)
    met = np.zeros(len(columns), dtype=np.int64)
    for _, holds in limits.soft:
        met += holds
    score += SOFT * met
    score += 1e-3 * columns.rating
    if not wish.query and not soft:
        score += np.log1p(np.maximum(columns.sales, 0)).astype(np.float32)
    missing = ~columns.available
    if limits.options and not any(d.slot == "must" for d in dropped):
        missing = missing | columns.mask(without_fitting_variant(index.cursor, limits.options, rowids))
    order = places[_ordered(index, _sort(wish, dropped), score, met, missing, places)][:limit]
    return _hits(index, order, score[order].tolist(), lexical, dense)


def kind_lift(index: Index, kinds: WantedKinds) -> Floats:
    """What being of a wanted type is worth, for every product."""
    lift = np.zeros(len(index.columns), dtype=np.float32)
    if kinds:
        places, factors = index.things(kinds.kinds)
        unsaid = max(kinds.kinds.values())
        levels = np.array([kinds.kinds.get(k, 0.0 if k else unsaid) for k in index.columns.kinds], dtype=np.float32)
        lift[places] = KIND * levels[index.columns.kind[places]] * factors
    return lift


def property_lift(index: Index, terms: Sequence[Term], kinds: WantedKinds) -> Floats:
    """What having the words beside the type name is worth: a brand, a size, a value of an attribute."""
    lift = np.zeros(len(index.columns), dtype=np.float32)
    scope = index.columns.of_kinds(kinds.kinds)
    named = set(stems(kinds.phrase))
    for term in [t for t in terms if not set(stems(t.text)) <= named][:_PROPERTIES_MOST]:
        reading = next(index.lexicon.readings(term.text), None)
        if reading is not None and reading.level in ("exact", "amount"):
            held = np.logical_or.reduce(index.holders(reading.meanings))
            if (held & scope).any():
                lift[held] += PROPERTY
    return lift


def _sort(wish: Wish, dropped: Sequence[Limit]) -> Sort:
    """The order asked for; where a price had to be let go, the nearest by price come first."""
    slots = {d.slot for d in dropped}
    if wish.limits.sort != "relevance" or not slots & {"price_min", "price_max"}:
        return wish.limits.sort
    return "price_asc" if "price_max" in slots else "price_desc"


def _ordered(index: Index, sort: Sort, score: Floats, met: Ints, missing: Bools, places: Ints) -> Ints:
    """Indexes into ``places``: available first, then by wishes met (in an explicit order), the order, the score."""
    columns = index.columns
    by: Mapping[Sort, Ints | Floats] = {
        "price_asc": columns.price,
        "price_desc": -columns.price,
        "rating": -columns.rating,
        "popular": -columns.sales,
        "newest": -columns.released,
    }
    tier = np.zeros(len(columns), dtype=np.int64) if sort == "relevance" else -met
    best = by.get(sort, -score)
    return np.lexsort((-score[places], best[places], tier[places], missing[places])).astype(np.int64)


def _fused(lexical: Sequence[int], dense: Sequence[int], complete: int) -> dict[int, float]:
    return fused([(LEXICAL if complete else LEXICAL * SOME_WORDS, lexical), (DENSE, dense)])


def is_code(text: str) -> bool:
    """Whether a word looks like a model or article number: ``p3015``, ``0012304555971``; not ``1000`` or ``65`` (unless said alone)."""
    letters = any(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return " " not in text and len(text) >= 4 and (digits >= 2 if letters else digits >= _LEAST_DIGITS)


def _identified(index: Index, terms: Sequence[Term]) -> list[int]:
    """Products that a term names exactly: an article number, a bar code, an id."""
    found: list[int] = []
    for term in terms:
        alone = len(terms) == 1 and len(term.text) >= 4 and term.text.isdigit()
        if alone or is_code(term.text):
            rows = index.lexical.rows(term.phrases[0], "identifiers")
            if 0 < len(rows) <= 20:
                found += [row for row in rows.tolist() if len(index.columns.places([row]))]
    return found


def _coded(index: Index, terms: Sequence[Term]) -> list[int]:
    """Products whose titles hold a model number of the query, or one that begins with it."""
    found: list[int] = []
    for term in terms:
        if is_code(term.text):
            rows = index.lexical.rows(f"{term.phrases[0]} *", "title")
            found += rows.tolist()[:POOL]
    return found


def _hits(
    index: Index, places: Ints, scores: Sequence[float], lexical: Sequence[int], dense: Sequence[int]
) -> list[Hit]:
    by_words = {row: rank for rank, row in enumerate(lexical, 1)}
    by_meaning = {row: rank for rank, row in enumerate(dense, 1)}
    return [
        Hit(index.columns.ids[place], row, float(score), by_words.get(row), by_meaning.get(row))
        for place, row, score in zip(places.tolist(), index.columns.rowids[places].tolist(), scores, strict=True)
    ]
