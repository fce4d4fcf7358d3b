"""How a property reads in a sentence: a jacket *is* waterproof, *has* a hood, is made *for* hiking.

The model words it; this tells it which of the three, where the row lets one know. The endings are those of English
adjectives; a word that has none of them counts as a thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.language.protocol import SentencePlan
from engine.products import Attribute
from engine.respond.claims import found_at
from engine.respond.observations import Row, WishForm

_PURPOSES = frozenset(
    ("use", "uses", "activity", "occasion", "suitable_for", "good_for", "room", "season", "sport", "skin_type", "hair_type", "surface", "terrain", "age_group", "recommended_for")
)  # fmt: skip
_ADJECTIVE = re.compile(
    r"(?:proof|less|able|ible|free|safe|ed|made|grown|ish|ous|ic|ive|al|ful|ant|ent|ary|tight|resistant|friendly|ready|vegan|fair ?trade|cancelling|rotating|folding|standing|locking|adjusting|drying)$"
)


def form_of(attribute: Attribute | None) -> WishForm:
    """The form of a wish that this attribute of the row met or missed."""
    if attribute is None:
        return ""
    if attribute.name in _PURPOSES:
        return "for"
    if isinstance(attribute.value, bool):
        return "is" if _ADJECTIVE.search(attribute.label.lower()) else "has"
    return ""


# What stands right before a property tells as what the sentence takes it.
_TAKEN: dict[WishForm, re.Pattern[str]] = {
    "is": re.compile(r"\b(?:is|are|isn't|aren't)(?: also| still| even)?(?: not| neither)?$"),
    "has": re.compile(
        r"\b(?:has|have|hasn't|haven't|having|with|without)(?: also)?(?: no| not)?$|\b(?:does|do)(?:n't| not) have$"
    ),
    "for": re.compile(r"\b(?:made|meant|designed|intended) for$"),
}
_WRONG: dict[WishForm, tuple[WishForm, ...]] = {
    "is": ("has", "for"),
    "has": ("is", "for"),
    "for": ("is", "has"),
    "": (),
}
_ARTICLE = re.compile(r"\s*\b(?:an?|the|any)$")
_ENDS = re.compile(r"\s*(?:[,.;:]|$|(?:and|but|or|so|while|rather|instead|as|too|like)\b)")
_OWNED = re.compile(r"(?:my|our|his|her|their|your) ")


def forms_of(plan: SentencePlan, rows: Sequence[Row] = ()) -> dict[str, WishForm]:
    """The properties that a plan's observations speak of (lower case), each with its form where it is known: from the hint
    beside a wish, or from the row's attribute of that name.
    """
    out: dict[str, WishForm] = {}
    hints: dict[str, WishForm] = {"is": "is", "has": "has", "for": "for"}
    for text in plan.observations:
        for listed in re.findall(r"\b(?:meets|misses|meets all): ([^;]*)", text.lower()):
            for entry in re.split(r", (?![^()]*\))", listed):
                wish, _, beside = entry.removeprefix("no ").partition(" (")
                form = hints.get(beside.split(",")[0].rstrip(")"), "for" if _OWNED.match(wish) else "")
                if form:
                    out[wish] = form
    labels = {a.label.lower(): form_of(a) for row in rows for a in row.product.attributes if isinstance(a.value, bool)}
    for text in plan.observations:
        for label in re.findall(r"(?:^|; )\d+ ([^:;]+): (?:yes|no)\b", text.lower()):
            if labels.get(label):
                out.setdefault(label, labels[label])
    return out


def misformed(sentence: str, plan: SentencePlan, rows: Sequence[Row] = ()) -> list[str]:
    """ "Is meant for roomy", "has a wife", "is carry pouch": a property said as what it is not, as reasons."""
    low = re.sub(r"\{[^{}]*\}", "#", sentence.lower())
    out = []
    for wish, form in forms_of(plan, rows).items():
        for start, end in _mentions(low, wish):
            # "Has a quiet motor" says more than the property itself, and may be right.
            if not _ENDS.match(low, end):
                continue
            before = _ARTICLE.sub("", low[:start].rstrip())
            if form == "is" and " " in wish and not _ADJECTIVE.search(wish):
                continue  # "low step" is hinted as an adjective by its feed, and is none
            out += [f"{taken} where {form} belongs: {wish}" for taken in _WRONG[form] if _TAKEN[taken].search(before)]
    brands = {row.product.brand.lower() for row in rows if row.product.brand}
    met = " | ".join(plan.observations).lower()
    for brand in (b for b in brands if re.search(rf"\b(?:meets|misses): [^;|]*\b{re.escape(b)}\b", met)):
        for start, end in found_at(low, brand):
            before = _ARTICLE.sub("", low[:start].rstrip())
            wrong = any(_TAKEN[taken].search(before) for taken in ("is", "has", "for"))
            out += [f"a brand as a property: {brand}"] if wrong and _ENDS.match(low, end) else []
    return out


def _mentions(low: str, wish: str) -> list[tuple[int, int]]:
    """Where a sentence speaks of a property, whose it is (``my wife``) said or not."""
    owned = _OWNED.match(wish)
    return found_at(low, wish[owned.end() :] if owned else wish)
