"""Full text search by FTS5 and BM25. Whatever a shopper types becomes quoted terms; no text can break the query.

All terms first (AND); if that finds too few, any term (OR). In a big catalogue words that very many products have only
add to what the rarer ones find (see :meth:`Lexical._bounded`), for BM25 costs more than a microsecond a product. A term may stand for several spellings: ``usb-c`` or
``usbc``, ``power bank`` or ``powerbank``, ``2 l`` or ``2l``, a synonym, the nearest word of the catalogue.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.catalogue.folding import fold
from engine.retrieval.dense import largest
from engine.retrieval.filters import rows_from
from engine.retrieval.misspelling import Spelled
from engine.retrieval.synonyms import Synonyms, shipped
from engine.retrieval.words import STOP_WORDS

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Weights of the columns title, brand, kind, category, attributes, description, identifiers.
WEIGHTS = (6.0, 3.0, 5.0, 2.0, 1.5, 1.0, 4.0)
_TERMS_MOST = 24
_CORRECTED_LEAST = 5
"""Shorter words have too many neighbours: "lego" is no "leg"."""
_CORRECTED_MOST = 5_000
_ENOUGH = 50
"""With so many rows that hold every term, those that miss one are not looked for."""
_VARIANTS_MOST = 6
_PROMISING = 3
"""So many times the wanted rows are weighed by BM25 where any term may match."""
_SMALL = 40_000
"""In a catalogue of so many products nothing is left out."""
_READ_MOST = 9_000
"""So many products of the rarest words are read through for one search."""
_WEIGHED_MOST = 1_000
"""So many products that hold every term are weighed by BM25; of more, those that are named so and stand best."""
_NAMED = "title brand kind"
_ADDED_MOST = 2
"""So many of the commoner words count beside those that candidates are drawn from."""
_KEPT_BYTES, _KEPT_ENTRY = 64_000_000, 300
"""Lists of rows are kept, as words are said again and again, until they take so much memory; an empty one takes some."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_WORD = re.compile(r"[^\W_]+")
_QUANTITY = re.compile(r"(\d+(?:[.,]\d+)?)\s?-?([a-z\u00b5\"\u2033]{1,6})")
_UNITS = {
    "inch": ("in", "inches", ""), "inches": ("in", "inch", ""), "in": ("inch", "inches", ""), '"': ("inch", "in", ""),
    "l": ("liter", "litre", "liters", "litres"), "liter": ("l", "litre"), "litre": ("l", "liter"),
    "liters": ("l", "litres"), "litres": ("l", "liters"), "meter": ("m",), "meters": ("m",), "metre": ("m",),
    "metres": ("m",), "m": ("meter", "meters", "metre"), "foot": ("ft", "feet"), "feet": ("ft", "foot"),
    "ft": ("feet", "foot"), "watt": ("w",), "watts": ("w",), "volt": ("v",), "volts": ("v",), "gig": ("gb",),
    "gigs": ("gb",), "terabyte": ("tb",), "gigabyte": ("gb",), "gram": ("g",), "grams": ("g",), "kilo": ("kg",),
    "kilos": ("kg",), "hour": ("h", "hours"), "hours": ("h", "hour"), "port": ("ports",), "ports": ("port",),
}  # fmt: skip
_TIGHT = frozenset(
    ("mm", "cm", "m", "km", "g", "kg", "mg", "ml", "cl", "l", "w", "kw", "v", "a", "mah", "ah", "wh", "hz", "mhz", "ghz",
     "mb", "gb", "tb", "lm", "db", "h", "in", "ft", "mp", "k")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was said, in every spelling that counts as it. ``phrases`` are quoted FTS5 strings."""

    text: str
    phrases: tuple[str, ...]

    @property
    def expression(self) -> str:
        return self.phrases[0] if len(self.phrases) == 1 else f"({' OR '.join(self.phrases)})"


def quoted(text: str) -> str:
    """``text`` as one FTS5 string: its words as a phrase. Never empty of words, never syntax."""
    return '"' + text.replace('"', '""') + '"'


def clean(text: str) -> str:
    """Folded, with control characters and unpaired surrogates out, which SQLite refuses."""
    return fold(_CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8"))


class Lexical:
    """Full text search over one open catalogue."""

    def __init__(self, connection: sqlite3.Connection, synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms or shipped()
        self._cursor = connection.cursor()
        self._cursor.row_factory = None
        self._known: dict[str, bool] = {}
        self._dictionary: Spelled | None = None
        self._corrected: dict[str, list[str]] = {}
        self._source: Callable[[], list[str]] = list
        self._total: int | None = None
        self._kept: dict[tuple[str, str], Rows] = {}
        self._kept_bytes = 0
        self._frequencies: dict[tuple[str, str], int] = {}
        self._standing: Callable[[Rows], Floats] = lambda rows: np.zeros(len(rows), dtype=np.float32)

    def terms(self, text: str, correct: bool = True) -> list[Term]:
        """The terms of a text, in order, without stop words (unless there is nothing else)."""
        text = clean(text[:2000])
        chunks = _chunks(text)
        chunks = [c for c in chunks if c not in STOP_WORDS] or chunks
        chunks = list(dict.fromkeys(chunks))[:_TERMS_MOST]
        terms: list[Term] = []
        skip = -1
        for place, chunk in enumerate(chunks):
            if place == skip:
                continue
            following = chunks[place + 1] if place + 1 < len(chunks) else ""
            together = self._pair(chunk, following)
            if together:
                terms.append(together)
                skip = place + 1
                continue
            phrases = self._spellings(chunk)
            # A spelling that no product has would only be looked up again in every query.
            known = [p for p in phrases if self.known(p[1:-1])]
            if correct and not known:
                known = [*phrases, *self._corrections(chunk)]
            phrases = known or phrases
            terms.append(Term(chunk, tuple(dict.fromkeys(phrases))[:_VARIANTS_MOST]))
        return terms

    def search(
        self,
        terms: Sequence[Term],
        limit: int,
        allowed: Rows | None = None,
        columns: str = "",
        match_any: bool = True,
        any_among: Rows | None = None,
    ) -> tuple[list[int], int]:
        """Rows by BM25, best first, and how many of them hold every term (they come first).

        ``allowed`` restricts the rows; ``columns`` the FTS columns (``"title kind"``); without ``match_any`` rows
        that miss a term stay out, and with ``any_among`` only such rows may miss one.
        """
        if not terms:
            return [], 0
        if self._products() > _SMALL:
            return self._bounded(terms, limit, allowed, columns, match_any, any_among)
        all_of, any_of = (word.join(t.expression for t in terms) for word in (" AND ", " OR "))
        holding = _within(self._rows_of_all(terms, columns), allowed) if match_any and len(terms) > 1 else None
        if holding is None or len(holding) >= min(limit, _ENOUGH):
            every = self._match(all_of, limit, allowed, columns)
            return every, len(every)
        among = self._promising(terms, allowed if any_among is None else any_among, columns, _PROMISING * limit)
        weighed = self._match(any_of, -1, among if among is None else np.union1d(among, holding), columns)
        complete = set(holding.tolist())
        every = [row for row in weighed if row in complete]
        return (every + [row for row in weighed if row not in complete])[:limit], len(every)

    def holding(self, terms: Sequence[Term], columns: str, among: Sequence[int]) -> list[int]:
        """Those of some rows that hold every term in these columns; none for no terms."""
        if not terms:
            return []
        asked = np.array(among, dtype=np.int64)
        found: list[int] = _within(asked, self._rows_of_all(terms, columns)).tolist()
        return found

    def rows(self, expression: str, columns: str = "") -> Rows:
        """All rows that match an expression of quoted terms, ascending."""
        wanted = (expression, columns)
        if wanted in self._kept:
            return self._kept[wanted]
        sql = "SELECT group_concat(rowid) FROM product_fts WHERE product_fts MATCH ?"
        found = rows_from(self._cursor.execute(sql, (_in_columns(expression, columns),)))
        size = found.nbytes + len(expression) + _KEPT_ENTRY
        if self._kept_bytes + size > _KEPT_BYTES:
            self._kept.clear()
            self._kept_bytes = 0
        self._kept[wanted] = found
        self._kept_bytes += size
        return found

    def _rows_of_all(self, terms: Sequence[Term], columns: str) -> Rows:
        """The rows that hold every term, cut from the terms' own lists in a small catalogue and where all are at hand."""
        if self._products() > _SMALL and not all((t.expression, columns) in self._kept for t in terms):
            return self.rows(" AND ".join(t.expression for t in terms), columns)
        lists = sorted((self.rows(t.expression, columns) for t in terms), key=len)
        found = lists[0]
        for other in lists[1:]:
            if len(found):
                found = found[other[np.minimum(np.searchsorted(other, found), len(other) - 1)] == found]
        return found

    def forget(self) -> None:
        """Forget what was asked. The dictionary stays, for it is the catalogue's own."""
        for kept in (self._known, self._corrected, self._kept, self._frequencies):
            kept.clear()
        self._kept_bytes = 0

    def known(self, text: str) -> bool:
        """Whether any product has these words, one after the other."""
        text = clean(text)
        if not _WORD.search(text):
            return False
        if text not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            found = self._cursor.execute(
                "SELECT 1 FROM product_fts WHERE product_fts MATCH ? LIMIT 1", (quoted(text),)
            ).fetchone()
            self._known[text] = found is not None
        return self._known[text]

    def corrected(self, text: str) -> str:
        """The text with words that no product has replaced by the nearest that some have."""
        out = []
        for chunk in _chunks(clean(text[:2000])):
            near = (
                []
                if chunk in STOP_WORDS or any(self.known(p[1:-1]) for p in self._spellings(chunk))
                else self._corrections(chunk)
            )
            out.append(near[0][1:-1] if near else chunk)
        return " ".join(out)

    def correction(self, text: str) -> str | None:
        """The text as it is searched for where a word of it was taken for a misspelling, else ``None``."""
        corrected = self.corrected(text)
        return corrected if corrected.split() != " ".join(_chunks(clean(text[:2000]))).split() else None

    def use_dictionary(self, source: Callable[[], list[str]]) -> None:
        """Words to correct misspellings against, made at the first misspelling."""
        self._source = source

    def use_standing(self, standing: Callable[[Rows], Floats]) -> None:
        """How well products stand (what they sell), to choose by where more hold the words than can be weighed."""
        self._standing = standing

    def load_dictionary(self) -> None:
        if self._dictionary is None:
            self._dictionary = Spelled(self._source())

    def _match(self, expression: str, limit: int, allowed: Rows | None, columns: str) -> list[int]:
        expression = _in_columns(expression, columns)
        rank = f"bm25(product_fts, {', '.join(map(str, WEIGHTS))})"
        if allowed is None:
            sql = f"SELECT rowid FROM product_fts WHERE product_fts MATCH ? ORDER BY {rank} LIMIT ?"
            return [r[0] for r in self._cursor.execute(sql, (expression, limit))]
        # The plus keeps SQLite from looking every allowed row up in the index one by one.
        sql = (
            "SELECT rowid FROM product_fts WHERE product_fts MATCH ? AND +rowid IN (SELECT value FROM json_each(?)) "
            f"ORDER BY {rank} LIMIT ?"
        )
        return [r[0] for r in self._cursor.execute(sql, (expression, _listed(allowed), limit))]

    def _frequency(self, term: Term, columns: str) -> int:
        """How many products have a term, counted up to one more than ``_READ_MOST``; kept."""
        wanted = (term.expression, columns)
        if wanted not in self._frequencies:
            if len(self._frequencies) > 50_000:
                self._frequencies.clear()
            sql = "SELECT count(*) FROM (SELECT 1 FROM product_fts WHERE product_fts MATCH ? LIMIT ?)"
            found = self._cursor.execute(sql, (_in_columns(term.expression, columns), _READ_MOST + 1)).fetchone()
            self._frequencies[wanted] = int(found[0])
        return self._frequencies[wanted]

    def _bounded(
        self,
        terms: Sequence[Term],
        limit: int,
        allowed: Rows | None,
        columns: str,
        match_any: bool,
        any_among: Rows | None,
    ) -> tuple[list[int], int]:
        """:meth:`search` in a big catalogue, where the terms may have more products than can be weighed in time.

        Where too few products hold every term, the candidates are those of the rarest terms, of as many of these as can
        be read; the other terms only count for these products.
        """
        holding = self._rows_of_all(terms, columns)
        every = _within(holding, allowed)
        if len(terms) == 1 or not match_any or len(every) >= min(limit, _ENOUGH):
            found = self._foremost(terms, len(holding), every, limit, allowed, columns, any_among)
            return found, len(found)
        among = allowed if any_among is None else any_among
        drivers: list[Term] = []
        read = 0
        for term in sorted(terms, key=lambda t: self._frequency(t, columns)):
            read += self._frequency(term, columns)
            if drivers and read > _READ_MOST:
                break
            drivers.append(term)
        driving = f"({' OR '.join(t.expression for t in drivers)})"
        others = sorted((t for t in terms if t not in drivers), key=lambda t: self._frequency(t, columns))[:_ADDED_MOST]
        holders = [self.rows(t.expression, columns) for t in drivers]
        holders += [self.rows(f"{driving} AND {t.expression}", columns) for t in others]
        frequencies = [self._frequency(t, columns) for t in (*drivers, *others)]
        rows, rarity = self._by_rarity(holders, frequencies, among)
        if frequencies[0] > _READ_MOST:
            order = np.lexsort((-self._standing(rows), -rarity))[:limit]
            weighed = list(dict.fromkeys([*every.tolist(), *rows[order].tolist()]))
        else:
            # Only rows of the drivers are read through; these count twice in BM25 then, as the rarer words may.
            any_of = " OR ".join(t.expression for t in (*drivers, *others))
            best = np.union1d(rows[largest(rarity, _PROMISING * limit)], every)
            weighed = self._match(f"({any_of}) AND {driving}", -1, best, columns)
        complete = set(every.tolist())
        first = [row for row in weighed if row in complete]
        return (first + [row for row in weighed if row not in complete])[:limit], len(first)

    def _foremost(
        self,
        terms: Sequence[Term],
        total: int,
        every: Rows,
        limit: int,
        allowed: Rows | None,
        columns: str,
        any_among: Rows | None,
    ) -> list[int]:
        """Of ``every`` product that holds all terms (and is allowed), the best by BM25; ``total`` hold them, allowed or not.

        Of more than 1,000, those that hold them in their name, of the wanted kind where they are enough, then the best
        standing. BM25 reads through all that hold the terms: where these are more than 9,000, standing decides alone.
        """
        all_of = " AND ".join(t.expression for t in terms)
        if total <= _WEIGHED_MOST:
            return self._match(all_of, limit, None if allowed is None else every, columns)
        for narrower in (self._rows_of_all(terms, columns or _NAMED), any_among):
            fewer = _within(every, narrower)
            every = fewer if len(fewer) >= limit else every
        if total > _READ_MOST:
            foremost: list[int] = every[largest(self._standing(every), limit)].tolist()
            return foremost
        return self._match(all_of, limit, every[largest(self._standing(every), _WEIGHED_MOST)], columns)

    def _promising(self, terms: Sequence[Term], among: Rows | None, columns: str, most: int) -> Rows | None:
        """The ``most`` rows of ``among`` with the rarest of the terms: BM25 is dear, and only the best are wanted.

        ``among`` itself where it is small already; ``None`` stands for all rows, in and out.
        """
        if among is not None and len(among) <= most:
            return among
        holders = [self.rows(term.expression, columns) for term in terms]
        if sum(map(len, holders)) <= most:
            return among
        found, scores = self._by_rarity(holders, [len(rows) for rows in holders], among)
        return found[largest(scores, most)]

    def _by_rarity(
        self, holders: Sequence[Rows], frequencies: Sequence[int], among: Rows | None
    ) -> tuple[Rows, Floats]:
        """The rows of any list (that are in ``among``), each with the rarity of the terms that it has."""
        total = self._products()
        # As FTS5 weighs a term in BM25: what half of the products have counts for nothing.
        rarity = [max(1e-6, math.log((total - n + 0.5) / (n + 0.5))) for n in frequencies]
        found, places = np.unique(np.concatenate(holders), return_inverse=True)
        scores = np.bincount(places, weights=np.repeat(rarity, [len(rows) for rows in holders])).astype(np.float32)
        if among is not None:
            held = np.isin(found, among, kind="table")
            found, scores = found[held], scores[held]
        return found, scores

    def _products(self) -> int:
        if self._total is None:
            self._total = int(self._cursor.execute("SELECT count(*) FROM product").fetchone()[0])
        return self._total

    def _pair(self, first: str, second: str) -> Term | None:
        """Two words that are one thing: "power bank" is also written "powerbank", a "mobile phone" is a smartphone."""
        if not (first.isalpha() and second.isalpha()):
            return None
        pair = f"{first} {second}"
        if len(second) == 1 and len(first) > 1 and self.known(pair):
            return Term(pair, (quoted(pair),))  # "usb c", "vitamin c": the letter alone says nothing
        others = self._synonyms.of(pair)
        if self.known(first + second):
            others.append(first + second)
        if not others:
            return None
        return Term(pair, (f"({quoted(first)} AND {quoted(second)})", *map(quoted, dict.fromkeys(others))))

    def _spellings(self, chunk: str) -> list[str]:
        spellings = [chunk]
        found = _QUANTITY.fullmatch(chunk)
        if found:
            number, unit = found[1].replace(",", "."), found[2]
            for each in (unit, *_UNITS.get(unit, ())):
                spellings += [number] if not each else [f"{number}{each}", f"{number} {each}"]
        else:
            spellings += self._synonyms.of(chunk)
            parts = _WORD.findall(chunk)
            if len(parts) > 1 and self.known("".join(parts)):
                spellings.append("".join(parts))
            elif len(parts) == 1 and chunk.isalpha() and len(chunk) > 6 and not self.known(chunk):
                spellings += [
                    f"{chunk[:i]} {chunk[i:]}"
                    for i in range(3, len(chunk) - 2)
                    if self.known(f"{chunk[:i]} {chunk[i:]}")
                ]
        return [quoted(s) for s in dict.fromkeys(spellings) if _WORD.search(s)]

    def _corrections(self, chunk: str) -> list[str]:
        if not chunk.isalpha() or len(chunk) < _CORRECTED_LEAST:
            return []
        if chunk not in self._corrected:
            if len(self._corrected) > _CORRECTED_MOST:
                self._corrected.clear()
            self.load_dictionary()
            assert self._dictionary is not None
            allowed = 1 if len(chunk) < 8 else 2
            near = self._dictionary.near(chunk, allowed, 8)
            # Misspellings seldom touch the first letter; the dictionary has the most frequent words first.
            near.sort(key=lambda n: (n[1], n[0][0] != chunk[0]))
            meant = [quoted(n[0]) for n in near[:2] if n[0][0] == chunk[0] or n[1] <= allowed - 1]
            self._corrected[chunk] = meant
        return self._corrected[chunk]


def _listed(rows: Rows) -> str:
    """Rows as a JSON array, which SQLite takes as one parameter whatever its length."""
    return "[" + ",".join(map(str, rows.tolist())) + "]"


def _within(rows: Rows, among: Rows | None) -> Rows:
    """Those of ``rows`` that are in ``among``. A table of all numbers is quicker here than sorting the two together."""
    return rows if among is None else rows[np.isin(rows, among, kind="table")]


def _in_columns(expression: str, columns: str) -> str:
    return f"{{{columns}}} : ({expression})" if columns else expression


def _chunks(text: str) -> list[str]:
    """What white space parts, trimmed of marks; a number and the unit after it are one: ``2 l``."""
    chunks: list[str] = []
    for raw in text.split():
        chunk = raw.strip("!?.,;:()[]{}<>|*^~`\u2018\u2019\u201c\u201d'")
        if not _WORD.search(chunk):
            continue
        if chunks and re.fullmatch(r"\d+(?:[.,]\d+)?", chunks[-1]) and (chunk in _UNITS or chunk in _TIGHT):
            chunks[-1] = f"{chunks[-1]} {chunk}"
        else:
            chunks.append(chunk)
    return chunks
