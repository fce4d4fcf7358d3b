"""What a description claims against what the attributes say: contradictions that a plain reader would notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue.units import in_base_unit
from engine.products import Attribute, Product

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"[;:]\s|,\s|\s(?:but|and|while|though)\s", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|no|never|without|neither|nor|isn't|aren't|doesn't|don't|cannot|can't|lacks?|instead of|hardly|rather than"
    r"|less|needs? no|sold separately|extra|free of|than|(?:threads?|room|space|ready|prepared|plan|eyelets?) (?:for|on)"
    r"|if you|needs? an?)\b|n't\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)?)[ -]?(°C|°F|[a-zA-Z²³\"µ]+)")
_WORD = re.compile(r"[a-z]+")
# The number is then of one size, or of the thing filled, not of the product as it is.
_OTHER_STATE = re.compile(
    r"\b(?:full|filled|loaded|over|almost|under|each|(?:small|medium|large)(?:er|est)? (?:one|size|version)s?)\b",
    re.IGNORECASE,
)
# Words that speak of an attribute without naming it.
_SPEAKS_OF = {
    "weight": {"weigh", "weighs", "weighing", "weight"},
    "battery_life": {"battery"},
    "warranty": {"warranty", "guarantee", "guaranteed"},
    "capacity": {"holds", "capacity"},
    "volume": {"volume", "holds"},
    "length": {"long", "length"},
    "height": {"high", "tall", "height"},
    "width": {"wide", "width"},
    "depth": {"deep", "depth"},
    "diameter": {"diameter", "across"},
    "power": {"watts", "power"},
    "water_column": {"column"},
}
# A flag may be denied or affirmed by other words than its own.
_SAYS_NO = {
    "waterproof": ("not waterproof", "water-repellent only", "rain gets in", "only showerproof", "not rainproof"),
    "machine_washable": ("hand wash only", "dry clean only"),
    "dishwasher_safe": ("hand wash only", "wash by hand", "not dishwasher"),
    "batteries_included": ("batteries not included", "batteries are not included", "batteries sold separately"),
    "gluten_free": ("contains gluten", "contains wheat"),
    "wireless": ("wired only",),
    "vegan": ("contains milk", "real leather"),
}
_MATERIALS = frozenset(
    ("cotton", "wool", "polyester", "nylon", "leather", "linen", "silk", "bamboo", "aluminium", "steel", "titanium",
     "plastic", "glass", "wood", "oak", "beech", "ceramic", "silicone", "rubber", "merino", "fleece", "down", "carbon")
)  # fmt: skip
_MADE_OF = re.compile(r"\b(?:made (?:of|from)|100 ?% |pure )\s*((?:[a-z-]+ ){0,2}[a-z]+)", re.IGNORECASE)
_KINDS_OF = {
    "plastic": ("poly", "abs", "nylon", "acetate", "pvc", "pp", "tritan", "silicone", "acrylic"),
    "wood": ("oak", "beech", "ash", "birch", "bamboo", "pine", "maple", "walnut", "acacia", "cardboard"),
    "wool": ("merino", "cashmere", "alpaca"),
    "glass": ("borosilicate", "crystal"),
    "steel": ("stainless", "carbon steel"),
}
_CLOSE = 0.005  # relative; a description may round


def contradictions(product: Product) -> Iterator[str]:
    """One sentence for each claim of the description that an attribute contradicts."""
    for sentence in _SENTENCE.split(product.description):
        other_state = _OTHER_STATE.search(sentence) is not None
        for clause in _CLAUSE.split(sentence):
            words = set(_WORD.findall(clause.lower()))
            for attribute in product.attributes:
                if isinstance(attribute.value, bool):
                    yield from _flag(clause, attribute)
                elif isinstance(attribute.value, float) and attribute.unit and not other_state:
                    yield from _number(clause, words, attribute, product)
    yield from _material(product)


def _flag(clause: str, attribute: Attribute) -> Iterator[str]:
    text = clause.lower().replace("-", " ")
    label = attribute.label
    found = re.search(rf"\b{re.escape(label)}\b", text)
    denied = any(phrase.replace("-", " ") in text for phrase in _SAYS_NO.get(attribute.name, ()))
    if attribute.value is True and denied:
        yield f"the description says “{clause.strip()}”, but {label} is yes"
    if found:
        negated = bool(_NEGATED.search(text[: found.start()])) or text[found.end() :].lstrip().startswith("not")
        if attribute.value is False and not negated and not denied:
            yield f"the description says “{clause.strip()}”, but {label} is no"
        if attribute.value is True and re.search(rf"\bnot {re.escape(label)}\b", text):
            yield f"the description says “{clause.strip()}”, but {label} is yes"


def _number(clause: str, words: set[str], attribute: Attribute, product: Product) -> Iterator[str]:
    speaks = _SPEAKS_OF.get(attribute.name, set(attribute.name.split("_")))
    named = speaks & words if attribute.name in _SPEAKS_OF else speaks <= words
    if not named:
        return
    assert isinstance(attribute.value, float)
    value, unit = in_base_unit(attribute.value, attribute.unit)
    for number, said_unit in _NUMBER.findall(clause):
        said, base = in_base_unit(float(number.replace(",", ".")), said_unit)
        if base != unit or _equal(said, value):
            continue
        if any(_says(other, said, base) for other in product.attributes):
            continue  # the number is another fact's
        yield f"the description says “{clause.strip()}”, but {attribute.label} is {attribute.text}"


def _says(attribute: Attribute, number: float, unit: str | None) -> bool:
    if not isinstance(attribute.value, float):
        return f"{number:g}" in attribute.text
    value, own = in_base_unit(attribute.value, attribute.unit)
    return own == unit and _equal(value, number)


def _material(product: Product) -> Iterator[str]:
    stated = " ".join(a.text.lower() for a in product.attributes if not isinstance(a.value, bool))
    material = product.attribute("material")
    if material is None:
        return
    for found in _MADE_OF.finditer(product.description):
        for word in _WORD.findall(found.group(1).lower()):
            if word in _MATERIALS and word not in stated and not any(k in stated for k in _KINDS_OF.get(word, ())):
                yield f"the description says “{found.group().strip()}”, but material is {material.text}"


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= _CLOSE * max(abs(a), abs(b))
