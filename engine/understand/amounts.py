"""The amounts that stand in a text, in digits or in spoken English: the only numbers an Action may name as a price.

A text often has more than one reading ("three fifty" is 350 or 3.50, "1.200" is 1200 or 1.2); all of them are found,
and the model chooses among them. What it cannot do is make one up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(n) for n, word in enumerate(f"{_ONES} eighteen nineteen".split())}
_SMALL |= {word: float(20 + 10 * n) for n, word in enumerate(_TENS.split())}
_SMALL |= {f"{ten}{one}": _SMALL[ten] + n for ten in _TENS.split() for n, one in enumerate(_ONES.split()[1:10], 1)}
_SMALL |= {"fourty": 40.0, "fivety": 50.0, "ninty": 90.0, "twelf": 12.0, "fiveteen": 15.0}
_SMALL |= {"fiver": 5.0, "tenner": 10.0, "twentie": 20.0, "dozen": 12.0}
_SCALES = {"hundred": 100.0, "hundert": 100.0, "hundred's": 100.0, "hundreds": 100.0, "thousand": 1e3, "thousands": 1e3}
_SCALES |= {"grand": 1e3, "k": 1e3, "million": 1e6}
_LONG = [word for word in (*_SMALL, *_SCALES) if len(word) >= 5]
# Words one slip away from a number word that mean themselves: "any brand" is no grand.
_NOT_NUMBERS = frozenset(
    """
    fourth fifth sixth seventh eighth ninth tenth thirsty tight weight height night right righty light fight might
    sight three's there these threw tree trees free even seen steven brand grind gran rand grant gland fiber fever
    finer fewer river liver diver giver footy nifty minty nitty
    """.split()  # noqa: SIM905 (a list of words is for reading)
)
_COINS = {"p", "pence", "cent", "cents", "c"}
_NOTES = {"dollar", "dollars", "pound", "pounds", "quid", "euro", "euros", "buck", "bucks", "eur", "usd", "gbp"}
# A number that measures, counts or names something is no price: "80 cm wide", "10 year old", "size 44", "factor fifty".
_UNITS = frozenset(
    """
    mm cm m km metre metres meter meters inch inches ft foot feet kg g mg gram grams gramme grammes kilo
    kilos lb lbs oz l litre litres liter liters ml cl w watt watts kw v volt volts amp amps ah mah wh hz
    mhz ghz gb tb mb mp db lm lumen lumens rpm bar psi degrees degree percent year years yr yrs month
    months week weeks day days hour hours hrs minute minutes mins min people persons person pieces piece
    pcs pack packs pairs sheets pages carat carats karat gsm ply tog denier dpi lux btu mph pint pints yard
    yards acre acres mile miles
    """.split()  # noqa: SIM905 (a list of words is for reading)
)
_NAMING = {"size", "number", "no", "nr", "factor", "spf", "aged", "age", "model", "spot", "place", "vitamin"}
_SYMBOLS = set("$€£¥₹")
_LARGEST = 10_000_000

_TOKEN = re.compile(r"\d+(?:[.,'\u2019 ]\d{3})*(?:[.,]\d+)?|[^\W\d_]+|[$€£¥₹]")


@dataclass(frozen=True, slots=True)
class _Word:
    """``values``: the readings of a number (none for another word); ``spelled``: said in words, not in digits."""

    text: str
    values: tuple[float, ...] = ()
    scale: float = 0.0
    spelled: bool = False


def amounts(text: str) -> tuple[float, ...]:
    """Every amount that stands in ``text`` (any case), in the shop's major unit, ascending, without repetition."""
    words = [_word(found) for found in _TOKEN.findall(text.lower())]
    found = {round(v, 2) for v in _readings(words)}
    return tuple(sorted(v for v in found if 0 < v <= _LARGEST))


def _meant(text: str) -> str:
    """A number word with one slip of the finger put right ("hunderd", "fourty"); "thirtyish" is about thirty."""
    text = text.removesuffix("ish") if text.removesuffix("ish") in _SMALL else text
    if len(text) < 4 or text in _SMALL or text in _SCALES or text in _NOT_NUMBERS:
        return text
    return next((word for word in _LONG if OSA.distance(text, word, score_cutoff=1) <= 1), text)


def _word(text: str) -> _Word:
    if text[0].isdecimal():
        return _Word(text, tuple(_digits(text)))
    text = _meant(text)
    if text in _SMALL:
        return _Word(text, (_SMALL[text],), spelled=True)
    return _Word(text, scale=_SCALES.get(text, 0.0), spelled=text in _SCALES)


def _digits(text: str) -> Iterator[float]:
    """``1,200`` is 1200; ``1.200`` is 1200 or 1.2; ``12,50`` is 12.5; ``504 507`` is two numbers or one."""
    bare = re.sub(r"['\u2019 ]", "", text)
    mark = max(bare.rfind("."), bare.rfind(","))
    whole, fraction = (bare[:mark], bare[mark + 1 :]) if mark >= 0 else (bare, "")
    whole = re.sub(r"[.,]", "", whole)
    yield float(f"{whole}.{fraction or 0}")
    if len(fraction) == 3:
        yield float(whole + fraction)
    if " " in text:
        for part in text.split(" "):
            yield from _digits(part)


def _readings(words: list[_Word]) -> Iterator[float]:
    at = 0
    before: tuple[float, int] | None = None  # the number before this one, and where it ended
    while at < len(words):
        end, values = _number(words, at)
        if end == at:
            at += 1
            continue
        after = words[end].text if end < len(words) else ""
        ahead = words[at - 1].text if at else ""
        priced = after in _NOTES or ahead in _SYMBOLS
        pronoun = words[at].text == "one" and end == at + 1 and after not in ("to", "up")  # as in "that one"
        # "No 3" is a place on the screen, "no, 350" and "no. 25 is enough" are amounts.
        named = ahead in _NAMING and not (ahead == "no" and values[0] > 9)
        if priced or not (pronoun or after in _UNITS or named):
            yield from values
        elif len(values) > 2:  # "number 3 450 tops": only the first part is the name
            yield values[-1]
        if after in _COINS:
            yield from (v / 100 for v in values)
        if before is not None and 10 <= values[0] < 100:
            first, stop = before
            if stop == at and 1 <= first < 100 and words[at].spelled:
                yield first * 100 + values[0]  # "three fifty", "nineteen ninety nine"
                yield first + values[0] / 100
            elif stop == at - 1 and words[stop].text in _NOTES | _SYMBOLS:
                yield first + values[0] / 100  # "three pounds fifty"
        scale = max((word.scale for word in words[at:end]), default=0.0)
        if before is not None and scale and 1 <= before[0] < 100:
            first, stop = before
            if stop == at or (stop == at - 1 and words[stop].text in ("and", "to", "or")):
                yield first * scale  # "between two and three hundred"
        before = (values[0], end)
        at = end


def _number(words: list[_Word], at: int) -> tuple[int, tuple[float, ...]]:
    """The longest ordinary number from ``at``: where it ends (``at``: none begins here), and its readings."""
    text = words[at].text
    following = [w.text for w in words[at + 1 : at + 4]]
    if text == "half" and following[:1] in (["a"], ["of"]) and _scale(words, at + 2):
        return at + 3, (_scale(words, at + 2) / 2,)
    if text == "couple":
        skip = at + 2 if following[:1] == ["of"] else at + 1
        if _scale(words, skip):
            return _tail(words, skip + 1, 2 * _scale(words, skip), _scale(words, skip))
        return at, ()
    if words[at].scale and words[at].text != "k":
        return _tail(words, at + 1, words[at].scale, words[at].scale)
    if not words[at].values:
        return at, ()
    end, values = at + 1, words[at].values
    if words[at].spelled and 20 <= values[0] < 100 and end < len(words):
        unit = words[end]
        if unit.spelled and unit.values and 1 <= unit.values[0] <= 9:
            end, values = end + 1, (values[0] + unit.values[0],)
    if [w.text for w in words[end : end + 3]] == ["and", "a", "half"]:
        end, values = end + 3, (values[0] + 0.5,)
    if _scale(words, end):
        scale = _scale(words, end)
        end, scaled = _tail(words, end + 1, values[0] * scale, scale)
        return end, (*scaled, *(v * scale for v in values[1:]))
    return end, values


def _tail(words: list[_Word], at: int, so_far: float, scale: float) -> tuple[int, tuple[float, ...]]:
    """What follows "two hundred": "thousand", "and fifty", "fifty", "and a half"."""
    if scale == 100 and _scale(words, at) >= 1000:
        scale = _scale(words, at)
        return _tail(words, at + 1, so_far * scale, scale)
    if [w.text for w in words[at : at + 3]] == ["and", "a", "half"]:
        return at + 3, (so_far + scale / 2,)
    joined = at < len(words) and words[at].text == "and"
    start = at + 1 if joined else at
    if start < len(words) and words[start].spelled and (words[start].values or words[start].scale == 100):
        end, values = _number(words, start)
        if end > start and values[0] < scale:
            return end, (so_far + values[0],)
    return at, (so_far,)


def _scale(words: list[_Word], at: int) -> float:
    return words[at].scale if at < len(words) else 0.0
