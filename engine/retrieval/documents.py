"""The store document that answers a question, and the sentence of a description nearest to one."""

from __future__ import annotations

import re
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
_ANSWERS, _NAMED, _FIRST, _FIRST_OF_ALL = 0.2, 0.1, 0.05, 0.2
"""What it adds to a sentence of a document that it holds what the question asks for (a time, a sum, a span, a place), a
value that the store has named, or that it comes first: more where the question asks for the whole document by its title."""
_SORTS = (
    (
        re.compile(r"\b(?:when|what time|how late|until|hours|open|opens|close|closes|closing)\b"),
        re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)\b|\b\d{1,2}[:.]\d\d\b"),
    ),
    (
        re.compile(r"\b(?:how much|costs?|price|fees?|charges?|expensive|free)\b"),
        re.compile(r"[$€£] ?\d|\d ?(?:euros?|dollars?|pounds?)\b|\bfree\b|\bno (?:charge|fee)\b"),
    ),
    (
        re.compile(r"\bhow (?:long|soon|fast|quick|quickly)\b|\bhow many (?:days|weeks|months|years|hours)\b"),
        re.compile(
            r"\b(?:\d+|an?|one|two|three|four|five|six|ten|next|same) (?:working )?(?:minute|hour|day|week|month|year)s?\b"
        ),
    ),
    (
        re.compile(r"\bwhere\b"),
        re.compile(r"\b(?:aisle|floor|door|desk|entrance|tills?|counter|beside|behind|next to|under the|end of)\b"),
    ),
)
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
    return _foremost(parts, scores, limit)


def passages(
    document: StoreDocument, question: str, encoder: Embedder | None, vector: Floats | None, limit: int
) -> list[tuple[str, float]]:
    """Sentences of a store document that answer the question, best first: by likeness, by whether they hold what is asked
    for, and by what the store itself has named in them.
    """
    near = nearest_sentences(document.text, question, encoder, vector, len(sentences_of(document.text)))
    asked = [answer for sort, answer in _SORTS if sort.search(question.lower())]
    first = sentences_of(document.text)[:1]
    content = frozenset(stems(question)) - _ASKING
    lead = _FIRST_OF_ALL if content <= set(stems(document.title)) else _FIRST
    scores = [
        score
        + _ANSWERS * any(answer.search(text.lower()) for answer in asked)
        + _NAMED * any(value.lower() in text.lower() for value in document.values.values())
        + lead * (text in first)
        for text, score in near
    ]
    return _foremost([text for text, _ in near], np.array(scores, dtype=np.float32), limit)


def _foremost(parts: Sequence[str], scores: Floats, limit: int) -> list[tuple[str, float]]:
    order = np.argsort(-scores, kind="stable")[:limit]
    return [(parts[p], min(1.0, max(0.0, float(scores[p])))) for p in order]
