"""The text that stands for a product in the vector space, and the sentences of a description."""

from __future__ import annotations

import re

from engine.catalogue.folding import fold
from engine.products import Product

_FACTS_MOST = 160
"""Characters of attributes: the encoder reads some dozens of tokens, and the description wants its share."""
_DESCRIPTION_MOST = 240
# Measures and codes tell a vector nothing, and a feed has dozens of them.
_DULL = frozenset(
    ("weight", "width", "height", "depth", "length", "origin", "warranty", "package_weight", "package_width",
     "package_height", "package_depth", "country_of_origin", "certification", "best_before", "customs_code")
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(\u201c]?[A-Z\u00c0-\u00de])|\n+")
_PHRASE_END = re.compile(r"(?<=[,;.!?])\s+")
_WORD = re.compile(r"[^\W_]+")
_TELLING = re.compile(r"[^\W\d_]{2}")


def product_text(product: Product) -> str:
    """Title, type, category, telling attributes and the start of the description: what a shopper might describe.

    Nothing is said twice: feeds repeat the title in their attributes and descriptions, and every token costs time.
    """
    parts = [product.title]
    if product.kind and product.kind.lower() not in product.title.lower():
        parts.append(product.kind)
    if product.category:
        parts.append(product.category[-1])
    said = _words(" ".join(parts))
    facts: list[str] = []
    room = _FACTS_MOST
    for attribute in product.attributes:
        if attribute.name in _DULL or attribute.value is False or isinstance(attribute.value, float):
            continue
        fact = attribute.label if attribute.value is True else attribute.text
        words = _words(fact)
        if len(fact) <= min(room, 60) and _TELLING.search(fact) and not words <= said:
            facts.append(fact)
            said |= words
            room -= len(fact) + 2
    if facts:
        parts.append(", ".join(facts))
    start = " ".join(product.description[: _DESCRIPTION_MOST * 2].split())[:_DESCRIPTION_MOST]
    news = [phrase for phrase in _PHRASE_END.split(start) if not _words(phrase) <= said]
    if news:
        parts.append(" ".join(news))
    return ". ".join(parts)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def sentences_of(text: str) -> list[str]:
    """The sentences of a description or document, white space tidied."""
    return [s for s in (" ".join(part.split()) for part in _SENTENCE.split(text)) if s]
