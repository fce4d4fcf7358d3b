"""Finding Aisle's fields among the columns of a feed: by a mapping, else by the names that feeds usually give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.catalogue.formats.mapping import ColumnMapping

# Aisle's field: the names that feeds give it, likeliest first. Compared without case, spaces, dots and underscores.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "product id", "item id", "article number", "article no", "item number", "item no", "sku", "handle",
           "code", "product code", "item code", "artikelnummer", "artnr", "uid", "upc", "ean", "gtin"),
    "title": ("title", "name", "product name", "product title", "item name", "item title", "product", "bezeichnung",
              "artikelbezeichnung", "label"),
    "price": ("price", "current price", "unit price", "retail price", "list price", "selling price",
              "price usd", "price eur", "price gbp", "preis", "vk", "amount", "regular price"),
    "currency": ("currency", "currency code", "price currency", "währung"),
    "kind": ("kind", "product type", "producttype", "item type", "type", "subcategory", "sub category", "warengruppe"),
    "brand": ("brand", "brand name", "manufacturer", "vendor", "supplier", "make", "marke", "hersteller"),
    "sku": ("sku", "mpn", "model", "model number", "part number", "manufacturer part number"),
    "ean": ("ean", "gtin", "upc", "barcode", "ean13", "isbn", "gtin13", "gtin12", "gtin14", "gtin8", "ean code",
            "upc code", "bar code"),
    "category": ("category", "categories", "category path", "product category", "department", "google product category",
                 "kategorie", "group"),
    "description": ("description", "long description", "body html", "body", "details", "product description",
                    "short description", "beschreibung", "text"),
    "stock": ("stock", "qty", "quantity", "inventory", "stock quantity", "inventory quantity", "on hand", "availability",
              "in stock", "instock", "stock level", "bestand", "available", "is in stock"),
    "aisle": ("aisle", "gang"),
    "bay": ("bay", "shelf", "section", "location bay", "regal"),
    "rating": ("rating", "average rating", "stars", "review score", "rating value"),
    "ratings": ("ratings", "rating count", "number of ratings", "reviews", "review count", "num reviews", "ratings count"),
    "sales": ("sales", "units sold", "sold", "sales count", "popularity"),
    "released": ("released", "release date", "date released", "created at", "created", "date added"),
    "picture": ("picture", "image", "image link", "image url", "image src", "photo", "img", "images", "bild", "thumbnail"),
    "goes_with": ("goes with", "cross sell", "cross sells", "accessories", "related products"),
    "parent": ("parent", "parent id", "parent sku", "item group id", "group id", "variant of"),
    "sale_price": ("sale price", "special price", "discount price", "discounted price", "offer price"),
}  # fmt: skip


class ColumnFinder:
    """Remembers the columns found for the shapes of rows seen: JSON rows may each name other fields."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._mapping = mapping
        self._names: tuple[str, ...] = ()
        self._columns: dict[str, tuple[str, ...]] = {}

    def __call__(self, row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        names = tuple(row)
        if names != self._names:
            self._names, self._columns = names, find_columns(names, self._mapping)
        return self._columns


def find_columns(names: tuple[str, ...], mapping: ColumnMapping) -> dict[str, tuple[str, ...]]:
    """Aisle's fields to the columns of this feed that hold them."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(_flat(name), name)
    out: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field_name, wanted in mapping.columns.items():
        by_given = {" ".join(name.lower().split()): name for name in names}
        out[field_name] = tuple(by_given[w] for w in wanted if w in by_given)
        taken |= set(out[field_name])
    for field_name, aliases in ALIASES.items():
        if field_name in out:
            continue
        found = [by_plain[flat] for alias in aliases if (flat := _flat(alias)) in by_plain]
        # One column may be both id and code; for anything else a column serves once.
        found = [name for name in found if name not in taken or field_name in ("sku", "ean")]
        if found:
            out[field_name] = tuple(found)
            if field_name not in ("id", "sku", "ean"):
                taken |= set(found[:1])
    return {name: columns for name, columns in out.items() if columns}


def is_known(name: str) -> bool:
    """Whether a column of this name means one of Aisle's fields, used here or not."""
    return _flat(name) in _KNOWN


@lru_cache(maxsize=16_384)
def _flat(name: str) -> str:
    return re.sub(r"[\s._-]+", "", name.lower())


_KNOWN = frozenset(_flat(alias) for aliases in ALIASES.values() for alias in aliases)
