"""The words that products are named by, indexed for typing: counted once at import, read in a few milliseconds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.catalogue.folding import words
from engine.catalogue.word_index import WordIndex

# The pluses keep SQLite from walking an index, which reads the rows in no order: sorting the numbers alone is faster.
_WANTED = "SELECT rowid FROM product ORDER BY +sales DESC, +rating_count DESC, +rating DESC, +rowid"
_TEXTS = "SELECT title, coalesce(brand, ''), kind, coalesce(sku, ''), ean FROM product NOT INDEXED ORDER BY rowid"
_PARTS = ("words", "starts", "numbers", "rowids")


@dataclass(frozen=True, slots=True, eq=False)
class ProductWords:
    """The index of titles, brands, types and article numbers. Number ``n`` of it is the product of ``rowids[n]``.

    Products are numbered by how much they are wanted: the most sold first, then the best rated by many.
    """

    index: WordIndex
    rowids: npt.NDArray[np.int64]

    def same(self, other: ProductWords) -> bool:
        """Whether both name the same products by the same words, in the same order."""
        mine, theirs = self.index, other.index
        return (
            mine.words == theirs.words
            and np.array_equal(mine.starts, theirs.starts)
            and np.array_equal(mine.numbers, theirs.numbers)
            and np.array_equal(self.rowids, other.rowids)
        )


def count_words(connection: sqlite3.Connection) -> ProductWords:
    """The index of the products as they are now."""
    connection.execute("SAVEPOINT counting")  # so that both queries see the same products
    try:
        rowids = np.fromiter((row[0] for row in connection.execute(_WANTED)), dtype=np.int64)
        numbers = np.argsort(rowids).astype(np.uint32)
        texts = (
            words(f"{title} {brand} {kind} {sku} {ean}") for title, brand, kind, sku, ean in connection.execute(_TEXTS)
        )
        return ProductWords(WordIndex.of(texts, numbers), rowids)
    finally:
        connection.execute("RELEASE counting")


def store_words(connection: sqlite3.Connection) -> None:
    """Keep the index in ``product_word``, inside the caller's transaction."""
    counted = count_words(connection)
    parts = (
        "\n".join(counted.index.words).encode("utf-8", "surrogatepass"),
        counted.index.starts.astype("<u4").tobytes(),
        counted.index.numbers.astype("<u4").tobytes(),
        counted.rowids.astype("<i8").tobytes(),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO product_word (part, data) VALUES (?, ?)", list(zip(_PARTS, parts, strict=True))
    )


def read_words(connection: sqlite3.Connection) -> ProductWords:
    """The stored index; counted anew where the catalogue is of a version that has none."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'product_word'").fetchone():
        return count_words(connection)
    parts = {row[0]: row[1] for row in connection.execute("SELECT part, data FROM product_word")}
    if not parts:
        return count_words(connection)
    named = parts["words"].decode("utf-8", "surrogatepass")
    rowids = np.frombuffer(parts["rowids"], dtype="<i8").astype(np.int64)
    index = WordIndex(
        tuple(named.split("\n")) if named else (),
        np.frombuffer(parts["starts"], dtype="<u4").astype(np.uint32),
        np.frombuffer(parts["numbers"], dtype="<u4").astype(np.uint32),
        len(rowids),
    )
    return ProductWords(index, rowids)
