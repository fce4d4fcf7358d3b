"""Vectors of products and documents: which are missing or stale, where the same text has one already, which are to be made."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.catalogue.kept_vectors import KeptVectors
from engine.catalogue.reader import Catalogue
from engine.catalogue.vector_file import renew
from engine.catalogue.vectors import META, sweep
from engine.catalogue.writer import connect_writer, trouble
from engine.products import StoreDocument

_PAGE = 256
"""Products looked at together; as many vectors at most are made twice by an import that was interrupted."""

Advance = Callable[[int, int], None]


class Embedder(Protocol):
    """Texts to unit vectors of one space. ``sha256`` names the model, so that vectors of another are made anew."""

    @property
    def sha256(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, width) float32 rows of length 1."""
        ...


def document_text(document: StoreDocument) -> str:
    """What stands for a store document in the vector space."""
    topics = f" ({', '.join(document.topics)})" if document.topics else ""
    return f"{document.title}{topics}. {document.text}"


def embed_catalogue(path: Path, embedder: Embedder, advance: Advance = lambda done, of: None) -> int:
    """Bring the vectors of the catalogue at ``path`` up to date, all at once; returns how many texts of products were encoded.

    Readers see the old vectors until the end. An interrupted run leaves them, and the next one goes on where it stopped.
    """
    writer = connect_writer(path)
    try:
        writer.execute("BEGIN IMMEDIATE")
        kept = KeptVectors(path)
        try:
            encoded = embed(path, writer, embedder, kept, advance)
            writer.commit()
            kept.remove()
            sweep(path)
        finally:
            kept.close()
        return encoded
    except sqlite3.DatabaseError as error:
        raise trouble(path, error) from error
    finally:
        writer.close()


def embedded_copy(
    source: Path, target: Path, embedder: Embedder, advance: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """The catalogue at ``source`` with the vectors of another encoder, at ``target``; returns how many were encoded.

    A ``target`` that an interrupted run left goes on where it stopped. ``source`` is only read. Raises
    :class:`CatalogueError` where one of the files is no usable catalogue.
    """
    if not target.is_file():
        aside = target.with_name(f".{target.name}-fresh")
        aside.unlink(missing_ok=True)
        try:
            with Catalogue.open(source) as reader, closing(sqlite3.connect(aside)) as copy:
                reader.connection.backup(copy)
        except sqlite3.DatabaseError as error:
            raise trouble(source, error) from error
        aside.replace(target)
    return embed_catalogue(target, embedder, advance)


def embed(
    path: Path,
    writer: sqlite3.Connection,
    embedder: Embedder,
    kept: KeptVectors,
    advance: Advance = lambda done, of: None,
) -> int:
    """Give every product and document a vector of its present text, inside the writer's transaction.

    Returns how many texts of products were encoded. A text that has a vector already, in the catalogue (whatever product it was
    made for) or in ``kept``, gets that one; every page of new ones goes to ``kept`` at once.
    """
    # Late, because retrieval reads the catalogue: the text that is embedded belongs to retrieval alone.
    from engine.retrieval.text import product_text

    _forget_others(writer, embedder)
    reader = Catalogue(path, writer)
    made = _Vectors(writer, embedder, kept)
    _embed_documents(reader.documents(), writer, made)
    total = reader.info.products
    seen = encoded = written = 0
    last = -1
    while True:
        page = writer.execute(
            "SELECT p.rowid, v.content_hash FROM product p LEFT JOIN product_vector v ON v.product = p.rowid "
            "WHERE p.rowid > ? ORDER BY p.rowid LIMIT ?",
            (last, _PAGE),
        ).fetchall()
        if not page:
            break
        last = page[-1][0]
        wanted: list[tuple[int, str]] = []
        for (rowid, old), product in zip(page, reader.by_rowids([r[0] for r in page]), strict=True):
            text = product_text(product)
            if made.digest(text) != old:
                wanted.append((rowid, text))
        if wanted:
            before = made.encoded
            vectors = made.of([text for _, text in wanted])
            encoded += made.encoded - before
            made.save([rowid for rowid, _ in wanted])
            written += len(wanted)
            writer.executemany(
                "INSERT OR REPLACE INTO product_vector (product, content_hash, vector) VALUES (?, ?, ?)",
                [(rowid, *vector) for (rowid, _), vector in zip(wanted, vectors, strict=True)],
            )
        seen += len(page)
        advance(seen, total)
    renew(path, writer, written > 0)
    return encoded


class _Vectors:
    """Vectors of texts: from the catalogue, from those that were kept, else made and kept."""

    def __init__(self, writer: sqlite3.Connection, embedder: Embedder, kept: KeptVectors) -> None:
        self._writer, self._embedder, self._kept = writer, embedder, kept
        self._listed = False
        self.encoded = 0

    def digest(self, text: str) -> bytes:
        return digest_of(self._embedder.sha256, text)

    def of(self, texts: Sequence[str]) -> list[tuple[bytes, bytes]]:
        """Digest and vector (float16 bytes) of each text."""
        digests = [self.digest(text) for text in texts]
        known = self._stored(digests) | self._kept.get(digests)
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if missing:
            vectors = np.asarray(self._embedder.encode(list(missing.values()))).astype(np.float16)
            new = {digest: vector.tobytes() for digest, vector in zip(missing, vectors, strict=True)}
            self._kept.put(new.items())
            known |= new
            self.encoded += len(new)
        return [(digest, known[digest]) for digest in digests]

    def save(self, rowids: Sequence[int]) -> None:
        """Keep the vectors of products that are about to get others: a later product may have their text now."""
        marks = ",".join("?" * len(rowids))
        old = self._writer.execute(
            f"SELECT content_hash, vector FROM product_vector WHERE product IN ({marks})", list(rowids)
        ).fetchall()
        if old:
            self._kept.put(map(tuple, old))

    def _stored(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        if not self._listed:
            # By digest, for the time of this connection: an index in the catalogue would be of no other use.
            self._writer.execute(
                "CREATE TEMP TABLE IF NOT EXISTS embedded (digest BLOB PRIMARY KEY, product INTEGER) WITHOUT ROWID"
            )
            self._writer.execute("DELETE FROM temp.embedded")
            self._writer.execute("INSERT OR IGNORE INTO temp.embedded SELECT content_hash, product FROM product_vector")
            self._listed = True
        marks = ",".join("?" * len(digests))
        return dict(
            self._writer.execute(
                "SELECT v.content_hash, v.vector FROM temp.embedded e JOIN product_vector v "
                f"ON v.product = e.product AND v.content_hash = e.digest WHERE e.digest IN ({marks})",
                list(digests),
            ).fetchall()
        )


def _forget_others(writer: sqlite3.Connection, embedder: Embedder) -> None:
    """Vectors of two encoders must never be compared: those of another go before the first new one comes."""
    known = writer.execute("SELECT value FROM meta WHERE key = 'encoder_sha256'").fetchone()
    if known is not None and known[0] == embedder.sha256:
        return
    writer.execute("DELETE FROM product_vector")
    writer.execute("DELETE FROM document_vector")
    writer.execute("DELETE FROM meta WHERE key = ?", (META,))
    writer.execute("INSERT OR REPLACE INTO meta VALUES ('encoder_sha256', ?)", (embedder.sha256,))


def _embed_documents(documents: Sequence[StoreDocument], writer: sqlite3.Connection, made: _Vectors) -> None:
    rowids = {row[0]: row[1] for row in writer.execute("SELECT id, rowid FROM document")}
    old = {row[0]: row[1] for row in writer.execute("SELECT document, content_hash FROM document_vector")}
    texts = {rowids[document.id]: document_text(document) for document in documents}
    wanted = [(rowid, text) for rowid, text in texts.items() if made.digest(text) != old.get(rowid)]
    for start in range(0, len(wanted), _PAGE):
        page = wanted[start : start + _PAGE]
        writer.executemany(
            "INSERT OR REPLACE INTO document_vector (document, content_hash, vector) VALUES (?, ?, ?)",
            [(rowid, *vector) for (rowid, _), vector in zip(page, made.of([t for _, t in page]), strict=True)],
        )


def digest_of(encoder: str, text: str) -> bytes:
    """Names the vector of a text by an encoder (its checksum): 16 bytes."""
    return hashlib.blake2b(f"{encoder}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()
