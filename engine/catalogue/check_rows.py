"""Every product against what was made of it: its checksum, its search index entry, its filter rows, its vector."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.catalogue import rows
from engine.catalogue.embedding import digest_of
from engine.catalogue.findings import REPAIR, Findings
from engine.catalogue.reader import Catalogue
from engine.errors import CatalogueError
from engine.products import Product

_BATCH = 500
_AGAIN = f"{REPAIR} and import its feed again"
_FTS = "rowid, title, brand, kind, category, attributes, description, identifiers"
_ATTRIBUTE = "product, name, type, text, text_folded, number, unit, base_number, base_unit"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: the products that could be read back, and row and id of those that could not."""

    rowids: list[int]
    products: list[tuple[int, Product]]
    unreadable: list[tuple[int, str]]


def check_rows(catalogue: Catalogue, findings: Findings) -> None:
    """Read every product back and compare, in bounded memory."""
    # Late, because retrieval reads the catalogue.
    from engine.retrieval.text import product_text

    connection = catalogue.connection
    encoder = catalogue.meta("encoder_sha256")
    for batch in read_back(catalogue):
        for _, id in batch.unreadable:
            findings.add(id, "cannot be read back", _AGAIN)
        rowids = batch.rowids
        hashes = _by_key(connection, "rowid, content_hash", "product", "rowid", rowids)
        entries = _by_key(connection, _FTS, "product_fts", "rowid", rowids)
        vectors = _by_key(connection, "product, content_hash", "product_vector", "product", rowids)
        facts: dict[int, Counter[tuple[object, ...]]] = {rowid: Counter() for rowid in rowids}
        for row in _select(connection, _ATTRIBUTE, "attribute", "product", rowids):
            facts[row[0]][tuple(row)] += 1
        for rowid, product in batch.products:
            checksum = rows.product_row(product)[-1]
            # An empty checksum is left by `catalog update`: the next import writes the product again.
            if hashes[rowid][1] not in (b"", checksum):
                findings.add(product.id, "has a row that does not match its checksum", _AGAIN)
            entry = entries.get(rowid)
            if entry is None:
                findings.add(product.id, "is not in the search index", REPAIR)
            elif entry != rows.search_row(rowid, product):
                findings.add(product.id, "has a search index entry that differs from its row", REPAIR)
            if facts[rowid] != Counter(rows.attribute_rows(rowid, product)):
                findings.add(product.id, "has attributes that differ from its filter rows", REPAIR)
            _values(product, findings)
            vector = vectors.get(rowid)
            if encoder is None:
                continue
            if vector is None:
                findings.add(product.id, "has no vector", REPAIR)
            elif vector[1] != digest_of(encoder, product_text(product)):
                findings.add(product.id, "has the vector of another text", REPAIR)


def _values(product: Product, findings: Findings) -> None:
    """What no import would have let in."""
    prices = [product.price, *(v.price for v in product.variants)]
    if any(price.minor < 0 for price in prices):
        findings.add(product.id, "has a negative price", _AGAIN)
    if any(len(p.currency) != 3 or not p.currency.isalpha() or not p.currency.isupper() for p in prices):
        findings.add(product.id, "has a price in no currency", _AGAIN)
    stocks = [v.stock for v in product.variants]
    if any(s is not None and s < 0 for s in (product.stock, *stocks)):
        findings.add(product.id, "has a negative stock", _AGAIN)
    if stocks and None not in stocks and product.stock != sum(s for s in stocks if s is not None):
        findings.add(product.id, "has a stock that is not the sum of its variants", _AGAIN)
    if product.rating is not None and not 0 <= product.rating <= 5:
        findings.add(product.id, "has a rating that is not between 0 and 5", _AGAIN)


def read_back(catalogue: Catalogue) -> Iterator[Batch]:
    """All products by row, some hundreds at a time."""
    last = -1
    while True:
        found = catalogue.connection.execute(
            "SELECT rowid, id FROM product WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, _BATCH)
        ).fetchall()
        if not found:
            return
        last = found[-1][0]
        rowids = [row[0] for row in found]
        try:
            yield Batch(rowids, list(zip(rowids, catalogue.by_rowids(rowids), strict=True)), [])
        except CatalogueError:
            batch = Batch(rowids, [], [])
            for rowid, id in found:
                try:
                    batch.products.extend((rowid, product) for product in catalogue.by_rowids([rowid]))
                except CatalogueError:
                    batch.unreadable.append((rowid, id))
            yield batch


def _by_key(
    connection: sqlite3.Connection, columns: str, table: str, key: str, rowids: Sequence[int]
) -> dict[int, tuple[object, ...]]:
    return {row[0]: tuple(row) for row in _select(connection, columns, table, key, rowids)}


def _select(
    connection: sqlite3.Connection, columns: str, table: str, key: str, rowids: Sequence[int]
) -> list[sqlite3.Row]:
    marks = ",".join("?" * len(rowids))
    return connection.execute(f"SELECT {columns} FROM {table} WHERE {key} IN ({marks})", list(rowids)).fetchall()
