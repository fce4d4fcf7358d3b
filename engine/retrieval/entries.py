"""One value of one attribute as the vocabulary has it, and the small steps that matching shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engine.catalogue.folding import fold
from engine.retrieval.filters import Meaning, ValueIs
from engine.retrieval.misspelling import Spelled
from engine.retrieval.words import STOP_WORDS, key, stem, stems

Level = Literal["exact", "named", "part", "amount", "fuzzy"]

FILLER = frozenset(stem(w) for w in (
    *STOP_WORDS, "made", "suitable", "good", "use", "used", "using", "very", "really", "nice", "type", "kind", "style",
    "size", "color", "included", "includes", "ideal", "great", "best", "proper", "decent", "ones", "only", "also",
))  # fmt: skip
"""Stems that add nothing to a property."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a text: any of ``meanings`` fulfils it."""

    level: Level
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as the catalogue shows it, with its stems and how many products have it."""

    name: str
    text: str
    stems: tuple[str, ...]
    count: int


def core(text: str) -> tuple[str, ...]:
    """The stems of a text without the words around it that say nothing: "in a nice blue" to "blue"."""
    parts = list(stems(text))
    while len(parts) > 1 and parts[0] in FILLER:
        parts.pop(0)
    while len(parts) > 1 and parts[-1] in FILLER:
        parts.pop()
    return tuple(parts)


def values(entries: Iterable[Entry]) -> tuple[ValueIs, ...]:
    """The entries as meanings, one per attribute, the most frequent attribute first."""
    by_name: dict[str, dict[str, int]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, {})[entry.text] = entry.count
    order = sorted(by_name, key=lambda name: -sum(by_name[name].values()))
    return tuple(ValueIs(n, tuple(by_name[n]), tuple(dict.fromkeys(map(fold, by_name[n])))) for n in order)


def keyed(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Texts by their key."""
    out: dict[str, tuple[str, ...]] = {}
    for text in texts:
        if key(text):
            out[key(text)] = (*out.get(key(text), ()), text)
    return out


def nearest(wanted: str, among: Spelled) -> list[str]:
    """Keys that a misspelling could mean: one slip, two in eight letters and more; the first letter stands."""
    if len(wanted) < 4 or any(c.isdigit() for c in wanted):
        return []
    slips = 1 if len(wanted) < 8 else 2
    near = among.near(wanted, slips, 5)
    near = [n for n in near if n[0][0] == wanted[0] and not any(c.isdigit() for c in n[0])]
    return [n[0] for n in near if n[1] == near[0][1]]
