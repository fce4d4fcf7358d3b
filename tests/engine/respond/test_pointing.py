"""A pointer stands where pointers of its sort stand in the corpus."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.respond.pointing import doubled, misplaced, sort_of

SLOTS = (
    Slot("1.name", "1 name (bag)"), Slot("2.name", "2 name (bag)"), Slot("1.price", "1 price: $18.00"),
    Slot("2.price", "2 price: $25.00"), Slot("1.saves", "1 cheaper by: $7.00"), Slot("2.stock", "2 stock: 5 in stock"),
    Slot("2.place", "2 place: Aisle 9, Bay H"), Slot("limit", "limit: $20"), Slot("1.brand", "1 brand: Skerry"),
    Slot("1.attr.use", "1 use: travel"), Slot("1.attr.material", "1 material: wool"), Slot("1.attr.depth", "1 depth: 29 cm"),
    Slot("wish.1", "wish: 30 cm"),
)  # fmt: skip
PLAN = SentencePlan("pick", "a bag", (), SLOTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "The {1.name} costs {1.price} and stays under {limit}.",
        "The {1.name} is {1.saves} cheaper than the {2.name}.",
        "The {2.name} is in stock, and you find it at {2.place}.",
        "The {1.name} is by {1.brand}, made of {1.attr.material} and suits {1.attr.use}.",
        "The {1.name} has a depth of {1.attr.depth}, at {1.price}.",
    ],
)
def test_a_pointer_in_its_place_is_let_pass(sentence: str) -> None:
    assert misplaced(sentence, PLAN) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The {2.name} is here instead; that is {2.stock} less than the {1.name}.",
        "The {2.name} is here instead; that is {2.place} cheaper.",
        "The {1.name} is made by {1.attr.use} and has the largest capacity.",
        "The {1.name} is for {1.price}, so it is good.",
        "The {2.name} comes from {2.price}.",
        "The {1.name} has a depth of {limit}.",
        "The {1.name} is black, at {limit}.",
        "The {1.name} is from {limit}.",
    ],
)
def test_a_pointer_out_of_its_place_is_refused(sentence: str) -> None:
    assert misplaced(sentence, PLAN)


def test_the_sort_is_read_from_what_is_pointed_at() -> None:
    assert [sort_of(s.pointer, s.hint) for s in SLOTS[5:]] == [
        "stock", "place", "limit", "brand", "use", "material", "number", "wish-number",
    ]  # fmt: skip
    assert sort_of("1.name", "1 name") is None
    assert sort_of("quote.1", "1 quote: soft") is None


def test_a_value_is_not_said_in_words_and_pointed_at() -> None:
    plan = SentencePlan(
        "pick", "toner", (), (Slot("1.name", "1 name (toner)"), Slot("wish.1", "wish: hp laserjet p2055"))
    )
    assert doubled("The {1.name} is for hp laserjet {wish.1}.", plan)
    assert doubled("The {1.name} is for laserjet {wish.1}.", plan)
    assert doubled("The {1.name} is for {wish.1}.", plan) == []
    joined = SentencePlan("pick", "", (), (Slot("1.attr.material", "1 material: cotton and wool"),))
    assert doubled("It is soft and {1.attr.material}.", joined) == []
