"""Number agreement: the model words every product in the singular, and a name may be plural ("… Running Shoes")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from engine.catalogue.folding import fold
from engine.products import Product
from engine.respond.observations import Row
from engine.respond.render import short_name

_IN_S = (
    "answer beat bring come cost cover cut fit fold get give handle hold keep last leave lie make measure meet need offer "
    "pack run save score sit skip sleep stand stay suit take tick wait weigh win work"
)
_VERBS = {v + "s": v for v in _IN_S.split()} | {
    "is": "are", "isn't": "aren't", "has": "have", "hasn't": "haven't", "does": "do", "doesn't": "don't", "goes": "go",
    "matches": "match", "misses": "miss", "was": "were",
}  # fmt: skip
_UNCOUNTED = (
    "wear", "ware", "furniture", "luggage", "equipment", "jewellery", "jewelry", "bedding", "lighting", "clothing", "milk", "rice",
    "bread", "paste", "paint", "flour", "sugar", "cheese", "butter", "oil", "water", "soap", "glue", "food", "paper", "meat", "fish", "wool",
    "yarn", "ink", "memory", "ram", "storage", "coffee", "tea", "pasta", "honey", "fabric", "powder", "salt", "pepper", "chocolate",
)  # fmt: skip
_IRREGULAR = re.compile(r"(?:[^f]fe?|mouse|man|child|foot|tooth)$")
"""Endings of types that cannot be counted, and of those whose plural is made otherwise."""
_NAME, _OWNER = re.compile(r"\{(\d+)\.name\}"), re.compile(r"\{(\d+)\.")
_OBJECT = re.compile(r"\b(pick|find|get|take|see|try|reach|collect|grab) it\b")
_SUBJECT = re.compile(
    r"(?:^|[.,;:–—-]\s|\b(?:and|but|because|so|while|that|if|as|since|where|though|although|whereas|when|then)\s)(?:the\s)?$",
    re.IGNORECASE,
)
# Only verbs that are no nouns: "with straps and covers" stays.
_JOINED = re.compile(
    r"((?:\b(?:and|but|or)|,)\s(?:also\s|only\s|just\s)?)(is|isn't|has|hasn't|does|doesn't|costs|weighs|comes|keeps|stays|goes|was|fits(?= what))\b"
)
_NEXT = re.compile(r"\s+(?:(?:also|only|still|just|even|really)\s+)?([a-z']+)\b")


def is_plural(product: Product, name: str) -> bool:
    """Whether ``name``, as it is shown, is a plural: it ends in its product type, and that one is ("shoes")."""
    last, kind = fold(name).split()[-1:], fold(product.kind or "").split()[-1:]
    return bool(last) and last == kind and last[0].endswith("s") and not last[0].endswith(("ss", "us", "is"))


def plurals(rows: Iterable[Row]) -> frozenset[int]:
    """The numbers of the rows whose names, as they are shown, are plurals."""
    return frozenset(r.n for r in rows if is_plural(r.product, short_name(r.product.title)))


def several(kind: str) -> str | None:
    """A product type as two or more of it are called: "usb sticks", "batteries"; ``None`` where that is not plain."""
    if kind.endswith(_UNCOUNTED) or _IRREGULAR.search(kind):
        return None
    if kind.endswith("lens"):
        return f"{kind}es"
    if kind.endswith("s") and not kind.endswith("ss"):
        return kind
    if re.search(r"(?:s|x|z|ch|sh)$", kind):
        return f"{kind}es"
    return re.sub(r"([^aeiou])y$", r"\1ie", kind) + "s"


def agreed(sentence: str, plural: Collection[int]) -> str:
    """A sentence with pointers, its verbs and pronouns fitted to the products of ``plural`` (their numbers)."""
    if not plural:
        return sentence
    names = {int(n) for n in _NAME.findall(sentence)}
    out, at = "", 0
    for found in _NAME.finditer(sentence):
        out += sentence[at : found.end()]
        at = found.end()
        verb = _NEXT.match(sentence, at)
        if (
            int(found.group(1)) in plural
            and verb
            and verb.group(1) in _VERBS
            and _SUBJECT.search(sentence[: found.start()])
        ):
            out += sentence[at : verb.start(1)] + _VERBS[verb.group(1)]
            at = verb.end()
    out += sentence[at:]
    owners = names or {int(n) for n in _OWNER.findall(sentence)}
    return _with_pronouns(out) if len(owners) == 1 and owners <= set(plural) else out


def _with_pronouns(sentence: str) -> str:
    """The pronouns behind the name, or all where a sentence names nothing ("You can pick it up in {1.place}")."""

    def they(found: re.Match[str]) -> str:
        verb = found.group(2)
        word = "They" if found.group(1) == "I" else "they"
        return f"{word} {_VERBS[verb]}" if verb in _VERBS else found.group()

    first = max(sentence.find(".name}"), 0)
    head, tail = sentence[:first], sentence[first:]
    tail = _OBJECT.sub(r"\1 them", tail)
    tail = re.sub(r"\b([Ii])t's\b", lambda m: "They're" if m.group(1) == "I" else "they're", tail)
    tail = re.sub(r"\b([Ii])t ([a-z']+)\b", they, tail)
    tail = _JOINED.sub(lambda m: m.group(1) + _VERBS.get(m.group(2), m.group(2)), tail)
    return head + re.sub(r"\bits\b", "their", tail)
