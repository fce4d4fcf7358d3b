"""The article before a word or a value: "an umbrella holder", "an 18 V drill", "a one-litre bottle"."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"(?:\ba|\ban|^An?|(?<=[.:?!] )An?)(?=\s+([\w-]+))|(?:\ba|\ban|^An?|(?<=[.:?!] )An?)(?=\s+$)")
_VOWEL = re.compile(
    r"[aei]|o(?!n(?:e|ce)\b|ui)|u(?!ni(?!n|m)|s[aeiu]|t[ei]|k|r[aeio]|biq)|hone|hono|hour|heir|8|1[18](?!\d)",
    re.IGNORECASE,
)
_CONSONANT_AFTER_ALL = re.compile(r"eu|ewe", re.IGNORECASE)
_NO_NOUN = frozenset(["a", "an", "and", "are", "as", "at", "if", "in", "instead", "is", "it", "of", "on", "or"])
"""What the letter A may stand before ("vitamin a and"), but no article."""


def _article(word: str) -> str | None:
    """``a`` or ``an`` before a word as it is said; ``None`` where that cannot be told ("HEPA", "USB")."""
    if word.lower() in _NO_NOUN or re.match(r"[A-Z]{2}|[A-Z]$", word):
        return None
    return "an" if _VOWEL.match(word) and not _CONSONANT_AFTER_ALL.match(word) else "a"


def with_articles(text: str, following: str = "") -> str:
    """The text with each "a" and "an" as the next word asks for; ``following`` is what comes behind the text."""

    def right(found: re.Match[str]) -> str:
        first = re.match(r"[\w-]+", following)
        word = found.group(1) or (first.group() if first else "")
        article = _article(word) if word else None
        return found.group() if article is None else found.group()[0] + article[1:]

    return _BEFORE.sub(right, text)
