"""The tables of ``catalog.db`` and their version.

``user_version`` packs a major and a minor version (major * 65536 + minor): a reader opens every minor of its major.

One row of ``attribute`` is one value of one fact of one product, for filters and counts:

* ``type`` is ``text``, ``number``, ``flag`` or ``option``; an option is a value that some variant has (size, color);
* ``text`` is the value as shown, ``text_folded`` the same folded; a flag is ``yes`` or ``no``;
* ``number`` is set for numbers (with ``unit``) and for flags (1 or 0); ``base_number`` and ``base_unit`` are the same
  amount in one unit of its dimension, so that 1.2 kg and 950 g can be compared and sorted.

``term`` is the vocabulary counted once at import, so that opening a catalogue of any size stays quick; ``product_word``
(since 1.1) is the index that suggestions while typing are found by, as the few arrays it is made of.
"""

from __future__ import annotations

import sqlite3

MAJOR, MINOR = 1, 1
VERSION = MAJOR * 65536 + MINOR
CONTENT = "content"
"""The key in ``meta`` of a word that is new after every import; new prices and stocks leave it."""
APPLICATION_ID = 0x41534C45  # "ASLE", so that any other SQLite file is told apart

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE product (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    brand TEXT,
    brand_folded TEXT,
    category TEXT NOT NULL DEFAULT '[]',
    price_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    stock INTEGER,
    aisle TEXT,
    bay TEXT,
    rating REAL,
    rating_count INTEGER NOT NULL DEFAULT 0,
    sales INTEGER NOT NULL DEFAULT 0,
    released TEXT,
    description TEXT NOT NULL DEFAULT '',
    picture TEXT,
    sku TEXT,
    ean TEXT NOT NULL DEFAULT '[]',
    attributes TEXT NOT NULL DEFAULT '[]',
    content_hash BLOB NOT NULL
);

CREATE TABLE variant (
    product INTEGER NOT NULL REFERENCES product (rowid),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    options TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    stock INTEGER,
    picture TEXT,
    ean TEXT,
    PRIMARY KEY (product, position)
) WITHOUT ROWID;
CREATE INDEX variant_id ON variant (id);

CREATE TABLE attribute (
    product INTEGER NOT NULL REFERENCES product (rowid),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    text_folded TEXT NOT NULL,
    number REAL,
    unit TEXT,
    base_number REAL,
    base_unit TEXT
);

CREATE TABLE link (
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (source, kind, target)
) WITHOUT ROWID;
CREATE INDEX link_target ON link (target);

CREATE TABLE document (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    topics TEXT NOT NULL DEFAULT '[]',
    "values" TEXT NOT NULL DEFAULT '{}',
    content_hash BLOB NOT NULL
);

CREATE TABLE product_vector (product INTEGER PRIMARY KEY, content_hash BLOB NOT NULL, vector BLOB NOT NULL);
CREATE TABLE document_vector (document INTEGER PRIMARY KEY, content_hash BLOB NOT NULL, vector BLOB NOT NULL);

CREATE TABLE term (
    slot TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    count INTEGER NOT NULL,
    unit TEXT,
    low REAL,
    high REAL
);
"""
_SINCE_1_1 = "CREATE TABLE IF NOT EXISTS product_word (part TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"

_SEARCH_INDEX = """
CREATE VIRTUAL TABLE product_fts USING fts5 (
    title, brand, kind, category, attributes, description, identifiers,
    tokenize = 'porter unicode61 remove_diacritics 2'
)
"""

# Those of values hold the product too: one that a hundred thousand products have is then read from the index alone.
_INDEXES = {
    "product_price": "product (price_minor)",
    "product_brand": "product (brand_folded)",
    "product_kind": "product (kind)",
    "product_sales": "product (sales DESC, rating_count DESC)",
    "attribute_product": "attribute (product)",
    "attribute_name": "attribute (name)",
    "attribute_text_product": "attribute (text_folded, name, product)",
    "attribute_number_product": "attribute (name, base_number, base_unit, product) WHERE base_number IS NOT NULL",
}
_FORMER_INDEXES = ("attribute_text", "attribute_number")


def create(connection: sqlite3.Connection) -> None:
    """Lay out an empty catalogue inside the caller's transaction."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(_SEARCH_INDEX)
    make_indexes(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    upgrade(connection)


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring a catalogue of an older minor version to this one, inside the caller's transaction.

    A newer minor version stays what it is: it has all that this one writes.
    """
    connection.execute(_SINCE_1_1)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < VERSION:
        connection.execute(f"PRAGMA user_version = {VERSION}")


def renew_search_index(connection: sqlite3.Connection) -> None:
    """An empty one in place of the old, whatever state that is in."""
    connection.execute("DROP TABLE product_fts")
    connection.execute(_SEARCH_INDEX)


def make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes of products and attributes that are not there."""
    for name in _FORMER_INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {name}")
    for name, columns in _INDEXES.items():
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")


def drop_indexes(connection: sqlite3.Connection) -> None:
    """For a first import: filling the tables and indexing them once is much faster than row by row."""
    for name in _INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {name}")


def major(user_version: int) -> int:
    return user_version // 65536
