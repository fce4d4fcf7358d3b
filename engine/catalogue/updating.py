"""Price and stock of products that are there already: a small feed, applied to a live catalogue in one transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.catalogue.formats import fields
from engine.catalogue.formats.columns import ColumnFinder
from engine.catalogue.formats.context import Context, Feed, encoding_of
from engine.catalogue.formats.generic import first_of, price_of
from engine.catalogue.formats.items import Rejected, RowError
from engine.catalogue.formats.mapping import ColumnMapping, read_mapping
from engine.catalogue.formats.reading import rows_of
from engine.catalogue.formats.sources import find_sources
from engine.catalogue.import_run import BadRow
from engine.catalogue.writer import connect_writer, trouble
from engine.errors import CatalogueError, InputError

_DELTA = (
    "CREATE TEMP TABLE delta (key TEXT PRIMARY KEY, price INTEGER, currency TEXT, stated INTEGER NOT NULL, stock INTEGER, "
    "file TEXT NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID"
)
_NEW_PRICE = "coalesce(d.price, {t}.price_minor)"
_NEW_STOCK = "CASE d.stated WHEN 1 THEN d.stock ELSE {t}.stock END"
_DIFFERS = f"({_NEW_PRICE} <> {{t}}.price_minor OR {_NEW_STOCK} IS NOT {{t}}.stock)"
# An empty hash: the next import of the whole feed writes the product anew, whatever it says.
_STALE = "content_hash = x''"


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """``rows`` were read, ``updated`` products differ from before."""

    rows: int
    updated: int
    bad: tuple[BadRow, ...]
    seconds: float


def update_paths(
    paths: Sequence[Path], target: Path, mapping: Path | ColumnMapping | None = None, currency: str | None = None
) -> UpdateReport:
    """Apply tables or JSON with an id (of a product or a variant, or an SKU) and a price, a stock, or both.

    An empty field leaves what is there. All usable rows go in together; a row that names no product, an unusable price
    or another currency is reported and left out. Searches go on meanwhile. Raises :class:`InputError` where no row is
    usable and :class:`CatalogueError` where ``target`` is missing or cannot be written.
    """
    started = time.monotonic()
    if not Path(target).is_file():
        raise CatalogueError("There is no catalogue to update: import one first.")
    if isinstance(mapping, Path):
        mapping = read_mapping(mapping)
    mapping = mapping or ColumnMapping()
    connection = connect_writer(Path(target))
    try:
        connection.execute("BEGIN IMMEDIATE")
        main = connection.execute("SELECT value FROM meta WHERE key = 'currency'").fetchone()
        context = Context(currency or mapping.currency or (main[0] if main else "USD"), mapping)
        bad, rows = _gather(connection, paths, context)
        bad += _refused(connection)
        updated = _apply(connection)
        (kept,) = connection.execute("SELECT count(*) FROM temp.delta").fetchone()
        if not kept:
            connection.rollback()
            raise InputError(f"no usable row ({len(bad)} bad ones; the first: {bad[0]})" if bad else "no row to apply")
        connection.commit()
    except sqlite3.DatabaseError as error:
        raise trouble(Path(target), error) from error
    finally:
        connection.close()
    return UpdateReport(rows, updated, tuple(bad), time.monotonic() - started)


def _gather(connection: sqlite3.Connection, paths: Sequence[Path], context: Context) -> tuple[list[BadRow], int]:
    """Fill ``temp.delta`` from the feeds; of two rows with one key the last counts."""
    connection.execute(_DELTA)
    columns_of = ColumnFinder(context.mapping)
    bad: list[BadRow] = []
    count = 0
    for source in find_sources([Path(p) for p in paths]):
        feed = Feed(source, context, encoding_of(source, context), context.mapping.delimiter)
        for record in rows_of(feed):
            if isinstance(record, Rejected):
                bad.append(BadRow(source.name, record.line, record.reason))
                continue
            line, row = record
            count += 1
            try:
                entry = _entry(row, columns_of(row), context)
            except RowError as error:
                bad.append(BadRow(source.name, line, str(error)))
                continue
            connection.execute(
                "INSERT OR REPLACE INTO temp.delta VALUES (?, ?, ?, ?, ?, ?, ?)", (*entry, source.name, line)
            )
    return bad, count


def _entry(
    row: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], context: Context
) -> tuple[str, int | None, str | None, int, int | None]:
    key = fields.identifier(first_of(row, columns.get("id", ())))
    units = first_of(row, columns.get("stock", ()))
    stated = units is not None and str(units).strip() != ""
    prices = {
        name: columns[name] for name in ("price", "sale_price") if first_of(row, columns.get(name, ())) is not None
    }
    if not prices and not stated:
        raise RowError("has neither a price nor a stock", key)
    currency = str(first_of(row, columns.get("currency", ())) or context.currency).upper()
    price = price_of(row, prices, context.mapping, currency, None) if prices else None
    return (
        key, price.minor if price else None, price.currency if price else None,
        int(stated), fields.stock(units) if stated else None,
    )  # fmt: skip


def _refused(connection: sqlite3.Connection) -> list[BadRow]:
    """Take out of ``temp.delta`` what cannot be applied, with the reason."""
    connection.execute(
        "UPDATE temp.delta SET key = (SELECT id FROM product WHERE sku = delta.key) WHERE key NOT IN (SELECT id FROM product) "
        "AND key NOT IN (SELECT id FROM variant) AND (SELECT count(*) FROM product WHERE sku = delta.key) = 1 "
        "AND (SELECT id FROM product WHERE sku = delta.key) NOT IN (SELECT key FROM temp.delta)"
    )
    tests = {
        "there is no product or variant “{key}”": "d.key NOT IN (SELECT id FROM product) AND d.key NOT IN (SELECT id FROM variant)",
        "“{key}” has variants: give a row for each of them": "d.key NOT IN (SELECT id FROM variant) AND EXISTS "
        "(SELECT 1 FROM product p JOIN variant v ON v.product = p.rowid WHERE p.id = d.key)",
        "the price of “{key}” is in another currency than before": "d.currency IS NOT NULL AND d.currency <> coalesce("
        "(SELECT currency FROM variant WHERE id = d.key), (SELECT currency FROM product WHERE id = d.key))",
    }
    bad: list[BadRow] = []
    for reason, test in tests.items():
        found = connection.execute(
            f"SELECT d.key, d.file, d.line FROM temp.delta d WHERE {test} ORDER BY d.line"
        ).fetchall()
        bad += [BadRow(file, line, reason.replace("{key}", key)) for key, file, line in found]
        connection.executemany("DELETE FROM temp.delta WHERE key = ?", [(key,) for key, _, _ in found])
    return bad


def _apply(connection: sqlite3.Connection) -> int:
    """Write the prices and stocks; a product with variants follows them. Returns how many products changed."""
    connection.execute("CREATE TEMP TABLE touched (product INTEGER PRIMARY KEY)")
    connection.execute(
        "INSERT OR IGNORE INTO temp.touched SELECT v.product FROM variant v JOIN temp.delta d ON d.key = v.id WHERE "
        + _DIFFERS.format(t="v")
    )
    connection.execute(
        f"UPDATE variant SET price_minor = {_NEW_PRICE}, stock = {_NEW_STOCK} FROM temp.delta d WHERE d.key = variant.id".format(
            t="variant"
        )
    )
    simple = connection.execute(
        f"UPDATE product SET price_minor = {_NEW_PRICE}, stock = {_NEW_STOCK}, {_STALE} FROM temp.delta d "
        f"WHERE d.key = product.id AND product.rowid NOT IN (SELECT product FROM variant) AND {_DIFFERS}".format(
            t="product"
        )
    ).rowcount
    available = "(v.stock IS NULL OR v.stock > 0)"
    of_own = "FROM variant v WHERE v.product = product.rowid"
    whole = connection.execute(
        f"UPDATE product SET {_STALE}, "
        f"price_minor = coalesce((SELECT min(v.price_minor) {of_own} AND {available}), (SELECT min(v.price_minor) {of_own})), "
        f"stock = (SELECT CASE WHEN count(*) = count(v.stock) THEN sum(v.stock) END {of_own}) "
        "WHERE rowid IN (SELECT product FROM temp.touched)"
    ).rowcount
    return simple + whole
