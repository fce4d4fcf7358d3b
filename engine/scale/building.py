"""Making one generated catalogue the way a store makes its own: a feed, an import, vectors, their file."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.catalogue import import_paths
from engine.catalogue.formats.own import VERSION, product_entry
from engine.catalogue.vector_file import renew
from engine.catalogue.vectors import META, file_of
from engine.catalogue.writer import connect_writer
from engine.errors import CatalogueError
from engine.scale.figures import Built, peak_mb
from engine.scale.generator import Generator
from engine.scale.seeds import CURRENCY
from engine.scale.vectors import Floats, SeedVectors

_BLOCK = 5000


def write_feed(generator: Generator, count: int, path: Path) -> None:
    """The first ``count`` products as Aisle's own JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        heading = {"type": "catalogue", "version": VERSION, "name": "Generated", "currency": CURRENCY}
        stream.write(json.dumps(heading) + "\n")
        for generated in generator.products(count):
            stream.write(json.dumps(product_entry(generated.product, []), ensure_ascii=False) + "\n")


def import_feed(feed: Path, catalogue: Path, count: int) -> tuple[float, float]:
    """Import by words alone; returns seconds and the most memory (MB) of this process. Nothing may be left out."""
    report = import_paths([feed], catalogue)
    if report.added != count:
        raise CatalogueError(
            f"{report.added} of {count} generated products were imported; the first bad row: {report.bad[:1]}"
        )
    return report.seconds, peak_mb()


def add_vectors(
    catalogue: Path, generator: Generator, seeds: SeedVectors, encoder: str, count: int, large: int
) -> tuple[float, float, float]:
    """Store a vector for every product and make their file; returns the seconds of both and the most memory (MB)."""
    connection = connect_writer(catalogue)
    try:
        stored = 0.0
        for start in range(0, count, _BLOCK):
            vectors = vectors_of(generator, seeds, range(start, min(start + _BLOCK, count)))
            started = time.perf_counter()
            # Products are imported in their order, so the row of the first is 1.
            rows = [(start + n + 1, b"", v.tobytes()) for n, v in enumerate(vectors.astype(np.float16))]
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO product_vector VALUES (?, ?, ?)", rows)
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('encoder_sha256', ?)", (encoder,))
            stored += time.perf_counter() - started
        started = time.perf_counter()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            renew(catalogue, connection, True, large)
        filed = time.perf_counter() - started
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise CatalogueError(f"The vectors cannot be stored in {catalogue} ({error}).") from error
    finally:
        connection.close()
    return stored, filed, peak_mb()


def vectors_of(generator: Generator, seeds: SeedVectors, places: range) -> Floats:
    """The vectors (len(places), width) of generated products."""
    found = [generator.origin(place) for place in places]
    vectors: Floats = seeds.vectors[[seed for seed, _ in found]].copy()
    moved = np.flatnonzero([variant for _, variant in found])
    if len(moved):
        vectors[moved] = seeds.spread.moved(vectors[moved], np.array(places)[moved], generator.seed)
    return vectors


def feed_of(whole: Path, count: int) -> Path:
    """The feed of the first ``count`` products, cut from a longer one."""
    part = whole.with_name(f"feed-{count}.jsonl")
    with whole.open("rb") as source, part.open("wb") as target:
        target.writelines(_first_lines(source, count + 1))
    return part


def _first_lines(lines: Iterator[bytes], count: int) -> Iterator[bytes]:
    for line, _ in zip(lines, range(count), strict=False):
        yield line


def built(
    feed: Path,
    catalogue: Path,
    count: int,
    imported: tuple[float, float],
    before: int,
    added: tuple[float, float, float],
) -> Built:
    """The record of one catalogue; ``before`` is its size in bytes without vectors."""
    stamp = stamp_of(catalogue)
    return Built(
        products=count,
        feed_mb=_mb(feed.stat().st_size),
        lexical_seconds=round(imported[0], 1),
        lexical_rate=round(count / imported[0]),
        catalogue_mb=_mb(before),
        import_peak_mb=imported[1],
        stored_seconds=round(added[0], 1),
        filed_seconds=round(added[1], 1),
        with_vectors_mb=_mb(catalogue.stat().st_size),
        vector_file_mb=_mb(file_of(catalogue, stamp).stat().st_size) if stamp else 0.0,
        vectors_peak_mb=added[2],
    )


def stamp_of(catalogue: Path) -> str | None:
    connection = sqlite3.connect(catalogue)
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (META,)).fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else None


def _mb(size: float) -> float:
    return round(size / 1e6, 1)
