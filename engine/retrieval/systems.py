"""The systems that are measured against each other: the whole search, and the parts that it is made of."""

from __future__ import annotations

from engine.retrieval.fusion import fused
from engine.retrieval.judged import Search
from engine.retrieval.retriever import Retriever


def systems(retriever: Retriever) -> dict[str, Search]:
    """By name: ``aisle`` is the whole search, ``words`` BM25 alone, ``meaning`` vectors alone, ``fused`` the two by
    rank with vectors at half weight.
    """

    def both(text: str, limit: int) -> list[str]:
        scores = fused([(1.0, retriever.by_words(text, limit)), (0.5, retriever.by_meaning(text, limit))])
        return sorted(scores, key=lambda id: -scores[id])[:limit]

    return {
        "aisle": lambda text, limit: [h.id for h in retriever.text(text, limit)],
        "words": retriever.by_words,
        "meaning": retriever.by_meaning,
        "fused": both,
    }
