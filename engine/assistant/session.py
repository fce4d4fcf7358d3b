"""What one shopper's session holds: the dialogue, the shelf, the wishes to go back to, the list. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.actions import Action
from engine.assistant.choices import Asked
from engine.facets import Facet
from engine.language.protocol import DialogueTurn

PAGE = 6
"""Products on the shelf at a time."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands on the screen: the ids in their places, all results of the wish, and how far they were shown."""

    action: Action
    results: tuple[str, ...] = ()
    total: int = 0
    offset: int = 0
    relaxed: tuple[str, ...] = ()
    about: str | None = None
    showing: str | None = None
    facets: tuple[Facet, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        return self.results[self.offset : self.offset + PAGE]


@dataclass(slots=True)
class Session:
    """The state between turns. ``past`` are earlier shelves, the latest last; ``focus`` the product last spoken of.

    ``said`` are the questions in the shopper's own words, the latest last; ``asked`` is what Aisle asked in its last
    turn, if it did.
    """

    turns: list[DialogueTurn] = field(default_factory=list)
    shelf: Shelf | None = None
    past: list[Shelf] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    focus: str | None = None
    said: list[str] = field(default_factory=list)
    asked: Asked | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        return self.shelf.shown if self.shelf else ()

    def put(self, shelf: Shelf) -> None:
        """A new wish on the screen; the one before can be gone back to."""
        if self.shelf is not None:
            self.past.append(self.shelf)
            del self.past[:-20]
        self.shelf = shelf
        self.focus = None

    def turn_page(self) -> bool:
        """Show the next results of the same wish. False where there are none."""
        shelf = self.shelf
        if shelf is None or shelf.offset + PAGE >= len(shelf.results):
            return False
        self.shelf = replace(shelf, offset=shelf.offset + PAGE)
        self.focus = None
        return True

    def go_back(self) -> Shelf | None:
        """The shelf before this one, now on the screen again."""
        if not self.past:
            return None
        self.shelf = self.past.pop()
        self.focus = None
        return self.shelf

    def at(self, item: int) -> str | None:
        """The product at a place on the screen, from 1."""
        return self.shown[item - 1] if 1 <= item <= len(self.shown) else None

    def place_of(self, product_id: str) -> int | None:
        return self.shown.index(product_id) + 1 if product_id in self.shown else None
