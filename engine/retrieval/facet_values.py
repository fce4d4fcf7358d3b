"""The values of a stated attribute as ways to narrow: texts, amounts, steps of a range, yes-or-no facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine.facets import Facet, FacetValue
from engine.retrieval.columns import Bools
from engine.retrieval.dividing import VALUES_MOST
from engine.retrieval.facet_columns import FacetColumn, StatedValue
from engine.retrieval.index import Index
from engine.retrieval.narrowing import narrowed, without

DISCRETE_MOST = 6
"""Up to so many different numbers are offered one by one, more as steps of a range."""
_QUANTILES = (0.25, 0.5, 0.75)
_LONGEST = 32
"""Longer texts are no value that one chooses by."""

_SHUNNED = frozenset(("allergens", "allergen", "contains"))
"""What is stated of them is offered as what to do without."""
_MAYBE = re.compile(r"^(?:may contain|contains|traces of)\s+", re.IGNORECASE)

Stated = Sequence[tuple[int, StatedValue, int]]


def label_of(name: str) -> str:
    """The catalogue's key as a shopper reads it."""
    return name.replace("_", " ")


def short_texts(stated: Stated) -> list[int]:
    """How many products state each text that is short enough to be chosen."""
    return [count for _, value, count in stated if len(value.text) <= _LONGEST]


def numbers(stated: Stated) -> dict[float, int]:
    """How many products state each number, in the unit that most of them have; from the least."""
    by_unit: dict[str | None, dict[float, int]] = {}
    for _, value, count in stated:
        if value.type == "number" and value.number is not None:
            of_unit = by_unit.setdefault(value.unit, {})
            of_unit[value.number] = of_unit.get(value.number, 0) + count
    most = max(by_unit.values(), key=lambda held: sum(held.values()), default={})
    return dict(sorted(most.items()))


def texts(index: Index, column: FacetColumn, result: Bools, scope: Bools) -> Facet | None:
    """The most frequent values one by one; ``None`` where none of them narrows the result."""
    stated, coverage = column.among(result)
    label = label_of(column.name)
    short = sorted((s for s in stated if len(s[1].text) <= _LONGEST), key=lambda s: -s[2])
    found: dict[str, FacetValue] = {}
    for code, value, _ in short[:VALUES_MOST]:
        if column.name in _SHUNNED:
            narrower = without(index, _MAYBE.sub("", value.text), result)
        else:
            stating = column.stating([code], len(result))
            narrower = narrowed(index, _sayings(label, value.text), value.text, stating, result, scope)
        if narrower is not None:
            found.setdefault(narrower.text.casefold(), narrower)
    return Facet(column.name, label, coverage, tuple(found.values())) if found else None


def steps(index: Index, column: FacetColumn, result: Bools, scope: Bools) -> Facet | None:
    """A range of numbers with its least and greatest, and steps in between: up to a quarter, a half, three quarters."""
    stated, coverage = column.among(result)
    label = label_of(column.name)
    held = numbers(stated)
    if len(held) < 2:
        return None
    codes = {code: value.number for code, value, _ in stated if value.type == "number" and value.number in held}
    shown = {value.number: value.text for _, value, _ in stated if value.number in held}
    levels, reached = list(held), np.cumsum(list(held.values()))
    at = [levels[int(np.searchsorted(reached, q * reached[-1]))] for q in _QUANTILES]
    values: dict[int, FacetValue] = {}
    for word, level in [*(("up to", a) for a in dict.fromkeys(at)), ("over", at[-1])]:
        inside = [c for c, n in codes.items() if n is not None and (n <= level if word == "up to" else n >= level)]
        text = f"{word} {shown[level]}"
        value = narrowed(index, (f"{label} {text}", text), text, column.stating(inside, len(result)), result, scope)
        if value is not None:
            values.setdefault(value.count, value)
    return Facet(column.name, label, coverage, tuple(values.values()), shown[levels[0]], shown[levels[-1]])


def features(index: Index, columns: Sequence[FacetColumn], result: Bools, scope: Bools) -> Facet | None:
    """Yes-or-no facts, each as one value: what is so."""
    values: list[FacetValue] = []
    coverage = np.zeros(len(result), dtype=np.bool_)
    for column in columns[:VALUES_MOST]:
        label = label_of(column.name)
        yes = [code for code, value in enumerate(column.values) if value.type == "flag" and value.number == 1.0]
        value = narrowed(index, (label,), label, column.stating(yes, len(result)), result, scope)
        if value is not None:
            values.append(value)
            coverage |= column.stating(range(len(column.values)), len(result))
    return Facet("features", "features", int((coverage & result).sum()), tuple(values)) if values else None


def _sayings(label: str, text: str) -> tuple[str, ...]:
    """How a value may be said, the clearest first: "M" and "38" need their attribute's name."""
    named = (f"{label} {text}", f"{text} {label}")
    return (*named, text) if len(text) <= 3 or text.replace(".", "").isdigit() else (text, *named)
