"""What a turn tells the screen, in the order it happens. Small, frozen, typed; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.actions import Action
from engine.facets import Facet
from engine.language.calibration import Sureness
from engine.products import Product


@dataclass(frozen=True, slots=True)
class WishChip:
    """One removable part of the current wish. ``understood`` is false for words the catalogue has no match for."""

    slot: Literal["query", "must", "must_not", "brand", "price_min", "price_max", "sort", "in_stock"]
    text: str
    value: str
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """A product as the shelf shows it. ``why`` is one true reason, ``meets`` the wishes it fulfils."""

    place_on_screen: int
    product: Product
    why: str = ""
    meets: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One fact over the compared products; ``best`` are column indexes where better is a fact, ``None`` is not said."""

    label: str
    values: tuple[str | None, ...]
    differs: bool
    best: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A span of the answer's text that came from a row: ``text[start:end]`` is ``value`` of ``field``."""

    product: str
    field: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What the assistant takes the words to mean, and the whole wish as chips.

    ``sure`` is how sure it is of that; ``None`` for a touch, which is no guess, and where the model has no calibration.
    """

    action: Action
    chips: tuple[WishChip, ...] = ()
    sure: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that unclear words may have meant: a whole Action, and ``text``, which says it in a few words."""

    text: str
    action: Action


@dataclass(frozen=True, slots=True)
class Clarify:
    """Instead of ``Understood``: the words were too unclear to act on, so the shopper is asked which of two or three
    ``choices`` is meant. What stands on the screen stays. ``action`` is the best guess, which is the first of them.
    """

    action: Action
    choices: tuple[Choice, ...]
    sure: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Products:
    """The shelf. ``relaxed`` says which limits were let go because nothing met all of them.

    ``showing`` is what was searched for in place of a misspelt query.
    """

    cards: tuple[Card, ...]
    total: int
    relaxed: tuple[str, ...] = ()
    showing: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    products: tuple[Product, ...]
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer, its pointers already rendered."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of the answer so far; offsets into the whole text."""

    spans: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Up to four short things a shopper could say next, following from the action."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """How the whole result could be narrowed, the best divider first. Each value refines ``action`` (``facets.refined``)."""

    action: Action
    total: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A product was put on the shopper's list."""

    product: Product


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn could not be finished; ``reason`` is one sentence for the shopper, ``still`` what works."""

    reason: str
    still: str = ""


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the start of the turn to the end of a stage (``None``: the stage did not run)."""

    understand: float | None = None
    retrieve: float | None = None
    rank: float | None = None
    first_word: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    timings: Timings
    cancelled: bool = False
    model: str = ""
    model_sha256: str = ""
    spoken: str = field(default="")


Event = Understood | Clarify | Products | Comparison | TextDelta | Facts | Facets | Suggestions | Listed | Failed | Done
