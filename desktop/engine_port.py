"""What the window needs from the engine, and nothing more. ``engine.assistant.Assistant`` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from engine.actions import Action
from engine.cancel import Cancel
from engine.events import Card, Event
from engine.products import Product
from engine.typeahead import Typeahead

ShopperDeed = Literal["shown", "opened", "compared", "listed", "located", "liked", "disliked"]
"""What a shopper did with a product, as the history calls it."""


class Face(Protocol):
    """How the store presents itself: its name, things one could ask, and what is switched off (one sentence each)."""

    @property
    def name(self) -> str: ...

    @property
    def examples(self) -> tuple[str, ...]: ...

    @property
    def off(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class ShopFace:
    """The face before the engine has opened."""

    name: str
    examples: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


class Shop(Protocol):
    """The engine as the window sees it. Every call is made from one worker thread, never from the UI thread.

    The four turns yield the events of ``engine.events`` in their order and end with ``Done``; they stop within 100 ms
    of ``cancel.cancel()`` and then end with ``Done(cancelled=True)``. All calls may raise ``AisleError``.
    """

    def face(self) -> Face: ...

    def start_session(self) -> None:
        """Begin a new guest: nothing shown, nothing said, an empty list."""

    def end_session(self) -> None:
        """Wipe everything that the guest said and did."""

    def turn(self, text: str, cancel: Cancel) -> Iterator[Event]:
        """One turn from the shopper's words."""

    def turn_from(self, action: Action, cancel: Cancel, say: str = "") -> Iterator[Event]:
        """One turn from a touch; ``say`` stands for it in the dialogue ("without waterproof")."""

    def ask_about(self, product_id: str, question: str, cancel: Cancel) -> Iterator[Event]:
        """A question about one product, wherever it stands (also when it is not on the shelf)."""

    def compare(self, product_ids: Sequence[str], cancel: Cancel) -> Iterator[Event]:
        """Two to four products side by side, wherever they stand."""

    def product(self, product_id: str) -> Product | None: ...

    def suggest(self, text: str, cancel: Cancel) -> Typeahead:
        """What a half-typed text may become. Quick, and also asked for between two events of a turn.

        Raises ``Cancelled``.
        """

    def popular(self, limit: int) -> tuple[Card, ...]:
        """What fills the shelf before the first question."""

    def similar(self, product_id: str, limit: int) -> tuple[Card, ...]: ...

    def goes_with(self, product_id: str, limit: int) -> tuple[Card, ...]: ...

    def likely_questions(self, product_id: str) -> tuple[str, ...]:
        """Up to three questions that this product's row can answer."""

    def add_to_list(self, product_id: str) -> None: ...

    def remove_from_list(self, product_id: str) -> None: ...

    def clear_list(self) -> None: ...

    def record(self, deed: ShopperDeed, product_id: str) -> None:
        """Remember what the shopper did, for recommendations."""

    def close(self) -> None:
        """End the session and close the files."""


OpenShop = Callable[[], Shop]
