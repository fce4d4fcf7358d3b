"""A scripted shop: a few real-looking products, and turns that replay events in the engine's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop.engine_port import ShopFace
from engine import events
from engine.actions import (
    Action,
    AddToList,
    Ask,
    Compare,
    Limits,
    More,
    Recommend,
    Search,
    StoreQuestion,
    limits_of,
)
from engine.cancel import Cancel
from engine.events import Card, Choice, ComparisonRow, Event, Fact, WishChip
from engine.facets import Facet, FacetValue
from engine.money import Money
from engine.products import Attribute, Place, Product, Variant
from engine.typeahead import CategoryMatch, ProductMatch, QuestionMatch, Typeahead


def product(
    id: str, title: str, price: str, stock: int | None, place: tuple[str, str], kind: str, **more: object
) -> Product:
    attributes = more.pop("attributes", {})
    assert isinstance(attributes, dict)
    return Product(
        id,
        title,
        Money.from_major(price, "USD"),
        kind=kind,
        stock=stock,
        place=Place(*place),
        attributes=tuple(Attribute(name, value) for name, value in attributes.items()),
        **more,  # type: ignore[arg-type]
    )


def sizes(id: str, price: str, stock: dict[tuple[str, str], int]) -> tuple[Variant, ...]:
    money = Money.from_major(price, "USD")
    return tuple(
        Variant(f"{id}-{size}-{colour}", {"size": size, "color": colour}, money, left)
        for (size, colour), left in stock.items()
    )


JACKETS = (
    product(
        "jacket-1", "Fellmoor Ridge Rain Jacket", "129.00", 9, ("13", "B"), "rain jacket",
        brand="Fellmoor", rating=4.6, rating_count=212, category=("Outdoor", "Jackets"),
        description="A three-layer shell that keeps steady rain out and lets heat through. The hood fits over a cap.",
        attributes={"color": "forest green", "waterproof": True, "weight": "310 g", "hood": True, "warranty": "2 years"},
        variants=sizes("jacket-1", "129.00", {("S", "green"): 0, ("M", "green"): 4, ("L", "green"): 2, ("M", "navy"): 3}),
    ),
    product(
        "jacket-2", "Bramble & Fern Trail Shell", "89.00", 3, ("13", "B"), "rain jacket",
        brand="Bramble & Fern", rating=4.3, rating_count=98, category=("Outdoor", "Jackets"),
        attributes={"color": "mustard", "waterproof": True, "weight": "420 g", "hood": True, "warranty": "2 years"},
    ),
    product(
        "jacket-3", "Norrvik Featherlight Windbreaker", "74.50", 0, ("13", "C"), "windbreaker",
        brand="Norrvik", rating=4.1, rating_count=51, category=("Outdoor", "Jackets"),
        attributes={"color": "navy", "waterproof": False, "weight": "180 g", "hood": True, "warranty": "1 year"},
    ),
    product(
        "jacket-4", "Fellmoor Summit Insulated Parka with Removable Lining", "189.00", 25, ("12", "A"), "parka",
        brand="Fellmoor", rating=4.8, rating_count=340, category=("Outdoor", "Jackets"),
        attributes={"color": "burgundy", "waterproof": True, "weight": "980 g", "hood": True, "warranty": "5 years"},
    ),
)  # fmt: skip
OTHERS = (
    product("bottle-1", "Tarn Steel Bottle 0.75 l", "24.00", 40, ("14", "F"), "water bottle",
            rating=4.7, rating_count=512, attributes={"color": "teal", "capacity": "750 ml"}),
    product("socks-1", "Merino Hiking Socks", "16.90", 18, ("13", "E"), "hiking socks",
            attributes={"color": "grey", "material": "merino wool"}),
    product("pan-1", "Hearthstone Frying Pan 28 cm", "45.00", 12, ("6", "B"), "frying pan",
            attributes={"color": "black", "diameter": "28 cm"}),
)  # fmt: skip


FACETS = (
    Facet(
        "price", "price", 4,
        (FacetValue("under $90", 2, "price_max", "90"), FacetValue("over $90", 2, "price_min", "90")),
        "$74.50", "$189.00",
    ),
    Facet("color", "color", 4, (FacetValue("mustard", 1, "must", "mustard"), FacetValue("navy", 1, "must", "navy"))),
)  # fmt: skip


@dataclass
class FakeShop:
    """``said`` and ``deeds`` keep what the window asked for; ``pause`` runs before each word of an answer."""

    products: tuple[Product, ...] = (*JACKETS, *OTHERS)
    name: str = "Harbour & Pine"
    pause: Callable[[], None] | None = None
    answer: str = ""
    said: list[str] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    deeds: list[tuple[str, str]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    broken: Exception | None = None

    def face(self) -> ShopFace:
        return ShopFace(
            self.name,
            (
                "a waterproof jacket for hiking under $150",
                "a present for a ten-year-old",
                "something against squeaky doors",
            ),
        )

    def start_session(self) -> None:
        self.sessions.append("start")

    def end_session(self) -> None:
        self.sessions.append("end")
        self.said.clear()
        self.listed.clear()

    def turn(self, text: str, cancel: Cancel) -> Iterator[Event]:
        self.said.append(text)
        if self.broken is not None:
            raise self.broken
        if "compare" in text:
            return self._compare([p.id for p in self.products[:2]], cancel)
        if "unclear" in text:
            return self._ask_back(cancel)
        if "nothing" in text:
            return self._search(Search(text, Limits(must=("made of moonlight",))), cancel, ())
        return self._search(
            Search("jacket", Limits(must=("waterproof", "for the moon"), price_max=150.0)), cancel, self.products[:4]
        )

    def _ask_back(self, cancel: Cancel) -> Iterator[Event]:
        choices = (
            Choice("A question about the store", StoreQuestion("unclear words")),
            Choice(
                "Look for waterproof boots, under $50", Search("boots", Limits(must=("waterproof",), price_max=50.0))
            ),
        )
        yield events.Clarify(choices[0].action, choices)
        yield from self._say("I could read that in two ways. Which do you mean?", (), cancel)
        yield events.Done(events.Timings(total=60.0))

    def turn_from(self, action: Action, cancel: Cancel, say: str = "") -> Iterator[Event]:
        self.said.append(say)
        self.actions.append(action)
        if isinstance(action, More):
            return self._search(Search("jacket"), cancel, self.products)
        limits = limits_of(action)
        fits = [p for p in self.products[:4] if limits.price_max is None or p.price.major <= limits.price_max]
        if limits.sort == "price_asc":
            fits.sort(key=lambda p: p.price.minor)
        return self._search(action, cancel, fits)

    def ask_about(self, product_id: str, question: str, cancel: Cancel) -> Iterator[Event]:
        self.said.append(question)
        found = self.product(product_id)
        assert found is not None
        yield events.Understood(Ask(1, question))
        yield from self._say(f"The {found.title} weighs 310 g.", (found,), cancel)

    def compare(self, product_ids: Sequence[str], cancel: Cancel) -> Iterator[Event]:
        return self._compare(product_ids, cancel)

    def product(self, product_id: str) -> Product | None:
        return next((p for p in self.products if p.id == product_id), None)

    def suggest(self, text: str, cancel: Cancel) -> Typeahead:
        cancel.raise_if()
        self.looked_for.append(text)
        start = text.lower()
        asked = [QuestionMatch(q) for q in dict.fromkeys(reversed(self.said)) if start in q][:2]
        kinds = dict.fromkeys(p.kind for p in self.products if any(w.startswith(start) for w in p.kind.split()))
        found = [ProductMatch(p) for p in self.products if any(w.startswith(start) for w in p.title.lower().split())]
        named = [CategoryMatch(k, sum(p.kind == k for p in self.products), Search(k)) for k in kinds]
        return Typeahead(text, (*asked, *named, *found))

    def popular(self, limit: int) -> tuple[Card, ...]:
        return self._cards(self.products[::-1][:limit], "often bought here")

    def similar(self, product_id: str, limit: int) -> tuple[Card, ...]:
        return self._cards([p for p in self.products[:4] if p.id != product_id], "lighter")

    def goes_with(self, product_id: str, limit: int) -> tuple[Card, ...]:
        return self._cards(self.products[4:6], "goes with it")

    def likely_questions(self, product_id: str) -> tuple[str, ...]:
        return ("How heavy is it?", "Is it machine washable?", "What is the warranty?")

    def add_to_list(self, product_id: str) -> None:
        self.listed.append(product_id)

    def remove_from_list(self, product_id: str) -> None:
        self.listed.remove(product_id)

    def clear_list(self) -> None:
        self.listed.clear()

    def record(self, deed: str, product_id: str) -> None:
        self.deeds.append((deed, product_id))

    def close(self) -> None:
        self.sessions.append("closed")

    def _cards(self, products: Sequence[Product], why: str) -> tuple[Card, ...]:
        return tuple(Card(n, p, why) for n, p in enumerate(products, start=1))

    def _search(self, action: Action, cancel: Cancel, fits: Sequence[Product]) -> Iterator[Event]:
        yield events.Understood(action, tuple(_chips(action)))
        cards = tuple(
            Card(
                n, p, "waterproof and light", ("made for hiking",) if n == 1 else (), ("waterproof",) if n == 3 else ()
            )
            for n, p in enumerate(fits, start=1)
        )
        yield events.Products(cards, len(fits) + (5 if fits else 0))
        if not fits:
            yield from self._say("Nothing here is all of that.", (), cancel)
            yield events.Suggestions(("show me jackets",))
            return
        yield events.Facets(action, len(fits), FACETS)
        first = fits[0]
        second = fits[1] if len(fits) > 1 else fits[0]
        text = self.answer or (
            f"The {first.title} fits: it is waterproof and, at {first.price}, within your budget. "
            f"If you want to spend less, the {second.title} keeps rain out too, but it is heavier."
        )
        yield from self._say(text, (first, second), cancel)
        yield events.Suggestions(("anything cheaper?", "compare the first two", "in blue", "what goes with it?"))
        yield events.Done(events.Timings(total=100.0))

    def _compare(self, ids: Sequence[str], cancel: Cancel) -> Iterator[Event]:
        chosen = tuple(p for id in ids if (p := self.product(id)))
        yield events.Understood(Compare(tuple(range(1, len(chosen) + 1))))
        yield events.Comparison(chosen, tuple(_rows(chosen)))
        yield from self._say(f"The {chosen[1].title} costs less; the {chosen[0].title} is lighter.", chosen, cancel)
        yield events.Suggestions(("which is better for winter?",))
        yield events.Done(events.Timings(total=80.0))

    def _say(self, text: str, named: Sequence[Product], cancel: Cancel) -> Iterator[Event]:
        for at, word in enumerate(text.split(" ")):
            if cancel.cancelled:
                yield events.Done(events.Timings(), cancelled=True)
                return
            if self.pause is not None:
                self.pause()
            yield events.TextDelta(f" {word}" if at else word)
        spans = []
        for p in named:
            at = text.find(p.title)
            if at >= 0:
                spans.append(Fact(p.id, "name", p.title, at, at + len(p.title)))
            at = text.find(str(p.price))
            if at >= 0:
                spans.append(Fact(p.id, "price", str(p.price), at, at + len(str(p.price))))
        yield events.Facts(tuple(spans))


def _chips(action: Action) -> Iterator[WishChip]:
    if isinstance(action, Search) and action.query:
        yield WishChip("query", action.query, action.query)
    limits = limits_of(action)
    for must in limits.must:
        yield WishChip("must", must, must, understood="moon" not in must)
    if limits.price_max is not None:
        yield WishChip("price_max", f"under ${limits.price_max:g}", str(limits.price_max))


def _rows(products: Sequence[Product]) -> Iterator[ComparisonRow]:
    prices = [p.price.minor for p in products]
    yield ComparisonRow("price", tuple(str(p.price) for p in products), True, (prices.index(min(prices)),))
    names = dict.fromkeys(a.name for p in products for a in p.attributes)
    for name in names:
        found = [p.attribute(name) for p in products]
        values = tuple(a.text if a else None for a in found)
        yield ComparisonRow(name.replace("_", " "), values, len(set(values)) > 1)


__all__ = ["JACKETS", "OTHERS", "AddToList", "FakeShop", "Recommend"]
