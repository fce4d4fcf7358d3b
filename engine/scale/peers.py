"""Other engines on the same products, asked the same: words by FTS5 alone and tantivy, vectors by sqlite-vec and usearch.

Each is used as its documentation shows it, with its defaults where it has any. Vectors are handed over as bytes, as
Aisle holds them, and encoded beforehand: their times are without the encoder. A peer that is not installed is left out.
"""

from __future__ import annotations

import importlib.util
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.catalogue import Catalogue
from engine.catalogue.vectors import Coded
from engine.retrieval.lexical import WEIGHTS, quoted
from engine.retrieval.words import words
from engine.scale.figures import Latency, Memory, Peer
from engine.scale.searching import Rows, recall

Floats = npt.NDArray[np.float32]

_LIMIT = 10
_BLOCK = 20_000
_COLUMNS = ("title", "brand", "kind", "category", "attributes", "description", "identifiers")


def fts5(path: Path, texts: Sequence[str]) -> Peer:
    """SQLite's own full text index as the catalogue has it: any of the words, by BM25."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    sql = f"SELECT rowid FROM product_fts WHERE product_fts MATCH ? ORDER BY bm25(product_fts, {', '.join(map(str, WEIGHTS))}) LIMIT ?"

    def ask(text: str) -> object:
        expression = " OR ".join(map(quoted, words(text)))
        return connection.execute(sql, (expression, _LIMIT)).fetchall() if expression else []

    try:
        latency = Latency.of(ask, texts)
        (count,) = connection.execute("SELECT count(*) FROM product").fetchone()
    finally:
        connection.close()
    return Peer("FTS5 alone", count, 0.0, 0.0, latency, None, Memory.now())


def tantivy(path: Path, folder: Path, texts: Sequence[str]) -> Peer:
    """Tantivy over the same columns of text, stemmed as they are there."""
    engine: Any = importlib.import_module("tantivy")
    schema = engine.SchemaBuilder()
    schema.add_unsigned_field("row", stored=True)
    for column in _COLUMNS:
        schema.add_text_field(column, stored=False, tokenizer_name="en_stem")
    started = time.perf_counter()
    folder.mkdir(parents=True)
    index = engine.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=256_000_000, num_threads=2)
    count = 0
    with Catalogue.open(path) as catalogue:
        for row in catalogue.connection.execute(f"SELECT rowid, {', '.join(_COLUMNS)} FROM product_fts"):
            fields = {column: row[column] for column in _COLUMNS if row[column]}
            writer.add_document(engine.Document(row=row["rowid"], **fields))
            count += 1
    writer.commit()
    writer.wait_merging_threads()
    took = time.perf_counter() - started
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> object:
        query, _ = index.parse_query_lenient(" ".join(words(text)), list(_COLUMNS))
        return searcher.search(query, _LIMIT).hits

    return Peer("tantivy", count, round(took, 1), _size(folder), Latency.of(ask, texts), None, Memory.now())


def sqlite_vec(path: Path, folder: Path, vectors: Floats, exact: Sequence[Rows]) -> Peer:
    """sqlite-vec's vec0 table of signed bytes: every vector is compared."""
    extension: Any = importlib.import_module("sqlite_vec")
    # Python's own sqlite3 is often built without extensions; the driver of the history can load them.
    driver: Any = importlib.import_module("sqlcipher3")
    folder.mkdir(parents=True)
    connection = driver.connect(str(folder / "vec.db"))
    connection.enable_load_extension(True)
    extension.load(connection)
    started = time.perf_counter()
    connection.execute(f"CREATE VIRTUAL TABLE v USING vec0(codes int8[{vectors.shape[1]}] distance_metric=cosine)")
    count = 0
    for rows, coded in _coded(path):
        connection.executemany(
            "INSERT INTO v (rowid, codes) VALUES (?, vec_int8(?))",
            [(row, code.tobytes()) for row, code in zip(rows.tolist(), coded.codes, strict=True)],
        )
        count += len(rows)
    connection.commit()
    took = time.perf_counter() - started

    def ask(vector: Floats) -> Rows:
        code = Coded.of(vector[None, :]).codes[0].tobytes()
        sql = "SELECT rowid FROM v WHERE codes MATCH vec_int8(?) AND k = ?"
        return np.array([row[0] for row in connection.execute(sql, (code, _LIMIT))], dtype=np.int64)

    latency, found = _asked(ask, vectors)
    connection.close()
    return Peer("sqlite-vec", count, round(took, 1), _size(folder), latency, recall(found, exact, _LIMIT), Memory.now())


def usearch(path: Path, folder: Path, vectors: Floats, exact: Sequence[Rows]) -> Peer:
    """usearch's HNSW graph over signed bytes, mapped from its file."""
    engine: Any = importlib.import_module("usearch.index")
    folder.mkdir(parents=True)
    started = time.perf_counter()
    index = engine.Index(ndim=vectors.shape[1], metric="cos", dtype="i8")
    count = 0
    for rows, coded in _coded(path):
        index.add(rows, coded.codes, threads=2)
        count += len(rows)
    index.save(str(folder / "index.usearch"))
    took = time.perf_counter() - started
    index = engine.Index.restore(str(folder / "index.usearch"), view=True)

    def ask(vector: Floats) -> Rows:
        code = Coded.of(vector[None, :]).codes[0]
        return np.array(index.search(code, _LIMIT, threads=1).keys, dtype=np.int64)

    latency, found = _asked(ask, vectors)
    return Peer("usearch", count, round(took, 1), _size(folder), latency, recall(found, exact, _LIMIT), Memory.now())


def installed() -> tuple[str, ...]:
    return tuple(name for name in ("tantivy", "sqlite_vec", "usearch") if importlib.util.find_spec(name) is not None)


def _asked(ask: Callable[[Floats], Rows], vectors: Floats) -> tuple[Latency, list[Rows]]:
    found: list[Rows] = []
    latency = Latency.of(lambda vector: found.append(ask(vector)), list(vectors))
    return latency, found


def _coded(path: Path) -> Iterator[tuple[Rows, Coded]]:
    """The catalogue's vectors as bytes, in blocks."""
    with Catalogue.open(path) as catalogue:
        found = catalogue.connection.execute("SELECT product, vector FROM product_vector ORDER BY product")
        while page := found.fetchmany(_BLOCK):
            halves = np.frombuffer(b"".join(row[1] for row in page), dtype=np.float16).reshape(len(page), -1)
            yield np.array([row[0] for row in page], dtype=np.int64), Coded.of(halves.astype(np.float32))


def _size(folder: Path) -> float:
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 1)
