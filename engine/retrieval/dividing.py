"""How well an attribute divides a result: what share of it states the attribute, times the entropy of the values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from engine.catalogue.vocabulary import is_colour
from engine.retrieval.words import stem, stems

VALUES_MOST = 8
"""Values that are offered of one attribute; the others together count as one."""
_MATTERS, _DULL, _OUTER = 1.3, 0.2, 0.4
_DULL_WORDS = frozenset(stem(w) for w in (
    "package", "packaging", "pallet", "carton", "master", "customs", "harmonized", "code", "certification", "certificates",
    "compliance", "best", "before", "url", "number", "shipping", "layer",
))  # fmt: skip
_OUTER_WORDS = frozenset(stem(w) for w in (
    "width", "height", "depth", "thickness", "origin", "country", "warranty", "care", "ingredients", "temperature", "humidity",
))  # fmt: skip


def bits(counts: Sequence[int], total: int) -> float:
    """The entropy of ``total`` products over values, in bits.

    Only values of two products and more part a result; all that remains is one part more. So what every product has
    for itself alone, such as an article number, divides nothing.
    """
    shared = sorted((int(c) for c in counts if c > 1), reverse=True)[:VALUES_MOST]
    whole = max(total, sum(shared))
    parts = [c for c in (*shared, whole - sum(shared)) if c > 0]
    return -sum(c / whole * math.log2(c / whole) for c in parts)


@lru_cache(maxsize=8192)
def weight(name: str) -> float:
    """How much an attribute of this name matters to somebody who chooses."""
    said = set(stems(name.replace("_", " ")))
    if is_colour(name) or name.endswith("size"):
        return _MATTERS
    if said & _DULL_WORDS:
        return _DULL
    return _OUTER if said & _OUTER_WORDS else 1.0
