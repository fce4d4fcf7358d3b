"""Google Merchant product feeds: RSS or Atom XML (streamed, entities and external parts refused) and TSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.grouping import Grouper, as_one_product
from engine.catalogue.formats.items import Item, Parsed, Rejected, RowError
from engine.catalogue.formats.sources import read_some
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import guess_kind
from engine.catalogue.values import attribute_name, typed
from engine.products import Attribute, Product

_CHUNK = 1 << 16
_ITEM_LONGEST = 1 << 20
_OPTIONS = ("color", "size", "material", "pattern", "gender", "age_group")
_FACTS = ("color", "size", "material", "pattern", "gender", "age_group", "condition", "size_type", "size_system",
          "energy_efficiency_class", "multipack", "product_weight", "product_length", "product_width", "product_height",
          "shipping_weight", "unit_pricing_measure")  # fmt: skip

Fields = Mapping[str, list[str]]


def read_xml(stream: IO[bytes]) -> Iterator[tuple[int, Fields] | Rejected]:
    """The items of an XML feed as lists of texts by tag, with the line where each starts.

    An error in the XML ends the feed there; what came before stays good.
    """
    handler = _Items()
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    parser.prepareParser(InputSource())
    try:
        while chunk := read_some(stream, _CHUNK):
            parser.feed(chunk)
            yield from handler.take()
        parser.close()
    except DefusedXmlException:
        reason = "the XML declares entities, which Aisle does not read; write the texts out"
        yield Rejected(handler.line, reason, ends_early=True)
    except SAXParseException as error:
        yield from handler.take()
        yield Rejected(
            error.getLineNumber() or handler.line,
            f"the XML ends or breaks here ({error.getMessage()})",
            ends_early=True,
        )
    except (SAXException, UnicodeError, LookupError) as error:
        yield from handler.take()
        yield Rejected(handler.line, f"the XML cannot be read ({error})", ends_early=True)
    yield from handler.take()


def read_merchant(items: Iterator[tuple[int, Fields] | Rejected], feed: Feed, groups: Grouper) -> Iterator[Item]:
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


def groups_of(items: Iterator[tuple[int, Fields] | Rejected]) -> dict[str, int]:
    """How many items each ``item_group_id`` has: the first pass."""
    counts: dict[str, int] = {}
    for entry in items:
        if not isinstance(entry, Rejected) and (group := plain(_first(entry[1], "item_group_id"))):
            counts[group] = counts.get(group, 0) + 1
    return counts


def as_fields(row: Mapping[str, str]) -> Fields:
    """A row of the TSV form; names may carry the ``g:`` prefix and spaces for underscores."""
    return {name.removeprefix("g:").replace(" ", "_"): [value] for name, value in row.items() if value}


def _product(row: Fields, feed: Feed) -> Product:
    id = fields.identifier(_first(row, "id"))
    try:
        title = fields.title(_first(row, "title"))
        currency = feed.context.currency
        price = fields.price(_first(row, "price"), currency)
        if sale := _first(row, "sale_price"):
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
            picture=feed.context.picture(feed.source, _first(row, "image_link")),
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


def _first(row: Fields, name: str) -> str:
    return next((value for value in row.get(name, ()) if value.strip()), "")


class _Items(ContentHandler):
    """Gathers ``item`` (RSS) and ``entry`` (Atom) elements, one level of tags deep."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 1
        self._done: list[tuple[int, Fields] | Rejected] = []
        self._row: dict[str, list[str]] | None = None
        self._path: list[str] = []
        self._text: list[str] = []
        self._detail: dict[str, str] = {}
        self._size = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._locator = locator

    def take(self) -> Iterator[tuple[int, Fields] | Rejected]:
        done, self._done = self._done, []
        yield from done

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:
        tag = name[1]
        if self._row is None:
            if tag in ("item", "entry"):
                self._row, self._path, self._size = {}, [], 0
                self.line = self._locator.getLineNumber() if self._locator else 1
            return
        self._path.append(tag)
        self._text = []
        if tag == "link" and attrs.get((None, "href")):
            self._row.setdefault("link", []).append(str(attrs.get((None, "href"))))

    def characters(self, content: str) -> None:
        if self._row is not None and self._path:
            self._size += len(content)
            if self._size <= _ITEM_LONGEST:
                self._text.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        if self._row is None:
            return
        if not self._path:
            if self._size > _ITEM_LONGEST:
                self._done.append(Rejected(self.line, f"is longer than {_ITEM_LONGEST >> 20} MB"))
            else:
                self._done.append((self.line, self._row))
            self._row = None
            return
        tag = self._path.pop()
        text = "".join(self._text).strip()
        self._text = []
        if self._path and self._path[-1] == "product_detail":
            self._detail[tag] = text
        elif tag == "product_detail":
            detail = f"{self._detail.get('attribute_name', '')}\n{self._detail.get('attribute_value', '')}"
            self._row.setdefault(tag, []).append(detail)
            self._detail = {}
        elif not self._path and text:
            self._row.setdefault(tag, []).append(text)


def xml_head_is_feed(head: bytes) -> bool:
    """Whether an XML document looks like a product feed."""
    for encoding in ("utf-8", "utf-16"):
        text = head.decode(encoding, "ignore")
        if "base.google.com/ns/1.0" in text or "<rss" in text or "<feed" in text:
            return True
    return False


def is_xml(head: bytes) -> bool:
    start = BytesIO(head).read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith((b"<?xml", b"<rss", b"<feed", b"<\x00"))
