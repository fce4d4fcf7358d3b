"""First wishes put together anew: the parts of one, between its commas, in another order and with parts of others.

"kitchen tap, pull out spray, matt black, no chrome" has four parts. What each of them means does not hang on the others, so
that a wish of parts that were never said together still has its gold Action; parts that lean on what stands beside them
("and down", "same key for both") are left out as far as they can be told. A model that has read a list twice knows the list;
one that has read its parts in a hundred lists knows where a part begins and ends.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.actions import Limits, Search
from engine.language.protocol import DialogueTurn, fold
from engine.understand.amounts import amounts

KEPT = 0.75
"""The share of a wish's own parts that stay in it."""
_MOST_FOREIGN = 3
_COMMA = re.compile(r"\s*(?:,|;)\s+")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = Limits()
_LEANING = re.compile(
    r"(?:and|but|or|so|also|then|ideally|maybe)\b|.*\b(?:both|each|same|that|it|one|ones|them|instead|rather)\b|[\d.,]+$"
)
_LITTLE = frozenset(
    [
        "a",
        "an",
        "the",
        "no",
        "not",
        "for",
        "with",
        "without",
        "of",
        "in",
        "on",
        "to",
        "and",
        "or",
        "is",
        "are",
        "any",
        "some",
    ]
)
_UNTOLD_MOST = 3
"""Words of a part that stand in none of its entries: more of them tell a story that may mean something elsewhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two commas, and what of the gold Action it holds."""

    say: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    brand: str | None = None

    @property
    def means_something(self) -> bool:
        return bool(self.must or self.must_not)


@dataclass(frozen=True, slots=True)
class _Wish:
    query: str
    head: Part
    rest: tuple[Part, ...]


class Recombiner:
    """Makes one-turn dialogues out of the first turns of authored ones, of the same shop where it has enough."""

    def __init__(self, dialogues: Sequence[tuple[str, Sequence[DialogueTurn]]], seed: int) -> None:
        self._rng = random.Random(seed)
        self._wishes: list[tuple[str, _Wish]] = []
        parts: defaultdict[str, dict[Part, None]] = defaultdict(dict)
        for shop, turns in dialogues:
            wish = _wish(turns[0])
            if wish is not None:
                self._wishes.append((shop, wish))
                parts[shop].update(dict.fromkeys(part for part in wish.rest if not part.brand))
        self._parts = {shop: list(own) for shop, own in parts.items()}
        self._all = list(dict.fromkeys(part for own in parts.values() for part in own))

    def __len__(self) -> int:
        """How many wishes have parts to be put together anew."""
        return len(self._wishes)

    def dialogue(self) -> list[DialogueTurn]:
        """One turn. Raises ``IndexError`` where no wish of the dialogues has parts (``len`` is 0)."""
        shop, wish = self._rng.choice(self._wishes)
        parts = [part for part in wish.rest if self._rng.random() < KEPT]
        own = self._parts[shop]
        pool = own if len(own) > 20 and self._rng.random() < 0.7 else self._all
        for _ in range(self._rng.randint(0, _MOST_FOREIGN)):
            other = self._rng.choice(pool) if pool else None
            known = {w for part in (wish.head, *parts) for w in _words(part.say)} - _LITTLE
            if other is not None and not known.intersection(_words(other.say)):
                parts.append(other)
        self._rng.shuffle(parts)
        together = [wish.head, *parts]
        limits = Limits(
            tuple(dict.fromkeys(v for part in together for v in part.must)),
            tuple(dict.fromkeys(v for part in together for v in part.must_not)),
            brand=next((part.brand for part in together if part.brand), None),
        )
        return [DialogueTurn(", ".join(part.say for part in together), 0, Search(wish.query, limits))]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _wish(turn: DialogueTurn) -> _Wish | None:
    """The parts of a first wish; ``None`` where it has none, or where what they mean cannot be told part by part."""
    action = turn.action
    if not isinstance(action, Search) or not action.query or turn.shown:
        return None
    limits = action.limits
    if replace(limits, must=(), must_not=(), brand=None) != _PLAIN:
        return None
    head, *rest = _COMMA.split(fold(turn.say))
    ranges = any(amounts(part) and "-" in part for part in rest)  # "140-230" is a price here and a size there
    if not rest or fold(action.query) not in head or ranges:
        return None
    left = {
        "must": dict.fromkeys(map(fold, limits.must)),
        "must_not": dict.fromkeys(map(fold, limits.must_not)),
        "brand": dict.fromkeys([fold(limits.brand)] if limits.brand else []),
    }
    parts = [_part(say.strip(" .!?"), left) for say in (head, *rest)]
    if any(left.values()) or not all(part.say and part.means_something for part in parts[1:] if not part.brand):
        return None
    if any(_leans(part) for part in parts[1:]):
        return None
    said = " ".join(part.say for part in parts)
    if any(said.count(v) != 1 for part in parts for v in (*part.must, *part.must_not)):
        return None
    return _Wish(fold(action.query), parts[0], tuple(parts[1:]))


def _leans(part: Part) -> bool:
    """Whether a part means something only, or something else, beside the others."""
    entries = {word for entry in (*part.must, *part.must_not, part.brand or "") for word in _words(entry)}
    untold = [word for word in _words(part.say) if word not in entries]
    return bool(_LEANING.match(part.say)) or len(untold) > _UNTOLD_MOST


def _part(say: str, left: dict[str, dict[str, None]]) -> Part:
    """A part with the entries that stand in it in full, which are taken out of ``left``."""
    held: dict[str, tuple[str, ...]] = {}
    for role, entries in left.items():
        found = sorted((e for e in entries if re.search(rf"(?<![^\W_]){re.escape(e)}(?![^\W_])", say)), key=say.find)
        for entry in found:
            del entries[entry]
        held[role] = tuple(found)
    return Part(say, held["must"], held["must_not"], held["brand"][0] if held["brand"] else None)
