"""Nearest neighbours by cosine over vectors of bytes: every one of them, or in a big catalogue those likeliest by signs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import simsimd

from engine.catalogue import Catalogue
from engine.catalogue.vectors import Coded, Signs, signs_of

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

Positions = npt.NDArray[np.int64]

_LIKELIEST = 4000
"""Vectors that are compared after the signs were; see docs/decisions/0009 for what that finds."""
_FOR_EACH = 20
"""So many are compared at least for each one that is asked for."""
_SAMPLED = 16
"""One in so many distances tells how near the likeliest are."""
_GATHERED_SHARE = 4
"""Of fewer than one in so many the signs are copied out; else those of all are compared, which reads memory in order."""
_GATHERED_MOST = 16_000
"""Up to so many given places each of them is compared by its bytes."""
_NONE = -1


class Dense:
    """Unit vectors (n, width), addressed by their place in the columns; a place without a vector scores zero.

    ``places`` names the place of each stored vector (-1: the product is gone); without it they are stored in order.
    With the ``signs`` of the vectors :meth:`nearest` compares only those whose signs are nearest.
    """

    def __init__(
        self, coded: Coded, places: Places | None = None, size: int | None = None, signs: Signs | None = None
    ) -> None:
        self._coded = coded
        self._size = len(coded) if size is None else size
        self._places = None if places is None else places.astype(np.int32)
        self._positions: npt.NDArray[np.int32] | None = None
        self._here: Positions | None = None
        """Positions of the products that are not gone, where some are."""
        if places is not None:
            self._positions = np.full(self._size, _NONE, dtype=np.int32)
            here = np.flatnonzero(places >= 0)
            self._positions[places[here]] = here
            if len(here) < len(places):
                self._here = here
        self._signs = signs
        self._asked: tuple[bytes, Floats] = b"", np.zeros(0, dtype=np.float32)
        """The last query, and how all vectors stand to it (by signs, where there are any): a search asks of all, then of
        a type."""

    def forget(self) -> None:
        """Forget the last query."""
        self._asked = b"", np.zeros(0, dtype=np.float32)

    @classmethod
    def open(cls, catalogue: Catalogue, rowids: Places) -> Dense | None:
        """The vectors of a catalogue's products, addressed by their place in ``rowids``; ``None`` where it has none."""
        mapped = catalogue.mapped_vectors()
        held, coded = (mapped.rowids, mapped.coded) if mapped is not None else catalogue.coded_vectors()
        if len(held) == 0 or len(rowids) == 0:
            return None
        signs = None if mapped is None else mapped.signs
        if np.array_equal(held, rowids):
            return cls(coded, signs=signs)
        places = np.minimum(np.searchsorted(rowids, held), len(rowids) - 1)
        return cls(coded, np.where(rowids[places] == held, places, _NONE), len(rowids), signs)

    @classmethod
    def of(cls, vectors: Floats) -> Dense:
        return cls(Coded.of(np.ascontiguousarray(vectors, dtype=np.float32)))

    def __len__(self) -> int:
        return self._size

    @property
    def width(self) -> int:
        return int(self._coded.codes.shape[1])

    @property
    def approximate(self) -> bool:
        """Whether the nearest are looked for by signs."""
        return self._signs is not None

    def vector(self, place: int) -> Floats:
        found: Floats = self.rows(np.array([place]))[0]
        return found

    def rows(self, places: Places) -> Floats:
        """(len(places), width) float32."""
        if self._positions is None:
            return self._coded.decoded(places)
        at = self._positions[places]
        found = self._coded.decoded(np.maximum(at, 0))
        found[at < 0] = 0.0
        return found

    def scores(self, query: Floats, places: Places | None = None) -> Floats:
        """Cosines of all rows, or of ``places`` in their order."""
        if places is None:
            cosines = _compared(_bytes(query), self._coded.codes, self._coded.scales)
            if self._places is None:
                return cosines
            out = np.zeros(self._size, dtype=np.float32)
            here = self._places >= 0
            out[self._places[here]] = cosines[here]
            return out
        if self._positions is None:
            return self._at(query, places)
        at = self._positions[places]
        cosines = self._at(query, np.maximum(at, 0))
        cosines[at < 0] = 0.0
        return cosines

    def nearest(self, query: Floats, limit: int, among: Places | None = None) -> tuple[Places, Floats]:
        """The ``limit`` nearest places (of ``among``), nearest first, with their cosines.

        Exact but for a catalogue with signs and more than 16,000 places to choose from.
        """
        if self._signs is None or (among is not None and len(among) <= _GATHERED_MOST):
            scores = self._cosines(query, among)
            best = largest(scores, limit)
            return self._weighed(query, best if among is None else among[best], scores[best])
        at = self._likeliest(query, self._signs, max(_LIKELIEST, _FOR_EACH * limit), among)
        scores = self._at(query, at)
        best = largest(scores, limit)
        found = at[best] if self._places is None else self._places[at[best]].astype(np.int64)
        return self._weighed(query, found, scores[best])

    def _likeliest(self, query: Floats, signs: Signs, count: int, among: Places | None) -> Positions:
        """``count`` to twice as many positions (of ``among``, where it has so many) whose signs differ least."""
        at = self._here if among is None else among
        if among is not None and self._positions is not None:
            at = self._positions[among].astype(np.int64)
            at = at[at >= 0]
        if at is None:
            return nearly_smallest(self._differences(query, signs), count)
        if len(at) <= count:
            return at
        if len(at) < len(signs) // _GATHERED_SHARE and self._asked[0] != query.tobytes():
            return at[nearly_smallest(_differing(query, signs.take(at, axis=0)), count)]
        return at[nearly_smallest(self._differences(query, signs)[at], count)]

    def _cosines(self, query: Floats, places: Places | None) -> Floats:
        """:meth:`scores`; those of all are kept where there are no signs."""
        if self._signs is not None:
            return self.scores(query, places)
        asked, found = self._asked
        if asked != query.tobytes():
            if places is not None:
                return self.scores(query, places)
            found = self.scores(query)
            self._asked = query.tobytes(), found
        return found if places is None else found[places]

    def _differences(self, query: Floats, signs: Signs) -> Floats:
        """In how many signs every stored vector differs from a query; kept."""
        asked, found = self._asked
        if asked != query.tobytes():
            found = _differing(query, signs)
            self._asked = query.tobytes(), found
        return found

    def _at(self, query: Floats, positions: npt.NDArray[np.integer[Any]]) -> Floats:
        return _compared(_bytes(query), self._coded.codes.take(positions, axis=0), self._coded.scales[positions])

    def _weighed(self, query: Floats, places: Places, scores: Floats) -> tuple[Places, Floats]:
        """The best once more with the query as it is, not rounded to bytes."""
        held = scores != 0.0
        exact = np.where(held, np.einsum("ij,j->i", self.rows(places), query), np.float32(0.0)).astype(np.float32)
        order = np.argsort(-exact, kind="stable")
        return places[order], exact[order]


def _bytes(query: Floats) -> Coded:
    return Coded.of(query[None, :])


def _compared(asked: Coded, codes: npt.NDArray[np.int8], scales: Floats) -> Floats:
    """Cosines of rows of bytes to one: exact products of whole numbers, scaled."""
    if len(codes) == 0:
        return np.zeros(0, dtype=np.float32)
    products = np.asarray(simsimd.cdist(asked.codes, codes, metric="dot"))[0]
    found: Floats = products.astype(np.float32) * (scales * asked.scales[0])
    return found


def _differing(query: Floats, signs: Signs) -> Floats:
    """In how many signs each row differs from a query."""
    asked = signs_of(_bytes(query).codes)
    found: Floats = np.asarray(simsimd.cdist(asked, signs, metric="hamming", dtype="bin8", out_dtype="float32"))[0]
    return found


def nearly_smallest(distances: Floats, count: int) -> Positions:
    """Indexes, ascending, of the ``count`` smallest distances and of at most as many that come next.

    A threshold from a sample gives so many nearly always. Where it does not, as among very many equal ones, they are
    counted out: then it is ``count``, of the equally far those that come first.
    """
    if len(distances) <= count:
        return np.arange(len(distances), dtype=np.int64)
    sample = distances[::_SAMPLED]
    # Half as many again as are needed is in the middle of what will do.
    rank = min(len(sample) - 1, count * 3 // (2 * _SAMPLED))
    found = np.flatnonzero(distances <= np.partition(sample, rank)[rank])
    if count <= len(found) <= 2 * count:
        return found.astype(np.int64)
    threshold = np.partition(distances, count - 1)[count - 1]
    nearer = distances < threshold
    equal = np.flatnonzero(distances == threshold)
    nearer[equal[: count - int(np.count_nonzero(nearer))]] = True
    return np.flatnonzero(nearer).astype(np.int64)


def largest(scores: Floats, limit: int) -> Places:
    """Indexes of the ``limit`` largest scores, largest first; equal ones in their order."""
    if limit < len(scores):
        kept = np.sort(np.argpartition(-scores, limit)[:limit])
        return kept[np.argsort(-scores[kept], kind="stable")].astype(np.int64)
    return np.argsort(-scores, kind="stable").astype(np.int64)
