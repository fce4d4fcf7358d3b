"""The catalogue as the recommender scores it: one column of numbers per fact, and the products' vectors beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.catalogue import Catalogue
from engine.errors import CatalogueError
from engine.retrieval.dense import Dense

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PRIOR_RATINGS = 25
"""Ratings at the catalogue's mean that each product is credited with (the Bayesian average), so that one five-star
rating does not beat four hundred of 4.8."""

_COLUMNS = (
    "rowid, id, kind, brand_folded, category, price_minor, currency, stock, rating, rating_count, sales, released"
)


@dataclass(frozen=True)
class Wares:
    """All products in the order of their rows; "place" is an index into these columns.

    ``kind``, ``brand`` and ``department`` are numbers of equal texts, -1 where the catalogue says nothing.
    ``vectors`` are addressed by place, or ``None`` for a catalogue without any.
    """

    version: int
    currency: str
    ids: tuple[str, ...]
    kind_names: tuple[str, ...]
    kind: Ints
    brand: Ints
    department: Ints
    price: Ints
    available: Bools
    rating: Floats
    rating_count: Ints
    sales: Ints
    released: tuple[str, ...]
    vectors: Dense | None
    place: dict[str, int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def width(self) -> int:
        return 0 if self.vectors is None else self.vectors.width

    def known(self, ids: Sequence[str]) -> list[int]:
        return [self.place[i] for i in ids if i in self.place]

    def likeness(self, place: int) -> Floats:
        """How like a product all others are, -1 to 1: the cosine of their vectors; without vectors, facts they share."""
        if self.vectors is not None and (own := self.vectors.vector(place)).any():
            return self.vectors.scores(own)
        shared = np.zeros(len(self), dtype=np.float32)
        for column, share in ((self.kind, 0.6), (self.department, 0.2), (self.brand, 0.15)):
            if column[place] >= 0:
                shared += np.float32(share) * (column == column[place])
        return shared

    def likenesses(self, places: Sequence[int]) -> Floats:
        """:meth:`likeness` of several products, (len(places), n)."""
        return np.stack([self.likeness(p) for p in places])

    def same_kind(self, place: int) -> Bools:
        if self.kind[place] < 0:
            return np.zeros(len(self), dtype=np.bool_)
        same: Bools = self.kind == self.kind[place]
        return same

    @cached_property
    def median_sales(self) -> float:
        """What the middle one of the products that sell has sold; 0 where none does."""
        selling = self.sales[self.sales > 0]
        return float(np.median(selling)) if len(selling) else 0.0

    @cached_property
    def bayesian_rating(self) -> Floats:
        """Ratings from 0 to 5, drawn towards the catalogue's mean by :data:`PRIOR_RATINGS`."""
        counts = self.rating_count.astype(np.float32)
        total = float(counts.sum())
        mean = float((self.rating * counts).sum()) / total if total else 0.0
        drawn: Floats = ((self.rating * counts + mean * PRIOR_RATINGS) / (counts + PRIOR_RATINGS)).astype(np.float32)
        return drawn

    @cached_property
    def prior(self) -> Floats:
        """How popular each product is, 0 to 1: what was sold, then how well and how often it was rated."""
        sold, rated = _share(np.log1p(self.sales.clip(0))), _share(np.log1p(self.rating_count.clip(0)))
        prior: Floats = (0.6 * sold + 0.25 * _share(self.bayesian_rating) + 0.15 * rated).astype(np.float32)
        return prior


def load_wares(catalogue: Catalogue) -> Wares:
    """Read the columns; raises :class:`CatalogueError` where the catalogue cannot be read."""
    try:
        rows = catalogue.connection.execute(f"SELECT {_COLUMNS} FROM product ORDER BY rowid").fetchall()
    except sqlite3.DatabaseError as error:
        raise CatalogueError(f"The catalogue {catalogue.path} cannot be read ({error}); import it again.") from error
    kind_names, kind = _numbered([r["kind"] or "" for r in rows])
    _, brand = _numbered([r["brand_folded"] or "" for r in rows])
    _, department = _numbered([_department(r["category"]) for r in rows])
    return Wares(
        version=data_version(catalogue),
        currency=catalogue.meta("currency") or (rows[0]["currency"] if rows else "USD"),
        ids=tuple(r["id"] for r in rows),
        kind_names=kind_names,
        kind=kind,
        brand=brand,
        department=department,
        price=np.array([r["price_minor"] for r in rows], dtype=np.int64),
        available=np.array([r["stock"] is None or r["stock"] > 0 for r in rows], dtype=np.bool_),
        rating=np.array([r["rating"] or 0.0 for r in rows], dtype=np.float32),
        rating_count=np.array([r["rating_count"] if r["rating"] is not None else 0 for r in rows], dtype=np.int64),
        sales=np.array([r["sales"] for r in rows], dtype=np.int64),
        released=tuple(r["released"] or "" for r in rows),
        vectors=Dense.open(catalogue, np.array([r["rowid"] for r in rows], dtype=np.int64)),
        place={r["id"]: n for n, r in enumerate(rows)},
    )


def data_version(catalogue: Catalogue) -> int:
    """A number that changes when another connection has changed the catalogue."""
    return int(catalogue.connection.execute("PRAGMA data_version").fetchone()[0])


def _numbered(texts: list[str]) -> tuple[tuple[str, ...], Ints]:
    names = {t: n for n, t in enumerate(dict.fromkeys(t for t in texts if t))}
    return tuple(names), np.array([names.get(t, -1) for t in texts], dtype=np.int64)


def _department(category: str) -> str:
    path = json.loads(category)
    return str(path[0]) if path else ""


def _share(values: npt.NDArray[Any]) -> Floats:
    """Values scaled to 0 to 1; all zero where they do not differ, since then they say nothing."""
    if not len(values) or values.max() == values.min():
        return np.zeros(len(values), dtype=np.float32)
    scaled: Floats = ((values - values.min()) / (values.max() - values.min())).astype(np.float32)
    return scaled
