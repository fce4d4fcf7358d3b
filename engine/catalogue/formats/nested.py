"""JSON products that carry their variants inside: ``{"id": 1, "title": …, "variants": [{"sku": …, "price": …}, …]}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.formats.columns import ColumnFinder
from engine.catalogue.values import attribute_name

# What is one variant's own and never that of the product around it.
_OWN = ("id", "sku", "ean", "stock", "parent")
_NUMBERED = ("option1", "option2", "option3")


def nested_variants(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The variants inside a product, none where it has none."""
    variants = row.get("variants")
    if not isinstance(variants, list) or not all(isinstance(v, Mapping) for v in variants):
        return []
    return variants


def option_names_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the options that a product states: ``[{"name": "Size"}]`` or ``["Size"]``."""
    stated = row.get("options")
    names = [o.get("name") if isinstance(o, Mapping) else o for o in stated] if isinstance(stated, list) else []
    return tuple(attribute_name(name) for name in names if isinstance(name, str) and attribute_name(name))


def as_rows(row: Mapping[str, Any], id: str, columns_of: ColumnFinder) -> Iterator[Mapping[str, Any]]:
    """Each variant as a row of its own, with what the product says where the variant says nothing."""
    columns = columns_of(row)
    own = {name for field in _OWN for name in columns.get(field, ())} | {"variants", "options"}
    shared = {name: value for name, value in row.items() if name not in own}
    facts = row.get("attributes")
    names = option_names_of(row)
    for number, variant in enumerate(nested_variants(row), 1):
        said = {name: value for name, value in variant.items() if value is not None and name != "options"}
        options = variant.get("options")
        if isinstance(options, Mapping):
            said |= options
        for column, option in zip(_NUMBERED, names, strict=False):
            if column in said:
                said[option] = said.pop(column)
        around = dict(shared)
        if "price" in columns_of(said):
            for name in columns.get("sale_price", ()):
                around.pop(name, None)  # it belongs to the product's own price
        if isinstance(facts, Mapping) and isinstance(said.get("attributes"), Mapping):
            said["attributes"] = {**facts, **said["attributes"]}
        if "id" not in columns_of(said):
            said["id"] = f"{id}-{number}"
        yield {**around, **said}
