"""What a typed text may be the beginning of."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions import Search
from engine.products import Product


@dataclass(frozen=True, slots=True)
class QuestionMatch:
    """Something that was asked before in this session."""

    text: str


@dataclass(frozen=True, slots=True)
class CategoryMatch:
    """A product type or category. ``count`` products are what ``action`` will show."""

    text: str
    count: int
    action: Search


@dataclass(frozen=True, slots=True)
class ProductMatch:
    product: Product


Match = QuestionMatch | CategoryMatch | ProductMatch


@dataclass(frozen=True, slots=True)
class Typeahead:
    """The suggestions for ``text``, in the order to show: questions, categories, products, each the likeliest first.

    ``mended`` says that nothing begins as typed, and these are what is nearest.
    """

    text: str
    matches: tuple[Match, ...] = ()
    mended: bool = False
