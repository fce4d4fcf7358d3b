"""A said property, brand or type matched to the catalogue's own words: exactly, in part, or despite a misspelling.

Readings come best first. A reading that no product of the wanted type has is passed over by the caller, so "light"
can be a roast for coffee and a warmth for sleeping bags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from engine.catalogue.folding import fold
from engine.catalogue.vocabulary import Vocabulary
from engine.retrieval.amounts import amount_in
from engine.retrieval.entries import FILLER, Entry, Reading, core, keyed, nearest, values
from engine.retrieval.filters import BrandIs, FlagIs, KindIs, Meaning, NumberIn
from engine.retrieval.measures import Alike, Measures
from engine.retrieval.misspelling import Spelled
from engine.retrieval.synonyms import Synonyms, shipped
from engine.retrieval.words import contains, key, stem, stems

_PARTS_MOST = 300
"""Values that contain what was said, the most frequent of them, where very many do."""
_LONGEST_VALUE = 8
"""Values of more words are prose; they are found by full text search, not matched as a value."""
# What a flag's label may say beyond the thing itself: "dishwasher" is ``dishwasher_safe``, "lid" is ``lid_included``.
_FLAG_FILLER = frozenset(
    stem(w) for w in ("included", "safe", "friendly", "function", "support", "built", "in", "safety")
)
_COLOUR_NAMES = ("color", "colour")
_FREE = stem("free")
_NOTHING = frozenset(("free", "no", "none", "not", "without", "non", "zero"))


class Lexicon:
    """The vocabulary of one catalogue, indexed for matching. ``known`` tells words the catalogue's texts hold.

    ``alike`` says how near in meaning labels are to a text; without it only words that are the same count.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        known: Callable[[str], bool] = lambda word: False,
        synonyms: Synonyms | None = None,
        alike: Alike = lambda text, labels: [0.0] * len(labels),
    ) -> None:
        self._synonyms = synonyms or shipped()
        self._known = known
        self._entries: dict[str, list[Entry]] = {}
        self._by_stem: dict[str, list[Entry]] = {}
        for name, texts in vocabulary.values.items():
            for text, count in texts.items():
                parts = stems(text)
                if not parts or len(parts) > _LONGEST_VALUE:
                    continue
                entry = Entry(name, text, parts, count)
                self._entries.setdefault(" ".join(parts), []).append(entry)
                for part in set(parts):
                    self._by_stem.setdefault(part, []).append(entry)
        self._flags = {name: stems(name.replace("_", " ")) for name in vocabulary.flags}
        self._flags_by_label: dict[tuple[str, ...], list[str]] = {}
        self._flags_by_stem: dict[str, list[str]] = {}
        for name, label in self._flags.items():
            self._flags_by_label.setdefault(label, []).append(name)
            for part in set(label):
                self._flags_by_stem.setdefault(part, []).append(name)
        self._names = {name: stems(name.replace("_", " ")) for name in vocabulary.attributes}
        self._names_by_stem: dict[str, list[str]] = {}
        for name, label in self._names.items():
            for part in set(label):
                self._names_by_stem.setdefault(part, []).append(name)
        every = (e for entries in self._entries.values() for e in entries)
        self._measures = Measures(vocabulary.numbers, every, self._names, self._names_by_stem, alike)
        self._brands = keyed(vocabulary.brands)
        self._kinds = keyed(vocabulary.kinds)

    def readings(self, text: str) -> Iterator[Reading]:
        """Readings of a wanted property, best first."""
        yield from self.sure(text)
        said = core(text)
        if not said:
            return
        spellings = self._spellings(said, text)
        for spelling in spellings:
            yield from self._named(spelling)
        for spelling in spellings:
            part = self._within_value(spelling)
            if part:
                yield Reading("part", part)
        inside = self._value_within(said)
        if inside:
            yield Reading("part", inside)
        near = self._fuzzy(said, text)
        if near:
            yield Reading("fuzzy", near)

    def sure(self, text: str) -> Iterator[Reading]:
        """Those of :meth:`readings` that take the text as a whole, an amount or a value, which come first of all."""
        amount = amount_in(text)
        if amount is not None:
            options = self._entries.get(key(text), [])
            if amount.exact and options:
                # "2 l" may be a variant's option, a text like any other.
                yield Reading("exact", values(options))
            yield from self._measures.readings(amount)
        said = core(text)
        for spelling in self._spellings(said, text) if said else ():
            exact = self._exact(spelling)
            if exact:
                yield Reading("exact", exact)

    def excluded(self, text: str) -> tuple[Meaning, ...]:
        """All that says a product has what is not wanted: values that name it, flags that affirm or deny it."""
        said = core(text)
        if not said:
            return ()
        meanings: list[Meaning] = []
        for spelling in dict.fromkeys(self._spellings(said, text)):
            entries = [
                e
                for e in self._by_stem.get(spelling[0], ())
                if contains(e.stems, spelling) and not _NOTHING.intersection(e.stems)
            ]
            meanings += values(entries)
            for name in self._flags_by_stem.get(spelling[0], ()):
                if contains(self._flags[name], spelling):
                    meanings.append(FlagIs(name, _FREE not in self._flags[name]))
        if not meanings:
            meanings += self._fuzzy(said, text)
        return tuple(meanings)

    def describes(self, word: str) -> bool:
        """Whether a word is a value, a flag or a brand of the catalogue rather than a thing."""
        wanted = stems(word)
        whole = " ".join(wanted)
        return whole in self._entries or whole in self._brands or wanted in self._flags_by_label

    def stated(self, text: str) -> dict[str, set[str]]:
        """The values that stand in a text, folded, by the attributes that have them."""
        found: dict[str, set[str]] = {}
        said = stems(text)
        for width in range(min(len(said), _LONGEST_VALUE), 0, -1):
            for start in range(len(said) - width + 1):
                run = said[start : start + width]
                if width > 1 or (run[0].isalpha() and len(run[0]) > 2 and run[0] not in FILLER):
                    for entry in self._entries.get(" ".join(run), ()):
                        found.setdefault(entry.name, set()).add(fold(entry.text))
        return found

    def brands(self, text: str) -> tuple[tuple[str, ...], bool]:
        """Brands that a text names (as the catalogue writes them), and whether exactly."""
        wanted = stems(text)
        whole = " ".join(wanted)
        if not wanted:
            return (), False
        if whole in self._brands:
            return self._brands[whole], True
        tight = whole.replace(" ", "")
        found = [b for k, brands in self._brands.items() if k.replace(" ", "") == tight for b in brands]
        if not found:
            found = [b for k, brands in self._brands.items() if contains(tuple(k.split()), wanted) for b in brands]
        if found:
            return tuple(found), True
        near = nearest(whole, self._spelled_brands)
        return tuple(b for k in near for b in self._brands[k]), False

    def measures(self, text: str) -> tuple[NumberIn, ...]:
        """The attributes that an amount in a text could be about, whatever their number."""
        amount = amount_in(text)
        return self._measures.about(amount) if amount is not None else ()

    def _spellings(self, said: tuple[str, ...], text: str) -> list[tuple[str, ...]]:
        """The stems that were said, and those of the words for the same thing."""
        return [said, *(stems(s) for s in self._synonyms.of(" ".join(said)) or self._synonyms.of(text))]

    def _exact(self, wanted: tuple[str, ...]) -> tuple[Meaning, ...]:
        whole = " ".join(wanted)
        meanings: list[Meaning] = [FlagIs(name) for name in self._flags_by_label.get(wanted, ())]
        entries = list(self._entries.get(whole, ()))
        if any(_is_colour(e.name) for e in entries):
            # "blue" takes "light blue" too; "light blue" is only itself.
            entries += [
                e for e in self._by_stem.get(wanted[-1], ()) if _is_colour(e.name) and e.stems[-len(wanted) :] == wanted
            ]
        meanings += values(entries)
        if whole in self._brands:
            meanings.append(BrandIs(tuple(fold(b) for b in self._brands[whole]), self._brands[whole]))
        if not meanings and whole in self._kinds:
            meanings.append(KindIs(self._kinds[whole]))
        return tuple(meanings)

    def _named(self, wanted: tuple[str, ...]) -> Iterator[Reading]:
        """An attribute's name, or a word of it, beside its value: "leather upper", "size M", "sensitive skin"."""
        if len(wanted) < 2:
            return
        for name in dict.fromkeys(n for part in wanted for n in self._names_by_stem.get(part, ())):
            label = self._names[name]
            rest = tuple(s for s in wanted if s not in label and s not in FILLER)
            entries = [e for e in self._entries.get(" ".join(rest), ()) if e.name == name]
            if entries:
                yield Reading("named", values(entries))

    def _within_value(self, wanted: tuple[str, ...]) -> tuple[Meaning, ...]:
        """Values and flags that say more than was said: "bluetooth" is in "Bluetooth 5.3"."""
        if not any(s.isalpha() and len(s) > 2 for s in wanted):
            return ()
        rarest = min(wanted, key=lambda s: len(self._by_stem.get(s, ())))
        entries = [e for e in self._by_stem.get(rarest, ()) if len(wanted) == 1 or contains(e.stems, wanted)]
        entries = sorted(entries, key=lambda e: -e.count)[:_PARTS_MOST]
        entries = [e for e in entries if not _NOTHING.intersection(e.stems) or _NOTHING.intersection(wanted)]
        flags: list[Meaning] = [
            FlagIs(name)
            for name in self._flags_by_stem.get(rarest, ())
            if len(self._flags[name]) > len(wanted)
            and contains(self._flags[name], wanted)
            and all(part in _FLAG_FILLER for part in self._flags[name] if part not in wanted)
        ]
        return (*flags, *values(entries))

    def _value_within(self, wanted: tuple[str, ...]) -> tuple[Meaning, ...]:
        """The longest value or flag inside what was said, where the other words add nothing."""
        for width in range(len(wanted) - 1, 0, -1):
            for start in range(len(wanted) - width + 1):
                rest = wanted[:start] + wanted[start + width :]
                if all(s in FILLER for s in rest):
                    found = self._exact(wanted[start : start + width])
                    if found:
                        return found
        return ()

    @cached_property
    def _spelled_brands(self) -> Spelled:
        return Spelled(self._brands)

    @cached_property
    def _spelled_values(self) -> Spelled:
        """The values and the labels of flags."""
        return Spelled(dict.fromkeys([*self._entries, *(" ".join(label) for label in self._flags.values())]))

    def _fuzzy(self, wanted: tuple[str, ...], text: str) -> tuple[Meaning, ...]:
        if all(self._known(word) for word in fold(text).split()):
            return ()
        flags = {" ".join(label): name for name, label in self._flags.items()}
        near = nearest(" ".join(wanted), self._spelled_values)
        meanings: list[Meaning] = []
        for found in near:
            if found in flags:
                meanings.append(FlagIs(flags[found]))
            meanings += values(self._entries.get(found, ()))
        return tuple(meanings)


def _is_colour(name: str) -> bool:
    return name.endswith(_COLOUR_NAMES)
