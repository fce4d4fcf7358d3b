"""The demo store without and with vectors, and a small shop whose vectors are drawn by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from engine.catalogue import Catalogue, CatalogueWriter, build_demo, embed_catalogue
from engine.history import Deed, ShopperEvent
from engine.money import Money
from engine.products import Product


class WordEncoder:
    """Unit vectors of hashed words: what shares words is near."""

    sha256 = "words"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 384] += 1
        return out / np.linalg.norm(out, axis=1, keepdims=True).clip(1e-6)


class GroupEncoder:
    """Products whose title begins with the same word are near (0.8), all others are strangers."""

    sha256 = "groups"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            first = text.replace(".", " ").split()[0].lower()
            row[int(hashlib.sha256(first.encode()).hexdigest(), 16) % 192] = 0.8**0.5
            row[192 + int(hashlib.sha256(text.encode()).hexdigest(), 16) % 192] = 0.2**0.5
        return out


def ware(id: str, title: str, kind: str, price: int = 2000, **more: object) -> Product:
    return Product(id, title, Money(price, "USD"), kind, **{"stock": 5, **more})  # type: ignore[arg-type]


def events(*deeds: tuple[Deed, str]) -> list[ShopperEvent]:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return [ShopperEvent(deed, product, start + timedelta(seconds=n)) for n, (deed, product) in enumerate(deeds)]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "catalog.db"
    build_demo(path, WordEncoder())
    return path


@pytest.fixture
def demo(demo_file: Path) -> Iterator[Catalogue]:
    with Catalogue.open(demo_file) as catalogue:
        yield catalogue


Shop = Callable[..., Catalogue]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Makes a catalogue of the products given; without ``vectors`` it is searched by words alone."""
    made: list[Catalogue] = []

    def make(*products: Product, vectors: bool = True) -> Catalogue:
        path = tmp_path / f"shop-{len(made)}.db"
        with CatalogueWriter(path) as writer:
            writer.put(products)
            writer.put_meta(name="Shop", currency="USD")
        if vectors:
            embed_catalogue(path, GroupEncoder())
        made.append(Catalogue.open(path))
        return made[-1]

    yield make
    for catalogue in made:
        catalogue.close()
