"""What a catalogue holds: products with variants and attributes, their places, and the store's documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.money import Money

Scalar = str | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One fact of a product. ``name`` is the catalogue's key (``battery_life``), ``value`` is typed.

    Numbers carry their ``unit``; a list of texts is a tuple; a yes or no is a bool.
    """

    name: str
    value: Scalar
    unit: str | None = None

    @property
    def label(self) -> str:
        """The key as a shopper reads it: ``battery life``."""
        return self.name.replace("_", " ")

    @property
    def text(self) -> str:
        """The value as it stands on the screen: ``78 g``, ``yes``, ``wool, silk and linen``."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, tuple):
            return join_words(self.value)
        if isinstance(self.value, float):
            number = (
                f"{self.value:,.0f}"
                if self.value == int(self.value) and abs(self.value) >= 10_000
                else f"{self.value:g}"
            )
            return f"{number} {self.unit}" if self.unit else number
        return f"{self.value} {self.unit}" if self.unit else self.value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a product stands in the store; ``aisle`` and ``bay`` are places on the store map."""

    aisle: str
    bay: str

    def __str__(self) -> str:
        return f"Aisle {self.aisle}, Bay {self.bay}"


@dataclass(frozen=True, slots=True)
class Variant:
    """One size, colour … of a product with its own stock; ``options`` such as ``{"size": "M"}``."""

    id: str
    options: Mapping[str, str]
    price: Money
    stock: int | None
    picture: str | None = None
    ean: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One row of the catalogue, complete.

    ``category`` is the path from the department down, ``kind`` the product type ("rain jacket").
    ``stock`` is the sum over variants where there are any; ``None`` means the feed does not say, which counts as
    available. ``picture`` is a file path relative to the catalogue's picture folder or absolute, ``None`` if there
    is none. ``sales`` orders "popular" (units sold, or the feed's own rank turned upside down).
    """

    id: str
    title: str
    price: Money
    kind: str = ""
    brand: str | None = None
    sku: str | None = None
    ean: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    description: str = ""
    stock: int | None = None
    place: Place | None = None
    rating: float | None = None
    rating_count: int = 0
    sales: int = 0
    released: str | None = None
    attributes: tuple[Attribute, ...] = ()
    variants: tuple[Variant, ...] = ()
    picture: str | None = None
    goes_with: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        return self.stock is None or self.stock > 0

    def attribute(self, name: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name == name), None)

    @property
    def stock_text(self) -> str:
        if self.stock is None:
            return "in stock"
        if self.stock <= 0:
            return "sold out"
        return f"{self.stock} in stock"


@dataclass(frozen=True, slots=True)
class StoreDocument:
    """A policy, service or fact of the store. ``values`` are named facts (``{"period": "30 days"}``) of ``text``."""

    id: str
    title: str
    text: str
    topics: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


LinkKind = Literal["goes_with", "related", "upsell"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one product to another, as the catalogue states it."""

    source: str
    target: str
    kind: LinkKind = "goes_with"


def join_words(words: tuple[str, ...] | list[str]) -> str:
    """``("a", "b", "c")`` to ``"a, b and c"``."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
