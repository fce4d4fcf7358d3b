"""The demo store: its readable sources in ``resources/store`` compiled to a catalogue.

The format of the sources is written in ``resources/store/README.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import places
from engine.catalogue.embedding import Embedder, embed_catalogue
from engine.catalogue.pictures import shipped
from engine.catalogue.values import typed
from engine.catalogue.writer import CatalogueWriter
from engine.errors import InputError
from engine.money import Money
from engine.products import Attribute, Place, Product, StoreDocument, Variant

_BATCH = 200
_VARIANT_FIELDS = frozenset({"id", "stock", "price", "picture", "ean"})


@dataclass(frozen=True, slots=True)
class Store:
    """The sources, read: ``aisles`` are the departments with their aisles, ``origins`` the file of each product."""

    name: str
    currency: str
    products: tuple[Product, ...]
    documents: tuple[StoreDocument, ...]
    aisles: Mapping[str, tuple[str, ...]]
    origins: tuple[str, ...]


def read_store(folder: Path | None = None) -> Store:
    """Read all sources; raises :class:`InputError` naming the file and the product that cannot be read."""
    folder = folder or places.demo_store()
    about = _toml(folder / "store.toml")
    currency = about["currency"]
    products: list[Product] = []
    origins: list[str] = []
    for path in sorted((folder / "products").glob("*.toml")):
        for entry in _toml(path).get("product", ()):
            products.append(_product(entry, currency, path, folder))
            origins.append(path.name)
    documents = tuple(_document(entry) for entry in _toml(folder / "documents.toml")["document"])
    aisles = {name: tuple(numbers) for name, numbers in about["departments"].items()}
    return Store(about["name"], currency, tuple(products), documents, aisles, tuple(origins))


def build_demo(path: Path, embedder: Embedder | None = None, folder: Path | None = None) -> None:
    """Compile the demo store to ``path``; a second build changes only what changed in the sources.

    Without an ``embedder`` the catalogue has no vectors and is searched by words alone.
    """
    store = read_store(folder)
    with CatalogueWriter(path) as writer:
        for start in range(0, len(store.products), _BATCH):
            writer.put(store.products[start : start + _BATCH], store.origins[start : start + _BATCH])
        writer.remove_unseen()
        writer.put_documents(store.documents, replace=True)
        writer.put_meta(
            name=store.name,
            currency=store.currency,
            pictures=shipped("store/pictures") if folder is None else str((folder / "pictures").resolve()),
            imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
            source="demo",
        )
    if embedder is not None:
        embed_catalogue(path, embedder)


def kind_slug(kind: str) -> str:
    """The picture name of a product type: ``chef's knife`` to ``chefs-knife``."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower().replace("'", "").replace("\u2019", "")).strip("-")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); the demo store is incomplete", path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not valid TOML: {error}", path) from error


def _product(entry: Mapping[str, Any], currency: str, path: Path, folder: Path) -> Product:
    try:
        price = Money.parse(entry["price"], currency)
        attributes = [a for name, raw in entry.get("attributes", {}).items() if (a := typed(name, raw)) is not None]
        if "color" in entry and not any(a.name == "color" for a in attributes):
            attributes.insert(0, Attribute("color", entry["color"]))
        picture = f"{kind_slug(entry['kind'])}.svg"
        return Product(
            id=entry["id"],
            title=entry["title"],
            price=price,
            kind=entry["kind"],
            brand=entry["brand"],
            sku=entry["id"].upper(),
            category=tuple(entry["category"]),
            description=entry["description"],
            stock=entry["stock"],
            place=Place(str(entry["aisle"]), entry["bay"]),
            rating=float(entry["rating"]),
            rating_count=entry["ratings"],
            sales=entry["sales"],
            released=entry["released"],
            attributes=tuple(attributes),
            variants=tuple(_variant(v, n, entry["id"], price) for n, v in enumerate(entry.get("variants", ()), 1)),
            picture=picture if (folder / "pictures" / picture).is_file() else None,
            goes_with=tuple(entry.get("goes_with", ())),
        )
    except KeyError as error:
        raise InputError(f"product {entry.get('id', '?')!r} lacks {error}", path) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"product {entry.get('id', '?')!r}: {error}", path) from error


def _variant(entry: Mapping[str, Any], number: int, product: str, price: Money) -> Variant:
    return Variant(
        id=entry.get("id", f"{product}-v{number}"),
        options={name: str(value) for name, value in entry.items() if name not in _VARIANT_FIELDS},
        price=Money.parse(entry["price"], price.currency) if "price" in entry else price,
        stock=entry["stock"],
        picture=entry.get("picture"),
        ean=entry.get("ean"),
    )


def _document(entry: Mapping[str, Any]) -> StoreDocument:
    return StoreDocument(
        id=entry["id"],
        title=entry["title"],
        text=" ".join(entry["text"].split()),
        topics=tuple(entry.get("topics", ())),
        values=dict(entry.get("values", {})),
    )
