"""Vectors of products and documents: which are missing or stale, encoded in batches, each batch kept once done."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.catalogue.reader import Catalogue
from engine.catalogue.writer import connect_writer, trouble
from engine.products import Product, StoreDocument

_PAGE = 512


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


def embed_catalogue(path: Path, embedder: Embedder, advance: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Bring the vectors of the catalogue at ``path`` up to date; returns how many products were encoded."""
    # Late, because retrieval reads the catalogue: the text that is embedded belongs to retrieval alone.
    from engine.retrieval.text import product_text

    writer = connect_writer(path)
    try:
        with Catalogue.open(path) as reader:
            return embed(reader, writer, embedder, product_text, advance)
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
    reader: Catalogue,
    writer: sqlite3.Connection,
    embedder: Embedder,
    text_of: Callable[[Product], str],
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Give every product and document a vector of its present text; returns how many products were encoded.

    Each page is committed on its own: an interrupted run goes on where it stopped, and a product whose text did not
    change (a new price, more stock) keeps its vector.
    """
    _forget_others(writer, embedder)
    documents = reader.documents()
    _embed_documents(documents, writer, embedder)
    total = reader.info.products
    seen = encoded = 0
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
        wanted: list[tuple[int, bytes, str]] = []
        for (rowid, old), product in zip(page, reader.by_rowids([r[0] for r in page]), strict=True):
            text = text_of(product)
            digest = _digest(embedder, text)
            if digest != old:
                wanted.append((rowid, digest, text))
        if wanted:
            vectors = _halves(embedder.encode([text for _, _, text in wanted]))
            with writer:
                writer.execute("BEGIN IMMEDIATE")
                writer.executemany(
                    "INSERT OR REPLACE INTO product_vector (product, content_hash, vector) VALUES (?, ?, ?)",
                    [
                        (rowid, digest, vector.tobytes())
                        for (rowid, digest, _), vector in zip(wanted, vectors, strict=True)
                    ],
                )
            encoded += len(wanted)
        seen += len(page)
        advance(seen, total)
    return encoded


def _forget_others(writer: sqlite3.Connection, embedder: Embedder) -> None:
    """Vectors of two encoders must never be compared: those of another go before the first new one comes."""
    known = writer.execute("SELECT value FROM meta WHERE key = 'encoder_sha256'").fetchone()
    if known is not None and known[0] == embedder.sha256:
        return
    with writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM product_vector")
        writer.execute("DELETE FROM document_vector")
        writer.execute("INSERT OR REPLACE INTO meta VALUES ('encoder_sha256', ?)", (embedder.sha256,))


def _embed_documents(documents: Sequence[StoreDocument], writer: sqlite3.Connection, embedder: Embedder) -> None:
    rowids = {row[0]: row[1] for row in writer.execute("SELECT id, rowid FROM document")}
    old = {row[0]: row[1] for row in writer.execute("SELECT document, content_hash FROM document_vector")}
    wanted = []
    for document in documents:
        text = document_text(document)
        digest = _digest(embedder, text)
        if old.get(rowids[document.id]) != digest:
            wanted.append((rowids[document.id], digest, text))
    if not wanted:
        return
    vectors = _halves(embedder.encode([text for _, _, text in wanted]))
    with writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.executemany(
            "INSERT OR REPLACE INTO document_vector (document, content_hash, vector) VALUES (?, ?, ?)",
            [(rowid, digest, vector.tobytes()) for (rowid, digest, _), vector in zip(wanted, vectors, strict=True)],
        )


def _digest(embedder: Embedder, text: str) -> bytes:
    return hashlib.blake2b(f"{embedder.sha256}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()


def _halves(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float16]:
    return np.asarray(vectors).astype(np.float16)
