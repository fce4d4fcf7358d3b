"""What the engine knows of the products in view, as typed observations in the words the model reads.

An observation is one fact with its pointers: the slots through which a sentence may say names and values, and no others
(decision 0012): a price that has nothing to do with what is said ends up where it does not belong. Products are numbered within one reply, from 1. The set of kinds is closed; the corpus generator and the runtime build every
observation through the functions below, so that the model meets at run time what it was trained on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.language.protocol import Slot
from engine.money import Money
from engine.products import Attribute, Product, StoreDocument
from engine.respond.scales import Scale, compared

Kind = Literal[
    "meets", "misses", "partly",                        # wishes against a row
    "most", "more", "cheaper", "rated",          # ranks and differences
    "only", "differ", "same",                           # side by side
    "yes", "no", "value", "quote", "unknown",           # what a row says to a question
    "nothing", "over", "found", "empty",                # the result as a whole
    "sold_out", "in_stock", "like", "fits", "nothing_fits", "nothing_like", "because",
    "listed", "more_shown", "no_more", "back", "no_back",
    "answers", "adds", "no_document", "clarify", "chat", "decline", "offer",
]  # fmt: skip


MOST_VALUES = 3
"""Of one attribute beside a wish that it meets."""
WishForm = Literal["", "is", "has", "for"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked for, as said, and what in the row speaks to it.

    ``attribute`` is the row's attribute that met or missed it (``None``: the limit is a price, or nothing is stated);
    ``note`` says what the row has instead (``largest is XL``), ``form`` how it reads in a sentence: it *is* waterproof,
    *has* a hood, is made *for* hiking; empty where that is not known.
    """

    text: str
    attribute: str | None = None
    note: str = ""
    form: WishForm = ""

    @property
    def numeric(self) -> bool:
        """Said with digits, which a sentence can only point at."""
        return any(c.isdigit() for c in self.text)


@dataclass(frozen=True, slots=True)
class Observation:
    """``kind`` and the ``products`` it speaks of (the first is its subject), as ``text`` for the model.

    ``slots`` belong to it, the deciding ones first; ``required`` are pointers without which a sentence has not said it.
    """

    kind: Kind
    products: tuple[int, ...]
    text: str
    slots: tuple[Slot, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A product under its number in this reply."""

    n: int
    product: Product


# -- slots ----------------------------------------------------------------------------------------------------------


def name_slot(row: Row) -> Slot:
    kind = row.product.kind
    return Slot(f"{row.n}.name", f"{row.n} name ({kind})" if kind else f"{row.n} name")


def price_slot(row: Row) -> Slot:
    return Slot(f"{row.n}.price", f"{row.n} price: {row.product.price}")


def place_slot(row: Row) -> Slot | None:
    return Slot(f"{row.n}.place", f"{row.n} place: {row.product.place}") if row.product.place else None


def stock_slot(row: Row) -> Slot:
    return Slot(f"{row.n}.stock", f"{row.n} stock: {row.product.stock_text}")


def rating_slot(row: Row) -> Slot | None:
    return (
        Slot(f"{row.n}.rating", f"{row.n} rating: {row.product.rating:g}") if row.product.rating is not None else None
    )


def attribute_slot(row: Row, attribute: Attribute) -> Slot:
    return Slot(f"{row.n}.attr.{pointer_name(attribute.name)}", f"{row.n} {attribute.label}: {attribute.text}")


def pointer_name(name: str) -> str:
    """An attribute's name as a pointer may hold it."""
    return re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")


def limit_slot(limit: str) -> Slot:
    return Slot("limit", f"limit: {limit}")


def wish_slot(index: int, text: str) -> Slot:
    return Slot(f"wish.{index}", f"wish: {text}")


# -- wishes ---------------------------------------------------------------------------------------------------------


def _wish_text(wish: Wish) -> str:
    """``waterproof (is)``, ``size 48 (largest is 47)``, ``travel (for, city and camping)``."""
    beside = ", ".join(part for part in (wish.form, wish.note) if part)
    return f"{wish.text} ({beside})" if beside else wish.text


def _wish_list(wishes: Sequence[Wish]) -> str:
    return ", ".join(_wish_text(w) for w in wishes)


def _evidence(row: Row, wishes: Sequence[Wish]) -> list[Slot]:
    out = []
    for wish in wishes:
        brand = row.product.brand or ""
        if brand and (wish.attribute == "brand" or wish.text.lower() == brand.lower()):
            out.append(Slot(f"{row.n}.brand", f"{row.n} brand: {brand}"))
            continue
        attribute = row.product.attribute(wish.attribute) if wish.attribute else None
        if attribute is not None and not isinstance(attribute.value, bool) and _short(attribute):
            out.append(attribute_slot(row, attribute))
    return out


def _short(attribute: Attribute) -> bool:
    """Whether a value can stand inside a sentence: a list of eight uses cannot."""
    return not isinstance(attribute.value, tuple) or len(attribute.value) <= MOST_VALUES


def _numeric_slots(wishes: Sequence[Wish], taken: Sequence[Slot]) -> list[Slot]:
    out = []
    for wish in wishes:
        found = re.search(r"\b(?:under|over|below|from|up to|at least)\s+(\S*\d\S*)$", wish.text)
        if found:
            out.append(limit_slot(found.group(1)))
        elif wish.numeric:
            out.append(wish_slot(1 + sum(s.pointer.startswith("wish.") for s in out), wish.text))
    return [s for s in out if s not in taken]


def wishes_met(row: Row, met: Sequence[Wish], missed: Sequence[Wish] = ()) -> Observation:
    """``1 meets: waterproof, under $150``, ``2 misses: hood``, ``1 meets: wide; misses: size 48 (largest is 47)``."""
    parts = []
    if met:
        parts.append(f"meets: {_wish_list(met)}")
    if missed:
        parts.append(f"misses: {_wish_list(missed)}")
    kind: Kind = "partly" if met and missed else "meets" if met else "misses"
    slots = _evidence(row, [*missed, *met])
    slots += _numeric_slots([*met, *missed], slots)
    return Observation(kind, (row.n,), f"{row.n} {'; '.join(parts)}", (name_slot(row), *slots), (f"{row.n}.name",))


def over_limit(row: Row, limit: str, by: Money, met: Sequence[Wish] = ()) -> Observation:
    """``1 meets: oled; misses: under $700 (by $29.00)``."""
    head = f"meets: {_wish_list(met)}; " if met else ""
    text = f"{row.n} {head}misses: under {limit} (by {by})"
    slots = (
        name_slot(row),
        Slot(f"{row.n}.over", f"{row.n} over: {by}"),
        limit_slot(limit),
        *_evidence(row, met),
    )
    return Observation("over", (row.n,), text, slots, (f"{row.n}.name",))


def nothing_meets(wishes: Sequence[Wish]) -> Observation:
    return Observation("nothing", (), f"nothing meets all: {_wish_list(wishes)}", tuple(_numeric_slots(wishes, ())))


def found(count: int, what: str) -> Observation:
    """The result as a whole: ``12 found: rain jacket``."""
    return Observation(
        "found", (), f"{count} found: {what}" if what else f"{count} found", (Slot("count", f"count: {count}"),)
    )


def nothing_found(what: str) -> Observation:
    return Observation("empty", (), f"no product matches: {what}")


# -- ranks and differences --------------------------------------------------------------------------------------------


def superlative(row: Row, of: int, attribute: Attribute, scale: Scale, high: bool) -> Observation:
    """``1 is the lightest of 3 (78 g)``, ``1 has the longest battery life of 3 (50 h)``."""
    slot = attribute_slot(row, attribute)
    text = f"{row.n} {compared(attribute, scale, high, True)} of {of} ({attribute.text})"
    return Observation("most", (row.n,), text, (name_slot(row), slot))


def cheapest(row: Row, of: int, dearest: bool = False) -> Observation:
    word = "most expensive" if dearest else "cheapest"
    return Observation("most", (row.n,), f"{row.n} is the {word} of {of}", (name_slot(row), price_slot(row)))


def best_rated(row: Row, of: int) -> Observation:
    slots = (name_slot(row), rating_slot(row))
    return Observation(
        "most", (row.n,), f"{row.n} is the best rated of {of} ({row.product.rating:g})", tuple(s for s in slots if s)
    )


def difference(row: Row, other: Row, mine: Attribute, theirs: Attribute, scale: Scale, high: bool) -> Observation:
    """``1 is lighter than 2 (280 g to 410 g)``."""
    text = f"{row.n} {compared(mine, scale, high, False)} than {other.n} ({mine.text} to {theirs.text})"
    slots = (name_slot(row), attribute_slot(row, mine), name_slot(other), attribute_slot(other, theirs))
    return Observation("more", (row.n, other.n), text, slots)


def cheaper_than(row: Row, other: Row) -> Observation:
    """``2 is $20.00 cheaper than 1``; the row must cost less."""
    by = other.product.price - row.product.price
    slots = (name_slot(row), Slot(f"{row.n}.saves", f"{row.n} cheaper by: {by}"), name_slot(other))
    return Observation("cheaper", (row.n, other.n), f"{row.n} is {by} cheaper than {other.n}", slots)


def rated_above(row: Row, other: Row) -> Observation:
    slots = (name_slot(row), rating_slot(row), name_slot(other), rating_slot(other))
    text = f"{row.n} is better rated than {other.n} ({row.product.rating:g} to {other.product.rating:g})"
    return Observation("rated", (row.n, other.n), text, tuple(s for s in slots if s))


def only_one(row: Row, other: Row, label: str) -> Observation:
    """``1 waterproof: yes; 2 waterproof: no``."""
    text = f"{row.n} {label}: yes; {other.n} {label}: no"
    return Observation("only", (row.n, other.n), text, (name_slot(row), name_slot(other)))


def differing(row: Row, other: Row, mine: Attribute, theirs: Attribute) -> Observation:
    """``1 material: wool; 2 material: cotton``."""
    text = f"{row.n} {mine.label}: {mine.text}; {other.n} {theirs.label}: {theirs.text}"
    slots = (name_slot(row), attribute_slot(row, mine), name_slot(other), attribute_slot(other, theirs))
    return Observation("differ", (row.n, other.n), text, slots, (slots[1].pointer, slots[3].pointer))


def same_in(rows: Sequence[Row], labels: Sequence[str]) -> Observation:
    return Observation("same", tuple(r.n for r in rows), f"same: {', '.join(labels)}", tuple(map(name_slot, rows)))


# -- what a row says to a question ------------------------------------------------------------------------------------


def flag(row: Row, attribute: Attribute) -> Observation:
    """``1 waterproof: yes``."""
    kind: Kind = "yes" if attribute.value is True else "no"
    return Observation(kind, (row.n,), f"{row.n} {attribute.label}: {attribute.text}", (name_slot(row),))


def value(row: Row, attribute: Attribute) -> Observation:
    """``1 weight: 310 g``."""
    slot = attribute_slot(row, attribute)
    return Observation(
        "value", (row.n,), f"{row.n} {attribute.label}: {attribute.text}", (name_slot(row), slot), (slot.pointer,)
    )


def priced(row: Row) -> Observation:
    slot = price_slot(row)
    return Observation("value", (row.n,), slot.hint, (name_slot(row), slot), (slot.pointer,))


def placed(row: Row) -> Observation | None:
    slot = place_slot(row)
    return Observation("value", (row.n,), slot.hint, (name_slot(row), slot), (slot.pointer,)) if slot else None


def stocked(row: Row) -> Observation:
    """``1 stock: 4 in stock``; where the feed gives no count, ``1 in stock: yes``."""
    if row.product.stock is None:
        return Observation("yes", (row.n,), f"{row.n} in stock: yes", (name_slot(row),))
    slot = stock_slot(row)
    return Observation("value", (row.n,), slot.hint, (name_slot(row), slot), (slot.pointer,))


def rated(row: Row) -> Observation | None:
    slot = rating_slot(row)
    return Observation("value", (row.n,), slot.hint, (name_slot(row), slot), (slot.pointer,)) if slot else None


def quoted(row: Row, sentence: str, index: int) -> Observation:
    """``1 description: '…'``; the sentence is shown word for word through ``quote.N``."""
    text = " ".join(sentence.split())
    slot = Slot(f"quote.{index}", f"{row.n} quote: {text}")
    return Observation("quote", (row.n,), f"{row.n} description: '{text}'", (name_slot(row), slot), (slot.pointer,))


def unknown(row: Row, topic: str) -> Observation:
    return Observation("unknown", (row.n,), f"{row.n} says nothing about {topic}", (name_slot(row),))


# -- stock, neighbours, complements -----------------------------------------------------------------------------------


def sold_out(row: Row) -> Observation:
    return Observation("sold_out", (row.n,), f"{row.n} is sold out", (name_slot(row),), (f"{row.n}.name",))


def in_stock(row: Row, other: Row, shared: Sequence[str]) -> Observation:
    """``2 is nearest in stock: waterproof, hiking``."""
    text = f"{row.n} is nearest in stock" + (f": {', '.join(shared)}" if shared else "")
    return Observation("in_stock", (row.n, other.n), text, (name_slot(row), name_slot(other)), (f"{row.n}.name",))


def like(row: Row, other: Row, shared: Sequence[str]) -> Observation:
    """``2 is like 1: same brand, waterproof``."""
    text = f"{row.n} is like {other.n}" + (f": {', '.join(shared)}" if shared else "")
    return Observation("like", (row.n, other.n), text, (name_slot(row), name_slot(other)), (f"{row.n}.name",))


def fits(row: Row, other: Row, why: Literal["stated", "bought"]) -> Observation:
    """``2 goes with 1`` (the catalogue says so) or ``2 is often bought with 1``."""
    text = f"{row.n} goes with {other.n}" if why == "stated" else f"{row.n} is often bought with {other.n}"
    return Observation("fits", (row.n, other.n), text, (name_slot(row), name_slot(other)), (f"{row.n}.name",))


def nothing_fits(row: Row) -> Observation:
    return Observation("nothing_fits", (row.n,), f"nothing is listed to go with {row.n}", (name_slot(row),))


def nothing_like(row: Row) -> Observation:
    return Observation("nothing_like", (row.n,), f"nothing close to {row.n} was found", (name_slot(row),))


def because(row: Row, reason: str, other: Row | None = None) -> Observation:
    """Why ``row`` is recommended: ``1 because: it is new``, ``1 because: you opened 2``."""
    rating = rating_slot(row) if "rated" in reason else None
    slots = (name_slot(row), rating, *((name_slot(other),) if other else ()))
    numbers = (row.n, other.n) if other else (row.n,)
    return Observation(
        "because", numbers, f"{row.n} because: {reason}", tuple(s for s in slots if s), (f"{row.n}.name",)
    )


# -- the shopper's list and the course of the dialogue ------------------------------------------------------------------


def listed(row: Row, count: int) -> Observation:
    text = f"{row.n} is on the list; list now holds {count}"
    slots = (name_slot(row), Slot("count", f"list: {count}"))
    return Observation("listed", (row.n,), text, slots, (f"{row.n}.name",))


def more_shown(shown: int, total: int) -> Observation:
    return Observation(
        "more_shown",
        (),
        f"shown: {shown} more of {total}",
        (Slot("shown", f"shown: {shown}"), Slot("count", f"total: {total}")),
    )


def no_more(total: int) -> Observation:
    return Observation("no_more", (), f"no more: all {total} are shown", (Slot("count", f"total: {total}"),))


def back_at(what: str) -> Observation:
    return Observation(
        "back",
        (),
        f"back at: {what}" if what else "back at: the wish before",
        tuple(_numeric_slots([Wish(w) for w in what.split(", ")], ())),
    )


def nothing_before() -> Observation:
    return Observation("no_back", (), "nothing to go back to")


# -- the store, small talk ------------------------------------------------------------------------------------------------


def answers(document: StoreDocument, sentence: str, n: int, first: bool = True) -> Observation:
    """``doc 1 answers: '…'``; pointers to the sentence and to those of the document's values that stand in it."""
    text = " ".join(sentence.split())
    values = [(pointer_name(k), v) for k, v in document.values.items() if v.lower() in text.lower()]
    slots = (
        Slot(f"doc.{n}", f"doc {n}: {text}"),
        *(Slot(f"doc.{n}.{k}", f"doc {n} {k.replace('_', ' ')}: {v}") for k, v in values[:5]),
        Slot(f"doc.{n}.title", f"doc {n} title: {document.title}"),
    )
    return Observation("answers" if first else "adds", (), f"doc {n} {'answers' if first else 'adds'}: '{text}'", slots)


def no_document(topic: str) -> Observation:
    return Observation("no_document", (), f"no document says anything about {topic}")


def reason(kind: Literal["clarify", "chat", "decline"], text: str) -> Observation:
    """Why the reply is small talk, a refusal or a question back; the reply is worded whole."""
    return Observation(kind, (), text)


def split_by(label: str, values: Sequence[str]) -> str:
    """The reason to ask back where too many products match: what sets them apart most, in at most three values."""
    return f"many products match; they split most by: {label} ({', '.join(values[:3])})"


def offer(what: str) -> Observation:
    """The question that ends a reply: ``offer: compare them``."""
    return Observation("offer", (), f"offer: {what}")
