"""Who is said to lead in what: comparatives and superlatives of a sentence, and those that observations and rows back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.language.protocol import SentencePlan
from engine.respond.observations import Row, pointer_name
from engine.respond.scales import COMPARATIVES, scale_of

# One name for words of one meaning; a minus sign turns a quality round.
_QUALITY: dict[str, str] = {
    "cheaper": "price-", "cheapest": "price-", "less": "price-", "least": "price-", "saves": "price-", "save": "price-", "saving": "price-",
    "dearer": "price+", "dearest": "price+", "pricier": "price+", "priciest": "price+",
    "better": "rating+", "best": "rating+", "worse": "rating-", "worst": "rating-",
    "higher": "any+", "highest": "any+", "lower": "any-", "lowest": "any-", "larger": "size+", "largest": "size+", "bigger": "size+", "biggest": "size+",
    "smaller": "size-", "smallest": "size-", "longer": "length+", "longest": "length+", "shorter": "length-", "shortest": "length-",
    "lighter": "weight-", "lightest": "weight-", "heavier": "weight+", "heaviest": "weight+", "quieter": "noise-", "quietest": "noise-",
    "louder": "noise+", "loudest": "noise+", "newer": "age-", "newest": "age-", "older": "age+", "oldest": "age+", "warmer": "warm+", "warmest": "warm+",
    "faster": "speed+", "fastest": "speed+", "quicker": "speed+", "quickest": "speed+", "slower": "speed-", "slowest": "speed-",
    "stronger": "torque+", "strongest": "torque+", "weaker": "torque-", "weakest": "torque-", "softer": "soft+", "softest": "soft+",
    "easier": "easy+", "easiest": "easy+", "finer": "fine+", "finest": "fine+", "sturdier": "sturdy+", "sturdiest": "sturdy+",
}  # fmt: skip
_QUALITY |= {"powerfuller": "power+", "powerfullest": "power+", "unpowerfuller": "power-", "unpowerfullest": "power-"}
for _word, _quality in COMPARATIVES.items():
    if " " not in _word:
        _QUALITY.setdefault(_word, _quality)
RANKS = frozenset(_QUALITY)
_SUPERLATIVE = re.compile(r"est$|^best$|^worst$|^least$")
# Ranks of two words as one, so that each has its own opposite.
_IN_ONE_WORD = {
    "more expensive": "dearer", "most expensive": "dearest", "less expensive": "cheaper", "least expensive": "cheapest",
    "more powerful": "powerfuller", "most powerful": "powerfullest", "less powerful": "unpowerfuller", "least powerful": "unpowerfullest",
    "weighs more": "heavier", "weigh more": "heavier", "weighs less": "lighter", "weigh less": "lighter",
}  # fmt: skip
_TWO_WORDS = re.compile(rf"(?:{'|'.join(_IN_ONE_WORD)})(?! (?:for|with|to) you\b)")
# "Easier on the purse" says cheaper, whoever's purse it is.
_ON_THE_PURSE = re.compile(
    r"\b(?:(easie|kinde|gentle|lighte|softe)|harde|heavie)(r|st) (?:on|to) (?:the|your|a|my|one's) (?:purse|wallet|pocket|budget)\b"
)
_NAME = re.compile(r"@(\d+)")
# A name after these is what something is compared with, not who leads.
_OBJECT = re.compile(
    r"\b(?:to|like|unlike|near|than|than for|against|beside|next to|over|with|of|as|from|shares with) (?:the |your )?$"
)
_CLAUSE = re.compile(
    r"[;:.?]|, (?:but|while|whereas|yet|and|so|though|only|which|the|it|they)\b| but | while | whereas | though "
)
# Words of rank that claim nothing: an idiom, or a talk of the wish itself.
_IDLE = re.compile(
    r"\bat (?:the )?(?:least|best|most)\b|\bno longer\b|\bsooner or later\b|\bbest ask\b|\bbetter (?:not|ask|to)\b|\bmore or less\b|\brather\b|\bif (?:price|money|reviews?)[^,]*|"
    r"\bwhich matters (?:most|more|less)\b|\bmatters? (?:most|more)\b(?: to you)?|\bcounts? more\b|\bleast for less\b|\bspend(?:ing)? less\b|\bone or two more\b|\bword or two more\b|"
    r"\bfor (?:a|the) better rating\b|\bmost closely\b|\bat first\b|\bthe latest\b|\bfurther\b|\bbetter than to\b|\bbetter luck\b|\bbest to ask\b|\b(?:my|your) best\b|\b(?:an?|on|wall) dimmer\b|\bdimmer switch(?:es)?\b|\b(?:water|energy|space|time|power)[ -]sav(?:ing|er)\b"
)


@dataclass(frozen=True, slots=True)
class RankClaim:
    """``word`` of ``quality`` with the product it is said of (0: none is named in the clause)."""

    word: str
    quality: str
    top: bool
    subject: int
    others: tuple[int, ...] = ()

    def fits(self, other: RankClaim) -> bool:
        """Whether an observation's rank ``other`` supports this claim."""
        if other.quality == EXACT:
            return (
                self.word == other.word
                and self.top == other.top
                and self.subject in {0, other.subject}
                and (other.top or not set(self.others) - set(other.others) - {self.subject})
            )
        same = (
            self.quality == other.quality
            or self.word == other.word
            or _related(self.quality, other.quality)
            or (self.word == "less" and other.quality.endswith("-"))
        )
        opposite = not same and self.quality[:-1] == other.quality[:-1]
        if self.top:
            return same and other.top and self.subject in {0, other.subject}
        if same:
            return self.subject in {0, other.subject} or (other.top and not self.others)
        return opposite and not other.top and self.subject in other.others


def _related(a: str, b: str) -> bool:
    return a[-1] == b[-1] and "any" in {a[:-1], b[:-1]} and "price" not in {a[:-1], b[:-1]}


_QUESTION = re.compile(r"(?:(?<=[.?] )|^)[^.?{}]*\?")
_ANY = re.compile(r"\{([a-z0-9_.]+)\}")


def flattened(sentence: str) -> str:
    """Lower case, with ``@1`` for a name and ``#price_1``, ``#attr_1``, ``#limit`` … for other pointers, so that stops
    end clauses only.
    """

    def one(match: re.Match[str]) -> str:
        parts = match.group(1).split(".")
        if not parts[0].isdigit():
            return f"#{parts[0]}"
        return f"@{parts[0]}" if parts[-1] == "name" else f"#{parts[1]}_{parts[0]}"

    return _ANY.sub(one, sentence.lower())


def told(sentence: str) -> str:
    """A sentence without what only asks: an offer claims nothing."""
    return _QUESTION.sub(" ", sentence)


def _one_word(text: str) -> str:
    text = _ON_THE_PURSE.sub(lambda m: ("cheape" if m.group(1) else "deare") + m.group(2), text)
    return _TWO_WORDS.sub(lambda m: _IN_ONE_WORD[m.group()], text)


def rank_claims(sentence: str, about: int = 0) -> list[RankClaim]:
    """The comparatives and superlatives of a sentence. ``about`` is who "it" is before anybody is named."""
    out = []
    text = _IDLE.sub(" ", _one_word(flattened(told(sentence))))
    everyone = list(dict.fromkeys(int(n) for n in _NAME.findall(text)))
    carried, before = about, ""
    for clause in clauses(text):
        nearest = re.search(r"@(\d+)$", before)
        if nearest and clause.startswith(" which"):
            carried = int(nearest.group(1))
        before = clause
        named = tuple(int(n) for n in _NAME.findall(clause))
        for found in re.finditer(r"(?<![#a-z])[a-z]+", clause):
            word = found.group()
            if word not in _QUALITY or (word == "less" and clause[found.end() :].startswith(" than")):
                continue
            subject = _subject(clause, found.start(), found.end(), everyone, carried)
            others = tuple(n for n in named if n != subject)
            out.append(RankClaim(word, _quality_in(word, clause), bool(_SUPERLATIVE.search(word)), subject, others))
        carried = (led(clause) or named or (carried,))[-1]
    for found in re.finditer(r"\b(?:pay|costs?|for)\b[^.;,]*\bmore\b", text):
        out += _more_money(found.group(), text)
    return out


def _quality_in(word: str, clause: str) -> str:
    if word in {"lower", "lowest", "higher", "highest"}:
        sign = "-" if word.startswith("low") else "+"
        if re.search(r"\bprice\b", clause):
            return f"price{sign}"
        if re.search(r"\brat(?:e|ed|ing|ings)\b", clause):
            return f"rating{sign}"
    return _QUALITY[word]


def _subject(clause: str, start: int, end: int, everyone: Sequence[int], carried: int) -> int:
    """Of whom a rank word at ``start`` is said; 0 where the clause leaves it open."""
    before, after = clause[:start], clause[end:]
    named = [int(n) for n in _NAME.findall(clause)]
    ahead = led(before) or [int(n) for n in _NAME.findall(before)]
    ordinal = re.search(r"\b(first|former|second|latter)\b(?!.*@)", before)
    if ordinal and len(everyone) == 2:
        return everyone[ordinal.group(1) in {"second", "latter"}]
    if re.search(r"\b(?:first|former|second|latter|either|both|none|nothing|one|other)\b", before) and not (
        ahead and start - before.rfind("@") < 8
    ):
        return 0
    if ahead:
        return ahead[-1]
    if named:
        return 0 if re.search(r"\b(?:than|against|next to|over)\b.*@", after) else named[0]
    own = set(re.findall(r"#(?:price|attr|rating|stock)_(\d)", clause))
    return int(own.pop()) if len(own) == 1 else carried


def led(text: str) -> list[int]:
    """The products named in ``text``, without those that others are compared with."""
    return [int(m.group(1)) for m in _NAME.finditer(text) if not _OBJECT.search(text[: m.start()])]


def _more_money(part: str, text: str) -> list[RankClaim]:
    if "#saves" not in part:
        return []
    named = [int(n) for n in _NAME.findall(text)]
    subjects = led(text[: text.find(part)])
    inside = [int(n) for n in _NAME.findall(part)] or subjects[-1:] or named[:1]
    subject = inside[0] if inside else 0
    if re.search(r"than the @\d", text) and named:
        subject = named[0]
    return [RankClaim("more", "price+", False, subject, tuple(n for n in named if n != subject))]


def clauses(text: str) -> list[str]:
    """A flattened sentence cut at its stops and conjunctions; each part begins with what stood behind the cut."""
    out, start = [], 0
    for found in _CLAUSE.finditer(text):
        out.append(text[start : found.start()])
        start = found.start() + 1
    return [*out, text[start:]]


def supported_ranks(plan: SentencePlan) -> list[RankClaim]:
    """The ranks that a plan's observations state."""
    out: list[RankClaim] = []
    for raw in plan.observations:
        text = _one_word(raw)
        subject = 0
        for part in re.split(r"; |, (?=\d )| and (?=\d )|, ", text):
            lead = re.match(_LEADS, part) or re.search(r"est is (\d+)\b", part)
            if lead:
                subject = int(lead.group(1))
            others = tuple(int(n) for n in re.findall(r"\bthan (\d+)\b", part))
            for word in re.findall(r"[a-z]+", part.lower()):
                if word in _QUALITY:
                    unrated = word in {"best", "better"} and "rated" not in part and "rating" not in part
                    quality = "best+" if unrated else _QUALITY[word]
                    out.append(RankClaim(word, quality, bool(_SUPERLATIVE.search(word)), subject, others))
            if re.search(r"costs? [^ ]+(?: \w+)? more|dearer", part):
                out.append(RankClaim("dearer", "price+", False, subject, others))
        for better, reverse in (("dearer", "cheaper"), ("cheaper", "dearer")):
            known = next((r for r in out if r.word == better), None) if better in text else None
            if known is not None and known.others:
                out.append(RankClaim(reverse, _QUALITY[reverse], False, known.others[0], (known.subject,)))
        lead = re.match(r"\d+", text)
        number = int(lead.group()) if lead else 0
        if "misses:" in text and "under" in text:
            out.append(RankClaim("more", "price+", False, number))
        if re.search(r"meets: .*\bunder\b", text):
            out.append(RankClaim("less", "price-", False, number))
    return out


_LEADS = r"(\d+)(?=,| and| is| has|:| (?!(?:m|cm|mm|g|kg|l|ml|h|min|W|dB|pieces|pages)\b)[a-z])"


def rows_ranks(plan: SentencePlan, rows: Sequence[Row], sentence: str) -> list[RankClaim]:
    """The ranks that the rows show: superlatives over all of them, comparatives over those that are spoken of."""
    seen = {int(n) for t in plan.observations for n in re.findall(r"(?:^|than |to |and |; )(\d)\b", t)}
    seen |= {int(n) for n in re.findall(r"\{(\d)\.", sentence)}
    in_play = [r for r in rows if r.n in seen]
    tops = [c for c in row_ranks(rows, sentence) if c.top]
    return tops + [c for c in row_ranks(in_play if len(in_play) > 1 else rows, sentence) if not c.top]


# Words of more than one scale say nothing unless the attribute is mentioned.
_SHARED = frozenset(
    [
        "lower",
        "lowest",
        "higher",
        "highest",
        "longer",
        "longest",
        "shorter",
        "shortest",
        "larger",
        "largest",
        "smaller",
        "smallest",
        "more",
        "most",
        "less",
        "least",
    ]
)


def row_ranks(rows: Sequence[Row], sentence: str) -> list[RankClaim]:
    """Who leads whom in price, rating and the numbers that the sentence points at or names, as the rows show it."""
    columns: list[tuple[str, str, list[tuple[int, float]]]] = [
        ("cheaper cheapest less", "dearer dearest", [(r.n, float(r.product.price.minor)) for r in rows]),
        ("", "better best", [(r.n, r.product.rating) for r in rows if r.product.rating is not None]),
    ]
    if "rat" in sentence:
        columns.append(("lower lowest", "higher highest", columns[1][2]))
    for name in dict.fromkeys(a.name for r in rows for a in r.product.attributes):
        stated = [(r.n, a) for r in rows if (a := r.product.attribute(name)) is not None and isinstance(a.value, float)]
        if len(stated) < 2 or len({a.unit for _, a in stated}) > 1:
            continue
        scale = scale_of(stated[0][1])
        if scale is None:
            continue
        mentioned = f".attr.{pointer_name(name)}}}" in sentence or name.replace("_", " ") in sentence.lower()
        low = " ".join(w for w in " ".join(scale.low).split() if mentioned or w not in _SHARED)
        high = " ".join(w for w in " ".join(scale.high).split() if mentioned or w not in _SHARED)
        if mentioned:
            low, high = (
                f"{low} less lower lowest smaller smallest shorter shortest",
                f"{high} higher highest larger largest longer longest bigger",
            )
        columns.append((low, high, [(n, float(a.value)) for n, a in stated if isinstance(a.value, float)]))
    out = []
    for low, high, values in columns:
        for sign, listed in ((1, low), (-1, high)):
            ordered = sorted(values, key=lambda v: sign * v[1])
            tops = {w for w in listed.split() if _SUPERLATIVE.search(w)}
            if len(ordered) > 1 and ordered[0][1] != ordered[1][1]:
                out += [RankClaim(w, EXACT, True, ordered[0][0]) for w in tops]
            for n, v in values:
                beaten = tuple(m for m, w in values if sign * w > sign * v)
                if beaten:
                    out += [RankClaim(w, EXACT, False, n, beaten) for w in listed.split() if w not in tops]
    return out


EXACT = "exactly+"
"""The quality of a rank read from rows: its very word must have been said."""
