"""Which wishes a product meets and misses, from its row alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.actions import Limits
from engine.language.protocol import amount, fold
from engine.money import Money
from engine.products import Product
from engine.respond.forms import form_of
from engine.respond.observations import Wish
from engine.respond.questions import stem
from engine.respond.situation import Judged
from engine.retrieval import MatchedTerm
from engine.retrieval.stars import stars_in


def judge(product: Product, limits: Limits, terms: Sequence[MatchedTerm]) -> Judged:
    """The wishes in the order said, each met, missed, or left out where the row says nothing of it."""
    met: list[Wish] = []
    missed: list[Wish] = []
    for term in terms:
        if term.slot == "query":
            continue
        wish, holds = _term(product, term)
        if holds is not None and wish.text not in {w.text for w in (*met, *missed)}:
            (met if holds else missed).append(wish)
    currency = product.price.currency
    if limits.price_max is not None:
        wish = Wish(f"under {price_text(limits.price_max, currency)}")
        (met if product.price.major <= limits.price_max else missed).append(wish)
    if limits.price_min is not None:
        wish = Wish(f"over {price_text(limits.price_min, currency)}")
        (met if product.price.major >= limits.price_min else missed).append(wish)
    return Judged(product, tuple(met), tuple(missed))


def as_said(judged: Judged, said: str) -> Judged:
    """Where the row does not tell how a wish reads, the shopper's words do: "for the train" is what it is for."""

    def read(wish: Wish) -> Wish:
        for_it = rf"\bfor (?:(?:the|my|an?|his|her|our|their) )?{re.escape(fold(wish.text))}\b"
        return replace(wish, form="for") if not wish.form and re.search(for_it, fold(said)) else wish

    return replace(judged, met=tuple(map(read, judged.met)), missed=tuple(map(read, judged.missed)))


_DETERMINERS = frozenset(("the", "her", "his", "our", "your", "their", "some"))
_PURPOSE = re.compile(r"\w (?:an?|my|" + "|".join(sorted(_DETERMINERS)) + r") \w")


def is_unknown(cards: Sequence[Judged], terms: Sequence[MatchedTerm]) -> bool:
    """Whether the catalogue has nothing of the kind asked for: no type of that name, no word of it on the first card."""
    query = next((t for t in terms if t.slot == "query"), None)
    if query is None or query.understood or not cards:
        return False
    words = [w for w in fold(query.text).split() if len(w) > 2 and w not in _DETERMINERS]
    spoken_of = [mentions(cards[0].product, w) for w in words]
    # "Paint a bedroom" is what they mean to do, not what the thing is called: wall paint has the one word and not the other. A
    # bottle that "keeps drinks cold" has one of "keeps the wasps away", too, but not half of it.
    least = len(words) / 2 if _PURPOSE.search(fold(query.text)) else len(words)
    return sum(spoken_of) < least


def price_text(value: float, currency: str) -> str:
    """A limit as the shopper would write it: ``$150``, ``$12.50``."""
    text = str(Money.from_major(amount(value), currency))
    return re.sub(r"[.]0+(?=\D|$)", "", text)


def _term(product: Product, term: MatchedTerm) -> tuple[Wish, bool | None]:
    if term.slot == "brand":
        wanted = {fold(v) for v in (term.values or (term.text,))}
        return Wish(term.text, "brand"), fold(product.brand or "") in wanted
    if term.attribute == "rating" and (stars := stars_in(term.text)) is not None:
        return Wish(term.text), product.rating is not None and product.rating >= stars
    negative = term.slot == "must_not"
    text = f"no {term.text}" if negative else term.text
    if negative and _free_of(product, term.text):
        return Wish(text), True
    mentioned = mentions(product, term.text)
    readings = term.alternatives or (((term.attribute, term.values),) if term.attribute is not None else ())
    stating = [
        (name, stated, {fold(v) for v in values})
        for name, values in readings
        if (stated := stated_values(product, name))
    ]
    if term.understood and stating:
        found = next((r for r in stating if (r[2] & set(r[1]) if r[2] else "yes" in r[1])), None)
        name, stated, _ = found or stating[0]
        holds = found is not None or (mentioned and not negative and "no" not in stated)
        note = "" if holds != negative else ", ".join(stated)[:60]
        form = "" if negative else form_of(product.attribute(name))
        return Wish(
            text, name if found or not holds else None, "" if note in {"yes", "no"} else note, form
        ), holds != negative
    if negative:
        return Wish(text), False if mentioned else None
    return Wish(text), True if mentioned else None


def _free_of(product: Product, text: str) -> bool:
    """Whether the row itself says that it lacks ``text``: "grain-free", "without grain", ``grain_free: yes``."""
    thing = re.escape(fold(text))
    row = fold(f"{product.title} {product.description}")
    if re.search(rf"\b{thing}s?[- ]free\b|\b(?:without|no|free of|free from) (?:any )?{thing}", row):
        return True
    flag = product.attribute(f"{fold(text).replace(' ', '_')}_free")
    return flag is not None and flag.value is True


def stated_values(product: Product, name: str) -> tuple[str, ...]:
    """What the row says of an attribute, options of its variants in stock included, folded."""
    if name in {"brand", "kind"}:
        value = product.brand if name == "brand" else product.kind
        return (fold(value),) if value else ()
    found = product.attribute(name)
    values: list[str] = []
    if found is not None:
        values += [fold(v) for v in found.value] if isinstance(found.value, tuple) else [fold(found.text)]
    for variant in product.variants:
        option = variant.options.get(name)
        if option and (variant.stock is None or variant.stock > 0):
            values.append(fold(option))
    return tuple(dict.fromkeys(values))


def mentions(product: Product, text: str) -> bool:
    """Whether every word of ``text`` stands somewhere in the row's words (endings aside)."""
    wanted = {stem(w) for w in re.findall(r"[^\W_]+", fold(text)) if len(w) > 2 or w.isdigit()}
    if not wanted:
        return False
    attributes = " ".join(f"{a.label if a.value is not False else ''} {a.text}" for a in product.attributes)
    row = fold(f"{product.title} {product.kind} {' '.join(product.category)} {attributes} {product.description}")
    return wanted <= {stem(w) for w in re.findall(r"[^\W_]+", row)}
