"""Which format a feed has, told from its first bytes, and the reader for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal, get_args

from engine.catalogue.formats.columns import find_columns
from engine.catalogue.formats.context import Context, Feed, encoding_of
from engine.catalogue.formats.delimited import header_of
from engine.catalogue.formats.icecat import looks_like_icecat
from engine.catalogue.formats.jsonstream import is_wrapped
from engine.catalogue.formats.sources import Source
from engine.catalogue.formats.xmlstream import is_xml, xml_head_is_feed
from engine.errors import InputError

Format = Literal[
    "csv", "json", "jsonl", "aisle", "icecat", "icecat_lines", "shopify", "woocommerce", "merchant_xml", "merchant_tsv", "magento",
    "magento_sample", "magento_links", "magento_images", "magento_reviews", "magento_pages",
]  # fmt: skip

# What ``--format`` takes, and which detected formats each allows. An empty tuple: whatever is detected.
CHOICES: dict[str, tuple[Format, ...]] = {
    "auto": (),
    "csv": ("csv",),
    "json": ("json",),
    "jsonl": ("jsonl",),
    "aisle": ("aisle",),
    "shopify": ("shopify",),
    "woocommerce": ("woocommerce",),
    "merchant": ("merchant_xml", "merchant_tsv"),
    "magento": ("magento", "magento_sample", "magento_links", "magento_images", "magento_reviews", "magento_pages"),
    "icecat": ("icecat", "icecat_lines"),
}
SIDE_FILES: tuple[Format, ...] = ("magento_images", "magento_reviews")
FORMATS: tuple[Format, ...] = get_args(Format)


def detect(source: Source, context: Context, chosen: str = "auto") -> tuple[Format, Feed] | None:
    """The format of ``source``; ``None`` where it is no product feed.

    ``chosen`` is one of :data:`CHOICES`. Raises :class:`InputError` for an unreadable file or an unknown choice.
    """
    if chosen not in CHOICES:
        raise InputError(f"there is no format “{chosen}”; choose one of {', '.join(CHOICES)}")
    head = source.head()
    if not head.strip():
        raise InputError("is empty; get it again", source.name)
    if is_xml(head):
        found: Format | None = "merchant_xml" if xml_head_is_feed(head) else None
        return _allowed(found, chosen, Feed(source, context, "xml"))
    encoding = encoding_of(source, context)
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    feed = Feed(source, context, encoding, context.mapping.delimiter)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _allowed(_json_format(text), chosen, feed)
    names, delimiter = header_of(text, feed.delimiter)
    feed.delimiter = delimiter
    return _allowed(_table_format(names, source, context), chosen, feed)


def choice_of(format: Format) -> str:
    """The one of :data:`CHOICES` that stands for a detected format."""
    return next(name for name, formats in CHOICES.items() if format in formats)


def _allowed(found: Format | None, chosen: str, feed: Feed) -> tuple[Format, Feed] | None:
    if chosen == "auto":
        return (found, feed) if found else None
    allowed = CHOICES[chosen]
    if found in allowed:
        return found, feed
    # A general format may be asked for where a special one was seen, or nothing was recognised.
    general = {"csv": "csv", "json": "json", "jsonl": "jsonl"}.get(chosen)
    tables = feed.encoding != "xml" and (found is None or not found.startswith(("json", "aisle", "icecat")))
    if general == "csv" and tables:
        return "csv", feed
    if general == "json" and found in ("json", "icecat"):
        return "json", feed
    if general == "jsonl" and found in ("jsonl", "aisle", "icecat_lines", None):
        return "jsonl", feed
    return None


def _json_format(text: str) -> Format | None:
    text = text.lstrip()
    if text.startswith("[") or is_wrapped(text):
        return "icecat" if any(map(looks_like_icecat, _first_objects(text[text.index("[") + 1 :]))) else "json"
    line = text.split("\n", 1)[0].strip()
    try:
        entry = json.loads(line)
    except ValueError:
        return "jsonl" if line.endswith("}") or len(line) > 4000 else None
    if not isinstance(entry, dict):
        return None
    if entry.get("type") in ("catalogue", "product", "document") and ("version" in entry or "id" in entry):
        return "aisle"
    return "icecat_lines" if looks_like_icecat(entry) else "jsonl"


def _first_objects(text: str) -> Iterator[dict[str, object]]:
    """The objects that lie whole in the beginning of an array, at most ten."""
    decoder = json.JSONDecoder()
    for _ in range(10):
        text = text.lstrip(" \t\r\n,")
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            yield value
        text = text[end:]


def _table_format(names: list[str], source: Source, context: Context) -> Format | None:
    have = set(names)
    if context.mapping.columns:
        return "csv"
    if {"handle", "title"} <= have and have & {"variant price", "variant sku", "option1 name"}:
        return "shopify"
    if {"url handle", "title"} <= have:
        return "shopify"
    if {"type", "name", "regular price"} <= have and have & {"sku", "id"}:
        return "woocommerce"
    if "sku" in have and {"product_type", "attribute_set_code"} <= have:
        return "magento"
    if {"sku", "linked_sku"} <= have:
        return "magento_links"
    if have == {"sku", "image"}:
        return "magento_images"
    if {"sku", "rating_value", "review"} <= have:
        return "magento_reviews"
    if {"identifier", "title", "content"} <= have:
        return "magento_pages" if "page" in source.stem and "block" not in source.name.lower() else None
    if {"sku", "name", "category", "attribute_set"} <= have:
        return "magento_sample"
    bare = {name.removeprefix("g:").replace(" ", "_") for name in have}
    if {"id", "title", "price"} <= bare and bare & {"image_link", "availability", "gtin", "google_product_category"}:
        return "merchant_tsv"
    columns = find_columns(tuple(names), context.mapping)
    return "csv" if "title" in columns and "id" in columns and "price" in columns else None
