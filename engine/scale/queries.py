"""What is asked of a generated catalogue: texts and wishes of the shapes that shoppers use, drawn from its own words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from engine.actions import Limits
from engine.products import Product
from engine.retrieval import Wish
from engine.retrieval.words import content
from engine.scale.generator import COLOURS

_COMMON = 40
"""The most frequent words of titles: those that hundreds of thousands of a million products have."""


def texts(products: Sequence[Product], count: int, seed: int = 0) -> list[str]:
    """``count`` texts: types alone, with a brand or colour, words of a title, very common words, slips, model numbers."""
    chance = random.Random(f"{seed} texts")
    common = _common(products)
    out: list[str] = []
    while len(out) < count:
        product = chance.choice(products)
        words = content(product.title)
        shape = len(out) % 8
        if shape == 0:
            out.append(product.kind)
        elif shape == 1:
            out.append(f"{product.brand or chance.choice(common)} {product.kind}")
        elif shape == 2:
            out.append(f"{chance.choice(COLOURS).lower()} {product.kind}")
        elif shape == 3:
            out.append(" ".join(chance.sample(words, min(3, len(words)))))
        elif shape == 4:
            out.append(" ".join(words[:6]))
        elif shape == 5:
            out.append(" ".join(chance.sample(common, chance.choice((1, 2, 2, 3)))))
        elif shape == 6:
            out.append(_slipped(product.kind or product.title, chance))
        else:
            out.append(next((w for w in product.title.split() if any(c.isdigit() for c in w)), product.title))
        if not out[-1].strip():
            out.pop()
    return out


def wishes(products: Sequence[Product], count: int, seed: int = 0) -> list[Wish]:
    """``count`` wishes for a type with limits: a brand, a colour, a price, in stock, or several of them."""
    chance = random.Random(f"{seed} wishes")
    out: list[Wish] = []
    while len(out) < count:
        product = chance.choice(products)
        if not product.kind:
            continue
        price = product.price.major
        shape = len(out) % 5
        colour = chance.choice(COLOURS).lower()
        if shape == 0 and product.brand:
            limits = Limits(brand=product.brand)
        elif shape == 1:
            limits = Limits(must=(colour,))
        elif shape == 2:
            limits = Limits(price_max=round(price * 1.2, 2), in_stock=True)
        elif shape == 3:
            limits = Limits(must=(colour,), price_min=round(price * 0.5, 2), price_max=round(price * 2, 2))
        else:
            limits = Limits(brand=product.brand, price_max=round(price * 1.5, 2), sort="price_asc")
        out.append(Wish(product.kind, limits))
    return out


def _common(products: Sequence[Product]) -> list[str]:
    counts = Counter(
        word for product in products for word in set(content(product.title)) if len(word) > 2 and word.isalpha()
    )
    return [word for word, _ in counts.most_common(_COMMON)] or [product.title for product in products[:_COMMON]]


def _slipped(text: str, chance: random.Random) -> str:
    """Two neighbouring letters exchanged in the longest word."""
    word = max(text.split(), key=len)
    if len(word) < 5:
        return text
    at = chance.randrange(1, len(word) - 2)
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
