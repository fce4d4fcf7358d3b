"""From a situation to the sentences of its reply: which observations each carries, and the pointers that belong.

One to three steps. A step has one or two observations and at most eight slots, so that the model words one small
thing at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine import actions
from engine.language.protocol import SentencePlan, Slot, fold
from engine.products import Product
from engine.respond import observations as obs
from engine.respond import observe
from engine.respond.agreement import several
from engine.respond.observations import Observation, Row, Wish
from engine.respond.questions import words
from engine.respond.situation import Judged, Situation

MOST_SLOTS = 8
FEW_LEFT = 3
MOST_SENTENCES = 3
"""Of a pick: what does not fit any more, an alternative at worst, goes unsaid."""
MOST_WISHES = 3
"""Of a product in one sentence, met and missed together: a longer list is no longer heard out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence to write, with the typed observations behind its plan."""

    plan: SentencePlan
    observations: tuple[Observation, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(o.kind for o in self.observations)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for o in self.observations for p in o.required))

    def after(self, previous: str) -> Step:
        return replace(self, plan=replace(self.plan, previous=previous))


@dataclass(frozen=True, slots=True)
class Reply:
    """The steps of a reply with the rows and documents that its pointers point into."""

    situation: str
    steps: tuple[Step, ...]
    rows: tuple[Row, ...] = ()


def step(situation: str, say: str, *found: Observation | None) -> Step:
    """One step; names come first among its slots, what is required is never left out."""
    kept = tuple(o for o in found if o is not None)
    slots: dict[str, Slot] = {}
    for o in kept:
        for slot in o.slots:
            slots.setdefault(slot.pointer, slot)
    required = {p for o in kept for p in o.required}
    ordered = sorted(slots.values(), key=lambda s: (not s.pointer.endswith(".name"), s.pointer not in required))
    return Step(SentencePlan(situation, say, tuple(o.text for o in kept), tuple(ordered[:MOST_SLOTS])), kept)


def reply_plan(situation: Situation) -> Reply:
    """The plan of a whole reply. Never empty."""
    match situation.action:
        case actions.Search():
            return _search(situation)
        case actions.Compare():
            return _compare(situation)
        case actions.Ask():
            return _ask(situation)
        case actions.Similar():
            return _similar(situation)
        case actions.GoesWith():
            return _goes_with(situation)
        case actions.Recommend():
            return _recommend(situation)
        case actions.AddToList():
            return _list(situation)
        case actions.More():
            return _more(situation)
        case actions.Back():
            return _back(situation)
        case actions.StoreQuestion():
            return _store(situation)
        case actions.Chat(reason) | actions.Decline(reason):
            kind = situation.action.kind
            return Reply(kind, (step(kind, situation.say, obs.reason(kind, reason)),))  # type: ignore[arg-type]


def _rows(situation: Situation, first: Product | None = None) -> list[Row]:
    products = ([first] if first else []) + [c.product for c in situation.cards]
    return [Row(n, p) for n, p in enumerate(products, 1)]


def _steps(name: str, situation: Situation, groups: Iterable[tuple[Observation | None, ...]]) -> tuple[Step, ...]:
    return tuple(step(name, situation.say, *g) for g in groups if any(o is not None for o in g))


# -- search -----------------------------------------------------------------------------------------------------------


def _search(s: Situation) -> Reply:
    if s.clarify:
        return Reply("clarify", (step("clarify", s.say, obs.reason("clarify", s.clarify)),))
    if not s.cards:
        what, excluded = s.query or s.say, actions.limits_of(s.action).must_not
        if excluded:  # the store has it, but with what was not wanted
            none = obs.nothing_found(f"{what} without {' or '.join(excluded)}")
            return Reply("empty", _steps("empty", s, [(none,), (obs.offer("change the wish"),)]))
        return Reply("empty", _steps("empty", s, [(obs.nothing_found(what),), (obs.offer("other words"),)]))
    rows = _rows(s)
    if s.unknown:
        # Ranks and prices of what merely resembles the wish would praise products that nobody asked for.
        lost = [(obs.nothing_found(s.query),), (obs.offer("other words"),)]
        return Reply("empty", _steps("empty", s, lost), tuple(rows))
    if not s.cards[0].product.available:
        return _sold_out(s, rows)
    if s.relaxed:
        return _nearest(s, rows)
    fitting = next((n for n, c in enumerate(s.cards) if c.product.available and not c.missed), None)
    if fitting is None:
        return _nearest(s, rows)
    return _pick(s, [rows[fitting], *(r for r in rows if r.n != fitting + 1)], rows)


def _pick(s: Situation, ordered: list[Row], rows: list[Row]) -> Reply:
    """``ordered`` has the product to lead with first, the others as they stand on the screen."""
    row = ordered[0]
    card = s.cards[row.n - 1]
    limits = actions.limits_of(s.action)
    # Where the rows say nothing of a wish ("quiet"), a number that nobody asked for would be no answer to it.
    answered = len(limits.must) <= sum(w.text in limits.must for w in (*card.met, *card.missed))
    lead = observe.best_claim(ordered, row, card.met, limits.sort, any_number=answered)
    wishes = obs.wishes_met(row, card.met[:MOST_WISHES]) if card.met else None
    opening: tuple[Observation | None, ...] = (wishes, lead)
    closing: tuple[Observation | None, ...] = ()
    if len(card.met) >= MOST_WISHES:  # a sentence of its own for what is more than a list
        opening, closing = (wishes,), (lead,)
    if wishes is None and lead is None:
        opening = (obs.found(s.total, _counted(s.query, row)) if s.total > 1 else obs.priced(row),)
    groups: list[tuple[Observation | None, ...]] = [opening, closing]
    stock = row.product.stock
    named = wishes is not None or lead is not None
    if silent := _silent_about(s, card):
        groups.append((obs.unknown(row, silent),))
    few = named and stock is not None and stock <= FEW_LEFT
    if few:  # before another product is spoken of: "the last few are here" may leave out whose
        groups.append((obs.stocked(row),))
    other = observe.alternative(ordered, s.cards)
    if other is not None:
        found, gain = other
        missed = price_first(s.cards[found.n - 1].missed)[:2]
        groups.append((gain, obs.wishes_met(found, (), missed) if missed else None))
    if not few and not silent and other is None and len(rows) > 1 and not any(c.missed for c in s.cards[:2]):
        groups.append((obs.offer("compare the first two"),))
    elif not few and row.product.place is not None:
        groups.append((obs.placed(row),))
    return Reply("pick", _steps("pick", s, groups)[:MOST_SENTENCES], tuple(rows))


def _counted(query: str, row: Row) -> str:
    """What so many were found of, in the plural; empty where the query is no bare type. "Something to train with" names a purpose:
    there are five, and no five trains.
    """
    said, kind = fold(query).split(), fold(row.product.kind).split()
    bare = said and kind and words(said[-1]) == words(kind[-1]) and not _NO_TYPE & set(said)
    return (several(query) or "") if bare else ""


def _silent_about(s: Situation, card: Judged) -> str:
    """A wish just said that a row says nothing to, which is not to be passed over; empty where there is none that words can
    name. What is said of a person ("my wife") no row is expected to know.
    """
    judged, said = {w.text for w in (*card.met, *card.missed)}, fold(s.say)
    for wish in actions.limits_of(s.action).must:
        heard = fold(wish)
        if wish in judged or heard not in said or any(c.isdigit() for c in wish):
            continue
        if not re.search(rf"\b(?:my|our|his|her|their) (?:\w+ )?{re.escape(heard)}\b", said):
            return wish
    return ""


def _missed(row: Row, card: Judged, s: Situation) -> Observation:
    if s.price_max:
        by = observe.over_by(row.product, s.action)
        if by is not None and any(w.text == f"under {s.price_max}" for w in card.missed) and len(card.missed) == 1:
            return obs.over_limit(row, s.price_max, by, card.met[: MOST_WISHES - 1])
    missed = price_first(card.missed)[: MOST_WISHES - 1]
    return obs.wishes_met(row, card.met[: MOST_WISHES - len(missed)], missed)


def price_first(missed: Iterable[Wish]) -> list[Wish]:
    """Wishes that are missed, those for a price first: who breaks a budget unsaid has recommended badly."""
    return sorted(missed, key=lambda w: w.attribute is not None or not w.text.startswith(("under ", "over ")))


def _least_over(s: Situation) -> int:
    """The place, from 0, of the product to speak of first: where the first on the screen misses the price alone, the one
    that meets as much, is of the same type and misses it by least.
    """
    limit = f"under {s.price_max}"

    def only_dear(card: Judged) -> bool:
        return card.product.available and [w.text for w in card.missed] == [limit]

    def as_good(card: Judged) -> bool:
        first = s.cards[0]
        return card.product.kind == first.product.kind and {w.text for w in card.met} >= {w.text for w in first.met}

    if not s.price_max or not only_dear(s.cards[0]):
        return 0
    alike = (n for n, c in enumerate(s.cards) if only_dear(c) and as_good(c))
    return min(alike, key=lambda n: s.cards[n].product.price.minor)


def _nearest(s: Situation, rows: list[Row]) -> Reply:
    at = _least_over(s)
    told = s.cards[at]
    first = _missed(rows[at], told, s) if told.missed else None
    nothing = None
    if s.relaxed:
        # That nothing in the whole catalogue meets all is known only where the search had to let a limit go.
        texts = [w.text for w in (*told.met[: MOST_WISHES - 1], *price_first(told.missed)[: MOST_WISHES - 1])]
        nothing = obs.nothing_meets([Wish(t) for t in dict.fromkeys((*texts, *s.relaxed))])
    groups: list[tuple[Observation | None, ...]] = [(nothing, first)]
    rest = price_first(told.missed)[MOST_WISHES - 1 :]
    if first is not None and rest:
        groups.append((obs.wishes_met(rows[at], (), rest[:MOST_WISHES]),))
    firsts = {w.text for w in told.missed}
    for row, card in [pair for n, pair in enumerate(zip(rows, s.cards, strict=True)) if n != at][:3]:
        # Another that gives up something else is a choice; one that gives up the same is not.
        if card.product.available and card.missed and {w.text for w in card.missed} != firsts:
            groups.append((_missed(row, card, s),))
            break
    return Reply("nearest", _steps("nearest", s, groups), tuple(rows))


def _sold_out(s: Situation, rows: list[Row]) -> Reply:
    groups: list[tuple[Observation | None, ...]] = [(obs.sold_out(rows[0]),)]
    other = next((r for r in rows[1:] if r.product.available), None)
    if other is None:
        groups.append((obs.offer("something similar"),))
    else:
        met = [w.text for w in s.cards[other.n - 1].met if not w.numeric and w.attribute != "brand"]
        shared = met[:3] or observe.shared(other.product, rows[0].product)
        groups.append((obs.in_stock(other, rows[0], shared), observe.price_gap(other, rows[0])))
    return Reply("sold_out", _steps("sold_out", s, groups), tuple(rows))


# -- compare, ask -------------------------------------------------------------------------------------------------------


def _compare(s: Situation) -> Reply:
    rows = _rows(s)
    if len(rows) < 2:
        return Reply(
            "clarify",
            (step("clarify", s.say, obs.reason("clarify", "one product is shown; nothing to compare it with")),),
            tuple(rows),
        )
    question = s.action.question if isinstance(s.action, actions.Compare) else ""
    found = observe.comparisons(rows, question or s.say)
    gone = next((r for r in rows if not r.product.available), None)
    told = _steps("compare", s, [(o,) for o in found[: 3 if gone is None else 2]])
    if gone is not None:
        told += _steps("sold_out", s, [(obs.sold_out(gone),)])
    return Reply("compare", told, tuple(rows))


def _ask(s: Situation) -> Reply:
    rows = _rows(s)
    if not rows:
        return _not_shown(s)
    row, product, evidence = rows[0], rows[0].product, s.evidence
    if evidence.empty:
        topic = evidence.topic or "that"
        groups: list[tuple[Observation | None, ...]] = [(obs.unknown(row, topic),), (obs.offer("ask the staff"),)]
        return Reply("ask_unknown", _steps("ask_unknown", s, groups), tuple(rows))
    if evidence.fields == ("stock",) and not product.available:
        return _sold_out(s, rows)
    said: list[Observation | None] = []
    for name in evidence.fields:
        said.append({"price": obs.priced, "place": obs.placed, "stock": obs.stocked, "rating": obs.rated}[name](row))
    for name in evidence.attributes[:2]:
        attribute = product.attribute(name)
        if attribute is not None:
            said.append(obs.flag(row, attribute) if isinstance(attribute.value, bool) else obs.value(row, attribute))
    for index, sentence in enumerate(evidence.sentences[:1], 1):
        said.append(obs.quoted(row, sentence, index))
    kept = [o for o in said if o is not None]
    name = "ask_value" if evidence.verdict is None else "ask_yes" if evidence.verdict else "ask_no"
    groups = [(o,) for o in kept[:2]]
    if kept and kept[0].kind == "no":
        groups = groups[:1] + [(o,) for o in (observe.other_with(rows[1:], evidence.attributes[0]),)]
    elif len(kept) == 1 and kept[0].kind == "value":
        groups.append((observe.rank_of(rows, row, evidence.attributes[0]) if evidence.attributes else None,))
    gone = () if "stock" in evidence.fields else _steps("sold_out", s, _gone([row]))
    return Reply(name, _steps(name, s, groups) + gone, tuple(rows))


# -- neighbours, complements, recommendations -----------------------------------------------------------------------------


def _similar(s: Situation) -> Reply:
    if s.about is None:
        return _not_shown(s)
    rows = _rows(s, s.about)
    if len(rows) < 2:
        return Reply(
            "similar",
            _steps("similar", s, [(obs.nothing_like(rows[0]),), (obs.offer("change the wish"),)]),
            tuple(rows),
        )
    first = rows[0]
    groups: list[tuple[Observation | None, ...]] = []
    there = [r for r in rows[1:] if r.product.available]
    let_go = _let_go(s, (there or rows[1:])[0])
    for row in there[:2] or rows[1:2]:
        groups.append((obs.like(row, first, observe.shared(row.product, first.product)), observe.price_gap(row, first)))
        groups += _gone([row])
    return Reply("similar", let_go + _steps("similar", s, groups), tuple(rows))


def _let_go(s: Situation, row: Row) -> tuple[Step, ...]:
    """Of neighbours and companions: what was asked for besides and none of them has, told of the first one."""
    card = s.cards[row.n - 2]
    if s.relaxed and card.missed:
        nothing = obs.nothing_meets([Wish(t) for t in s.relaxed])
        return _steps("nearest", s, [(nothing, obs.wishes_met(row, (), card.missed[: MOST_WISHES - 1]))])
    judged = {w.text for c in s.cards for w in (*c.met, *c.missed)}
    unheard = [t for t in (*s.relaxed, *actions.limits_of(s.action).must) if t not in judged]
    named = next((t for t in unheard if not any(c.isdigit() for c in t)), "")
    return _steps("empty", s, [(obs.nothing_found(named),)]) if named else ()


def _gone(rows: Iterable[Row]) -> list[tuple[Observation | None, ...]]:
    """That those of the rows are sold out which are: nobody is sent for what is not there."""
    return [(obs.sold_out(r),) for r in rows if not r.product.available]


def _not_shown(s: Situation) -> Reply:
    return Reply("clarify", (step("clarify", s.say, obs.reason("clarify", "no such product is shown")),))


def _goes_with(s: Situation) -> Reply:
    if s.about is None:
        return _not_shown(s)
    rows = _rows(s, s.about)
    if len(rows) < 2:
        groups: list[tuple[Observation | None, ...]] = [(obs.nothing_fits(rows[0]),), (obs.offer("something similar"),)]
        return Reply("goes_with", _steps("goes_with", s, groups), tuple(rows))
    linked = [r for r in rows[1:] if r.product.id in s.stated]
    there = [r for r in linked if r.product.available]
    if linked:
        told = there[:MOST_SENTENCES] or linked[:1]
        fits = _steps("goes_with", s, [(obs.fits(r, rows[0], "stated"),) for r in told])
        fits = (_let_go(s, told[0]) + fits)[:MOST_SENTENCES]
        return Reply("goes_with", (*fits, *_steps("sold_out", s, _gone(told))), tuple(rows))
    # Nothing that the store itself links: each is told with what really brought it here.
    reasons = [s.because.get(r.product.id, "it is popular here").replace("{it}", "1") for r in rows[1:3]]
    causes: list[tuple[Observation | None, ...]] = [
        (obs.because(r, why, rows[0]),) for r, why in zip(rows[1:3], reasons, strict=True)
    ]
    # What stands together on other lists goes with it after all, and so does what the store links but cannot show now.
    unlinked = not s.about.goes_with and not any("{it}" in reason for reason in s.because.values())
    none = _steps("goes_with", s, [(obs.nothing_fits(rows[0]),)]) if unlinked else ()
    return Reply("recommend", none + _let_go(s, rows[1]) + _steps("recommend", s, causes), tuple(rows))


def _recommend(s: Situation) -> Reply:
    rows = _rows(s)
    extra = list(rows)
    if not rows:
        return Reply(
            "empty", _steps("empty", s, [(obs.nothing_found(s.query or "that"),), (obs.offer("other words"),)])
        )
    steps: list[Step] = []
    there = [(row, card) for row, card in zip(rows, s.cards, strict=True) if card.product.available]
    for row, card in (there or list(zip(rows, s.cards, strict=True)))[:2]:
        # A word that merely stands in the row ("kid", "game") does not tell how it reads: then its standing is told.
        if card.met and all(w.form or w.attribute for w in card.met):
            steps += _steps("pick", s, [(obs.wishes_met(row, card.met[:MOST_WISHES]),)])
            continue
        other = None
        source = s.because_of.get(row.product.id)
        if source is not None:
            other = next((r for r in extra if r.product.id == source.id), None) or Row(len(extra) + 1, source)
            if other not in extra:
                extra.append(other)
        reason = s.because.get(row.product.id, "it is popular here")
        because = obs.because(row, reason.replace("{it}", str(other.n)) if other else reason, other)
        steps += _steps("recommend", s, [(because,)])
        steps += _steps("sold_out", s, _gone([row]))
    return Reply("recommend", tuple(steps), tuple(extra))


# -- the rest -------------------------------------------------------------------------------------------------------------


def _list(s: Situation) -> Reply:
    if s.about is None:
        return _not_shown(s)
    row = Row(1, s.about)
    groups: list[tuple[Observation | None, ...]] = [(obs.listed(row, s.listed),)]
    groups.append((obs.placed(row),) if s.about.place else (obs.offer("what goes with 1"),))
    return Reply("list", _steps("list", s, groups), (row,))


def _more(s: Situation) -> Reply:
    if not s.cards:
        return Reply("more", _steps("more", s, [(obs.no_more(s.total),), (obs.offer("change the wish"),)]))
    rows = _rows(s)
    lead = observe.best_claim(rows, rows[0], ())
    return Reply("more", _steps("more", s, [(obs.more_shown(len(rows), s.total),), (lead,)]), tuple(rows))


def _back(s: Situation) -> Reply:
    if not s.restored:
        return Reply("back", _steps("back", s, [(obs.nothing_before(),)]))
    return Reply("back", _steps("back", s, [(obs.back_at(s.restored),)]), tuple(_rows(s)))


_NO_TYPE = frozenset(("a", "an", "the", "my", "some", "something", "for", "to", "of", "with", "in", "on"))
"""Words that make more of a query than the name of a type."""
_FOLLOWS = re.compile(r"(?:After that|Then|They|It|This|These|Otherwise|In that case)\b")
"""A sentence that begins so speaks of the one before it."""


def _store(s: Situation) -> Reply:
    if not s.documents:
        return Reply(
            "store", _steps("store", s, [(obs.no_document(s.evidence.topic or "that"),), (obs.offer("ask the staff"),)])
        )
    groups: list[tuple[Observation | None, ...]] = []
    seen: dict[str, int] = {}
    told = s.documents[:2]
    if len(told) == 2 and told[0][0].id == told[1][0].id and _FOLLOWS.match(told[0][1]):
        told = told[::-1]
    for document, sentence in told:
        n = seen.setdefault(document.id, len(seen) + 1)
        groups.append((obs.answers(document, sentence, n, first=not groups),))
    return Reply("store", _steps("store", s, groups))
