"""Products that the same sessions turned to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import sqrt

LEAST = 2
"""Sessions in which two products must have met: one is chance."""
_LONGEST = 50
"""Products of one session that are paired; a longer one is a stocktaking, not a visit."""


class CoVisits:
    """Counts over sessions. ``of_many`` says that they are of many people, not of one history's owner."""

    def __init__(self, sessions: Iterable[Sequence[str]] = (), of_many: bool = False) -> None:
        self.of_many = of_many
        self._alone: Counter[str] = Counter()
        self._together: dict[str, Counter[str]] = {}
        for session in sessions:
            products = list(dict.fromkeys(session))[:_LONGEST]
            self._alone.update(products)
            for one, other in combinations(products, 2):
                self._together.setdefault(one, Counter())[other] += 1
                self._together.setdefault(other, Counter())[one] += 1

    def with_product(self, product: str) -> list[tuple[str, float]]:
        """Products met at least :data:`LEAST` times together with one, with the cosine of their session sets (0 to 1)."""
        met = self._together.get(product, Counter())
        scored = [
            (other, count / sqrt(self._alone[product] * self._alone[other]))
            for other, count in met.items()
            if count >= LEAST
        ]
        return sorted(scored, key=lambda item: (-item[1], item[0]))
