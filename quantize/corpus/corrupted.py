"""Typed ways in which a true sentence becomes a false one: the turns that a small model takes when it words a plan.

Each turn changes the sentence alone and applies only where its plan decides that the result is false.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engine.language.protocol import SentencePlan

Turn = Literal["names", "order", "answer", "stock", "label", "denial", "without", "values", "limit"]

_ORDERS = (
    ("more expensive", "less expensive"), ("most expensive", "cheapest"), ("dearer", "cheaper"), ("dearest", "cheapest"), ("lighter", "heavier"), ("lightest", "heaviest"),
    ("longer", "shorter"), ("longest", "shortest"), ("larger", "smaller"), ("largest", "smallest"), ("bigger", "smaller"), ("biggest", "smallest"), ("higher", "lower"),
    ("highest", "lowest"), ("better rated", "worse rated"), ("best rated", "worst rated"), ("better", "worse"), ("best", "worst"), ("faster", "slower"), ("fastest", "slowest"),
    ("quieter", "louder"), ("quietest", "loudest"), ("brighter", "dimmer"), ("brightest", "dimmest"), ("wider", "narrower"), ("widest", "narrowest"), ("thinner", "thicker"),
    ("thinnest", "thickest"), ("more powerful", "less powerful"), ("most powerful", "least powerful"), ("stronger", "weaker"), ("strongest", "weakest"), ("newer", "older"),
    ("costs less", "costs more"), ("cost less", "cost more"), ("weighs less", "weighs more"), ("holds more", "holds less"), ("lasts longer", "lasts shorter"), ("less", "more"), ("least", "most"),
)  # fmt: skip
_OTHER: dict[str, str] = {}
for _a, _b in _ORDERS:
    _OTHER.setdefault(_a, _b)
    _OTHER.setdefault(_b, _a)
_ORDER = re.compile(rf"\b(?:{'|'.join(sorted(_OTHER, key=len, reverse=True))})\b")
_RANKED = re.compile(r"\b(?:is|has) (?:the )?[\w ]+? (?:of|than) \d|\bcheaper than \d")
_NOTHING = frozenset({"empty", "nothing", "nothing_fits", "nothing_like"})
_DENIED = re.compile(
    r"^no product matches|^nothing (?:is listed|close|to go)|^no document|^no more|says nothing about|is sold out|: no$|^nothing meets"
)
_UNDENIED: tuple[tuple[str, str], ...] = (
    (r"^No([,:.])", r"Yes\1"), (r"\bcan['’]t\b", "can"), (r"\bwon['’]t\b", "will"), (r"\b(is|are|does|do|was|has|have|did|could|would|should)n['’]t\b", r"\1"), (r"\bcannot\b", "can"), (r"\b[Nn]othing\b", "something"), (r"\bNo (?=\w+ (?:here|in|is|has|comes|stands))", "A "),
    (r"\b(?:none|not one)\b", "one"), (r"\b(is|are|does|do|has|have|was) not\b", r"\1"), (r"\bno longer\b", "still"), (r"(?<!^)\bno (?=[a-z])", "a "), (r"\bwithout\b", "with"), (r"\blacks\b", "has"), (r"\bnot (?:an? |the )?(?=[a-z])", ""),
)  # fmt: skip
_ATTR = re.compile(r"\{(\d+)\.attr\.(\w+)\}")
_LABELS = ("weight", "length", "width", "height", "battery life", "material", "capacity", "colour", "power", "noise")


@dataclass(frozen=True, slots=True)
class _Text:
    sentence: str
    plan: SentencePlan

    @property
    def told(self) -> str:
        return " | ".join(self.plan.observations)


def turned(sentence: str, plan: SentencePlan, turn: Turn) -> str | None:
    """The sentence made false in one way, ``None`` where that way does not apply to it."""
    out = _TURNS[turn](_Text(sentence, plan))
    return out if out is not None and out != sentence else None


def _names(t: _Text) -> str | None:
    """Who leads and who follows change places."""
    if not _RANKED.search(t.told) or not _ORDER.search(t.sentence):
        return None
    named = list(dict.fromkeys(re.findall(r"\{(\d+)\.name\}", t.sentence)))
    if len(named) != 2:
        return None
    a, b = named
    return re.sub(rf"\{{({a}|{b})\.name\}}", lambda m: f"{{{b if m.group(1) == a else a}.name}}", t.sentence)


def _order(t: _Text) -> str | None:
    """Every word of rank turned into its opposite."""
    if not _RANKED.search(t.told) or t.sentence.endswith("?"):
        return None
    return _ORDER.sub(lambda m: _OTHER[m.group()], t.sentence)


def _answer(t: _Text) -> str | None:
    """Yes for no."""
    for said, other in (("Yes", "No"), ("No", "Yes")):
        if re.match(rf"{said}[,:.]", t.sentence) and re.search(r"(?<!meets)(?<!misses): (?:yes|no)(?: |$|;)", t.told):
            return other + t.sentence[len(said) :]
    return None


def _stock(t: _Text) -> str | None:
    """In stock for sold out."""
    if re.search(r"is sold out", t.told) and not re.search(r"in stock:|nearest in stock", t.told):
        return re.sub(
            r"\b(?:sold out|out of stock|not in stock|run out|all gone|gone)\b", "in stock", t.sentence
        ).replace("we have in stock of", "we have stock of")
    if re.search(r"in stock: yes|nearest in stock", t.told) and "sold out" not in t.told:
        return re.sub(r"\bin stock\b", "sold out", t.sentence)
    return None


def _label(t: _Text) -> str | None:
    """A value under another attribute's label."""
    found = list(_ATTR.finditer(t.sentence))
    if len({m.group(2) for m in found}) != 1:
        return None
    own = found[0].group(2).replace("_", " ")
    if not re.search(rf"\b{own}\b", t.sentence):
        return None
    known = [s.hint.split(": ")[0].split(" ", 1)[1] for s in t.plan.slots if ".attr." in s.pointer]
    other = next((w for w in (*known, *_LABELS) if not set(w.split()) & set(own.split())), None)
    return re.sub(rf"\b{own}\b", other, t.sentence) if other else None


def _denial(t: _Text) -> str | None:
    """A denial turned into an affirmation: every word that denies goes."""
    if not all(_DENIED.search(o) for o in t.plan.observations):
        return None
    out = t.sentence
    for pattern, to in _UNDENIED:
        out = re.sub(pattern, to, out)
    return out


def _without(t: _Text) -> str | None:
    """Without for with, and the other way round, before a property."""
    if re.search(r"\bwithout (?!it\b|them\b|doubt\b|luck\b|that\b)", t.sentence):
        return re.sub(r"\bwithout\b", "with", t.sentence, count=1)
    properties = {
        re.sub(r" \(.*", "", e).removeprefix("no ")
        for o in t.plan.observations
        for m in re.findall(r"(?:meets|misses): ([^;]*)", o)
        for e in m.split(", ")
    }
    properties |= set(re.findall(r"\d ([^:;]+): (?:yes|no)", t.told))
    for p in properties:
        if p and re.search(rf"\b(?:comes? )?with (?:an? |the )?{re.escape(p)}\b", t.sentence):
            return re.sub(rf"\bwith ((?:an? |the )?{re.escape(p)})\b", r"without \1", t.sentence)
    return None


def _values(t: _Text) -> str | None:
    """A product beside another's value."""
    for name in re.findall(r"\{\d+\.(price|rating|attr\.\w+|stock|place)\}", t.sentence):
        numbers = re.findall(rf"\{{(\d+)\.{re.escape(name)}\}}", t.sentence)
        offered = [s.pointer.split(".")[0] for s in t.plan.slots if s.pointer.partition(".")[2] == name]
        if not re.search(r"\{\d+\.name\}", t.sentence):
            continue
        if len(set(numbers)) == 2:
            a, b = numbers[0], next(n for n in numbers if n != numbers[0])
            return re.sub(
                rf"\{{({a}|{b})\.{re.escape(name)}\}}",
                lambda m, a=a, b=b, name=name: f"{{{b if m.group(1) == a else a}.{name}}}",  # type: ignore[misc]
                t.sentence,
            )
        other = next((n for n in offered if n not in numbers), None)
        if other is not None:
            return t.sentence.replace(f"{{{numbers[0]}.{name}}}", f"{{{other}.{name}}}")
    return None


def _limit(t: _Text) -> str | None:
    """Over the limit for under it, and the other way round."""
    if re.search(r"misses: [^;]*\bunder ", t.told):
        out = re.sub(r"\b(?:not|n['’]t) (?=(?:under|below|within) )", "", t.sentence)
        out = re.sub(r"\b(?:over|above|beyond) (?=(?:the |your )?\{limit\})", "under ", out)
        return (
            None
            if re.match(r"(?:Nothing|None|No) [^:;]*under", t.sentence)
            else re.sub(r"\bmore than (?=\{limit\})", "less than ", out)
        )
    if re.search(r"meets: [^;]*\bunder ", t.told):
        return re.sub(r"\b(?:under|below|within) (?=(?:the |your )?\{limit\})", "over ", t.sentence)
    return None


_TURNS: dict[Turn, Callable[[_Text], str | None]] = {
    "names": _names, "order": _order, "answer": _answer, "stock": _stock, "label": _label, "denial": _denial, "without": _without, "values": _values, "limit": _limit,
}  # fmt: skip
TURNS: tuple[Turn, ...] = tuple(_TURNS)
