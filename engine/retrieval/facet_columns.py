"""The values of single attributes over a result, or over all products where it is a large part of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.retrieval.columns import Bools, Columns, Ints

_LARGE = 3000
"""For more products than this the attributes are read whole, and kept: their rows are not looked up one by one."""
_KEPT_MOST = 96
_SELECT = (
    "SELECT name, CASE type WHEN 'option' THEN 'text' ELSE type END AS sort, min(text), base_unit, base_number, "
    "group_concat(product) FROM attribute WHERE {which} name IN (SELECT value FROM json_each(?)) "
    "GROUP BY name, sort, text_folded, base_unit, base_number"
)
_WHOLE = _SELECT.format(which="")
# The plus keeps SQLite from going through all rows of a name that is everywhere.
_OF_ROWS = _SELECT.format(which="product IN (SELECT value FROM json_each(?)) AND +")


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as a row has it; a number also in the base unit of its dimension. ``type`` is text, number or flag."""

    text: str
    type: str
    number: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """One attribute: the product at ``places[i]`` states ``values[codes[i]]``; one with several values stands repeatedly."""

    name: str
    values: tuple[StatedValue, ...]
    places: Ints
    codes: Ints

    def among(self, result: Bools) -> tuple[list[tuple[int, StatedValue, int]], int]:
        """The values that products of a result state, each as its code, itself and how many state it; how many state any."""
        held = result[self.places]
        counts = np.bincount(self.codes[held], minlength=len(self.values))
        stated = [(code, self.values[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()]
        return stated, len(np.unique(self.places[held]))

    def stating(self, codes: Sequence[int], size: int) -> Bools:
        """Which of all ``size`` products state one of these values."""
        mask = np.zeros(size, dtype=np.bool_)
        mask[self.places[np.isin(self.codes, codes)]] = True
        return mask


class FacetColumns:
    """Reads the columns of one catalogue."""

    def __init__(self, cursor: sqlite3.Cursor, columns: Columns) -> None:
        self._cursor = cursor
        self._columns = columns
        self._kept: dict[str, FacetColumn] = {}

    def of(self, names: Sequence[str], result: Bools) -> list[FacetColumn]:
        """The columns of these attributes, holding at least what the products of ``result`` state."""
        places = np.flatnonzero(result)
        if len(places) <= _LARGE:
            rows = json.dumps(self._columns.rowids[places].tolist())
            read = dict(self._read(names, _OF_ROWS, rows, json.dumps(list(names))))
            return [read[name] for name in names]
        missing = [name for name in names if name not in self._kept]
        if missing:
            self._kept.update(self._read(missing, _WHOLE, json.dumps(missing)))
        found = [self._kept[name] for name in names]
        for name in list(self._kept)[:-_KEPT_MOST]:
            del self._kept[name]
        return found

    def _read(self, names: Sequence[str], sql: str, *parameters: str) -> Iterator[tuple[str, FacetColumn]]:
        values: dict[str, list[StatedValue]] = {name: [] for name in names}
        rows: dict[str, list[str]] = {name: [] for name in names}
        sizes: dict[str, list[int]] = {name: [] for name in names}
        for name, sort, text, unit, number, held in self._cursor.execute(sql, parameters):
            values[name].append(StatedValue(text, sort, number, unit))
            rows[name].append(held)
            sizes[name].append(held.count(",") + 1)
        for name in names:
            rowids = np.array(",".join(rows[name]).split(",") if rows[name] else (), dtype=np.int64)
            codes = np.repeat(np.arange(len(values[name])), sizes[name]).astype(np.int64)
            there = np.isin(rowids, self._columns.rowids)
            yield name, FacetColumn(name, tuple(values[name]), self._columns.places(rowids[there]), codes[there])
