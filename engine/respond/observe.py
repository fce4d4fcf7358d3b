"""Computes what is worth saying from rows alone: ranks, differences, what neighbours share, how far over a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from engine.actions import Action, Sort, limits_of
from engine.money import Money
from engine.products import Attribute, Product
from engine.respond import observations as obs
from engine.respond.observations import Observation, Row, Wish
from engine.respond.questions import called, chosen_by, evidence_for, superlative, words
from engine.respond.scales import scale_of
from engine.respond.situation import Judged

# Attributes that tell a shopper little in a sentence.
_DULL = frozenset({"gender", "origin", "brand", "sku", "ean", "care", "color", "colour", "size", "model"})
NOTABLE = 0.15
"""Two numbers differ notably when the smaller is less than this share below the larger."""
RATING_GAP = 0.2
_MOST = frozenset(
    ("heavy", "long", "large", "big", "tall", "high", "wide", "deep", "thick", "loud", "old", "dear", "great")
)
_LEAST = frozenset(("light", "short", "small", "low", "narrow", "slim", "thin", "quiet", "young", "cheap", "shallow"))
"""Which end of a scale is asked for, where the word itself says it and not what is better."""
MOST_FLAGS = 3
"""Products of which a comparison says yes or no one by one."""


def over_by(product: Product, action: Action) -> Money | None:
    """How far the price lies above the action's limit, ``None`` where it does not."""
    limit = limits_of(action).price_max
    if limit is None:
        return None
    by = product.price - Money.from_major(limit, product.price.currency)
    return by if by.minor > 0 else None


def numbers(rows: Sequence[Row]) -> dict[str, list[tuple[Row, Attribute, float]]]:
    """By attribute name, the rows that state a number in one and the same unit."""
    out: dict[str, list[tuple[Row, Attribute, float]]] = {}
    units: dict[str, str | None] = {}
    for row in rows:
        for a in row.product.attributes:
            if (
                isinstance(a.value, float)
                and not isinstance(a.value, bool)
                and units.setdefault(a.name, a.unit) == a.unit
            ):
                out.setdefault(a.name, []).append((row, a, a.value))
    return out


def most(rows: Sequence[Row], name: str, high: bool | None = None) -> Observation | None:
    """Who leads by one attribute among rows that all state it; the better end unless ``high`` says which."""
    entries = numbers(rows).get(name, [])
    if len(entries) < 2 or len(entries) < len(rows):
        return None
    scale = scale_of(entries[0][1])
    if scale is None or (high is None and scale.better is None):
        return None
    up = high if high is not None else scale.better == "high"
    ordered = sorted(entries, key=lambda e: e[2], reverse=up)
    if ordered[0][2] == ordered[1][2]:
        return None
    return obs.superlative(ordered[0][0], len(rows), ordered[0][1], scale, up)


def best_price(rows: Sequence[Row], dearest: bool = False) -> Observation | None:
    ordered = sorted(rows, key=lambda r: r.product.price.minor, reverse=dearest)
    if len(ordered) < 2 or ordered[0].product.price.minor == ordered[1].product.price.minor:
        return None
    return obs.cheapest(ordered[0], len(rows), dearest)


def best_rating(rows: Sequence[Row]) -> Observation | None:
    known = sorted((r for r in rows if r.product.rating is not None), key=lambda r: r.product.rating or 0, reverse=True)
    if len(known) < 2 or known[0].product.rating == known[1].product.rating:
        return None
    return obs.best_rated(known[0], len(rows))


def best_claim(
    rows: Sequence[Row], row: Row, met: Sequence[Wish], sort: Sort = "relevance", any_number: bool = True
) -> Observation | None:
    """The one rank of ``row`` among the rows most worth saying: the order asked for, what was wished, then rating,
    price and, with ``any_number``, what else it has most of.
    """
    if len(rows) < 2:
        return None
    asked = {
        "price_asc": best_price(rows),
        "price_desc": best_price(rows, dearest=True),
        "rating": best_rating(rows),
    }.get(sort)
    if asked and asked.products == (row.n,):
        return asked
    wished = [w.attribute for w in met if w.attribute]
    for name in wished:
        lead = most(rows, name)
        if lead and lead.products == (row.n,):
            return lead
    for lead in (best_rating(rows), best_price(rows)):
        if lead and lead.products == (row.n,):
            return lead
    for a in row.product.attributes if any_number else ():
        lead = most(rows, a.name) if a.name not in wished else None
        if lead and lead.products == (row.n,):
            return lead
    return None


def price_gap(row: Row, other: Row) -> Observation | None:
    """Which of the two is cheaper, whoever that is."""
    a, b = row.product.price.minor, other.product.price.minor
    return obs.cheaper_than(row, other) if a < b else obs.cheaper_than(other, row) if b < a else None


def _notable(a: float, b: float) -> bool:
    high, low = max(abs(a), abs(b)), min(abs(a), abs(b))
    return high > 0 and (high - low) / high >= NOTABLE


def alternative(rows: Sequence[Row], cards: Sequence[Judged]) -> tuple[Row, Observation] | None:
    """Another product that is better in one thing than the first, with that thing: a real trade-off. Left out is one that
    says nothing to a wish which the first meets: whether it is a choice at all is not known.
    """
    first = rows[0]
    met = {w.text for w in cards[first.n - 1].met}

    def judged(row: Row) -> bool:
        card = cards[row.n - 1]
        return met <= {w.text for w in (*card.met, *card.missed)}

    candidates = [r for r in rows[1:4] if r.product.available and judged(r)]
    candidates.sort(key=lambda r: len(cards[r.n - 1].missed))
    for row in candidates:
        if (
            _notable(row.product.price.minor, first.product.price.minor)
            and row.product.price.minor < first.product.price.minor
        ):
            return row, obs.cheaper_than(row, first)
        if (row.product.rating or 0) >= (first.product.rating or 9) + RATING_GAP:
            return row, obs.rated_above(row, first)
    asked = {w.attribute for w in cards[first.n - 1].met if w.attribute}
    for row in candidates:
        against = {w.attribute for w in cards[row.n - 1].missed if w.attribute}
        for found in differences(row, first, against, asked):
            return row, found
    return None


def differences(
    row: Row, other: Row, against: Set[str] = frozenset(), neutral: Set[str] | None = None
) -> list[Observation]:
    """In what numbers ``row`` is better than ``other``, or, where neither end is better, notably more.

    Left out are those in which it misses a wish (``against``) and, given ``neutral``, what is neither better nor asked
    for: a longer cable is no gain for somebody who did not speak of it.
    """
    out = []
    for name, entries in numbers((row, other)).items():
        if len(entries) != 2 or name in against:
            continue
        (_, mine, a), (_, theirs, b) = entries
        scale = scale_of(mine)
        if scale is None or not _notable(a, b) or name in _DULL:
            continue
        if scale.better is None and neutral is not None and name not in neutral:
            continue
        if scale.better is None or (scale.better == "high") == (a > b):
            out.append(obs.difference(row, other, mine, theirs, scale, a > b))
    return out


def comparisons(rows: Sequence[Row], question: str) -> list[Observation]:
    """What sets the rows apart, most worth saying first; what the question names leads.

    Of three or more, a question that is answered by one of these needs no other.
    """
    if len(rows) > 2:
        found = [most(rows, name) for name in numbers(rows)]
        ranked: list[Observation | None] = [best_price(rows), best_rating(rows), *found]
        out = [o for o in ranked if o is not None]
    else:
        a, b = rows
        out = [o for o in (price_gap(a, b),) if o is not None]
        theirs_not_told = [d for d in differences(b, a) if not _mirrors(d, differences(a, b))]
        out += [d for pair in zip_longest_lists(differences(a, b), theirs_not_told) for d in pair]
        for name in dict.fromkeys(x.name for x in a.product.attributes):
            mine, theirs = a.product.attribute(name), b.product.attribute(name)
            if mine is None or theirs is None or name in {"sku", "ean", "origin"}:
                continue
            if isinstance(mine.value, bool) and isinstance(theirs.value, bool) and mine.value != theirs.value:
                out.append(obs.only_one(a, b, mine.label) if mine.value else obs.only_one(b, a, mine.label))
            elif (
                not isinstance(mine.value, bool | float)
                and not isinstance(theirs.value, bool | float)
                and mine.text != theirs.text
            ):
                out.append(obs.differing(a, b, mine, theirs))
        rated = sorted((r for r in rows if r.product.rating is not None), key=lambda r: -(r.product.rating or 0))
        if len(rated) == 2 and (rated[0].product.rating or 0) >= (rated[1].product.rating or 0) + RATING_GAP:
            out.append(obs.rated_above(rated[0], rated[1]))
        if len(out) < 2:
            same = [
                x.label
                for x in a.product.attributes
                if x.value is not False and (y := b.product.attribute(x.name)) is not None and y.text == x.text
            ]
            if same:
                out.append(obs.same_in(rows, same[:3]))
    asked = called(question)
    out.sort(
        key=lambda o: any(
            o.text.startswith(f"{n} {dull}:") for n in "12" for dull in ("color", "colour", "care", "gender")
        )
    )
    # What is called by its own name comes before what else its words may mean: "the better grip" is not a rating.
    lead: list[Observation] = []
    for spoken in filter(None, (_named(rows, question), asked)):
        lead = lead or [o for o in out if spoken & words(o.text)] or _values_asked(rows, spoken, question)
        lead = lead or _alike_asked(rows, spoken)
    most_of = superlative(question)
    if most_of is not None:
        # "The longest battery life" is not answered by a type of battery.
        lead = [o for o in lead if o.kind not in {"value", "differ"} or _label(o) <= asked]
    if lead and len(rows) > 2:
        # Two attributes of one sort ("fastest" at reading and at writing) would contradict each other in words.
        return [o for n, o in enumerate(lead) if o.kind not in {x.kind for x in lead[:n]} or o.kind == "value"]
    said = evidence_for(rows[0].product, question)
    if not lead and (said.empty or most_of is not None) and (topic := chosen_by(question, said)):
        # What was asked cannot be told; what else sets them apart comes after that.
        out.insert(0, obs.unknown(rows[0], _without_superlative(said.topic) if most_of is not None else topic))
    rest = [o for o in out if o not in lead]
    # One sentence a sort: three numbers in a row tell less than a number, a price and a property.
    ordered, kinds = [], set()
    for o in (*lead, *rest):
        if o.kind not in kinds or o in lead:
            ordered.append(o)
            kinds.add(o.kind)
    return ordered + [o for o in rest if o not in ordered] or [obs.same_in(rows, ["price"])]


def _without_superlative(topic: str) -> str:
    """What is asked to be the longest: "longest battery life" is about "battery life"; a superlative alone stays."""
    kept = [w for w in topic.split() if superlative(w) is None and w not in {"most", "least"}]
    return " ".join(kept) or superlative(topic) or topic


def _label(told: Observation) -> set[str]:
    """The words of the label under which an observation tells a value."""
    return words(re.sub(r"^\d+ ", "", told.text).partition(":")[0])


def _mirrors(found: Observation, others: Sequence[Observation]) -> bool:
    """Whether a difference is one of the others turned round: "wider, 150 cm to 40 cm" and "narrower, 40 cm to 150 cm"."""
    told = {slot.pointer for slot in found.slots}
    return any(told == {slot.pointer for slot in other.slots} for other in others)


def _named(rows: Sequence[Row], question: str) -> set[str]:
    """The words of the labels that a question names in full."""
    said = words(question)
    return {w for r in rows for a in r.product.attributes if (label := words(a.label)) and label <= said for w in label}


def _values_asked(rows: Sequence[Row], asked: set[str], question: str) -> list[Observation]:
    """The values of an attribute that the question names and that cannot be ranked: "9 of 10", "dark"."""
    for name in dict.fromkeys(a.name for r in rows for a in r.product.attributes):
        stated = [(r, a) for r in rows if (a := r.product.attribute(name)) is not None]
        if not words(name.replace("_", " ")) & asked:
            continue
        if len(stated) == 1 and len(rows) == 2:
            (row, a), other = stated[0], next(r for r in rows if r is not stated[0][0])
            told = obs.flag(row, a) if isinstance(a.value, bool) else obs.value(row, a)
            return [told, obs.unknown(other, a.label)]
        if len(stated) > 1:
            flags = [(r, a) for r, a in stated if isinstance(a.value, bool)]
            if flags:
                yes, no = ([f for f in flags if f[1].value is holds] for holds in (True, False))
                if yes and no:  # one of each
                    flags = [yes[0], no[0]]
                elif len(yes) > 2:  # that all have it is said in one go
                    flags = []
                return [obs.flag(row, a) for row, a in flags[:MOST_FLAGS]]
            level = _level(rows, name, question) or stated
            return [obs.value(row, a) for row, a in level[:2] if not isinstance(a.value, bool)]
    return []


def _level(rows: Sequence[Row], name: str, question: str) -> list[tuple[Row, Attribute]]:
    """The two rows that have the most of an attribute, where the most (or the least) of it was asked for and both have as
    much; nothing where one leads, where it is more than two, or where no end was asked for.
    """
    entries = numbers(rows).get(name, [])
    scale = scale_of(entries[0][1]) if entries else None
    if scale is None or scale.better is None or (end := superlative(question)) is None:
        return []
    up = end not in _LEAST and (end in _MOST or scale.better == "high")
    best = (max if up else min)(number for _, _, number in entries)
    found = [(row, a) for row, a, number in entries if number == best]
    return found if len(found) == 2 else []


def _alike_asked(rows: Sequence[Row], asked: set[str]) -> list[Observation]:
    """That all have the same of what the question names."""
    for a in rows[0].product.attributes:
        others = [r.product.attribute(a.name) for r in rows[1:]]
        if words(a.label) & asked and a.value is not False and all(o is not None and o.text == a.text for o in others):
            return [obs.same_in(rows, [a.label])]
    return []


def zip_longest_lists(a: list[Observation], b: list[Observation]) -> list[tuple[Observation, ...]]:
    """Pairs from both lists, the rest of the longer one alone."""
    shorter = min(len(a), len(b))
    return [*zip(a[:shorter], b[:shorter], strict=True), *((x,) for x in (*a[shorter:], *b[shorter:]))]


def shared(product: Product, other: Product) -> list[str]:
    """What two products have in common, in words: ``same brand``, ``waterproof``, ``wool``."""
    out = ["same brand"] if product.brand and product.brand == other.brand else []
    for a in product.attributes:
        b = other.attribute(a.name)
        if b is None or a.value != b.value or a.name in {"gender", "origin", "care"}:
            continue
        if a.value is True:
            out.append(a.label)
        elif (isinstance(a.value, str) and not any(c.isdigit() for c in a.value)) or isinstance(a.value, float):
            out.append(f"same {a.label}")
    return out[:3]


def other_with(rows: Sequence[Row], name: str) -> Observation | None:
    """Another product on the screen of which the row says yes to the same property."""
    for row in rows:
        a = row.product.attribute(name)
        if a is not None and a.value is True and row.product.available:
            return obs.flag(row, a)
    return None


def rank_of(rows: Sequence[Row], row: Row, name: str) -> Observation | None:
    """Whether ``row`` leads in the attribute asked about, at either end."""
    for high in (True, False):
        lead = most(rows, name, high)
        if lead and lead.products == (row.n,):
            return lead
    return None
