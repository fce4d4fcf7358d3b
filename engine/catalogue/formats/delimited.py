"""CSV and TSV as shops write them: any delimiter, quotes gone wrong, lines inside fields; one bad row costs one row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO

from engine.catalogue.formats.items import Rejected
from engine.catalogue.formats.text import broken

_DELIMITERS = ",;\t|"
_FIELD_LONGEST = 1 << 20

csv.field_size_limit(_FIELD_LONGEST)


@dataclass(frozen=True, slots=True)
class Record:
    """One row by column name; ``line`` is where it starts. Columns that the row lacks are empty."""

    line: int
    values: dict[str, str]


class _Lines:
    """Lines of a text with their number, which can be taken back when a record turns out to have swallowed some."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = iter(stream)
        self._back: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._stream)
        self.number += 1
        self.taken.append(line)
        return line

    def keep_first(self) -> None:
        """Take back all lines of this record but the first."""
        for line in reversed(self.taken[1:]):
            self._back.append(line)
        self.number -= len(self.taken) - 1
        del self.taken[1:]


def read_table(
    stream: IO[bytes], encoding: str, delimiter: str | None = None, header: Sequence[str] | None = None
) -> Iterator[Record | Rejected]:
    """The rows of a table with a header line. Raises ``UnicodeError`` only for an encoding that is wrong throughout."""
    text = TextIOWrapper(stream, encoding=encoding, errors=_errors(encoding), newline="")
    lines = _Lines(text)
    names: list[str] | None = list(header) if header else None
    first_line: list[str] = []
    while True:
        lines.taken = []
        start = lines.number + 1
        if names is None and not first_line:
            try:
                opening = next(lines)
            except StopIteration:
                return
            if opening.lower().startswith("sep=") and len(opening.strip()) == 5:
                delimiter = opening.strip()[4]
                continue
            if not opening.strip("\r\n,;\t| "):
                continue
            delimiter = delimiter or sniff_delimiter(opening)
            first_line = [opening]
            lines._back.append(opening)
            lines.number -= 1
            continue
        delimiter = delimiter or ","
        try:
            values = next(csv.reader(lines, delimiter=delimiter))
        except StopIteration:
            return
        except csv.Error as error:
            lines.keep_first()
            yield Rejected(start, f"cannot be read as CSV ({error}); a quote may be missing")
            continue
        if len(lines.taken) > 1 and not _closed(lines.taken, delimiter, len(names) if names else None):
            lines.keep_first()
            yield Rejected(start, "a quote is opened and never closed")
            continue
        if not any(value.strip() for value in values):
            continue
        if names is None:
            names = _unique(values)
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
        yield Record(start, dict(zip(names, values, strict=False)))


def header_of(text: str, delimiter: str | None = None) -> tuple[list[str], str]:
    """The column names (lower case) in the first lines of a table and the delimiter."""
    lines = [line for line in text.splitlines(keepends=True) if line.strip("\r\n,;\t| ")]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter = lines.pop(0).strip()[4]
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
    best = max(_DELIMITERS, key=outside.count)
    return best if outside.count(best) else ","


def _closed(lines: Sequence[str], delimiter: str, width: int | None) -> bool:
    """Whether a record of several lines is well formed: quotes balanced, and as wide as the header."""
    try:
        strict = next(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return False
    return width is None or len(strict) == width


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, lower case and trimmed; a repeated or empty name is told apart by its place."""
    out: list[str] = []
    for place, name in enumerate(names, 1):
        name = " ".join(name.replace("\ufeff", "").lower().split())
        out.append(f"{name}#{place}" if name in out or not name else name)
    return out


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding.startswith(("utf-8", "ascii")) else "replace"
