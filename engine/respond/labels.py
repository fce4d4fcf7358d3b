"""What a value is called: "the weight is {1.attr.noise}" is false whatever the row holds.

Where a word stands in the place of a label, beside a value, it has to be one of the attribute's own words.
"""

from __future__ import annotations

import re

from engine.language.protocol import SentencePlan
from engine.respond.questions import words
from engine.respond.scales import DIMENSIONS, named_by

_POINTED = re.compile(r"\{(\d+)\.attr\.(\w+)\}")
# The label of a value that follows: "a weight of {…}", "the weight of the {1.name} is {…}", "weight: {…}".
_BEFORE = re.compile(
    r"(?<!\} )\b((?:(?<!\} )[a-z-]+ )?[a-z-]+)(?: of the \{\d+\.name\})?(?: here| too| also)?(?: is| are| of| is given as| comes to| reads|:) (?:just |only |listed as |given as )?$"
)
_BEHIND = re.compile(r" (?:of|in|as) (?:the |its )?([a-z-]+(?: [a-z-]+)?)")
_ARTICLED = re.compile(r"\ban? ([\w-]+) of $")


def called_otherwise(low: str, plan: SentencePlan) -> list[str]:
    """Values called by the name of another attribute or dimension, as reasons; ``low`` is the sentence, lower case."""
    hints = {s.pointer: s.hint for s in plan.slots}
    labels = {h.split(": ")[0].split(" ", 1)[-1].lower() for p, h in hints.items() if ".attr." in p}
    out = []
    for found in _POINTED.finditer(low):
        key = found.group(2)
        hint = hints.get(found.group()[1:-1], "")
        own = {*words(key.replace("_", " ")), *key.split("_")} | {named_by(hint.rsplit(" ", 1)[-1])}
        before, behind = _BEFORE.search(low[: found.start()]), _BEHIND.match(low[found.end() :])
        articled = _ARTICLED.search(low[: found.start()])
        said = [(before.group(1), -1)] if before else []
        said += [(behind.group(1), 0)] if behind else []
        wrong = any(_foreign(phrase, at, own, labels) for phrase, at in said)
        if wrong or (articled and not words(articled.group(1)) & own):
            out.append(f"called by another name: {key}")
    return out


def _foreign(phrase: str, at: int, own: set[str], labels: set[str]) -> bool:
    """Whether a phrase ends (or, behind the value, begins) with the name of another attribute or dimension."""
    parts = phrase.split()
    if {*words(phrase), *parts} & own:
        return False
    return parts[at] in DIMENSIONS or phrase in labels or parts[at] in labels
