"""How large a difference is said to be: "a big saving" is a claim about two numbers, and they are known."""

from __future__ import annotations

import re

from engine.language.protocol import SentencePlan

_PHRASE = re.compile(
    r"\b(big|large|huge|great|considerable|small|slight|tiny|modest|little) (?:price )?(?:difference|gap|saving|jump|step|margin)\b"
)
_BIG = frozenset({"big", "large", "huge", "great", "considerable"})
_NUMBER = re.compile(r"\d[\d.,]*")
BIG_FROM = 0.2
SMALL_UP_TO = 0.2
"""A difference is measured against the larger of the two numbers."""


def sized(text: str, plan: SentencePlan) -> frozenset[str]:
    """The words of size in a lower-case sentence that the plan's difference backs."""
    said = _PHRASE.findall(text)
    share = difference_of(plan) if said else None
    if share is None:
        return frozenset()
    return frozenset(w for w in said if (share >= BIG_FROM if w in _BIG else share <= SMALL_UP_TO))


def difference_of(plan: SentencePlan) -> float | None:
    """The difference that a plan tells of as a share of the larger number; ``None`` where it tells none."""
    hints = {s.pointer: s.hint for s in plan.slots}
    for text in plan.observations:
        found = re.match(r"(\d+) is \S+(?: \S+)? cheaper than (\d+)", text)
        if found:
            prices = [_amount(hints.get(f"{n}.price", "")) for n in found.groups()]
            by = _amount(hints.get(f"{found.group(1)}.saves", ""))
            dearer = prices[1] or (prices[0] + by if prices[0] and by else None)
            return by / dearer if by and dearer else None
        pair = re.search(r"\((\d[\d.]*)(?: [^\d()]+)? to (\d[\d.]*)(?: [^\d()]+)?\)", text)
        if pair:
            low, high = sorted(map(float, pair.groups()))
            return (high - low) / high if high else None
    return None


def _amount(hint: str) -> float | None:
    found = _NUMBER.search(hint.partition(": ")[2])
    if not found:
        return None
    text = found.group().rstrip(".,")
    whole, cents = (text[:-3], text[-2:]) if re.search(r"[.,]\d\d$", text) else (text, "0")
    return float(re.sub(r"[.,]", "", whole) + "." + cents)
