"""Vectors that an import has made so far, in a file beside the catalogue, so that an interrupted one need not make them again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.errors import CatalogueError


class KeptVectors:
    """Vectors by the digest of their encoder and text. Used by one process at a time: whoever may write the catalogue.

    What is put is on the disk when :meth:`put` returns. A file that is damaged is begun anew: it holds nothing that
    cannot be made again. Raises :class:`CatalogueError` where it cannot be written.
    """

    def __init__(self, catalogue: Path) -> None:
        self._path = catalogue.with_name(f".{catalogue.name}-vectors")
        self._connection: sqlite3.Connection | None = None
        self.found = 0
        """How many vectors an earlier run has left."""
        if self._path.is_file():
            with self._told():
                (self.found,) = self._opened().execute("SELECT count(*) FROM vector").fetchone()

    def _opened(self) -> sqlite3.Connection:
        """The file, made when it is first needed."""
        if self._connection is None:
            try:
                self._connection = self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)
                self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("damaged")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def get(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Those of some hundred vectors that are there."""
        if self._connection is None:
            return {}
        marks = ",".join("?" * len(digests))
        with self._told():
            return dict(
                self._connection.execute(
                    f"SELECT digest, vector FROM vector WHERE digest IN ({marks})", list(digests)
                ).fetchall()
            )

    def put(self, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        with self._told():
            connection = self._opened()
            connection.execute("BEGIN")
            connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", vectors)
            connection.execute("COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def remove(self) -> None:
        """The catalogue has all of them now."""
        self.close()
        with self._told():
            self._path.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise CatalogueError(
                f"{self._path} cannot be written ({error}); check the folder, its rights and the room on the disk."
            ) from error
