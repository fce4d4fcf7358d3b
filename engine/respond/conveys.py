"""Whether a sentence says what it is there for: each kind of observation leaves a trace that can be looked for.

The check that a sentence is *true* is ``verify``; a true sentence that says nothing ("The jacket is the one.") fails here.
"""

from __future__ import annotations

import re

from engine.language.protocol import SentencePlan
from engine.respond.questions import words
from engine.respond.ranks import rank_claims, supported_ranks

_ALL_OF_IT = re.compile(
    r"\b(?:everything|all (?:of )?(?:it|you|that)|what you (?:asked?|want|wanted|need|describe|described|named|said)|your (?:wish|wishes|points?|list)|"
    r"each point|both|as you (?:said|asked|wished))\b"
)
_GONE = re.compile(
    r"\b(?:sold|out of (?:it|them|stock)|run out|none|not (?:a |available|in stock)|no longer|gone|empty|no \{|left|last|gap|missing|finished)\b|\.stock\}"
)
_HERE = re.compile(
    r"\b(?:stock|available|here|there|shelf|instead|waiting|still|nearest|have|take|get|place)\b|\.(?:stock|place|price)\}"
)
_LIKE = re.compile(
    r"\b(?:like|similar|close|closest|near|nearest|same|common|shares?|relation|sort|line|keeps?|direction|corner|style|twins?|too|also|family|kind|neighbours?|next|both|meet)\b"
)
_WITH = re.compile(
    r"\b(?:with|together|companion|pair|belongs?|bought|buy|add|along|alongside|basket|match|matches|fits?|set|complete|for it|take|goes|needs?|also|on the same|counter|the thing)\b|\bfor the \{"
)
_ALIKE = re.compile(
    r"\b(?:same|both|alike|equal|share|shared|shares|identical|level|match|matches|differ|difference|differences|apart|ahead|either|neither|common|agree|decide|tell)\b"
)
_LISTED = re.compile(r"\b(?:list|listed|noted|added|down|wrote)\b")
_UNSURE = re.compile(
    r"\b(?:catalogue|entry|stated?|says?|mention(?:s|ed)?|guess|know|tell|open|silent|nothing|missing|word|noted|listed|find|see|promise|certain|sure|unknown|document|information|papers|told|answer|cover(?:s|ed)?)\b"
)
_ASKS_BACK = re.compile(r"\?|\b(?:tell|say|name|point|show|give|choose|pick|touch|need|another|second|one)\b")
_KEYS = {
    "greeting": r"\b(?:hello|hi|hey|welcome|good|nice|evening|morning|find|looking|need)\b",
    "thanks": r"\b(?:welcome|glad|gladly|pleasure|any time|happy|of course|no trouble|not at all|enjoy)\b",
    "goodbye": r"\b(?:bye|goodbye|see you|care|day|time|visit|done|again|soon|best)\b",
    "ack": r"\b(?:right|fine|good|okay|sure|noted|shall|would|time|let|ask|tell|want|else|here)\b",
    "upset": r"\b(?:sorry|understand|mistake|wrong|again|try|staff|afresh|hear|right)\b",
    "about": r"\b(?:aisle|program|assistant|software|device|catalogue|person|human|machine|computer|products?|search)\b",
    "offtopic": r"\b(?:help|store|shop|shopping|shelves|others?|ask|here|catalogue|products?)\b",
    "unsafe": r"\b(?:staff|emergency|doctor|pharmacist|help|professional|safe|trained|please|call|danger\w*)\b",
    "instructions": r"\b(?:can't|cannot|isn't|won't|no|don't|not|stay|keep|stick|rather|change|assistant|work|only)\b",
}
_OFFERS = {
    "compare": r"\b(?:compare|comparison|side|differ|against|next|table|head|line|first)\b",
    "ask the staff": r"\b(?:staff|desk|colleagues?|ask|somebody|someone|people)\b",
    "other words": r"\b(?:word|words|name|call|use|for|tell|describe|say|look|do)\b",
    "something similar": r"\b(?:similar|like|close|closest|near|nearest|style)\b",
    "what goes with": r"\b(?:goes|go|with|along)\b",
    "change the wish": r"\b(?:wish|wishes|change|different|without|another|loosen|points?|leave|go|price|colour)\b",
}


def conveys(sentence: str, plan: SentencePlan) -> tuple[str, ...]:
    """What the sentence leaves unsaid, as reasons; empty where it does its job.

    Of two observations one is enough, except that wishes, met or missed, and a search without a match are never passed
    over: a rank alone does not answer who asked for a property.
    """
    told = [(_said(sentence, text, plan), text) for text in plan.observations]
    unsaid = [text for said, text in told if said is False and re.search(r"\b(?:misses|meets):|^nothing meets", text)]
    if unsaid:
        return tuple(f"unsaid: {text}" for text in unsaid)
    if told and all(said is False for said, _ in told):
        return tuple(f"unsaid: {text}" for _, text in told)
    return ()


def untold(sentence: str, plan: SentencePlan) -> tuple[str, ...]:
    """The observations of which the sentence shows no trace."""
    return tuple(text for text in plan.observations if _said(sentence, text, plan) is False)


def _said(sentence: str, text: str, plan: SentencePlan) -> bool | None:
    """Whether one observation is told; ``None`` where its kind leaves no known trace."""
    low = sentence.lower()
    spoken = words(re.sub(r"\{[^{}]*\}", " ", low))
    if text in _KEYS:
        return bool(re.search(_KEYS[text], low))
    if split := re.search(r"split most by: ([^(]+) \(([^)]*)\)", text):
        # Which of them is wanted can be told only by who hears by what they differ, and choices are parted by "or".
        listed = split.group(2).lower()
        if "," in listed and re.search(rf"{re.escape(listed)}(?!,? or\b)", low):
            return False
        return split.group(1) in low or bool(words(f"{split.group(1)} {split.group(2)}") & spoken) or "{wish." in low
    if plan.situation == "clarify":
        return bool(_ASKS_BACK.search(low))
    if text.startswith("offer: "):
        what = text.removeprefix("offer: ")
        key = next((k for k in _OFFERS if what.startswith(k)), None)
        return bool(re.search(_OFFERS[key], low)) if key else None
    if text.startswith("nothing meets"):
        return bool(
            re.search(
                r"\b(?:no|none|not|nothing|neither|only|but|without|even|too|disappoint)\b|n['’]t\b|\.(?:over|attr)",
                low,
            )
        )
    found = re.match(r"(\d+) (.*)$", text)
    if not found:
        return _of_store(low, text, spoken)
    n, rest = found.groups()
    misses = re.search(r"\bmisses: ([^;]*)", rest)
    if misses:
        # The row's own value tells a miss as well ("comes in black" where white was asked).
        fields = r"attr\.\w+|brand" + (r"|over|price" if re.search(r"\b(?:under|over) ", misses.group(1)) else "")
        pointed = re.search(rf"\{{{n}\.(?:{fields})\}}|\{{(?:limit|wish\.\d)\}}", low)
        return bool(words(_bare(misses.group(1))) & spoken or pointed)
    meets = re.search(r"\bmeets: ([^;]*)", rest)
    if meets:
        wishes = re.split(r", (?![^()]*\))", _bare(meets.group(1)))
        return any(wish_said(w, n, low, spoken, plan) for w in wishes) or bool(_ALL_OF_IT.search(low))
    if re.match(r"(?:is|has) (?:the )?[\w ]+?(?: of \d| than \d)|is \S+(?: \w+)? cheaper than \d", rest):
        return _ranked(sentence, plan, n)
    return _of_row(low, n, rest, spoken)


def wish_said(wish: str, n: str, low: str, spoken: set[str], plan: SentencePlan) -> bool:
    """Whether the sentence tells this wish as met: by its words, by its own pointer, or by the row's value for it."""
    told = words(wish)
    if told & spoken:
        return True
    if re.match(r"(?:under|over) (?:[^\d\s]|.*\d [A-Z]{3}$)", wish.strip()) and (
        f"{{{n}.price}}" in low or "{limit}" in low
    ):
        return True
    for slot in plan.slots:
        if f"{{{slot.pointer}}}" not in low:
            continue
        of_row = slot.pointer.startswith((f"{n}.attr.", f"{n}.brand"))
        if (slot.pointer.startswith("wish.") or of_row) and told & words(slot.hint):
            return True
        if of_row and _unit(wish) is not None and _unit(wish) == _unit(slot.hint):
            return True
    return False


def _unit(text: str) -> str | None:
    """The unit of the amount that a text ends with."""
    found = re.search(r"\d[\d.,]*\s?([^\W\d_]+|%)\s*$", text)
    return found.group(1) if found else None


def _of_row(low: str, n: str, rest: str, spoken: set[str]) -> bool | None:
    answer = re.match(r"([^:;]+): (?:yes|no)\b", rest)
    if answer:
        # A label with digits ("4k") cannot be said in words.
        label = {w for w in words(answer.group(1)) if not any(c.isdigit() for c in w)}
        return bool(label & spoken) or not label
    if rest.startswith("says nothing about"):
        return bool(_UNSURE.search(low))
    if rest.startswith("is sold out"):
        return bool(_GONE.search(low))
    if rest.startswith("is nearest in stock"):
        return bool(_HERE.search(low))
    if rest.startswith("is like"):
        return bool(_LIKE.search(low)) or bool(words(rest.partition(": ")[2]) & spoken)
    if rest.startswith(("goes with", "is often bought with")):
        return bool(_WITH.search(low))
    if rest.startswith("because: it goes with") and _WITH.search(low):
        return True
    if rest.startswith("because: "):
        return bool(words(rest.removeprefix("because: ")) & spoken)
    if rest.startswith("is on the list;"):
        return bool(_LISTED.search(low))
    return None


def _of_store(low: str, text: str, spoken: set[str]) -> bool | None:
    if re.match(r"doc \d+ (?:answers|adds)", text):
        return "{doc." in low or len(words(text) & spoken) >= 2
    if text.startswith("no document says anything"):
        return bool(_UNSURE.search(low)) or bool(re.search(r"\bno\b|\bnot\b|n['’]t\b|\bnothing\b", low))
    if text.startswith("same: "):
        # Two that are alike in three points are not told to be alike in two; "folding" tells of "foldable".
        heard = {word[:4] for word in spoken}
        labels = (words(label) for label in text.removeprefix("same: ").split(", "))
        return bool(_ALIKE.search(low)) and all({word[:4] for word in label} & heard or not label for label in labels)
    if text.startswith("back at: "):
        return bool(words(text.removeprefix("back at: ")) & spoken) or "{wish." in low
    if text.startswith("no product matches: "):
        return bool(re.search(r"\b(?:no|not|nothing|none|empty|without|blank)\b|n['’]t\b", low))
    return None


def _ranked(sentence: str, plan: SentencePlan, n: str) -> bool:
    """A rank is told by its word, or by the two values side by side."""
    stated = supported_ranks(plan)
    if any(claim.fits(s) for claim in rank_claims(sentence, int(n)) for s in stated):
        return True
    low = sentence.lower()
    if re.search(r"\bspend(?:ing)? less\b", low) and f"{{{n}.price}}" in low:
        return True
    if re.search(r"\b(?:better|higher|best|highest) rating\b", low) and f"{{{n}.rating}}" in low:
        return True
    rows = {p.split(".")[0] for p in re.findall(r"\{(\d+\.(?:price|rating|attr\.\w+))\}", sentence)}
    return len(rows) > 1 or f"{{{n}.saves}}" in sentence


def _bare(listed: str) -> str:
    return re.sub(r"\([^()]*\)", " ", listed)
