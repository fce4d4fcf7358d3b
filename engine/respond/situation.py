"""What a reply is about: the action with everything the engine found for it. The input of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.actions import Action
from engine.products import Product, StoreDocument
from engine.respond.observations import Wish


@dataclass(frozen=True, slots=True)
class Judged:
    """A product on the screen with the wishes that it meets and misses."""

    product: Product
    met: tuple[Wish, ...] = ()
    missed: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a product's row says to a question.

    ``attributes`` are names of attributes that speak to it, the nearest first; ``fields`` are ``price``, ``place``,
    ``stock`` or ``rating``; ``sentences`` stand in the description; ``topic`` names what was asked where nothing does.
    ``verdict`` is whether the answer to a yes-or-no question is yes or no; ``None`` where a value was asked.
    """

    attributes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    topic: str = ""
    verdict: bool | None = None

    @property
    def empty(self) -> bool:
        return not (self.attributes or self.fields or self.sentences)


@dataclass(frozen=True, slots=True)
class Situation:
    """``cards`` are the products that the reply speaks of, best first: for ``compare`` those compared, for ``ask`` the
    product asked about first and others on the screen after it, else the new results. ``about`` is the product that
    ``similar``, ``goes_with`` and ``list`` start from. ``unknown`` says that the catalogue has nothing of the kind asked
    for, so that the cards only resemble it.
    """

    action: Action
    say: str
    cards: tuple[Judged, ...] = ()
    total: int = 0
    query: str = ""
    relaxed: tuple[str, ...] = ()
    about: Product | None = None
    evidence: Evidence = Evidence()
    documents: tuple[tuple[StoreDocument, str], ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)
    because_of: Mapping[str, Product] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()
    listed: int = 0
    restored: str = ""
    clarify: str = ""
    price_max: str = ""
    unknown: bool = False
