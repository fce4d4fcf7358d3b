"""Sentences to word for a measurement: the steps of replies about a small invented shelf, planned as in the kiosk."""

from __future__ import annotations

from engine import actions
from engine.language.protocol import SentencePlan
from engine.money import Money
from engine.products import Attribute, Place, Product
from engine.respond.observations import Wish
from engine.respond.plan import reply_plan
from engine.respond.situation import Evidence, Judged, Situation


def plans() -> list[SentencePlan]:
    """Of each common kind of reply, every step."""
    return [step.plan for situation in _situations() for step in reply_plan(situation).steps]


def _lamp(n: int, name: str, price: int, watts: float, weight: float, dims: bool, rating: float, stock: int) -> Product:
    return Product(
        f"lamp-{n}",
        name,
        Money(price, "EUR"),
        kind="desk lamp",
        brand=name.split()[0],
        stock=stock,
        place=Place(str(n), "C"),
        rating=rating,
        attributes=(
            Attribute("dimmable", dims),
            Attribute("power", watts, "W"),
            Attribute("weight", weight, "g"),
            Attribute("material", "steel"),
        ),
    )


def _situations() -> list[Situation]:
    shelf = [
        _lamp(1, "Arkel Tess", 3990, 9.0, 850.0, True, 4.6, 12),
        _lamp(2, "Lunde Low", 2450, 6.0, 620.0, False, 4.1, 3),
        _lamp(3, "Fenn Reach", 8900, 12.0, 1450.0, True, 4.3, 0),
    ]
    dims, under = Wish("dimmable", "dimmable", form="is"), Wish("under €50")
    limits = actions.Limits(("dimmable",), price_max=50)
    met = (Judged(shelf[0], (dims, under)), Judged(shelf[1], (under,), (dims,)), Judged(shelf[2], (dims,), (under,)))
    asked = tuple(map(Judged, shelf))
    return [
        Situation(
            actions.Search("desk lamp", limits), "a dimmable desk lamp under 50", met, 3, "desk lamp", price_max="€50"
        ),
        Situation(
            actions.Search("desk lamp", limits), "dimmable and small", (met[1],), 1, "desk lamp", ("dimmable",)
        ),
        Situation(actions.Search("desk lamp"), "is the last one there", (asked[2], asked[0]), 2, "desk lamp"),
        Situation(actions.Compare((1, 2)), "compare the first two", asked[:2], 2),
        Situation(actions.Compare(()), "which one is the best", asked, 3),
        Situation(actions.Ask(1), "how heavy is it", asked, 3, evidence=Evidence(("weight",))),
        Situation(actions.Ask(2), "can i dim it", (asked[1], asked[0]), 3, evidence=Evidence(("dimmable",), verdict=False)),
        Situation(actions.Ask(1), "where is it", asked, 3, evidence=Evidence(fields=("place",))),
        Situation(actions.Ask(1), "is it from norway", asked, 3, evidence=Evidence(topic="norway")),
        Situation(actions.Similar(1), "something like it", asked[1:], 2, about=shelf[0]),
        Situation(actions.GoesWith(1), "what goes with it", asked[1:2], 1, about=shelf[0], stated=frozenset({"lamp-2"})),
        Situation(actions.Recommend(), "any ideas", asked[:1], 1, because={"lamp-1": "it is popular here"}),
        Situation(actions.AddToList(1), "i'll take it", about=shelf[0], listed=1),
        Situation(actions.StoreQuestion("is there parking"), "is there parking", evidence=Evidence(topic="parking")),
        Situation(actions.Chat("thanks"), "thanks"),
    ]  # fmt: skip
