"""The words of a list that a misspelled one may mean: by edits, of the few that can be so near at all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

_SIGNATURE = 32
"""Bits that tell which letters a text has; letters of other alphabets share them."""
_HALF = 1 << 16
_BITS = np.unpackbits(np.arange(_HALF, dtype=np.uint16).view(np.uint8).reshape(-1, 2), axis=1).sum(1, dtype=np.uint8)
"""How many bits are set in each number of sixteen."""


class Spelled:
    """Texts in their order, with the letters that each has.

    A slip changes a text's length by one at most, and which letters it has by two. That is compared for all texts at
    once, and edits are counted for those that are left, a few in a hundred.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._lengths = np.array([len(text) for text in self._texts], dtype=np.int32)
        self._letters = _letters(self._texts, self._lengths)

    def near(self, text: str, slips: int, limit: int) -> list[tuple[str, int]]:
        """The ``limit`` texts that at most so many slips part from ``text``, with their number; the fewest first.

        A slip is a letter wrong, missing, too many, or swapped with its neighbour. Of equally many the order stands.
        """
        if not text:
            return []
        own = _letters([text], np.array([len(text)], dtype=np.int32))[0]
        other = self._letters ^ own
        maybe = _BITS[other % _HALF] + _BITS[other // _HALF] <= 2 * slips
        maybe &= np.abs(self._lengths - len(text)) <= slips
        left = [self._texts[place] for place in np.flatnonzero(maybe).tolist()]
        found = process.extract(text, left, scorer=OSA.distance, score_cutoff=slips, limit=limit)
        return [(word, int(distance)) for word, distance, _ in found]


def _letters(texts: list[str], lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.uint32]:
    """For each text one bit for every letter that it has."""
    found = np.zeros(len(texts), dtype=np.uint32)
    said = np.flatnonzero(lengths)
    if len(said):
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        starts = np.cumsum(lengths, dtype=np.int64)[said] - lengths[said]
        found[said] = np.bitwise_or.reduceat(np.left_shift(np.uint32(1), codes % _SIGNATURE), starts)
    return found
