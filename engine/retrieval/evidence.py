"""What speaks for a product as an answer to a plain text: one row a candidate, one column a kind of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from engine.retrieval.columns import Columns, Floats, Ints
from engine.retrieval.fusion import worths
from engine.retrieval.index import POOL, Index
from engine.retrieval.kinds import WantedKinds
from engine.retrieval.lexical import Term
from engine.retrieval.words import stems

_LEAST_DIGITS = 5
_PROPERTIES_MOST = 4
_OF_KIND_MOST = 50
_FOR_ANOTHER_KIND = 0.1
"""What being named by its number counts where another type is wanted: as much as the first place by words."""
_OF_ANOTHER_KIND = 0.2
"""What having every word counts for a product of another type than the wanted one: a "lens cap Black Digital camera" has
all words of "digital camera"."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth; a first place in the words' list is 1.

    Chosen on the judged queries of three catalogues (``tests/relevance``), see ``docs/search.md``.
    """

    words: float = 1.0
    """The place in the list by BM25, where some product has every word."""
    some_words: float = 0.3
    """The same where none has."""
    meaning: float = 1.0
    """The place in the list by cosine."""
    kind: float = 0.9
    """Being of the wanted type, by how surely it is wanted and how typical the product is of it."""
    held: float = 0.25
    """Having what a word beside the type names: a brand, a size, a value. For each such word."""
    every_word: float = 0.25
    in_title: float = 0.5
    """Having every word in title, brand and type."""
    code: float = 0.7
    """A model number in the title, whole or as the beginning of a longer one ("p3015" in "P3015d")."""
    identified: float = 10.0
    """An article number or bar code, said exactly."""

    @property
    def vector(self) -> Floats:
        return np.array([getattr(self, name) for name in EVIDENCE], dtype=np.float32)

    def without(self, name: str) -> Weights:
        """The same with one kind of evidence left out, to see what it gives."""
        return replace(self, **{name: 0.0})


EVIDENCE = tuple(f.name for f in fields(Weights))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Products that may answer a text, as rows of the database, with their evidence (candidates, kinds of evidence).

    ``lexical`` and ``dense`` are the two lists they were mostly drawn from, best first.
    """

    rows: tuple[int, ...]
    evidence: Floats
    lexical: tuple[int, ...]
    dense: tuple[int, ...]

    def scores(self, weights: Weights) -> Floats:
        found: Floats = self.evidence @ weights.vector
        return found


def gather(index: Index, text: str) -> Candidates:
    """The candidates for a text: by words, by meaning, of the wanted type, and by numbers that name one."""
    index.begin(text)
    terms = index.lexical.terms(text)
    kinds = index.wanted_kinds(text)
    # Where the type is known, other products must have every word to be worth a look.
    of_kind = index.columns.rowids[index.things(kinds.kinds)[0]] if kinds.exact else None
    lexical, every = index.lexical.search(terms, POOL, any_among=of_kind)
    dense, _ = index.nearest(text)
    first, coded = identified(index, terms), with_code(index, terms)
    rows = dict.fromkeys([*first, *lexical, *dense])
    if kinds.exact:
        rows |= dict.fromkeys(index.nearest(text, index.things(kinds.kinds)[0])[0][:_OF_KIND_MOST])
    rows |= dict.fromkeys(coded)
    at = {row: place for place, row in enumerate(rows)}
    places = index.columns.places(list(rows))
    column: dict[str, Floats] = {name: np.zeros(len(rows), dtype=np.float32) for name in EVIDENCE}
    column["words" if every else "some_words"][[at[row] for row in lexical]] = worths(POOL)[: len(lexical)]
    column["meaning"][[at[row] for row in dense]] = worths(POOL)[: len(dense)]
    column["kind"] = kind_levels(index, kinds)[places]
    if kinds:
        column["held"] = properties_held(index, terms, kinds, places)
    # Where no product has every word anywhere, none has them in its title.
    titled = index.lexical.holding(terms, "title brand kind", list(rows)) if every else []
    for name, having in (("every_word", lexical[:every]), ("in_title", titled), ("code", coded), ("identified", first)):
        column[name][[at[row] for row in having if row in at]] = 1.0
    if kinds.exact:
        other = column["kind"] == 0.0
        for name in ("every_word", "in_title"):
            column[name][other] *= _OF_ANOTHER_KIND
        # In "laserjet p2055 toner" the number is that of the printer, but the toner is wanted.
        column["identified"][other] *= _FOR_ANOTHER_KIND
    evidence = np.stack([column[name] for name in EVIDENCE], axis=1)
    return Candidates(tuple(rows), evidence, tuple(lexical), tuple(dense))


def kind_levels(index: Index, kinds: WantedKinds) -> Floats:
    """How far each product of the catalogue is of a wanted type, 0 to 1."""
    levels = np.zeros(len(index.columns), dtype=np.float32)
    if kinds:
        places, factors = index.things(kinds.kinds)
        levels[places] = _level_by_kind(index.columns, kinds.kinds)[index.columns.kind[places]] * factors
    return levels


def properties_held(index: Index, terms: Sequence[Term], kinds: WantedKinds, places: Ints) -> Floats:
    """How many of the words beside the type name the products at ``places`` have as a brand, a size, a value."""
    count = np.zeros(len(places), dtype=np.float32)
    in_scope = index.columns.are_of(kinds.kinds)
    named = set(stems(kinds.phrase))
    for term in [t for t in terms if not set(stems(t.text)) <= named][:_PROPERTIES_MOST]:
        reading = next(index.lexicon.sure(term.text), None)
        holders = index.places_of(reading.meanings) if reading is not None else []
        if any(in_scope[index.columns.kind[held]].any() for held in holders):
            count += index.any_of(holders)[places]
    return count


def identified(index: Index, terms: Sequence[Term]) -> list[int]:
    """Products that a term names exactly: an article number, a bar code, an id."""
    found: list[int] = []
    for term in terms:
        alone = len(terms) == 1 and len(term.text) >= 4 and term.text.isdigit()
        if alone or is_code(term.text):
            rows = index.lexical.rows(term.phrases[0], "identifiers")
            if 0 < len(rows) <= 20:
                found += [row for row in rows.tolist() if len(index.columns.places([row]))]
    return found


def with_code(index: Index, terms: Sequence[Term]) -> list[int]:
    """Products whose titles hold a model number of the query, or one that begins with it."""
    found: list[int] = []
    for term in terms:
        if is_code(term.text):
            found += index.lexical.rows(f"{term.phrases[0]} *", "title").tolist()[:POOL]
    return found


def is_code(text: str) -> bool:
    """Whether a word looks like a model or article number: ``p3015``, ``0012304555971``; not ``1000`` or ``65``."""
    letters = any(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return " " not in text and len(text) >= 4 and (digits >= 2 if letters else digits >= _LEAST_DIGITS)


def _level_by_kind(columns: Columns, wanted: Mapping[str, float]) -> Floats:
    """By kind, how surely it is wanted; a product of no stated kind that is like the wanted ones counts as they do."""
    levels = np.zeros(len(columns.kinds), dtype=np.float32)
    for kind, level in {"": max(wanted.values()), **wanted}.items():
        if kind in columns.kind_codes:
            levels[columns.kind_codes[kind]] = level
    return levels
