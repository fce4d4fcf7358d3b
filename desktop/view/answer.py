"""An answer as pieces that can be laid out and touched: words, and product names as chips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from engine.events import Fact

PIECE_FIELDS = ("key", "text", "tail", "product", "strong")
# A word with the space after it; scripts that are written without spaces break after each character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]|[^\s\u3040-\u30ff\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+[^\S\n]*|\n+|\s+"
)
_STRONG = {"price", "price_min", "price_max", "difference"}


def pieces(text: str, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """``text`` cut into rows of ``PIECE_FIELDS``; ``tail`` is what clings to a chip (a comma, a space)."""
    out: list[dict[str, Any]] = []
    at = 0
    for fact in sorted(facts, key=lambda f: f.start):
        if fact.start < at or fact.end > len(text):
            continue
        if fact.field == "name":
            _words(out, text[at : fact.start])
            tail = re.match(r"[^\s\w]*\s*", text[fact.end :])
            clinging = tail.group() if tail else ""
            _add(out, text[fact.start : fact.end], clinging, fact.product)
            at = fact.end + len(clinging)
        elif fact.field in _STRONG:
            _words(out, text[at : fact.start])
            tail = re.match(r"[^\s\w]*\s*", text[fact.end :])
            clinging = tail.group() if tail else ""
            _add(out, text[fact.start : fact.end] + clinging, "", "", strong=True)
            at = fact.end + len(clinging)
    _words(out, text[at:])
    return out


def _words(out: list[dict[str, Any]], text: str) -> None:
    for word in _WORD.findall(text):
        _add(out, word, "", "")


def _add(out: list[dict[str, Any]], text: str, tail: str, product: str, strong: bool = False) -> None:
    out.append({"key": len(out), "text": text, "tail": tail, "product": product, "strong": strong})
