"""Sizes and colours that only count where one variant in stock has them all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.catalogue.folding import fold
from engine.retrieval.filters import ValueIs

Rows = npt.NDArray[np.int64]

_CHECKED_MOST = 2000


def without_fitting_variant(cursor: sqlite3.Cursor, wanted: Sequence[ValueIs], rowids: Rows) -> list[int]:
    """Of ``rowids``, the products whose variants offer the wanted options, but none in stock offers them together."""
    out: list[int] = []
    checked = rowids[:_CHECKED_MOST].tolist()
    sql = (
        "SELECT product, options, coalesce(stock, 1) FROM variant "
        "WHERE product IN (SELECT value FROM json_each(?)) ORDER BY product"
    )
    variants: dict[int, list[tuple[dict[str, str], int]]] = {}
    for product, options, stock in cursor.execute(sql, (json.dumps(checked),)):
        variants.setdefault(product, []).append((json.loads(options), stock))
    for product, listed in variants.items():
        asked = [w for w in wanted if any(w.name in options for options, _ in listed)]
        # Alternatives of one wish ("pink or purple") name the same option: any of their values will do.
        by_name: dict[str, set[str]] = {}
        for want in asked:
            by_name.setdefault(want.name, set()).update(want.folded)
        if by_name and not any(
            stock > 0 and all(fold(options.get(name, "")) in values for name, values in by_name.items())
            for options, stock in listed
        ):
            out.append(product)
    return out
