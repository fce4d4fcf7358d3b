"""One import under way: batches on their way to the writer, what was counted and rejected, how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.catalogue.formats.archives import DamagedFile
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.detect import SIDE_FILES, Format
from engine.catalogue.formats.items import Heading, Parsed, ParsedDocument, ParsedLinks, Passed, Rejected
from engine.catalogue.formats.reading import read
from engine.catalogue.writer import CatalogueWriter
from engine.errors import InputError
from engine.products import Product, StoreDocument

_BATCH = 500
_BAD_KEPT = 10_000
_TOLD_EVERY = 0.2  # seconds
_DESCRIPTION_LONGEST = 50_000
"""Characters; a shopper reads a page, and more than a book is a mistake of the feed."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that did not go in: where it is and why. ``line`` is 0 where it is the whole file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. ``rate`` is rows a second, ``seconds_left`` ``None`` while it cannot be told.

    ``stage`` is ``resuming`` (told once, where an interrupted import left ``rows`` vectors), ``reading``, ``indexing``
    and ``embedding``.
    """

    stage: str
    rows: int
    done: float
    rate: float
    seconds_left: float | None


ProgressCallback = Callable[[Progress], None]


@dataclass(slots=True)
class ImportRun:
    """The state of one import: what is gathered for the next batch, what was counted, when progress was last told."""

    callback: ProgressCallback | None
    started: float = field(default_factory=time.monotonic)
    total_bytes: int = 0
    rows: int = 0
    documents: int = 0
    links: int = 0
    bad_rows: int = 0
    bad: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formats: set[str] = field(default_factory=set)
    heading: Heading = field(default_factory=Heading)
    unreadable: list[str] = field(default_factory=list)
    cut: int = 0
    _passed: dict[str, int] = field(default_factory=dict)
    _products: list[Parsed] = field(default_factory=list)
    _places: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _bytes: int = 0
    _told: float = 0.0
    _stage: str = ""
    _stage_started: float = 0.0

    def read(self, format: Format, feed: Feed, writer: CatalogueWriter) -> None:
        """Take in one feed. Of one that ends early, what came before is kept; of a damaged one, nothing."""
        file = feed.source.name
        feed.count = self._count_bytes
        before = (self.rows, self.documents, self.links, self.bad_rows, len(self.bad), dict(self._passed))
        try:
            with writer.savepoint():
                self._read(format, feed, writer)
        except DamagedFile as error:
            self.rows, self.documents, self.links, self.bad_rows, kept, self._passed = before
            del self.bad[kept:]
            self._products, self._places = [], []
            self._ids.clear()
            self.broken(file, error)
        else:
            if format not in SIDE_FILES:
                self.formats.add(format.split("_")[0])

    def _read(self, format: Format, feed: Feed, writer: CatalogueWriter) -> None:
        file = feed.source.name
        documents: list[StoreDocument] = []
        try:
            for item in read(format, feed):
                match item:
                    case Parsed():
                        self._take(item, file, writer)
                    case Rejected(line, reason, id, ends_early):
                        self._reject(file, line, reason)
                        if ends_early:
                            self.unreadable.append(file)
                        if id:
                            writer.keep(id)
                    case ParsedLinks(links):
                        self.links += max(0, writer.put_links(links))
                    case ParsedDocument(document):
                        documents.append(document)
                    case Passed(_, reason):
                        self._passed[reason] = self._passed.get(reason, 0) + 1
                    case Heading():
                        self.heading = item
                self.tell("reading")
        except DamagedFile:
            raise
        except InputError as error:
            if error.path is None:
                raise InputError(error.reason, file, error.line) from error
            self.broken(file, error)
        self._flush(writer)
        if documents:
            writer.put_documents(documents)
            self.documents += len(documents)

    def _take(self, item: Parsed, file: str, writer: CatalogueWriter) -> None:
        if item.product.id in self._ids:
            self._flush(writer)  # told as a duplicate below
        if len(item.product.description) > _DESCRIPTION_LONGEST:
            self.cut += 1
            short = replace(item.product, description=item.product.description[:_DESCRIPTION_LONGEST])
            item = replace(item, product=short)
        self._products.append(item)
        self._places.append(f"{file}:{item.line}")
        self._ids.add(item.product.id)
        self.rows += 1
        if len(self._products) >= _BATCH:
            self._flush(writer)

    def _flush(self, writer: CatalogueWriter) -> None:
        """Write the batch. Of two products with one id the first counts; the other is reported."""
        if not self._products:
            return
        before = writer.place_of([p.product.id for p in self._products])
        fresh: list[Parsed] = []
        places: list[str] = []
        for parsed, place in zip(self._products, self._places, strict=True):
            earlier = before.get(parsed.product.id)
            if earlier is None:
                fresh.append(parsed)
                places.append(place)
            else:
                file, _, line = place.rpartition(":")
                self._reject(file, int(line), f"has the id “{parsed.product.id}” that {earlier} has already")
        if fresh:
            products: list[Product] = [p.product for p in fresh]
            writer.put(products, places)
            self.links += sum(len(set(p.goes_with)) for p in products)
            links = [link for p in fresh for link in p.links]
            stating = [
                (p.product.id, kind)
                for p in fresh
                for kind in p.stating
                if not (kind == "goes_with" and p.product.goes_with)
            ]
            if links or stating:
                self.links += max(0, writer.put_links(links, stating))
        self._products, self._places = [], []
        self._ids.clear()

    def broken(self, file: str, error: InputError) -> None:
        self.unreadable.append(file)
        self._reject(file, error.line or 0, error.reason)

    def _reject(self, file: str, line: int, reason: str) -> None:
        self.bad_rows += 1
        if len(self.bad) < _BAD_KEPT:
            self.bad.append(BadRow(file, line, reason))

    def require_something(self, paths: Sequence[Path]) -> None:
        """Raises :class:`InputError` if no feed held anything usable, so that the transaction is undone."""
        if self.rows or self.documents or self.links:
            return
        where = ", ".join(str(p) for p in paths)
        if self.bad:
            raise InputError(f"no usable product in {where} ({self.bad_rows} bad rows; the first: {self.bad[0]})")
        raise InputError(f"no product in {where}; give a CSV, JSON or XML feed of products")

    def remove_missing(self, writer: CatalogueWriter) -> None:
        if self.unreadable:
            self.notes.append(f"Nothing was removed, because {self.unreadable[0]} could not be read to its end.")
        elif not self.rows:
            self.notes.append("Nothing was removed, because the feeds hold no products.")
        else:
            writer.remove_unseen()

    def all_notes(self) -> Iterable[str]:
        yield from self.notes
        if self.cut:
            yield f"{self.cut:,} descriptions were cut to {_DESCRIPTION_LONGEST:,} characters."
        for reason, count in self._passed.items():
            yield f"{count} rows left out: {reason}."

    def resumes(self, vectors: int) -> None:
        if vectors:
            self._tell("resuming", vectors, 0.0, force=True)

    def embedding(self, done: int, total: int) -> None:
        self._tell("embedding", done, done / total if total else 1.0, force=done == total)

    def tell(self, stage: str) -> None:
        self._tell(
            stage, self.rows, self._bytes / self.total_bytes if self.total_bytes else 0.0, force=stage != "reading"
        )

    def _tell(self, stage: str, rows: int, done: float, force: bool) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_started = stage, now
        if self.callback is None or (now - self._told < _TOLD_EVERY and not force):
            return
        self._told = now
        seconds = now - self._stage_started
        done = min(done, 1.0)
        left = seconds / done * (1 - done) if done > 0.01 else None
        self.callback(Progress(stage, rows, done, rows / seconds if seconds else 0.0, left))

    def _count_bytes(self, count: int) -> None:
        self._bytes += count
