"""Whose value stands beside whom: "the {1.name} costs {2.price}" is false whatever the rows hold.

A value that a pointer shows belongs to the product whose number it bears. Where a clause leaves one product that it
can be said of, that has to be the one; where it leaves more, nothing is refused.
"""

from __future__ import annotations

import re

from engine.respond.ranks import clauses, flattened, led, told

_NAME = re.compile(r"@(\d+)")
_VALUE = re.compile(r"#(price|rating|attr|stock|place|brand)_(\d+)")
# What follows a value and names its owner: "{1.price} for the {1.name}".
_OWNER = re.compile(r" (?:(?:[a-z]+ )?for|of|on|in|with|from) (?:the |your )?@(\d+)")
_OWNED = re.compile(r"#[a-z]+_\d+ (?:(?:[a-z]+ )?for|of|on|in|with|from) (?:the |your )?$")
# Before a value that is set against the one before it, which is the other product's.
_AGAINST = re.compile(
    r"(?:\b(?:against|to|instead of|in place of|versus|than|not|compared (?:with|to)|rather than|where|over|from|beside|next to|like|as|unlike|above|below|under|near)|#\w+ (?:and|or)|^ ?if) "
    r"(?:the |only |just |its |about |at |a |an |for )*$"
)
_SHARED = re.compile(
    r"\b(?:both|each|either|neither|all|respectively|first|second|third|former|latter|other|others|(?<!of the )two|these|those|them|another|rest|th(?:is|at) one|yours)\b|^ ?(?:and )?one\b"
)
# "You might like the {1.name}, a camera at {1.price}": what stands apart belongs to the name before it.
_APART = re.compile(r"(?:\bwith (?:the |your )?@(\d+),[^@]*|@(\d+), an?\b[^,#@]*)$")
_PRONOUN = re.compile(r"\b(?:it|its|they|their)\b")
_ELSEWHERE = re.compile(r"#|\b(?:than|against|where|while|like|and)\b")
_DEARER = re.compile(r" ?(?:more|dearer|higher|extra|above|on top|pricier|over)\b")
_CHEAPER = re.compile(r" ?(?:less|cheaper|lower|saved|off|below|under)\b")
_SET_AGAINST = re.compile(r" (less|more|cheaper|dearer) (than|for|with|on)(?: for| with| on)? (?:the |your )?@(\d+)")
_SAVED = re.compile(r"#saves_(\d+)")


def strangers(sentence: str, about: int = 0) -> list[str]:
    """The values that stand beside a product which they are not of, as reasons.

    ``about`` is who "it" is before anybody is named, 0 where that is open.
    """
    out: list[str] = []
    said: set[tuple[str, int]] = set()
    carried, last, text = 0, "", flattened(told(sentence)).replace("on the other hand", "")
    for clause in clauses(text):
        if not carried and not _NAME.search(text[: text.find(clause)]) and _PRONOUN.search(clause):
            carried = about
        nearest = re.search(r"@(\d+)$", last)
        before, aside = carried, clause.startswith((" which", " and which"))
        if nearest and aside:
            carried = int(nearest.group(1))
        for found in _VALUE.finditer(clause):
            kind, number = found.group(1), int(found.group(2))
            owners = _owners(clause, found.start(), found.end(), carried)
            others = set(map(int, _NAME.findall(clause[: found.start()]))) - owners
            # Where the subject's own value has been said, the next one of its kind may be the other's.
            own_said = any((kind, n) in said for n in owners) and number in others
            if owners and number not in owners and not own_said:
                out.append(f"value of another: {number}.{kind}")
            said.add((kind, number))
        for found in _SAVED.finditer(clause):
            out += _difference(clause, found, carried)
        names = [int(n) for n in _NAME.findall(clause)]
        ahead = leading(clause)
        if aside:  # whom "it" means after the aside is open, unless the aside is about the same product
            carried = carried if carried == before else 0
        else:
            carried = ahead[-1] if ahead else carried or (names[0] if len(names) == 1 else 0)
        last = clause
    return out


def _owners(clause: str, start: int, end: int, carried: int) -> set[int]:
    """Whom a value can be of; empty where the clause leaves that open."""
    after = _OWNER.match(clause, end)
    if after:
        return {int(after.group(1))}
    if _AGAINST.search(clause[:start]) or re.match(r",? (?:too|as well)\b", clause[end:]):
        return set()
    return _subjects(clause, start, end, carried)


def _subjects(clause: str, start: int, end: int, carried: int) -> set[int]:
    before, behind = clause[:start], clause[end:]
    ahead = [carried] if carried and clause.startswith(" which") else leading(before)
    if _SHARED.search(before[before.rfind("@") :] if ahead else before):
        return set()
    follows = re.match(r" (?:(?!and\b|or\b|but\b)[a-z]+ )?(?:the )?@(\d+)", behind)
    beside = re.search(r"@(\d+)(?:['’]s)? (?:(?!and\b)[a-z]+ ){0,2}$", before) or _APART.search(before)
    near = {int(m.group(m.lastindex or 1)) for m in (follows, beside) if m}
    if ahead:
        return {ahead[-1], *near}
    between = behind[: behind.find("@")] if "@" in behind else ""
    following = [n for n in led(behind) if n == int(_NAME.findall(behind)[0])]
    if following and not _ELSEWHERE.search(between):
        return set() if _SHARED.search(between) else {following[0], *near}
    return {carried, *near} if carried else set()


def leading(text: str) -> list[int]:
    """The products that ``text`` speaks of; "#price_1 for the @1" only says whose the price is."""
    objects = {int(m.group(1)) for m in _NAME.finditer(text) if _OWNED.search(text[: m.start()])}
    return [n for n in led(text) if n not in objects]


def _difference(clause: str, found: re.Match[str], carried: int) -> list[str]:
    """ "The {1.name} costs {2.saves} more" is right, and so is "the {2.name} is {2.saves} cheaper"."""
    number = int(found.group(1))
    beside = _SET_AGAINST.match(clause, found.end())
    if beside:  # "{2.saves} less than the {1.name}", "{2.saves} less for the {2.name}"
        less, than = beside.group(1) in {"less", "cheaper"}, beside.group(2) == "than"
        wrong = (int(beside.group(3)) == number) is (less is than)
        return [f"value of another: {number}.saves"] if wrong else []
    owners = _subjects(clause, found.start(), found.end(), carried)
    if len(owners) != 1:
        return []
    subject = owners.pop()
    behind = clause[found.end() :]
    if _CHEAPER.match(behind) and subject != number:
        return [f"value of another: {number}.saves"]
    if _DEARER.match(behind) and subject == number:
        return [f"value of another: {number}.saves"]
    return []
