"""The clusters of a big catalogue's vectors (an inverted file, Sivic and Zisserman 2003): k-means, then every row's place.

Made at the end of an import. With as many clusters as the root of the rows, a search looks at the centroids and then
into the nearest few clusters.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.catalogue import vectors
from engine.catalogue.vectors import Bytes, Clustered, Coded, Floats, Ints
from engine.errors import CatalogueError

LARGE = 50_000
"""From so many vectors on there is a file; below it all of them are looked at, in less than 3 ms."""
_SAMPLED = 48
"""Vectors that each centroid learns from."""
_ROUNDS = 8
_BLOCK = 8192
_SEED = 7
_REUSED_WITHIN = 2.0
"""The centroids of the file before are kept while the catalogue is not so many times bigger or smaller than then."""


def renew(catalogue: Path, connection: sqlite3.Connection, changed: bool, large: int | None = None) -> None:
    """Bring the file of vectors up to date inside the caller's transaction; ``changed``: vectors were written in it.

    There is one from ``large`` (else :data:`LARGE`) vectors on. The file before stays for whoever reads the catalogue as
    it was; :func:`~engine.catalogue.vectors.sweep` removes it after the transaction. Raises :class:`CatalogueError`
    where the file cannot be written.
    """
    (count,) = connection.execute("SELECT count(*) FROM product_vector").fetchone()
    if count < (LARGE if large is None else large):
        connection.execute("DELETE FROM meta WHERE key = ?", (vectors.META,))
        return
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (vectors.META,)).fetchone()
    before = _before(vectors.file_of(catalogue, str(row[0]))) if row else None
    if before is not None and not changed and len(before.rowids) == count:
        return
    with tempfile.TemporaryDirectory(dir=catalogue.parent, prefix=".vectors-") as aside:
        rowids, coded = _gathered(connection, count, Path(aside) / "codes")
        stamp = vectors.write(catalogue, clustered(rowids, coded, before))
        # Windows does not remove a file that is mapped.
        del coded
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (vectors.META, stamp))


def clustered(rowids: Ints, coded: Coded, before: Clustered | None = None) -> Clustered:
    """Group vectors by their nearest centroid: those of ``before`` where its size still fits, else new ones."""
    wanted = clusters_for(len(coded))
    if before is not None and 1 / _REUSED_WITHIN < len(before.rowids) / len(coded) < _REUSED_WITHIN:
        centroids = before.centroids
    else:
        chance = np.random.default_rng(_SEED)
        size = min(len(coded), wanted * _SAMPLED)
        centroids = trained(coded.decoded(np.sort(chance.choice(len(coded), size, replace=False))), wanted, chance)
    nearest = np.concatenate([_nearest(coded.decoded(block), centroids) for block in _blocks(len(coded))])
    order = np.argsort(nearest, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(nearest, minlength=len(centroids)))]).astype(np.int64)
    return Clustered(Coded(coded.codes[order], coded.scales[order]), rowids[order], starts, centroids)


def clusters_for(count: int) -> int:
    return max(1, round(math.sqrt(count)))


def trained(sample: Floats, count: int, chance: np.random.Generator) -> Floats:
    """``count`` centroids of unit vectors by spherical k-means; one that loses all its vectors starts anew."""
    centroids = sample[chance.choice(len(sample), count, replace=False)]
    for _ in range(_ROUNDS):
        nearest = np.concatenate([_nearest(sample[block], centroids) for block in _blocks(len(sample))])
        order = np.argsort(nearest, kind="stable")
        held, firsts = np.unique(nearest[order], return_index=True)
        fresh = sample[chance.choice(len(sample), count)]
        fresh[held] = np.add.reduceat(sample[order], firsts, axis=0)
        centroids = fresh / np.maximum(np.linalg.norm(fresh, axis=1, keepdims=True), 1e-12)
    return np.ascontiguousarray(centroids, dtype=np.float32)


def _nearest(block: Floats, centroids: Floats) -> Ints:
    found: Ints = np.argmax(block @ centroids.T, axis=1).astype(np.int64)
    return found


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, count, _BLOCK))


def _gathered(connection: sqlite3.Connection, count: int, aside: Path) -> tuple[Ints, Coded]:
    """All vectors of the catalogue as bytes, in the order of their rows, in a file so that memory stays small."""
    rowids, scales = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.float32)
    codes: Bytes | None = None
    found = connection.execute("SELECT product, vector FROM product_vector ORDER BY product")
    at = 0
    while rows := found.fetchmany(_BLOCK):
        width = len(rows[0][1]) // 2
        if codes is None:
            codes = np.memmap(aside, dtype=np.int8, mode="w+", shape=(count, width))
        if any(len(v) != 2 * codes.shape[1] for _, v in rows):
            raise CatalogueError("The vectors in the catalogue are of different lengths; import it again.")
        halves = np.frombuffer(b"".join(v for _, v in rows), dtype=np.float16).reshape(len(rows), width)
        coded = Coded.of(halves.astype(np.float32))
        block = slice(at, at + len(rows))
        codes[block], scales[block] = coded.codes, coded.scales
        rowids[block] = [rowid for rowid, _ in rows]
        at += len(rows)
    assert codes is not None
    return rowids, Coded(np.asarray(codes), scales)


def _before(path: Path) -> Clustered | None:
    if vectors.is_whole(path):
        with suppress(CatalogueError):
            return vectors.mapped(path)
    return None
