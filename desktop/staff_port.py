"""What the staff pages need from the engine: the catalogue, its health and the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from engine.cancel import Cancel
from engine.money import Money
from engine.products import Product
from engine.settings import Settings

Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and one line about it."""


@dataclass(frozen=True, slots=True)
class CatalogueState:
    name: str
    products: int
    variants: int
    documents: int
    imported_at: str = ""
    can_roll_back: bool = False


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. ``problems`` are the first bad rows as ``file:line: reason``."""

    format: str
    rows: int
    bad: int
    samples: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One thing that can be well or not: ``detail`` says what it is, or what to do."""

    name: str
    state: Literal["ok", "off", "bad"]
    detail: str


class BackOffice(Protocol):
    """Everything behind the passphrase. Called from the worker thread only; all calls may raise ``AisleError``."""

    def catalogue(self) -> CatalogueState: ...

    def preview_import(self, path: Path) -> ImportPreview: ...

    def run_import(self, path: Path, progress: Progress, cancel: Cancel) -> str:
        """Import and return one sentence about the result; after it the shop is opened anew."""

    def roll_back(self) -> str:
        """Bring the catalogue before the last import back; called while no shop is open. Returns one sentence."""

    def find(self, text: str, limit: int) -> tuple[Product, ...]: ...

    def set_price(self, product_id: str, price: Money) -> Product: ...

    def health(self) -> tuple[HealthLine, ...]: ...

    def save(self, settings: Settings) -> None: ...
