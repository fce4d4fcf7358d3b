"""An inverted index made for beginnings of words: sorted words, each with the numbers of the texts that hold it.

All words with one beginning lie side by side, so what holds any of them is one slice of one array. The numbers are
given in the order that matters (the most wanted first), so the first places of a match are its best.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class WordIndex:
    """``numbers[starts[i]:starts[i + 1]]`` are the texts that hold ``words[i]``; texts count from 0 to ``size``."""

    words: tuple[str, ...]
    starts: Numbers
    numbers: Numbers
    size: int

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> WordIndex:
        """The index of texts that are given as their words."""
        holders: dict[str, array[int]] = {}
        size = 0
        for number, found in enumerate(texts):
            size = number + 1
            for word in set(found):
                holding = holders.get(word)
                if holding is None:
                    holders[word] = holding = array("I")
                holding.append(number)
        words = tuple(sorted(holders))
        starts = np.zeros(len(words) + 1, dtype=np.uint32)
        np.cumsum([len(holders[word]) for word in words], out=starts[1:])
        parts = [np.frombuffer(holders[word], dtype=np.uint32) for word in words]
        numbers = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)
        return cls(words, starts, numbers, size)

    def span(self, beginning: str) -> Span:
        """The places in ``words`` of those that begin so."""
        return bisect_left(self.words, beginning), bisect_left(self.words, beginning + _LAST)

    def holding(self, spans: Iterable[Span]) -> Bools:
        """Which texts hold a word of these places."""
        holds = np.zeros(self.size, dtype=np.bool_)
        for low, high in spans:
            holds[self.numbers[self.starts[low] : self.starts[high]]] = True
        return holds
