"""Hard limits as SQL: what a said text means in the catalogue's attributes, and the rows that have it.

Only values go in as parameters and only fixed text makes the statements, so nothing said can change them.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.retrieval.stars import stars_text

Rows = npt.NDArray[np.int64]

_CHUNK = 300
_SHOWN_MOST = 100
_NUMBERS_READ = 5000
_IN_RANGE = "name = ? AND base_number BETWEEN ? AND ? AND base_number IS NOT NULL AND base_unit IS ?"


@dataclass(frozen=True, slots=True)
class ValueIs:
    """The attribute has one of these texts. ``texts`` are as shown, ``folded`` as compared."""

    name: str
    texts: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagIs:
    """A yes-or-no attribute says so."""

    name: str
    yes: bool = True


@dataclass(frozen=True, slots=True)
class NumberIn:
    """The amount of the attribute, in the base unit ``base`` of its dimension, lies in the range (ends included)."""

    name: str
    base: str | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BrandIs:
    folded: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindIs:
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatedAtLeast:
    """Shoppers rated it so, of five, or better."""

    stars: float


Meaning = ValueIs | FlagIs | NumberIn | BrandIs | KindIs | RatedAtLeast


def rows_of(cursor: sqlite3.Cursor, meanings: Sequence[Meaning]) -> list[Rows]:
    """For each meaning, the rows of the products for which it holds."""
    values = [m for m in meanings if isinstance(m, ValueIs)]
    by_name = _rows_of_values(cursor, values) if len(values) > 1 else {}
    out: list[Rows] = []
    for meaning in meanings:
        if isinstance(meaning, ValueIs) and by_name:
            out.append(by_name.get(meaning.name, np.zeros(0, dtype=np.int64)))
        else:
            found = [rows_from(cursor.execute(sql, parameters)) for sql, parameters in _statements(meaning)]
            out.append(np.concatenate(found) if found else np.zeros(0, dtype=np.int64))
    return out


def rows_from(found: sqlite3.Cursor) -> Rows:
    """Rows out of a ``group_concat``: one text is read many times faster than thousands of result rows."""
    (text,) = found.fetchone()
    return numbers(text)


def numbers(text: str | None) -> Rows:
    """The whole numbers of a text that commas part; numpy reads it six times as fast as Python would."""
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.zeros(0, dtype=np.int64)


def _rows_of_values(cursor: sqlite3.Cursor, values: Sequence[ValueIs]) -> dict[str, Rows]:
    """The values of one reading are the same texts under several names, so that one pass serves them all."""
    names = {v.name for v in values}
    found: dict[str, list[Rows]] = {}
    # Text by text, for so the index has the names in their order and nothing need be sorted.
    sql = "SELECT name, group_concat(product) FROM attribute WHERE text_folded = ? GROUP BY name"
    for wanted in dict.fromkeys(text for v in values for text in v.folded):
        for name, text in cursor.execute(sql, (wanted,)):
            if name in names:
                found.setdefault(name, []).append(numbers(text))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def shown_texts(cursor: sqlite3.Cursor, meaning: Meaning, among: Callable[[int], bool]) -> tuple[str, tuple[str, ...]]:
    """The attribute's name and its texts that the meaning covers, as the catalogue shows them.

    Numbers are shown as the products of ``among`` (a test of a row) have them.
    """
    match meaning:
        case ValueIs(name, texts):
            return name, texts[:_SHOWN_MOST]
        case FlagIs(name, yes):
            return name, ("yes" if yes else "no",)
        case BrandIs(_, texts):
            return "brand", texts
        case KindIs(kinds):
            return "kind", kinds
        case RatedAtLeast(stars):
            return "rating", (stars_text(stars),)
        case NumberIn(name, _, low, high) if low == -math.inf and high == math.inf:
            return name, ()  # that it is stated, whatever the amount: none of them is what was said
        case NumberIn(name, base, low, high):
            sql = f"SELECT product, text FROM attribute WHERE {_IN_RANGE} LIMIT {_NUMBERS_READ}"
            found = cursor.execute(sql, (name, low, high, base))
            return name, tuple(dict.fromkeys(text for product, text in found if among(product)))[:_SHOWN_MOST]


def _statements(meaning: Meaning) -> Iterable[tuple[str, Sequence[object]]]:
    match meaning:
        case ValueIs(name, _, folded):
            for chunk in _chunks(folded):
                marks = ",".join("?" * len(chunk))
                yield (
                    f"SELECT group_concat(product) FROM attribute WHERE text_folded IN ({marks}) AND name = ?",
                    (*chunk, name),
                )
        case FlagIs(name, yes):
            yield (
                "SELECT group_concat(product) FROM attribute WHERE text_folded = ? AND name = ? AND type = 'flag'",
                ("yes" if yes else "no", name),
            )
        case NumberIn(name, base, low, high):
            yield f"SELECT group_concat(product) FROM attribute WHERE {_IN_RANGE}", (name, low, high, base)
        case RatedAtLeast(stars):
            yield "SELECT group_concat(rowid) FROM product WHERE rating >= ?", (stars,)
        case BrandIs(folded):
            for chunk in _chunks(folded):
                yield (
                    f"SELECT group_concat(rowid) FROM product WHERE brand_folded IN ({','.join('?' * len(chunk))})",
                    chunk,
                )
        case KindIs(kinds):
            for chunk in _chunks(kinds):
                yield f"SELECT group_concat(rowid) FROM product WHERE kind IN ({','.join('?' * len(chunk))})", chunk


def _chunks(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    return (texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK))
