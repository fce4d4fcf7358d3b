"""What the catalogue's tests share: small products, feeds written to a folder, and an encoder made of hashing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, settings

from engine.catalogue import Catalogue, ImportReport, import_paths
from engine.money import Money
from engine.products import Attribute, Place, Product, Variant

# A machine that does other work meanwhile is no reason to fail.
settings.register_profile("catalogue", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("catalogue")


class WordEncoder:
    """Unit vectors from hashed words; counts what it was asked to encode."""

    def __init__(self, name: str = "words-1") -> None:
        self.sha256 = name
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += texts
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 384] += 1
            row /= np.linalg.norm(row) or 1.0
        return out


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


def a_product(id: str = "p1", **changes: Any) -> Product:
    values: dict[str, Any] = {
        "id": id,
        "title": f"Skerry Jacket {id}",
        "price": Money(12900, "USD"),
        "kind": "rain jacket",
        "brand": "Skerry",
        "category": ("Outdoor", "Clothing"),
        "stock": 4,
        "place": Place("13", "B"),
        "attributes": (Attribute("weight", 310.0, "g"), Attribute("waterproof", True)),
    }
    return Product(**(values | changes))


def sizes(product: str, *names: str, stock: int | None = 2) -> tuple[Variant, ...]:
    return tuple(Variant(f"{product}-{n}", {"size": n}, Money(12900, "USD"), stock) for n in names)


@pytest.fixture
def feed(tmp_path: Path) -> Callable[..., Path]:
    """Write a file below the test's folder: ``feed("a.csv", "id,title,price\\n1,Mug,5\\n")``."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catalog.db"


@pytest.fixture
def imported(target: Path) -> Callable[..., tuple[ImportReport, Catalogue]]:
    """Import paths and open what came of it."""

    def run(*paths: Path, **options: Any) -> tuple[ImportReport, Catalogue]:
        report = import_paths(list(paths), target, **options)
        return report, Catalogue.open(target)

    return run
