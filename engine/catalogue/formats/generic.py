"""Any table or JSON feed: columns found by their usual names, or by a mapping; what is left becomes attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.catalogue.formats import fields
from engine.catalogue.formats.columns import ColumnFinder, is_known
from engine.catalogue.formats.context import Context, Feed
from engine.catalogue.formats.grouping import Grouper, as_one_product
from engine.catalogue.formats.items import Item, Parsed, Rejected, RowError
from engine.catalogue.formats.mapping import ColumnMapping
from engine.catalogue.formats.nested import as_rows, nested_variants, option_names_of
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import PART_NUMBER, attribute_name, typed
from engine.money import Money
from engine.products import Attribute, Place, Product

_NOISE = re.compile(
    r"^(?:url|link|href|product url|canonical.*|meta .*|seo .*|status|published|.*#\d+|.*_id|tax.*|img.*|.*_at|requires_shipping)$"
)
_OPTION_NAMES = ("size", "color", "colour", "material", "pattern", "style", "flavor", "flavour", "length", "capacity")
Rows = Iterator[tuple[int, Mapping[str, Any]] | Rejected]

_ATTRIBUTE_LONGEST = 300
_LOOKED_AT = 200  # rows without a parent before a feed is taken to have no variants


def read_generic(feed: Feed, records: Rows, groups: Grouper) -> Iterator[Item]:
    """Products from rows of any names. ``groups`` knows how many rows each parent has, so that variants become one."""
    columns_of = ColumnFinder(feed.context.mapping)
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        line, row = record
        columns = columns_of(row)
        id = _text(row, columns.get("id", ()))
        if nested_variants(row):
            yield from _with_variants(row, line, feed, columns_of)
            continue
        group = id if id in groups.heads else _text(row, columns.get("parent", ()))
        if group is not None and groups.expected.get(group, 0) < 2:
            group = None
        try:
            product = product_of(row, columns, feed, head=group is not None and group == id)
        except RowError as error:
            yield Rejected(line, str(error), error.id or id)
            complete = groups.missed(group) if group is not None else None
        else:
            if group is None:
                yield Parsed(product, line, stating=("goes_with",) if "goes_with" in columns else ())
                continue
            complete = groups.add(group, product, line)
        if complete and group is not None:
            yield as_one_product(group, complete, option_names(feed.context.mapping))
    for group, members in groups.rest():
        yield as_one_product(group, members, option_names(feed.context.mapping))


def _with_variants(row: Mapping[str, Any], line: int, feed: Feed, columns_of: ColumnFinder) -> Iterator[Item]:
    """A product that carries its variants inside. A variant that is not usable is told, the others go in."""
    around = {name: value for name, value in row.items() if name not in ("variants", "options")}
    try:
        head = product_of(around, columns_of(around), feed, head=True)
    except RowError as error:
        yield Rejected(line, str(error), error.id)
        return
    variants = []
    for number, variant in enumerate(as_rows(row, head.id, columns_of), 1):
        try:
            variants.append((product_of(variant, columns_of(variant), feed), line))
        except RowError as error:
            yield Rejected(line, f"variant {number}: {error}", head.id)
    if variants:
        yield as_one_product(
            head.id, [(head, line), *variants], option_names_of(row) or option_names(feed.context.mapping)
        )


def product_of(
    row: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], feed: Feed, head: bool = False
) -> Product:
    """One product from one row; raises :class:`RowError`. The ``head`` of a group may leave the price to its variants."""
    mapping = feed.context.mapping
    id = fields.identifier(first_of(row, columns.get("id", ())))
    try:
        title = fields.title(first_of(row, columns.get("title", ())))
        currency = _text(row, columns.get("currency", ())) or feed.context.currency
        price = price_of(row, columns, mapping, currency.upper(), Money(0, currency.upper()) if head else None)
        category = fields.split_path(first_of(row, columns.get("category", ())), mapping.separators)
        kind = _text(row, columns.get("kind", ())) or ""
        kind_path = fields.split_path(kind, ">/\n")
        description = prose(_text(row, columns.get("description", ()), keep_lines=True) or "")
        aisle, bay = _text(row, columns.get("aisle", ())), _text(row, columns.get("bay", ()))
        ean_value = first_of(row, columns.get("ean", ()))
        links = first_of(row, columns.get("goes_with", ()))
        return Product(
            id=id,
            title=title,
            price=price,
            kind=guess_kind(title, category or kind_path[:-1], kind_path[-1:]),
            brand=_text(row, columns.get("brand", ())),
            sku=_text(row, columns.get("sku", ())),
            ean=fields.eans(ean_value if isinstance(ean_value, list) else re.split(r"[,;|]", str(ean_value or ""))),
            category=category or kind_path[:-1],
            description=description,
            stock=fields.stock(first_of(row, columns.get("stock", ()))),
            place=Place(aisle, bay or "") if aisle else None,
            rating=fields.rating(first_of(row, columns.get("rating", ()))),
            rating_count=fields.count(first_of(row, columns.get("ratings", ()))),
            sales=fields.count(first_of(row, columns.get("sales", ()))),
            released=fields.released(first_of(row, columns.get("released", ()))),
            attributes=tuple(attributes_of(row, columns, mapping)),
            picture=feed.context.picture(feed.source, _picture(row, columns)),
            goes_with=fields.split_path(links, ",;|\n"),
        )
    except RowError as error:
        raise RowError(str(error), id) from error


def attributes_of(
    row: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], mapping: ColumnMapping
) -> Iterator[Attribute]:
    """The attributes that a row nests or a mapping names, then every other column that says something short."""
    numbers = dict.fromkeys(text for name in columns.get("sku", ()) if (text := _text(row, (name,))))
    if len(numbers) > 1:
        yield Attribute(PART_NUMBER, list(numbers)[1])
    nested = row.get("attributes")
    if isinstance(nested, Mapping):
        for name, value in nested.items():
            if (key := attribute_name(str(name))) and (attribute := _typed(key, value, mapping)) is not None:
                yield attribute
    by_given = _by_given(row)
    for name, wanted in mapping.attributes.items():
        column = by_given.get(wanted.column)
        if column is None:
            continue
        said: Any = row[column]
        if isinstance(said, str) and wanted.separator and wanted.separator in said:
            said = said.split(wanted.separator)
        attribute = _typed(attribute_name(name), said, mapping)
        if attribute is not None and wanted.unit and attribute.unit is None and isinstance(attribute.value, float):
            attribute = Attribute(attribute.name, attribute.value, wanted.unit)
        if attribute is not None:
            yield attribute
    for key, name in other_columns(row, columns, mapping):
        if (attribute := _typed(key, row[name], mapping)) is not None:
            yield attribute


def other_columns(
    row: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], mapping: ColumnMapping
) -> Iterator[tuple[str, str]]:
    """The columns that nothing names and that may say a fact, each after the attribute it becomes."""
    if not mapping.others:
        return
    by_given = _by_given(row) if mapping.attributes else {}
    used = {name for names in columns.values() for name in names} | {"attributes"}
    used |= {by_given[wanted.column] for wanted in mapping.attributes.values() if wanted.column in by_given}
    for name, value in row.items():
        flat = str(name).lower()
        if name in used or is_known(flat) or _NOISE.match(flat) or isinstance(value, Mapping):
            continue
        if key := attribute_name(flat):
            yield key, name


def _by_given(row: Mapping[str, Any]) -> dict[str, str]:
    """The row's names by how a mapping writes them."""
    return {" ".join(str(name).lower().split()): name for name in row}


def option_names(mapping: ColumnMapping) -> tuple[str, ...]:
    """The attributes that may tell variants apart: those of the mapping's option columns, else the usual ones."""
    by_column = {wanted.column: attribute_name(name) for name, wanted in mapping.attributes.items()}
    return tuple(by_column.get(column, attribute_name(column)) for column in mapping.options) or _OPTION_NAMES


def _typed(name: str, value: Any, mapping: ColumnMapping) -> Attribute | None:
    if isinstance(value, Mapping):
        number, unit = value.get("value"), value.get("unit")
        return _typed(name, f"{number} {unit}" if unit else number, mapping) if number is not None else None
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, list):
        value = [item for item in value if isinstance(item, str | int | float | Decimal) and not isinstance(item, bool)]
    if isinstance(value, str):
        value = plain(value)
        if len(value) > _ATTRIBUTE_LONGEST or value.startswith(("http://", "https://")):
            return None
        if value.lower() in mapping.yes or value.lower() in mapping.no:
            value = value.lower() in mapping.yes
    return typed(name, value)


def price_of(
    row: Mapping[str, Any],
    columns: Mapping[str, tuple[str, ...]],
    mapping: ColumnMapping,
    currency: str,
    absent: Money | None,
) -> Money:
    """The price, or the sale price where there is a lower one; ``absent`` where there is neither and that is allowed."""
    price = _first_price(row, columns.get("price", ()), mapping, currency)
    sale = _first_price(row, columns.get("sale_price", ()), mapping, currency)
    if sale is not None and sale.minor > 0 and (price is None or sale.currency == price.currency):
        price = sale if price is None or sale.minor < price.minor else price
    price = price or absent
    if price is None:
        raise RowError("has no price")
    return price


def _first_price(
    row: Mapping[str, Any], columns: tuple[str, ...], mapping: ColumnMapping, currency: str
) -> Money | None:
    for column in columns:
        value = row.get(column)
        if value is None or value == "":
            continue
        if isinstance(value, Mapping):
            currency = str(value.get("currency", currency)).upper()
            value = value.get("amount", value.get("value"))
        if mapping.price_unit == "minor":
            return fields.minor_price(int(value) if str(value).strip().lstrip("-").isdigit() else value, currency)
        code = re.search(r"\b(usd|eur|gbp)\b", column.lower())
        return fields.price(value, code.group().upper() if code else currency)
    return None


def _picture(row: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]]) -> str | None:
    value = first_of(row, columns.get("picture", ()))
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str | Mapping)), None)
    if isinstance(value, Mapping):
        value = value.get("src", value.get("url"))
    return str(value).split(",")[0] if value else None


def first_of(row: Mapping[str, Any], columns: tuple[str, ...]) -> Any:
    for column in columns:
        value = row.get(column)
        if value is not None and value not in ("", [], {}):
            return value
    return None


def _text(row: Mapping[str, Any], columns: tuple[str, ...], keep_lines: bool = False) -> str | None:
    value = first_of(row, columns)
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list):
        value = "\n".join(str(v) for v in value if isinstance(v, str))
    if value is None or isinstance(value, bool):
        return None
    return (str(value) if keep_lines else plain(str(value))) or None


def groups_of(open_rows: Callable[[], Rows], context: Context) -> Grouper:
    """Which rows belong together: a first pass counts the rows of each parent, a second finds the parents' own rows.

    A feed without a parent column is only looked into.
    """
    counts: dict[str, int] = {}
    columns_of = ColumnFinder(context.mapping)
    for seen, record in enumerate(open_rows()):
        if isinstance(record, Rejected):
            continue
        columns = columns_of(record[1])
        if "parent" not in columns and not counts and seen > _LOOKED_AT:
            break
        parent = _text(record[1], columns.get("parent", ()))
        if parent is not None and parent != _text(record[1], columns.get("id", ())):
            counts[parent] = counts.get(parent, 0) + 1
    heads: set[str] = set()
    for record in open_rows() if counts else ():
        if not isinstance(record, Rejected):
            id = _text(record[1], columns_of(record[1]).get("id", ()))
            if id in counts and id not in heads:
                heads.add(id)
                counts[id] += 1
    return Grouper(counts, frozenset(heads))
