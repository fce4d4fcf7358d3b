"""One feed of a known format to a stream of items: which reader, and a first pass where a format needs one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar, assert_never

from engine.catalogue.formats import generic, icecat, magento, magento_side, merchant, own, shopify, woocommerce
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.delimited import Record, header_of, read_table
from engine.catalogue.formats.detect import Format
from engine.catalogue.formats.grouping import Grouper
from engine.catalogue.formats.items import Item, Rejected
from engine.catalogue.formats.jsonstream import is_wrapped, read_array, read_lines
from engine.catalogue.formats.xmlstream import Entry, read_xml
from engine.errors import InputError

_Row = TypeVar("_Row")


def read(format: Format, feed: Feed) -> Iterator[Item]:
    """The items of one feed; side files yield nothing and leave what they hold in the feed's context."""
    match format:
        case "csv":
            groups = generic.groups_of(lambda: _first_pass(_rows(feed, False)), feed.context)
            yield from generic.read_generic(feed, _rows(feed), groups)
        case "json":
            groups = generic.groups_of(lambda: _first_pass(_array(feed, False)), feed.context)
            yield from generic.read_generic(feed, _array(feed), groups)
        case "jsonl":
            groups = generic.groups_of(lambda: _first_pass(_lines(feed, False)), feed.context)
            yield from generic.read_generic(feed, _lines(feed), groups)
        case "aisle":
            yield from own.read_own(_lines(feed), feed.context.currency)
        case "icecat":
            yield from icecat.read_icecat(_array(feed), feed, feed.context.mapping.currency or icecat.CURRENCY)
        case "icecat_lines":
            yield from icecat.read_icecat(_lines(feed), feed, feed.context.mapping.currency or icecat.CURRENCY)
        case "shopify":
            yield from shopify.read_shopify(_table(feed), feed)
        case "woocommerce":
            shelf = woocommerce.shelf_of(_first_pass(_table(feed, False)))
            yield from woocommerce.read_woocommerce(_table(feed), feed, shelf)
        case "merchant_xml":
            groups = Grouper(merchant.groups_of(_first_pass(_xml(feed, False))))
            yield from merchant.read_merchant(_xml(feed), feed, groups)
        case "merchant_tsv":
            groups = Grouper(merchant.groups_of(_first_pass(_merchant_rows(feed, False))))
            yield from merchant.read_merchant(_merchant_rows(feed), feed, groups)
        case "magento":
            yield from magento.read_magento(_table(feed), feed, magento.families_of(_first_pass(_table(feed, False))))
        case "magento_sample":
            yield from magento.read_sample(_table(feed), feed)
        case "magento_links":
            yield from magento_side.read_links(_table(feed), feed)
        case "magento_images":
            magento_side.gather_images(_table(feed), feed)
        case "magento_reviews":
            magento_side.gather_ratings(_table(feed), feed)
        case "magento_pages":
            yield from magento_side.read_pages(_table(feed))
        case _:
            assert_never(format)


def rows_of(feed: Feed) -> generic.Rows:
    """The rows of any table or JSON, whatever columns it has."""
    text = feed.source.head().decode(feed.encoding, "ignore").lstrip("\ufeff").lstrip()
    if text[:1] in ("{", "["):
        yield from _array(feed) if text[0] == "[" or is_wrapped(text) else _lines(feed)
        return
    feed.delimiter = header_of(text, feed.delimiter)[1]
    yield from _rows(feed)


def _first_pass(rows: Iterator[_Row]) -> Iterator[_Row]:
    """A pass that only learns: a feed that breaks off ends here quietly, and is reported when it is read."""
    try:
        yield from rows
    except InputError:
        return


def _table(feed: Feed, counted: bool = True) -> Iterator[Record | Rejected]:
    with feed.stream(counted) as stream:
        yield from read_table(stream, feed.encoding, feed.delimiter)


def _rows(feed: Feed, counted: bool = True) -> generic.Rows:
    for record in _table(feed, counted):
        yield record if isinstance(record, Rejected) else (record.line, record.values)


def _merchant_rows(feed: Feed, counted: bool = True) -> Iterator[Entry]:
    for record in _table(feed, counted):
        yield record if isinstance(record, Rejected) else (record.line, merchant.as_fields(record.values))


def _xml(feed: Feed, counted: bool = True) -> Iterator[Entry]:
    with feed.stream(counted) as stream:
        yield from read_xml(stream)


def _array(feed: Feed, counted: bool = True) -> generic.Rows:
    with feed.stream(counted) as stream:
        yield from read_array(stream, feed.encoding)


def _lines(feed: Feed, counted: bool = True) -> generic.Rows:
    with feed.stream(counted) as stream:
        yield from read_lines(stream, feed.encoding)
