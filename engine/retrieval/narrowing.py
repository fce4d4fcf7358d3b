"""The words that narrow a wish to one value, and what they leave: counted by the same matching that the search uses."""

from __future__ import annotations

from collections.abc import Iterable

from engine.facets import FacetValue
from engine.retrieval.columns import Bools
from engine.retrieval.index import Index
from engine.retrieval.limiting import unwanted, wanted

_ALIKE, _WIDER = 0.6, 0.3
"""The least share that what the words leave and what the rows state must have in common; the second where the words
leave all of that and more, as "blue" leaves what is light blue."""


def without(index: Index, text: str, result: Bools) -> FacetValue | None:
    """The result without what has a thing: for allergens, nobody looks for what contains them."""
    _, holds = unwanted(index, text)
    count = int((result & ~holds).sum())
    return FacetValue(f"no {text}", count, "must_not", text) if 0 < count < int(result.sum()) else None


def narrowed(
    index: Index, said: Iterable[str], text: str, stating: Bools, result: Bools, scope: Bools
) -> FacetValue | None:
    """The first of the sayings that finds just the products that state a value, else the one that comes nearest.

    ``scope`` are the products among which the search matches limits, ``result`` those that it found. ``None`` where
    no saying narrows the result.
    """
    best: FacetValue | None = None
    likest = 0.0
    total = int(result.sum())
    meant = stating & result
    for saying in said:
        meanings, holds = wanted(index, saying, scope)
        left = holds & result
        count = int(left.sum())
        if not meanings or not 0 < count < total:
            continue
        both = int((left & meant).sum())
        alike = both / int((left | meant).sum())
        if alike > likest and alike >= (_WIDER if both == int(meant.sum()) else _ALIKE):
            best, likest = FacetValue(text, count, "must", saying), alike
        if alike == 1.0:
            break
    return best
