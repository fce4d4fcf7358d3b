"""Invented moments in a shop: products on the screen, what the shopper said, and what the engine would know of it."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from engine import actions
from engine.actions import Limits
from engine.products import Product, StoreDocument
from engine.respond.observations import Row, Wish, WishForm
from engine.respond.plan import Step
from engine.respond.situation import Evidence, Judged, Situation
from engine.retrieval.documents import passages
from quantize.corpus.mixture import Split, split_of
from quantize.corpus.wares import NAMES as BRANDS
from quantize.corpus.wares import Form, Ware, bare, invented, wares

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_KINDS = (
    ("pick", 22), ("nearest", 14), ("compare", 13), ("ask_flag", 10), ("ask_value", 11), ("ask_quote", 4), ("ask_unknown", 6),
    ("sold_out", 6), ("similar", 6), ("goes_with", 5), ("recommend", 6), ("store", 6), ("list", 3), ("more", 2), ("back", 2),
    ("empty", 2), ("chat", 4), ("decline", 3), ("clarify", 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation, and how each wish and label in it reads in a sentence."""

    situation: Situation
    forms: Mapping[str, Form] = field(default_factory=dict)

    def wishes_of(self, step: Step, rows: Mapping[int, Row]) -> tuple[tuple[Wish, ...], tuple[Wish, ...]]:
        """The wishes that the step says are met and missed by its subject."""
        met: tuple[Wish, ...] = ()
        missed: tuple[Wish, ...] = ()
        for o in step.observations:
            if o.kind not in {"meets", "misses", "partly", "over"}:
                continue
            product = rows[o.products[0]].product
            card = next(c for c in self.situation.cards if c.product is product)
            met = card.met if "meets:" in o.text else met
            missed = card.missed if o.kind in {"misses", "partly"} else missed
        return met, missed


class SceneWriter:
    """Writes scenes of a split; the same seed writes the same scenes."""

    def __init__(self, seed: int, split: Split) -> None:
        self.rng = random.Random(seed)
        self.wares = wares(split)
        self.split = split
        self.documents = [d for d in documents() if split_of(d.title, 6) == split] or list(documents())

    def scene(self) -> Scene:
        rng = self.rng
        name = rng.choices([k for k, _ in _KINDS], [w for _, w in _KINDS])[0]
        self.forms: dict[str, Form] = {"in stock": "is"}
        made = getattr(self, f"_{name}")()
        return Scene(made, self.forms)

    # -- products and wishes ---------------------------------------------------------------------------------------

    def _shelf(self, count: int | None = None) -> tuple[Ware, str, list[Product]]:
        rng = self.rng
        ware = rng.choice(self.wares)
        kind = rng.choice(ware.kinds)
        adjectives = rng.sample(ware.adjectives, min(len(ware.adjectives), rng.randint(1, 4)))
        features = rng.sample(ware.features, min(len(ware.features), rng.randint(1, 3)))
        for a in adjectives:
            self.forms[a] = "is"
        for f in features:
            self.forms[bare(f)] = "has"
        stated = {
            **{a: rng.choice((0.5, 0.7)) for a in adjectives},
            **{bare(f): rng.choice((0.5, 0.65)) for f in features},
        }
        self.currency = rng.choice(("USD", "EUR", "GBP", "USD", "EUR"))
        products = [
            invented(ware, kind, rng, self.currency, n, stated)
            for n in range(count or rng.choice((1, 2, 3, 3, 4, 5, 6)))
        ]
        return ware, kind, products

    def _wishes(self, ware: Ware, product: Product, count: int, yes: bool) -> list[Wish]:
        """Wishes that the product meets (``yes``) or misses."""
        rng = self.rng
        pool: list[tuple[Wish, Form]] = []
        for a in product.attributes:
            if isinstance(a.value, bool):
                form = self.forms.get(a.label, "is")
                if a.value is yes:
                    pool.append((Wish(a.label, a.name), form))
                elif form == "has" and not a.label.startswith("no "):
                    pool.append((Wish(f"no {a.label}", a.name), "not"))
            elif a.name == "use":
                uses = a.value if isinstance(a.value, tuple) else ()
                named = rng.random() < 0.6
                if yes:
                    pool += [(Wish(u, "use" if named else None), "for") for u in uses]
                else:
                    note = ", ".join(uses) if named else ""
                    pool += [(Wish(u, "use" if named else None, note), "for") for u in ware.uses if u not in uses]
            elif isinstance(a.value, float):
                pool += self._numeric(a.name, a.value, a.unit or "", ware, yes)
            elif isinstance(a.value, str) and a.name in ware.texts:
                if yes:
                    pool.append((Wish(a.value, a.name), "say"))
                else:
                    others = [v for v in ware.texts[a.name] if v != a.value and v != "none"]
                    if others:
                        pool.append((Wish(rng.choice(others), a.name, a.value if rng.random() < 0.8 else ""), "say"))
        if rng.random() < 0.12:
            pool.append((Wish(rng.choice(_PEOPLE)), "for"))
        if product.brand and rng.random() < 0.5:
            maker = product.brand if yes else rng.choice(BRANDS)
            if yes or maker != product.brand:
                pool.append(
                    (Wish(maker.lower(), "brand", "" if yes or rng.random() < 0.3 else product.brand.lower()), "brand")
                )
        rng.shuffle(pool)
        out: list[Wish] = []
        for wish, form in pool:
            if len(out) == count:
                break
            if wish.text == "none" or any(wish.attribute is not None and wish.attribute == w.attribute for w in out):
                continue
            if any(wish.text in w.text or w.text in wish.text for w in out):
                continue
            if self.forms.get(wish.text, form) != form:
                continue
            self.forms[wish.text] = form
            # Now and then the form is not told: a row does not always let one know it.
            known: WishForm = form if form in ("is", "has", "for") and rng.random() < 0.85 else ""
            out.append(replace(wish, form=known))
        return out

    def _numeric(self, name: str, value: float, unit: str, ware: Ware, yes: bool) -> list[tuple[Wish, Form]]:
        rng = self.rng
        _, _, step, _ = ware.numbers.get(name, (0, 0, 1, ""))
        if rng.random() < 0.5 or not unit:
            return []
        gap = step * rng.randint(1, 6)
        number = f"{value:g}"
        if rng.random() < 0.3 and yes:
            return [(Wish(f"{number} {unit}", name), "num")]
        if rng.random() < 0.5:
            bound = value - gap if yes else value + gap
            return (
                [(Wish(f"at least {bound:g} {unit}", name, "" if yes else f"{number} {unit}"), "num")]
                if bound > 0
                else []
            )
        bound = value + gap if yes else value - gap
        return [(Wish(f"under {bound:g} {unit}", name, "" if yes else f"{number} {unit}"), "num")] if bound > 0 else []

    def _limit(self, product: Product, under: bool) -> float:
        """A round limit above or below the product's price."""
        price = product.price.major
        factor = self.rng.uniform(1.03, 1.6) if under else self.rng.uniform(0.6, 0.97)
        value = price * factor
        unit = 1 if value < 15 else 5 if value < 120 else 10 if value < 500 else 50
        rounded = round(value / unit) * unit
        if (under and rounded <= price) or (not under and (rounded >= price or rounded <= 0)):
            rounded = int(price) + 1 if under else max(1, int(price) - 1)
        return float(rounded)

    def _money(self, amount: float) -> str:
        return f"{_SYMBOLS[self.currency]}{amount:g}"

    def _said(self, kind: str, wishes: Sequence[str], limit: str = "", floor: str = "") -> str:
        rng = self.rng
        parts = list(wishes)
        rng.shuffle(parts)
        text = kind
        front = [p for p in parts if self.forms.get(p) == "is" and rng.random() < 0.5][:2]
        text = " ".join([*front, text])
        for p in parts:
            if p in front:
                continue
            form = self.forms.get(p, "is")
            text += {
                "for": f" for {p}",
                "has": f" with {p}",
                "not": f", {p}",
                "brand": f" from {p}",
                "num": f", {p}",
                "say": f" in {p}" if rng.random() < 0.5 else f", {p}",
            }.get(form, f", {p}")
        if limit:
            text += rng.choice((f" under {limit}", f", {limit} max", f" for less than {limit}", f", up to {limit}"))
        if floor:
            text += rng.choice(
                (f" over {floor}", f" for more than {floor}", f", {floor} or more", f", from {floor} up")
            )
        return (
            rng.choice(("", "", "", "i need a ", "do you have a ", "looking for ", "show me a ", "hi, a ", "any "))
            + text
        )

    # -- situations --------------------------------------------------------------------------------------------------

    def _pick(self) -> Situation:
        rng = self.rng
        ware, kind, products = self._shelf()
        first = products[0] = _in_stock(products[0], rng)
        met = self._wishes(ware, first, rng.choices((0, 1, 2, 3), (18, 34, 34, 14))[0], True)
        limit, floor, price_max, price_min = "", "", None, None
        if rng.random() < 0.3:
            price_max = self._limit(first, True)
            limit = self._money(price_max)
            wish = Wish(f"under {limit}")
            self.forms[wish.text] = "price"
            met.append(wish)
        elif rng.random() < 0.05:
            price_min = self._limit(first, False)
            floor = self._money(price_min)
            wish = Wish(f"over {floor}")
            self.forms[wish.text] = "floor"
            met.append(wish)
        cards = [Judged(first, tuple(met))]
        for p in products[1:]:
            ok, no = self._judge(p, met, price_max, price_min)
            cards.append(Judged(p, tuple(ok), tuple(no)))
        said = self._said(kind, [w.text for w in met if self.forms[w.text] not in {"price", "floor"}], limit, floor)
        return Situation(
            actions.Search(kind, Limits(tuple(w.text for w in met), price_max=price_max)), said, tuple(cards), rng.choice((len(cards), len(cards), rng.randint(7, 240))), kind,
            price_max=limit,
        )  # fmt: skip

    def _judge(
        self, product: Product, wishes: Sequence[Wish], price_max: float | None, price_min: float | None = None
    ) -> tuple[list[Wish], list[Wish]]:
        """Which of the first product's wishes another one meets."""
        ok: list[Wish] = []
        no: list[Wish] = []
        for wish in wishes:
            form = self.forms[wish.text]
            a = product.attribute(wish.attribute) if wish.attribute else None
            if form == "price":
                (ok if price_max and product.price.major <= price_max else no).append(wish)
            elif form == "floor":
                (ok if price_min and product.price.major >= price_min else no).append(wish)
            elif form in {"is", "has"} and a is not None:
                (ok if a.value is True else no).append(wish)
            elif form == "not" and a is not None:
                (ok if a.value is False else no).append(wish)
            elif form == "brand":
                (ok if (product.brand or "").lower() == wish.text else no).append(wish)
            elif form == "say" and a is not None:
                (ok if a.value == wish.text else no).append(
                    wish if a.value == wish.text else Wish(wish.text, wish.attribute, str(a.value))
                )
            elif form == "for":
                uses = product.attribute("use")
                if uses is not None and isinstance(uses.value, tuple):
                    (ok if wish.text in uses.value else no).append(wish)
            elif form == "num" and a is not None and isinstance(a.value, float):
                note = f"{a.value:g} {a.unit or ''}".strip()
                holds = _within(wish.text, a.value)
                (ok if holds else no).append(replace(wish, note="" if holds else note))
            # What this row does not state is judged by nobody here.
        return ok, no

    def _nearest(self) -> Situation:
        rng = self.rng
        ware, kind, products = self._shelf(rng.choice((2, 3, 3, 4)))
        limit, price_max = "", None
        over = rng.random() < 0.3
        first, *others = (_in_stock(p, rng) for p in products)
        met = self._wishes(ware, first, rng.choice((0, 1, 1, 2)), True)
        if over:
            price_max = self._limit(min(products, key=lambda p: p.price.minor), False)
            limit = self._money(price_max)
            wish = Wish(f"under {limit}")
            self.forms[wish.text] = "price"
            missed = [wish]
        else:
            names = {w.text for w in met} | {w.attribute for w in met if w.attribute}
            missed = [
                w
                for w in self._wishes(ware, first, rng.choice((1, 1, 2)), False)
                if w.text not in names and w.attribute not in names
            ]
        if not missed:
            return self._pick()
        judged = [(p, *self._judge(p, [*met, *(replace(w, note="") for w in missed)], price_max)) for p in others]
        cards = [
            Judged(first, tuple(met), tuple(missed)),
            # One that misses less would be the nearest, one that misses nothing the pick.
            *(Judged(p, tuple(ok), tuple(no)) for p, ok, no in judged if len(no) >= len(missed)),
        ]
        wishes = [w.text for w in (*cards[0].met, *cards[0].missed)]
        said = self._said(kind, [t for t in wishes if self.forms[t] != "price"], limit)
        return Situation(
            actions.Search(kind, Limits(tuple(wishes), price_max=price_max)),
            said,
            tuple(cards),
            len(cards),
            kind,
            tuple(w.text for w in cards[0].missed) if rng.random() < 0.7 else (),
            price_max=limit,
        )

    def _sold_out(self) -> Situation:
        rng = self.rng
        ware, kind, products = self._shelf(rng.choice((1, 2, 3)))
        products[0] = _with_stock(products[0], 0)
        products[1:] = [_in_stock(p, rng) for p in products[1:]]
        cards = [Judged(p, tuple(self._wishes(ware, p, rng.choice((0, 1, 2)), True))) for p in products]
        said = rng.choice(
            (f"is the {kind} still there", f"do you have the first {kind} in stock", self._said(kind, ()))
        )
        return Situation(actions.Search(kind), said, tuple(cards), len(cards), kind)

    def _compare(self) -> Situation:
        rng = self.rng
        _, kind, products = self._shelf(rng.choice((2, 2, 2, 3)))
        attribute = rng.choice(products[0].attributes).label if products[0].attributes else "price"
        say = rng.choice((
            "which one is better", "compare them", f"compare the {kind}s", "what's the difference", "1 or 2", "the first against the second", f"which has the better {attribute}",
            f"how do they differ in {attribute}", "which would you take", "compare 1 and 2", f"difference between these two {kind}s", f"what about {attribute}, which one",
        ))  # fmt: skip
        if rng.random() < 0.06 and len(products) == 2 and len(products[0].attributes) > 1:
            products[1] = replace(
                products[1], attributes=products[0].attributes, price=products[0].price, rating=products[0].rating
            )
        return Situation(
            actions.Compare(tuple(range(1, len(products) + 1)), say),
            say,
            tuple(Judged(p) for p in products),
            len(products),
            kind,
        )

    def _ask(self, products: Sequence[Product], say: str, evidence: Evidence) -> Situation:
        return Situation(actions.Ask(1, say), say, tuple(Judged(p) for p in products), len(products), evidence=evidence)

    def _ask_flag(self) -> Situation:
        rng = self.rng
        _ware, kind, products = self._shelf()
        products[0] = _in_stock(products[0], rng)
        flags = [a for a in products[0].attributes if isinstance(a.value, bool)]
        texts = [a for a in products[0].attributes if isinstance(a.value, str)]
        if texts and rng.random() < 0.2:
            a = rng.choice(texts)
            say = rng.choice(
                (f"is it {a.value}", f"does it have {a.value}", f"is the {a.label} {a.value}", f"{a.value}?")
            )
            return self._ask(products, say, Evidence((a.name,), verdict=True))
        a = rng.choice(flags)
        it = rng.choice(("it", "it", "this one", "the first one", f"the {kind}", "number one", "that"))
        form = self.forms.get(a.label, "is")
        say = rng.choice((f"is {it} {a.label}", f"{a.label}?", f"{it} {a.label}, right?", f"would you say {it} is {a.label}")) if form == "is" else rng.choice(
            (f"does {it} have {a.label}", f"{a.label} included?", f"is there {a.label}", f"has {it} got {a.label}?", f"does {it} come with {a.label}"))  # fmt: skip
        extra: tuple[str, ...] = ()
        others = [x.name for x in products[0].attributes if x.name != a.name and not isinstance(x.value, bool)]
        if others and rng.random() < 0.15:
            extra = (rng.choice(others),)
        return self._ask(products, say, Evidence((a.name, *extra), verdict=bool(a.value)))

    def _ask_value(self) -> Situation:
        rng = self.rng
        _, kind, products = self._shelf()
        products[0] = _in_stock(products[0], rng)
        it = rng.choice(("it", "it", "this one", "the first", f"the {kind}", "that"))
        roll = rng.random()
        values = [a for a in products[0].attributes if not isinstance(a.value, bool)]
        if roll < 0.35 or not values:
            name = rng.choice(
                [
                    f
                    for f in ("price", "place", "stock", "rating")
                    if (f != "place" or products[0].place) and (f != "rating" or products[0].rating)
                ]
            )
            say = rng.choice({
                "price": (f"how much is {it}", f"what does {it} cost", "price?", f"how expensive is {it}"),
                "place": (f"where is {it}", f"where do i find {it}", "which aisle", f"where can i get {it}"),
                "stock": (f"is {it} in stock", "how many are left", f"do you have {it} here", "still available?"),
                "rating": (f"how is {it} rated", "how are the reviews", f"what do people say about {it}", "rating?"),
            }[name])  # fmt: skip
            fields = (name, "place") if name == "stock" and products[0].place and rng.random() < 0.5 else (name,)
            return self._ask(products, say, Evidence(fields=fields))
        names = rng.sample([a.name for a in values], 1 if rng.random() < 0.75 or len(values) < 2 else 2)
        label = " and ".join(n.replace("_", " ") for n in names)
        say = rng.choice(
            (
                f"what is the {label}",
                f"{label}?",
                f"what {label} does {it} have",
                f"tell me the {label}",
                f"how about the {label} of {it}",
                f"and the {label}",
            )
        )
        return self._ask(products, say, Evidence(tuple(names)))

    def _ask_quote(self) -> Situation:
        rng = self.rng
        _, kind, products = self._shelf()
        sentence, question, verdict = rng.choice(_described(self.split))
        if rng.random() < 0.6:
            answer = {"yes": True, "no": False}.get(verdict)
            return self._ask(products, question, Evidence(sentences=(sentence,), verdict=answer))
        say = rng.choice(
            (
                "what is it like",
                "how would you describe it",
                "what else can you tell me",
                f"tell me about the {kind}",
                "tell me more",
                "more about this one",
                "describe it",
                "what does it say about it",
            )
        )
        return self._ask(products, say, Evidence(sentences=(sentence,)))

    def _ask_unknown(self) -> Situation:
        rng = self.rng
        ware, _kind, products = self._shelf()
        topic = rng.choice([*ware.adjectives, *(bare(f) for f in ware.features), *_TOPICS])
        say = rng.choice(
            (
                f"is it {topic}",
                f"does it have {topic}",
                f"what about {topic}",
                f"{topic}?",
                f"can you tell me about {topic}",
                f"do you know about {topic}",
            )
        )
        return self._ask(products, say, Evidence(topic=topic))

    def _similar(self) -> Situation:
        rng = self.rng
        _, kind, products = self._shelf(rng.choice((1, 2, 2, 3, 3, 4, 4)))
        about, *rest = products
        rest = [replace(p, brand=about.brand if rng.random() < 0.4 else p.brand) for p in rest]
        say = rng.choice(
            (
                "something similar to 1",
                f"other {kind}s like it",
                "more like this one",
                "anything like the first one",
                "like that one",
            )
        )
        return Situation(actions.Similar(1), say, tuple(Judged(p) for p in rest), len(rest), kind, about=about)

    def _goes_with(self) -> Situation:
        rng = self.rng
        _, kind, products = self._shelf(1)
        others: list[Product] = []
        for n in range(rng.choice((0, 1, 2, 2, 3))):
            ware = rng.choice(self.wares)
            others.append(invented(ware, rng.choice(ware.kinds), rng, self.currency, 20 + n))
        say = rng.choice(
            (
                "what goes with it",
                f"what do i need with the {kind}",
                "anything to go with the first one",
                "what else do people buy with it",
                "accessories?",
                "do i need anything else",
            )
        )
        stated = frozenset(p.id for p in others if rng.random() < 0.55)
        return Situation(
            actions.GoesWith(1),
            say,
            tuple(Judged(p) for p in others),
            len(others),
            kind,
            about=products[0],
            stated=stated,
        )

    def _recommend(self) -> Situation:
        rng = self.rng
        _, _kind, products = self._shelf(rng.choice((1, 2, 3)))
        because: dict[str, str] = {}
        of: dict[str, Product] = {}
        for p in products:
            roll = rng.random()
            if roll < 0.55:
                because[p.id] = rng.choice(REASONS)
            else:
                _, _, seen = self._shelf(1)
                of[p.id] = replace(seen[0], id=f"seen{p.id}")
                because[p.id] = rng.choice(REASONS_OF)
        # Who asks for what is new or sells well is told of that.
        first = because[products[0].id]
        say = rng.choice(next((says for word, says in _ASKED_FOR.items() if word in first), _OPEN_WISHES))
        return Situation(
            actions.Recommend(), say, tuple(Judged(p) for p in products), len(products), because=because, because_of=of
        )

    def _store(self) -> Situation:
        rng = self.rng
        if rng.random() < 0.15:
            topic = rng.choice(_STORE_TOPICS)
            say = rng.choice((f"do you have {topic}", f"what about {topic}", f"{topic}?", f"is there {topic}"))
            return Situation(actions.StoreQuestion(say), say, evidence=Evidence(topic=topic))
        document = rng.choice(self.documents)
        word = document.title.lower()
        say = rng.choice(
            (
                f"{word}?",
                f"what about {word}",
                f"tell me about {word}",
                f"how does it work with {word}",
                f"question about {word}",
            )
        )
        picked = [(document, text) for text, _ in passages(document, say, None, None, rng.choice((1, 2, 2)))]
        return Situation(actions.StoreQuestion(say), say, documents=tuple(picked))

    def _list(self) -> Situation:
        _, _, products = self._shelf(1)
        say = self.rng.choice(
            (
                "add it",
                "i'll take it",
                "put the first on my list",
                "yes, that one please",
                "take this one",
                "add number one to the list",
            )
        )
        return Situation(actions.AddToList(1), say, about=products[0], listed=self.rng.randint(1, 9))

    def _more(self) -> Situation:
        rng = self.rng
        say = rng.choice(("more", "show me more", "next", "any others?", "what else"))
        if rng.random() < 0.35:
            return Situation(actions.More(), say, total=rng.randint(1, 60))
        _, _, products = self._shelf(rng.choice((2, 3, 4, 6)))
        return Situation(actions.More(), say, tuple(Judged(p) for p in products), rng.randint(8, 180))

    def _back(self) -> Situation:
        rng = self.rng
        say = rng.choice(("go back", "back", "undo that", "one step back please", "no, back to before"))
        if rng.random() < 0.25:
            return Situation(actions.Back(), say)
        ware, kind, products = self._shelf(2)
        words = [kind, *(rng.sample(ware.adjectives, 1) if ware.adjectives and rng.random() < 0.5 else ())]
        return Situation(actions.Back(), say, tuple(Judged(p) for p in products), 2, restored=", ".join(words))

    def _empty(self) -> Situation:
        rng = self.rng
        ware = rng.choice(self.wares)
        what = rng.choice((rng.choice(ware.kinds), rng.choice(ware.kinds), rng.choice(_UNSOLD)))
        if ware.adjectives and rng.random() < 0.3:
            what = f"{rng.choice(ware.adjectives)} {what}"
        if ware.features and rng.random() < 0.25:
            unwanted = bare(rng.choice(ware.features))
            said = f"{what}, {rng.choice(('no', 'without', 'not with'))} {unwanted}"
            return Situation(actions.Search(what, Limits(must_not=(unwanted,))), said, query=what)
        return Situation(actions.Search(what), what, query=what)

    def _chat(self) -> Situation:
        reason = self.rng.choice(actions.CHAT_REASONS)
        return Situation(actions.Chat(reason), self.rng.choice(_CHAT[reason]))

    def _decline(self) -> Situation:
        reason = self.rng.choice(actions.DECLINE_REASONS)
        return Situation(actions.Decline(reason), self.rng.choice(_DECLINE[reason]))

    def _clarify(self) -> Situation:
        rng = self.rng
        ware = rng.choice(self.wares)
        kind = rng.choice(ware.kinds)
        if rng.random() < 0.3:
            say = rng.choice(
                ("that one", "the fifth", "the blue thing", "something nice", "you know what i mean", "compare it")
            )
            return Situation(
                actions.Search(""),
                say,
                clarify=rng.choice(("the wish is not clear", "no such product is shown", "no product named")),
            )
        name = rng.choice(("use", *ware.texts))
        values = [v for v in (ware.uses if name == "use" else ware.texts[name]) if v != "none"]
        if len(values) < 2:
            return self._clarify()
        picked = rng.sample(list(values), min(len(values), rng.choice((2, 3, 3))))
        return Situation(
            actions.Search(kind),
            kind,
            query=kind,
            clarify=f"many products match; they split most by: {name.replace('_', ' ')} ({', '.join(picked)})",
        )


_OPEN_WISHES = (
    "surprise me", "what do you recommend", "anything good today", "i'm just looking", "any tips?", "what would i like",
    "show me something nice", "any ideas?",
)  # fmt: skip
_ASKED_FOR: dict[str, tuple[str, ...]] = {
    "new this week": (*_OPEN_WISHES, "what's new", "anything new?"),
    "came in": (*_OPEN_WISHES, "what's new", "anything new?"),
    "most bought": (*_OPEN_WISHES, "what do people buy", "what sells best"),
    "sells well": (*_OPEN_WISHES, "what do people buy", "what sells best"),
    "many shoppers": (*_OPEN_WISHES, "what do people buy"),
    "present": (*_OPEN_WISHES, "i need a present"),
}


def _within(wish: str, value: float) -> bool:
    """Whether a number is what was asked for: "at least 2 l", "under 3 kg", "40 cm"."""
    *bound, number, _ = wish.split(" ")
    asked = float(number)
    return value >= asked if bound == ["at", "least"] else value < asked if bound == ["under"] else value == asked


def _with_stock(product: Product, stock: int) -> Product:
    return replace(product, stock=stock)


def _in_stock(product: Product, rng: random.Random) -> Product:
    return product if product.available else _with_stock(product, rng.choice((2, 5, 9, 14)))


@cache
def documents() -> tuple[StoreDocument, ...]:
    """Invented store documents, and those of the authored replies."""
    out: list[StoreDocument] = []
    folder = Path(__file__).parent / "authored"
    for path in sorted(folder.glob("replies-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for d in json.loads(line).get("docs", ()) if line.strip() else ():
                out.append(StoreDocument(d["title"], d["title"], d["text"], values=d.get("values", {})))
    unique = {d.title: d for d in out}
    return tuple(unique.values())


@cache
def _scene_words() -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / "scenes.toml").read_text(encoding="utf-8"))
    return data


def _described(split: Split) -> list[tuple[str, str, str]]:
    """(sentence of a description, question, the answer to it: ``yes``, ``no`` or empty)."""
    told = [tuple(d) for d in _scene_words()["descriptions"]]
    return [d for d in told if split_of(d[0], 5) == split] or told


REASONS: list[str] = _scene_words()["reasons"]
REASONS_OF: list[str] = _scene_words()["reasons_of"]
_PEOPLE: list[str] = _scene_words()["people"]
_TOPICS: list[str] = _scene_words()["topics"]
_STORE_TOPICS: list[str] = _scene_words()["store_topics"]
_UNSOLD: list[str] = _scene_words()["unsold"]
_CHAT: dict[str, list[str]] = {r: _scene_words()[f"chat_{r}"] for r in actions.CHAT_REASONS}
_DECLINE: dict[str, list[str]] = {r: _scene_words()[f"decline_{r}"] for r in actions.DECLINE_REASONS}
