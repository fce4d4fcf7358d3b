"""What an import makes of a feed's columns, as a mapping that a person can read, change and give back with ``--map``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from engine.catalogue.formats.columns import ColumnFinder
from engine.catalogue.formats.context import Context, Feed
from engine.catalogue.formats.detect import Format, choice_of, detect
from engine.catalogue.formats.generic import other_columns
from engine.catalogue.formats.items import Rejected
from engine.catalogue.formats.mapping import FIELDS, AttributeColumn, ColumnMapping, read_mapping
from engine.catalogue.formats.mapping_text import mapping_lines
from engine.catalogue.formats.nested import as_rows
from engine.catalogue.formats.reading import rows_of
from engine.catalogue.formats.sources import find_sources
from engine.errors import InputError

_LOOKED_AT = 1000
"""Rows whose columns are looked at: those of a table are all alike, those of JSON need not be."""
_GENERAL: tuple[Format, ...] = ("csv", "json", "jsonl")


@dataclass(frozen=True, slots=True)
class Guess:
    """``mapping`` says all that was guessed; ``unused`` columns go nowhere; ``fixed``: the format decides, not names."""

    mapping: ColumnMapping
    unused: tuple[str, ...]
    fixed: bool

    def text(self, name: str) -> str:
        """The mapping as TOML for a file of this name."""
        return "\n".join(mapping_lines(self.mapping, name, self.unused, self.fixed)) + "\n"


def guess_paths(
    paths: Sequence[Path],
    format: str = "auto",
    mapping: Path | ColumnMapping | None = None,
    currency: str | None = None,
) -> Guess | None:
    """The mapping by which :func:`import_paths` reads these feeds; ``None`` where they have no format in common.

    Raises :class:`InputError` where a feed or the mapping cannot be read.
    """
    if isinstance(mapping, Path):
        mapping = read_mapping(mapping)
    mapping = mapping or ColumnMapping()
    context = Context(currency or mapping.currency or "USD", mapping)
    chosen = mapping.format if format == "auto" and mapping.format else format
    found = []
    for source in find_sources([Path(p) for p in paths], lambda name, error: None):
        try:
            found.append(detect(source, context, chosen))
        except InputError:
            if not source.found:
                raise
    feeds = [entry for entry in found if entry is not None]
    formats = {choice_of(kind) for kind, _ in feeds}
    if len(formats) != 1:
        return None
    known = replace(mapping, format=formats.pop(), currency=context.currency)
    if any(kind not in _GENERAL for kind, _ in feeds):
        return Guess(known, (), True)
    return _of_columns([feed for _, feed in feeds], known)


def _of_columns(feeds: Sequence[Feed], known: ColumnMapping) -> Guess:
    columns: dict[str, dict[str, None]] = {}
    attributes = dict(known.attributes)
    named = {wanted.column for wanted in attributes.values()}
    seen: dict[str, None] = {}
    for feed in feeds:
        columns_of = ColumnFinder(known)
        for row in _rows(feed, columns_of):
            for field, names in columns_of(row).items():
                columns.setdefault(field, {}).update(dict.fromkeys(map(_given, names)))
            seen |= dict.fromkeys(_given(name) for name, value in row.items() if not isinstance(value, Mapping | list))
            for key, name in other_columns(row, columns_of(row), known):
                if _given(name) not in named:
                    named.add(_given(name))
                    while key in attributes:
                        key += "_"  # the same attribute once it is read
                    attributes[key] = AttributeColumn(_given(name))
    used = named | {name for names in columns.values() for name in names} | set(known.options)
    tables = known.format == "csv"
    encodings, delimiters = {feed.encoding for feed in feeds}, {feed.delimiter for feed in feeds}
    return Guess(
        replace(
            known,
            columns={field: tuple(columns[field]) for field in FIELDS if field in columns},
            attributes=attributes,
            # A table's header names all there is; an object of JSON may have what none of those looked at had.
            others=known.others and not tables,
            encoding=encodings.pop() if len(encodings) == 1 else None,
            delimiter=delimiters.pop() if tables and len(delimiters) == 1 else None,
        ),
        tuple(name for name in seen if name not in used),
        False,
    )


def _rows(feed: Feed, columns_of: ColumnFinder) -> Iterator[Mapping[str, Any]]:
    """The first rows, and the variants inside them as rows."""
    for record in islice(rows_of(feed), _LOOKED_AT):
        if not isinstance(record, Rejected):
            yield record[1]
            yield from as_rows(record[1], "", columns_of)


def _given(name: str) -> str:
    return " ".join(str(name).lower().split())


def told(guess: Guess) -> Iterator[str]:
    """The guess as lines to read."""
    if guess.fixed:
        yield f"Columns: as the format {guess.mapping.format} has them."
        return
    fields = (f"{field} = {', '.join(names)}" for field, names in guess.mapping.columns.items())
    yield "Columns: " + "; ".join(fields) + "."
    if guess.mapping.attributes:
        yield "Attributes from: " + _some(column.column for column in guess.mapping.attributes.values())
    if guess.unused:
        yield "Columns not used: " + _some(guess.unused)


def _some(names: Iterable[str], most: int = 30) -> str:
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more + "."
