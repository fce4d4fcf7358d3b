"""Aisle's own JSON Lines: what ``aisle catalog export`` writes, and comes back from it identical.

The first line is ``{"type": "catalogue", "version": 1, "name": …, "currency": …}``; then one ``product`` or ``document``
a line. Prices are texts in the major unit, numbers with a unit are ``{"value": 310, "unit": "g"}``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from engine.catalogue.formats import fields
from engine.catalogue.formats.items import Heading, Item, Parsed, ParsedDocument, Rejected, RowError
from engine.errors import InputError
from engine.money import Money
from engine.products import Attribute, Link, LinkKind, Place, Product, StoreDocument, Variant

VERSION = 1
_KINDS: tuple[LinkKind, ...] = get_args(LinkKind)


def read_own(records: Iterator[tuple[int, Mapping[str, Any]] | Rejected], currency: str) -> Iterator[Item]:
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        line, entry = record
        kind = entry.get("type")
        if kind == "catalogue":
            if entry.get("version") != VERSION:
                raise InputError(
                    f"is an export of version {entry.get('version')}; this Aisle reads version {VERSION}", None, line
                )
            currency = str(entry.get("currency") or currency)
            yield Heading(entry.get("name"), currency)
            continue
        try:
            if kind == "product":
                yield parse_product(entry, line, currency)
            elif kind == "document":
                yield ParsedDocument(_document(entry), line)
            else:
                raise RowError(f"type {fields.shorten(str(kind))} is neither product nor document")
        except RowError as error:
            yield Rejected(line, str(error), error.id or (str(entry["id"]) if "id" in entry else None))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Rejected(line, f"is not a {kind} as Aisle exports it ({error})", str(entry.get("id")))


def parse_product(entry: Mapping[str, Any], line: int, currency: str) -> Parsed:
    id = _required(entry, "id")
    title = _required(entry, "title")
    price = _price(entry, currency)
    place = entry.get("place")
    links = entry.get("links") or {}
    for kind in links:
        if kind not in _KINDS:
            raise RowError(f"links: {fields.shorten(str(kind))} is none of {', '.join(_KINDS)}", id)
    product = Product(
        id=id,
        title=title,
        price=price,
        kind=_text(entry, "kind") or "",
        brand=_text(entry, "brand"),
        sku=_text(entry, "sku"),
        ean=_texts(entry, "ean"),
        category=_texts(entry, "category"),
        description=_text(entry, "description") or "",
        stock=_whole(entry, "stock"),
        place=Place(str(place["aisle"]), str(place.get("bay", ""))) if place and place["aisle"] else None,
        rating=fields.rating(entry.get("rating")),
        rating_count=_whole(entry, "rating_count") or 0,
        sales=_whole(entry, "sales") or 0,
        released=_text(entry, "released"),
        attributes=tuple([_attribute(name, value) for name, value in (entry.get("attributes") or {}).items()]),
        variants=tuple(_variant(v, price) for v in entry.get("variants") or ()),
        picture=_text(entry, "picture"),
        goes_with=tuple(links.get("goes_with", ())),
    )
    others = tuple(Link(id, t, kind) for kind, targets in links.items() if kind != "goes_with" for t in targets)
    return Parsed(product, line, others, stating=_KINDS if "links" in entry else ())


def product_entry(product: Product, links: Sequence[Link]) -> dict[str, Any]:
    """A product as a line of the export; absent facts are left out."""
    by_kind: dict[str, list[str]] = {}
    for link in links:
        by_kind.setdefault(link.kind, []).append(link.target)
    entry: dict[str, Any] = {
        "type": "product",
        "id": product.id,
        "title": product.title,
        "price": _amount(product.price),
        "currency": product.price.currency,
        "kind": product.kind,
        "brand": product.brand,
        "sku": product.sku,
        "ean": list(product.ean),
        "category": list(product.category),
        "description": product.description,
        "stock": product.stock,
        "place": {"aisle": product.place.aisle, "bay": product.place.bay} if product.place else None,
        "rating": product.rating,
        "rating_count": product.rating_count,
        "sales": product.sales,
        "released": product.released,
        "attributes": {a.name: _attribute_value(a) for a in product.attributes},
        "variants": [_variant_entry(v, product.price) for v in product.variants],
        "picture": product.picture,
    }
    return {k: v for k, v in entry.items() if v not in (None, "", [], {})} | {"links": by_kind}


def document_entry(document: StoreDocument) -> dict[str, Any]:
    return {
        "type": "document",
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "topics": list(document.topics),
        "values": dict(document.values),
    }


def _amount(price: Money) -> str:
    return f"{price.decimal:f}"


def _price(entry: Mapping[str, Any], currency: str) -> Money:
    value = entry.get("price")
    code = str(entry.get("currency") or currency)
    return fields.machine_price(value, code) if isinstance(value, str) else fields.price(value, code)


def _attribute_value(attribute: Attribute) -> Any:
    if isinstance(attribute.value, tuple):
        return list(attribute.value)
    return {"value": attribute.value, "unit": attribute.unit} if attribute.unit else attribute.value


def _attribute(name: str, value: Any) -> Attribute:
    # Only tuples of types: this is asked for every attribute of a million products, and a union or an abstract class
    # takes a multiple of their time.
    unit = None
    if isinstance(value, dict):
        unit = str(value["unit"])
        value = value["value"]
    if isinstance(value, (str, bool)):
        return Attribute(name, value, unit)
    if isinstance(value, (int, float, Decimal)) and math.isfinite(number := float(value)):
        return Attribute(name, number, unit)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return Attribute(name, tuple(value), unit)
    raise RowError(f"attribute {fields.shorten(name)} is neither text, number, yes or no, nor a list of texts")


def _variant_entry(variant: Variant, price: Money) -> dict[str, Any]:
    entry = {
        "id": variant.id,
        "options": dict(variant.options),
        "price": _amount(variant.price) if variant.price != price else None,
        "currency": variant.price.currency if variant.price.currency != price.currency else None,
        "stock": variant.stock,
        "picture": variant.picture,
        "ean": variant.ean,
    }
    return {k: v for k, v in entry.items() if v is not None}


def _variant(entry: Mapping[str, Any], price: Money) -> Variant:
    return Variant(
        id=_required(entry, "id"),
        options={str(k): str(v) for k, v in (entry.get("options") or {}).items()},
        price=_price(entry, price.currency) if "price" in entry else price,
        stock=_whole(entry, "stock"),
        picture=_text(entry, "picture"),
        ean=_text(entry, "ean"),
    )


def _document(entry: Mapping[str, Any]) -> StoreDocument:
    values = entry.get("values") or {}
    return StoreDocument(
        id=_required(entry, "id"),
        title=_required(entry, "title"),
        text=_text(entry, "text") or "",
        topics=_texts(entry, "topics"),
        values={str(k): str(v) for k, v in values.items()},
    )


def _required(entry: Mapping[str, Any], name: str) -> str:
    value = _text(entry, name)
    if not value:
        raise RowError(f"has no {name}")
    return value


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise RowError(f"{name} must be a text")
    return value


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name) or []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise RowError(f"{name} must be a list of texts")
    return tuple(value)


def _whole(entry: Mapping[str, Any], name: str) -> int | None:
    value = entry.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise RowError(f"{name} must be a whole number")
    if value is not None and abs(value) > fields.COUNT_MOST:
        raise RowError(f"{name} is not plausible")
    return value
