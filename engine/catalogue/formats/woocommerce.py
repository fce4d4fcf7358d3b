"""WooCommerce's product CSV: a variable product and its variations, which name it by SKU or ``id:7``, are one product.

A first pass learns which id has which SKU and how many variations a product has; the second reads, and holds only
families that are not complete yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.delimited import Record
from engine.catalogue.formats.items import Item, Parsed, Passed, Rejected, RowError
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import attribute_name, typed
from engine.money import Money
from engine.products import Attribute, Link, LinkKind, Product, Variant

_LINKS: Final[Mapping[str, LinkKind]] = {"cross-sells": "goes_with", "upsells": "upsell"}
_ATTRIBUTE = re.compile(r"attribute (\d+) name")
_MEASURE = re.compile(r"(weight|length|width|height) \((\w+)\)")
_WITHOUT_PRICE = frozenset({"grouped", "external"})
_COMMA = re.compile(r"(?<!\\),")
"""Lists are parted by commas; a comma inside an entry is written with a backslash before it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the first pass learned: the id that Aisle uses by each name of a product, and its number of variations."""

    ids: Mapping[str, str]
    expected: Mapping[str, int]


@dataclass(slots=True)
class _Family:
    parent: Record | None = None
    children: list[Record] = field(default_factory=list)


def shelf_of(records: Iterator[Record | Rejected]) -> Shelf:
    ids: dict[str, str] = {}
    parents: list[str] = []
    for record in records:
        if isinstance(record, Record):
            own = _own(record)
            for name in (_get(record, "sku"), f"id:{_get(record, 'id')}"):
                ids.setdefault(name, own)
            if _type(record) == "variation":
                parents.append(_get(record, "parent"))
    expected: dict[str, int] = {}
    for parent in parents:
        id = ids.get(parent, parent)
        expected[id] = expected.get(id, 0) + 1
    return Shelf(ids, expected)


def read_woocommerce(records: Iterator[Record | Rejected], feed: Feed, shelf: Shelf) -> Iterator[Item]:
    families: dict[str, _Family] = {}
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        own = _own(record)
        if not own:
            yield Rejected(record.line, "has neither an SKU nor an id")
            continue
        variation = _type(record) == "variation"
        if not variation and _get(record, "published") in ("0", "-1"):
            yield Passed(record.line, "is not published in the shop")
            if own not in shelf.expected:
                continue
        parent = shelf.ids.get(_get(record, "parent"), _get(record, "parent")) if variation else own
        if parent not in shelf.expected:
            yield from _product(record, (), feed, shelf)
            continue
        family = families.setdefault(parent, _Family())
        if not variation:
            family.parent = record
        else:
            family.children.append(record)
        if family.parent is not None and len(family.children) == shelf.expected[parent]:
            yield from _whole(families.pop(parent), feed, shelf)
    for parent, family in families.items():
        if family.parent is not None:
            yield from _whole(family, feed, shelf)
        else:
            line = family.children[0].line
            yield Rejected(line, f"belongs to {fields.shorten(parent)}, whose own row is missing", parent)


def _whole(family: _Family, feed: Feed, shelf: Shelf) -> Iterator[Item]:
    assert family.parent is not None
    if _get(family.parent, "published") not in ("0", "-1"):
        yield from _product(family.parent, family.children, feed, shelf)


def _product(record: Record, children: Sequence[Record], feed: Feed, shelf: Shelf) -> Iterator[Item]:
    own = _own(record)
    variants: list[Variant] = []
    for child in sorted(children, key=lambda c: c.line):
        if _get(child, "published") in ("0", "-1"):
            continue
        try:
            variants.append(_variant(child, feed))
        except RowError as error:
            yield Rejected(child.line, str(error), own)
    try:
        if not variants and (_type(record) in _WITHOUT_PRICE or children) and not _get(record, "regular price"):
            raise RowError("has no price of its own")
        available = [v for v in variants if v.stock is None or v.stock > 0] or variants
        stocks = [v.stock for v in variants]
        category = _category(record)
        options = {name for v in variants for name in v.options}
        facts = [a for a in _attributes(record) if a.name not in options]
        brand = _get(record, "brands") or next((a.text for a in facts if a.name in ("brand", "manufacturer")), "")
        yield Parsed(
            Product(
                id=own,
                title=fields.title(record.values.get("name", ""), own),
                price=min((v.price for v in available), key=lambda p: p.minor) if available else _price(record, feed),
                kind=guess_kind(plain(record.values.get("name", "")), category),
                brand=brand or None,
                sku=_get(record, "sku") or None,
                ean=fields.eans([_get(record, "gtin, upc, ean, or isbn")]),
                category=category,
                description=prose(record.values.get("description", "") or record.values.get("short description", "")),
                stock=_stock(record) if not variants else None if None in stocks else sum(s for s in stocks if s),
                attributes=tuple(a for a in facts if a.name not in ("brand", "manufacturer")),
                variants=tuple(variants),
                picture=_picture(record, feed),
            ),
            record.line,
            tuple(_links(record, shelf)),
        )
    except RowError as error:
        yield Rejected(record.line, str(error), own)


def _variant(record: Record, feed: Feed) -> Variant:
    return Variant(
        id=_own(record),
        options={a.name: a.text for a in _named(record)} or {"title": _get(record, "name")},
        price=_price(record, feed),
        stock=_stock(record),
        picture=_picture(record, feed),
        ean=next(iter(fields.eans([_get(record, "gtin, upc, ean, or isbn")])), None),
    )


def _price(record: Record, feed: Feed) -> Money:
    regular = fields.machine_price(_get(record, "regular price"), feed.context.currency)
    sale = _get(record, "sale price")
    if sale and fields.is_running(_get(record, "date sale price starts"), _get(record, "date sale price ends")):
        reduced = fields.machine_price(sale, feed.context.currency)
        return reduced if reduced.minor < regular.minor else regular
    return regular


def _stock(record: Record) -> int | None:
    if _get(record, "in stock?").lower() in ("0", "backorder", "onbackorder", "no"):
        return 0
    count = _get(record, "stock")
    return None if count in ("", "parent") else fields.stock(count)


def _attributes(record: Record) -> Iterator[Attribute]:
    for column, value in record.values.items():
        if (measure := _MEASURE.fullmatch(column)) and plain(value):
            attribute = typed(measure[1], f"{plain(value)} {measure[2]}")
            if attribute is not None:
                yield attribute
    yield from _named(record)
    tags = _list(record.values.get("tags", ""))
    if tags:
        yield Attribute("tags", tuple(tags) if len(tags) > 1 else tags[0])


def _named(record: Record) -> Iterator[Attribute]:
    """``Attribute 1 name`` with ``Attribute 1 value(s)``, and so on: of a variation, its options."""
    for column, value in record.values.items():
        numbered = _ATTRIBUTE.fullmatch(column)
        if numbered and (name := attribute_name(plain(value))):
            texts = _list(record.values.get(f"attribute {numbered[1]} value(s)", ""))
            attribute = typed(name, texts) if texts else None
            if attribute is not None:
                yield attribute


def _category(record: Record) -> tuple[str, ...]:
    paths = [fields.split_path(text, ">") for text in _list(record.values.get("categories", ""))]
    return max(paths, key=len, default=())


def _links(record: Record, shelf: Shelf) -> Iterator[Link]:
    for column, kind in _LINKS.items():
        for name in _list(record.values.get(column, "")):
            yield Link(_own(record), shelf.ids.get(name, name), kind)


def _picture(record: Record, feed: Feed) -> str | None:
    return feed.context.picture(feed.source, next(iter(_list(record.values.get("images", ""))), None))


def _list(text: str) -> list[str]:
    return [t for part in _COMMA.split(text) if (t := plain(part.replace("\\,", ",")))]


def _own(record: Record) -> str:
    return _get(record, "sku") or _get(record, "id")


def _type(record: Record) -> str:
    """``simple``, ``variable``, ``variation``, ``grouped`` or ``external``: the first of "simple, virtual"."""
    return _get(record, "type").lower().split(",")[0].strip() or "simple"


def _get(record: Record, column: str) -> str:
    return plain(record.values.get(column, ""))
