"""Denials and what stands inside them: "no jacket without a hood" is not "no jacket with a hood".

Four ways in which a sentence says the opposite of its plan though it holds the right words: the exclusion of a search
that found nothing, a property said again by a mere "one", who is sold out, and both at once.
"""

from __future__ import annotations

import re

from engine.language.protocol import SentencePlan
from engine.respond.claims import Term, found_at, terms_of
from engine.respond.questions import words
from engine.respond.ranks import clauses, flattened, led, told

_DENIED = re.compile(
    r"\b(?:no|not|none|nothing|never|neither|nor|nobody|nowhere|cannot|without|lacks?|missing|empty|blank|out of|hardly|unable|fail(?:s|ed)?)\b|n['’]t\b"
)
# What turns the next property round.
_INNER = re.compile(
    r"\b(?:without|with no|no|not with|lacks|lack|lacking|minus|free of|free from|does not have|doesn['’]t have|isn['’]t|aren['’]t|not|non) ?-?(?:an? |any |the |either |such |made with |made of )*$"
)
_STRONG = re.compile(r"\b(?:without|with no|not with|lacks|lack|lacking|minus|free of|free from) (?:an? |any |the )*$")
_FREE = re.compile(r"[- ]?(?:free|less)\b")
_WHOLE = re.compile(r"\b(?:that|this|those|these|such|like|match(?:es|ed)?|meets?|fits?|wish(?:es)?|ask(?:ed)?|want(?:ed)?|look(?:ing)? for|combination|description|words?|search)\b")  # fmt: skip
_STOPS = re.compile(r"[;:.?]|, but\b| but ")


def denials(sentence: str, plan: SentencePlan) -> list[str]:
    """What a sentence denies or affirms the wrong way round, as reasons."""
    return [
        *_exclusions(sentence, plan),
        *_undenied(sentence, plan),
        *_ellipses(sentence, plan),
        *_stock(sentence, plan),
        *_against_itself(sentence),
    ]


def excluded(what: str) -> tuple[str, list[str]]:
    """A search that found nothing as (what was wanted, what it was to be without)."""
    head, *tails = re.split(r"\bwithout ", what)
    free = re.findall(r"\b([\w-]+?)[- ]free\b", head)
    return head, [e for tail in tails for e in re.split(r" or |, | and ", tail.strip())] + free


def _exclusions(sentence: str, plan: SentencePlan) -> list[str]:
    found = next((o for o in plan.observations if o.startswith("no product matches: ")), None)
    if found is None:
        return []
    head, out_of = excluded(found.partition(": ")[2].lower())
    text = re.sub(r"\?(?=.)", ",", sentence.lower())  # "A jacket without a hood? Nothing, sorry." is one denial
    out = []
    for unwanted in out_of:
        spoken = [(clause, *span) for clause in _STOPS.split(text) for span in found_at(clause, unwanted)]
        turned = [_turned(clause, start, end, out_of) for clause, start, end in spoken]
        if not all(turned) or (not any(_denied_beside(clause, start, end) for clause, start, end in spoken) and spoken):
            out.append(f"polarity: without {unwanted}")
        if not spoken and not any(c.isdigit() for c in unwanted) and "without " in found and not _WHOLE.search(text):
            out.append(f"left out: without {unwanted}")
    for wanted in words(head) - {w for e in out_of for w in words(e)} - {"free", "without"}:
        for clause in _STOPS.split(text):
            for start, end in found_at(clause, wanted):
                strong = _STRONG.search(clause[:start])
                turned_round = strong or _FREE.match(clause[end:])
                rest = clause[: strong.start()] + clause[end:] if strong else clause
                if turned_round and _DENIED.search(rest):
                    out.append(f"polarity: {wanted}")
    return out


def _turned(clause: str, start: int, end: int, terms: list[str]) -> bool:
    """Whether the property at ``start`` is itself denied: "without a hood or fur" turns both."""
    if _FREE.match(clause[end:]):
        return True
    before = clause[:start]
    for other in terms:
        before = re.sub(
            rf"\b{re.escape(other)}s?(?:,| or| and| nor)+ (?=(?:an? )?$|.*\b(?:or|and|nor) (?:an? )?$)", "", before
        )
    return bool(_INNER.search(before))


def _denied_beside(clause: str, start: int, end: int) -> bool:
    """Whether the clause denies beside the words that turn the property itself."""
    inner = None if _FREE.match(clause[end:]) else _INNER.search(clause[:start])
    before = clause[: inner.start()] if inner else clause[:start]
    joined = re.sub(r"\b(?:without|with no)\b[^,]*\b(?:or|and|nor) (?:an? )?$", "", before)
    return bool(_DENIED.search(joined) or _DENIED.search(clause[end:]))


_MUST_DENY = re.compile(r"^nothing (?:close to|is listed|to go back)|^no document says")
_DENIES = re.compile(r"\b(?:no|not|none|nothing|never|neither|nor|nobody|nowhere|cannot|without|lacks?|missing|empty|blank|hardly|unable|fail(?:s|ed)?|silent|unknown|alone|one of a kind|as far back|start|first)\b|n['’]t\b")  # fmt: skip


def _undenied(sentence: str, plan: SentencePlan) -> list[str]:
    if any(_MUST_DENY.search(o) for o in plan.observations) and not _DENIES.search(sentence.lower()):
        return ["polarity: nothing was found"]
    return []


# "…, and the {2.name} has one": a property that was named before, or all that the plan is about.
_AFFIRMS = re.compile(r"^,? ?(?:(?:is|are|does|do|has|have|does have|do have)(?: too| as well)?|(?:does |do |also |even )?(?:has|have|comes? with|with) (?:one|it|them)(?: too| as well)?)$")  # fmt: skip
_REFUSES = re.compile(r"^ ?(?:(?:is|are|does|do|has|have)(?: not|n['’]t)|(?:has|have) (?:none|no such thing)|(?:comes? |is |are )?without(?: one| it| them)?|(?:does|do)(?: not|n['’]t) have (?:one|it|them))$")  # fmt: skip
_PARTS = re.compile(r"[;:.?]|,(?! with )| (?:but|yet|while|whereas|though|although|and) ")
_BESIDE = re.compile(r"\b(?:only|than|as|unlike|not|nor|neither|what)\b")


def _ellipses(sentence: str, plan: SentencePlan) -> list[str]:
    text = flattened(told(sentence))
    terms = [t for t in terms_of(plan) if t.product and found_at(text, t.text)]
    by_product: dict[int, set[bool]] = {}
    for t in terms:
        by_product.setdefault(t.product, set()).add(t.holds)
    decided = {n: holds.pop() for n, holds in by_product.items() if len(holds) == 1 and _one(terms, n)}
    out = []
    # "It is, yes.": an answer of one word for all that was asked.
    asked = {t.holds for t in terms_of(plan) if t.decides}
    lead = re.match(r"(?:yes, |no, |yes: |no: )?(?:it|they) (?:is|are|does|do|has|have)( not|n['’]t)?[,:.]", text)
    if lead and asked == {bool(lead.group(1))}:
        out.append("polarity: of the answer")
    for part in _PARTS.split(text):
        found = re.search(r"@(\d+)([^@#]*)$", part)
        if not found or int(found.group(1)) not in decided or _BESIDE.search(part[: found.start()]):
            continue
        holds = decided[int(found.group(1))]
        if (_AFFIRMS.match(found.group(2)) and not holds) or (_REFUSES.match(found.group(2)) and holds):
            out.append(f"polarity: of {found.group(1)}")
    return out


def _one(terms: list[Term], n: int) -> bool:
    return len([t for t in terms if t.product == n]) == 1


_SAID_OF = re.compile(
    r"\b(is|are|has|have|does|do) (not |never )?(?:an? |the )?([a-z][a-z -]*?)(?= and | or | but | as | than |[,.;:{]|$)"
)


def _against_itself(sentence: str) -> list[str]:
    """ "Are long lasting, but they are not long lasting", said of one product."""
    low = sentence.lower()
    if len(set(re.findall(r"\{(\d)\.", low))) > 1 or re.search(
        r"\b(?:the other|others?|the second|neither|both)\b", low
    ):
        return []
    said = {(verb, thing) for verb, denied, thing in _SAID_OF.findall(low) if not denied}
    return [
        f"polarity: {thing} and not"
        for verb, denied, thing in _SAID_OF.findall(low)
        if denied and (verb, thing) in said
    ]


_SOLD_OUT = re.compile(r"\b(?:sold out|out of stock|not in stock|unavailable|all gone|run out)\b")
_IN_STOCK = re.compile(r"(?<!not )(?<!no longer )(?<!n't )\b(?:in stock|available)\b")


def _stock(sentence: str, plan: SentencePlan) -> list[str]:
    """ "The {2.name} is sold out", where it is the nearest in stock."""
    here: dict[int, bool] = {}
    for o in plan.observations:
        for n in re.findall(r"\b(\d+) is nearest in stock|\b(\d+) in stock: yes", o):
            here[int(n[0] or n[1])] = True
        for n in re.findall(r"\b(\d+) is sold out|\b(\d+) in stock: no", o):
            here[int(n[0] or n[1])] = False
    if not here:
        return []
    out, carried = [], next(iter(here))
    for clause in clauses(flattened(told(sentence))):
        ahead = led(clause)
        for pattern, state in ((_SOLD_OUT, False), (_IN_STOCK, True)):
            for said in pattern.finditer(clause):
                before = led(clause[: said.start()])
                subject = before[-1] if before else ahead[0] if ahead else carried
                denied = state and re.search(
                    r"\b(?:no|not|none|nothing|never|longer|only)\b[^,]*$|n['’]t\b[^,]*$", clause[: said.start()]
                )
                if here.get(subject, state) is not state and not denied:
                    out.append(f"polarity: {said.group()}")
        carried = ahead[-1] if ahead else carried
    return out
