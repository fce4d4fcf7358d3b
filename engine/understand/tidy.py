"""What a small model may write although nobody means it: a wish twice, or wished for and excluded, or its article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.actions import Action, Compare, limits_of, with_limits

_LEADING = re.compile(
    r"(?:an?|the|my|his|her|our|your|their)\s+(?!to\b|and\b|six\b|few\b|lot\b|bit\b|little\b|pair\b)", re.IGNORECASE
)

# What joins a property to the sentence: "and washable", "with hood", "for hiking".
_JOINING = re.compile(r"(?:and|or|with|for|of|which|who|is|are)\s+", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"(?:without(?: any)?|no|with no)\s+(?!more\b|less\b|(?:heav|w|long|bigg|small|high|tall|deep|larg|thick|old|new|lat|loud)(?:i?d?er)\b|one\b|pull\b|fuss\b|frost\b|tie\b|iron\b|bounce\b)(?P<what>.+)",
    re.IGNORECASE,
)


def core(text: str) -> str:
    """A property as an Action holds it, without the article, possessive or joining word that leads it: ``with a hood``
    to ``hood``.
    """
    while (found := _LEADING.match(text) or _JOINING.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    return text


def tidied(action: Action) -> Action:
    """The same Action without repetitions, its properties without their articles; a product is compared once.

    "No stone" and "without stone" exclude the stone. What is excluded is not also wished for; the brand is not also a
    property.
    """
    if isinstance(action, Compare):
        return replace(action, items=tuple(dict.fromkeys(action.items)))
    limits = limits_of(action)
    if limits.empty:
        return action
    asked: list[str] = []
    excluded = list(limits.must_not)
    for text in limits.must:
        found = None if text.lower().endswith(("needed", "required")) else _EXCLUDED.fullmatch(text)
        if found:
            excluded.append(found["what"])
        else:
            asked.append(text)
    must_not = _once(map(core, excluded))
    dropped = {text.casefold() for text in must_not}
    if limits.brand:
        dropped.add(limits.brand.casefold())
    must = tuple(text for text in _once(map(core, asked)) if text.casefold() not in dropped)
    low, high = limits.price_min, limits.price_max
    if low is not None and high is not None and low > high:
        low = None  # a new maximum contradicts an old minimum: the minimum goes
    return with_limits(action, replace(limits, must=must, must_not=must_not, price_min=low))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """In order, without an entry that was there before in whatever case."""
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(text.casefold(), text)
    return tuple(seen.values())
