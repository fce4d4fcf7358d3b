"""The check between the model and the screen: does a sentence say only what its observations and rows support?

What a sentence may claim is read from the texts of its plan, the very texts that the model read: the wishes met and
missed, yes and no, who is lighter than whom. The check knows words, not language, so it refuses rather than guesses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.language.protocol import SentencePlan
from engine.respond.claims import Term, calm_stems, claim_words, neutral, polarity_of, terms_of, together_of
from engine.respond.denials import denials
from engine.respond.differences import sized
from engine.respond.forms import misformed
from engine.respond.limits import wrong_sides
from engine.respond.observations import Row
from engine.respond.ownership import strangers
from engine.respond.pointing import doubled, misplaced
from engine.respond.questions import stem, words
from engine.respond.ranks import RANKS, rank_claims, rows_ranks, supported_ranks, told
from engine.respond.render import spoken
from engine.respond.scales import COMPARATIVES
from engine.respond.usage import misuses

_POINTER = re.compile(r"\{([a-z0-9_.]+)\}")
_WORD = re.compile(r"[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*")
_WHOLE = frozenset({"chat", "decline", "clarify"})
_AFFIRMS = frozenset({"yes", "indeed", "certainly"})

_PRAISES = re.compile(
    r"\b(?:everything|fits?|in full|what you (?:want|wanted|asked|ask|describe|need)|good answer|covers?|meets?|answers?|you asked|right|all of it|brings me|suits?)\b"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` name what is wrong, each ``rule: words``; empty where the sentence may be shown."""

    ok: bool
    reasons: tuple[str, ...] = ()


def supported(
    sentence: str,
    plan: SentencePlan,
    rows: Sequence[Row] = (),
    required: Sequence[str] = (),
    vocabulary: Collection[str] = (),
) -> Verdict:
    """Whether ``sentence`` (in ``{1.name}`` form) says what ``plan`` supports.

    ``required`` are pointers that must stand in it; ``vocabulary`` the catalogue's own property words (folded), which
    are claims wherever no observation, slot or word of the shopper backs them.
    """
    reasons = [
        *_form(sentence, plan, required),
        *_ranks(sentence, plan, rows),
        *strangers(sentence, only_of(plan)),
        *_terms(sentence, plan),
        *denials(sentence, plan),
        *wrong_sides(sentence, plan),
        *misplaced(sentence, plan),
        *doubled(sentence, plan),
        *_document(sentence, plan),
        *misuses(sentence, plan, rows),
        *misformed(sentence, plan, rows),
        *_words(sentence, plan, vocabulary),
    ]
    return Verdict(not reasons, tuple(reasons))


def first_of(plan: SentencePlan) -> int:
    """The product that a plan speaks of first, 0 where it speaks of none."""
    first = re.match(r"\d+", " ".join(plan.observations[:1]))
    return int(first.group()) if first else 0


def only_of(plan: SentencePlan) -> int:
    """The product that all of a plan's observations speak of first, 0 where there is no such one."""
    firsts = {f.group() if (f := re.match(r"\d+(?= )", o)) else "0" for o in plan.observations}
    joined = any(re.search(r"[;,] \d+ (?!of\b)[a-z][^:]*", o) for o in plan.observations)
    return int(firsts.pop()) if len(firsts) == 1 and not joined else 0


def _form(sentence: str, plan: SentencePlan, required: Sequence[str]) -> list[str]:
    pointers = _POINTER.findall(sentence)
    known = {s.pointer for s in plan.slots}
    out = [f"pointer: {p}" for p in pointers if p not in known]
    out += [f"left out: {p}" for p in required if p not in pointers]
    spoken_of = {p.split(".")[0] for p in pointers if p[0].isdigit()}
    subjects = {
        n
        for o in plan.observations
        for lead in re.findall(r"(?:^|[;:,] )(\d(?:, \d)*(?: and \d)?)\b", o)
        for n in re.findall(r"\d", lead)
    }
    if spoken_of and subjects and not spoken_of & subjects:
        out.append("speaks of another product")
    if plan.previous and spoken(sentence) == plan.previous:
        out.append("repeats the sentence before")
    free = _POINTER.sub(" ", sentence)
    if re.search(r"\d", free):
        out.append("digit")
    if not re.search(r"[.?]$|\{(?:doc|quote)\.\d+\}$", sentence.strip()):
        out.append("end: no full stop")
    clauses = [" ".join(c.split()).lower() for c in re.split(r"[,;:.?]| and ", sentence)]
    long = [c for c in clauses if len(c.split()) >= 3]
    at_once = any(a == b and " " in a for a, b in pairwise(clauses))  # "I'm sorry, I'm sorry"
    if len(long) != len(set(long)) or at_once:
        out.append("repeated clause")
    if re.search(r"[,;:?!][^\W\d_]|[,;:?!]\{", sentence):
        out.append("no space after a stop")
    if re.search(r"[^\W\d_]- (?!(?:and|or|to)\b)[^\W\d_]", sentence):
        out.append("a word cut in two")
    words = free.lower().split()
    # "A favourite of all, so it is a favourite of all".
    bare = [word.strip(",.;:?") for word in words]
    runs = [" ".join(bare[i : i + 6]) for i in range(len(bare) - 5)]
    again = any(words[i : i + 3] == words[i + 3 : i + 6] for i in range(len(words) - 5)) or len(runs) > len(set(runs))
    if again or len(words) > 45:
        out.append("repeated words" if len(words) <= 45 else "too long")
    values = [p for p in pointers if not p.endswith(".name")]
    names = [p for p in pointers if p.endswith(".name")]
    # "The second is like the first, but the first is cheaper": beside another name, one may come back.
    named_again = len(names) > len(set(names)) + (len(set(names)) > 1)
    if len(values) > len(set(values)) or named_again:
        out.append("repeated pointer")
    ranks = [w for w in re.findall(r"[a-z]+", free.lower()) if w in COMPARATIVES or w in {"cheapest", "best"}]
    if len(ranks) > len(set(ranks)):
        out.append("repeated claim")
    # A quoted sentence is whole: it stands at the start or after a colon, and ends the sentence around it.
    if re.search(r"(?<!^)(?<!: )(?<!\. )\{(?:doc|quote)\.\d+\}", sentence.strip()):
        out.append("a quotation inside a sentence")
    if re.search(r"\{(?:doc|quote)\.\d+\}\s*[a-z,;]", sentence):
        out.append("words after a quotation")
    return out


def _ranks(sentence: str, plan: SentencePlan, rows: Sequence[Row]) -> list[str]:
    """Comparatives and superlatives, each with who is said to lead."""
    if plan.situation in _WHOLE:
        return []
    claims = rank_claims(sentence, first_of(plan))
    if not claims:
        return []
    stated = supported_ranks(plan)
    open_ = [c for c in claims if not any(c.fits(a) for a in stated)]
    shown = rows_ranks(plan, rows, sentence) if open_ and rows else []
    return [f"rank: {c.word}" for c in open_ if not any(c.fits(a) for a in shown)]


def _terms(sentence: str, plan: SentencePlan) -> list[str]:
    """What observations affirm may not be denied, and the other way round."""
    out = []
    terms, together = terms_of(plan), together_of(plan)
    for term in terms:
        said = polarity_of(sentence, term, terms, together)
        if said is not None and said is not term.holds:
            out.append(f"polarity: {term.text}")
    folded = sentence.lower()
    first = _WORD.findall(folded)[:1]
    holds = {t.holds for t in terms if t.decides}
    if first and first[0] in _AFFIRMS and holds == {False}:
        out.append("polarity: yes")
    if first == ["no"] and folded.startswith(("no,", "no:", "no.")) and holds == {True}:
        out.append("polarity: no")
    if (
        plan.observations
        and all(" says nothing about " in o or o.startswith("no document") for o in plan.observations)
        and not Term.denies(folded)
    ):
        out.append("polarity: nothing is known")
    # "It is creamy" says as well as "it is not hard" that hard was missed, where the plan notes what the row has instead.
    noted = any(
        re.search(r"misses: [^;]*\((?!(?:is|has|for)\))|^\d+ (?!meets|misses)[^:;]+: (?!yes\b|no\b)", o)
        for o in plan.observations
    )
    shown = re.search(r"\{\d+\.(?:attr\.[a-z0-9_]+|over|stock)\}", sentence)
    shows_instead = noted and shown and not _PRAISES.search(folded)
    if holds == {False} and terms and not Term.denies(folded) and not shows_instead:
        out.append("polarity: not denied")
    return out


def _document(sentence: str, plan: SentencePlan) -> list[str]:
    """A passage of a store document put in other words must keep its own words and whether it denies."""
    passages = [o for o in plan.observations if re.match(r"doc \d+ (?:answers|adds)", o)]
    if not passages or re.search(r"\{doc\.\d+\}", sentence):
        return []
    out = []
    passage, said = " ".join(passages).lower(), sentence.lower()
    denied = [words(c) for c in _STOPS.split(passage) if _NEGATED.search(c)]
    lacks = re.findall(r"\b(?:without|no) ((?:[a-z]+ )?[a-z]+)", passage)
    out += [
        f"polarity: of the document, {thing}"
        for thing in lacks
        if re.search(rf"\bwith (?:an? |the )?{thing}\b", said) or re.search(rf"\bthere is an? {thing}\b", said)
    ]
    for clause in _STOPS.split(said):
        shared = words(_POINTER.sub(" ", clause))
        if not _NEGATED.search(clause) and any(len(shared & d) >= 2 for d in denied):
            out.append("polarity: of the document")
        if re.search(r"\b(?:not|cannot|never)\b|n['’]t\b", clause) and not denied and len(shared & words(passage)) >= 2:
            out.append("polarity: of the document")
    _, foreign = unbacked(sentence, plan)
    if len(foreign) > MOST_FOREIGN_OF_DOCUMENT:
        out.append(f"word: {foreign[0]}")
    return out


_STOPS = re.compile(r"[.;:?]|, (?:but|and|or)\b| but ")
_NEGATED = re.compile(
    r"\b(?:not|no|never|cannot|without|except|only|nothing|neither|excluded|excludes?|closed|unless|limits?)\b|n['’]t\b"
)
MOST_FOREIGN_OF_DOCUMENT = 2


def _words(sentence: str, plan: SentencePlan, vocabulary: Collection[str]) -> list[str]:
    """Words that claim something and stand nowhere in what the sentence rests on."""
    claims, foreign = unbacked(sentence, plan, vocabulary)
    out = [f"word: {w}" for w in claims]
    return out + ([f"word: {w}" for w in foreign] if len(foreign) > MOST_FOREIGN else [])


MOST_FOREIGN = 4
"""A sentence with more words that neither its plan nor the corpus knows has wandered off."""
_SIZES = frozenset(["wide", "deep", "thick", "long", "tall", "high", "narrow"])


def unbacked(sentence: str, plan: SentencePlan, vocabulary: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """(words that claim a property, words merely unknown) of a sentence that its plan does not back."""
    if plan.situation in _WHOLE:
        return [], []
    support = " ".join((*plan.observations, *(s.hint for s in plan.slots), plan.say)).lower()
    backed = {stem(w) for w in re.findall(r"[a-zà-ÿ]+", support)} | {stem(w) for w in _WORD.findall(support)}
    calm, listed = neutral(), claim_words()
    claims: list[str] = []
    foreign: list[str] = []
    text = _POINTER.sub(" # ", told(sentence)).lower()
    of_difference = sized(text, plan)
    for found in _WORD.finditer(text):
        word = found.group()
        parts = {stem(p) for p in re.split(r"['’-]", word)}
        if stem(word) in backed or word in RANKS or parts <= backed:
            continue
        if (word in _SIZES and re.search(r"# +$", text[: found.start()])) or (
            word == "narrow" and "narrow it down" in text
        ):
            continue
        known = word in calm or stem(word) in calm_stems()
        if word in of_difference or (word in listed and listed[word] & backed):
            continue
        if word in listed or (not known and (word in vocabulary or stem(word) in vocabulary)):
            claims.append(word)
        elif not known:
            foreign.append(word)
    return claims, foreign
