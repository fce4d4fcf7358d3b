"""The side files of a Magento export folder: links between products, pictures, reviews, and the shop's text pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.delimited import Record
from engine.catalogue.formats.items import Item, ParsedDocument, ParsedLinks, Passed, Rejected
from engine.catalogue.formats.text import named_values, plain, prose
from engine.products import Link, LinkKind, StoreDocument

_HEADING = re.compile(r"<h[1-4]\b[^>]*>(.*?)</h[1-4]\s*>", re.IGNORECASE | re.DOTALL)
_SHORTEST = 40  # characters; less is a heading or a link, not a policy
# Pages that every Magento shop has and that say nothing about the store.
_EMPTY_PAGES = frozenset({"home", "no-route", "enable-cookies"})
_TOPIC_WORDS = re.compile(r"[a-z]{4,}")
_STOP = frozenset({"about", "with", "from", "your", "this", "that", "what", "when", "which", "information"})


def link_kind(file_name: str) -> LinkKind:
    """Which links a file holds is said by its name: cross-sells go with the product in the basket."""
    name = file_name.lower().replace("-", "").replace("_", "")
    if "related" in name:
        return "related"
    return "upsell" if "upsell" in name else "goes_with"


def read_links(records: Iterator[Record | Rejected], feed: Feed) -> Iterator[Item]:
    kind = link_kind(feed.source.stem)
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        source = plain(record.values.get("sku", ""))
        targets = [t for line in re.split(r"[\n,]", record.values.get("linked_sku", "")) if (t := plain(line))]
        if not source or not targets:
            yield Rejected(record.line, "does not name both products of a link")
            continue
        yield ParsedLinks(tuple(Link(source, target, kind) for target in targets), record.line)


def gather_images(records: Iterator[Record | Rejected], feed: Feed) -> None:
    """The first picture of each SKU, into the context."""
    for record in records:
        if isinstance(record, Record) and (sku := plain(record.values.get("sku", ""))):
            feed.context.images.setdefault(sku, record.values.get("image", "").strip())


def gather_ratings(records: Iterator[Record | Rejected], feed: Feed) -> None:
    """Sum and count of the reviews' stars of each SKU, into the context. Nobody's name or words are kept."""
    for record in records:
        if not isinstance(record, Record):
            continue
        sku, stars = plain(record.values.get("sku", "")), record.values.get("rating_value", "").strip()
        if sku and stars in ("1", "2", "3", "4", "5"):
            total, count = feed.context.ratings.get(sku, (0, 0))
            feed.context.ratings[sku] = (total + int(stars), count + 1)


def read_pages(records: Iterator[Record | Rejected]) -> Iterator[Item]:
    """The text pages as store documents: each headed section is one, so that an answer can name it."""
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        row = record.values
        identifier = plain(row.get("identifier", ""))
        title = plain(row.get("content_heading", "") or row.get("title", ""))
        if not identifier or not title:
            yield Rejected(record.line, "is a page without identifier or title")
        elif (
            identifier in _EMPTY_PAGES or row.get("is_active", "1").strip() == "0" or not prose(row.get("content", ""))
        ):
            yield Passed(record.line, f"page {identifier} is empty or hidden")
        else:
            for document in _sections(identifier, title, row.get("content", "")):
                yield ParsedDocument(document, record.line)


def _sections(identifier: str, title: str, content: str) -> Iterator[StoreDocument]:
    pieces = _HEADING.split(content)
    heads = [title, *(plain(h) for h in pieces[1::2])]
    used: set[str] = set()
    for head, body in zip(heads, pieces[::2], strict=True):
        text = " ".join(_sentence(line) for line in prose(body).split("\n") if line)
        if len(text) < _SHORTEST:
            continue
        slug = re.sub(r"[^a-z0-9]+", "-", head.lower()).strip("-")
        id = identifier if head == title else f"{identifier}/{slug}"
        while id in used:
            id += "-more"
        used.add(id)
        topics = tuple(dict.fromkeys(w for w in _TOPIC_WORDS.findall(head.lower()) if w not in _STOP))
        yield StoreDocument(id, head or title, text, topics, named_values(text))


def _sentence(line: str) -> str:
    """A list item or table row ends like a sentence, so that it can be told apart in running text."""
    return line if line[-1] in ".!?:;" else f"{line}."
