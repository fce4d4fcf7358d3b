"""Where a pointer may stand: a price after "at", a saving before "cheaper", a maker after "by".

A small model puts a right pointer into a wrong place ("that is {2.stock} less", "made by {1.attr.use}"). Which words stand
beside pointers of a sort is counted in the replies of the corpus (``pointing.txt``, written by
``python -m quantize.corpus.pointing``); a place in which none of that sort ever stood there is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.language.protocol import SentencePlan

MISPLACED = "misplaced"
_TOKEN = re.compile(r"\{([a-z0-9_.]+)\}|[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*|[,;:.]", re.IGNORECASE)
_USES = frozenset(("use", "suitable for", "for", "purpose", "best for", "occasion", "activity", "recommended use"))
_MATERIALS = frozenset(("material", "materials", "fabric", "filling", "upper material", "shell", "lining"))
_COLOURS = frozenset(("color", "colour"))
_MARKS = frozenset(",.;:")
# Words that say little by themselves: what stands before them decides ("comes from" a maker, "down from" a price).
_LINKS = frozenset(("from", "for", "by", "of", "at", "in", "to", "with", "than", "on", "as", "is"))
_BEFORE_LINKS = frozenset(("is", "it", "made", "comes", "stays", "has", "and", "but", "not", "costs"))
_OPEN = frozenset(("text", "wish"))
"""Sorts that hold anything, so that only a pointer right before them is telling."""
_LIKE_ADJECTIVES = frozenset(("number", "color", "material"))
"""Sorts that any noun may follow: "three units", "a green freezer", "wool mats"."""
_SIDES = frozenset(("under", "below", "beneath", "over", "above", "beyond", "within", "inside"))
_OF_FEW = frozenset(("price", "saves", "over", "stock", "rating", "place"))
"""Sorts of which few things are said to be: "a price of", hardly "a rating of" a price."""
_ALIKE = {"are": "is", "was": "is", "were": "is", "come": "comes", "have": "has", "they": "it", "stay": "stays"}
_DATA = Path(__file__).with_name("pointing.txt")


@dataclass(frozen=True, slots=True)
class Standing:
    """A pointer of a ``sort`` with the two tokens before it and the one behind; other pointers are ``#sort``, a name is
    ``#name``, the ends of the sentence ``^`` and ``$``.
    """

    sort: str
    earlier: str
    before: str
    behind: str


def sort_of(pointer: str, hint: str) -> str | None:
    """What a pointer points at: ``price``, ``number``, ``use``, ``limit`` …; ``None`` for names and quoted text."""
    parts = pointer.split(".")
    match parts[0]:
        case "limit" | "count" | "shown":
            return pointer
        case "wish":
            return "wish-number" if re.search(r"\d", hint.partition(": ")[2]) else "wish"
        case "doc" | "quote":
            return None
    if parts[1] != "attr":
        return parts[1] if parts[1] != "name" else None
    label, _, value = hint.partition(": ")
    label = label.partition(" ")[2]
    if re.match(r"[\d.,]+", value):
        return "number"
    return "use" if label in _USES else "material" if label in _MATERIALS else "color" if label in _COLOURS else "text"


def standings(sentence: str, plan: SentencePlan) -> Iterator[Standing]:
    """Every pointer of a sentence with what stands around it."""
    hints = {slot.pointer: slot.hint for slot in plan.slots}
    tokens = [(found.group(0).lower(), found.group(1)) for found in _TOKEN.finditer(sentence)]
    sorts = [sort_of(pointer, hints.get(pointer, "")) if pointer else None for _, pointer in tokens]

    def word(at: int) -> str:
        if not 0 <= at < len(tokens):
            return "^" if at < 0 else "$"
        text, pointer = tokens[at]
        return f"#{sorts[at] or 'name'}" if pointer else _ALIKE.get(text, text)

    for at, sort in enumerate(sorts):
        if sort is not None:
            yield Standing(sort, word(at - 2), word(at - 1), word(at + 1))


def misplaced(sentence: str, plan: SentencePlan) -> list[str]:
    """The pointers that stand where others do, but never one of their sort, as reasons.

    A word beside which no pointer of any sort was ever seen tells nothing.
    """
    seen = _seen()
    out = []
    for s in standings(sentence, plan):
        if s.sort in {"limit", "number"} and s.before in _SIDES:
            continue  # which side is right is settled in ``limits``
        if s.sort in _OPEN:
            if s.before.startswith("#") and _strange(seen, "before", s.sort, s.before):
                out.append(f"{MISPLACED}: {s.before} {s.sort}")
        elif _strange(seen, "before", s.sort, s.before):
            out.append(f"{MISPLACED}: {s.before} {s.sort}")
        elif is_linked(s) and (linked := f"{s.earlier} {s.before}") not in seen["linked", s.sort]:
            out.append(f"{MISPLACED}: {linked} {s.sort}")
        elif s.sort not in _LIKE_ADJECTIVES and s.behind not in _MARKS and _strange(seen, "behind", s.sort, s.behind):
            out.append(f"{MISPLACED}: {s.sort} {s.behind}")
    return out


_BEFORE = re.compile(r"([a-zà-ÿ]{4,})\s*\{([a-z0-9_.]+)\}", re.IGNORECASE)


def doubled(sentence: str, plan: SentencePlan) -> list[str]:
    """Pointers before which a word of their own value stands ("for hp laserjet {wish.1}"), as reasons. Words of three
    letters and less join values together and are no sign of it.
    """
    values = {s.pointer: set(re.findall(r"[a-zà-ÿ]+", s.hint.partition(": ")[2].lower())) for s in plan.slots}
    return [
        f"doubled: {word} {pointer}"
        for word, pointer in _BEFORE.findall(sentence.lower())
        if word in values.get(pointer, ()) and not pointer.startswith(("doc.", "quote."))
    ]


def _strange(seen: Mapping[tuple[str, str], frozenset[str]], side: str, sort: str, word: str) -> bool:
    return word not in seen[side, sort] and any(word in words for (at, _), words in seen.items() if at == side)


def is_linked(standing: Standing) -> bool:
    """Whether the word before the pointer says too little without the one before that."""
    if standing.before == "of" and standing.sort in _OF_FEW:
        return True
    return standing.before in _LINKS and (standing.earlier in _BEFORE_LINKS or standing.sort == "limit")


class _Seen(dict[tuple[str, str], frozenset[str]]):
    def __missing__(self, key: tuple[str, str]) -> frozenset[str]:
        return frozenset()


@cache
def _seen() -> Mapping[tuple[str, str], frozenset[str]]:
    """By side and sort, the words that stood there."""
    out = _Seen()
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("% "):
            key, _, words = line.partition("\t")
            side, _, sort = key.partition(" ")
            out[side, sort] = frozenset(words.split("|"))
    return out
