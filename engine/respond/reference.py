"""How a product is spoken of again: as "it" where the sentence before was about it alone, by a short form of a long name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LONG_NAME = 40
"""Characters; shorter names are said in full each time."""
_SHORT_LEAST, _SHORT_MOST = 12, 32
_POINTER = re.compile(r"\{(\d+)\.([a-z0-9_.]+)\}")
_SUBJECT = re.compile(r"(?:The )?\{(\d+)\.name\}(?= [a-z])")
_JOINING = frozenset(("and", "for", "in", "of", "the", "with", "a", "an", "to", "by", "on", "&", "+"))


def taken_up(sentence: str, before: str, plural: Collection[int] = ()) -> str:
    """A sentence with pointers that begins with the product which the sentence before it spoke of alone, as "It …".

    ``plural`` are the numbers of the products whose names are plurals ("They …").
    """
    found = _SUBJECT.match(sentence)
    spoken_of = {number for number, _ in _POINTER.findall(before)}
    if found is None or spoken_of != {found.group(1)} or f"{{{found.group(1)}.name}}" not in before:
        return sentence
    return f"{'They' if int(found.group(1)) in plural else 'It'}{sentence[found.end() :]}"


def short_form(name: str, others: Sequence[str]) -> str:
    """The first words of a long name that tell it from the ``others``; the name itself where it is not long or they do not.

    ``HP 15s-eq0019na Notebook Silver 39.6 cm`` becomes ``HP 15s-eq0019na``.
    """
    if len(name) <= LONG_NAME:
        return name
    words = name.split()
    for count in range(2, len(words)):
        head = " ".join(words[:count]).rstrip(",;:-–—")
        if len(head) > _SHORT_MOST:
            break
        alone = not any(other == head or other.startswith(f"{head} ") for other in others)
        if len(head) >= _SHORT_LEAST and alone and words[count - 1].lower() not in _JOINING:
            return head
    return name
