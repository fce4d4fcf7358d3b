"""How a product is spoken of again: as "it" where the sentence before was about it alone, by a short form of a long name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LONG_NAME = 40
"""Characters; shorter names are said in full each time."""
_SHORT_MOST = 32
_MODEL = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z])(?!\d+(?:[.,]\d+)?(?:mm|cm|m|ml|l|g|kg|w|v|gb|tb|mb|hz|in|ft|oz|pcs?|x)$)[A-Za-z0-9][\w/.-]{3,}|\d{4,}",
    re.IGNORECASE,
)
"""A model number: letters and digits together that are no amount ("S28u-10", "15s-eq0019na"), or four digits and more."""
_POINTER = re.compile(r"\{(\d+)\.([a-z0-9_.]+)\}")
_VERBS = (
    "is|are|isn't|aren't|has|have|hasn't|haven't|does|do|doesn't|don't|was|were|costs?|weighs?|comes?|fits?|stands?|keeps?|goes|go|"
    "suits?|holds?|takes?|needs?|offers?|gets?|lasts?|meets?|misses|miss|stays?|saves?|works?|runs?|makes?|will|would|can|may"
)
_SUBJECT = re.compile(rf"(?:The )?\{{(\d+)\.name\}}(?= (?:(?:also|only|still|just|even) )?(?:{_VERBS})\b)")


def taken_up(sentence: str, before: str, plural: Collection[int] = ()) -> str:
    """A sentence with pointers that begins with the product which the sentence before it spoke of alone, as "It …".

    ``plural`` are the numbers of the products whose names are plurals ("They …").
    """
    found = _SUBJECT.match(sentence)
    spoken_of = {number for number, _ in _POINTER.findall(before)}
    if found is None or spoken_of != {found.group(1)} or f"{{{found.group(1)}.name}}" not in before:
        return sentence
    they = int(found.group(1)) in plural or re.match(r" (?:are|have|do|were)\b", sentence[found.end() :])
    return f"{'They' if they else 'It'}{sentence[found.end() :]}"


def short_form(name: str, others: Sequence[str]) -> str:
    """The first words of a long name up to its model, where they tell it from the ``others``; else the name itself.

    ``HP 15s-eq0019na Notebook Silver 39.6 cm`` becomes ``HP 15s-eq0019na``. A name without a model number in its first words
    stays whole: "Stainless Steel" would be no name of a bottle.
    """
    words = name.split()
    model = next((at for at, word in enumerate(words) if _MODEL.fullmatch(word.strip(",;:"))), None)
    if len(name) <= LONG_NAME or not model:
        return name
    head = " ".join(words[: model + 1]).rstrip(",;:")
    alone = not any(other.lower() == head.lower() or other.lower().startswith(f"{head.lower()} ") for other in others)
    return head if len(head) <= _SHORT_MOST and alone and "(" not in head else name
