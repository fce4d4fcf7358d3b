"""CSV and TSV as shops write them: any delimiter, quotes gone wrong, lines inside fields; one bad row costs one row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO, TextIO

from engine.catalogue.formats.items import Rejected
from engine.catalogue.formats.text import broken

_DELIMITERS = ",;\t|"
_RARE_DELIMITERS = "^~\u00a6\u00a7\x01\x1f"
_FIELD_LONGEST = 1 << 20
LINE_LONGEST = 1 << 22
"""Characters of a line; the rest of a longer one is passed over, so that memory stays bounded."""
_COLUMNS_MOST = 10_000
_TAKEN_BACK_MOST = 1 << 26
_FEW_LINES = 50
"""Lines of a record once open quotes have cost ``_TAKEN_BACK_MOST`` characters of looking ahead in vain."""
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
"""How Excel's CSV says that ``007`` is a text."""

csv.field_size_limit(_FIELD_LONGEST)


@dataclass(frozen=True, slots=True)
class Record:
    """One row by column name; ``line`` is where it starts. Columns that the row lacks are empty."""

    line: int
    values: dict[str, str]


class BoundedLines:
    """The lines of a text, each at most :data:`LINE_LONGEST` characters long; ``cut`` says that the last was longer."""

    def __init__(self, stream: TextIO, longest: int = LINE_LONGEST) -> None:
        self._stream, self._longest = stream, longest
        self.cut = False

    def __iter__(self) -> BoundedLines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._longest)
        if not line:
            raise StopIteration
        self.cut = len(line) == self._longest and line[-1] not in "\r\n"
        rest = line if self.cut else ""
        while rest and rest[-1] not in "\r\n":
            rest = self._stream.readline(self._longest)
        return line


class _Lines:
    """Lines of a text with their number, which can be taken back when a record turns out to have swallowed some."""

    def __init__(self, stream: BoundedLines) -> None:
        self._stream = stream
        self._back: list[str] = []
        self._taken_back = 0
        self.taken: list[str] = []
        self.number = 0
        self.cut = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._taken_back > _TAKEN_BACK_MOST and len(self.taken) >= _FEW_LINES:
            raise StopIteration
        if self._back:
            line = self._back.pop()
        else:
            line = next(self._stream)
            self.cut = self.cut or self._stream.cut
        self.number += 1
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """The line where the next record starts."""
        self.taken, self.cut = [], False
        return self.number + 1

    def take_back(self, keep: int = 1) -> None:
        """Take back all lines of this record but the first ``keep``."""
        for line in reversed(self.taken[keep:]):
            self._back.append(line)
            self._taken_back += len(line)
        self.number -= len(self.taken) - keep
        del self.taken[keep:]


def read_table(
    stream: IO[bytes], encoding: str, delimiter: str | None = None, header: Sequence[str] | None = None
) -> Iterator[Record | Rejected]:
    """The rows of a table with a header line. Raises ``UnicodeError`` only for an encoding that is wrong throughout."""
    text = TextIOWrapper(stream, encoding=encoding, errors=_errors(encoding), newline="")
    lines = _Lines(BoundedLines(text))
    names: list[str] | None = list(header) if header else None
    while True:
        start = lines.begin()
        if names is None:
            opening = next(lines, None)
            if opening is None:
                return
            if (said := _said_delimiter(opening)) is not None:
                delimiter = said
                continue
            if not opening.strip("\r\n,;\t| "):
                continue
            delimiter = delimiter or sniff_delimiter(opening)
            lines.take_back(keep=0)
        values = _record(lines, delimiter or ",", len(names) if names else None)
        if values is None:
            return
        if isinstance(values, str):
            yield Rejected(start, values)
            continue
        if not any(value.strip() for value in values):
            continue
        if names is None:
            names = _unique(values)
            if len(names) > _COLUMNS_MOST:
                yield Rejected(
                    start, f"has {len(names):,} columns; {_COLUMNS_MOST:,} are read at most", ends_early=True
                )
                return
            continue
        if len(values) > len(names):
            while len(values) > len(names) and not values[-1].strip():
                values.pop()
            if len(values) > len(names):
                yield Rejected(start, f"has {len(values)} values for {len(names)} columns; a delimiter may need quotes")
                continue
        if any(broken(value) for value in values):
            yield Rejected(start, f"holds bytes that are not {encoding.removesuffix('-sig').upper()}")
            continue
        yield Record(start, dict(zip(names, map(_unwrapped, values), strict=False)))


def _record(lines: _Lines, delimiter: str, width: int | None) -> list[str] | str | None:
    """The values of the next record, or what is wrong with it (it is one line then), ``None`` at the end of the text."""
    try:
        values = next(csv.reader(lines, delimiter=delimiter))
    except StopIteration:
        return None
    except csv.Error as error:
        long = len(lines.taken) == 1 and len(lines.taken[0]) > _FIELD_LONGEST
        lines.take_back()
        if long:
            return f"has a field of more than {_FIELD_LONGEST:,} characters"
        return f"cannot be read as CSV ({error}); a quote may be missing"
    if lines.cut:
        lines.take_back()
        return f"is a line of more than {LINE_LONGEST:,} characters"
    if len(lines.taken) > 1 and not _closed(lines.taken, delimiter, width):
        lines.take_back()
        return "a quote is opened and never closed"
    return values


def _said_delimiter(line: str) -> str | None:
    """What Excel's first line ``sep=;`` says."""
    return line.strip()[4] if line.lower().startswith("sep=") and len(line.strip()) == 5 else None


def _unwrapped(value: str) -> str:
    if value.startswith('="') and (found := _TEXT_FORMULA.fullmatch(value)):
        return found[1].replace('""', '"')
    return value


def header_of(text: str, delimiter: str | None = None) -> tuple[list[str], str]:
    """The column names (lower case) in the first lines of a table and the delimiter."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip("\r\n,;\t| ")]
    if lines and (said := _said_delimiter(lines[0])) is not None:
        delimiter = said
        del lines[0]
    if not lines:
        return [], delimiter or ","
    delimiter = delimiter or sniff_delimiter(lines[0])
    try:
        names = next(csv.reader(lines, delimiter=delimiter))
    except (csv.Error, StopIteration):
        return [], delimiter
    return [name.strip().lower() for name in names], delimiter


def sniff_delimiter(header: str) -> str:
    """The character that splits a header line into most columns, outside quotes."""
    outside = "".join(header.split('"')[::2])
    for marks in (_DELIMITERS, _RARE_DELIMITERS):
        best = max(marks, key=outside.count)
        if outside.count(best):
            return best
    return ","


def _closed(lines: Sequence[str], delimiter: str, width: int | None) -> bool:
    """Whether a record of several lines is well formed: quotes balanced, and as wide as the header."""
    try:
        strict = next(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return False
    return width is None or len(strict) == width


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, lower case and trimmed; a repeated or empty name is told apart by its place."""
    out: dict[str, None] = {}
    for place, name in enumerate(names, 1):
        name = " ".join(name.replace("\ufeff", "").lower().split())
        name = f"{name}#{place}" if name in out or not name else name
        while name in out:
            name += "#"
        out[name] = None
    return list(out)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding.startswith(("utf-8", "ascii")) else "replace"
