"""The columns that rank and narrow, in memory: arrays over all products in the order of their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_SELECT = (
    "SELECT rowid, id, price_minor, coalesce(stock, 1), rating, rating_count, sales, coalesce(released, ''), kind, "
    "coalesce(brand_folded, '') FROM product ORDER BY rowid"
)
_BLOCK = 20_000
_COMPARED_MOST = 8
"""So many kinds are compared one by one, which is quicker than looking every product's up."""
_PRIOR = 10
"""Ratings that a product is credited with at the store's mean, so that one five-star vote does not lead."""


@dataclass(frozen=True)
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
    kind: Codes
    kinds: tuple[str, ...]
    brand: Codes
    brands: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rowids)

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Columns:
        cursor = connection.cursor()
        cursor.row_factory = None
        cursor.execute(_SELECT)
        texts = (Texts(), Texts(), Texts())
        ids: list[str] = []
        blocks: list[tuple[npt.NDArray[np.float64] | Ints, ...]] = []
        # In blocks, for the rows of a million products as Python objects would take a gigabyte for a moment.
        while rows := cursor.fetchmany(_BLOCK):
            rowid, id, price, stock, rating, count, sales, *said = zip(*rows, strict=True)
            ids += map(str, id)
            whole = [np.array(column, dtype=np.int64) for column in (rowid, price, stock, count, sales)]
            coded = [known.codes(column) for known, column in zip(texts, said, strict=True)]
            blocks.append((*whole, np.array(rating, dtype=np.float64), *coded))
        joined = [np.concatenate(parts) for parts in zip(*blocks, strict=True)] or [np.zeros(0, dtype=np.int64)] * 9
        released, kind, brand = (
            known.sorted(column.astype(np.int64)) for known, column in zip(texts, joined[6:], strict=True)
        )
        return cls(
            rowids=joined[0].astype(np.int64),
            ids=tuple(ids),
            price=joined[1].astype(np.int64),
            available=joined[2] > 0,
            rating=_steady_rating(joined[5].astype(np.float32), joined[3].astype(np.float32)),
            stars=joined[5].astype(np.float32),
            sales=joined[4].astype(np.int64),
            released=released[1],
            kind=kind[1].astype(np.int32),
            kinds=kind[0],
            brand=brand[1].astype(np.int32),
            brands=brand[0],
        )

    @cached_property
    def _without_gaps(self) -> bool:
        """Whether the rows are numbered one by one, so that a place is a difference and needs no search."""
        return len(self) > 0 and int(self.rowids[-1] - self.rowids[0]) == len(self) - 1

    def places(self, rowids: Ints | list[int]) -> Ints:
        """Places of rows; rows that are gone are left out."""
        wanted = np.asarray(rowids, dtype=np.int64)
        if len(self) == 0 or len(wanted) == 0:
            return np.zeros(0, dtype=np.int64)
        if self._without_gaps:
            found = wanted - self.rowids[0]
            inside: Ints = (
                found if found.min() >= 0 and found.max() < len(self) else found[(found >= 0) & (found < len(self))]
            )
            return inside
        found = np.minimum(np.searchsorted(self.rowids, wanted), len(self) - 1)
        here: Ints = found[self.rowids[found] == wanted]
        return here

    def mask(self, rowids: Ints | list[int]) -> Bools:
        out = np.zeros(len(self), dtype=np.bool_)
        out[self.places(rowids)] = True
        return out

    def of_kinds(self, kinds: Iterable[str]) -> Bools:
        return _among(self.kind, self.kind_codes, kinds)

    def places_of_kinds(self, kinds: Iterable[str]) -> Ints:
        """The places of the products of these kinds, ascending."""
        order, starts = self._by_kind
        codes = dict.fromkeys(self.kind_codes[kind] for kind in kinds if kind in self.kind_codes)
        if not codes:
            return np.zeros(0, dtype=np.int64)
        return np.sort(np.concatenate([order[starts[code] : starts[code + 1]] for code in codes])).astype(np.int64)

    @cached_property
    def _by_kind(self) -> tuple[Codes, Ints]:
        """All places sorted by kind, and where in them each kind begins (one more entry: the end)."""
        order = np.argsort(self.kind, kind="stable").astype(np.int32)
        return order, np.searchsorted(self.kind[order], np.arange(len(self.kinds) + 1)).astype(np.int64)

    def are_of(self, kinds: Iterable[str]) -> Bools:
        """For each kind in ``kinds`` of the catalogue whether it is one of these."""
        found = np.zeros(len(self.kinds), dtype=np.bool_)
        found[[self.kind_codes[kind] for kind in kinds if kind in self.kind_codes]] = True
        return found

    def of_brands(self, brands: Iterable[str]) -> Bools:
        return _among(self.brand, self.brand_codes, brands)

    @cached_property
    def kind_codes(self) -> dict[str, int]:
        """The place of each kind in ``kinds``."""
        return {kind: code for code, kind in enumerate(self.kinds)}

    @cached_property
    def brand_codes(self) -> dict[str, int]:
        """The place of each brand in ``brands``."""
        return {brand: code for code, brand in enumerate(self.brands)}


def _among(column: Codes, codes: Mapping[str, int], wanted: Iterable[str]) -> Bools:
    meant = [codes[text] for text in wanted if text in codes]
    if len(meant) > _COMPARED_MOST:
        return np.isin(column, meant, kind="table")
    found = np.zeros(len(column), dtype=np.bool_)
    for code in meant:
        found |= column == code
    return found


class Texts:
    """The distinct texts of a column, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def codes(self, texts: Iterable[object]) -> Ints:
        numbers = self._numbers
        return np.array([numbers.setdefault(str(t), len(numbers)) for t in texts], dtype=np.int64)

    @property
    def listed(self) -> tuple[str, ...]:
        return tuple(self._numbers)

    def sorted(self, codes: Ints) -> tuple[tuple[str, ...], Ints]:
        """The texts in order, and for each row the place of its text among them."""
        known = list(self._numbers)
        order = sorted(range(len(known)), key=known.__getitem__)
        places = np.zeros(len(known), dtype=np.int64)
        places[order] = np.arange(len(known))
        return tuple(known[i] for i in order), places[codes] if len(codes) else codes


def _steady_rating(rating: Floats, count: Floats) -> Floats:
    """Ratings drawn towards the store's mean by ``_PRIOR`` votes; products without one stand at zero."""
    rated = ~np.isnan(rating)
    if not rated.any():
        return np.zeros(len(rating), dtype=np.float32)
    votes = np.where(rated, np.maximum(count, 1), 0)
    mean = float((np.where(rated, rating, 0) * votes).sum() / votes.sum())
    steady = (np.where(rated, rating, 0) * votes + mean * _PRIOR) / (votes + _PRIOR)
    return np.where(rated, steady, 0).astype(np.float32)
