"""An inverted index made for beginnings of words: sorted words, each with the numbers of the texts that hold it.

All words with one beginning lie side by side, so what holds any of them is one slice of one array. The numbers are
given in the order that matters (the most wanted first), so the first places of a match are its best.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections import defaultdict
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
    def of(cls, texts: Iterable[Iterable[str]], numbers: Numbers | None = None) -> WordIndex:
        """The index of texts that are given as their words, in order or each with its number in ``numbers``."""
        # A word that is looked up for the first time gets the next number.
        known: defaultdict[str, int] = defaultdict(itertools.count().__next__)
        said, lengths = array("I"), array("I")
        for found in texts:
            distinct = set(found)
            said.extend(map(known.__getitem__, distinct))
            lengths.append(len(distinct))
        size = len(lengths)
        words = tuple(sorted(known))
        ranks = np.empty(len(words), dtype=np.uint32)
        ranks[np.fromiter(map(known.__getitem__, words), dtype=np.int64, count=len(words))] = np.arange(len(words))
        del known
        # By word, then by number: both in one integer sort much faster than one after the other.
        pairs = ranks[np.frombuffer(said, dtype=np.uint32)].astype(np.uint64)
        starts = np.zeros(len(words) + 1, dtype=np.uint32)
        np.cumsum(np.bincount(pairs.view(np.int64), minlength=len(words)), out=starts[1:])
        pairs <<= np.uint64(32)
        order = np.arange(size, dtype=np.uint32) if numbers is None else numbers
        pairs |= np.repeat(order, np.frombuffer(lengths, dtype=np.uint32))
        pairs.sort()
        return cls(words, starts, pairs.astype(np.uint32), size)

    def span(self, beginning: str) -> Span:
        """The places in ``words`` of those that begin so."""
        return bisect_left(self.words, beginning), bisect_left(self.words, beginning + _LAST)

    def holding(self, spans: Iterable[Span]) -> Bools:
        """Which texts hold a word of these places."""
        holds = np.zeros(self.size, dtype=np.bool_)
        for low, high in spans:
            holds[self.numbers[self.starts[low] : self.starts[high]]] = True
        return holds
