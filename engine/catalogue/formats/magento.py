"""Magento's product CSV: the flat export with ``product_type`` and ``configurable_variations``, and the sample-data shape.

A configurable product and its simple ones become one product with variants. Simple ones stand before or after their
parent, so a first pass learns who belongs to whom and a second one reads.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.delimited import Record
from engine.catalogue.formats.items import Item, Parsed, Passed, Rejected, RowError
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import PART_NUMBER, attribute_name, typed
from engine.money import Money
from engine.products import Attribute, Link, LinkKind, Product, Variant

_LINKS: Final[Mapping[str, LinkKind]] = {
    "crosssell_skus": "goes_with", "related_skus": "related", "upsell_skus": "upsell",
}  # fmt: skip
_PAIR = re.compile(r",(?=[a-zA-Z][\w-]*=)")
# Category roots that are promotions, not places in the store.
_PROMOTIONS = frozenset({"collections", "promotions", "sale", "what's new", "default category", "root catalog", "new"})
_GENDERS = {"men": "men", "women": "women", "boys": "boys", "girls": "girls"}
_BOOKKEEPING = frozenset({"has_options", "required_options", "options_container", "new", "sale", "msrp"})
_BAR_CODES = frozenset({"ean", "ean13", "gtin", "gtin13", "upc", "barcode", "isbn"})
_NO_ATTRIBUTES = frozenset({"brand", "manufacturer"}) | _BAR_CODES
_WITHOUT_PRICE = frozenset({"bundle", "grouped"})
_SAMPLE_COLUMNS = frozenset(
    {"category", "name", "sku", "price", "qty", "description", "short_description", "meta_description", "special_price",
     "attribute_set", "visibility", "url_key", "image", "bundle_options", "associated_sku", "samples_title",
     "links_title", "links_purchased_separately", "new", "sale", "weight", "status"}
)  # fmt: skip


@dataclass(slots=True)
class _Family:
    """A configurable product and those of its simple ones that have come so far."""

    children: tuple[str, ...]
    parent: Record | None = None
    found: dict[str, Record] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        return self.parent is not None and len(self.found) + len(self.missed) >= len(self.children)


def families_of(records: Iterator[Record | Rejected]) -> dict[str, tuple[str, ...]]:
    """The SKUs of the simple products by the SKU of their configurable one: the first pass."""
    return {
        _sku(record): tuple(sku for sku, _ in _variations(record))
        for record in records
        if isinstance(record, Record) and record.values.get("product_type", "").strip() == "configurable"
    }


def read_magento(
    records: Iterator[Record | Rejected], feed: Feed, families: Mapping[str, tuple[str, ...]]
) -> Iterator[Item]:
    """Products of the flat export. Memory holds only families that are not complete yet."""
    parents = {child: parent for parent, children in families.items() for child in children}
    open_families: dict[str, _Family] = {}
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        sku = _sku(record)
        kind = record.values.get("product_type", "simple").strip() or "simple"
        if not sku:
            yield Rejected(record.line, "has no SKU")
        elif record.values.get("store_view_code", "").strip():
            yield Passed(record.line, "is a translation for one store view")
        elif record.values.get("product_online", "1").strip() in ("0", "2"):
            yield Passed(record.line, "is disabled in the shop")
        elif kind in _WITHOUT_PRICE and not record.values.get("price", "").strip():
            yield Rejected(record.line, f"is a {kind} product, which has no price of its own", sku)
        elif sku in parents or sku in families:
            parent = parents.get(sku, sku)
            family = open_families.setdefault(parent, _Family(families[parent]))
            if sku == parent:
                family.parent = record
            else:
                family.found[sku] = record
            if family.complete:
                yield from _configurable(open_families.pop(parent), feed)
        elif record.values.get("visibility", "").strip() == "Not Visible Individually":
            yield Passed(record.line, "is not visible on its own and belongs to no configurable product")
        else:
            yield from _simple(record, feed)
    for parent, family in open_families.items():
        if family.parent is not None:
            yield from _configurable(family, feed)
        else:
            first = next(iter(family.found.values()))
            yield Rejected(first.line, f"belongs to {fields.shorten(parent)}, whose own row is missing", parent)


def read_sample(records: Iterator[Record | Rejected], feed: Feed) -> Iterator[Item]:
    """Products of the sample-data shape: one row each, lists with line breaks, attributes as columns."""
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        row = record.values
        sku = _sku(record)
        try:
            if not sku:
                raise RowError("has no SKU")
            if not row.get("price", "").strip() and ("bundle_options" in row or "associated_sku" in row):
                raise RowError("is sold in parts and has no price of its own")
            if row.get("links_purchased_separately", "").strip() == "1" and row.get("price", "").strip() in ("", "0"):
                raise RowError("is sold in parts and has no price of its own")
            attributes = [
                a
                for name, value in row.items()
                if name not in _SAMPLE_COLUMNS and "#" not in name
                and (a := _attribute(name, value.split("\n"), flag_if_number=True)) is not None
            ]  # fmt: skip
            lines = [plain(part) for part in row.get("category", "").split("\n")]
            category = _until_promotion([line for line in lines if line])
            yield Parsed(_product(record, feed, category, attributes, ()), record.line)
        except RowError as error:
            yield Rejected(record.line, str(error), sku or None)


def _simple(record: Record, feed: Feed) -> Iterator[Item]:
    try:
        product = _product(record, feed, _category(record), _additional(record), ())
        yield Parsed(product, record.line, tuple(_links(record)))
    except RowError as error:
        yield Rejected(record.line, str(error), _sku(record))


def _configurable(family: _Family, feed: Feed) -> Iterator[Item]:
    parent = family.parent
    assert parent is not None
    variants: list[Variant] = []
    for sku, options in _variations(parent):
        child = family.found.get(sku)
        if child is None:
            yield Rejected(parent.line, f"names the variant {fields.shorten(sku)}, whose row is missing", _sku(parent))
            continue
        try:
            variants.append(_variant(child, options, parent, feed))
        except RowError as error:
            yield Rejected(child.line, str(error), _sku(parent))
    try:
        product = _product(parent, feed, _category(parent), _additional(parent), variants)
        yield Parsed(product, parent.line, tuple(_links(parent)))
    except RowError as error:
        yield Rejected(parent.line, str(error), _sku(parent))


def _variant(child: Record, options: Mapping[str, str], parent: Record, feed: Feed) -> Variant:
    picture = _picture(child, feed)
    return Variant(
        id=_sku(child),
        options=options,
        price=_price(child, feed) if child.values.get("price", "").strip() else _price(parent, feed),
        stock=_stock(child),
        picture=picture if picture != _picture(parent, feed) else None,
        ean=next(iter(_bar_codes(child)), None),
    )


def _product(
    record: Record, feed: Feed, category: tuple[str, ...], attributes: Sequence[Attribute], variants: Sequence[Variant]
) -> Product:
    row = record.values
    sku = _sku(record)
    title = fields.title(row.get("name", ""), sku)
    available = [v for v in variants if v.stock is None or v.stock > 0] or list(variants)
    facts = list(attributes)
    gender = next((_GENDERS[c.lower()] for c in category if c.lower() in _GENDERS), None)
    if gender and not any(a.name == "gender" for a in facts):
        facts.append(Attribute("gender", gender))
    stocks = [v.stock for v in variants]
    stars, count = feed.context.ratings.get(sku, (0, 0))
    brand = next((a.text for a in facts if a.name in ("brand", "manufacturer")), None)
    return Product(
        id=sku,
        title=title,
        price=min((v.price for v in available), key=_minor) if available else _price(record, feed),
        kind=guess_kind(title, category),
        brand=brand,
        sku=sku,
        ean=_bar_codes(record) if not variants else (),
        category=category,
        description=prose(row.get("description", "") or row.get("short_description", "")),
        stock=_stock(record) if not variants else None if None in stocks else sum(s for s in stocks if s is not None),
        rating=round(stars / count, 1) if count else None,
        rating_count=count,
        released=fields.day(row.get("created_at")),
        attributes=tuple(
            replace(a, name=PART_NUMBER) if a.name == "mpn" else a for a in facts if a.name not in _NO_ATTRIBUTES
        ),
        variants=tuple(variants),
        picture=_picture(record, feed),
    )


def _variations(record: Record) -> list[tuple[str, dict[str, str]]]:
    """``sku=A-S,size=S,color=Red|sku=…`` as the SKU and the options of each."""
    out = []
    for piece in html.unescape(record.values.get("configurable_variations", "")).split("|"):
        pairs = dict(pair.split("=", 1) for pair in _PAIR.split(piece.strip()) if "=" in pair)
        sku = plain(pairs.pop("sku", ""))
        if sku:
            out.append((sku, {attribute_name(name): plain(value) for name, value in pairs.items() if plain(value)}))
    return out


def _additional(record: Record) -> list[Attribute]:
    """``material=Wool|Fleece,eco_collection=Yes`` as attributes, those of the record's own columns first."""
    out = []
    for pair in _PAIR.split(html.unescape(record.values.get("additional_attributes", ""))):
        name, _, value = pair.partition("=")
        if (attribute := _attribute(name, value.split("|"))) is not None:
            out.append(attribute)
    return out


def _attribute(name: str, values: Sequence[str], flag_if_number: bool = False) -> Attribute | None:
    key = attribute_name(name)
    texts = [t for value in values if (t := plain(value))]
    if not key or key in _BOOKKEEPING or not texts:
        return None
    if flag_if_number and texts in (["1"], ["0"]):
        return Attribute(key, texts == ["1"])
    return typed(key, texts)


def _category(record: Record) -> tuple[str, ...]:
    """The most specific category path that is no promotion, without the root category."""
    paths = []
    for text in record.values.get("categories", "").split(","):
        parts = [part for piece in text.split("/") if (part := plain(piece))]
        if parts and parts[0].lower() in ("default category", "root catalog"):
            parts = parts[1:]
        if parts and parts[0].lower() not in _PROMOTIONS:
            paths.append(tuple(parts))
    return max(paths, key=len, default=())


def _until_promotion(parts: Sequence[str]) -> tuple[str, ...]:
    """The sample shape lists one path and then promotions: ``Gear, Bags, Collections, …``."""
    out: list[str] = []
    for part in parts:
        if part.lower() in _PROMOTIONS:
            break
        out.append(part)
    return tuple(out)


def _price(record: Record, feed: Feed) -> Money:
    row = record.values
    price = fields.machine_price(row.get("price", ""), feed.context.currency)
    special = row.get("special_price", "").strip()
    if special and fields.is_running(row.get("special_price_from_date"), row.get("special_price_to_date")):
        reduced = fields.machine_price(special, feed.context.currency)
        return reduced if reduced.minor < price.minor else price
    return price


def _stock(record: Record) -> int | None:
    row = record.values
    if row.get("is_in_stock", "1").strip() == "0":
        return 0
    if row.get("manage_stock", "").strip() == "0" and row.get("use_config_manage_stock", "").strip() == "0":
        return None
    return fields.stock(row.get("qty", ""))


def _picture(record: Record, feed: Feed) -> str | None:
    row = record.values
    named = row.get("base_image") or row.get("image") or row.get("small_image") or feed.context.images.get(_sku(record))
    return feed.context.picture(feed.source, named)


def _links(record: Record) -> Iterator[Link]:
    for column, kind in _LINKS.items():
        for sku in record.values.get(column, "").split(","):
            if target := plain(sku):
                yield Link(_sku(record), target, kind)


def _sku(record: Record) -> str:
    return plain(record.values.get("sku", ""))


def _bar_codes(record: Record) -> tuple[str, ...]:
    """From columns of their own or from the additional attributes, as a shop may have set them up."""
    named = [(name, value) for name, value in record.values.items() if name in _BAR_CODES]
    pairs = _PAIR.split(html.unescape(record.values.get("additional_attributes", "")))
    named += [(name, value) for name, _, value in (pair.partition("=") for pair in pairs)]
    return fields.eans(plain(value) for name, value in named if attribute_name(name) in _BAR_CODES)


def _minor(price: Money) -> int:
    return price.minor
