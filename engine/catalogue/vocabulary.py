"""The words a catalogue knows: its brands, kinds, attributes and their values, each with how many products say it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers of one attribute in one unit."""

    low: float
    high: float
    unit: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Texts as the catalogue writes them, each with the number of products, the most frequent first.

    ``attributes`` counts products by attribute name; ``values`` holds, by attribute name, its texts (options of
    variants included); ``flags`` holds, by name of a yes-or-no attribute, how many say yes; ``numbers`` the ranges.
    """

    brands: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, tuple[NumberRange, ...]] = field(default_factory=dict)
    colours: Mapping[str, int] = field(default_factory=dict)


def is_colour(name: str) -> bool:
    """Whether an attribute of this name holds colours: ``color``, ``cable_colour``."""
    words = name.replace("colour", "color").split("_")
    return words[-1] in ("color", "colors") and "number" not in words


@dataclass(slots=True)
class _Said:
    """How many products say a thing, the row of the last of them, and the first of its spellings."""

    products: int
    last: int
    text: str


_Key = TypeVar("_Key")
_Term = tuple[str, str, str, int, str | None, float | None, float | None]


def count_terms(connection: sqlite3.Connection, table: str = "term") -> None:
    """Fill ``term``, or another table of its columns, from the products, inside the caller's transaction.

    Tables are read from the beginning to the end, and attributes once for all that is counted: by an index of the names
    the rows of a big catalogue come from all over it.
    """
    connection.execute(f"DELETE FROM {table}")
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) "
        "SELECT 'brand', '', min(brand), count(*) FROM product NOT INDEXED WHERE brand IS NOT NULL GROUP BY brand_folded"
    )
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) "
        "SELECT 'kind', '', kind, count(*) FROM product WHERE kind <> '' GROUP BY kind"
    )
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) SELECT 'category', '', value, sum(products) FROM ("
        "SELECT DISTINCT s.category, c.value AS value, s.products AS products FROM "
        "(SELECT category, count(*) AS products FROM product GROUP BY category) s, json_each(s.category) c) GROUP BY value"
    )
    connection.executemany(
        f"INSERT INTO {table} (slot, name, text, count, unit, low, high) VALUES (?, ?, ?, ?, ?, ?, ?)",
        _attribute_terms(connection),
    )


def _attribute_terms(connection: sqlite3.Connection) -> list[_Term]:
    """The attributes, their values, flags and numbers. The rows of a product lie together, as they are written."""
    names: dict[str, _Said] = {}
    values: dict[tuple[str, str], _Said] = {}
    flags: dict[str, int] = {}
    numbers: dict[tuple[str, str | None], tuple[float, float, int]] = {}
    cursor = connection.cursor()
    cursor.row_factory = None  # tuples, which come faster
    for product, name, type, text, folded, number, unit in cursor.execute(
        "SELECT product, name, type, text, text_folded, number, unit FROM attribute NOT INDEXED"
    ):
        _count(names, name, product, "")
        if type == "number":
            low, high, count = numbers.get((name, unit), (number, number, 0))
            numbers[name, unit] = (min(low, number), max(high, number), count + 1)
        elif type == "flag":
            flags[name] = flags.get(name, 0) + int(number)
        else:
            _count(values, (name, folded), product, text)
    return [
        *(("attribute", name, "", said.products, None, None, None) for name, said in names.items()),
        *(("value", name, said.text, said.products, None, None, None) for (name, _), said in values.items()),
        *(("flag", name, "", count, None, None, None) for name, count in flags.items()),
        *(("number", name, "", count, unit, low, high) for (name, unit), (low, high, count) in numbers.items()),
    ]


def _count(counted: dict[_Key, _Said], key: _Key, product: int, text: str) -> None:
    said = counted.get(key)
    if said is None:
        counted[key] = _Said(1, product, text)
        return
    if said.last != product:
        said.products += 1
        said.last = product
    if text < said.text:
        said.text = text


def read_terms(connection: sqlite3.Connection) -> Vocabulary:
    flat: dict[str, dict[str, int]] = {"brand": {}, "kind": {}, "category": {}, "attribute": {}, "flag": {}}
    values: dict[str, dict[str, int]] = {}
    numbers: dict[str, list[NumberRange]] = {}
    colours: dict[str, int] = {}
    query = "SELECT slot, name, text, count, unit, low, high FROM term ORDER BY count DESC, name, text"
    for slot, name, text, count, unit, low, high in connection.execute(query):
        if slot == "value":
            values.setdefault(name, {})[text] = count
            if is_colour(name):
                colours[text] = colours.get(text, 0) + count
        elif slot == "number":
            numbers.setdefault(name, []).append(NumberRange(low, high, unit, count))
        else:
            flat[slot][name or text] = count
    return Vocabulary(
        brands=flat["brand"],
        kinds=flat["kind"],
        categories=flat["category"],
        attributes=flat["attribute"],
        values=values,
        flags=flat["flag"],
        numbers={name: tuple(ranges) for name, ranges in numbers.items()},
        colours=dict(sorted(colours.items(), key=lambda item: (-item[1], item[0]))),
    )
