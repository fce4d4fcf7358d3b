"""Amounts matched to attributes: which numbers, ranges and ages of a catalogue "65 inch" or "6 players" can mean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.catalogue.folding import fold
from engine.catalogue.units import in_base_unit
from engine.catalogue.vocabulary import NumberRange
from engine.retrieval.amounts import Amount
from engine.retrieval.entries import FILLER, Entry, Reading, values
from engine.retrieval.filters import Meaning, NumberIn
from engine.retrieval.words import stem, stems

_OLD = stem("old")
_SPAN = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)\s?(?:(?:-|\u2013|to)\s?(?P<high>\d+(?:\.\d+)?))?\s?(?P<unit>[a-z]+)?\s?(?P<up>\+|and up)?"
)
_PLAIN = (
    "weight", "battery_life", "screen_size", "display_diagonal", "hdd_capacity", "capacity", "volume", "storage",
    "internal_memory", "ram", "cable_length", "length", "diameter", "runtime", "run_time", "noise_level", "power",
)  # fmt: skip
"""What an amount of a dimension is about where its attribute is not named, the likeliest first."""
_BODY = frozenset(stem(w) for w in (
    "width", "height", "depth", "package", "pallet", "master", "thickness", "maximum", "max", "minimum", "min",
))  # fmt: skip
"""The outer measures and limits of a product: what an unnamed "3 m" is about only where nothing else fits."""

_ALIKE_LEAST, _ALIKE_SLACK = 0.3, 0.1
"""Cosine from which an attribute's name is near to a word, and how far below the nearest one others count, too."""

Alike = Callable[[str, Sequence[str]], Sequence[float]]
"""How near in meaning each label is to a text, as cosines."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A value that is a range, in the base unit of its dimension (``None``: a count)."""

    entry: Entry
    base: str | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Measure:
    """The amounts of one attribute in one dimension, from the lowest to the highest."""

    name: str
    base: str | None
    low: float
    high: float


class Measures:
    """The numeric side of a vocabulary. ``names`` are the stems of each attribute's label."""

    def __init__(
        self,
        numbers: Mapping[str, tuple[NumberRange, ...]],
        entries: Iterable[Entry],
        names: Mapping[str, tuple[str, ...]],
        names_by_stem: Mapping[str, list[str]],
        alike: Alike = lambda text, labels: [0.0] * len(labels),
    ) -> None:
        self._alike = alike
        self._names = names
        self._names_by_stem = names_by_stem
        self._measures, self._counts = _measures(numbers)
        self._spans: dict[str, list[_Span]] = {}
        self._count_spans: dict[str, list[_Span]] = {}
        for entry in entries:
            span = _span(entry)
            if span is not None and span.base is not None:
                self._spans.setdefault(span.base.lower(), []).append(span)
            elif span is not None:
                self._count_spans.setdefault(entry.name, []).append(span)

    def readings(self, amount: Amount) -> Iterator[Reading]:
        """Readings of an amount, the likeliest attributes first."""
        base = (amount.base or "").lower()
        rest = _about(amount)
        counted = stem(amount.unit) if amount.unit else None
        if base == "months" and rest == (_OLD,):
            yield from self._ages(amount.low)
            return
        # Attributes that count what was said, or are named beside the number: "4 ports", "spf 50".
        counting = dict.fromkeys(n for part in (counted, *rest[:1]) if part for n in self._names_by_stem.get(part, ()))
        if amount.exact:
            near = [*self._spans.get(base, ()), *(s for name in counting for s in self._count_spans.get(name, ()))]
            over = [s.entry for s in near if self._spans_over(s, amount, counted, rest)]
            if over:
                yield Reading("amount", values(over))
        named: list[NumberIn] = []
        counts = [self._counts[name] for name in counting if name in self._counts]
        for measure in (*self._measures.get(base, ()), *counts):
            label = self._names.get(measure.name, ())
            if rest and not all(r in label for r in rest):
                continue
            if measure.base is not None or counted in label or (amount.unit is None and rest):
                meaning = NumberIn(measure.name, measure.base, *_widened(amount.low, amount.high))
                if meaning not in named and measure.low <= meaning.high and measure.high >= meaning.low:
                    named.append(meaning)
        if not rest:
            plain = [m for m in named if not any(part in _BODY for part in self._names.get(m.name, ()))]
            plain.sort(key=lambda m: _plainness(m.name))
            if plain and len(plain) < len(named):
                yield Reading("amount", tuple(plain if amount.exact else _plainest(plain)))
        if named and rest:
            # "8 gb memory" is of the internal memory, not of the maximum one, unless that is said.
            inner = [m for m in named if not any(p in _BODY for p in self._names.get(m.name, ()) if p not in rest)]
            named = inner or named
        if named:
            yield Reading("amount", tuple(named if rest or amount.exact else _plainest(named)))
        elif rest and amount.base is not None:
            meant = self._meant(amount)
            if meant:
                yield Reading("amount", meant)

    def _meant(self, amount: Amount) -> tuple[NumberIn, ...]:
        """Attributes whose names are near in meaning to the words beside the number: "16 gb ram", internal memory."""
        low, high = _widened(amount.low, amount.high)
        inner = [
            measure
            for measure in self._measures.get((amount.base or "").lower(), ())
            if measure.low <= high and measure.high >= low
            if not any(part in _BODY for part in self._names.get(measure.name, ()))
        ]
        near = dict(zip(inner, self._alike(amount.rest, [m.name.replace("_", " ") for m in inner]), strict=True))
        least = max([_ALIKE_LEAST, *(cosine - _ALIKE_SLACK for cosine in near.values())])
        kept = sorted((m for m, cosine in near.items() if cosine >= least), key=lambda m: _plainness(m.name))
        return tuple(NumberIn(m.name, m.base, low, high) for m in kept)

    def about(self, amount: Amount) -> tuple[NumberIn, ...]:
        """The attributes that an amount could be about, whatever their number: the plain ones of its dimension."""
        if amount.base is None:
            return ()
        rest = _about(amount)
        found = [
            NumberIn(measure.name, measure.base, -math.inf, math.inf)
            for measure in self._measures.get(amount.base.lower(), ())
            if all(r in self._names.get(measure.name, ()) for r in rest)
        ]
        return tuple(found if rest else [m for m in found if _plainness(m.name) < len(_PLAIN)])

    def _spans_over(self, span: _Span, amount: Amount, counted: str | None, rest: tuple[str, ...]) -> bool:
        """Whether a text such as "155 to 185 cm" or "2-4" (players) covers the amount."""
        label = self._names.get(span.entry.name, ())
        about = all(r in label for r in rest)
        if span.base is None:
            about = counted in label or (bool(rest) and about)
        return about and span.low <= (amount.low + amount.high) / 2 <= span.high

    def _ages(self, months: float) -> Iterator[Reading]:
        """Things for somebody of an age: a least age not above it, or a span of ages around it."""
        aged = [m for m in self._measures.get("months", ()) if stem("age") in self._names.get(m.name, ())]
        meanings: list[Meaning] = [NumberIn(m.name, m.base, *_widened(0.0, months)) for m in aged]
        meanings += values([s.entry for s in self._spans.get("months", ()) if s.low <= months <= s.high])
        if meanings:
            yield Reading("amount", tuple(meanings))


def _about(amount: Amount) -> tuple[str, ...]:
    """The words beside the number that may name an attribute."""
    return tuple(s for s in stems(amount.rest) if s not in FILLER)


def _span(entry: Entry) -> _Span | None:
    """A range of numbers with its unit: "4 to 6 years", "2-4", "12 years and up"."""
    found = _SPAN.fullmatch(fold(entry.text))
    if not found or not (found["high"] or found["up"]):
        return None
    factor, base = in_base_unit(1.0, found["unit"])
    high = float(found["high"]) * factor if found["high"] else math.inf
    return _Span(entry, base, float(found["low"]) * factor, high)


def _measures(numbers: Mapping[str, tuple[NumberRange, ...]]) -> tuple[dict[str, list[_Measure]], dict[str, _Measure]]:
    """By base unit (lower case): the attributes in it, the most frequent first; and the counts by their name."""
    measured: dict[str, list[_Measure]] = {}
    counts: dict[str, _Measure] = {}
    for name, ranges in numbers.items():
        merged: dict[str | None, tuple[float, float]] = {}
        for found in ranges:
            factor, base = in_base_unit(1.0, found.unit)
            low, high = merged.get(base, (math.inf, -math.inf))
            merged[base] = min(low, found.low * factor), max(high, found.high * factor)
        for base, (low, high) in merged.items():
            measure = _Measure(name, base, low, high)
            if base is None:
                counts[name] = measure
            else:
                measured.setdefault(base.lower(), []).append(measure)
    return measured, counts


def _widened(low: float, high: float) -> tuple[float, float]:
    """A range with room for the rounding of units."""
    return low - abs(low) * 1e-9, high + abs(high) * 1e-9


def _plainness(name: str) -> int:
    """The place among the plain attributes, their number for any other."""
    for place, plain in enumerate(_PLAIN):
        if name == plain or name.startswith(f"{plain}_per"):
            return place
    return len(_PLAIN)


def _plainest(found: list[NumberIn]) -> list[NumberIn]:
    """Of the attributes that an unnamed limit could be about, the plainest: ``weight`` before ``max_load``."""
    best = min(_plainness(f.name) for f in found)
    kept = [f for f in found if _plainness(f.name) == best]
    return kept if best < len(_PLAIN) else kept[:1]
