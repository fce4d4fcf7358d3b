"""The store document that answers a question, and the sentence of a description nearest to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.catalogue import Embedder
from engine.products import StoreDocument
from engine.retrieval.dense import Floats
from engine.retrieval.text import sentences_of
from engine.retrieval.words import STOP_WORDS, contains, stem, stems

FITS = 0.4
"""Documents that score less do not answer the question."""
_TOPIC, _TITLE = 0.25, 0.2
_WORDS = 0.3
_ASKING = frozenset(stem(w) for w in (*STOP_WORDS, "store", "shop", "much", "many", "here", "no", "not"))


class Documents:
    """The documents of one store with the vectors of their titles, topics and sentences."""

    def __init__(self, documents: Sequence[StoreDocument], encoder: Embedder | None) -> None:
        self._documents = tuple(documents)
        self._topics = [[stems(t) for t in d.topics] for d in self._documents]
        self._titles = [frozenset(stems(d.title)) - _ASKING for d in self._documents]
        self._texts = [frozenset(stems(d.text)) for d in self._documents]
        owners: list[int] = []
        texts: list[str] = []
        for place, document in enumerate(self._documents):
            parts = [document.title, f"{document.title}: {', '.join(document.topics)}", *sentences_of(document.text)]
            owners += [place] * len(parts)
            texts += parts
        self._owners = np.array(owners, dtype=np.int64)
        self._vectors = encoder.encode(texts) if encoder is not None and texts else None

    def nearest(self, question: str, vector: Floats | None, limit: int) -> list[tuple[StoreDocument, float]]:
        asked = stems(question)
        content = frozenset(asked) - _ASKING
        scores = np.zeros(len(self._documents), dtype=np.float32)
        if self._vectors is not None and vector is not None:
            np.maximum.at(scores, self._owners, self._vectors @ vector)
        for place in range(len(self._documents)):
            words = 0.0
            if any(topic and contains(asked, topic) for topic in self._topics[place]):
                words += _TOPIC
            if content & self._titles[place]:
                words += _TITLE
            if vector is None and content:
                words += 0.4 * len(content & self._texts[place]) / len(content)
            scores[place] += words
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(self._documents[p], min(1.0, max(0.0, float(scores[p])))) for p in order]


def nearest_sentences(
    text: str, question: str, encoder: Embedder | None, vector: Floats | None, limit: int
) -> list[tuple[str, float]]:
    """Sentences of ``text`` by likeness to the question: meaning where there is an encoder, and shared words."""
    parts = sentences_of(text)
    if not parts:
        return []
    content = frozenset(stems(question)) - _ASKING
    scores = np.zeros(len(parts), dtype=np.float32)
    if encoder is not None and vector is not None:
        scores += (1 - _WORDS) * (encoder.encode(parts) @ vector)
    weight = _WORDS if encoder is not None else 1.0
    if content:
        scores += [weight * len(content & set(stems(p))) / len(content) for p in parts]
    order = np.argsort(-scores, kind="stable")[:limit]
    return [(parts[p], min(1.0, max(0.0, float(scores[p])))) for p in order]
