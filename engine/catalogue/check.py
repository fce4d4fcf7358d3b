"""Checking a catalogue: that the file is whole, and that rows, search index, vectors and links agree."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.catalogue import rows
from engine.catalogue.pictures import picture_folder
from engine.catalogue.reader import Catalogue
from engine.catalogue.vectors import META, file_of, is_whole, mapped
from engine.errors import CatalogueError

_TOLD_MOST = 20


@dataclass(frozen=True, slots=True)
class CheckReport:
    """``problems`` mean that the catalogue is not sound; ``remarks`` are worth knowing. All are whole sentences."""

    products: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def check_catalogue(path: Path) -> CheckReport:
    """Check the catalogue at ``path``; raises :class:`CatalogueError` where it cannot even be opened."""
    with Catalogue.open(path) as catalogue:
        connection = catalogue.connection
        try:
            problems = [*_file(connection), *_index(connection), *_children(connection), *_content(connection)]
            remarks = [*_vectors(connection, catalogue.meta("encoder_sha256")), *_links(connection)]
            if (stamp := catalogue.meta(META)) is not None:
                damaged, behind = _vector_file(connection, file_of(path, stamp))
                problems += damaged
                remarks += behind
            remarks += _pictures(connection, picture_folder(catalogue.meta("pictures"), path))
            (products,) = connection.execute("SELECT count(*) FROM product").fetchone()
        except sqlite3.DatabaseError as error:
            raise CatalogueError(f"The catalogue {path} is damaged ({error}); import it again.") from error
        try:
            for _ in catalogue.all_products():
                pass
        except (ValueError, TypeError) as error:
            problems.append(f"A product cannot be read back ({error}).")
    return CheckReport(products, tuple(problems), tuple(remarks))


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    found = [row[0] for row in connection.execute(f"PRAGMA quick_check({_TOLD_MOST})")]
    if found != ["ok"]:
        yield from (f"The file is damaged: {text}." for text in found)


def _index(connection: sqlite3.Connection) -> Iterator[str]:
    """Rows against the full text index, both ways."""
    for table, problem in (
        ("SELECT id FROM product WHERE rowid NOT IN (SELECT rowid FROM product_fts)", "is not in the search index"),
        ("SELECT rowid FROM product_fts WHERE rowid NOT IN (SELECT rowid FROM product)", "is in the search index only"),
    ):
        yield from _told(connection, table, problem)
    yield from _told(
        connection,
        "SELECT p.id FROM product p JOIN product_fts f ON f.rowid = p.rowid "
        "WHERE f.title IS NOT p.title OR f.description IS NOT p.description OR f.kind IS NOT p.kind",
        "has a search index entry that differs from its row",
    )


def _children(connection: sqlite3.Connection) -> Iterator[str]:
    for table in ("variant", "attribute", "product_vector"):
        yield from _told(
            connection,
            f"SELECT DISTINCT product FROM {table} WHERE product NOT IN (SELECT rowid FROM product)",
            f"is named in table {table} but is no product",
        )
    yield from _told(
        connection,
        "SELECT document FROM document_vector WHERE document NOT IN (SELECT rowid FROM document)",
        "is named in table document_vector but is no document",
    )
    yield from _told(
        connection,
        "SELECT p.id FROM product p JOIN variant v ON v.product = p.rowid GROUP BY p.rowid "
        "HAVING sum(v.stock IS NULL) = 0 AND p.stock IS NOT sum(v.stock)",
        "has a stock that is not the sum of its variants",
    )
    yield from _told(connection, "SELECT id FROM product WHERE price_minor < 0", "has a negative price")


def _content(connection: sqlite3.Connection) -> Iterator[str]:
    """Attribute rows against the attributes they were made from: each fact has its rows and no other has."""
    named: dict[int, set[str]] = {}
    for rowid, name in connection.execute("SELECT DISTINCT product, name FROM attribute WHERE type <> 'option'"):
        named.setdefault(rowid, set()).add(name)
    wrong = []
    for rowid, id, text in connection.execute("SELECT rowid, id, attributes FROM product"):
        try:
            said = {a.name for a in rows.attributes_of(text) if not isinstance(a.value, str | tuple)}
            known = {a.name for a in rows.attributes_of(text)}
        except (json.JSONDecodeError, TypeError, ValueError):
            wrong.append(id)
            continue
        have = named.get(rowid, set())
        if not said <= have or not have <= known:
            wrong.append(id)
    yield from (f"{id} has attributes that differ from its filter rows." for id in wrong[:_TOLD_MOST])


def _vectors(connection: sqlite3.Connection, encoder: str | None) -> Iterator[str]:
    (missing,) = connection.execute(
        "SELECT count(*) FROM product WHERE rowid NOT IN (SELECT product FROM product_vector)"
    ).fetchone()
    if encoder is None:
        yield "No product has a vector: search goes by words alone until the catalogue is imported with an encoder."
    elif missing:
        yield f"{missing} products have no vector; run the import again to make them."
    widths = [row[0] for row in connection.execute("SELECT DISTINCT length(vector) FROM product_vector LIMIT 3")]
    if len(widths) > 1:
        yield "The vectors are of different lengths; import the catalogue again."


def _vector_file(connection: sqlite3.Connection, path: Path) -> tuple[list[str], list[str]]:
    """The file of clustered vectors against its own checksum and against the vectors it was made from."""
    if not path.is_file():
        return [], [
            f"{path.name} is missing: search is slower and takes more memory until the catalogue is imported again."
        ]
    if not is_whole(path):
        return [f"{path.name} is damaged; remove it and import the catalogue again."], []
    held = np.sort(mapped(path).rowids)
    rowids = np.fromiter(
        (r[0] for r in connection.execute("SELECT product FROM product_vector ORDER BY product")), np.int64
    )
    missing = len(np.setdiff1d(rowids, held, assume_unique=True))
    if missing:
        return [], [f"{missing} vectors are not in {path.name}: an import was cut off; run it again."]
    return [], []


def _links(connection: sqlite3.Connection) -> Iterator[str]:
    (dangling,) = connection.execute(
        "SELECT count(*) FROM link WHERE target NOT IN (SELECT id FROM product) OR source NOT IN (SELECT id FROM product)"
    ).fetchone()
    if dangling:
        yield f"{dangling} links lead from or to products that the catalogue does not hold; they are not shown."


def _pictures(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    named = [row[0] for row in connection.execute("SELECT DISTINCT picture FROM product WHERE picture IS NOT NULL")]
    missing = [name for name in named if not (folder / name).is_file()]
    if missing:
        yield f"{len(missing)} pictures are not there any more, such as {missing[0]}."


def _told(connection: sqlite3.Connection, query: str, problem: str) -> Iterator[str]:
    found = connection.execute(f"{query} LIMIT {_TOLD_MOST + 1}").fetchall()
    yield from (f"{row[0]} {problem}." for row in found[:_TOLD_MOST])
    if len(found) > _TOLD_MOST:
        yield f"More than {_TOLD_MOST}: … {problem}."
