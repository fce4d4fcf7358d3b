"""Pairs of a query and the thing it asks for, each with one that it must not be mistaken for.

Hard negatives are of three sorts: what is made for the thing (or, for something made for it, the thing itself), another
type of the same maker, and the same type without the property that was asked for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quantize.corpus.mixture import split_of
from quantize.encoder.items import Item, heard, spaced
from quantize.encoder.queries import Query, misspelt, write

SHARES: Mapping[str, float] = {"demo": 0.2, "lexicon": 0.12, "taxonomy": 0.16, "dialogue": 0.12}
"""Of all pairs; the feeds share the rest by the square root of their sizes."""
WHOLE = 0.2
"""How many pairs are read whole although the titles say what is asked: short texts teach more in the same time."""
HELD_OUT = 50
"""Two in so many queries are held out of training."""
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """``hard`` is none of what the query may mean; ``sort`` says why it is there (``"accessory"``, ``"maker"``,
    ``"property"``, ``"any"``). Both things are read by their whole texts, or by title and type.
    """

    query: Query
    item: Item
    hard: Item
    sort: str
    whole: bool

    def shown(self, item: Item) -> str:
        return item.text if self.whole else item.brief


class Shelf:
    """The items of one source, by type, maker and the types that stand in their names."""

    def __init__(self, items: Sequence[Item], rng: random.Random) -> None:
        self.items = list(items)
        self._rng = rng
        self._kinds: dict[str, list[Item]] = defaultdict(list)
        self._brands: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if item.kind and not item.accessory:
                parts = item.kind.split()
                for start in range(len(parts)):
                    self._kinds[" ".join(parts[start:])].append(item)
            if item.brand:
                self._brands[item.brand].append(item)
        self._about: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            for kind in _runs(f"{item.brief} {item.kind}"):
                if kind in self._kinds and not item.is_a(kind):
                    self._about[kind].append(item)

    def hard(self, query: Query, item: Item) -> tuple[Item, str] | None:
        """Something that the query does not mean although it is near; ``None`` where all may be meant."""
        sorts: list[tuple[str, Sequence[Item]]] = []
        kind = query.kind or item.kind
        if kind:
            sorts.append(("accessory", self._about.get(kind, ())))
            for named in sorted(_runs(item.brief)):
                if named in self._kinds and not item.is_a(named):
                    sorts.append(("accessory", self._kinds[named]))
            if query.wanted:
                sorts += [("property", self._kinds.get(kind, ()))] * 2
        if item.brand:
            sorts.append(("maker", self._brands.get(item.brand, ())))
        sorts = [s for s in sorts if s[1]]
        self._rng.shuffle(sorts)
        sorts.append(("any", self.items))
        for name, pool in sorts:
            for _ in range(_TRIES):
                other = self._rng.choice(pool)
                if other is not item and not query.may_mean(other):
                    return other, name
        return None


def _runs(text: str) -> set[str]:
    parts = spaced(text).split()[:24]
    return {" ".join(parts[a : a + n]) for a in range(len(parts)) for n in (1, 2, 3)}


def write_pairs(items: Sequence[Item], count: int, seed: int) -> list[Pair]:
    """``count`` pairs in a seeded order, from every source by its share."""
    rng = random.Random(seed)
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_source[item.source].append(item)
    talked = list(heard())
    wishes = [item for _, item in talked]
    said = {id(item): say for say, item in talked}
    if len(wishes) > 1:
        by_source["dialogue"] = wishes
    shelves = {name: Shelf(found, rng) for name, found in by_source.items() if len(found) > 1}
    weights = _weights({name: len(shelf.items) for name, shelf in shelves.items()})
    streams = {name: _endless(shelf.items, rng) for name, shelf in shelves.items()}
    pairs: list[Pair] = []
    while len(pairs) < count:
        name = rng.choices(list(weights), list(weights.values()))[0]
        item = next(streams[name])
        say = said.get(id(item))
        if say is not None and rng.random() < 0.7:
            text = misspelt(say, rng) if rng.random() < 0.1 else say
            query: Query | None = Query(text, say, item.kind, item.values)
        else:
            query = write(item, rng)
        hard = shelves[name].hard(query, item) if query is not None and len(query.meant) > 1 else None
        if query is not None and hard is not None:
            brief = f" {spaced(item.brief)} "
            told = all(f" {wanted} " in brief for wanted in map(spaced, query.wanted))
            pairs.append(Pair(query, item, *hard, whole=not told or rng.random() < WHOLE))
    return pairs


def _weights(sizes: Mapping[str, int]) -> dict[str, float]:
    fixed = {name: SHARES[name] for name in sizes if name in SHARES}
    roots = {name: size**0.5 for name, size in sizes.items() if name not in SHARES}
    rest = max(0.0, 1.0 - sum(fixed.values())) / (sum(roots.values()) or 1.0)
    return fixed | {name: root * rest for name, root in roots.items()}


def _endless(items: Sequence[Item], rng: random.Random) -> Iterator[Item]:
    while True:
        order = list(items)
        rng.shuffle(order)
        yield from order


def parted(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """(for training, held out): by a hash of what was meant, so that no held-out query is trained on."""
    train: list[Pair] = []
    held: list[Pair] = []
    for pair in pairs:
        (train if split_of(pair.query.meant, HELD_OUT) == "train" else held).append(pair)
    return train, held
