"""The columns that rank and narrow, in memory: arrays over all products in the order of their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_SELECT = (
    "SELECT rowid, id, price_minor, coalesce(stock, 1), rating, rating_count, sales, coalesce(released, ''), kind, "
    "coalesce(brand_folded, '') FROM product ORDER BY rowid"
)
_PRIOR = 10
"""Ratings that a product is credited with at the store's mean, so that one five-star vote does not lead."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One place per product in every array. ``kind`` and ``brand`` index ``kinds`` and ``brands``.

    ``stars`` is the rating as the row has it (NaN for none), ``rating`` the same steadied for sorting.
    """

    rowids: Ints
    ids: tuple[str, ...]
    price: Ints
    available: Bools
    rating: Floats
    stars: Floats
    sales: Ints
    released: Ints
    kind: Ints
    kinds: tuple[str, ...]
    brand: Ints
    brands: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rowids)

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Columns:
        cursor = connection.cursor()
        cursor.row_factory = None
        rows = cursor.execute(_SELECT).fetchall()
        if not rows:
            rows_by_column: list[tuple[object, ...]] = [()] * 10
        else:
            rows_by_column = list(zip(*rows, strict=True))
        rowid, ids, price, stock, rating, count, sales, released, kind, brand = rows_by_column
        kinds, kind_places = _coded(kind)
        brands, brand_places = _coded(brand)
        _, released_places = _coded(released)
        return cls(
            rowids=np.array(rowid, dtype=np.int64),
            ids=tuple(map(str, ids)),
            price=np.array(price, dtype=np.int64),
            available=np.array(stock, dtype=np.int64) > 0,
            rating=_steady_rating(np.array(rating, dtype=np.float32), np.array(count, dtype=np.float32)),
            stars=np.array(rating, dtype=np.float32),
            sales=np.array(sales, dtype=np.int64),
            released=released_places,
            kind=kind_places,
            kinds=kinds,
            brand=brand_places,
            brands=brands,
        )

    def places(self, rowids: Ints | list[int]) -> Ints:
        """Places of rows; rows that are gone are left out."""
        wanted = np.asarray(rowids, dtype=np.int64)
        if len(self) == 0 or len(wanted) == 0:
            return np.zeros(0, dtype=np.int64)
        found = np.searchsorted(self.rowids, wanted)
        found = np.minimum(found, len(self) - 1)
        here: Ints = found[self.rowids[found] == wanted]
        return here

    def mask(self, rowids: Ints | list[int]) -> Bools:
        out = np.zeros(len(self), dtype=np.bool_)
        out[self.places(rowids)] = True
        return out

    def of_kinds(self, kinds: Iterable[str]) -> Bools:
        wanted = set(kinds)
        return np.isin(self.kind, [i for i, k in enumerate(self.kinds) if k in wanted])

    def of_brands(self, brands: Iterable[str]) -> Bools:
        wanted = set(brands)
        return np.isin(self.brand, [i for i, b in enumerate(self.brands) if b in wanted])


def _coded(texts: Iterable[object]) -> tuple[tuple[str, ...], Ints]:
    """The distinct texts, sorted, and the place of each text among them."""
    listed = [str(t) for t in texts]
    distinct = tuple(sorted(set(listed)))
    places = {text: place for place, text in enumerate(distinct)}
    return distinct, np.array([places[t] for t in listed], dtype=np.int64)


def _steady_rating(rating: Floats, count: Floats) -> Floats:
    """Ratings drawn towards the store's mean by ``_PRIOR`` votes; products without one stand at zero."""
    rated = ~np.isnan(rating)
    if not rated.any():
        return np.zeros(len(rating), dtype=np.float32)
    votes = np.where(rated, np.maximum(count, 1), 0)
    mean = float((np.where(rated, rating, 0) * votes).sum() / votes.sum())
    steady = (np.where(rated, rating, 0) * votes + mean * _PRIOR) / (votes + _PRIOR)
    return np.where(rated, steady, 0).astype(np.float32)
