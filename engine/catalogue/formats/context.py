"""What every format's reader needs beside the rows: currency, mapping, pictures, and facts gathered from side files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from engine.catalogue.formats.mapping import ColumnMapping
from engine.catalogue.formats.sources import Source
from engine.catalogue.formats.text import decoding
from engine.catalogue.pictures import PictureFinder
from engine.errors import InputError


@dataclass(slots=True)
class Context:
    """Shared by all feeds of one import. ``images`` and ``ratings`` are by SKU, from side files of a shop export."""

    currency: str
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    images: dict[str, str] = field(default_factory=dict)
    ratings: dict[str, tuple[int, int]] = field(default_factory=dict)
    _finders: dict[Path, PictureFinder] = field(default_factory=dict)

    def picture(self, source: Source, named: object) -> str | None:
        """The file of a picture that the feed names, ``None`` where there is none nearby."""
        if not isinstance(named, str) or not named:
            return None
        folder = source.path.parent
        if folder not in self._finders:
            self._finders[folder] = PictureFinder(source.path)
        return self._finders[folder].find(named)


@dataclass(slots=True)
class Feed:
    """One source with what was found out about it; opens as often as a reader needs, counting bytes only once asked."""

    source: Source
    context: Context
    encoding: str
    delimiter: str | None = None
    count: Callable[[int], None] = field(default=lambda n: None)

    def stream(self, counted: bool = True) -> _Opened:
        return _Opened(self, counted)


class _Opened:
    """``with feed.stream() as bytes_`` without a second level of context managers in every reader."""

    def __init__(self, feed: Feed, counted: bool) -> None:
        self._feed = feed
        self._manager = feed.source.open(feed.count if counted else (lambda n: None))

    def __enter__(self) -> IO[bytes]:
        return self._manager.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        handled = self._manager.__exit__(kind, error, trace)
        if isinstance(error, UnicodeError) and not handled:
            raise InputError(
                f"is not written in {self._feed.encoding.upper()}; name its encoding in a mapping (--map)",
                self._feed.source.name,
            ) from error
        return handled


def encoding_of(source: Source, context: Context) -> str:
    if context.mapping.encoding:
        return context.mapping.encoding
    try:
        with source.open() as stream:
            return decoding(stream)
    except InputError:
        return "utf-8"  # damaged further in, where reading will tell it; what was seen so far is UTF-8


Lines = Iterator[str]
