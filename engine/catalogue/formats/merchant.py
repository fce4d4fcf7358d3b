"""Google Merchant product feeds, XML (RSS or Atom) and TSV: the items of one ``item_group_id`` are one product."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.grouping import Grouper, as_one_product
from engine.catalogue.formats.items import Item, Parsed, Rejected, RowError
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.formats.xmlstream import Entry, Fields
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import attribute_name, typed
from engine.products import Attribute, Product

_OPTIONS = ("color", "size", "material", "pattern", "gender", "age_group")
_FACTS = ("color", "size", "material", "pattern", "gender", "age_group", "condition", "size_type", "size_system",
          "energy_efficiency_class", "multipack", "product_weight", "product_length", "product_width", "product_height",
          "shipping_weight", "unit_pricing_measure")  # fmt: skip


def read_merchant(items: Iterator[Entry], feed: Feed, groups: Grouper) -> Iterator[Item]:
    for entry in items:
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, row = entry
        group = plain(_first(row, "item_group_id"))
        grouped = groups.expected.get(group, 0) > 1
        try:
            product = _product(row, feed)
        except RowError as error:
            yield Rejected(line, str(error), error.id)
            if grouped and (complete := groups.missed(group)):
                yield as_one_product(group, complete, _OPTIONS)
            continue
        if not grouped:
            yield Parsed(product, line)
        elif complete := groups.add(group, product, line):
            yield as_one_product(group, complete, _OPTIONS)
    for group, members in groups.rest():
        yield as_one_product(group, members, _OPTIONS)


def groups_of(items: Iterator[Entry]) -> dict[str, int]:
    """How many items each ``item_group_id`` has: the first pass."""
    counts: dict[str, int] = {}
    for entry in items:
        if not isinstance(entry, Rejected) and (group := plain(_first(entry[1], "item_group_id"))):
            counts[group] = counts.get(group, 0) + 1
    return counts


def as_fields(row: Mapping[str, str]) -> Fields:
    """A row of the TSV form; names may carry the ``g:`` prefix and spaces for underscores.

    What XML nests is written ``section:name:value`` there, and lists are parted by commas.
    """
    out: dict[str, list[str]] = {}
    for column, value in row.items():
        name = column.removeprefix("g:").replace(" ", "_")
        if value and name == "product_detail":
            parts = [piece.split(":", 2) for piece in _list(value)]
            out[name] = [f"{part[-2]}\n{part[-1]}" for part in parts if len(part) > 1]
        elif value and name in ("product_highlight", "additional_image_link"):
            out[name] = _list(value)
        elif value:
            out[name] = [value]
    return out


def _product(row: Fields, feed: Feed) -> Product:
    id = fields.identifier(_first(row, "id"))
    try:
        title = fields.title(_first(row, "title"))
        currency = feed.context.currency
        price = fields.price(_first(row, "price"), currency)
        sale = _first(row, "sale_price")
        begins, _, ends = _first(row, "sale_price_effective_date").partition("/")
        if sale and fields.is_running(begins, ends):
            reduced = fields.price(sale, currency)
            price = reduced if 0 < reduced.minor < price.minor and reduced.currency == price.currency else price
        path = fields.split_path(_first(row, "product_type") or _first(row, "google_product_category"), ">")
        if len(path) == 1 and path[0].isdigit():
            path = ()  # a number of Google's own list
        stock = fields.stock(_first(row, "availability"))
        if stock is None and (quantity := _first(row, "sell_on_google_quantity") or _first(row, "quantity")):
            stock = fields.stock(quantity)
        return Product(
            id=id,
            title=title,
            price=price,
            kind=guess_kind(title, path),
            brand=plain(_first(row, "brand")) or None,
            sku=plain(_first(row, "mpn")) or None,
            ean=fields.eans(row.get("gtin", ())),
            category=path,
            description=prose(_first(row, "description")),
            stock=stock,
            attributes=tuple(_attributes(row)),
            picture=next(
                (
                    found
                    for named in (*row.get("image_link", ()), *row.get("additional_image_link", ()))
                    if (found := feed.context.picture(feed.source, named))
                ),
                None,
            ),
        )
    except RowError as error:
        raise RowError(str(error), id) from error


def _attributes(row: Fields) -> Iterator[Attribute]:
    for name in _FACTS:
        texts = [t for value in row.get(name, ()) for piece in value.split("/") if (t := plain(piece))]
        if name == "size":
            texts = [plain(t) for t in row.get(name, ())]  # "10/12" is one size
        if name == "condition" and texts == ["new"]:
            continue
        if texts and (attribute := typed(name.removeprefix("product_"), texts)) is not None:
            yield attribute
    for detail in row.get("product_detail", ()):
        name, _, value = detail.partition("\n")
        key = attribute_name(name)
        if key and (attribute := typed(key, plain(value))) is not None:
            yield attribute
    highlights = tuple(t for value in row.get("product_highlight", ()) if (t := plain(value)))
    if highlights:
        yield Attribute("highlights", highlights)


def _list(value: str) -> list[str]:
    """Entries parted by commas; one with a comma stands in quotes."""
    return [piece.strip() for piece in next(csv.reader([value.replace("\n", " ")], skipinitialspace=True), [])]


def _first(row: Fields, name: str) -> str:
    return next((value for value in row.get(name, ()) if value.strip()), "")
