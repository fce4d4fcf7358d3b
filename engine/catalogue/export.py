"""Exporting a catalogue as Aisle's own JSON Lines, which import back identical."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from engine.catalogue.formats.own import VERSION, document_entry, product_entry
from engine.catalogue.reader import Catalogue
from engine.products import Link


def export_lines(catalogue: Catalogue) -> Iterator[str]:
    """The export line by line, without line ends, in bounded memory: heading, documents, then products by row."""
    info = catalogue.info
    yield _line({"type": "catalogue", "version": VERSION, "name": info.name, "currency": info.currency})
    for document in catalogue.documents():
        yield _line(document_entry(document))
    for product in catalogue.all_products():
        yield _line(product_entry(product, _links(catalogue, product.id)))


def export_to(catalogue: Catalogue, stream: IO[str]) -> int:
    """Write the export to a text stream (UTF-8, ``\\n``); returns the number of products."""
    products = -1 - len(catalogue.documents())
    for line in export_lines(catalogue):
        stream.write(line + "\n")
        products += 1
    return products


def export_file(catalogue: Catalogue, path: Path) -> int:
    """Write the export beside ``path`` and then put it in its place; returns the number of products."""
    aside = path.with_name(path.name + ".part")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as stream:
            count = export_to(catalogue, stream)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return count


def _links(catalogue: Catalogue, id: str) -> list[Link]:
    """All stated links, those whose target is not in the catalogue included: an import may bring it later."""
    found = catalogue.connection.execute(
        "SELECT source, target, kind FROM link WHERE source = ? ORDER BY kind, position", (id,)
    )
    return [Link(*row) for row in found]


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
