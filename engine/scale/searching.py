"""The search of one generated catalogue, measured: times of the whole and of its parts, recall, filters, memory."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.actions import Limits
from engine.catalogue import Catalogue, Embedder
from engine.products import Product
from engine.retrieval import Retriever, Wish
from engine.retrieval.dense import Dense, largest
from engine.scale import queries
from engine.scale.figures import Latency, Memory, Searched

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_RARE = 0.001
_SHOWN = 24
_DEEP = 100
_BLOCK = 20_000


def searched(path: Path, known: Sequence[Product], encoder: Embedder, asked: int, seed: int) -> Searched:
    """Ask one catalogue ``asked`` texts and as many wishes, none of them twice and none of them warmed up."""
    texts, wishes = queries.texts(known, asked, seed), queries.wishes(known, asked, seed)
    with Catalogue.open(path) as catalogue:
        started = time.perf_counter()
        retriever = Retriever(catalogue, encoder)
        retriever.warm()
        retriever.text("warm up")
        gc.freeze()  # as the kiosk does before its first turn (``engine.composition.settle``)
        opened = time.perf_counter() - started
        # Each part before the whole would warm the whole up, so the whole comes first.
        text = Latency.of(retriever.text, texts)
        filtered = Latency.of(lambda wish: retriever.search(wish, _SHOWN), wishes)
        memory = Memory.now()
        fresh = queries.texts(known, asked, seed + 1)
        words = Latency.of(retriever.by_words, fresh)
        encode = Latency.of(lambda said: encoder.encode([said]), fresh)
        share, full = _rare_filter(catalogue, retriever)
        vectors = encoder.encode(texts)
        rowids = _rowids(catalogue)
        dense = Dense.open(catalogue, rowids)
        assert dense is not None
        meaning = Latency.of(lambda vector: dense.nearest(vector, _SHOWN), list(vectors))
        exact = exact_nearest(catalogue, vectors, _DEEP)
        found = [rowids[dense.nearest(vector, _DEEP)[0]] for vector in vectors]
        return Searched(
            products=len(rowids),
            opened_seconds=round(opened, 1),
            encode=encode,
            text=text,
            filtered=filtered,
            words=words,
            meaning=meaning,
            approximate=dense.approximate,
            recall_at_10=recall(found, exact, 10),
            recall_at_100=recall(found, exact, _DEEP),
            rare_filter_share=share,
            rare_filter_full=full,
            memory=memory,
        )


def exact_nearest(catalogue: Catalogue, vectors: Floats, limit: int) -> list[Rows]:
    """For each vector the rows nearest to it, of all products, by the vectors as they are stored (not as bytes)."""
    best = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)) for _ in vectors]
    found = catalogue.connection.execute("SELECT product, vector FROM product_vector ORDER BY product")
    while page := found.fetchmany(_BLOCK):
        rows = np.array([row[0] for row in page], dtype=np.int64)
        block = np.frombuffer(b"".join(row[1] for row in page), dtype=np.float16).reshape(len(rows), -1)
        for at, cosines in enumerate((block.astype(np.float32) @ vectors.T).T):
            near = largest(cosines, limit)
            both, scores = np.concatenate([best[at][0], rows[near]]), np.concatenate([best[at][1], cosines[near]])
            kept = largest(scores, limit)
            best[at] = both[kept], scores[kept]
    return [rows for rows, _ in best]


def recall(found: Sequence[npt.NDArray[np.integer]], exact: Sequence[Rows], depth: int) -> float:
    """The mean share of the ``depth`` truly nearest that are among the first ``depth`` found."""
    shares = [
        len(np.intersect1d(f[:depth], e[:depth])) / max(1, len(e[:depth])) for f, e in zip(found, exact, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


def _rowids(catalogue: Catalogue) -> Rows:
    found = catalogue.connection.execute("SELECT rowid FROM product ORDER BY rowid")
    return np.fromiter((row[0] for row in found), dtype=np.int64)


def _rare_filter(catalogue: Catalogue, retriever: Retriever) -> tuple[float, bool]:
    """A price range that about one product in a thousand has: its share, and whether every page of it comes back full."""
    prices = np.sort(
        np.fromiter((r[0] for r in catalogue.connection.execute("SELECT price_minor FROM product")), np.int64)
    )
    wanted = max(1, round(len(prices) * _RARE))
    full, share = True, 0.0
    for part in (0.2, 0.5, 0.9):
        low = prices[int(len(prices) * part)]
        high = prices[min(len(prices) - 1, int(len(prices) * part) + wanted)]
        within = int(np.count_nonzero((prices >= low) & (prices <= high)))
        limits = Limits(price_min=float(low) / 100, price_max=float(high) / 100)
        result = retriever.search(Wish("", limits), _SHOWN)
        full = full and result.total == within and len(result.hits) == min(_SHOWN, within) and not result.relaxed
        share = max(share, within / len(prices))
    return round(share, 5), full
