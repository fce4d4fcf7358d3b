"""Guessing a product's type ("rain jacket") from its title and category, for feeds that do not name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

_LIST = Path(__file__).with_name("kinds.txt")
# What ends the first noun phrase of a title: its kind stands before, its features after.
_BREAK = re.compile(
    r"\s[-\u2013\u2014]\s|[,;:(\[|\n]|\b(?:for|with|without|incl|including|w/|compatible|von|für)(?=[\s.]|$)|\u2022",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)?\s?[x\u00d7*]\s?\d+(?:[.,]\d+)?(?:\s?(?:mm|cm|m|pixels|dpi)\b)?"
    r"|(?<![\w.])\d+(?:[.,]\d+)?\s?(?:gb|mb|tb|ghz|mhz|mm|cm|m|ml|l|kg|g|w|v|pc\(s\)|pcs?|pages|sheets|x)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9][a-z0-9'&/+-]*")
_AND = re.compile(r"\s*(?:&|,|/|\band\b|\bund\b)\s*")
_LONGEST = 4


def singular(word: str) -> str:
    """An English noun's singular by rule: enough to see that ``watches`` and ``watch`` are one, not for display."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("ves"):
        return word[:-3] + "f"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _known() -> dict[tuple[str, ...], str]:
    out: dict[tuple[str, ...], str] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            said, _, meant = line.partition("=")
            out[_key(said)] = (meant or said).strip()
    return out


def _key(text: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in _WORD.findall(text.lower()))


@lru_cache(maxsize=4096)
def known_kind(text: str) -> str | None:
    """The known type that ``text`` as a whole names, ``None`` if it names none."""
    return _known().get(_key(text))


def kind_in(text: str, phrases: int | None = None) -> str | None:
    """The type that a title names: the last and longest one in the first phrase that names any.

    ``phrases`` limits how many are looked at: running text names other things after its first ones.
    """
    known = _known()
    for phrase in _BREAK.split(text)[:phrases]:
        # Features with numbers ("43.2 cm", "4 GB") come after the kind in the titles of devices, before it in others.
        for part in _QUANTITY.split(phrase):
            words = _key(part)
            for end in range(len(words), 0, -1):
                for start in range(max(0, end - _LONGEST), end):
                    found = known.get(words[start:end])
                    if found:
                        return found
    return None


def guess_kind(title: str, category: Sequence[str] = (), hints: Iterable[str] = ()) -> str:
    """The likeliest type from explicit ``hints`` (a type column), the title, then the category; lower case or empty."""
    for hint in hints:
        text = " ".join(hint.split())
        if text:
            return known_kind(text) or kind_in(text) or text.lower()
    named = kind_in(title)
    for segment in reversed(category):
        choices = [c for c in _AND.split(segment.lower()) if c]
        title_words = {singular(w) for w in _WORD.findall(title.lower())}
        for choice in choices:
            # The category names it and the title agrees: "Hoodies & Sweatshirts" and "Chaz Hoodie".
            if _key(choice) and _key(choice)[-1] in title_words:
                if named and _key(choice)[-1] in _key(named):
                    return named
                return known_kind(choice) or choice
        if named:
            return named
        for choice in choices:
            if len(choices) == 1 or choice == choices[-1]:
                known = known_kind(choice)
                if known:
                    return known
        return segment.lower()
    return named or ""
