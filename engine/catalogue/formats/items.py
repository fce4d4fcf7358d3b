"""What a format's reader yields, one at a time: a product, links, a document, or why a row was not usable."""

from __future__ import annotations

from dataclasses import dataclass

from engine.products import Link, LinkKind, Product, StoreDocument


class RowError(ValueError):
    """This row is not usable; ``str(error)`` says why in words for whoever made the feed. ``id`` where it is known."""

    def __init__(self, reason: str, id: str | None = None) -> None:
        super().__init__(reason)
        self.id = id


@dataclass(frozen=True, slots=True)
class Parsed:
    """A product from ``line``. ``stating`` names the kinds of links that the row states, even where it has none."""

    product: Product
    line: int
    links: tuple[Link, ...] = ()
    stating: tuple[LinkKind, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    document: StoreDocument
    line: int


@dataclass(frozen=True, slots=True)
class ParsedLinks:
    links: tuple[Link, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a feed says about the catalogue as a whole."""

    name: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why. ``ends_early``: the feed breaks off here, so more may be missing."""

    line: int
    reason: str
    id: str | None = None
    ends_early: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is rightly no product of the store (a draft, a hidden page), and why."""

    line: int
    reason: str


Item = Parsed | ParsedDocument | ParsedLinks | Heading | Rejected | Passed
