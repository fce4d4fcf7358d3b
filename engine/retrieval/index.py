"""What search keeps in memory of one state of a catalogue, loaded when first needed and anew when the file changed."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property
from typing import ParamSpec, TypeVar

import numpy as np

from engine.catalogue import Catalogue, Embedder
from engine.catalogue.folding import fold
from engine.catalogue.schema import CONTENT
from engine.catalogue.vectors import META
from engine.catalogue.vocabulary import Vocabulary
from engine.retrieval.columns import Bools, Columns, Ints, Texts
from engine.retrieval.dense import Dense, Floats
from engine.retrieval.facet_columns import FacetColumns
from engine.retrieval.filters import Meaning, rows_of
from engine.retrieval.kinds import Kinds, WantedKinds
from engine.retrieval.lexical import Lexical
from engine.retrieval.synonyms import Synonyms, shipped
from engine.retrieval.things import Prototype, made_for
from engine.retrieval.vocabulary import Lexicon
from engine.retrieval.words import words

P = ParamSpec("P")
R = TypeVar("R")

POOL = 200
"""Candidates that each of the two searches brings."""
KIND_ALIKE = 0.6
"""Cosine from which a kind of another name counts as meant at all."""
_KINDS_ENCODED_MOST = 600
_OF_THE_TEXTS = ("vocabulary", "lexicon", "kinds", "kind_vectors", "accessories", "_unsaid", "_paths", "typicality")
_VECTORS_KEPT = 512
_THINGS_BYTES, _HOLDERS_BYTES = 32_000_000, 64_000_000
_BLOCK = 20_000
_TYPICAL_MOST = 600
_COMPARED_MOST = 4000
"""Of kinds with more products, each is weighed by how typical it is of its own kind, which is known beforehand."""
_ADOPTED = 0.8
_NUMBERS_READ = 1000
"""Of so many products at most the texts are read again for the numbers in a wish."""
_FULL_TEXT = ("title", "brand", "kind", "category", "attributes", "description", "identifiers")
_AMOUNT = re.compile(r"(?<![\d.,])(\d+)\s?-?([^\W\d]+|[\"\u2033])")
"""A whole number with what looks like its unit: only of such a one can the end of a decimal be mistaken."""


class Index:
    """Columns, vectors and vocabulary of a catalogue as it is now."""

    def __init__(
        self,
        catalogue: Catalogue,
        encoder: Embedder | None,
        synonyms: Synonyms | None = None,
        correct: bool = True,
        before: Index | None = None,
    ) -> None:
        self._synonyms = synonyms or shipped()
        self._catalogue = catalogue
        self._encoder = encoder
        self.version = data_version(catalogue.connection)
        self.cursor = catalogue.connection.cursor()
        self.cursor.row_factory = None
        # Before the columns: where an import comes between the two, this is then the word of what was before.
        self._content = tuple(catalogue.meta(key) for key in (CONTENT, "encoder_sha256", META))
        self.columns = Columns.load(catalogue.connection)
        self._things: dict[frozenset[str], tuple[Ints, Floats]] = {}
        self._holders: dict[Meaning, Ints] = {}
        self._holders_bytes = 0
        self._mentions: dict[tuple[str, str], Bools] = {}
        self._categories: dict[str, Bools] = {}
        self.facet_columns = FacetColumns(self.cursor, self.columns)
        same = before if before is not None and self._same_texts(before) else None
        self._said: _Said = same._said if same is not None else _Said(encoder)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="vectors")
        self._begun: tuple[str, Future[tuple[list[int], Floats]]] | None = None
        self.lexical: Lexical = same.lexical if same is not None else Lexical(catalogue.connection, self._synonyms)
        self.lexical.use_standing(_loosely(self._sold))
        if correct:
            self.lexical.use_dictionary(_loosely(self._dictionary))
        if same is not None:
            # What new prices and stocks leave as it was takes ten seconds to make at a million products.
            self.__dict__.update({name: same.__dict__[name] for name in _OF_THE_TEXTS if name in same.__dict__})
        row = self.cursor.execute("SELECT currency FROM product LIMIT 1").fetchone()
        self.currency = str(row[0]) if row else catalogue.meta("currency") or "USD"

    def forget(self) -> None:
        """Forget what was searched for, and which types and values that was; the catalogue's own vocabulary stays."""
        for kept in (self._things, self._holders, self._mentions, self._categories):
            kept.clear()
        self._holders_bytes = 0
        if self._begun is not None:
            wait([self._begun[1]])  # no thread writes to the memory that is wiped now
            self._begun = None
        self._said.forget()
        self.lexical.forget()
        if (dense := self.__dict__.get("dense")) is not None:
            dense.forget()
        if (kinds := self.__dict__.get("kind_vectors")) is not None:
            kinds[1].forget()

    def _same_texts(self, before: Index) -> bool:
        same = self._content[0] is not None and before._content == self._content
        return same and len(before.columns) == len(self.columns)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self._catalogue.vocabulary()

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.vocabulary, self.lexical.known, self._synonyms, self._said.alike)

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self.vocabulary.kinds, self._synonyms)

    @cached_property
    def dense(self) -> Dense | None:
        """Vectors in the order of the columns (zeros where a product has none); ``None`` without a usable encoder."""
        if self._encoder is None or self._catalogue.meta("encoder_sha256") != self._encoder.sha256:
            return None
        return Dense.open(self._catalogue, self.columns.rowids)

    @cached_property
    def kind_vectors(self) -> tuple[tuple[str, ...], Dense] | None:
        """The most frequent kinds and the vectors of their names."""
        names = self.kinds.names[:_KINDS_ENCODED_MOST]
        if self._encoder is None or not names:
            return None
        return names, Dense.of(self._encoder.encode(names))

    def places_of(self, meanings: Sequence[Meaning]) -> list[Ints]:
        """For each meaning, the places of the products it holds for; kept, for a dialogue repeats its limits."""
        unknown = [m for m in meanings if m not in self._holders]
        if self._holders_bytes > _HOLDERS_BYTES:
            self._holders.clear()
            self._holders_bytes = 0
            unknown = list(meanings)
        for meaning, rows in zip(unknown, rows_of(self.cursor, unknown), strict=True):
            self._holders[meaning] = self.columns.places(rows)
            self._holders_bytes += self._holders[meaning].nbytes
        return [self._holders[m] for m in meanings]

    def holders(self, meanings: Sequence[Meaning]) -> list[Bools]:
        """For each meaning, which products it holds for."""
        return [self.any_of([places]) for places in self.places_of(meanings)]

    def any_of(self, each: Iterable[Ints]) -> Bools:
        """The products at any of these places."""
        held = np.zeros(len(self.columns), dtype=np.bool_)
        for places in each:
            held[places] = True
        return held

    def mentions(self, text: str, columns: str = "") -> Bools:
        """Which products hold every word of a text in these columns of the full text index; kept as well."""
        wanted = (text, columns)
        if wanted not in self._mentions:
            if len(self._mentions) * len(self.columns) > _HOLDERS_BYTES:
                self._mentions.clear()
            terms = self.lexical.terms(text, correct=False)
            every = " AND ".join(t.expression for t in terms)
            rows = self.lexical.rows(every, columns) if terms else np.zeros(0, dtype=np.int64)
            self._mentions[wanted] = self.columns.mask(self._with_numbers(text, columns, rows))
        return self._mentions[wanted]

    def _with_numbers(self, text: str, columns: str, rows: Ints) -> Ints:
        """Those of ``rows`` in whose columns an amount of the text is not only the end of another: "91.5 m" does not speak of
        "5 m", though the full text index knows 91 and 5 as words of their own. Of very many rows all are taken.
        """
        amounts = _AMOUNT.findall(text)
        if not amounts or not 0 < len(rows) <= _NUMBERS_READ:
            return rows
        ends = [re.compile(rf"\d[.,]{n}(?!\d)\s?-?[^\W\d]") for n, _ in amounts]
        wholes = [re.compile(rf"(?<!\d)(?<!\d[.,]){n}(?!\d|[.,]\d*[1-9])") for n, _ in amounts]
        names = ", ".join(columns.split() or _FULL_TEXT)
        sql = f"SELECT rowid, {names} FROM product_fts WHERE rowid IN (SELECT value FROM json_each(?))"
        kept = [
            rowid
            for rowid, *texts in self.cursor.execute(sql, (json.dumps(rows.tolist()),))
            if all(
                any(whole.search(t) for t in texts) or not any(end.search(t) for t in texts)
                for end, whole in zip(ends, wholes, strict=True)
            )
        ]
        return np.array(kept, dtype=np.int64)

    def things(self, kinds: Iterable[str]) -> tuple[Ints, Floats]:
        """The places of the products that are of these kinds (not made for one), and how typical each is.

        Products of no stated kind that are like them are taken in.
        """
        wanted = frozenset(kinds)
        if wanted not in self._things:
            if sum(places.nbytes for places, _ in self._things.values()) > _THINGS_BYTES:
                self._things.clear()
            places = self.columns.places_of_kinds(wanted)
            places = places[~self.accessories[places]]
            factors = np.ones(len(places), dtype=np.float32)
            # Of a few thousand products any part tells what is typical; here and there, for feeds are sorted.
            some = places[:: max(1, len(places) // _TYPICAL_MOST)][:_TYPICAL_MOST]
            prototype = Prototype.of(self.dense.rows(some)) if self.dense is not None else None
            if prototype is not None and self.dense is not None:
                # The vectors stay bytes: a prototype weighs their cosines to the middle, one number a row.
                weigh = Prototype(np.ones(1, dtype=np.float32), prototype.median)
                if len(places) <= _COMPARED_MOST:
                    factors = weigh.typicality(self.dense.scores(prototype.middle, places)[:, None])
                else:
                    factors = self.typicality[places]
                unsaid = self._unsaid
                adopted = unsaid[weigh.alike(self.dense.scores(prototype.middle, unsaid)[:, None])]
                places = np.concatenate([places, adopted])
                factors = np.concatenate([factors, np.full(len(adopted), _ADOPTED, dtype=np.float32)])
            self._things[wanted] = places, factors
        return self._things[wanted]

    def of_category(self, name: str) -> Bools:
        """The products that stand in a category of this name, wherever in their path."""
        wanted = fold(name)
        if wanted not in self._categories:
            if len(self._categories) * len(self.columns) > _HOLDERS_BYTES:
                self._categories.clear()
            paths, path_of = self._paths
            self._categories[wanted] = np.array([wanted in path for path in paths], dtype=np.bool_)[path_of]
        return self._categories[wanted]

    @cached_property
    def _paths(self) -> tuple[list[frozenset[str]], Ints]:
        """The different category paths, their names folded, and for every product which of them is its own."""
        known = Texts()
        self.cursor.execute("SELECT category FROM product ORDER BY rowid")
        parts = [np.zeros(0, dtype=np.int64)]
        while rows := self.cursor.fetchmany(_BLOCK):
            parts.append(known.codes(row[0] for row in rows))
        return [frozenset(map(fold, json.loads(text))) for text in known.listed], np.concatenate(parts)

    @cached_property
    def typicality(self) -> Floats:
        """How typical each product is of its own kind: what a kind of very many products is weighed by."""
        factors = np.ones(len(self.columns), dtype=np.float32)
        order = np.argsort(self.columns.kind, kind="stable").astype(np.int64)
        ends = np.flatnonzero(np.diff(self.columns.kind[order])) + 1
        for places in np.split(order, ends):
            if self.dense is None or not self.columns.kinds[self.columns.kind[places[0]]]:
                continue
            own = places[~self.accessories[places]]
            prototype = Prototype.of(self.dense.rows(own[:: max(1, len(own) // _TYPICAL_MOST)][:_TYPICAL_MOST]))
            if prototype is not None:
                weigh = Prototype(np.ones(1, dtype=np.float32), prototype.median)
                factors[own] = weigh.typicality(self.dense.scores(prototype.middle, own)[:, None])
        return factors

    @cached_property
    def _unsaid(self) -> Ints:
        """The places of the products of no stated kind."""
        return self.columns.places_of_kinds([""])

    @cached_property
    def accessories(self) -> Bools:
        """The products that are named after their own type and are only made for it ("Laptop Sleeve", a laptop)."""
        found = self.cursor.execute("SELECT rowid, kind, title FROM product WHERE kind <> ''")
        return self.columns.mask([rowid for rowid, kind, title in found if made_for(kind, title)])

    def vector(self, text: str) -> Floats | None:
        """The vector of a text, ``None`` without an encoder or for an empty text; kept, for a turn asks more than once."""
        return self._said.vector(text)

    def begin(self, text: str) -> None:
        """Look for the rows nearest to a text in a thread of its own: words are looked up meanwhile, and neither holds up
        the other, for SQLite and the encoder leave Python alone. :meth:`nearest` then waits for what is still to do.
        """
        if self.dense is not None and text.strip():
            self._begun = text, self._beside.submit(self._nearest, text, None)

    def nearest(self, text: str, places: Ints | None = None) -> tuple[list[int], Floats]:
        """The rows nearest in meaning to a text (among ``places``), nearest first, with their cosines."""
        if self._begun is not None:
            begun, found = self._begun
            self._begun = None
            if begun == text and places is None:
                return found.result()
            wait([found])  # what went wrong with another text is no matter of this one
        return self._nearest(text, places)

    def _nearest(self, text: str, places: Ints | None) -> tuple[list[int], Floats]:
        vector = self.vector(text) if self.dense is not None else None
        if vector is None or self.dense is None:
            return [], np.zeros(0, dtype=np.float32)
        found, cosines = self.dense.nearest(vector, POOL, places)
        return self.columns.rowids[found].tolist(), cosines

    def wanted_kinds(self, query: str) -> WantedKinds:
        """The product types that a query asks for, misspellings mended."""
        return self.kinds.wanted(self.lexical.corrected(query), self._kinds_like, self.lexicon.describes)

    def _kinds_like(self, phrase: str) -> Mapping[str, float]:
        vector = self.vector(phrase) if self.dense is not None else None
        if vector is None or self.kind_vectors is None:
            return {}
        names, vectors = self.kind_vectors
        places, cosines = vectors.nearest(vector, 3)
        least = max(KIND_ALIKE, float(cosines[0]) - 0.08)
        return {names[p]: float(c) for p, c in zip(places, cosines, strict=True) if c >= least}

    def _sold(self, rows: Ints) -> Floats:
        """What products sold; all the same where the file has changed under this search."""
        places = self.columns.places(rows)
        if len(places) != len(rows):
            return np.zeros(len(rows), dtype=np.float32)
        return self.columns.sales[places].astype(np.float32)

    def _dictionary(self) -> list[str]:
        """Words that a misspelling may mean: of types, brands, values and titles, the most frequent first."""
        counts: dict[str, int] = {}
        vocabulary = self.vocabulary
        sources = [vocabulary.kinds, vocabulary.brands, vocabulary.categories, *vocabulary.values.values()]
        sources.append({name.replace("_", " "): count for name, count in vocabulary.attributes.items()})
        for source in sources:
            for text, count in source.items():
                for word in words(text):
                    counts[word] = counts.get(word, 0) + count
        for (title,) in self.cursor.execute("SELECT title FROM product"):
            for word in fold(title).split():
                counts[word] = counts.get(word, 0) + 1
        usable = [w for w in counts if w.isalpha() and len(w) > 3]
        return sorted(usable, key=lambda w: -counts[w])


class _Said:
    """Vectors of what was said."""

    def __init__(self, encoder: Embedder | None) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Floats] = {}
        self._encoding = threading.Lock()
        """Who asks for a text that is being encoded waits for it rather than to encode it again."""

    def vector(self, text: str) -> Floats | None:
        if self._encoder is None or not text.strip():
            return None
        with self._encoding:
            if text not in self._vectors:
                if len(self._vectors) >= _VECTORS_KEPT:
                    self._vectors.clear()
                self._vectors[text] = self._encoder.encode([text])[0]
            return self._vectors[text]

    def forget(self) -> None:
        self._vectors.clear()

    def alike(self, text: str, labels: Sequence[str]) -> list[float]:
        """Cosines between a text and labels; 0 without an encoder."""
        vector = self.vector(text)
        if vector is None:
            return [0.0] * len(labels)
        return [float(other @ vector) if (other := self.vector(label)) is not None else 0.0 for label in labels]


def _loosely(method: Callable[P, R]) -> Callable[P, R]:
    """The method, without holding on to its object: otherwise the two would be a ring, which only the collector frees,
    and that never looks at what was loaded before the first turn (see ``engine.composition.settle``).
    """
    held = weakref.WeakMethod(method)

    def called(*args: P.args, **named: P.kwargs) -> R:
        found = held()
        assert found is not None, "an index was asked that is no longer in use"
        return found(*args, **named)

    return called


def data_version(connection: sqlite3.Connection) -> int:
    """Changes whenever another connection has committed to the file."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
