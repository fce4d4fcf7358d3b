"""Search over a catalogue: limits filter, words and meaning rank, and what cannot be met is let go by name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from engine.actions import Limits
from engine.cancel import Cancel
from engine.catalogue import Catalogue, Embedder
from engine.errors import CatalogueError
from engine.facets import Facet
from engine.products import Product, StoreDocument
from engine.retrieval.columns import Bools
from engine.retrieval.dense import largest
from engine.retrieval.documents import Documents, nearest_sentences, passages
from engine.retrieval.evidence import Candidates, Weights, gather
from engine.retrieval.faceting import facets_of
from engine.retrieval.index import POOL, Index, data_version
from engine.retrieval.limiting import Limited, limited
from engine.retrieval.ranking import plain, ranked
from engine.retrieval.relaxing import Limit, let_go
from engine.retrieval.results import Hit, MatchedTerm, SearchResult, Whole, Wish
from engine.retrieval.scoping import is_open, named_count, scope_of
from engine.retrieval.synonyms import Synonyms, shipped
from engine.retrieval.words import stem

SAME_KIND = 0.2
"""What being of the same type adds to the cosine between two products."""


class Retriever:
    """The search of one open catalogue. Without an encoder (or vectors of it) words alone rank.

    ``weights`` say what each kind of evidence is worth; without ``correct`` misspellings stay as they are.

    Methods raise :class:`CatalogueError` where the file cannot be read and :class:`ModelError` where the encoder is
    broken. Not to be shared between threads that search at once.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Embedder | None,
        synonyms: Synonyms | None = None,
        weights: Weights | None = None,
        correct: bool = True,
    ) -> None:
        self._weights = weights or Weights()
        self._correct = correct
        self._catalogue = catalogue
        self._synonyms = synonyms
        self._encoder = encoder
        self._current: Index | None = None
        self._documents: Documents | None = None

    def warm(self) -> None:
        """Load everything that the first search would wait for (under a second for 20,000 products)."""
        with self._reading() as index:
            _ = index.lexicon, index.kinds, index.accessories
            index.lexical.load_dictionary()
            index.columns.places_of_kinds(())  # sorts the places, which a million take a tenth of a second for
            if index.dense is not None:
                _ = index.kind_vectors
                if index.dense.approximate:
                    _ = index.typicality
            self._store_documents()
            np.unique(np.zeros(1))  # numpy loads a part of itself at its first use, which takes longer than a search

    def forget(self) -> None:
        """Forget what was searched for, so that nothing of a session stays in memory; the next searches fill it again."""
        if self._current is not None:
            self._current.forget()
        stem.cache_clear()

    def search(self, wish: Wish, limit: int = 24) -> SearchResult:
        """Products for a wish, best first; see :class:`SearchResult`. What is sold out comes last."""
        with self._reading() as index:
            given = wish.query if is_open(wish.query) else ""
            wish = replace(wish, query="") if given else wish
            kinds = index.wanted_kinds(wish.query)
            scope, query_term = scope_of(index, wish, kinds)
            query_term = MatchedTerm("query", given, understood=True) if given else query_term
            limits = limited(index, wish.limits, scope)
            dropped = let_go(limits.hard, scope & ~limits.excluded)
            whole = Whole(index.version, scope, _kept(~limits.excluded, limits, dropped))
            places = np.flatnonzero(whole.found)
            showing = index.lexical.correction(wish.query)
            hits = ranked(index, wish, kinds, limits, dropped, places, limit, self._weights)
            terms = ((query_term,) if query_term else ()) + limits.terms
            relaxed = tuple(d.text for d in dropped)
            return SearchResult(tuple(hits), len(places), terms, relaxed, showing, whole)

    def facets(self, whole: Whole, cancel: Cancel | None = None) -> tuple[Facet, ...]:
        """How the result of a search could be narrowed; none where the catalogue has changed since.

        Raises ``Cancelled``.
        """
        with self._reading() as index:
            return facets_of(index, whole, cancel or Cancel()) if whole.version == index.version else ()

    def facets_among(self, ids: Sequence[str], cancel: Cancel | None = None) -> tuple[Facet, ...]:
        """How some products that no search found could be narrowed. Raises ``Cancelled``."""
        with self._reading() as index:
            asked = self._among(index, ids)
            return facets_of(index, Whole(index.version, asked, asked), cancel or Cancel(), types=False)

    def count(self, name: str) -> int:
        """How many products a search for a type or category of the catalogue shows; 0 for any other text."""
        with self._reading() as index:
            return named_count(index, name)

    def version(self) -> int:
        """Another number whenever the catalogue has changed."""
        with self._reading() as index:
            return index.version

    @property
    def synonyms(self) -> Synonyms:
        """The words for the same thing that this search goes by."""
        return self._synonyms or shipped()

    def text(self, text: str, limit: int = 10) -> list[Hit]:
        """Plain retrieval: the products that a text speaks of, best first."""
        with self._reading() as index:
            if len(index.columns) == 0 or not text.strip():
                return []
            return plain(index, text, limit, self._weights)

    def correction(self, text: str) -> str | None:
        """The text as it is searched for, where a word of it is taken for a misspelling; else ``None``."""
        with self._reading() as index:
            return index.lexical.correction(text)

    def candidates(self, text: str) -> tuple[list[str], Candidates]:
        """The products that plain retrieval weighs for a text, by id, and the evidence for each."""
        with self._reading() as index:
            found = gather(index, text)
            return _ids(index, found.rows), found

    def by_words(self, text: str, limit: int = 10) -> list[str]:
        """Ids by BM25 alone: products with every word, then with any. What ``text`` is measured against."""
        with self._reading() as index:
            return _ids(index, index.lexical.search(index.lexical.terms(text), limit)[0])

    def by_meaning(self, text: str, limit: int = 10) -> list[str]:
        """Ids by the cosine of their vectors alone."""
        with self._reading() as index:
            return _ids(index, index.nearest(text)[0][:limit])

    def neighbours(self, product_id: str, limit: int = 24) -> list[Hit]:
        """Products most like one, the same type before others; empty without vectors or for an unknown id."""
        with self._reading() as index:
            row = index.cursor.execute("SELECT rowid FROM product WHERE id = ?", (product_id,)).fetchone()
            if row is None or index.dense is None:
                return []
            columns = index.columns
            own = int(columns.places([row[0]])[0])
            likest, scores = index.dense.nearest(index.dense.vector(own), max(POOL, limit) + 1)
            if columns.kinds[columns.kind[own]]:
                alike = np.flatnonzero(columns.kind == columns.kind[own]).astype(np.int64)
                near, cosines = index.dense.nearest(index.dense.vector(own), limit + 1, alike)
                likest, first = np.unique(np.concatenate([near, likest]), return_index=True)
                scores = np.concatenate([cosines, scores])[first]
                scores = scores + np.float32(SAME_KIND) * (columns.kind[likest] == columns.kind[own])
            scores, likest = scores[likest != own], likest[likest != own]
            return [
                Hit(columns.ids[place], int(columns.rowids[place]), float(score), None, rank)
                for rank, (place, score) in enumerate(
                    ((int(likest[at]), scores[at]) for at in largest(scores, limit).tolist()), 1
                )
            ]

    def narrow(self, ids: Sequence[str], limits: Limits) -> tuple[list[str], tuple[MatchedTerm, ...]]:
        """Those of some products that meet the hard limits, in their order, and how the limits were understood."""
        with self._reading() as index:
            scope = self._among(index, ids)
            found = limited(index, limits, scope)
            kept = _kept(scope & ~found.excluded, found, ())
            left = {index.columns.ids[place] for place in np.flatnonzero(kept).tolist()}
            return [i for i in ids if i in left], found.terms

    def documents(self, question: str, limit: int = 3) -> list[tuple[StoreDocument, float]]:
        """Store documents nearest to a question with a score of 0 to 1; below ``documents.FITS`` nothing fits."""
        with self._reading() as index:
            return self._store_documents().nearest(question, index.vector(question), limit)

    def sentences(self, product: Product, question: str, limit: int = 2) -> list[tuple[str, float]]:
        """Sentences of a product's description nearest to a question, with scores of 0 to 1."""
        with self._reading() as index:
            return nearest_sentences(product.description, question, self._encoder, index.vector(question), limit)

    def values(self, text: str) -> dict[str, set[str]]:
        """The values of the catalogue's attributes that stand in a text, folded, by attribute."""
        with self._reading() as index:
            return index.lexicon.stated(text)

    def passages(self, document: StoreDocument, question: str, limit: int = 2) -> list[tuple[str, float]]:
        """Sentences of a store document that answer a question, with scores of 0 to 1."""
        with self._reading() as index:
            return passages(document, question, self._encoder, index.vector(question), limit)

    @staticmethod
    def _among(index: Index, ids: Sequence[str]) -> Bools:
        sql = "SELECT rowid FROM product WHERE id IN (SELECT value FROM json_each(?))"
        return index.columns.mask([row[0] for row in index.cursor.execute(sql, (json.dumps(list(ids)),))])

    def _store_documents(self) -> Documents:
        if self._documents is None:
            self._documents = Documents(self._catalogue.documents(), self._encoder)
        return self._documents

    @contextmanager
    def _reading(self) -> Iterator[Index]:
        try:
            if self._current is None or self._current.version != data_version(self._catalogue.connection):
                self._current = Index(self._catalogue, self._encoder, self._synonyms, self._correct, self._current)
                self._documents = None
            yield self._current
        except sqlite3.ProgrammingError:
            raise  # ours: a closed catalogue
        except sqlite3.DatabaseError as error:
            raise CatalogueError(
                f"The catalogue {self._catalogue.path} cannot be read ({error}); import it again."
            ) from error


def _ids(index: Index, rows: Sequence[int]) -> list[str]:
    return [index.columns.ids[place] for place in index.columns.places(list(rows)).tolist()] if rows else []


def _kept(scope: Bools, limits: Limited, dropped: Sequence[Limit]) -> Bools:
    for limit in limits.hard:
        if not any(limit is d for d in dropped):
            scope = scope & limit.holds
    return scope
