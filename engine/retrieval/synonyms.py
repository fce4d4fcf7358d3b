"""Words for the same thing ("telly" and "television"), read from a text file beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.catalogue.folding import fold
from engine.retrieval.words import key

_FILE = Path(__file__).with_name("synonyms.txt")


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group = tuple(fold(word) for word in line.split(",") if word.strip())
            for word in group:
                groups[key(word)] = tuple(dict.fromkeys((*groups.get(key(word), ()), *group)))
    return groups


def synonyms_of(text: str) -> list[str]:
    """Other words for what ``text`` as a whole names; empty where there are none."""
    own = key(text)
    return [word for word in _groups().get(own, ()) if key(word) != own]
