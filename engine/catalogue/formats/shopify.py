"""Shopify's product CSV, old column names and new: the rows of one handle are one product and its variants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.delimited import Record
from engine.catalogue.formats.items import Item, Parsed, Passed, Rejected, RowError
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import PART_NUMBER, attribute_name, typed
from engine.money import Money
from engine.products import Attribute, Product, Variant

# Old name: the names it has in newer exports.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "description"),
    "vendor": ("vendor",),
    "category": ("product category", "standardized product type", "standard product type"),
    "type": ("type", "product type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "price": ("variant price", "price"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "weight": ("variant grams", "weight value (grams)"),
    "image": ("image src", "product image url"),
    "variant_image": ("variant image", "variant image url"),
    "mpn": ("google shopping / mpn", "mpn"),
}
_METAFIELD = re.compile(r"(?P<label>.*?)\s*\(product\.metafields\.(?P<space>[\w-]+)\.(?P<key>[\w-]+)\)")
_LINE_SEPARATORS = re.compile(r"\s*;\s*")


def read_shopify(records: Iterator[Record | Rejected], feed: Feed) -> Iterator[Item]:
    rows: list[Record] = []
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        handle = _get(record, "handle")
        if not handle:
            yield Rejected(record.line, "has no handle")
            continue
        if rows and handle != _get(rows[0], "handle"):
            yield from _product(rows, feed)
            rows = []
        rows.append(record)
    if rows:
        yield from _product(rows, feed)


def _product(rows: list[Record], feed: Feed) -> Iterator[Item]:
    head = rows[0]
    handle = _get(head, "handle")
    status = _get(head, "status").lower()
    if status in ("draft", "archived"):
        yield Passed(head.line, f"is {status} in the shop")
        return
    try:
        title = fields.title(_raw(head, "title"))
        fields.identifier(handle, "handle")
    except RowError as error:
        yield Rejected(head.line, str(error), handle)
        return
    option_names = [_plain(head, f"option{n} name") for n in (1, 2, 3)]
    variants: list[Variant] = []
    weights: list[str] = []
    image = feed.context.picture(feed.source, next((i for r in rows if (i := _get(r, "image"))), None))
    for record in rows:
        if not _get(record, "price") and not _get(record, "sku") and not _plain(record, "option1 value"):
            continue  # a row that only adds a picture
        try:
            variants.append(_variant(record, handle, option_names, len(variants) + 1, feed))
            weights.append(_get(record, "weight"))
        except RowError as error:
            yield Rejected(record.line, str(error), handle)
    if not variants:
        return
    single = len(variants) == 1 and variants[0].options in ({}, {"title": "Default Title"})
    available = [v for v in variants if v.stock is None or v.stock > 0] or variants
    stocks = [v.stock for v in variants]
    category = fields.split_path(_get(head, "category"), ">")
    kind = _get(head, "type")
    yield Parsed(
        Product(
            id=handle,
            title=title,
            price=_lowest(available),
            kind=guess_kind(title, category, [kind] if kind else category[-1:]),
            brand=_get(head, "vendor") or None,
            sku=_get(head, "sku") or None,
            ean=fields.eans([variants[0].ean]) if single else (),
            category=category,
            description=prose(_raw(head, "body")),
            stock=None if any(s is None for s in stocks) else sum(s for s in stocks if s is not None),
            attributes=tuple(_attributes(head, weights)),
            variants=() if single else tuple(variants),
            picture=image,
        ),
        head.line,
    )


def _variant(record: Record, handle: str, option_names: list[str], number: int, feed: Feed) -> Variant:
    options = {
        attribute_name(name) or f"option_{n}": value
        for n, name in enumerate(option_names, 1)
        if name and (value := _plain(record, f"option{n} value"))
    }
    tracked = bool(_get(record, "tracker")) or not _has(record, "tracker")
    stock = fields.stock(_get(record, "stock")) if tracked else None
    if stock == 0 and _get(record, "policy").lower() in ("continue", "true"):
        stock = None  # the shop sells it on order
    ean = fields.eans([_get(record, "barcode")])
    return Variant(
        id=_get(record, "sku") or f"{handle}-{number}",
        options=options,
        price=fields.machine_price(_get(record, "price"), feed.context.currency),
        stock=stock,
        picture=feed.context.picture(feed.source, _get(record, "variant_image")),
        ean=ean[0] if ean else None,
    )


def _attributes(head: Record, weights: list[str]) -> Iterator[Attribute]:
    grams = {w for w in weights if w and w not in ("0", "0.0")}
    if len(grams) == 1 and (weight := typed("weight", f"{grams.pop()} g")) is not None:
        yield weight
    for name, value in head.values.items():
        found = _METAFIELD.fullmatch(name)
        if not found or not value.strip() or found["space"] == "mm-google-shopping":
            continue
        texts = [t for piece in _LINE_SEPARATORS.split(value) if (t := plain(piece))]
        key = attribute_name(found["label"]) or attribute_name(found["key"])
        if key and (attribute := typed(key, texts)) is not None:
            yield attribute
    mpn = _get(head, "mpn")
    if mpn and mpn != _get(head, "sku"):
        yield Attribute(PART_NUMBER, mpn)
    tags = [t for piece in _get(head, "tags").split(",") if (t := plain(piece))]
    if tags:
        yield Attribute("tags", tuple(tags) if len(tags) > 1 else tags[0])


def _lowest(variants: list[Variant]) -> Money:
    return min((v.price for v in variants), key=lambda price: price.minor)


def _raw(record: Record, name: str) -> str:
    return next((value for column in _NAMES[name] if (value := record.values.get(column, ""))), "")


def _get(record: Record, name: str) -> str:
    return plain(_raw(record, name))


def _has(record: Record, name: str) -> bool:
    return any(column in record.values for column in _NAMES[name])


def _plain(record: Record, column: str) -> str:
    return plain(record.values.get(column, ""))
