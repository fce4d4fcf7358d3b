"""Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): ranks of several lists become one score."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Key = TypeVar("Key", bound=Hashable)

_K = 60
"""The constant of the paper: how slowly a rank loses worth."""


def rank_worth(rank: int) -> float:
    """What a place in a list is worth, counted from 1: 1 for the first, falling slowly."""
    return (_K + 1) / (_K + rank)


@cache
def worths(count: int) -> npt.NDArray[np.float32]:
    """:func:`rank_worth` of the first ``count`` places."""
    found = np.array([rank_worth(rank) for rank in range(1, count + 1)], dtype=np.float32)
    found.flags.writeable = False
    return found


def fused(lists: Sequence[tuple[float, Sequence[Key]]]) -> dict[Key, float]:
    """Scores by key of weighted rankings, best first in each list. A first place is worth its list's whole weight."""
    scores: dict[Key, float] = {}
    for weight, ranking in lists:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + weight * rank_worth(rank)
    return scores
