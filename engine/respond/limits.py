"""Which side of the limit a product is on: "under {limit}" is false of one that misses it.

The price that was named stands in a sentence as a pointer, so no word of it can be looked up; its side is read from the
word before it and the denial around that.
"""

from __future__ import annotations

import re

from engine.language.protocol import SentencePlan
from engine.respond.claims import is_wish
from engine.respond.ownership import leading
from engine.respond.ranks import clauses, flattened, told

_SIDE = re.compile(
    r"\b(under|below|within|inside|beneath|less than|cheaper than|lower than|over|above|beyond|past|more than|exceeds?|higher than|dearer than) "
    r"(?:(?:the |your |that |this )?(?:price )?(?:limit|budget|maximum)\b|(?:the |your |that |this )?#limit\b)"
)
_UNDER = frozenset({"under", "below", "within", "inside", "beneath", "less than", "cheaper than", "lower than"})
_DENIED = re.compile(r"\b(?:not(?! only)|never|neither|nor|no longer|cannot|rather than|instead of)\b|n['’]t\b")
_NONE = re.compile(r"\b(?:nothing|none|no|nobody|neither)\b")
_NOT_HERE = re.compile(r"\b(?:nothing|none|no|not|never)\b|n['’]t\b")
_STEP = re.compile(r"[,;]| (?:and|but|yet|though|while) ")


def wrong_sides(sentence: str, plan: SentencePlan) -> list[str]:
    """The products that a sentence puts on the wrong side of the limit, as reasons."""
    under = _sides(plan)
    if not under:
        return []
    text = flattened(told(sentence))
    out = [f"limit: {side}" for side in re.findall(r"#over_\d+ (under|below|less than)\b", text)]
    carried = next(iter(under))
    for clause in clauses(text):
        ahead = leading(clause)
        for found in _SIDE.finditer(clause):
            before = clause[: found.start()]
            named = leading(before)
            nobody = _NONE.search(before) or (not ahead and _NOT_HERE.search(clause, found.end()))
            if (nobody and not named) or is_wish(before):
                continue  # "nothing is under {limit}", "under {limit} there is none"
            subjects = named[-1:] or ahead[:1] or [carried]
            # "Not white, round or under {limit}" denies all three, "not white and under {limit}" the first only.
            scope = before if re.search(r"\bn?or $", before) else _STEP.split(before)[-1]
            denied = bool(_DENIED.search(scope))
            said = (found.group(1) in _UNDER) is not denied
            if under.get(subjects[0], said) is not said:
                out.append(f"limit: {found.group(1)}")
        carried = ahead[-1] if ahead else carried
    return out


def _sides(plan: SentencePlan) -> dict[int, bool]:
    """By product whether its price is under the limit that the plan names for it."""
    out: dict[int, bool] = {}
    for text in plan.observations:
        for part in re.split(r"; (?=\d+ )", text):
            product = re.match(r"(\d+) ", part)
            for mark, listed in re.findall(r"\b(meets|misses): ([^;]*)", part):
                found = re.search(r"(?:^|, )(under|over) \W{0,3}\d[\d.,]*(?: ?[€$£]| kr| CHF)?(?=,|$| \()", listed)
                if product and found and _is_price(found.group(), plan):
                    out[int(product.group(1))] = (found.group(1) == "under") is (mark == "meets")
    return out


def _is_price(text: str, plan: SentencePlan) -> bool:
    amount = text.lstrip(", ").split(" ", 1)[1].strip()
    return any(slot.hint == f"limit: {amount}" for slot in plan.slots)
