"""Words nearest to one with a slip in it, also where it is not written to its end."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

LEAST = 4
"""Shorter words have too many neighbours."""
_TWO_SLIPS = 8


def slips_allowed(word: str) -> int:
    """How many letters may be wrong, missing, too many or swapped."""
    if not word.isalpha() or len(word) < LEAST:
        return 0
    return 1 if len(word) < _TWO_SLIPS else 2


class Beginnings:
    """The beginnings of a sorted vocabulary, by their length and first letter, made when first asked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [w for w in words if w.isalpha()]
        self._made: dict[tuple[str, int], list[str]] = {}

    def near(self, word: str) -> list[str]:
        """The beginnings nearest to ``word``, within the slips allowed; the first letter, or the first two swapped."""
        allowed = slips_allowed(word)
        if not allowed:
            return []
        found: dict[str, int] = {}
        for letter in dict.fromkeys(word[:2]):
            for length in range(len(word) - allowed, len(word) + allowed + 1):
                listed = self._of(letter, length)
                for near, distance, _ in process.extract(
                    word, listed, scorer=OSA.distance, score_cutoff=allowed, limit=None
                ):
                    if letter == word[0] or near[:2] == word[1::-1]:
                        found[near] = int(distance)
        least = min(found.values(), default=0)
        return [near for near, distance in found.items() if distance == least]

    def _of(self, letter: str, length: int) -> list[str]:
        made = self._made.get((letter, length))
        if made is None:
            made = list(dict.fromkeys(w[:length] for w in self._words if w[0] == letter and len(w) >= length))
            self._made[(letter, length)] = made
        return made
