"""What retrieval is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.actions import Limits

Slot = Literal["query", "must", "must_not", "brand"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A product found. ``score`` orders hits of one search and means nothing across searches; ranks count from 1."""

    id: str
    rowid: int
    score: float
    lexical_rank: int | None = None
    dense_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: a product type or purpose and its limits, in the shopper's own words."""

    query: str
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """How a said text was matched to the catalogue's vocabulary.

    ``attribute`` is the attribute's name, ``brand`` or ``kind``; ``values`` its texts that the term means, as the
    catalogue shows them (a flag: ``yes``). ``alternatives`` are all attributes that could be meant, this one first.
    ``understood`` is false where the catalogue has nothing of the kind: such a term only orders the results.
    """

    slot: Slot
    text: str
    attribute: str | None = None
    values: tuple[str, ...] = ()
    understood: bool = False
    alternatives: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Every product that a search found, not only its hits: masks over the products of one ``version`` of the catalogue.

    ``scope`` are the products that the query is about, ``meeting`` those of any kind that meet the limits.
    """

    version: int
    scope: npt.NDArray[np.bool_]
    meeting: npt.NDArray[np.bool_]

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        return self.scope & self.meeting


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first; ``total`` products met the wish. ``relaxed`` are the limits let go, in the shopper's words.

    ``showing`` is the query as it was searched for, where a word of it was taken for a misspelling.
    ``whole`` is all of the result, for its facets.
    """

    hits: tuple[Hit, ...]
    total: int
    terms: tuple[MatchedTerm, ...] = ()
    relaxed: tuple[str, ...] = ()
    showing: str | None = None
    whole: Whole | None = field(default=None, compare=False, repr=False)
