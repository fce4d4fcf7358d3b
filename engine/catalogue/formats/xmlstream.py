"""XML feeds as a stream of items: bounded memory whatever the XML, entities and other files refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from engine.catalogue.formats.items import Rejected
from engine.catalogue.formats.sources import read_some

_CHUNK = 1 << 16
_ITEM_LONGEST = 1 << 20
_MARK_LONGEST = 1 << 20
"""Bytes of one tag, comment or declaration, which the parser holds in memory until it is whole."""
_DEEPEST = 200
_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# What the parser reads by itself; anything else is decoded before.
_NATIVE = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii"})

Fields = Mapping[str, list[str]]
Entry = tuple[int, Fields] | Rejected


def read_xml(stream: IO[bytes]) -> Iterator[Entry]:
    """The ``item`` (RSS) and ``entry`` (Atom) elements as lists of texts by tag, with the line where each starts.

    An error in the XML ends the feed there; what came before stays good.
    """
    handler = _Items()
    parser = _Parser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    parser.prepareParser(InputSource())
    fed = 0
    try:
        for chunk in _chunks(stream):
            parser.feed(chunk)
            fed += len(chunk) if isinstance(chunk, bytes) else len(chunk.encode("utf-8", "replace"))
            yield from handler.take()
            if fed - parser.reached > _MARK_LONGEST:
                raise SAXException(f"a tag or comment of more than {_MARK_LONGEST >> 20} MB")
        parser.close()
    except DefusedXmlException:
        yield from handler.take()
        reason = "the XML declares entities or refers to other files, which Aisle does not read; write the texts out"
        yield Rejected(handler.line, reason, ends_early=True)
    except SAXParseException as error:
        yield from handler.take()
        yield Rejected(
            error.getLineNumber() or handler.line,
            f"the XML ends or breaks here ({error.getMessage()})",
            ends_early=True,
        )
    except (
        SAXException,
        ValueError,
        LookupError,
    ) as error:  # an encoding that the parser does not know is a ValueError
        yield from handler.take()
        yield Rejected(handler.line, f"the XML cannot be read ({error})", ends_early=True)
    yield from handler.take()


def _chunks(stream: IO[bytes]) -> Iterator[bytes | str]:
    """The bytes, or where the document names an encoding that the parser may not know, the text."""
    chunk = read_some(stream, _CHUNK)
    named = _ENCODING.match(chunk.lstrip(b" \t\r\n"))
    decoder: codecs.IncrementalDecoder | None = None
    if named:
        encoding = codecs.lookup(named[1].decode("ascii")).name
        "".encode(encoding)  # a LookupError for what is no encoding of texts
        if encoding not in _NATIVE:
            decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk:
        yield decoder.decode(chunk) if decoder is not None else chunk
        chunk = read_some(stream, _CHUNK)


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    @property
    def reached(self) -> int:
        """The byte where what the parser has not understood yet begins."""
        return int(self._parser.CurrentByteIndex)


class _Items(ContentHandler):
    """Gathers items, one level of tags deep."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 1
        self._done: list[Entry] = []
        self._row: dict[str, list[str]] | None = None
        self._path: list[str] = []
        self._text: list[str] = []
        self._detail: dict[str, str] = {}
        self._size = 0
        self._depth = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._locator = locator

    def take(self) -> Iterator[Entry]:
        done, self._done = self._done, []
        yield from done

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:
        tag = name[1]
        self._depth += 1
        if self._depth > _DEEPEST:
            raise SAXException(f"tags nested more than {_DEEPEST} deep")
        if self._row is None:
            if tag in ("item", "entry"):
                self._row, self._path, self._size = {}, [], 0
                self.line = self._locator.getLineNumber() if self._locator else 1
            return
        self._size += len(tag)
        self._path.append(tag)
        self._text = []
        if tag == "link" and attrs.get((None, "href")) and self._size <= _ITEM_LONGEST:
            self._row.setdefault("link", []).append(str(attrs.get((None, "href"))))

    def characters(self, content: str) -> None:
        if self._row is not None and self._path:
            self._size += len(content)
            if self._size <= _ITEM_LONGEST:
                self._text.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._depth -= 1
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
        if self._size > _ITEM_LONGEST:
            return
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
