"""The limits of a wish against one catalogue: which products meet each, and how each was understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.actions import Limits
from engine.catalogue.folding import fold
from engine.money import Money
from engine.retrieval.amounts import amount_in
from engine.retrieval.filters import BrandIs, FlagIs, KindIs, Meaning, RatedAtLeast, ValueIs, shown_texts
from engine.retrieval.index import Index
from engine.retrieval.relaxing import Bools, Limit, importance
from engine.retrieval.results import MatchedTerm, Slot
from engine.retrieval.stars import stars_in

_OR = re.compile(r"\s+or\s+|\s*/\s*(?=[^\W\d])")
_NO = re.compile(r"\s*(?:no|not|without|non)[\s-]+(?!(?:more|less)\b)", re.IGNORECASE)
_LARGEST = 2**62
_TITLE = "title kind category"


@dataclass(frozen=True, slots=True)
class Limited:
    """``hard`` limits filter, ``soft`` ones (text and the products that speak of it) only order.

    ``excluded`` are products that have what must not be; ``options`` are values that one variant has to have.
    """

    hard: tuple[Limit, ...]
    soft: tuple[tuple[str, Bools], ...]
    excluded: Bools
    options: tuple[ValueIs, ...]
    terms: tuple[MatchedTerm, ...]


def limited(index: Index, limits: Limits, scope: Bools) -> Limited:
    """Match every limit to the catalogue; readings that no product of ``scope`` meets give way to ones that some do."""
    hard: list[Limit] = []
    soft: list[tuple[str, Bools]] = []
    options: list[ValueIs] = []
    terms: list[MatchedTerm] = []
    excluded = np.zeros(len(index.columns), dtype=np.bool_)
    denied = tuple(text for text in limits.must if _NO.match(text))
    for text in limits.must:
        if text in denied:
            continue
        meanings, holds = wanted(index, text, scope)
        if meanings:
            hard.append(Limit("must", text, holds, importance(meanings)))
            options += [m for m in meanings if isinstance(m, ValueIs)]
            terms.append(_term(index, "must", text, meanings, scope))
        else:
            soft.append((text, holds))
            terms.append(MatchedTerm("must", text, understood=bool((holds & scope).any())))
    # "no nuts" said as a wanted property is an unwanted thing, and is told as one.
    for text in (*limits.must_not, *(_NO.sub("", d) for d in denied)):
        meanings, holds = unwanted(index, text)
        excluded |= holds
        affirming = tuple(m for m in meanings if not (isinstance(m, FlagIs) and not m.yes)) or meanings
        if meanings:
            terms.append(_term(index, "must_not", text, affirming, scope))
        else:
            terms.append(MatchedTerm("must_not", text, understood=bool(holds.any())))
    if limits.brand:
        brands = brands_named(index, limits.brand)
        if brands:
            folded = tuple(dict.fromkeys(fold(b) for b in brands))
            hard.append(Limit("brand", limits.brand, index.columns.of_brands(folded)))
            terms.append(_term(index, "brand", limits.brand, (BrandIs(folded, brands),), scope))
        else:
            holds = index.mentions(limits.brand)
            soft.append((limits.brand, holds))
            terms.append(MatchedTerm("brand", limits.brand, understood=bool((holds & scope).any())))
    price = index.columns.price
    if (least := minor(limits.price_min, index.currency)) is not None:
        hard.append(Limit("price_min", price_words("over", limits.price_min, index.currency), price >= least))
    if (most := minor(limits.price_max, index.currency)) is not None:
        hard.append(Limit("price_max", price_words("under", limits.price_max, index.currency), price <= most))
    if limits.in_stock:
        hard.append(Limit("in_stock", "in stock", index.columns.available))
    return Limited(tuple(hard), tuple(soft), excluded, tuple(options), tuple(terms))


def wanted(index: Index, text: str, scope: Bools) -> tuple[tuple[Meaning, ...], Bools]:
    """What a wanted property means and which products have it.

    Without a meaning the second are the products whose words mention it: a wish, no limit.
    """
    parts = [p for p in _OR.split(fold(text)) if p] if _OR.search(fold(text)) else []
    if len(parts) > 1:
        each = [_one(index, part, scope) for part in parts]
        if all(meanings for meanings, _ in each):
            return tuple(m for meanings, _ in each for m in meanings), np.logical_or.reduce([h for _, h in each])
    return _one(index, text, scope)


def _one(index: Index, text: str, scope: Bools) -> tuple[tuple[Meaning, ...], Bools]:
    if (stars := stars_in(text)) is not None:
        rated = RatedAtLeast(stars)
        (holds,) = index.holders([rated])
        if holds.any():
            return (rated,), holds
    somewhere: tuple[tuple[Meaning, ...], Bools] | None = None
    for reading in index.lexicon.readings(text):
        each = index.places_of(reading.meanings)
        present = [(m, places) for m, places in zip(reading.meanings, each, strict=True) if scope[places].any()]
        if present:
            meanings = tuple(m for m, _ in present)
            holds = index.any_of(places for _, places in present)
            return meanings, (holds | _titled(index, text)) & ~_denied(index, meanings, holds)
        if somewhere is None and reading.level not in ("fuzzy", "amount"):
            holds = index.any_of(each)
            if holds.any():
                somewhere = reading.meanings, holds
    mentioned = index.mentions(text)
    if somewhere is None:
        # No screen of 65 inches, yet the type has screens of other sizes: it was understood all the same.
        measures = index.lexicon.measures(text)
        stated = tuple(m for m, at in zip(measures, index.places_of(measures), strict=True) if scope[at].any())
        if stated:
            somewhere = stated, np.zeros(len(scope), dtype=np.bool_)
    if somewhere is not None and not (mentioned & scope).any():
        return somewhere
    return (), mentioned


def unwanted(index: Index, text: str) -> tuple[tuple[Meaning, ...], Bools]:
    """What an unwanted thing means and which products have it, by their attributes or their name."""
    meanings = index.lexicon.excluded(text)
    holds = _any_of(index, meanings)
    terms = index.lexical.terms(text)
    if terms:
        named = " AND ".join(t.expression for t in terms)
        phrase = " ".join(t.text.replace('"', " ") for t in terms)
        without = " OR ".join(
            f'"{p}"' for p in (f"{phrase} free", f"no {phrase}", f"non {phrase}", f"without {phrase}")
        )
        titled = index.columns.mask(index.lexical.rows(named, _TITLE))
        if titled.any():
            titled &= ~index.columns.mask(index.lexical.rows(without, _TITLE))
        holds |= titled
    free = [FlagIs(m.name) for m in meanings if isinstance(m, FlagIs) and not m.yes]
    if free:
        holds &= ~_any_of(index, free)
    return meanings, holds


def minor(amount: float | None, currency: str) -> int | None:
    """An amount in the major unit as minor units within the database's range; ``None`` where there is no such limit."""
    if amount is None:
        return None
    try:
        value = Money.from_major(amount, currency).minor
    except (ValueError, ArithmeticError):
        return None
    return max(-_LARGEST, min(_LARGEST, value))


def price_words(side: str, amount: float | None, currency: str) -> str:
    """A price limit as a shopper says it: ``under $20``."""
    try:
        text = str(Money.from_major(amount if amount is not None else 0, currency))
    except (ValueError, ArithmeticError):
        text = str(amount)
    return f"{side} {re.sub(r'[.]0+(?=[^0-9]|$)', '', text)}"


def brands_named(index: Index, text: str) -> tuple[str, ...]:
    """The brands that a text means, as the catalogue writes them; "Bosch or Makita" are two."""
    found: list[str] = []
    whole, _ = index.lexicon.brands(text)
    if whole:
        return whole
    for part in re.split(r"\s+(?:or|and)\s+|\s*[,/]\s*", fold(text)):
        found += index.lexicon.brands(part)[0]
    return tuple(dict.fromkeys(found))


def _titled(index: Index, text: str) -> Bools:
    """Products whose title, type or category holds every word of ``text``."""
    if amount_in(text) is not None and not text.strip()[:1].isdigit():
        return np.zeros(len(index.columns), dtype=np.bool_)
    return index.mentions(text, _TITLE)


def _any_of(index: Index, meanings: Sequence[Meaning]) -> Bools:
    return index.any_of(index.places_of(meanings))


def _denied(index: Index, meanings: Sequence[Meaning], holds: Bools) -> Bools:
    """Products that say the opposite: a flag that is no, and nothing else that fulfils it."""
    noes = [FlagIs(m.name, not m.yes) for m in meanings if isinstance(m, FlagIs)]
    if not noes or any(isinstance(m, KindIs | BrandIs) for m in meanings):
        return np.zeros(len(index.columns), dtype=np.bool_)
    return _any_of(index, noes) & ~holds


def _term(index: Index, slot: Slot, text: str, meanings: Sequence[Meaning], scope: Bools) -> MatchedTerm:
    shown: dict[str, tuple[str, ...]] = {}
    for meaning in meanings:
        name, texts = shown_texts(index.cursor, meaning, lambda row: bool(scope[index.columns.places([row])].any()))
        shown[name] = tuple(dict.fromkeys((*shown.get(name, ()), *texts)))
    name, values = next(iter(shown.items()))
    return MatchedTerm(slot, text, name, values, True, tuple(shown.items()))
