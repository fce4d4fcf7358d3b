"""The words a catalogue knows: its brands, kinds, attributes and their values, each with how many products say it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field


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


def count_terms(connection: sqlite3.Connection, table: str = "term") -> None:
    """Fill ``term``, or another table of its columns, from the products, inside the caller's transaction."""
    connection.execute(f"DELETE FROM {table}")
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) "
        "SELECT 'brand', '', min(brand), count(*) FROM product WHERE brand IS NOT NULL GROUP BY brand_folded"
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
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) "
        "SELECT 'attribute', name, '', count(DISTINCT product) FROM attribute GROUP BY name"
    )
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) SELECT 'value', name, min(text), count(DISTINCT product) "
        "FROM attribute WHERE type IN ('text', 'option') GROUP BY name, text_folded"
    )
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count) "
        "SELECT 'flag', name, '', sum(number) FROM attribute WHERE type = 'flag' GROUP BY name"
    )
    connection.execute(
        f"INSERT INTO {table} (slot, name, text, count, unit, low, high) "
        "SELECT 'number', name, '', count(*), unit, min(number), max(number) "
        "FROM attribute WHERE type = 'number' GROUP BY name, unit"
    )


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
