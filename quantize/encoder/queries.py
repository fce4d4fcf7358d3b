"""What a shopper types for a thing: type and property, maker and model, a purpose, a run of words, misspelt at times."""

from __future__ import annotations

import random
from dataclasses import dataclass

from engine.retrieval.synonyms import shipped
from engine.retrieval.words import STOP_WORDS
from quantize.encoder.items import Item, spaced

MISSPELT = 0.15
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
    "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
    "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_ASKED = (
    "i need {}", "looking for {}", "do you have {}", "any {}", "show me {}", "{} please", "where are the {}", "i want {}",
    "cheap {}", "good {}", "best {}", "{} under {}", "something like {}", "got any {}", "buy {}", "new {}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` is what was typed, ``meant`` the same spelt right. A thing of ``kind`` (any, where empty) whose row says
    every one of ``wanted`` may be what was meant.
    """

    text: str
    meant: str
    kind: str
    wanted: tuple[str, ...]

    def may_mean(self, item: Item) -> bool:
        return (not self.kind or item.is_a(self.kind)) and all(item.says(w) for w in self.wanted)


def write(item: Item, rng: random.Random) -> Query | None:
    """A query that the item answers; ``None`` where its row gives nothing to ask by."""
    forms = [(name, weight) for name, weight in _FORMS if _possible(name, item)]
    if not forms:
        return None
    form = rng.choices([n for n, _ in forms], [w for _, w in forms])[0]
    kind, text, wanted = _worded(form, item, rng)
    if rng.random() < 0.08:
        text = rng.choice(_ASKED).format(text, rng.choice((20, 50, 100, 150, 300)))
    return Query(misspelt(text, rng) if rng.random() < MISSPELT else text, text, kind, wanted)


_FORMS = (
    ("kind", 0.16), ("value kind", 0.24), ("kind value", 0.12), ("two values", 0.12), ("brand kind", 0.08),
    ("model", 0.05), ("use", 0.08), ("title", 0.08), ("phrase", 0.1), ("brand value kind", 0.05),
)  # fmt: skip


def _possible(form: str, item: Item) -> bool:
    kind = bool(item.kind) and not item.accessory
    return {
        "kind": kind,
        "value kind": kind and bool(item.values),
        "kind value": kind and bool(item.values),
        "two values": kind and len(item.values) > 1,
        "brand kind": kind and bool(item.brand),
        "brand value kind": kind and bool(item.brand and item.values),
        "model": bool(item.codes),
        "use": bool(item.uses),
        "title": len(item.title.split()) > 2,
        "phrase": bool(item.phrases),
    }[form]


def _worded(form: str, item: Item, rng: random.Random) -> tuple[str, str, tuple[str, ...]]:
    """(type that is wanted, text, words that are wanted)."""
    if form == "model":
        code = rng.choice(item.codes)
        lead = rng.choice((item.brand, item.kind, ""))
        return "", f"{lead} {code}".strip(), (spaced(code),)
    if form == "title":
        parts = item.title.split()
        start = rng.randrange(0, len(parts) - 1)
        run = spaced(" ".join(parts[start : start + rng.choice((2, 3, 3, 4))]))
        return "", run, (run,)
    if form == "phrase":
        phrase = rng.choice(item.phrases)
        if item.kind and rng.random() < 0.6:
            return item.kind, f"{_kind(item, rng)[1]} {phrase}", (spaced(phrase),)
        return "", phrase, (spaced(phrase),)
    if form == "use":
        use = rng.choice(item.uses)
        if item.kind and rng.random() < 0.75:
            meant, said = _kind(item, rng)
            return meant, f"{said} for {use}", (spaced(use),)
        return "", rng.choice(("something for {}", "{} gear", "{}", "what to take for {}")).format(use), (spaced(use),)
    meant, said = _kind(item, rng)
    if form == "kind":
        return meant, said, ()
    if form == "brand kind":
        return meant, f"{item.brand} {said}", (spaced(item.brand),)
    value = rng.choice(item.values)
    if form == "brand value kind":
        return meant, f"{item.brand} {_value(value, rng)} {said}", (spaced(item.brand), spaced(value))
    if form == "two values":
        first, second = rng.sample(item.values, 2)
        shape = rng.choice(("{a} {b} {k}", "{a} {k} {b}", "{k} {a} {b}", "{a} {k} with {b}"))
        text = shape.format(a=_value(first, rng), b=_value(second, rng), k=said)
        return meant, text, (spaced(first), spaced(second))
    shape = "{v} {k}" if form == "value kind" else rng.choice(("{k} {v}", "{k} {v}", "{k} with {v}", "{k} that is {v}"))
    return meant, shape.format(v=_value(value, rng), k=said), (spaced(value),)


def _kind(item: Item, rng: random.Random) -> tuple[str, str]:
    """(the type wanted, how it is said): as the row has it, by its last word, by another word for it, as a plural."""
    kind = item.kind
    parts = kind.split()
    if len(parts) > 1 and rng.random() < 0.15 and parts[-1].isalpha() and len(parts[-1]) > 3:
        kind = parts[-1]
    said = kind
    others = shipped().of(kind)
    if others and rng.random() < 0.35:
        said = rng.choice(others)
    if rng.random() < 0.2 and said[-1].isalpha() and not said.endswith(("s", "x", "ch", "sh", "y")):
        said += "s"
    return kind, said


def _value(value: str, rng: random.Random) -> str:
    number, _, unit = value.partition(" ")
    if unit.isalpha() and number.replace(".", "").isdigit() and rng.random() < 0.6:
        return f"{number}{unit}"
    return value


def misspelt(text: str, rng: random.Random) -> str:
    """The text with one slip in a word of four letters or more: swapped, lost, doubled or neighbouring letters, a lost
    or an added space.
    """
    parts = text.split()
    places = [n for n, word in enumerate(parts) if len(word) > 3 and word.isalpha() and word not in STOP_WORDS]
    if not places:
        return text
    at = rng.choice(places)
    word = parts[at]
    letter = rng.randrange(1, len(word) - 1)
    slip = rng.choice(("swap", "lose", "double", "near", "near", "lose", "swap", "join", "part"))
    if slip == "swap":
        word = word[:letter] + word[letter + 1] + word[letter] + word[letter + 2 :]
    elif slip == "lose":
        word = word[:letter] + word[letter + 1 :]
    elif slip == "double":
        word = word[:letter] + word[letter] + word[letter:]
    elif slip == "near":
        word = word[:letter] + rng.choice(_NEIGHBOURS.get(word[letter], "e")) + word[letter + 1 :]
    elif slip == "part" and len(word) > 6:
        word = f"{word[: len(word) // 2]} {word[len(word) // 2 :]}"
    elif slip == "join" and at + 1 < len(parts):
        return " ".join((*parts[:at], word + parts[at + 1], *parts[at + 2 :]))
    return " ".join((*parts[:at], word, *parts[at + 1 :]))
