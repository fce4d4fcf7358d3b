"""Products and documents to database rows and back, and the hash that tells whether one changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from engine.catalogue.folding import fold
from engine.catalogue.units import in_base_unit
from engine.money import Money
from engine.products import Attribute, Place, Product, StoreDocument, Variant

PRODUCT_COLUMNS = (
    "id, title, kind, brand, brand_folded, category, price_minor, currency, stock, aisle, bay, rating, rating_count, "
    "sales, released, description, picture, sku, ean, attributes, content_hash"
)
_VALUE_LONGEST = 200
"""Longer attribute texts are prose, not values: they are searched and shown, never offered as a filter."""

_folded = lru_cache(maxsize=1 << 14)(fold)
"""Brands and values come again and again."""

AttributeRow = tuple[int, str, str, str, str, float | None, str | None, float | None, str | None]


# Made once: ``json.dumps`` with these options makes an encoder for every value.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def attributes_json(attributes: Sequence[Attribute]) -> str:
    """``[[name, value, unit], …]``; a number stays a JSON number, a yes or no a JSON boolean, a list an array."""
    return f"[{','.join(map(_attribute_json, attributes))}]"


def _attribute_json(attribute: Attribute) -> str:
    value = attribute.value
    if isinstance(value, str):
        said = encode_basestring(value)
    elif isinstance(value, tuple):
        said = _texts_json(value)
    elif isinstance(value, bool):
        said = "true" if value else "false"
    elif isinstance(value, float) and isfinite(value):
        said = float.__repr__(value)  # as the encoder writes it, in a quarter of its time
    else:
        said = _json(value)
    unit = "null" if attribute.unit is None else encode_basestring(attribute.unit)
    return f"[{encode_basestring(attribute.name)},{said},{unit}]"


def _texts_json(texts: Sequence[str]) -> str:
    """As ``_json`` writes them, which takes three times as long to begin."""
    return f"[{','.join(map(encode_basestring, texts))}]"


def attributes_of(text: str) -> tuple[Attribute, ...]:
    out = []
    for name, value, unit in json.loads(text):
        if isinstance(value, list):
            value = tuple(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        out.append(Attribute(name, value, unit))
    return tuple(out)


def variants_json(variants: Sequence[Variant]) -> str:
    if not variants:
        return "[]"
    return _json(
        [[v.id, dict(v.options), v.price.minor, v.price.currency, v.stock, v.picture, v.ean] for v in variants]
    )


def options_json(variant: Variant) -> str:
    return _json(dict(variant.options))


def product_row(product: Product) -> tuple[Any, ...]:
    """The values of ``PRODUCT_COLUMNS``. The hash covers every column and the variants, not the links."""
    place = product.place
    row = (
        product.id,
        product.title,
        product.kind,
        product.brand,
        _folded(product.brand) if product.brand else None,
        _texts_json(product.category),
        product.price.minor,
        product.price.currency,
        product.stock,
        place.aisle if place else None,
        place.bay if place else None,
        product.rating,
        product.rating_count,
        product.sales,
        product.released,
        product.description,
        product.picture,
        product.sku,
        _texts_json(product.ean),
        attributes_json(product.attributes),
    )
    digest = hashlib.blake2b(f"{row!r}{variants_json(product.variants)}".encode("utf-8", "replace"), digest_size=16)
    return (*row, digest.digest())


def document_row(document: StoreDocument) -> tuple[Any, ...]:
    row = (document.id, document.title, document.text, _json(document.topics), _json(dict(document.values)))
    return (*row, hashlib.blake2b(repr(row).encode("utf-8", "replace"), digest_size=16).digest())


def product_of(row: sqlite3.Row, variants: Sequence[Variant], goes_with: Sequence[str]) -> Product:
    return Product(
        id=row["id"],
        title=row["title"],
        price=Money(row["price_minor"], row["currency"]),
        kind=row["kind"],
        brand=row["brand"],
        sku=row["sku"],
        ean=tuple(json.loads(row["ean"])),
        category=tuple(json.loads(row["category"])),
        description=row["description"],
        stock=row["stock"],
        place=Place(row["aisle"], row["bay"] or "") if row["aisle"] else None,
        rating=row["rating"],
        rating_count=row["rating_count"],
        sales=row["sales"],
        released=row["released"],
        attributes=attributes_of(row["attributes"]),
        variants=tuple(variants),
        picture=row["picture"],
        goes_with=tuple(goes_with),
    )


def variant_of(row: sqlite3.Row) -> Variant:
    return Variant(
        id=row["id"],
        options=json.loads(row["options"]),
        price=Money(row["price_minor"], row["currency"]),
        stock=row["stock"],
        picture=row["picture"],
        ean=row["ean"],
    )


def document_of(row: sqlite3.Row) -> StoreDocument:
    return StoreDocument(
        row["id"], row["title"], row["text"], tuple(json.loads(row["topics"])), json.loads(row["values"])
    )


def attribute_rows(rowid: int, product: Product) -> Iterator[AttributeRow]:
    """One row per value; each option of the variants once, whatever number of variants have it."""
    said: set[tuple[str, str]] = set()
    for attribute in product.attributes:
        value = attribute.value
        if isinstance(value, bool):
            text = attribute.text
            yield rowid, attribute.name, "flag", text, text, float(value), None, float(value), None
        elif isinstance(value, float):
            text = attribute.text
            base, unit = in_base_unit(value, attribute.unit)
            yield rowid, attribute.name, "number", text, _folded(text), value, attribute.unit, base, unit
        else:
            for text in (value,) if isinstance(value, str) else value:
                if len(text) <= _VALUE_LONGEST:
                    folded = _folded(text)
                    said.add((attribute.name, folded))
                    yield rowid, attribute.name, "text", text, folded, None, attribute.unit, None, None
    for variant in product.variants:
        for name, text in variant.options.items():
            folded = _folded(text)
            if (name, folded) not in said:
                said.add((name, folded))
                yield rowid, name, "option", text, folded, None, None, None, None


def search_row(rowid: int, product: Product) -> tuple[int, str, str, str, str, str, str, str]:
    """What full text search reads, in the columns of ``product_fts``.

    A fact that is false is left out, so that "waterproof" does not find what is not.
    """
    facts: list[str] = []
    for attribute in product.attributes:
        if attribute.value is False:
            continue
        facts.append(attribute.label if attribute.value is True else f"{attribute.label} {attribute.text}")
    facts += _options(product.variants)
    identifiers = [product.id, product.sku or "", *product.ean]
    identifiers += [i for v in product.variants for i in (v.id, v.ean or "")]
    return (
        rowid,
        product.title,
        product.brand or "",
        product.kind,
        " ".join(product.category),
        "\n".join(facts),
        product.description,
        " ".join(i for i in dict.fromkeys(identifiers) if i),
    )


def _options(variants: Iterable[Variant]) -> list[str]:
    by_name: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, text in variant.options.items():
            by_name.setdefault(name, {})[text] = None
    return [f"{name.replace('_', ' ')} {', '.join(texts)}" for name, texts in by_name.items()]


def tidy(product: Product) -> Product:
    """The same product as the database will hold it: one value per attribute name."""
    if len({a.name for a in product.attributes}) == len(product.attributes):
        return product
    merged: dict[str, Attribute] = {}
    for attribute in product.attributes:
        merged[attribute.name] = _both(merged[attribute.name], attribute) if attribute.name in merged else attribute
    return replace(product, attributes=tuple(merged.values()))


def _both(first: Attribute, second: Attribute) -> Attribute:
    """A fact said twice: equal values are one, different ones become a list of texts."""
    if first.value == second.value and first.unit == second.unit:
        return first
    texts: list[str] = []
    for attribute in (first, second):
        texts += attribute.value if isinstance(attribute.value, tuple) else [attribute.text]
    return Attribute(first.name, tuple(dict.fromkeys(texts)))
