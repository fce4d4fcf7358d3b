"""Not six kettles in a row: relevance traded against likeness to what is chosen, and a bound on each kind.

Maximal marginal relevance after Carbonell and Goldstein (SIGIR 1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.recommend.wares import Floats, Wares

RELEVANCE = 0.7
"""Share of relevance; the rest is novelty."""
PER_KIND = 2


def diverse(wares: Wares, places: Sequence[int], scores: Floats, limit: int, per_kind: int = PER_KIND) -> list[int]:
    """The ``limit`` places to show, best first. ``scores`` are those of ``places``.

    No kind comes more than ``per_kind`` times while another kind is left; then the rest follows in the same way.
    """
    pool = np.asarray(places, dtype=np.int64)
    worth = RELEVANCE * np.asarray(scores, dtype=np.float32)
    vectors = None if wares.vectors is None else wares.vectors.rows(pool)
    nearest = np.zeros(len(pool), dtype=np.float32)
    left = np.ones(len(pool), dtype=np.bool_)
    kinds = wares.kind[pool]
    counts: Counter[int] = Counter()
    rounds = 1
    chosen: list[int] = []
    while left.any() and len(chosen) < limit:
        full = [k for k, n in counts.items() if k >= 0 and n >= rounds * per_kind]
        open_ = left & ~np.isin(kinds, full)
        if not open_.any():
            rounds += 1
            continue
        best = int(np.argmax(np.where(open_, worth - (1 - RELEVANCE) * nearest, -np.inf)))
        chosen.append(int(pool[best]))
        left[best] = False
        counts[int(kinds[best])] += 1
        if vectors is not None:
            nearest = np.maximum(nearest, vectors @ vectors[best])
    return chosen
