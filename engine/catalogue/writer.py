"""The write side of a catalogue: one transaction that puts products, links and documents, or leaves all as it was."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from engine.catalogue import rows, schema
from engine.catalogue.bulk import Bulk, Work, insert
from engine.catalogue.product_words import store_words
from engine.catalogue.vocabulary import count_terms
from engine.errors import CatalogueError
from engine.products import Link, Product, StoreDocument

_INSERT = f"INSERT INTO product (rowid, {rows.PRODUCT_COLUMNS})"
_UPDATE = f"UPDATE product SET ({rows.PRODUCT_COLUMNS}) = (?{', ?' * 20}) WHERE rowid = ?"
_HASH_BYTES = 32 << 20
"""What the full text index gathers in memory before it writes a segment: with its own 1 MB a big import merges all day."""
_SEEN = "INSERT OR REPLACE INTO temp.seen (product, place)"
_VARIANTS = "INSERT INTO variant (product, position, id, options, price_minor, currency, stock, picture, ean)"
_ATTRIBUTES = "INSERT INTO attribute (product, name, type, text, text_folded, number, unit, base_number, base_unit)"
_TEXTS = "INSERT INTO product_fts (rowid, title, brand, kind, category, attributes, description, identifiers)"


@dataclass(slots=True)
class Changes:
    """How many products a write added, changed, left as they were and removed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class CatalogueWriter:
    """``with CatalogueWriter(path) as writer:`` is one transaction; leaving it by an error undoes everything.

    Readers see the old catalogue until the end, and a process that is killed in between leaves the old one.
    Raises :class:`CatalogueError` where the file is no catalogue, damaged, newer, or another writer is at work.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.changes = Changes()
        self._connection = connect_writer(self.path)
        self._bulk = Bulk(self._connection)
        self._next_rowid = 0
        self._linked = True

    @property
    def connection(self) -> sqlite3.Connection:
        """The writer's connection, once what was put is written. Raises ``sqlite3.DatabaseError`` where that failed."""
        self._bulk.settle()
        return self._connection

    def __enter__(self) -> Self:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if not tables:
                schema.create(self._connection)
                schema.drop_indexes(self._connection)
            else:
                schema.upgrade(self._connection)
            (last,) = self._connection.execute("SELECT coalesce(max(rowid), 0) FROM product").fetchone()
            self._next_rowid = last + 1
            self._linked = self._connection.execute("SELECT 1 FROM link LIMIT 1").fetchone() is not None
            self._connection.execute(
                "INSERT INTO product_fts (product_fts, rank) VALUES ('hashsize', ?)", (_HASH_BYTES,)
            )
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS seen (product INTEGER PRIMARY KEY, place TEXT)")
            self._connection.execute("DELETE FROM temp.seen")
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (id TEXT PRIMARY KEY) WITHOUT ROWID")
            self._connection.execute("DELETE FROM temp.kept")
            self._connection.execute(
                "CREATE TEMP TABLE IF NOT EXISTS stated (source TEXT, kind TEXT, PRIMARY KEY (source, kind)) WITHOUT ROWID"
            )
            self._connection.execute("DELETE FROM temp.stated")
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise trouble(self.path, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if kind is None:
                connection = self.connection
                if self.changes.removed:
                    # Only now, for until here a new product with the same text could take the vector over.
                    connection.execute("DELETE FROM product_vector WHERE product NOT IN (SELECT rowid FROM product)")
                schema.make_indexes(connection)
                count_terms(connection)
                store_words(connection)
                self.put_meta(**{schema.CONTENT: secrets.token_hex(8)})
                connection.commit()
            else:
                self._bulk.close()
                self._connection.rollback()
        except sqlite3.DatabaseError as failed:
            raise trouble(self.path, failed) from failed
        finally:
            self._bulk.close()
            self._connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise trouble(self.path, error) from error

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that is undone on its own if it ends in an error."""
        before = (replace(self.changes), self._next_rowid)
        self.connection.execute("SAVEPOINT part")
        try:
            yield
            self._bulk.settle()
        except BaseException:
            self._bulk.abandon()
            self._connection.execute("ROLLBACK TO part")
            self.changes, self._next_rowid = before
            raise
        finally:
            self._connection.execute("RELEASE part")

    def keep(self, id: str) -> None:
        """The feed has this id, but not in a usable row: its product stays as it is."""
        self.connection.execute("INSERT OR IGNORE INTO temp.kept VALUES (?)", (id,))

    def place_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Which of these ids this transaction has already put, with the place (``file:line``) they came from."""
        marks = ",".join("?" * len(ids))
        found = self.connection.execute(
            f"SELECT p.id, s.place FROM product p JOIN temp.seen s ON s.product = p.rowid WHERE p.id IN ({marks})",
            list(ids),
        )
        return {row[0]: row[1] for row in found}

    def put(self, products: Sequence[Product], places: Sequence[str] = ()) -> None:
        """Add or update a batch (some hundreds) of products; a product like the stored one is left alone."""
        products = [rows.tidy(p) for p in products]
        connection = self.connection
        marks = ",".join("?" * len(products))
        stored = {
            row[0]: (row[1], row[2])
            for row in connection.execute(
                f"SELECT id, rowid, content_hash FROM product WHERE id IN ({marks})", [p.id for p in products]
            )
        }
        inserts: list[tuple[Any, ...]] = []
        updates: list[tuple[Any, ...]] = []
        written: list[tuple[int, Product]] = []
        for product in products:
            row = rows.product_row(product)
            if product.id not in stored:
                stored[product.id] = (self._next_rowid, row[-1])
                inserts.append((self._next_rowid, *row))
                written.append((self._next_rowid, product))
                self._next_rowid += 1
            elif stored[product.id][1] == row[-1]:
                self.changes.unchanged += 1
            else:
                updates.append((*row, stored[product.id][0]))
                written.append((stored[product.id][0], product))
        self._clear([row[-1] for row in updates])
        connection.executemany(_UPDATE, updates)
        # By row, which only grows: by id, a big import would look for a place for each all over a big table.
        seen = [(stored[p.id][0], place) for p, place in zip(products, places or [""] * len(products), strict=True)]
        variants = [
            (rowid, n, v.id, rows.options_json(v), v.price.minor, v.price.currency, v.stock, v.picture, v.ean)
            for rowid, product in written
            for n, v in enumerate(product.variants)
        ]
        self._bulk.write([(_SEEN, seen), (_INSERT, inserts), (_VARIANTS, variants), *_indexed(written)])
        if links := [Link(p.id, target) for p in products for target in p.goes_with]:
            self.put_links(links)
        self.changes.added += len(inserts)
        self.changes.changed += len(updates)

    def put_links(self, links: Sequence[Link], stating: Iterable[tuple[str, str]] = ()) -> int:
        """Put stated links. Who states links of a kind states all of that kind: those of earlier imports go.

        ``stating`` names further ``(source, kind)`` pairs that state they have none. Targets may come later, or never.
        Returns how many links are new in the catalogue.
        """
        if self._linked:
            new = [
                (source, kind)
                for source, kind in dict.fromkeys([*stating, *((link.source, link.kind) for link in links)])
                if self.connection.execute("INSERT OR IGNORE INTO temp.stated VALUES (?, ?)", (source, kind)).rowcount
            ]
            self.connection.executemany("DELETE FROM link WHERE source = ? AND kind = ?", new)
        if not links:
            return 0
        return self.connection.executemany(
            "INSERT OR IGNORE INTO link (source, target, kind, position) VALUES (?1, ?2, ?3, "
            "(SELECT coalesce(max(position), -1) + 1 FROM link WHERE source = ?1 AND kind = ?3))",
            [(link.source, link.target, link.kind) for link in links if link.source != link.target],
        ).rowcount

    def put_documents(self, documents: Sequence[StoreDocument], replace: bool = False) -> None:
        """Add or update store documents; with ``replace`` those not given are removed."""
        if replace:
            marks = ",".join("?" * len(documents))
            gone = f"(SELECT rowid FROM document WHERE id NOT IN ({marks}))"
            ids = [d.id for d in documents]
            self.connection.execute(f"DELETE FROM document_vector WHERE document IN {gone}", ids)
            self.connection.execute(f"DELETE FROM document WHERE rowid IN {gone}", ids)
        self.connection.executemany(
            'INSERT INTO document (id, title, text, topics, "values", content_hash) VALUES (?, ?, ?, ?, ?, ?) '
            'ON CONFLICT (id) DO UPDATE SET (title, text, topics, "values", content_hash) = '
            '(excluded.title, excluded.text, excluded.topics, excluded."values", excluded.content_hash)',
            [rows.document_row(d) for d in documents],
        )

    def put_meta(self, **entries: str) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(entries.items()))

    def links_through_variants(self) -> None:
        """Let links that name a variant (as shop exports do) lead to the product that has it."""
        for column in ("source", "target"):
            self.connection.execute(
                f"UPDATE OR IGNORE link SET {column} = (SELECT p.id FROM variant v JOIN product p ON p.rowid = v.product "
                f"WHERE v.id = link.{column} LIMIT 1) WHERE {column} NOT IN (SELECT id FROM product) "
                f"AND {column} IN (SELECT id FROM variant)"
            )
        self.connection.execute("DELETE FROM link WHERE source = target")

    def remove_unseen(self) -> None:
        """Remove the products that this transaction neither put nor kept."""
        found = self.connection.execute(
            "SELECT rowid FROM product WHERE rowid NOT IN (SELECT product FROM temp.seen) "
            "AND id NOT IN (SELECT id FROM temp.kept)"
        )
        self.remove([row[0] for row in found])

    def remove(self, gone: Sequence[int]) -> None:
        """Remove the products of these rows with all that belongs to them."""
        self._clear(gone)
        keys = [(rowid,) for rowid in gone]
        self.connection.executemany("DELETE FROM link WHERE source = (SELECT id FROM product WHERE rowid = ?)", keys)
        self.connection.executemany("DELETE FROM product WHERE rowid = ?", keys)
        self.changes.removed += len(gone)

    def _clear(self, rowids: Sequence[int]) -> None:
        keys = [(rowid,) for rowid in rowids]
        for table, column in (("variant", "product"), ("attribute", "product"), ("product_fts", "rowid")):
            self.connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", keys)

    def index(self, written: Sequence[tuple[int, Product]]) -> None:
        """Make the filter rows and search index entries of rows that have none."""
        for head, found in _indexed(written):
            insert(self.connection, head, found)


def _indexed(written: Sequence[tuple[int, Product]]) -> Work:
    return (
        (_ATTRIBUTES, [row for rowid, product in written for row in rows.attribute_rows(rowid, product)]),
        (_TEXTS, [rows.search_row(rowid, product) for rowid, product in written]),
    )


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write ``path`` (made if missing), in WAL mode and explicit transactions."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
    except (OSError, sqlite3.OperationalError) as error:
        raise CatalogueError(
            f"The catalogue {path} cannot be written ({error}); check the folder and its rights."
        ) from error
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and application != schema.APPLICATION_ID:
            raise CatalogueError(f"{path} is another program's database; choose another file for the catalogue.")
        if tables and schema.major(version) != schema.MAJOR:
            raise CatalogueError(f"{path} was made by another version of Aisle; move it away and import again.")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        connection.execute("PRAGMA cache_size = -65536")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise trouble(path, error) from error
    except CatalogueError:
        connection.close()
        raise
    return connection


def trouble(path: Path, error: sqlite3.DatabaseError) -> CatalogueError:
    """What SQLite says about the world (locked, full, damaged), as one sentence."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return CatalogueError(f"Another program is writing {path}; wait until it is done and try again.")
    if "full" in text:
        return CatalogueError(f"The disk that holds {path} is full; make room and try again.")
    if "readonly" in text:
        return CatalogueError(f"{path} is write-protected; check the rights of the file and its folder.")
    return CatalogueError(f"The catalogue {path} is damaged ({text}); move it away and import again.")
