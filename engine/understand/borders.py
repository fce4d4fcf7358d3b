"""The border between product type, maker and property, settled against the catalogue's vocabulary.

The model sees words, not the store: whether "vaude" is a maker and "jakcet" a slip for a type it can only guess. Where the
catalogue knows the words in one role only, and the shopper's sentence does not speak against it, they get that role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine import actions
from engine.actions import Action, Limits
from engine.language.protocol import fold
from engine.respond.questions import stem

_FITS = r"(?:for|fits?|fitting|with|like|than|on|in|not|no|compatible with|works? with)"
"""Before a maker's name: it is what the product must fit, or what it is held against, not who made it."""
_LEAST_FUZZY = 5
"""Letters of a word that may be a slip for another."""


class Words(Protocol):
    """What of ``engine.catalogue.vocabulary.Vocabulary`` is asked for."""

    @property
    def brands(self) -> Mapping[str, int]: ...
    @property
    def kinds(self) -> Mapping[str, int]: ...
    @property
    def values(self) -> Mapping[str, Mapping[str, int]]: ...
    @property
    def flags(self) -> Mapping[str, int]: ...


class Borders:
    """Roles of words in one catalogue."""

    def __init__(self, vocabulary: Words) -> None:
        self._brands = {fold(brand) for brand in vocabulary.brands}
        self._kinds = {_key(kind): kind for kind in vocabulary.kinds}
        stated = (value for values in vocabulary.values.values() for value in values)
        flags = (flag.replace("_", " ") for flag in vocabulary.flags)
        self._properties = {_key(text) for text in (*stated, *flags)} - {""}

    def settled(self, action: Action, say: str) -> Action:
        """The action with its words in the roles that the catalogue gives them; ``say`` is the turn as it was said."""
        if not isinstance(action, actions.Search):
            return action
        return self._maker_out_of_query(self._maker_among_properties(self._no_maker(action), fold(say)))

    def _no_maker(self, action: actions.Search) -> actions.Search:
        """A "maker" that the catalogue knows as a product type, perhaps misspelt, or as a property."""
        brand = fold(action.limits.brand or "")
        if not brand or self._is_brand(brand):
            return action
        if not action.query and self._kind(brand):
            return replace(action, query=brand, limits=replace(action.limits, brand=None))
        if _key(brand) in self._properties:
            return replace(action, limits=_with_property(replace(action.limits, brand=None), brand))
        return action

    def _maker_among_properties(self, action: actions.Search, say: str) -> actions.Search:
        """A property that is a maker here, and is said as one ("for canon" is what it must fit)."""
        limits = action.limits
        makers = [text for text in limits.must if fold(text) in self._brands and _key(text) not in self._properties]
        if limits.brand or len(makers) != 1 or re.search(rf"\b{_FITS} (?:\w+ )?{re.escape(fold(makers[0]))}\b", say):
            return action
        if not re.search(rf"\b{re.escape(fold(makers[0]))}\b", say):
            return action  # settled in an earlier turn
        kept = tuple(text for text in limits.must if text != makers[0])
        return replace(action, limits=replace(limits, must=kept, brand=makers[0]))

    def _maker_out_of_query(self, action: actions.Search) -> actions.Search:
        """ "Sony headphones": the type alone is the query, unless the catalogue has it whole. A property stays with its
        type ("laptop stand", "electric shaver"): whether it is part of the type no list of values tells. Moving those
        out as well made 19 of 501 held-out turns wrong and none right.
        """
        words = action.query.split()
        if len(words) < 2 or self._kind(action.query, exactly=True):
            return action
        for end in range(1, len(words)):
            lead, rest = " ".join(words[:end]), " ".join(words[end:])
            if not self._kind(rest, exactly=True):
                continue
            if fold(lead) in self._brands and _key(lead) not in self._properties and not action.limits.brand:
                return replace(action, query=rest, limits=replace(action.limits, brand=lead))
        return action

    def _is_brand(self, text: str) -> bool:
        return text in self._brands or any(part in self._brands for part in re.split(r" (?:or|and) |, ", text))

    def _kind(self, text: str, *, exactly: bool = False) -> str:
        """The product type that a text names; with a slip or two unless ``exactly``. Empty for none."""
        key = _key(text)
        if key in self._kinds:
            return self._kinds[key]
        if exactly or len(key) < _LEAST_FUZZY:
            return ""
        slips = 1 if len(key) < 8 else 2
        near = process.extractOne(key, self._kinds.keys(), scorer=OSA.distance, score_cutoff=slips)
        return self._kinds[near[0]] if near else ""


def _with_property(limits: Limits, text: str) -> Limits:
    there = {fold(t) for t in (*limits.must, *limits.must_not)}
    return limits if fold(text) in there else replace(limits, must=(*limits.must, text))


def _key(text: str) -> str:
    return " ".join(_stems(re.findall(r"[^\W_]+", fold(text))))


def _stems(words: Iterable[str]) -> Iterable[str]:
    return (stem(word) for word in words)
