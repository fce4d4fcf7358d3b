"""Whether a sentence says what it is there for."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.respond.conveys import conveys


@pytest.mark.parametrize(
    ("sentence", "unsaid"),
    [
        ("Many match; which do you need?", True),
        ("Many match; would you like it in green or in red?", False),
        ("Many match; which color do you need?", False),
        ("There are many of them. Is it green, red you want?", True),
        ("There are many of them. Is it green, red or another color?", False),
    ],
)
def test_a_question_back_names_what_it_asks_by(sentence: str, unsaid: bool) -> None:
    plan = SentencePlan("clarify", "tape", ("many products match; they split most by: color (Green, Red)",))
    assert bool(conveys(sentence, plan)) is unsaid


@pytest.mark.parametrize(
    ("sentence", "unsaid"),
    [
        ("The {1.name} has the highest max load of the two, {1.attr.max_load}.", True),
        ("The {1.name} is for senior cats and has the highest max load of the two.", False),
        ("The {1.name} is all you asked for, with the highest max load of the two.", False),
    ],
)
def test_a_rank_does_not_pass_over_the_wish(sentence: str, unsaid: bool) -> None:
    told = ("1 meets: senior cats", "1 has the highest max load of 2 (55 kg)")
    slots = (Slot("1.name", "1 name"), Slot("1.attr.max_load", "1 max load: 55 kg"))
    assert bool(conveys(sentence, SentencePlan("pick", "a cat tree for senior cats", told, slots))) is unsaid


def test_a_question_back_asks() -> None:
    plan = SentencePlan("clarify", "something nice", ("no product named",))
    assert conveys("I'd rather not, because nothing comes in this store.", plan)
    assert not conveys("Which of them do you mean?", plan)
    assert not conveys("Tell me which of them you mean.", plan)


@pytest.mark.parametrize("limit", ["€50", "500 SEK", "1,200.50 PLN"])
def test_a_limit_is_told_by_the_price_in_any_currency(limit: str) -> None:
    plan = SentencePlan(
        "pick", "a lamp", (f"1 meets: under {limit}", "1 is the cheapest of 2"), (Slot("1.name", "1 name"),)
    )
    assert not conveys("The {1.name} costs {1.price} and is the cheapest of the two.", plan)
    assert conveys("The {1.name} is the cheapest of the two.", plan)


def test_an_amount_is_told_by_the_value_in_its_unit() -> None:
    told = ("1 meets: under 90 cm", "1 is the cheapest of 2")
    slots = (Slot("1.name", "1 name"), Slot("1.attr.width", "1 width: 65 cm"), Slot("1.attr.weight", "1 weight: 6 kg"))
    plan = SentencePlan("pick", "sideboard, under 90 cm", told, slots)
    assert not conveys("The {1.name} is {1.attr.width} wide and the cheapest of the two.", plan)
    assert conveys("The {1.name} weighs {1.attr.weight} and is the cheapest of the two.", plan)


def test_each_point_in_which_two_are_alike_is_told() -> None:
    plan = SentencePlan("compare", "compare 1 and 2", ("same: material, color, weight",))
    assert conveys("The {1.name} and the {2.name} are the same in material and color.", plan) != ()
    assert conveys("The {1.name} and the {2.name} share material, color and weight.", plan) == ()
