"""An authored dialogue once more, about other things: its sentences as people wrote them, its words from other dialogues.

A model that reads the same dialogue twice learns the dialogue; one that reads "actually, make that X" with another X
learns the sentence. Words are exchanged only where the dialogue speaks of them in full, so that every gold Action stays
right: "the indicators are useful" still means "wear indicators", which therefore stay.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine import actions
from engine.actions import limits_of, with_limits
from engine.language.protocol import DialogueTurn, amount, fold
from engine.understand.amounts import amounts

EXCHANGED = 0.6
"""Of the entries of a dialogue that can be exchanged."""
_WORD = re.compile(r"[^\W_]+")
_LEAST = 3  # letters of a word that may stand for its whole entry ("the oil" for "oil finish")

Shape = tuple[str, int, bool, bool]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _shape(role: str, text: str) -> Shape:
    """What can take an entry's place: another of its role, as long, with a number or without, in the plural or not."""
    words = _words(text)
    return role, len(words), any(c.isdigit() for c in text), words[-1].endswith("s") if words else False


def _entries(turns: Iterable[DialogueTurn]) -> Iterator[tuple[str, str]]:
    """(role, folded text) of everything that the Actions of a dialogue hold."""
    for turn in turns:
        if isinstance(turn.action, actions.Search) and turn.action.query:
            yield "query", fold(turn.action.query)
        if turn.action is not None:
            limits = limits_of(turn.action)
            yield from (("must", fold(v)) for v in limits.must)
            yield from (("not", fold(v)) for v in limits.must_not)
            if limits.brand:
                yield "brand", fold(limits.brand)


class Varier:
    """Varies dialogues of the authored corpus with the words of others, of the same shop where it has any."""

    def __init__(
        self, dialogues: Sequence[tuple[str, Sequence[DialogueTurn]]], brands: Sequence[str], seed: int
    ) -> None:
        self._rng = random.Random(seed)
        own: defaultdict[tuple[str, Shape], dict[str, None]] = defaultdict(dict)
        anywhere: defaultdict[Shape, dict[str, None]] = defaultdict(dict)
        for shop, turns in dialogues:
            for role, text in _entries(turns):
                own[shop, _shape(role, text)][text] = None
                anywhere[_shape(role, text)][text] = None
        for brand in brands:
            anywhere[_shape("brand", fold(brand))][fold(brand)] = None
        self._own = {key: list(texts) for key, texts in own.items()}
        self._anywhere = {key: list(texts) for key, texts in anywhere.items()}

    def varied(self, shop: str, turns: Sequence[DialogueTurn]) -> list[DialogueTurn]:
        """The dialogue with some of its words and prices exchanged; as it is where nothing can be."""
        turns = [replace(turn, say=fold(turn.say)) for turn in turns]
        changed = turns
        for role, text in dict.fromkeys(_entries(turns)):
            if self._rng.random() < EXCHANGED and _whole(text, turns):
                other = self._other(shop, role, text, changed)
                if other:
                    changed = [_exchanged(turn, text, other) for turn in changed]
        changed = self._prices(changed)
        return changed if _copied(changed) else turns

    def _other(self, shop: str, role: str, text: str, turns: Sequence[DialogueTurn]) -> str:
        """A text to stand in for ``text``, none of whose words the dialogue knows; empty if there is none."""
        shape = _shape(role, text)
        pool = self._own.get((shop, shape), ()) if role != "brand" else ()
        pool = pool if len(pool) > 3 else self._anywhere.get(shape, ())
        known = {word for turn in turns for word in _words(turn.say)}
        for _ in range(4):
            other = self._rng.choice(pool) if pool else ""
            if other and not known.intersection(_words(other)):
                return other
        return ""

    def _prices(self, turns: list[DialogueTurn]) -> list[DialogueTurn]:
        """Prices said in digits, each by another of its size."""
        held = {p for t in turns if t.action for p in _prices_of(t.action)}
        factor = self._rng.choice((0.4, 0.5, 0.8, 1, 1, 1.5, 2, 3))
        if not held or factor == 1 or any(p * factor != int(p * factor) for p in held):
            return turns
        out = []
        for turn in turns:
            say, action = turn.say, turn.action
            for price in held:
                written, new = amount(price), amount(price * factor)
                if price not in amounts(say):
                    continue
                say, times = re.subn(rf"(?<![\d.,]){written}(?![\d.,]\d|\d| ?(?:cm|mm|ml|kg|g|l|m)\b)", new, say)
                if times != 1:
                    return turns
            if action is not None and limits_of(action) != actions.Limits():
                limits = limits_of(action)
                low, high = (p and p * factor for p in (limits.price_min, limits.price_max))
                action = with_limits(action, replace(limits, price_min=low, price_max=high))
            out.append(DialogueTurn(say, turn.shown, action))
        seen: set[float] = set()
        for turn in out:
            seen.update(amounts(turn.say))
            if turn.action is not None and not seen.issuperset(_prices_of(turn.action)):
                return turns
        return out


def _prices_of(action: actions.Action) -> list[float]:
    limits = limits_of(action)
    return [p for p in (limits.price_min, limits.price_max) if p is not None]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])")


def _whole(text: str, turns: Sequence[DialogueTurn]) -> bool:
    """Whether the dialogue says ``text`` in full wherever it says any of it, and no other entry shares its words."""
    said = " | ".join(turn.say for turn in turns)
    rest, times = _pattern(text).subn(" ", said)
    stems = {word[: max(_LEAST, len(word) - 2)] for word in _words(text)}
    others = " ".join(other for _, other in _entries(turns) if other != text)
    left = _words(rest + " " + others)
    return times > 0 and not any(word.startswith(stem) for word in left for stem in stems)


def _exchanged(turn: DialogueTurn, text: str, other: str) -> DialogueTurn:
    article = "an" if other[0] in "aeiou" else "a"
    say = re.sub(rf"\ban? (?={re.escape(text)}(?![^\W_]))", f"{article} ", turn.say)
    action = turn.action
    if action is not None:
        limits = limits_of(action)

        def put(value: str) -> str:
            return other if fold(value) == text else value

        action = with_limits(
            action,
            replace(
                limits,
                must=tuple(map(put, limits.must)),
                must_not=tuple(map(put, limits.must_not)),
                brand=put(limits.brand) if limits.brand else None,
            ),
        )
        if isinstance(action, actions.Search):
            action = replace(action, query=put(action.query))
    return DialogueTurn(_pattern(text).sub(other, say), turn.shown, action)


def _copied(turns: Sequence[DialogueTurn]) -> bool:
    """Whether everything that an Action holds was said before it, as the grammar asks for."""
    said = ""
    for turn in turns:
        said += " | " + turn.say
        if any(text not in said for _, text in _entries([turn])):
            return False
    return True
