"""The authored replies to plans of the engine's own (``planned-*.jsonl``), as the engine's plans again.

The files hold what the model reads: observations as text, and slots. The responder also needs each observation's kind,
the products it speaks of and the pointers it must not be without; they are read back from its text, which
``engine.respond.observations`` writes and nobody else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from engine.language.protocol import SentencePlan, Slot
from engine.respond.observations import Kind, Observation
from engine.respond.plan import Reply, Step
from quantize.corpus.authored_replies import product_rows
from quantize.corpus.wares import NAMES

_WHOLE: Mapping[str, Kind] = {"chat": "chat", "decline": "decline", "clarify": "clarify"}
_N = r"(?P<n>\d+)"
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("offer", r"offer: "),
    ("found", r"\d+ found(?::|$)"),
    ("empty", r"no product matches: "),
    ("nothing", r"nothing meets all: "),
    ("nothing_fits", rf"nothing is listed to go with {_N}$"),
    ("nothing_like", rf"nothing close to {_N} was found$"),
    ("no_back", r"nothing to go back to$"),
    ("back", r"back at: "),
    ("more_shown", r"shown: \d+ more of \d+$"),
    ("no_more", r"no more: "),
    ("answers", r"doc \d+ answers: '"),
    ("adds", r"doc \d+ adds: '"),
    ("no_document", r"no document says anything about "),
    ("same", r"same: "),
    ("over", rf"{_N} (?:meets: .*; )?misses: under \S+ \(by [^()]+\)$"),
    ("partly", rf"{_N} meets: .*; misses: "),
    ("meets", rf"{_N} meets: "),
    ("misses", rf"{_N} misses: "),
    ("quote", rf"{_N} description: '"),
    ("unknown", rf"{_N} says nothing about "),
    ("because", rf"{_N} because: "),
    ("listed", rf"{_N} is on the list; "),
    ("sold_out", rf"{_N} is sold out$"),
    ("in_stock", rf"{_N} is nearest in stock(?::|$)"),
    ("like", rf"{_N} is like (?P<m>\d+)(?::|$)"),
    ("fits", rf"{_N} (?:goes|is often bought) with (?P<m>\d+)$"),
    ("cheaper", rf"{_N} is \S.* cheaper than (?P<m>\d+)$"),
    ("rated", rf"{_N} is better rated than (?P<m>\d+) \("),
    ("only", rf"{_N} [^;]+: yes; (?P<m>\d+) [^;]+: no$"),
    ("differ", rf"{_N} [^:;]+: [^;]*; (?P<m>\d+) [^:;]+: "),
    ("yes", rf"{_N} [^;]+: yes$"),
    ("no", rf"{_N} [^;]+: no$"),
    ("more", rf"{_N} (?:is|has) .* than (?P<m>\d+) \("),
    ("most", rf"{_N} (?:is|has) the .* of \d+(?: \(|$)"),
    ("value", rf"{_N} [^:;]+: "),
)
_NAMED = frozenset({"meets", "misses", "partly", "over", "sold_out", "in_stock", "like", "fits", "because", "listed"})
"""Kinds whose sentence must name its subject."""


def observation_of(text: str, plan: SentencePlan) -> Observation:
    """The typed observation behind one text of a plan. Raises ``ValueError`` for a text that no observation has."""
    if plan.situation in _WHOLE:
        return Observation(_WHOLE[plan.situation], (), text)
    kind, found = _read(text)
    products = _products(kind, found, text, plan.slots)
    slots = tuple(s for s in plan.slots if not s.pointer[0].isdigit() or int(s.pointer.split(".")[0]) in products)
    return Observation(kind, products, text, slots, _required(kind, products, text, slots))


def _read(text: str) -> tuple[Kind, re.Match[str]]:
    for kind, pattern in _KINDS:
        found = re.match(pattern, text)
        if found:
            return kind, found
    raise ValueError(f"{text!r} is no observation of the engine")


def _products(kind: Kind, found: re.Match[str], text: str, slots: Sequence[Slot]) -> tuple[int, ...]:
    if kind == "same":
        return tuple(dict.fromkeys(int(s.pointer[0]) for s in slots if ".name" in s.pointer))
    numbers = [int(found[g]) for g in ("n", "m") if g in found.re.groupindex and found[g]]
    if kind in {
        "in_stock",
        "because",
    }:  # the product in whose place or because of which it is told has a name among the slots
        names = (int(s.pointer.split(".")[0]) for s in slots if s.pointer.endswith(".name"))
        numbers += [n for n in names if n not in numbers][:1]
    return tuple(numbers)


def _required(kind: Kind, products: Sequence[int], text: str, slots: Sequence[Slot]) -> tuple[str, ...]:
    if kind in _NAMED:
        return (f"{products[0]}.name",)
    if kind == "quote":
        return tuple(s.pointer for s in slots if s.pointer.startswith("quote."))[:1]
    if kind in {"value", "differ"}:  # the slots whose hints the observation is made of
        parts = (text,) if kind == "value" else re.split(rf"; (?={products[1]} )", text, maxsplit=1)
        return tuple(next(s.pointer for s in slots if s.hint == part) for part in parts)
    return ()


def reply_of(plans: Sequence[SentencePlan], rng: random.Random) -> Reply:
    """The plan of a whole reply with the rows as far as its slots tell them, under invented names (slots hold none).

    Raises ``ValueError`` for an observation that the engine does not make.
    """
    try:
        steps = tuple(Step(plan, tuple(observation_of(o, plan) for o in plan.observations)) for plan in plans)
    except StopIteration as error:
        raise ValueError("a slot without which its observation cannot be said is missing") from error
    return Reply(plans[0].situation, steps, tuple(product_rows({"rows": row_facts(plans, rng)})))


def row_facts(plans: Sequence[SentencePlan], rng: random.Random) -> list[dict[str, object]]:
    """What the slots of a reply tell of its products, by product: ``{"n": 1, "name": …, "price": …, "attrs": {…}}``."""
    hints = {s.pointer: s.hint for plan in plans for s in plan.slots if s.pointer[0].isdigit()}
    numbers = sorted({int(p.split(".")[0]) for p in hints})
    names = iter(rng.sample([f"{a} {b}" for a in NAMES for b in NAMES if a != b], len(numbers)))
    out: list[dict[str, object]] = []
    for n in numbers:
        row: dict[str, object] = {"n": n, "name": next(names)}
        attrs: dict[str, str] = {}
        for pointer, hint in hints.items():
            head, _, rest = pointer.partition(".")
            if head != str(n) or rest in {"saves", "over"}:
                continue
            if rest == "name":
                kind = re.search(r"\((.*)\)$", hint)
                row |= {"kind": kind.group(1), "name": f"{row['name']} {_titled(kind.group(1))}"} if kind else {}
            elif rest.startswith("attr."):
                attrs[rest.removeprefix("attr.")] = hint.split(": ", 1)[1]
            else:
                row[rest] = hint.split(": ", 1)[1]
        out.append({**row, "attrs": attrs})
    return out


def _titled(kind: str) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in kind.split())
