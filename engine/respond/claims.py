"""Which properties a sentence affirms or denies, and which words claim one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.language.protocol import SentencePlan
from engine.respond.questions import stem, words
from engine.respond.ranks import flattened

_NAME = re.compile(r"@(\d+)")
_DENY = re.compile(
    r"\b(?:not|no|none|nothing|never|without|neither|nor|lacks?|lacking|misses|missing|miss|cannot|can't|nobody|unfortunately|sorry|afraid|unknown|silent|open|guess|out of|sold out|run out|empty|fails?|"
    r"leaves? (?:out|open)|free of|isn't|aren't|doesn't|don't|won't|wasn't|hasn't|haven't|didn't|isn’t|doesn’t|don’t|can’t|won’t|rather than|instead of|do without|gives? up|give up|only|but|unlike|except|short of|too|over|beyond|above|yet|though|keeps? quiet|stops?|hardly|against|would have|separate|separately|nowhere|leave|later|contains?)\b|n't\b"
)
_CUE = re.compile(
    r"\b(?:not|no|without|neither|nor|lacks?|misses|missing|never|cannot|isn't|aren't|doesn't|don't|hasn't|won't|can't|instead of|rather than|do without|gives? up|free of|unlike)\b|n['’]t\b"
)
_NOTHING = re.compile(r"\b(?:nothing|none)\b")
_WISH = re.compile(
    r"\b(?:if|should|asked|ask|want|wanted|wish|wishes|need|needed|looking|prefer|would|could|whether|matters?|named|told|rather give|count more|what about|you said|do you|can go|stretch)\b|^(?:on|for|about) your\b"
)
_SCOPE_END = re.compile(
    r"[;:.?]|,? (?:but|yet|while|whereas|though|however|only|so|because|since|as)\b|, (?:which|it|they|and it|and they|the|and)\b| which |, (?=(?:is|are|has|have|comes?|suits?|stays?|costs?|keeps?|goes|does|do|weighs?|measures?|runs?|lasts?|holds?|fits?|lists?|carries|carry|carrying)\b)| and (?=(?:is|are|has|have|comes?|suits?|stays?|costs?|keeps?|goes|does|do|isn't|lacks?|\[)\b)| and @| and the | and #"
)


def is_wish(before: str) -> bool:
    """Whether the words before a term make it a wish or a question instead of a claim."""
    return bool(_WISH.search(before))


@dataclass(frozen=True, slots=True)
class Term:
    """A property that an observation affirms (``holds``) or denies of ``product``; ``decides``: a wish or an answer."""

    text: str
    holds: bool
    product: int
    decides: bool = True

    @staticmethod
    def denies(text: str) -> bool:
        """Whether a text holds any word that denies or limits."""
        return bool(_DENY.search(text))


def terms_of(plan: SentencePlan) -> list[Term]:
    """The properties that a plan's observations affirm and deny."""
    out: list[Term] = []
    for text in plan.observations:
        for part in re.split(r"; (?=\d+ [^:;]+: )", text):
            found = re.match(r"(\d+)\b", part)
            product = int(found.group(1)) if found else 0
            for mark, holds in (("meets", True), ("misses", False)):
                listed = re.search(rf"\b{mark}: ([^;]*)", part)
                if listed and not re.match(r"nothing|no ", part):
                    out += _entries(listed.group(1), holds, product)
            answer = re.match(r"\d+ ([^:;]+): (yes|no)$", part)
            if answer:
                out += _entries(answer.group(1), answer.group(2) == "yes", product)
    return out


def _entries(listed: str, holds: bool, product: int) -> list[Term]:
    out = []
    for entry in re.split(r", (?![^()]*\))", listed):
        text = re.sub(r"\s*\(.*?\)", "", entry).strip()
        if not text or any(c.isdigit() for c in text) or text.startswith("under "):
            if text:
                out.append(Term(text, holds, product))
            continue
        if text.startswith(("no ", "without ", "not ")):
            out.append(Term(text.split(" ", 1)[1], not holds, product, False))
        else:
            out.append(Term(text, holds, product))
    return out


def polarity_of(sentence: str, term: Term, terms: Sequence[Term], together: Sequence[str] = ()) -> bool | None:
    """Whether the sentence affirms or denies the term; ``None`` where it does not speak of it, or only as a wish.

    ``together`` are the wishes that nothing meets all of: a clause that denies all of them at once denies none alone.
    """
    if any(c.isdigit() for c in term.text):
        return None
    both = len({t.holds for t in terms if t.text == term.text}) > 1
    # "No, the bag isn't washable": the answer stands before the sentence and denies nothing in it.
    text = re.sub(r"^(?:yes|no)\b(?=[,:.])", lambda m: " " * len(m.group()), flattened(sentence))
    text = re.sub(r"\bi['’]?(?: woul)?d (?=call\b|say\b)", "i ", text)  # an answer, no wish
    spans = found_at(text, term.text)
    if not spans:
        return None
    for start, end in spans:
        clause = _clause_around(text, start)
        if both:
            named = [int(n) for n in _NAME.findall(text[:start])] or [int(n) for n in _NAME.findall(clause)]
            if not named or named[-1] != term.product:
                continue
        begin = _scope_start(text, start)
        before = text[begin:start]
        if re.search(r"\b(?:do|go) without\b|\bgives? up\b", before):
            return False
        if _WISH.search(before) or (
            text.rstrip().endswith("?") and not re.search(r"[.?] ", text[end:].rstrip("?") + " ")
        ):
            continue
        if _NOTHING.search(before) and (re.search(r"\b(?:both|all)\b", before) or _all_of_them(clause, together)):
            continue  # "nothing is both white and round", "nothing in white is round" say nothing of either
        cues = _cues(before)
        over = _SCOPE_END.search(text, end)
        after = re.match(r"[^;:.?,]*", text[end : over.start() if over else len(text)])
        tail = after.group() if after else ""
        denied = (
            cues
            or text[end : end + 5] == "-free"
            or (
                bool(
                    re.match(
                        r"[\w ,]*?\b(?:is|are|it is|does|can)?\s*(?:not\b|missing|n't|is gone|absent|lacking)", tail
                    )
                )
                and " but not" not in tail
            )
        )
        if re.search(r"\bbut not\b[^,.;]*$", before):
            denied = True
        return not denied
    return None


def together_of(plan: SentencePlan) -> tuple[str, ...]:
    """The wishes of "nothing meets all: …", empty where the plan does not say that."""
    found = next((o for o in plan.observations if o.startswith("nothing meets all: ")), "")
    return tuple(re.sub(r"\s*\([^()]*\)", "", e) for e in re.split(r", (?![^()]*\))", found[19:]) if e)


def _all_of_them(clause: str, together: Sequence[str]) -> bool:
    """Whether a clause names every one of the wishes, those with digits by their pointers, and joins none by "or"."""
    pointers = len(re.findall(r"#(?:limit|wish)", clause))
    numeric = sum(any(c.isdigit() for c in t) for t in together)
    named = all(
        any(c.isdigit() for c in t) or found_at(clause, re.sub(r"^(?:no|not|without) ", "", t)) for t in together
    )
    return len(together) > 1 and named and pointers >= numeric and not re.search(r"\bn?or\b", clause)


def _cues(before: str) -> bool:
    """Whether the words before a term deny it: "nothing comes without a lid" affirms the lid."""
    before = re.sub(r"\bunlike (?:the )?@\d+,", " ", before)  # denies of the other product only
    if re.search(r"\b(?:no|not|none|nothing|neither)\b[^,;.:]*\bwithout\b", before):
        return False
    return bool(_CUE.search(before.replace("not only", "")) or _NOTHING.search(before))


def found_at(text: str, term: str) -> list[tuple[int, int]]:
    """Where a (lower case) text speaks of a term, whatever the endings of its words."""
    parts = re.findall(r"[^\W_]+", term.lower())
    if not parts:
        return []
    pattern = r"\b" + r"[\s-]+".join(rf"(?:{re.escape(stem(p))}\w{{0,3}}|{re.escape(p)})" for p in parts) + r"\b"
    return [m.span() for m in re.finditer(pattern, text)]


def _scope_start(text: str, at: int) -> int:
    start = 0
    for found in _SCOPE_END.finditer(text, 0, at):
        start = found.end()
    return start


def _clause_around(text: str, at: int) -> str:
    start = _scope_start(text, at)
    found = _SCOPE_END.search(text, at)
    return text[start : found.start() if found else len(text)]


# -- words ----------------------------------------------------------------------------------------------------------------


@cache
def _lines(name: str) -> tuple[str, ...]:
    path = Path(__file__).parent / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def claim_words() -> dict[str, frozenset[str]]:
    """Everyday words that claim a property of a product, each with the (stemmed) words of a row that back it."""
    out: dict[str, frozenset[str]] = {}
    for line in _lines("claims.txt"):
        word, colon, backing = line.partition(":")
        if colon:
            out[word] = frozenset(map(stem, backing.split()))
        else:
            out.update(dict.fromkeys(line.split(), frozenset[str]()))
    return out


@cache
def neutral() -> frozenset[str]:
    """Words that claim nothing by themselves, drawn from the corpus (``quantize.corpus.neutral``)."""
    return frozenset(w for line in _lines("neutral.txt") for w in line.split())


@cache
def calm_stems() -> frozenset[str]:
    """The neutral words without their endings."""
    return frozenset(stem(w) for w in neutral())


def property_words(texts: Sequence[str]) -> frozenset[str]:
    """The single words of a catalogue's labels and values that a sentence must not use without support."""
    return frozenset(w for t in texts for w in words(t))


def catalogue_words(flags: Iterable[str], values: Iterable[Iterable[str]]) -> frozenset[str]:
    """What a responder takes as its ``vocabulary``: from ``Catalogue.vocabulary()``, ``flags`` and ``values.values()``."""
    return property_words([*flags, *(text for texts in values for text in texts)])
