"""The text that stands for a product in the vector space, and the sentences of a description."""

from __future__ import annotations

import re

from engine.products import Product

_FACTS_MOST = 160
"""Characters of attributes: the encoder reads about 96 tokens, and the description wants its share."""
_DESCRIPTION_MOST = 240
# Measures and codes tell a vector nothing, and a feed has dozens of them.
_DULL = frozenset(
    ("weight", "width", "height", "depth", "length", "origin", "warranty", "package_weight", "package_width",
     "package_height", "package_depth", "country_of_origin", "certification", "best_before", "customs_code")
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(\u201c]?[A-Z\u00c0-\u00de])|\n+")


def product_text(product: Product) -> str:
    """Title, type, category, telling attributes and the start of the description: what a shopper might describe."""
    parts = [product.title]
    if product.kind and product.kind.lower() not in product.title.lower():
        parts.append(product.kind)
    if product.category:
        parts.append(product.category[-1])
    facts: list[str] = []
    room = _FACTS_MOST
    for attribute in product.attributes:
        if attribute.name in _DULL or attribute.value is False or isinstance(attribute.value, float):
            continue
        fact = attribute.label if attribute.value is True else attribute.text
        if len(fact) <= min(room, 60):
            facts.append(fact)
            room -= len(fact) + 2
    if facts:
        parts.append(", ".join(facts))
    if product.description:
        parts.append(" ".join(product.description[: _DESCRIPTION_MOST * 2].split())[:_DESCRIPTION_MOST])
    return ". ".join(parts)


def sentences_of(text: str) -> list[str]:
    """The sentences of a description or document, white space tidied."""
    return [s for s in (" ".join(part.split()) for part in _SENTENCE.split(text)) if s]
