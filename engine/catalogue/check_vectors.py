"""Vectors in themselves: of one width, of the encoder that is installed, finite and of length 1, none without its row."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.catalogue.embedding import digest_of, document_text
from engine.catalogue.findings import REPAIR, Findings
from engine.catalogue.reader import Catalogue

_BATCH = 2000
_FLOAT16 = 2
"""Bytes of a number."""
_OFF = 0.01
"""How far from 1 the length of a unit vector may be once it is rounded to float16."""


@dataclass(frozen=True, slots=True)
class VectorSpace:
    """What the installed encoder makes: its checksum and how many numbers a vector has."""

    sha256: str
    dimensions: int


def check_vectors(catalogue: Catalogue, space: VectorSpace | None, findings: Findings) -> None:
    connection = catalogue.connection
    encoder = catalogue.meta("encoder_sha256")
    if encoder is not None and space is not None and encoder != space.sha256:
        findings.add(
            f"The vectors, made by the encoder {encoder[:12]}…,",
            f"do not fit the one that is installed ({space.sha256[:12]}…), so search goes by words alone",
            REPAIR,
        )
    width = space.dimensions if space is not None and encoder == space.sha256 else usual_width(connection)
    for rowid, problem in malformed(connection, "product", width):
        row = connection.execute("SELECT id FROM product WHERE rowid = ?", (rowid,)).fetchone()
        if row is not None:
            findings.add(row[0], problem, REPAIR)
    for rowid, problem in malformed(connection, "document", width):
        row = connection.execute("SELECT id FROM document WHERE rowid = ?", (rowid,)).fetchone()
        if row is not None:
            findings.add(f"Document {row[0]}", problem, REPAIR)
    for table in ("product", "document"):
        for (rowid,) in connection.execute(
            f"SELECT {table} FROM {table}_vector WHERE {table} NOT IN (SELECT rowid FROM {table})"
        ):
            findings.add(f"Row {rowid} of {table}_vector", f"belongs to no {table}", REPAIR)
    if encoder is not None:
        _document_texts(catalogue, encoder, findings)


def malformed(connection: sqlite3.Connection, table: str, width: int | None) -> Iterator[tuple[int, str]]:
    """The rows of ``table`` (``product`` or ``document``) whose vector is unusable, and in which way."""
    cursor = connection.execute(f"SELECT {table}, vector FROM {table}_vector ORDER BY {table}")
    while batch := cursor.fetchmany(_BATCH):
        usable = []
        for rowid, vector in batch:
            if not isinstance(vector, bytes) or width is None or len(vector) != width * _FLOAT16:
                count = len(vector) // _FLOAT16 if isinstance(vector, bytes) else 0
                yield rowid, f"has a vector of {count} numbers instead of {width}"
            else:
                usable.append((rowid, vector))
        if not usable:
            continue
        numbers = np.frombuffer(b"".join(v for _, v in usable), dtype=np.float16).reshape(len(usable), -1)
        whole = numbers.astype(np.float32)
        finite = np.asarray(np.isfinite(whole).all(axis=1))
        with np.errstate(invalid="ignore"):
            lengths = np.linalg.norm(whole, axis=1)
        for place in np.flatnonzero(~finite | ~(np.abs(lengths - 1) < _OFF)):
            if not finite[place]:
                yield usable[place][0], "has a vector with a value that is no number"
            else:
                yield usable[place][0], f"has a vector of length {lengths[place]:.3f} instead of 1"


def usual_width(connection: sqlite3.Connection) -> int | None:
    """How many numbers most vectors have, ``None`` where there are none."""
    widths: Counter[int] = Counter()
    for table in ("product_vector", "document_vector"):
        for length, count in connection.execute(f"SELECT length(vector), count(*) FROM {table} GROUP BY 1"):
            widths[length // _FLOAT16] += count
    return widths.most_common(1)[0][0] if widths else None


def _document_texts(catalogue: Catalogue, encoder: str, findings: Findings) -> None:
    have = {
        row[0]: row[1]
        for row in catalogue.connection.execute(
            "SELECT d.id, v.content_hash FROM document d LEFT JOIN document_vector v ON v.document = d.rowid"
        )
    }
    for document in catalogue.documents():
        if have[document.id] is None:
            findings.add(f"Document {document.id}", "has no vector", REPAIR)
        elif have[document.id] != digest_of(encoder, document_text(document)):
            findings.add(f"Document {document.id}", "has the vector of another text", REPAIR)
