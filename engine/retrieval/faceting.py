"""The facets of a result: which attributes divide it best, and what each of their values would leave of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.cancel import Cancel
from engine.facets import Facet
from engine.retrieval.columns import Bools
from engine.retrieval.dividing import bits, weight
from engine.retrieval.facet_columns import FacetColumn
from engine.retrieval.facet_values import DISCRETE_MOST, Stated, features, numbers, short_texts, steps, texts
from engine.retrieval.index import Index
from engine.retrieval.own_facets import OWN_FACETS
from engine.retrieval.results import Whole

FACETS_MOST = 6
_SAMPLE = 200
"""Products whose attributes are read to see which are worth counting over the whole result."""
_CANDIDATES_MOST = 16
_NAMED = 0.4
"""What texts of bare figures count for beside values that have a name."""
_NUMBER_BITS = 2.0
"""What a range of many numbers tells apart: it is offered by its quarters."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """``make`` counts the values, which is dear and done for the best few only."""

    score: float
    make: Callable[[], Facet | None]


def facets_of(index: Index, whole: Whole, cancel: Cancel, types: bool = True) -> tuple[Facet, ...]:
    """At most six facets of a whole result, the best divider first. Raises ``Cancelled``.

    Without ``types`` the product type is no facet (for results that are no search, a type would be another wish).
    """
    result = whole.found
    if int(result.sum()) < 2:
        return ()
    own = [
        _Candidate(score, partial(make, index, whole))
        for name, (divides, make) in OWN_FACETS.items()
        if (types or name != "kind") and (score := divides(index, result)) > 0
    ]
    found: list[Facet] = []
    for candidate in sorted([*own, *_stated(index, result, whole.scope, cancel)], key=lambda c: -c.score):
        cancel.raise_if()
        facet = candidate.make()
        if facet is not None and facet.values:
            found.append(facet)
        if len(found) == FACETS_MOST:
            break
    return tuple(found)


def _stated(index: Index, result: Bools, scope: Bools, cancel: Cancel) -> Iterator[_Candidate]:
    """What the rows of the result state; yes-or-no facts together are one facet."""
    total = int(result.sum())
    flags: list[tuple[float, FacetColumn]] = []
    for column in index.facet_columns.of(_promising(index, result), result):
        cancel.raise_if()
        stated, coverage = column.among(result)
        held = Counter[str]()
        for _, value, count in stated:
            held[value.type] += count
        mostly = max(held, key=lambda t: held[t], default="")
        if mostly == "flag":
            yes = sum(count for _, value, count in stated if value.number == 1.0)
            flags.append((bits((yes,), total), column))
        elif mostly:
            told = list(numbers(stated).values()) if mostly == "number" else short_texts(stated)
            named = _NAMED if mostly == "text" and not _has_words(stated) else 1.0
            ranged = mostly == "number" and len(told) > DISCRETE_MOST
            dividing = _NUMBER_BITS if ranged else bits(told, coverage)
            make = partial(steps if ranged else texts, index, column, result, scope)
            yield _Candidate(coverage / total * dividing * named * weight(column.name), make)
    if flags:
        flags.sort(key=lambda f: -f[0])
        yield _Candidate(flags[0][0], partial(features, index, [c for _, c in flags], result, scope))


def _has_words(stated: Stated) -> bool:
    """Whether most values have a word: "0.264 x 0.264" tells few people anything."""
    worded = sum(count for _, value, count in stated if any(c.isalpha() and c != "x" for c in value.text))
    return 2 * worded >= sum(count for _, _, count in stated)


def _promising(index: Index, result: Bools) -> list[str]:
    """The attributes that seem to divide the result best, judged by a sample of it."""
    places = np.flatnonzero(result)
    step = -(-len(places) // _SAMPLE)
    rows = index.columns.rowids[places[::step]].tolist()
    counts: dict[str, list[int]] = {}
    amounts: Counter[str] = Counter()
    found = index.cursor.execute(
        "SELECT name, type, count(*) FROM attribute WHERE product IN (SELECT value FROM json_each(?)) "
        "GROUP BY name, type, text_folded",
        (json.dumps(rows),),
    )
    for name, type_, count in found:
        counts.setdefault(name, []).append(count)
        amounts[name] += type_ == "number"
    scores = {}
    for name, held in counts.items():
        dividing = _NUMBER_BITS if amounts[name] > DISCRETE_MOST else bits(held, len(rows))
        scores[name] = min(1.0, sum(held) / len(rows)) * dividing * weight(name)
    return sorted((n for n in scores if scores[n] > 0), key=lambda n: -scores[n])[:_CANDIDATES_MOST]
