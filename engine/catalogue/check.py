"""Checking a catalogue: that the file is whole, and that rows, search index, vocabulary, vectors and links agree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.catalogue.check_rows import check_rows
from engine.catalogue.check_vectors import VectorSpace, check_vectors
from engine.catalogue.findings import REPAIR, RESTORE, Findings
from engine.catalogue.pictures import picture_folder
from engine.catalogue.product_words import count_words, read_words
from engine.catalogue.reader import Catalogue
from engine.catalogue.vectors import META, file_of, is_whole, mapped
from engine.catalogue.vocabulary import count_terms
from engine.errors import CatalogueError

_DAMAGES_TOLD = 20
_WAIT = 2.0
"""Seconds that the check waits for a program that is writing."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """``problems`` mean that the catalogue is not sound; ``remarks`` are worth knowing. All are whole sentences."""

    products: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def check_catalogue(path: Path, space: VectorSpace | None = None) -> CheckReport:
    """Check the catalogue at ``path``, its vectors also against the ``space`` of the installed encoder.

    Raises :class:`CatalogueError` where it cannot even be opened.
    """
    findings = Findings()
    with Catalogue.open(path) as catalogue:
        connection = catalogue.connection
        try:
            _file(connection, findings)
            _counts(connection, findings)
            _strays(connection, findings)
            check_rows(catalogue, findings)
            _terms(connection, findings)
            _words(connection, findings)
            check_vectors(catalogue, space, findings)
            remarks = [
                *_index(path, findings),
                *_embedded(catalogue),
                *_vector_file(catalogue, findings),
                *_links(connection),
                *_ids(connection),
            ]
            remarks += _pictures(connection, picture_folder(catalogue.meta("pictures"), path))
            (products,) = connection.execute("SELECT count(*) FROM product").fetchone()
        except sqlite3.DatabaseError as error:
            raise CatalogueError(f"The catalogue {path} is damaged ({error}); {RESTORE}.") from error
    return CheckReport(products, tuple(findings.sentences()), tuple(remarks))


def _file(connection: sqlite3.Connection, findings: Findings) -> None:
    found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_DAMAGES_TOLD})")]
    if found != ["ok"]:
        for text in found:
            findings.add("The file", f"is damaged ({text})", RESTORE)


def _counts(connection: sqlite3.Connection, findings: Findings) -> None:
    (products,) = connection.execute("SELECT count(*) FROM product").fetchone()
    (indexed,) = connection.execute("SELECT count(*) FROM product_fts").fetchone()
    if products != indexed:
        findings.add("The search index", f"has {indexed:,} entries for {products:,} products", REPAIR)


def _strays(connection: sqlite3.Connection, findings: Findings) -> None:
    """Rows that belong to no product."""
    for table in ("variant", "attribute"):
        for (rowid,) in connection.execute(
            f"SELECT DISTINCT product FROM {table} WHERE product NOT IN (SELECT rowid FROM product)"
        ):
            findings.add(f"Row {rowid}", f"is named in table {table} but is no product", REPAIR)
    for (rowid,) in connection.execute("SELECT rowid FROM product_fts WHERE rowid NOT IN (SELECT rowid FROM product)"):
        findings.add(f"Row {rowid}", "is in the search index only", REPAIR)


def _index(path: Path, findings: Findings) -> Iterator[str]:
    """The words of the full text index against the texts that it keeps, which SQLite can only compare as a writer."""
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO product_fts (product_fts) VALUES ('integrity-check')")
    except sqlite3.OperationalError as error:
        yield f"The words of the search index were not compared with their texts ({error}); check again later."
    except sqlite3.DatabaseError:
        findings.add("The search index", "holds other words than its texts", REPAIR)
    finally:
        connection.close()


def _terms(connection: sqlite3.Connection, findings: Findings) -> None:
    columns = "slot, name, text, count, unit, low, high"
    connection.execute(f"CREATE TEMP TABLE recounted ({columns})")
    count_terms(connection, "temp.recounted")
    (wrong,) = connection.execute(
        f"SELECT count(*) FROM (SELECT * FROM (SELECT {columns} FROM term EXCEPT SELECT {columns} FROM temp.recounted) "
        f"UNION ALL SELECT * FROM (SELECT {columns} FROM temp.recounted EXCEPT SELECT {columns} FROM term))"
    ).fetchone()
    connection.execute("DROP TABLE temp.recounted")
    if wrong:
        findings.add("The vocabulary", "does not match the products", REPAIR)


def _words(connection: sqlite3.Connection, findings: Findings) -> None:
    """The index for typing against one counted now."""
    if not read_words(connection).same(count_words(connection)):
        findings.add("The index for typing", "does not match the products", REPAIR)


def _embedded(catalogue: Catalogue) -> Iterator[str]:
    if catalogue.meta("encoder_sha256") is None:
        yield "No product has a vector: search goes by words alone until the catalogue is imported with an encoder."


def _vector_file(catalogue: Catalogue, findings: Findings) -> Iterator[str]:
    """The file of mapped vectors against its own checksum and against the vectors that it was made from."""
    stamp = catalogue.meta(META)
    if stamp is None:
        return
    file = file_of(catalogue.path, stamp)
    slower = f"search is slower and takes more memory until you {REPAIR}"
    if not file.is_file():
        yield f"{file.name} is missing: {slower}."
        return
    if not is_whole(file):
        findings.add(file.name, "is damaged", REPAIR)
        return
    try:
        held = mapped(file).rowids
    except CatalogueError:
        # Just as it was written, and not readable: so another version of the program wrote it.
        yield f"{file.name} was made by another version of Aisle: {slower}."
        return
    stored = catalogue.connection.execute("SELECT product FROM product_vector ORDER BY product")
    missing = len(np.setdiff1d(np.fromiter((row[0] for row in stored), np.int64), held))
    if missing:
        findings.add(file.name, f"lacks {missing} vectors", REPAIR)


def _links(connection: sqlite3.Connection) -> Iterator[str]:
    (dangling,) = connection.execute(
        "SELECT count(*) FROM link WHERE target NOT IN (SELECT id FROM product) OR source NOT IN (SELECT id FROM product)"
    ).fetchone()
    if dangling:
        yield f"{dangling} links lead from or to products that the catalogue does not hold; they are not shown."


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    found = connection.execute(
        "SELECT id FROM variant GROUP BY id HAVING count(DISTINCT product) > 1 ORDER BY id"
    ).fetchall()
    if found:
        yield f"{len(found)} variants have an id that a variant of another product has too, such as {found[0][0]}."


def _pictures(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    named = [row[0] for row in connection.execute("SELECT DISTINCT picture FROM product WHERE picture IS NOT NULL")]
    missing = [name for name in named if not (folder / name).is_file()]
    if missing:
        yield f"{len(missing)} pictures are not there any more, such as {missing[0]}."
