"""Which part of a row a shopper's question is about: label and value words, and the everyday words for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from types import MappingProxyType

from engine.catalogue.units import in_base_unit
from engine.language.protocol import fold
from engine.products import Attribute, Product
from engine.respond.situation import Evidence

_STOP = frozenset((
    "a", "an", "the", "is", "are", "was", "be", "it", "its", "this", "that", "these", "those", "one", "ones", "of",
    "for", "to", "in", "on", "at", "and", "or", "with", "without", "do", "does", "did", "can", "could", "will",
    "would", "what", "which", "who", "how", "much", "many", "long", "i", "you", "me", "my", "we", "our", "they",
    "them", "have", "has", "had", "get", "got", "number", "no", "first", "second", "third", "fourth", "last", "there",
    "any", "some", "so", "if", "as", "by", "from", "up", "out", "about", "tell", "please", "not", "than", "then",
    "too", "very", "just", "product", "item", "thing", "s", "t", "d", "m", "re", "ve", "ll", "use", "used",
))  # fmt: skip

# What a shopper says to what a catalogue calls it; several words may lead to one label.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "heavy": ("weight",), "weigh": ("weight",), "light": ("weight", "brightness"), "weighs": ("weight",),
    "big": ("size", "dimensions", "height", "width", "length", "capacity", "volume", "diameter"), "large": ("size", "dimensions", "capacity"),
    "small": ("size", "dimensions"), "tall": ("height",), "high": ("height",), "wide": ("width",), "deep": ("depth",),
    "thick": ("thickness",), "loud": ("noise",), "noisy": ("noise",), "quiet": ("noise",), "bright": ("brightness",), "fast": ("speed",),
    "powerful": ("power",), "strong": ("power", "torque", "max_load", "intensity", "strength"), "measure": ("dimensions", "size"), "measurements": ("dimensions", "size"),
    "hold": ("capacity", "volume"), "holds": ("capacity", "volume"), "fit": ("size", "fits", "compatible", "works_with"), "wash": ("care", "washable", "dishwasher_safe"),
    "washable": ("care", "washable"), "washing": ("care", "washable"), "clean": ("care", "washable", "dishwasher_safe"), "machine": ("care",),
    "made": ("material",), "material": ("material", "fabric"), "fabric": ("material", "fabric"), "colour": ("color",), "colours": ("color",),
    "colors": ("color",), "rain": ("waterproof", "water_resistant"), "wet": ("waterproof",), "water": ("waterproof", "water_resistant", "water_column"),
    "battery": ("battery_life", "battery", "batteries"), "last": ("battery_life",), "charge": ("charging_time", "rechargeable", "battery_life"),
    "guarantee": ("warranty",), "warm": ("temperature", "warmth"), "age": ("age", "minimum_age"), "old": ("age", "minimum_age"),
    "dishwasher": ("dishwasher_safe",), "oven": ("oven_safe",), "microwave": ("microwave_safe",), "induction": ("induction",),
    "cost": ("price",), "price": ("price",), "expensive": ("price",), "costs": ("price",), "stock": ("stock",), "left": ("stock",), "available": ("stock",),
    "where": ("place",), "aisle": ("place",), "shelf": ("place",), "rated": ("rating",), "rating": ("rating",), "reviews": ("rating",), "stars": ("rating",),
    "ingredients": ("ingredients", "contains"), "inside": ("contents", "ingredients"), "come": ("included", "contents"), "included": ("included", "contents"),
    "includes": ("included", "contents"), "watts": ("power",), "play": ("players",), "taste": ("taste", "flavor", "flavour", "tasting_notes"),
    "smell": ("scent", "fragrance", "smell"), "flavour": ("flavor", "flavour", "tasting_notes"),
    "people": ("players", "persons", "capacity", "sleeps"), "persons": ("players", "persons", "capacity", "sleeps"),
    "sugar": ("sugar", "sugar_free"), "vegan": ("vegan",), "memory": ("memory", "ram", "internal_memory"), "ram": ("ram", "internal_memory", "memory"), "gluten": ("gluten_free",),
}  # fmt: skip
_CONTENTS = ("ingredients", "contents", "contains", "composition", "included")
_IN_IT = re.compile(r"\bwhat(?:'?s| is| are| comes)? (?:there )?in (?:it|them|this|that|these|those|the|here)\b")
_TAKING = re.compile(r"\bhow long\b.*\b(?:takes?|lasts?|keeps?|runs?|stays?|good)\b")
_KEEPING = re.compile(r"\b(?:lasts?|keeps?|stays?|good)\b")
# Units as they are said; those that a catalogue writes in the same way need no line here.
_SPELLED = {
    "watt": "W", "watts": "W", "volt": "V", "volts": "V", "gram": "g", "grams": "g", "kilo": "kg", "kilos": "kg",
    "kilograms": "kg", "gigs": "GB", "gigabytes": "GB", "terabytes": "TB", "metre": "m", "metres": "m", "meter": "m",
    "meters": "m", "lumen": "lm", "lumens": "lm", "degrees": "°C", "calories": "kcal", "hertz": "Hz", "months": "months",
}  # fmt: skip
_WHOLE = 3
"""Values of one attribute up to which what is not among them is taken not to be so."""
_FIELDS = ("price", "stock", "place", "rating")


def words(text: str) -> set[str]:
    """The words of a text that carry meaning, folded and without plural or verb endings."""
    return {stem(w) for w in re.findall(r"[^\W_]+", fold(text)) if w not in _STOP}


def stem(word: str) -> str:
    """A word without the endings that change between a question and a label."""
    for end, least in (("ies", 5), ("ing", 6), ("es", 5), ("ed", 5), ("s", 4)):
        if word.endswith(end) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(end)] + ("y" if end == "ies" else "")
    return word


_DERIVED = re.compile(r"(?:[ai]bility|[ai]ble|ness|ance|ant|age|ivity|ive|ion|ity|y)$")


def root(word: str) -> str:
    """A stem without what makes a quality of it: "breathable" and "breathability", "resistant" and "resistance"."""
    bare = _DERIVED.sub("", stem(word))
    return bare if len(bare) >= 4 else stem(word)


def unit_asked(question: str) -> str | None:
    """The base unit that an amount is asked in: "how many litres is it" in millilitres; ``None`` where in none."""
    found = re.search(r"\bhow (?:many|much) ([^\W\d_]+)|\bin ([^\W\d_]+)\??$", fold(question))
    if not found:
        return None
    said = found[1] or found[2]
    spelled = _SPELLED.get(said, said)
    base = in_base_unit(1.0, spelled)[1]
    return base if base != said else None


def called(question: str) -> set[str]:
    """The words of a question with those that a catalogue may use for them: "strongest" asks for the intensity."""
    out = words(question)
    for word in re.findall(r"[^\W_]+", fold(question)):
        plain = re.sub(r"(?:i?est|i?er)$", "", word)
        for known in (word, stem(word), plain, f"{plain}y", f"{plain}e", plain[:-1]):
            for name in _SYNONYMS.get(known, ()):
                out |= words(name.replace("_", " "))
    return out


_OPEN = re.compile(
    r"^(?:and |so |ok |um |hmm |, )*(?:how|what|which|where|when|who|why|whats|what's|hows)\b|\bhow (?:much|many|long|heavy|big|tall|wide)\b"
)


# Words that end alike, and what every row tells: its price and its rating.
_NO_SUPERLATIVES = frozenset(
    ("b", "lat", "near", "t", "inter", "r", "qu", "n", "for", "cheap", "dear", "pricey", "expensive", "popular", "rated", "new")
)  # fmt: skip


def superlative(question: str) -> str | None:
    """What of several is asked for as the most of something, in its plain form: "warm" of "which is the warmest"."""
    found = re.search(r"\b(?:most|least) ([^\W\d_]{3,})|\b([^\W\d_]{3,}?)(i?)est\b", fold(question))
    if not found:
        return None
    plain: str = found[1] or found[2] + ("y" if found[3] else "")
    return None if plain in _NO_SUPERLATIVES else plain


_CHOOSING = frozenset(
    ("take", "buy", "choose", "pick", "recommend", "prefer", "differ", "difference", "compare", "go", "want")
)
_CHOICE = re.compile(r"\b(?:which|what about)\b")


def chosen_by(question: str, evidence: Evidence) -> str | None:
    """The property by which one of several is to be chosen: "which is the warmest", "which has the better grip".

    ``None`` where the choice is left open ("which would you take"); ``evidence`` is what a row says to the question.
    """
    if (found := superlative(question)) is not None:
        return found
    if not _CHOICE.search(fold(question)) or not evidence.topic or _CHOOSING & set(evidence.topic.split()):
        return None
    return evidence.topic


_GENERAL = frozenset((
    "more", "detail", "describe", "description", "info", "information", "know", "explain", "say", "show", "see", "ok",
    "anything", "everything", "something", "all", "bit", "little", "like", "sure", "yes", "hmm", "and", "details",
))  # fmt: skip


def is_general(question: str) -> bool:
    """Whether a question asks for nothing of its own: "the second one, tell me more", "what is it like"."""
    return not words(question) - {stem(w) for w in _GENERAL} and not unit_asked(question)


def is_open(question: str) -> bool:
    """Whether a value is asked for, not a yes or no."""
    return bool(_OPEN.search(fold(question)))


def evidence_for(
    product: Product,
    question: str,
    sentences: Iterable[tuple[str, float]] = (),
    least: float = 0.45,
    values: Mapping[str, Set[str]] = MappingProxyType({}),
) -> Evidence:
    """What the row says to the question. ``sentences`` are those of the description nearest to it, with a score
    (cosine); one counts from ``least`` up, or from a bit less where it shares a word with the question. ``values`` are
    values of the catalogue that the question holds, folded, by attribute: "is it for puppies" asks for the life stage.
    """
    folded = fold(question)
    raw = list(re.findall(r"[^\W_]+", folded))
    asked = words(question)
    topic = _topic(raw)
    targets: list[str] = []
    if _IN_IT.search(folded):
        targets += _CONTENTS
    for w in raw:
        targets += _SYNONYMS.get(w, ()) or _SYNONYMS.get(stem(w), ())
    if re.search(r"\bhow much (?:is|are|for|do|does|would|will)\b|\bhow much\??$", folded) and "weigh" not in folded:
        targets.append("price")
    if "where" in raw and {"made", "come", "from", "produced", "grown"} & set(raw):
        targets = ["origin"]
    fields = tuple(f for f in _FIELDS if f in targets and _states(product, f))
    roots, unit, lasting = {root(w) for w in asked}, unit_asked(question), _times_asked(folded)
    scored: list[tuple[float, str, bool | None]] = []
    for a in product.attributes:
        label = {root(w) for w in words(a.label)}
        score = 3.0 * len(label & roots) / max(1, len(label)) + (
            1.5 if a.name in targets or a.name.split("_")[0] in targets else 0.0
        )
        measured = _units(a) if unit is not None or lasting else set()
        if unit in measured:
            score += 2.0
        elif a.name != "warranty" and not measured.isdisjoint(lasting):
            score += 1.5
        hit: bool | None = None
        if isinstance(a.value, bool):
            # "Does it contain grain" is not answered by the no of ``grain_free``.
            hit = a.value if not a.name.endswith("_free") or "free" in raw else None
        elif not isinstance(a.value, float):
            met = {v for v in values_of(a) if (words(v) and words(v) <= asked) or v.lower() in raw}
            if met:
                score += 2.5
                hit = True
            elif a.name in values and score < 1.4:
                own = values_of(a)
                held = not values[a.name].isdisjoint(map(fold, own))
                # A list of features is seldom whole: what it does not name may be there all the same, and is not known.
                if held or len(own) <= _WHOLE or is_open(question):
                    score += 1.5
                    hit = True if held else None if len(own) > _WHOLE else False
        if score >= 1.4:
            scored.append((score, a.name, hit))
    scored.sort(key=lambda s: -s[0])
    best = [s for s in scored if s[0] >= scored[0][0] - 1.0][:2] if scored else []
    if fields and (not best or best[0][0] < 3):
        best = []
    described = tuple(t for t, s in sentences if s >= least or (s >= least - 0.15 and asked & words(t)))
    verdict: bool | None = None
    if best and not is_open(question):
        verdict = next((hit for _, _, hit in best[:1]), None)
    elif described and not best and not fields and not is_open(question):
        verdict = None if _negative(described[0]) else True
    # What a price or a place answers needs no sentence of the description beside it.
    quoted = described[:1] if len(best) < 2 and (best or not fields) else ()
    return Evidence(tuple(n for _, n, _ in best), fields if not best else (), quoted, topic, verdict)


_EMPTY = frozenset((
    "good", "best", "better", "ok", "okay", "really", "work", "works", "suitable", "safe", "possible", "able", "need",
    "nice", "right", "allowed", "actually", "fine",
))  # fmt: skip


def values_of(attribute: Attribute) -> tuple[str, ...]:
    """The texts that an attribute states, one by one."""
    return attribute.value if isinstance(attribute.value, tuple) else (attribute.text,)


def _units(attribute: Attribute) -> set[str | None]:
    """The base units of an attribute's amounts, those of options ("3 kg, 12 kg") included."""
    if attribute.unit is not None:
        return {in_base_unit(1.0, attribute.unit)[1]}
    written = (re.fullmatch(r"[\d.,]+\s?([^\W\d_]+)", text) for text in values_of(attribute))
    return {in_base_unit(1.0, found[1])[1] for found in written if found}


def _times_asked(question: str) -> Set[str]:
    """The base units of what answers "how long does it take": hours, and months for what keeps or lasts."""
    if not _TAKING.search(question):
        return frozenset()
    return frozenset(("h", "months")) if _KEEPING.search(question) else frozenset(("h",))


def _topic(raw: Sequence[str]) -> str:
    """What a question is about, in at most three words without digits: "is it good for kids" is about kids."""
    content = [w for w in raw if w not in _STOP and w not in _EMPTY and not any(c.isdigit() for c in w)]
    plain = [w for w in content if w not in _SYNONYMS and stem(w) not in _SYNONYMS]
    # "Water resistant" is one property, although "water" alone would ask for another.
    led = {w for w, after in pairwise(raw) if w in content and after in plain}
    if plain:
        return " ".join([w for w in content if w in plain or w in led][-3:])
    known = next((_SYNONYMS.get(w) or _SYNONYMS.get(stem(w)) for w in content), None)
    return known[0].replace("_", " ") if known else ""


def _states(product: Product, name: str) -> bool:
    return product.place is not None if name == "place" else product.rating is not None if name == "rating" else True


def _negative(sentence: str) -> bool:
    return bool(re.search(r"\b(?:not|no|never|without|cannot|n't|only)\b", fold(sentence)))
