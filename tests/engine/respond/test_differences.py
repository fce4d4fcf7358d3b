"""How large a difference is said to be, what a value is called, and prices on the purse."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.respond.conveys import conveys
from engine.respond.verify import supported


def cheaper(mine: str, theirs: str, by: str) -> SentencePlan:
    slots = (
        Slot("2.name", "2 name (drill)"), Slot("1.name", "1 name (drill)"), Slot("2.price", f"2 price: {mine}"),
        Slot("1.price", f"1 price: {theirs}"), Slot("2.saves", f"2 cheaper by: {by}"),
    )  # fmt: skip
    return SentencePlan("compare", "compare them", (f"2 is {by} cheaper than 1",), slots)


@pytest.mark.parametrize(
    ("said", "by", "right"),
    [("big", "$40.00", True), ("big", "$2.00", False), ("small", "$2.00", True), ("small", "$40.00", False)],
)
def test_a_difference_is_as_large_as_it_is_said_to_be(said: str, by: str, right: bool) -> None:
    price = f"${100 - float(by[1:]):.2f}"
    sentence = f"The {{2.name}} is {{2.saves}} cheaper, a {said} difference."
    assert supported(sentence, cheaper(price, "$100.00", by)).ok is right


def test_a_size_of_anything_else_is_still_a_claim() -> None:
    plan = cheaper("$60.00", "$100.00", "$40.00")
    assert not supported("The big {2.name} is {2.saves} cheaper.", plan).ok


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The {2.name} is easier on your purse.", True),
        ("The {2.name} is kinder to the wallet than the {1.name}.", True),
        ("The {1.name} is easier on the wallet than the {2.name}.", False),
        ("The {2.name} is harder on the wallet than the {1.name}.", False),
        ("The {2.name} is easier.", False),
    ],
)
def test_easier_on_the_purse_is_cheaper(sentence: str, right: bool) -> None:
    plan = cheaper("$60.00", "$100.00", "$40.00")
    assert (supported(sentence, plan).ok and not conveys(sentence, plan)) is right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Its rating, {1.rating}, is the highest rating of the three.", True),
        ("The {1.name} is the highest rated of the three.", True),
        ("The {1.name} is the highest rating of the three.", False),
        ("The {1.name} is the lowest rated of the three.", False),
    ],
)
def test_the_highest_of_three(sentence: str, right: bool) -> None:
    slots = (Slot("1.name", "1 name"), Slot("1.rating", "1 rating: 4.6"))
    plan = SentencePlan("pick", "", ("1 is the best rated of 3 (4.6)",), slots)
    assert supported(sentence, plan).ok is right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The drying time of the {1.name} is {1.attr.drying_time}.", True),
        ("The weight of the {1.name} is {1.attr.drying_time}.", False),
        ("It has {1.attr.drying_time} of noise.", False),
        ("It has a drying time of {1.attr.drying_time}.", True),
    ],
)
def test_a_value_is_called_by_its_own_name(sentence: str, right: bool) -> None:
    slots = (Slot("1.name", "1 name"), Slot("1.attr.drying_time", "1 drying time: 3 h"))
    plan = SentencePlan("ask_value", "what about drying time", ("1 drying time: 3 h",), slots)
    assert supported(sentence, plan).ok is right
