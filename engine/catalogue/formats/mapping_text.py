"""A mapping as the TOML that :func:`read_mapping` reads back to the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.catalogue.formats.mapping import FIELDS, AttributeColumn, ColumnMapping
from engine.errors import InputError

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DEFAULT = ColumnMapping()


def write_new(text: str, path: Path) -> None:
    """Write a mapping to a file; raises :class:`InputError` where it is there already or cannot be written."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError("is there already; give another name, so that what you changed is not lost", path) from None
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", path) from error


def mapping_lines(mapping: ColumnMapping, name: str, unused: Iterable[str] = (), fixed: bool = False) -> Iterator[str]:
    """The lines of a file ``name``, with words on how to change it; ``fixed``: its format knows the columns itself."""
    yield f"# How Aisle reads this feed. Change what is wrong and import with --map {_comment(name)}"
    for key in ("format", "currency", "encoding", "delimiter"):
        if (value := getattr(mapping, key)) is not None:
            yield f"{key} = {_text(value)}"
    if mapping.price_unit != _DEFAULT.price_unit:
        yield f"price_unit = {_text(mapping.price_unit)}"
    if mapping.separators != _DEFAULT.separators:
        yield f"separators = {_text(mapping.separators)}"
    if mapping.options:
        yield f"options = {_list(mapping.options)}"
    if fixed:
        yield f"# The format {_comment(str(mapping.format))} says which columns there are. To name columns yourself, set"
        yield '# format = "csv" and list them under [columns] as docs/import.md shows.'
    else:
        comment = "columns that are named nowhere become attributes too" if mapping.others else "only those below"
        yield f"others = {str(mapping.others).lower()}  # {comment}"
    if mapping.columns or not fixed:
        yield ""
        yield "[columns]  # field = column, or a list of which the first that is filled counts"
        for field, names in mapping.columns.items():
            yield f"{_key(field)} = {_text(names[0]) if len(names) == 1 else _list(names)}"
        absent = [field for field in FIELDS if field not in mapping.columns]
        if absent:
            yield f"# not found: {', '.join(absent)}"
    if mapping.attributes:
        yield ""
        yield '[attributes]  # name = column; { column = "…", unit = "g" } gives numbers a unit'
        for attribute, wanted in mapping.attributes.items():
            yield f"{_key(attribute)} = {_attribute(wanted)}"
    left = [_comment(column) for column in unused]
    if left:
        yield f"# not used: {', '.join(left)}"
    if mapping.yes or mapping.no:
        yield ""
        yield "[values]"
        for key, words in (("yes", mapping.yes), ("no", mapping.no)):
            if words:
                yield f"{key} = {_list(sorted(words))}"


def _attribute(wanted: AttributeColumn) -> str:
    parts = [f"column = {_text(wanted.column)}"]
    if wanted.unit is not None:
        parts.append(f"unit = {_text(wanted.unit)}")
    if wanted.separator is not None:
        parts.append(f"separator = {_text(wanted.separator)}")
    return _text(wanted.column) if len(parts) == 1 else f"{{ {', '.join(parts)} }}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
