"""Whether a turn names another product type than the wish it was taken to refine: settled against the catalogue.

A new product type starts a new wish (``ACTIONS.md`` in the design). The model sometimes holds on to the old one, above
all after "what goes with it?"; then it is asked again with the turn alone in view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine import actions
from engine.actions import Action
from engine.language.protocol import fold
from engine.respond.questions import stem

_PREPOSITIONS = frozenset(("for", "with", "like", "of", "in", "to", "on", "without", "than", "no", "not", "under"))


class Subjects:
    """The product types of a catalogue, to be found in what a shopper says."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._kinds = {stems: kind for kind in kinds if (stems := _stems(kind))}
        self._longest = max(map(len, self._kinds), default=0)

    def named(self, text: str) -> set[str]:
        """The product types whose words stand side by side in ``text``, endings aside."""
        words = _stems(text)
        runs = {words[i : i + n] for n in range(1, self._longest + 1) for i in range(len(words) - n + 1)}
        return {self._kinds[run] for run in runs if run in self._kinds}

    def left_behind(self, say: str, before: Action | None, written: Action) -> bool:
        """Whether ``say`` names a product type that ``written`` overlooks, going on with the wish ``before`` instead."""
        named = self.named(say)
        if not named:
            return False
        if isinstance(written, actions.Similar | actions.GoesWith):
            return isinstance(before, type(written)) and before.item == written.item
        if isinstance(written, actions.Search):
            held = " ".join((written.query, *written.limits.must, *written.limits.must_not))
            return not named & self.named(held) or (not named & self.named(written.query) and self._leads(say))
        return False

    def _leads(self, say: str) -> bool:
        """Whether a product type is what the words are about, not what something is for or with."""
        words = _stems(say)
        for n in range(self._longest, 0, -1):
            for i in range(min(len(words) - n + 1, 4)):
                if words[i : i + n] in self._kinds:
                    return not _PREPOSITIONS.intersection(words[max(0, i - 2) : i])
        return False


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in re.findall(r"[^\W_]+", fold(text)))
