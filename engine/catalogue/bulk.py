"""Rows on their way into the tables of an import, written by a thread of their own while the next are read.

SQLite leaves Python alone for as long as one statement runs and no longer, so a statement takes many rows at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

_AT_ONCE = (256, 32, 4, 1)
"""Rows of one statement: few different lengths, so that each is prepared once."""

Row = tuple[Any, ...]
Work = Sequence[tuple[str, Sequence[Row]]]
"""Pairs of the head of a statement, up to its VALUES, and the rows for it, all of one width."""


class Bulk:
    """What is still to be written through one connection. Nobody else may use it between :meth:`write` and :meth:`settle`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._writing: Future[None] | None = None

    def write(self, work: Work) -> None:
        """Begin to write; what was begun before is done first. Raises what :meth:`settle` raises."""
        self.settle()
        self._writing = self._pool.submit(self._write, work)

    def settle(self) -> None:
        """Wait until all is written. Raises what writing raised, mostly ``sqlite3.DatabaseError``, and that once."""
        if self._writing is not None:
            wait([self._writing])
            writing, self._writing = self._writing, None
            writing.result()

    def abandon(self) -> None:
        """Wait, whatever comes of it: what was being written is undone by the caller."""
        if self._writing is not None:
            wait([self._writing])
            self._writing = None

    def close(self) -> None:
        """Wait, whatever comes of it, and end the thread."""
        self.abandon()
        self._pool.shutdown()

    def _write(self, work: Work) -> None:
        for head, rows in work:
            insert(self._connection, head, rows)


def insert(connection: sqlite3.Connection, head: str, rows: Sequence[Row]) -> None:
    """Insert rows of one width by as few statements as may be."""
    done = 0
    for count in _AT_ONCE:
        while len(rows) - done >= count:
            one = f"({','.join('?' * len(rows[done]))})"
            values = [value for row in rows[done : done + count] for value in row]
            connection.execute(f"{head} VALUES {','.join([one] * count)}", values)
            done += count
