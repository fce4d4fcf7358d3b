"""Finds what a typed text may be the beginning of, in a few milliseconds and without the language model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.actions import Search
from engine.cancel import Cancel
from engine.catalogue import Catalogue
from engine.catalogue.folding import fold, words
from engine.catalogue.product_words import ProductWords
from engine.catalogue.word_index import Bools, Span, WordIndex
from engine.retrieval import Retriever
from engine.retrieval.synonyms import Synonyms
from engine.retrieval.words import key
from engine.typeahead.matches import CategoryMatch, Match, ProductMatch, QuestionMatch, Typeahead
from engine.typeahead.slips import Beginnings
from engine.typeahead.typed import Typed

QUESTIONS_MOST, CATEGORIES_MOST, MATCHES_MOST = 2, 3, 8
_LOOKED_AT = 60
"""The most wanted products that match, among which titles that begin as typed go first."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What can be suggested from one state of the catalogue. Categories come with the most products first."""

    version: int
    products: ProductWords
    categories: WordIndex
    names: tuple[str, ...]
    near_products: Beginnings
    near_categories: Beginnings


class Completer:
    """The suggestions of one open catalogue. Used from one thread; methods raise ``CatalogueError``."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._known: _Vocabulary | None = None

    def warm(self) -> None:
        """Load what the first letter would wait for."""
        self.suggest("a")

    def suggest(self, text: str, asked: Sequence[str] = (), cancel: Cancel | None = None) -> Typeahead:
        """What ``text`` may become; ``asked`` are earlier questions, the latest last. Raises ``Cancelled``."""
        cancel = cancel or Cancel()
        typed = Typed.of(text)
        if not typed.words:
            return Typeahead(text)
        vocabulary, synonyms = self._vocabulary(), self._retriever.synonyms
        questions = [QuestionMatch(q) for q in _asked_before(typed, text, asked, synonyms)]
        cancel.raise_if()
        named = _all_words(typed, vocabulary.categories, synonyms)
        held = _all_words(typed, vocabulary.products.index, synonyms)
        mended = not (named.any() or held.any())
        if mended:
            named = _all_words_nearly(typed, vocabulary.categories, vocabulary.near_categories, synonyms)
            cancel.raise_if()
            held = _all_words_nearly(typed, vocabulary.products.index, vocabulary.near_products, synonyms)
        cancel.raise_if()
        categories = self._categories(vocabulary, typed, named, cancel)
        room = MATCHES_MOST - len(questions) - len(categories)
        products = self._products(vocabulary, typed, held, room)
        matches: list[Match] = [*questions, *categories, *products]
        return Typeahead(text, tuple(matches), mended and bool(categories or products))

    def _categories(self, vocabulary: _Vocabulary, typed: Typed, named: Bools, cancel: Cancel) -> list[CategoryMatch]:
        """Names that begin as typed first, then those with the most products; one of each spelling."""
        numbers = np.flatnonzero(named).tolist()
        numbers.sort(key=lambda n: (not fold(vocabulary.names[n]).startswith(typed.phrase), n))
        found: list[CategoryMatch] = []
        told: set[str] = set()
        for number in numbers:
            name = vocabulary.names[number]
            if key(name) in told:
                continue
            cancel.raise_if()
            count = self._retriever.count(name)
            if count:
                found.append(CategoryMatch(name, count, Search(name)))
                # A laptop and a notebook are one thing here, and so are the products they show.
                told.update(map(key, (name, *self._retriever.synonyms.of(name))))
            if len(found) == CATEGORIES_MOST:
                break
        return found

    def _products(self, vocabulary: _Vocabulary, typed: Typed, held: Bools, room: int) -> list[ProductMatch]:
        """Titles that begin as typed first, then what can be had, then the most wanted; a title stands once."""
        rowids = vocabulary.products.rowids[np.flatnonzero(held)[:_LOOKED_AT]].tolist()
        titles = self._catalogue.titles(rowids)
        there = [r for r in rowids if r in titles]
        there.sort(key=lambda r: (not fold(titles[r][0]).startswith(typed.phrase), not titles[r][1]))
        best = list({titles[r][0]: r for r in reversed(there)}.values())[::-1][:room]
        return [ProductMatch(p) for p in self._catalogue.by_rowids(best)]

    def _vocabulary(self) -> _Vocabulary:
        version = self._retriever.version()
        if self._known is None or self._known.version != version:
            products = self._catalogue.product_words()
            known = self._catalogue.vocabulary()
            counts = {**known.categories, **known.kinds}
            names = tuple(sorted(counts, key=lambda name: (-counts[name], name)))
            categories = WordIndex.of(map(words, names))
            self._known = _Vocabulary(
                version, products, categories, names, Beginnings(products.index.words), Beginnings(categories.words)
            )
        return self._known


def _all_words(typed: Typed, index: WordIndex, synonyms: Synonyms) -> Bools:
    """Which texts hold every typed word, or its beginning."""
    return _each(index, typed.spans(index, synonyms))


def _all_words_nearly(typed: Typed, index: WordIndex, beginnings: Beginnings, synonyms: Synonyms) -> Bools:
    """The same where words may be misspelled: those that no text holds first, then any of them."""
    exact = typed.spans(index, synonyms)
    near = [[index.span(b) for b in beginnings.near(word)] for word in typed.words]
    found = _each(index, [e or n for e, n in zip(exact, near, strict=True)])
    return found if found.any() else _each(index, [[*e, *n] for e, n in zip(exact, near, strict=True)])


def _each(index: WordIndex, spans: Sequence[Sequence[Span]]) -> Bools:
    holds = np.full(index.size, bool(spans), dtype=np.bool_)
    for one in spans:
        holds &= index.holding(one)
    return holds


def _asked_before(typed: Typed, text: str, asked: Sequence[str], synonyms: Synonyms) -> list[str]:
    """Earlier questions with every typed word in them, the latest first."""
    latest = list(dict.fromkeys(reversed(asked)))
    holds = _all_words(typed, WordIndex.of(map(words, latest)), synonyms)
    said = fold(text)
    return [latest[n] for n in np.flatnonzero(holds).tolist() if fold(latest[n]) != said][:QUESTIONS_MOST]
