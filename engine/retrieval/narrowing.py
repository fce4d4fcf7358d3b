"""The words that narrow a wish to one value, and what they leave: counted by the same matching that the search uses."""

from __future__ import annotations

from collections.abc import Iterable

from engine.facets import FacetValue
from engine.retrieval.columns import Bools
from engine.retrieval.index import Index
from engine.retrieval.limiting import wanted

_ALIKE = 0.6
"""The least share that what the words leave and what the rows state must have in common."""


def narrowed(
    index: Index, said: Iterable[str], text: str, stating: Bools, result: Bools, scope: Bools
) -> FacetValue | None:
    """The first of the sayings that finds just the products that state a value, else the one that comes nearest.

    ``scope`` are the products among which the search matches limits, ``result`` those that it found. ``None`` where
    no saying narrows the result.
    """
    best: FacetValue | None = None
    likest = _ALIKE
    total = int(result.sum())
    meant = stating & result
    for saying in said:
        meanings, holds = wanted(index, saying, scope)
        left = holds & result
        count = int(left.sum())
        if not meanings or not 0 < count < total:
            continue
        alike = float((left & meant).sum()) / float((left | meant).sum())
        if alike > likest or (alike == likest and best is None):
            best, likest = FacetValue(text, count, "must", saying), alike
        if alike == 1.0:
            break
    return best
