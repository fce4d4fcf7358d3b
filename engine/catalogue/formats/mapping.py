"""A TOML mapping: which columns of a foreign feed hold Aisle's fields. Documented in ``docs/import.md``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import InputError

FIELDS = (
    "id", "title", "price", "currency", "kind", "brand", "sku", "ean", "category", "description", "stock", "aisle",
    "bay", "rating", "ratings", "sales", "released", "picture", "goes_with", "parent", "sale_price",
)  # fmt: skip
_PRICE_UNITS = ("major", "minor")


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    column: str
    unit: str | None = None
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """``columns``: Aisle's field to the feed's columns, the first that is not empty counts. All names lower case.

    ``attributes``: attribute name to its column; with ``others`` the columns that nothing names become attributes too.
    ``options``: columns that tell the variants of a ``parent`` apart.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: Mapping[str, AttributeColumn] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    others: bool = True
    format: str | None = None
    currency: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    price_unit: str = "major"
    separators: str = ">/|\n"
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file (see ``mapping_text`` for the way back); raises :class:`InputError` naming the entry that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not valid TOML: {error}", path) from error
    known = {"columns", "attributes", "options", "others", "format", "currency", "encoding", "delimiter", "price_unit",
             "separators", "values"}  # fmt: skip
    for name in data:
        if name not in known:
            raise InputError(
                f"“{name}” is no setting of a mapping; there are {', '.join(sorted(known))}", path, _line(text, name)
            )
    columns: dict[str, tuple[str, ...]] = {}
    for name, value in _table(data, "columns", path).items():
        if name not in FIELDS:
            raise InputError(f"[columns] has no field “{name}”; there are {', '.join(FIELDS)}", path, _line(text, name))
        columns[name] = tuple(_column(v, name, path, text) for v in (value if isinstance(value, list) else [value]))
    attributes = {name: _attribute(value, name, path, text) for name, value in _table(data, "attributes", path).items()}
    values = _table(data, "values", path)
    if data.get("price_unit", "major") not in _PRICE_UNITS:
        raise InputError("price_unit must be “major” or “minor”", path, _line(text, "price_unit"))
    for name in ("format", "currency", "encoding", "delimiter", "separators"):
        if not isinstance(data.get(name, ""), str):
            raise InputError(f"{name} must be a text", path, _line(text, name))
    delimiter = data.get("delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise InputError("delimiter must be one character", path, _line(text, "delimiter"))
    encoding = data.get("encoding")
    if encoding is not None:
        try:
            "".encode(encoding)
        except LookupError:
            raise InputError(f"“{encoding}” is no encoding", path, _line(text, "encoding")) from None
    return ColumnMapping(
        columns=columns,
        attributes=attributes,
        options=tuple(_column(v, "options", path, text) for v in data.get("options", ())),
        others=bool(data.get("others", True)),
        format=data.get("format"),
        currency=data.get("currency"),
        encoding=encoding,
        delimiter=delimiter,
        price_unit=data.get("price_unit", "major"),
        separators=data.get("separators", ">/|\n"),
        yes=frozenset(str(v).lower() for v in values.get("yes", ())),
        no=frozenset(str(v).lower() for v in values.get("no", ())),
    )


def _table(data: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise InputError(f"[{name}] must be a table", path)
    return table


def _column(value: Any, name: str, path: Path, text: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"“{name}” must name a column", path, _line(text, name))
    return " ".join(value.lower().split())


def _attribute(value: Any, name: str, path: Path, text: str) -> AttributeColumn:
    if isinstance(value, dict):
        extra = set(value) - {"column", "unit", "separator"}
        if extra:
            raise InputError(f"attribute “{name}” has no setting “{sorted(extra)[0]}”", path, _line(text, name))
        column = _column(value.get("column"), name, path, text)
        return AttributeColumn(column, value.get("unit"), value.get("separator"))
    return AttributeColumn(_column(value, name, path, text))


def _line(text: str, name: str) -> int | None:
    """The line that sets ``name``, for the message."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip('"') == name or line.strip() == f"[{name}]":
            return number
    return None
