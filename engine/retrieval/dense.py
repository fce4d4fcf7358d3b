"""Nearest neighbours by cosine over vectors of bytes: every one of them, or in a big catalogue the likeliest clusters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import simsimd

from engine.catalogue import Catalogue
from engine.catalogue.vectors import Clustered, Coded

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

_LOOKED_AT, _LOOKED_SHARE = 16_000, 16
"""Vectors that a search in clusters compares at least: so many, and one in so many; see docs/decisions/0009 for what
that finds."""
_GATHERED_MOST = 16_000
"""Up to so many given places each of them is compared."""
_NONE = -1


class Dense:
    """Unit vectors (n, width), addressed by their place in the columns; a place without a vector scores zero.

    ``places`` names the place of each stored vector (-1: the product is gone); without it they are stored in order.
    """

    def __init__(
        self, coded: Coded, places: Places | None = None, size: int | None = None, clusters: Clustered | None = None
    ) -> None:
        self._coded = coded
        self._size = len(coded) if size is None else size
        self._places = None if places is None else places.astype(np.int32)
        self._positions: npt.NDArray[np.int32] | None = None
        if places is not None:
            self._positions = np.full(self._size, _NONE, dtype=np.int32)
            here = np.flatnonzero(places >= 0)
            self._positions[places[here]] = here
        self._clusters = clusters
        if clusters is not None:
            sizes = np.diff(clusters.starts)
            self._cluster_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    @classmethod
    def open(cls, catalogue: Catalogue, rowids: Places) -> Dense | None:
        """The vectors of a catalogue's products, addressed by their place in ``rowids``; ``None`` where it has none."""
        clusters = catalogue.clustered_vectors()
        held, coded = (clusters.rowids, clusters.coded) if clusters is not None else catalogue.coded_vectors()
        if len(held) == 0 or len(rowids) == 0:
            return None
        if np.array_equal(held, rowids):
            return cls(coded)
        places = np.minimum(np.searchsorted(rowids, held), len(rowids) - 1)
        return cls(coded, np.where(rowids[places] == held, places, _NONE), len(rowids), clusters)

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
        """Whether the nearest are looked for in clusters."""
        return self._clusters is not None

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

        Exact but for a catalogue with clusters and more than 16,000 places to choose from.
        """
        if self._clusters is None or (among is not None and len(among) <= _GATHERED_MOST):
            scores = self.scores(query, among)
            best = largest(scores, limit)
            return self._weighed(query, best if among is None else among[best], scores[best])
        at, scores = self._probed(query, among)
        best = largest(scores, limit)
        assert self._places is not None
        return self._weighed(query, self._places[at[best]].astype(np.int64), scores[best])

    def exactly(self, query: Floats, limit: int) -> tuple[Places, Floats]:
        """As :meth:`nearest`, over every vector whatever their number: what the search in clusters is held against."""
        scores = self.scores(query)
        best = largest(scores, limit)
        return self._weighed(query, best, scores[best])

    def _probed(self, query: Floats, among: Places | None) -> tuple[npt.NDArray[np.integer[Any]], Floats]:
        """Positions in the clusters nearest to the query, until enough were compared, with their cosines."""
        assert self._clusters is not None and self._places is not None and self._positions is not None
        order = np.argsort(-np.einsum("ij,j->i", self._clusters.centroids, query))
        looked_at = max(_LOOKED_AT, self._size // _LOOKED_SHARE)
        if among is None:
            starts = self._clusters.starts
            few = int(np.searchsorted(np.cumsum(np.diff(starts)[order]), looked_at)) + 1
            spans = [(int(starts[c]), int(starts[c + 1])) for c in order[:few].tolist() if starts[c + 1] > starts[c]]
            at = np.concatenate([np.arange(first, last) for first, last in spans])
            codes, scales = self._coded.codes, self._coded.scales
            asked = _bytes(query)
            scores = np.concatenate([_compared(asked, codes[a:b], scales[a:b]) for a, b in spans])
            here = self._places[at] >= 0
            return at[here], scores[here]
        at = self._positions[among]
        at = at[at >= 0]
        clusters = self._cluster_of[at]
        counts = np.bincount(clusters, minlength=len(order))
        few = int(np.searchsorted(np.cumsum(counts[order]), looked_at)) + 1
        chosen = np.zeros(len(order), dtype=np.bool_)
        chosen[order[:few]] = True
        at = at[chosen[clusters]]
        return at, self._at(query, at)

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


def largest(scores: Floats, limit: int) -> Places:
    """Indexes of the ``limit`` largest scores, largest first; equal ones in their order."""
    if limit < len(scores):
        kept = np.sort(np.argpartition(-scores, limit)[:limit])
        return kept[np.argsort(-scores[kept], kind="stable")].astype(np.int64)
    return np.argsort(-scores, kind="stable").astype(np.int64)
