"""Generated dialogues: a shopper with a wish that grows, changes and comes back, each turn with its gold Action.

A dialogue is simulated on its meaning first (what is wished, added, replaced, dropped, pointed at) and worded after
that, so the Action is right by construction and every text in it stands in the words.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine import actions
from engine.actions import Action, Limits
from engine.language.protocol import DialogueTurn, fold
from engine.understand.tidy import core
from quantize.corpus.lexicon import TypeEntry

PHRASINGS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "phrasings.toml").read_text(encoding="utf-8"))

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_FILLERS = (
    "um",
    "well",
    "so",
    "ok",
    "hmm",
    "please",
    "right",
    "listen",
    "sorry",
    "oh",
    "ah",
    "yes",
    "yeah",
    "great",
    "nice",
    "hm ok",
    "alright",
    "no",
    "cool",
    "good",
)


@dataclass(slots=True)
class Property:
    """One thing asked for: ``said`` with its article, ``form`` how it is worded, ``group`` what replaces what."""

    said: str
    form: str
    group: str

    @property
    def text(self) -> str:
        """The gold span."""
        return core(self.said)


@dataclass(slots=True)
class Wish:
    entry: TypeEntry
    query: str
    must: list[Property] = field(default_factory=list)
    must_not: list[str] = field(default_factory=list)
    brand: str | None = None
    price_min: float | None = None
    price_max: float | None = None
    sort: actions.Sort = "relevance"
    in_stock: bool = False
    kind: str = "search"
    item: int = 1

    def copy(self) -> Wish:
        return replace(self, must=list(self.must), must_not=list(self.must_not))

    def limits(self) -> Limits:
        return Limits(
            tuple(p.text for p in self.must),
            tuple(self.must_not),
            self.brand,
            self.price_min,
            self.price_max,
            self.sort,
            self.in_stock,
        )

    def action(self) -> Action:
        if self.kind == "search":
            return actions.Search(self.query, self.limits())
        if self.kind == "similar":
            return actions.Similar(self.item, self.limits())
        if self.kind == "goes_with":
            return actions.GoesWith(self.item, self.limits())
        return actions.Recommend(self.limits())


class DialogueWriter:
    """Writes dialogues from a pool of product types and makers; the same seed writes the same dialogues."""

    def __init__(self, entries: Sequence[TypeEntry], brands: Sequence[str], seed: int) -> None:
        self.rng = random.Random(seed)
        self.entries = list(entries)
        self.brands = list(brands)
        self.by_group: dict[str, list[TypeEntry]] = {}
        for entry in self.entries:
            self.by_group.setdefault(entry.group, []).append(entry)

    # -- the shape of a dialogue ------------------------------------------------------------------------------

    def dialogue(self) -> list[DialogueTurn]:
        rng = self.rng
        self.turns: list[DialogueTurn] = []
        self.shown = 0
        self.focus: int | None = None
        self.wish: Wish | None = None
        self.past: list[Wish] = []
        self.subjects: list[Wish] = []
        length = rng.choices((1, 2, 3, 4, 5, 6, 7), (6, 14, 22, 24, 18, 10, 6))[0]
        if rng.random() < 0.12:
            self._aside(rng.choice(("chat_greeting", "store", "chat", "decline", "store")))
        self._first()
        while len(self.turns) < length:
            self._next()
        return self.turns

    def _say(self, text: str, action: Action) -> None:
        self.turns.append(DialogueTurn(self._roughen(text, action), self.shown, action))

    def _show(self, keep_focus: bool = False) -> None:
        self.shown = self.rng.choices((1, 2, 3, 4, 5, 6, 7, 8), (3, 5, 9, 13, 15, 35, 8, 12))[0]
        if not keep_focus:
            self.focus = None

    def _first(self) -> None:
        rng = self.rng
        roll = rng.random()
        if roll < 0.06:
            self._recommend()
            return
        if roll < 0.10:
            self._gift()
            return
        self._new_subject(rng.choice(PHRASINGS["openers"]))

    def _next(self) -> None:
        rng = self.rng
        options: list[tuple[Callable[[], None], float]] = [
            (self._add, 26), (self._exclude, 9), (self._price, 10), (self._brand, 8), (self._sort, 7), (self._in_stock, 2), (self._replace, 8),
            (self._drop, 6), (self._second_subject, 8), (self._come_back, 5), (lambda: self._aside("store"), 6), (lambda: self._aside("chat"), 5),
            (lambda: self._aside("decline"), 3), (self._more, 3), (self._back, 3.5), (self._recommend, 2), (self._combined, 9),
        ]  # fmt: skip
        if self.shown:
            options += [(self._ask, 10), (self._compare, 7), (self._similar, 6), (self._goes_with, 6), (self._list, 5)]
        step = rng.choices([o for o, _ in options], [w for _, w in options])[0]
        step()

    # -- wording helpers --------------------------------------------------------------------------------------

    def _pick(self, key: str) -> str:
        return str(self.rng.choice(PHRASINGS[key]))

    def _property(self, entry: TypeEntry) -> Property | None:
        rng = self.rng
        kinds = [
            ("adj", entry.adjectives, 5.0),
            ("with", entry.features, 3.0),
            ("for", entry.uses, 3.0),
            ("size", entry.sizes, 2.5),
            ("made", entry.materials, 1.0),
            ("bare", entry.phrases, 5.0),
        ]
        kinds = [k for k in kinds if k[1]]
        if _ACCESSORY.search(entry.name):
            kinds.append(("fit", (self._device(),), 2.5))
        kinds += [
            ("color", tuple(PHRASINGS["colors"]), 1.8),
            ("person", tuple(PHRASINGS["persons"]), 1.2),
            ("occasion", tuple(PHRASINGS["occasions"]), 0.9),
        ]
        name, pool, _ = rng.choices(kinds, [k[2] for k in kinds])[0]
        text = rng.choice(pool)
        form = {
            "adj": "adj",
            "with": "with",
            "for": "for",
            "size": "size",
            "made": "made",
            "bare": "bare",
            "fit": "fit",
            "color": "in",
            "person": "for",
            "occasion": "for",
        }[name]
        group = {
            "adj": f"adj:{text}",
            "with": f"with:{text}",
            "for": f"for:{text}",
            "person": "person",
            "occasion": f"for:{text}",
            "bare": f"bare:{text}",
        }.get(name, name)
        if name == "size":
            group = f"size:{sum(c.isdigit() for c in text) > 0}"
        return Property(text, form, group)

    def _device(self) -> str:
        """Something with a model's name that an accessory must fit: ``brother ls14s``, ``dhp484``."""
        rng = self.rng
        letters = "".join(rng.choice("abcdefghklmnprstvwx") for _ in range(rng.randint(1, 3)))
        number = str(rng.choice((rng.randint(2, 9), rng.randint(10, 99), rng.randint(100, 9999))))
        model = rng.choice(
            (letters + number, f"{letters} {number}", f"{letters}{number}{letters[0]}", f"{letters}-{number}")
            if rng.random() < 0.7
            else tuple(
                f"{line} {number}" for line in ("pro", "series", "mini", "plus", "classic", "air", "galaxy", "max")
            )
        )
        if rng.random() < 0.25 and " " not in model:
            return model
        return f"{rng.choice(self.brands)} {model}"

    def _properties(self, entry: TypeEntry, count: int, taken: Sequence[Property] = ()) -> list[Property]:
        out: list[Property] = []
        for _ in range(count * 4):
            if len(out) == count:
                break
            new = self._property(entry)
            if (
                new
                and all(
                    new.group != p.group and new.text not in p.text and p.text not in new.text for p in [*out, *taken]
                )
                and not _overlaps(new.text, entry.name)
            ):
                out.append(new)
        return out

    def _price_text(self, value: float) -> str:
        rng = self.rng
        n = f"{value:.0f}" if value == int(value) else f"{value:.2f}"
        if value >= 1000 and rng.random() < 0.3 and value == int(value):
            n = f"{value:,.0f}"
        roll = rng.random()
        if roll < 0.28:
            return n
        if roll < 0.52:
            return rng.choice(("$", "$", "€", "£")) + n
        if roll < 0.86:
            return n + rng.choice((" dollars", " euros", " euro", " bucks", " pounds", "€", " quid", " usd", " eur"))
        words = spoken(value)
        return words + rng.choice((" dollars", " euros", "", "", " bucks", " pounds", " quid")) if words else n

    def _price_value(self) -> float:
        rng = self.rng
        if rng.random() < 0.06:
            return round(rng.uniform(1, 60), 2)
        return float(
            rng.choice(
                (
                    5,
                    8,
                    10,
                    12,
                    15,
                    20,
                    25,
                    30,
                    35,
                    40,
                    45,
                    50,
                    55,
                    60,
                    65,
                    70,
                    75,
                    80,
                    90,
                    100,
                    110,
                    120,
                    130,
                    150,
                    160,
                    180,
                    200,
                    220,
                    250,
                    280,
                    300,
                    350,
                    400,
                    450,
                    500,
                    600,
                    700,
                    750,
                    800,
                    900,
                    1000,
                    1200,
                    1500,
                    2000,
                    rng.randint(3, 999),
                )
            )
        )

    def _price_limits(self) -> tuple[str, float | None, float | None]:
        """A price phrase with what it sets: (text, minimum, maximum)."""
        rng = self.rng
        value = self._price_value()
        roll = rng.random()
        if roll < 0.78:
            return self._pick("price_max").replace("{n}", self._price_text(value)), None, value
        if roll < 0.9:
            return self._pick("price_min").replace("{n}", self._price_text(value)), value, None
        low = float(max(1, int(value * rng.choice((0.3, 0.5, 0.6, 0.75)))))
        if low >= value:
            low = max(1.0, value - 1)
        style = rng.choice((str, str, self._price_text))
        a = f"{low:.0f}" if style is str else self._price_text(low)
        return self._pick("price_range").replace("{a}", a).replace("{n}", self._price_text(value)), low, value

    def _noun_phrase(self, wish: Wish, price: str = "", sort_word: str = "", article: bool = True) -> str:
        """The wish as one noun phrase; ``wish.must`` is put into the order in which it is said."""
        rng = self.rng
        before: list[Property] = []
        after: list[Property] = []
        for p in wish.must:
            if (p.form in {"adj", "in", "made"} and len(p.text.split()) <= 2 and rng.random() < 0.72) or (
                (p.form == "size" and rng.random() < 0.35)
                or (p.form == "for" and len(p.said.split()) == 1 and rng.random() < 0.2)
            ):
                before.append(p)
            else:
                after.append(p)
        words: list[str] = []
        if sort_word:
            words.append(sort_word)
        words += [p.text for p in before]
        brand_before = wish.brand and rng.random() < 0.6
        if brand_before and wish.brand:
            words.insert(
                rng.randint(0, len(words)) if rng.random() < 0.3 else len(words) if rng.random() < 0.7 else 0,
                wish.brand,
            )
        words.append(wish.query)
        text = " ".join(words)
        if article and rng.random() < 0.5:
            first = text[0]
            plural = wish.query.endswith("s")
            text = (
                rng.choice(("some ", "the ", "any ")) + text
                if plural
                else (
                    "the "
                    if sort_word
                    else rng.choice(
                        ("an " if first in "aeiou" else "a ", "a good ", "one ", "a nice ")
                        if rng.random() < 0.9
                        else ("the ",)
                    )
                )
                + text
            )
        telegraphic = rng.random() < 0.25
        parts: list[tuple[str, str]] = []
        for p in after:
            if telegraphic:
                parts.append((rng.choice((" ", ", ")) + p.said, "must"))
            else:
                parts.append((self._post(p), "must"))
        order = {id(p): i for i, p in enumerate(after)}
        tail: list[str] = [t for t, _ in parts]
        if wish.brand and not brand_before:
            tail.insert(rng.randint(0, len(tail)), _join(self._pick("brand_in").replace("{b}", wish.brand)))
        for n in wish.must_not:
            tail.append(
                rng.choice(
                    (
                        f" without {n}",
                        f", no {n}",
                        f" but not {n}",
                        f" with no {n}",
                        f", without {n}",
                        f", not {n}",
                        f" that has no {n}",
                        f". no {n} please",
                    )
                )
            )
        if price:
            tail.insert(
                rng.randint(0, len(tail)) if rng.random() < 0.3 else len(tail),
                _join(price) if rng.random() < 0.75 else f", {price}",
            )
        if wish.in_stock:
            tail.append(_join(self._pick("stock")) if rng.random() < 0.6 else f", {self._pick('stock')}")
        wish.must = before + sorted(after, key=lambda p: order[id(p)])
        return text + "".join(tail)

    def _post(self, p: Property) -> str:
        rng = self.rng
        match p.form:
            case "adj":
                return rng.choice(
                    (
                        f", {p.said}",
                        f" that is {p.said}",
                        f", should be {p.said}",
                        f", must be {p.said}",
                        f" which is {p.said}",
                        f" {p.said}",
                        f", ideally {p.said}",
                        f". it has to be {p.said}",
                        f", {p.said} please",
                        f", preferably {p.said}",
                        f" and {p.said}",
                    )
                )
            case "with":
                return rng.choice(
                    (
                        f" with {p.said}",
                        f" with {p.said}",
                        f", with {p.said}",
                        f" and {p.said}",
                        f" that has {p.said}",
                        f", {p.said}",
                        f". needs {p.said}",
                        f", has to have {p.said}",
                        f" plus {p.said}",
                    )
                )
            case "for":
                return rng.choice(
                    (
                        f" for {p.said}",
                        f" for {p.said}",
                        f", for {p.said}",
                        f". it's for {p.said}",
                        f" to use for {p.said}",
                        f" suitable for {p.said}",
                        f", it's for {p.said}",
                        f" good for {p.said}",
                        f", mainly for {p.said}",
                        f" that works for {p.said}",
                        f" for {p.said} really",
                    )
                )
            case "in":
                return rng.choice(
                    (
                        f" in {p.said}",
                        f" in {p.said}",
                        f", {p.said}",
                        f", in {p.said}",
                        f" ({p.said})",
                        f", {p.said} if possible",
                        f", colour {p.said}",
                        f", preferably in {p.said}",
                    )
                )
            case "made":
                return rng.choice(
                    (f" made of {p.said}", f" in {p.said}", f", {p.said}", f" made from {p.said}", f" of {p.said}")
                )
            case "fit":
                return _join(self._pick("fit_forms").replace("{x}", p.said))
            case "bare":
                return rng.choice(
                    (
                        f", {p.said}",
                        f", {p.said}",
                        f" {p.said}",
                        f". {p.said}",
                        f", {p.said} please",
                        f", ideally {p.said}",
                        f" - {p.said}",
                        f", it's {p.said}",
                        f" and {p.said}",
                        f"; {p.said}",
                    )
                )
            case _:
                return rng.choice(
                    (
                        f", {p.said}",
                        f" {p.said}",
                        f" in {p.said}",
                        f", about {p.said}",
                        f", {p.said} please",
                        f". {p.said}",
                        f" of {p.said}",
                    )
                )

    def _roughen(self, text: str, action: Action) -> str:
        """Typing as it happens: a filler, a remark that is no wish, a slip in a word that no Action holds, a missing apostrophe."""
        rng = self.rng
        text = text.strip(" ,")
        held_texts = [*_texts(action), *(x for t in self.turns if t.action for x in _texts(t.action))]
        held = " ".join(held_texts)
        if rng.random() < 0.1:
            text = f"{rng.choice(_FILLERS)}{rng.choice((', ', ' ', ' '))}{text}"
        if rng.random() < 0.05:
            text = f"{text}{rng.choice((' please', ' thanks', ' pls', ', thank you', ' mate', ' :)', ' if possible', ', cheers'))}"
        if rng.random() < 0.09 and isinstance(action, _SHOPPING):
            remark = self._pick("remarks")
            if not any(t in remark for t in held_texts):
                text = rng.choice(
                    (f"{text.rstrip(' .?')}, {remark}", f"{text.rstrip(' .')}. {remark}", f"{remark}. {text}", f"{remark}, {text}", f"{text} - {remark}")
                )  # fmt: skip
        if rng.random() < 0.3 and "'" not in held:
            text = text.replace("'", "")
        if rng.random() < 0.35:
            text = text.rstrip("?.!")
        if rng.random() < 0.12:
            words = text.split(" ")
            places = [i for i, w in enumerate(words) if len(w) > 3 and w.isalpha() and w not in held and w not in _KEEP]
            if places:
                i = rng.choice(places)
                words[i] = slip(words[i], rng)
                text = " ".join(words)
        return text

    def _mistype(self, value: str) -> str:
        """A spelling mistake that the Action keeps as said."""
        if self.rng.random() < 0.045 and len(value) > 4 and value.replace(" ", "").isalpha():
            words = value.split(" ")
            i = max(range(len(words)), key=lambda k: len(words[k]))
            words[i] = slip(words[i], self.rng)
            return " ".join(words)
        return value

    def _ref(self, item: int) -> str:
        """How a shopper points at a place on the screen. Sets nothing."""
        rng = self.rng
        if (self.focus == item and rng.random() < 0.5) or (item == 1 and self.focus is None and rng.random() < 0.25):
            return rng.choice(("it", "that one", "it", "that", "this one", "this"))
        options = [
            f"the {_ORDINALS[item - 1]} one",
            f"the {_ORDINALS[item - 1]}",
            f"number {item}",
            f"number {_WORDS[item - 1]}",
            f"no {item}",
            f"#{item}",
            f"the {_ORDINALS[item - 1]} one",
            f"{item}",
        ]
        if item == self.shown and self.shown > 1:
            options += ["the last one", "the last", "the last one"]
        if item == 1:
            options += ["the top one", "the first one", "your top pick"]
        if self.wish is not None and self.wish.kind == "search":
            options.append(f"the {_ORDINALS[item - 1]} {self.wish.query}")
        return rng.choice(options)

    # -- turns that show products -----------------------------------------------------------------------------

    def _fresh_wish(self, entry: TypeEntry, rich: float = 1.0) -> tuple[Wish, str]:
        rng = self.rng
        wish = Wish(entry, self._mistype(entry.name))
        wish.must = self._properties(
            entry, rng.choices((0, 1, 2, 3, 4), (24, 32, 27, 13, 4) if rich >= 1 else (45, 35, 16, 4, 0))[0]
        )
        for p in wish.must:
            p.said = self._mistype(p.said)
        if rng.random() < 0.16:
            wish.brand = self._mistype(rng.choice(self.brands))
        if entry.unwanted and rng.random() < 0.13:
            unwanted = rng.choice(entry.unwanted)
            if all(unwanted not in p.text and p.text not in unwanted for p in wish.must):
                wish.must_not = [unwanted]
        price = ""
        if rng.random() < 0.24:
            price, wish.price_min, wish.price_max = self._price_limits()
        sort_word = ""
        if rng.random() < 0.07:
            wish.sort = rng.choices(("price_asc", "rating", "popular", "newest", "price_desc"), (5, 4, 2, 2, 1))[0]
            sort_word = rng.choice(PHRASINGS["sort_first"][wish.sort])
        wish.in_stock = rng.random() < 0.03
        return wish, self._noun_phrase(wish, price, sort_word)

    def _new_subject(self, frame: str, entry: TypeEntry | None = None) -> None:
        entry = entry or self.rng.choice(self.entries)
        wish, text = self._fresh_wish(entry)
        self._enter(wish)
        self._say(frame.replace("{np}", text).replace("??", "?"), wish.action())
        self._show()

    def _enter(self, wish: Wish) -> None:
        if self.wish is not None:
            self.past.append(self.wish.copy())
            if self.wish.kind == "search" and (wish.kind != "search" or wish.query != self.wish.query):
                self.subjects = [s for s in self.subjects if s.query != self.wish.query] + [self.wish.copy()]
        self.wish = wish

    def _second_subject(self) -> None:
        if self.wish is None:
            self._first()
            return
        pool = self.by_group.get(self.wish.entry.group, self.entries)
        entry = self.rng.choice(pool if self.rng.random() < 0.7 else self.entries)
        if entry.name == self.wish.entry.name:
            return
        self._new_subject(self._pick("new_type") if self.rng.random() < 0.6 else self._pick("openers"), entry)

    def _come_back(self) -> None:
        old = [s for s in self.subjects if self.wish is None or s.query != self.wish.query]
        if not old:
            return
        wish = self.rng.choice(old).copy()
        self._enter(wish)
        text = self._pick("return_to").replace("{type}", wish.query)
        if self.rng.random() < 0.35:
            extra = self._properties(wish.entry, 1, wish.must)
            if extra:
                wish.must = wish.must + extra
                text += rng_choice(self.rng, (", ", " but ", ". ", " ")) + self._worded(extra[0])
        self._say(text, wish.action())
        self._show()

    def _worded(self, p: Property) -> str:
        key = {
            "adj": "add_follow",
            "with": "with_forms",
            "for": "for_forms",
            "in": "in_forms",
            "made": "made_forms",
            "size": "size_forms",
            "bare": "bare_follow",
            "fit": "fit_forms",
        }[p.form]
        return self._pick(key).replace("{x}", p.said)

    def _refine(self, change: Callable[[Wish], str | None]) -> None:
        """Change the current wish; kinds that keep their item (similar, goes_with) keep it."""
        if self.wish is None:
            self._first()
            return
        wish = self.wish.copy()
        text = change(wish)
        if text is None:
            return
        self._enter(wish)
        self._say(text, wish.action())
        self._show()

    def _add(self) -> None:
        def change(w: Wish) -> str | None:
            count = self.rng.choices((1, 2, 3), (68, 26, 6))[0]
            new = self._properties(w.entry, count, w.must)
            if not new:
                return None
            for p in new:
                p.said = self._mistype(p.said)
            # A colour for a colour: a property of a group already there takes its place only with "instead".
            new = [p for p in new if p.group not in {q.group for q in w.must}]
            if not new:
                return None
            text = self._worded(new[0])
            for p in new[1:]:
                text = (
                    text.rstrip("?. ")
                    + self.rng.choice((", ", " and ", ", and ", ". ", " "))
                    + (p.said if self.rng.random() < 0.5 else self._post(p).strip(" ,."))
                )
            w.must = w.must + new
            return text

        self._refine(change)

    def _combined(self) -> None:
        """Two changes of different sorts at once: a property and a price, a brand and a price, a property and a no."""

        def change(w: Wish) -> str | None:
            parts: list[str] = []
            choices = self.rng.sample(("must", "price", "brand", "not", "sort"), 2)
            for choice in choices:
                if choice == "must":
                    new = self._properties(w.entry, 1, w.must)
                    if not new:
                        return None
                    w.must = w.must + new
                    parts.append(self._worded(new[0]).rstrip("?"))
                elif choice == "price":
                    text, low, high = self._price_limits()
                    self._set_price(w, low, high)
                    parts.append(text)
                elif choice == "brand":
                    w.brand = self.rng.choice(self.brands)
                    parts.append(self._pick("brand_follow").replace("{b}", w.brand).rstrip("?"))
                elif choice == "not":
                    if not w.entry.unwanted:
                        return None
                    unwanted = self.rng.choice(w.entry.unwanted)
                    if unwanted in w.must_not or any(unwanted in p.text or p.text in unwanted for p in w.must):
                        return None
                    w.must_not = [*w.must_not, unwanted]
                    parts.append(self._pick("not_follow").replace("{x}", unwanted).rstrip("?"))
                else:
                    w.sort = self.rng.choice(("price_asc", "rating"))
                    parts.append(self._pick("cheaper" if w.sort == "price_asc" else "best").rstrip("?"))
            return self.rng.choice((", ", " and ", ". ", ", and ", " but ")).join(parts)

        self._refine(change)

    def _exclude(self) -> None:
        def change(w: Wish) -> str | None:
            pool = [*w.entry.unwanted, *w.entry.materials[:6], *w.entry.features[:2]] or list(PHRASINGS["colors"])
            if self.rng.random() < 0.2:
                pool = list(PHRASINGS["colors"])
            text = self._mistype(core(self.rng.choice(pool)))
            if text in w.must_not or any(text in p.text or p.text in text for p in w.must):
                return None
            w.must_not = [*w.must_not, text]
            return self._pick("not_follow").replace("{x}", text)

        self._refine(change)

    @staticmethod
    def _set_price(w: Wish, low: float | None, high: float | None) -> None:
        if low is not None and high is not None:
            w.price_min, w.price_max = low, high
        elif high is not None:
            w.price_max = high
            if w.price_min is not None and w.price_min >= high:
                w.price_min = None
        else:
            w.price_min = low
            if w.price_max is not None and low is not None and w.price_max <= low:
                w.price_max = None

    def _price(self) -> None:
        def change(w: Wish) -> str | None:
            if (w.price_min is not None or w.price_max is not None) and self.rng.random() < 0.3:
                w.price_min = w.price_max = None
                return self._pick("price_free")
            text, low, high = self._price_limits()
            self._set_price(w, low, high)
            return self._pick("price_follow").replace("{p}", text)

        self._refine(change)

    def _brand(self) -> None:
        def change(w: Wish) -> str | None:
            rng = self.rng
            if w.brand is not None and rng.random() < 0.4:
                text = self._pick("brand_any").replace("{c}", w.brand)
                w.brand = None
                return text
            if w.brand is None and rng.random() < 0.2:
                brand = rng.choice(self.brands)
                if brand in w.must_not:
                    return None
                w.must_not = [*w.must_not, brand]
                return self._pick("brand_not").replace("{b}", brand)
            brand = self._mistype(rng.choice(self.brands))
            if w.brand is not None:
                text = self._pick("brand_swap").replace("{b}", brand).replace("{c}", w.brand)
            elif rng.random() < 0.1:
                second = rng.choice(self.brands)
                brand = f"{brand} or {second}"
                text = rng.choice(("{b}", "from {b}", "{b} please", "either {b}", "only {b}")).replace("{b}", brand)
            else:
                text = self._pick("brand_follow").replace("{b}", brand)
            w.brand = brand
            return text

        self._refine(change)

    def _sort(self) -> None:
        def change(w: Wish) -> str | None:
            sort, key = self.rng.choices(
                (
                    ("price_asc", "cheaper"),
                    ("rating", "best"),
                    ("popular", "popular"),
                    ("newest", "newest"),
                    ("price_desc", "dearest"),
                ),
                (45, 24, 12, 12, 7),
            )[0]
            w.sort = sort  # type: ignore[assignment]
            return self._pick(key)

        self._refine(change)

    def _in_stock(self) -> None:
        def change(w: Wish) -> str | None:
            if w.in_stock:
                return None
            w.in_stock = True
            return self._pick("stock")

        self._refine(change)

    def _replace(self) -> None:
        def change(w: Wish) -> str | None:
            if not w.must:
                return None
            old = self.rng.choice(w.must)
            pools = {
                "in": PHRASINGS["colors"],
                "size": w.entry.sizes,
                "made": w.entry.materials,
                "adj": w.entry.adjectives,
                "for": w.entry.uses,
                "with": w.entry.features,
                "bare": w.entry.phrases,
                "fit": (self._device(),),
            }
            pool = [
                t
                for t in pools[old.form]
                if t not in old.text and old.text not in t and all(t not in p.text for p in w.must)
            ]
            if not pool:
                return None
            new = Property(self._mistype(self.rng.choice(pool)), old.form, old.group)
            w.must = [new if p is old else p for p in w.must]
            text = self._pick("replace_follow")
            if "not {y}" in text:  # "grey, not white" excludes; "rather than", "instead of" only replace
                w.must_not = [*w.must_not, old.text]
            return text.replace("{x}", new.said).replace("{y}", old.text)

        self._refine(change)

    def _drop(self) -> None:
        def change(w: Wish) -> str | None:
            if w.must_not and self.rng.random() < 0.3:
                old_not = self.rng.choice(w.must_not)
                w.must_not = [t for t in w.must_not if t != old_not]
                return self._pick("drop_not").replace("{x}", old_not)
            if not w.must:
                return None
            old = self.rng.choice(w.must)
            w.must = [p for p in w.must if p is not old]
            return self._pick("drop_follow").replace("{x}", old.text)

        self._refine(change)

    def _recommend(self) -> None:
        rng = self.rng
        wish = Wish(rng.choice(self.entries), "", kind="recommend")
        if rng.random() < 0.35:
            who = rng.choice(PHRASINGS["persons"])
            wish.must = [Property(who, "for", "person")]
            text = self._pick("recommend_for").replace("{w}", who)
        elif rng.random() < 0.15:
            wish.sort = rng.choice(("popular", "newest"))
            text = {
                "popular": rng.choice(
                    (
                        "what's selling best",
                        "what's popular right now",
                        "what's flying off the shelves",
                        "show me your bestsellers",
                        "what does everyone buy here",
                    )
                ),
                "newest": rng.choice(
                    ("what's new?", "anything new in?", "show me what's just come in", "what are your newest things")
                ),
            }[wish.sort]
        else:
            text = self._pick("recommend")
        if rng.random() < 0.2:
            price, wish.price_min, wish.price_max = self._price_limits()
            text = text.rstrip("?.") + rng.choice((", ", " ")) + price
        self._enter(wish)
        self._say(text, wish.action())
        self._show()

    def _gift(self) -> None:
        rng = self.rng
        who = rng.choice(PHRASINGS["persons"])
        text = self._pick("gift").replace("{w}", who)
        wish = Wish(
            rng.choice(self.entries), "present" if "present" in text else "gift", [Property(who, "for", "person")]
        )
        if rng.random() < 0.4:
            price, wish.price_min, wish.price_max = self._price_limits()
            text += rng.choice((", ", " ")) + price
        self._enter(wish)
        self._say(text, wish.action())
        self._show()

    # -- turns about what is shown ----------------------------------------------------------------------------

    def _item(self) -> int:
        rng = self.rng
        if self.focus is not None and rng.random() < 0.3:
            return self.focus
        return rng.randint(1, self.shown) if rng.random() < 0.8 else 1

    def _ask(self) -> None:
        rng = self.rng
        item = self._item()
        entry = self.wish.entry if self.wish else rng.choice(self.entries)
        text = self._pick("ask").replace("{o}", self._ref(item))
        text = text.replace("{adj}", rng.choice(entry.adjectives or ("waterproof",))).replace(
            "{with}", rng.choice(entry.features or ("a cover",))
        )
        text = text.replace("{for}", rng.choice(entry.uses or ("everyday use",))).replace(
            "{color}", rng.choice(PHRASINGS["colors"])
        )
        self._say(text, actions.Ask(item))
        self.focus = item

    def _compare(self) -> None:
        rng = self.rng
        if self.shown < 2 or rng.random() < 0.25:
            if self.shown < 2:
                return
            adjective = rng.choice(
                (
                    "lightest",
                    "biggest",
                    "strongest",
                    "quietest",
                    "softest",
                    "the most durable",
                    "the lightest",
                    "smallest",
                    "the easiest to use",
                    "the warmest",
                    "better",
                    "more robust",
                )
            )
            self._say(self._pick("compare_all").replace("{adj}", adjective), actions.Compare())
            return
        if self.shown >= 3 and rng.random() < 0.2:
            a, b, c = rng.sample(range(1, self.shown + 1), 3)
            text = (
                self._pick("compare_three")
                .replace("{o}", self._ref(a))
                .replace("{p}", self._ref(b))
                .replace("{q}", self._ref(c))
            )
            self._say(text, actions.Compare((a, b, c)))
            return
        if rng.random() < 0.25:
            k = rng.choice([n for n in (2, 2, 2, 3, 4) if n <= self.shown])
            word = rng.choice((_WORDS[k - 1], str(k)))
            self._say(
                self._pick("compare_first").replace("two", word).replace("{k}", word),
                actions.Compare(tuple(range(1, k + 1))),
            )
            return
        a, b = rng.sample(range(1, self.shown + 1), 2)
        if rng.random() < 0.5:
            a, b = min(a, b), max(a, b)
        style = rng.random()
        o, p = (
            (self._ref(a), self._ref(b))
            if style < 0.6
            else (str(a), str(b))
            if style < 0.8
            else (_WORDS[a - 1], _WORDS[b - 1])
            if style < 0.9
            else (f"the {_ORDINALS[a - 1]}", f"the {_ORDINALS[b - 1]}")
        )
        self._say(self._pick("compare").replace("{o}", o).replace("{p}", p), actions.Compare((a, b)))

    def _similar(self) -> None:
        item = self._item()
        entry = self.wish.entry if self.wish else self.rng.choice(self.entries)
        wish = Wish(entry, "", kind="similar", item=item)
        text = self._pick("similar").replace("{o}", self._ref(item))
        roll = self.rng.random()
        if roll < 0.3:
            new = self._properties(entry, 1)
            if new:
                wish.must = new
                more = self._pick("similar_more").replace("{x}", new[0].said)
                text = text.rstrip("?") + ("" if more.startswith(",") else " ") + more
        elif roll < 0.4:
            price, wish.price_min, wish.price_max = self._price_limits()
            text = text.rstrip("?") + self.rng.choice((" but ", ", ", " ")) + price
        elif roll < 0.48:
            wish.sort = "price_asc"
            text = text.rstrip("?") + self.rng.choice(
                (" but cheaper", ", cheaper", " for less money", ", less expensive")
            )
        self._enter(wish)
        self._say(text, wish.action())
        self._show(keep_focus=False)

    def _goes_with(self) -> None:
        item = self._item()
        entry = self.wish.entry if self.wish else self.rng.choice(self.entries)
        wish = Wish(entry, "", kind="goes_with", item=item)
        text = self._pick("goes_with").replace("{o}", self._ref(item))
        if self.rng.random() < 0.15:
            price, wish.price_min, wish.price_max = self._price_limits()
            text = text.rstrip("?") + " " + price
        elif self.rng.random() < 0.15:
            new = self._properties(entry, 1)
            if new:
                wish.must = new
                text = text.rstrip("?") + self._post(new[0])
        self._enter(wish)
        self._say(text, wish.action())
        self._show(keep_focus=False)

    def _list(self) -> None:
        item = self._item()
        self._say(self._pick("list_add").replace("{o}", self._ref(item)), actions.AddToList(item))
        self.focus = item

    def _more(self) -> None:
        if not self.shown:
            return
        self._say(self._pick("more"), actions.More())
        self._show()

    def _back(self) -> None:
        if not self.past:
            return
        self._say(self._pick("back"), actions.Back())
        self.wish = self.past.pop()
        self._show()

    # -- turns beside the shopping ----------------------------------------------------------------------------

    def _aside(self, what: str) -> None:
        rng = self.rng
        if what == "store":
            text = self._pick("store")
            self._say(text, actions.StoreQuestion(text))
        elif what.startswith("chat"):
            reason = (
                "greeting"
                if what == "chat_greeting"
                else rng.choices(("thanks", "ack", "goodbye", "upset", "about", "greeting"), (30, 30, 10, 12, 14, 4))[0]
            )
            self._say(rng.choice(PHRASINGS["chat"][reason]), actions.Chat(reason))  # type: ignore[arg-type]
        else:
            refusal: actions.DeclineReason = rng.choice(("offtopic", "offtopic", "unsafe", "instructions"))
            self._say(rng.choice(PHRASINGS["decline"][refusal]), actions.Decline(refusal))


_SHOPPING = (actions.Search, actions.Similar, actions.GoesWith, actions.Recommend, actions.Ask, actions.AddToList)
_ACCESSORY = re.compile(
    r"\b(case|cover|charger|cartridge|battery|batteries|filter|strap|blade|needle|lens|adapter|ink|toner|mount|dock|hose"
    r"|bulb|fuse|brake|wiper|cable|holder|sleeve|screen protector|remote|belt|bearing|gasket|valve|memory|lead|bag)s?\b"
)
_KEEP = frozenset(
    (
        *_ORDINALS,
        *_WORDS,
        "last",
        "number",
        "than",
        "under",
        "over",
        "more",
        "less",
        "without",
        "instead",
        "back",
        "between",
    )
)


def _texts(action: Action) -> list[str]:
    limits = actions.limits_of(action)
    out = [*limits.must, *limits.must_not, limits.brand or ""]
    if isinstance(action, actions.Search):
        out.append(action.query)
    return [t for t in out if t]


def _join(text: str) -> str:
    return text if text.startswith(",") else f" {text}"


def _overlaps(text: str, name: str) -> bool:
    return text in name or name in text


def rng_choice(rng: random.Random, options: Sequence[str]) -> str:
    return rng.choice(options)


def spoken(value: float) -> str | None:
    """A round amount in words: 150 to "a hundred and fifty"; ``None`` where nobody would say it so."""
    n = int(value)
    if n != value or n <= 0:
        return None
    if n <= 8:
        return _WORDS[n - 1]
    small = {
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
    }
    if n in small:
        return small[n]
    if n < 100:
        tens, unit = n - n % 10, n % 10
        return _TENS[tens] + (f" {spoken(float(unit))}" if unit else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        head = (
            ("a hundred" if n % 3 else "one hundred")
            if hundreds == 1
            else f"{_WORDS[hundreds - 1] if hundreds < 9 else 'nine'} hundred"
        )
        return head + (f" and {spoken(float(rest))}" if rest else "")
    if n % 1000 == 0 and n <= 9000:
        return f"{'a' if n == 1000 else spoken(float(n // 1000))} thousand"
    return None


_NEAR = {
    "a": "sq",
    "b": "vn",
    "c": "xv",
    "d": "sf",
    "e": "wr",
    "f": "dg",
    "g": "fh",
    "h": "gj",
    "i": "uo",
    "j": "hk",
    "k": "jl",
    "l": "k",
    "m": "n",
    "n": "bm",
    "o": "ip",
    "p": "o",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "u": "yi",
    "v": "cb",
    "w": "qe",
    "y": "tu",
    "z": "x",
}


def slip(word: str, rng: random.Random) -> str:
    """One slip of the finger: a swap, a missing or double letter, a neighbour on the keyboard."""
    i = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        case 1:
            return word[:i] + word[i + 1 :]
        case 2:
            return word[:i] + word[i] + word[i:]
        case _:
            return word[:i] + rng.choice(_NEAR.get(word[i], word[i])) + word[i + 1 :]


def check(turns: Sequence[DialogueTurn]) -> list[str]:
    """What breaks the contract in a dialogue: texts nobody said, places above what is shown."""
    wrong: list[str] = []
    said = ""
    kept: set[int] = set()
    for turn in turns:
        said += f" {fold(turn.say)} |"
        assert turn.action is not None
        wrong += [f"{text!r} was not said in {said!r}" for text in _texts(turn.action) if fold(text) not in said]
        items = list(getattr(turn.action, "items", ())) + ([turn.action.item] if hasattr(turn.action, "item") else [])
        # A refinement after "similar" or "goes with" keeps the place it started from, on the screen before.
        items = [i for i in items if i not in kept]
        kept = (
            {turn.action.item}
            if isinstance(turn.action, actions.Similar | actions.GoesWith)
            else kept
            if turn.action.kind in {"chat", "store", "decline", "more", "list", "ask", "compare"}
            else set()
        )
        wrong += [f"place {i} of {turn.shown} shown: {turn.say!r}" for i in items if i > turn.shown]
    return wrong
