"""When a big catalogue's file of vectors is made anew: at the end of an import that wrote some, or where it is not usable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.catalogue import vectors
from engine.catalogue.vectors import Coded, Ints
from engine.errors import CatalogueError

LARGE = 50_000
"""From so many vectors on there is a file; below it comparing all of them costs hardly more than by their signs, and misses none."""
_BLOCK = 8192
_FLOAT16 = 2
"""Bytes of a number in the catalogue."""


def renew(catalogue: Path, connection: sqlite3.Connection, changed: bool, large: int | None = None) -> None:
    """Bring the file of vectors up to date inside the caller's transaction; ``changed``: vectors were written in it.

    There is one from ``large`` (else :data:`LARGE`) vectors on. The file before stays for whoever reads the catalogue as
    it was; :func:`~engine.catalogue.vectors.sweep` removes it after the transaction. Raises :class:`CatalogueError`
    where the file cannot be written.
    """
    (count,) = connection.execute("SELECT count(*) FROM product_vector").fetchone()
    if count < max(1, LARGE if large is None else large):
        connection.execute("DELETE FROM meta WHERE key = ?", (vectors.META,))
        return
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (vectors.META,)).fetchone()
    if row and not changed and _holds(vectors.file_of(catalogue, str(row[0])), count):
        return
    (size,) = connection.execute("SELECT length(vector) FROM product_vector LIMIT 1").fetchone()
    stamp = vectors.write(catalogue, (count, size // _FLOAT16), _blocks(connection, size))
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (vectors.META, stamp))


def _blocks(connection: sqlite3.Connection, size: int) -> Iterator[tuple[Ints, Coded]]:
    """All vectors of the catalogue as bytes, in the order of their rows; each has ``size`` bytes there."""
    found = connection.execute("SELECT product, vector FROM product_vector ORDER BY product")
    while rows := found.fetchmany(_BLOCK):
        if any(len(vector) != size for _, vector in rows):
            raise CatalogueError("The vectors in the catalogue are of different lengths; import it again.")
        halves = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.float16).reshape(len(rows), -1)
        yield np.array([rowid for rowid, _ in rows], dtype=np.int64), Coded.of(halves.astype(np.float32))


def _holds(path: Path, count: int) -> bool:
    """Whether the file is whole, of this version and of so many vectors."""
    if not vectors.is_whole(path):
        return False
    try:
        return len(vectors.mapped(path).rowids) == count
    except CatalogueError:
        return False
