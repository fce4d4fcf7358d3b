"""Which product types a query asks for: the thing itself, not what is made for it.

"waterproof jacket for hiking" asks for jackets, "phone case" for cases and "case for a phone" for cases too: the head
of the first noun phrase is what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.catalogue.folding import fold
from engine.catalogue.units import is_unit
from engine.retrieval.synonyms import Synonyms, shipped
from engine.retrieval.things import made_for
from engine.retrieval.words import STOP_WORDS, stem, stems, words

_BREAK = re.compile(
    r"\b(?:for|with|without|to|that|which|who|in|on|of|from|under|below|over|above|between|around|compatible|like|made)\b|[,;:(]"
)
_ASKING = frozenset(
    stem(w) for w in (*STOP_WORDS, "cheap", "good", "best", "nice", "new", "find", "buy", "get", "search")
)
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LONGEST = 5
HEAD = 0.5
"""How surely the kind that a longer one's last word names is meant, too."""
NEAR = 0.9
"""And one that ends in the words that were said."""


@dataclass(frozen=True, slots=True)
class WantedKinds:
    """Kinds by how surely they are meant (1: named as a whole). ``exact`` is true where one was named as a whole.

    ``phrase`` are the words of the query that named them; ``alike`` is true where only their meaning is near it.
    """

    kinds: Mapping[str, float]
    exact: bool
    phrase: str
    alike: bool = False

    def __bool__(self) -> bool:
        return bool(self.kinds)


NOTHING = WantedKinds({}, False, "")


def _is_amount(pieces: Sequence[str]) -> bool:
    """Whether two pieces are a number with its unit."""
    return pieces[0][0].isdigit() and is_unit(pieces[1])


class Kinds:
    """The product types of one catalogue, found by words."""

    def __init__(self, kinds: Mapping[str, int], synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms or shipped()
        self._whole: dict[tuple[str, ...], list[str]] = {}
        self._endings: dict[tuple[str, ...], list[str]] = {}
        self._beginnings: dict[tuple[str, ...], list[str]] = {}
        for kind in kinds:
            parts = stems(kind)
            if parts:
                self._whole.setdefault(parts, []).append(kind)
                if len(parts) > 1:
                    # "powerbank" for a power bank.
                    self._whole.setdefault((stem("".join(words(kind))),), []).append(kind)
                for start in range(1, len(parts)):
                    self._endings.setdefault(parts[start:], []).append(kind)
                    self._beginnings.setdefault(parts[:start], []).append(kind)
        self.names = tuple(kinds)

    def wanted(
        self,
        query: str,
        like: Callable[[str], Mapping[str, float]] = lambda text: {},
        describes: Callable[[str], bool] = lambda word: False,
    ) -> WantedKinds:
        """The kinds that a query names.

        ``like`` gives kinds of similar meaning where no word names one; ``describes`` tells a word of the catalogue's
        properties and brands from a thing.
        """
        phrases = [p.strip() for p in _BREAK.split(fold(query)) if any(s not in _ASKING for s in stems(p))]
        if not phrases:
            return NOTHING
        found = self._named(phrases[0], describes)
        if found:
            if found.exact:
                return self._narrowed(found, phrases[0])
            # Only the head is named ("bag"): kinds of like meaning count too, unless the head is their modifier.
            head = stems(found.phrase)
            near = {k: level for k, level in like(phrases[0]).items() if stems(k)[: len(head)] != head}
            return WantedKinds({**near, **found.kinds}, False, found.phrase)
        if len(phrases) > 1 and all(describes(p) for p in _PIECE.findall(phrases[0]) if stem(p) not in _ASKING):
            # "waterproof, for hiking, a jacket": the first phrase only describes.
            for phrase in phrases[1:]:
                found = self._named(phrase, describes)
                if found:
                    return found
        # What is made for the thing is not it: a tablet case is no tablet.
        kinds = {k: level for k, level in like(query).items() if not made_for(phrases[0], k)}
        return WantedKinds(kinds, False, phrases[0], alike=True) if kinds else NOTHING

    @staticmethod
    def _narrowed(found: WantedKinds, phrase: str) -> WantedKinds:
        """Of the kinds that end in what was named, those whose every word was said: a "usb c cable" is a USB cable."""
        said, named = set(stems(phrase)), set(stems(found.phrase))
        whole = {k for k in found.kinds if named < (parts := set(stems(k))) and parts <= said}
        if not whole:
            return found
        levels = {
            k: 1.0 if k in whole else min(level, NEAR if level == 1.0 else HEAD) for k, level in found.kinds.items()
        }
        return replace(found, kinds=levels)

    def _named(self, phrase: str, describes: Callable[[str], bool]) -> WantedKinds | None:
        """The longest run of words that names a kind, the last one of equal length; at last a single word, head first.

        Words after the run must only describe ("headphones black"); in "phone case" the phone is not what is wanted.
        """
        pieces = _PIECE.findall(phrase)
        parts = tuple(stem(piece) for piece in pieces)
        measured: WantedKinds | None = None
        for width in range(min(_LONGEST, len(parts)), 0, -1):
            for start in range(len(parts) - width, -1, -1):
                run = parts[start : start + width]
                if width == 1 and (run[0] in _ASKING or not run[0].isalpha() or len(run[0]) < 2):
                    continue
                found = self._run(run, " ".join(pieces[start : start + width]))
                if found is None:
                    continue
                if start > 2 and _is_amount(pieces[start - 2 : start]):
                    # In "laptop 16 gb ram" the memory is what the laptop has; alone it may be what is wanted.
                    measured = measured or found
                    continue
                after = [p for p in pieces[start + width :] if stem(p) not in _ASKING and p.isalpha()]
                if all(describes(p) for p in after) or describes(" ".join(after)):
                    return found
                return WantedKinds({k: level / 2 for k, level in found.kinds.items()}, False, found.phrase)
        return measured

    def _run(self, run: tuple[str, ...], text: str) -> WantedKinds | None:
        kinds: dict[str, float] = {}
        spellings = [run, *(stems(s) for s in self._synonyms.of(text))]
        if len(run) == 2:
            spellings.append((stem(text.replace(" ", "")),))
        exact = False
        for spelling in spellings:
            for kind in self._whole.get(spelling, ()):
                kinds[kind] = 1.0
                exact = True
        for spelling in spellings:
            for kind in self._endings.get(spelling, ()):
                kinds.setdefault(kind, NEAR)
        if exact:
            # Feeds are not exact: a "laser printer" may be called a printer.
            for spelling in spellings:
                for start in range(1, len(spelling)):
                    for kind in self._whole.get(spelling[start:], ()):
                        kinds.setdefault(kind, HEAD)
        if not kinds:
            # "ink" is short for an ink cartridge, where nothing is an ink.
            for spelling in spellings:
                for kind in self._beginnings.get(spelling, ()):
                    if not made_for(text, kind):
                        kinds.setdefault(kind, 0.7)
        return WantedKinds(kinds, exact, text) if kinds else None
