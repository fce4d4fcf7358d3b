"""Words as retrieval compares them: folded, split as the full text index splits, with endings taken off."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.catalogue.folding import fold, words
from engine.catalogue.kinds import singular

__all__ = ["STOP_WORDS", "contains", "content", "key", "stem", "stems", "words"]

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_IRREGULAR = {
    "women": "woman", "womens": "woman", "men": "man", "mens": "man", "children": "child", "childrens": "child",
    "feet": "foot", "teeth": "tooth", "mice": "mouse", "knives": "knife", "shelves": "shelf", "leaves": "leaf",
    "grey": "gray", "colour": "color", "colours": "color", "colored": "color", "coloured": "color",
}  # fmt: skip
STOP_WORDS = frozenset(
    ("a", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "could", "did", "do", "does", "for",
     "from", "get", "give", "had", "has", "have", "help", "hi", "hello", "how", "i", "if", "im", "in", "into",
     "is", "it", "its", "just", "like", "looking", "may", "me", "my", "need", "needs", "of", "off", "on", "one",
     "or", "our", "please", "pls", "recommend", "sell", "show", "so", "some", "something", "stuff", "such", "than",
     "that", "the", "their", "them", "then", "there", "these", "they", "thing", "things", "this", "those", "to",
     "us", "want", "we", "what", "when", "where", "which", "who", "will", "with", "without", "would", "you",
     "your")
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A folded word without its English ending, so that ``hiking`` and ``hikes``, ``batteries`` and ``battery`` meet.

    Only for comparing: what comes out need not be a word.
    """
    word = _IRREGULAR.get(word, word)
    if not word.isalpha() or len(word) < 4:
        return word if len(word) < 3 or not word.isalpha() else singular(word)
    word = singular(word)
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) > 2 and any(v in base for v in "aeiouy") and not base.endswith("e"):
            word = base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "s" else base
            break
    word = word[:-1] if len(word) > 3 and word.endswith("e") else word
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words, numbers apart from the letters that follow them: ``50x70cm`` to ``50 x 70 cm``."""
    return tuple(stem(piece.replace(",", ".")) for piece in _PIECE.findall(fold(text)))


def key(text: str) -> str:
    """One string for comparing phrases: the stems, joined."""
    return " ".join(stems(text))


def content(text: str) -> list[str]:
    """The words that carry meaning; all words where none does."""
    found = words(text)
    return [w for w in found if w not in STOP_WORDS] or found


def contains(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Whether ``inner`` stands in ``outer`` as a run."""
    width = len(inner)
    return any(outer[i : i + width] == inner for i in range(len(outer) - width + 1))
