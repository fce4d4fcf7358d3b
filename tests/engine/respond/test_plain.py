"""What is said where no wording held: short, but of the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.money import Money
from engine.products import Product
from engine.respond.observations import (
    Observation,
    Row,
    Wish,
    cheaper_than,
    cheapest,
    in_stock,
    like,
    nothing_meets,
    over_limit,
    same_in,
    wishes_met,
)
from engine.respond.plain import plain_line
from engine.respond.plan import step


def line(*observations: Observation) -> str:
    return plain_line(step("pick", "", *observations))


@pytest.mark.parametrize(
    ("met", "said"),
    [
        ([Wish("waterproof", "waterproof", "", "is"), Wish("hood", "hood", "", "has")], "is waterproof and has hood"),
        ([Wish("hiking", "use", "", "for"), Wish("no fur")], "is for hiking and has no fur"),
        ([Wish("under 900 g", "weight")], "weighs {1.attr.weight}"),
        ([Wish("skerry", "brand"), Wish("under $150")], "is from {1.brand} and is under {limit}"),
        ([Wish("nylon", "material"), Wish("cosy")], "is made of {1.attr.material} and fits what you said about cosy"),
        ([Wish("size 48")], "fits what you said: {wish.1}"),
    ],
)
def test_wishes_met_are_told_as_what_they_are(shelf: list[Product], met: Sequence[Wish], said: str) -> None:
    jacket = shelf[0]
    nylon = replace(jacket, attributes=(*jacket.attributes, replace(jacket.attributes[0], name="material", value="nylon", unit=None)))  # fmt: skip
    assert line(wishes_met(Row(1, nylon), list(met))) == f"The {{1.name}} {said}."


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        ([Wish("waterproof", "waterproof", "", "is")], "but it is not waterproof"),
        ([Wish("hood", "hood", "", "has"), Wish("no fur")], "but it has no hood, yet it does have fur"),
        ([Wish("city", "use", "", "for"), Wish("cosy")], "but not cosy, and it is not for city"),
        ([Wish("other", "brand", "Skerry")], "but it is from {1.brand}, not other"),
    ],
)
def test_what_is_missed_is_told_with_what_is_there_instead(
    shelf: list[Product], missed: Sequence[Wish], said: str
) -> None:
    assert line(wishes_met(Row(1, shelf[0]), [], list(missed))) == f"The {{1.name}} comes near, {said}."


def test_over_the_limit_keeps_what_is_met(shelf: list[Product]) -> None:
    over = over_limit(Row(1, shelf[0]), "$100", Money(2900, "USD"), [Wish("waterproof", "waterproof", "", "is")])
    assert line(nothing_meets([Wish("waterproof"), Wish("under $100")]), over) == (
        "Nothing here meets every wish. The {1.name} is waterproof, but is {1.over} over {limit}."
    )


def test_neighbours_say_what_they_share(shelf: list[Product]) -> None:
    one, two = Row(1, shelf[0]), Row(2, shelf[1])
    assert (
        line(like(two, one, ["same brand", "hood"]))
        == "The {2.name} is close to the {1.name}: the same brand and hood."
    )
    assert line(like(two, one, [])) == "The {2.name} is close to the {1.name}."
    assert line(in_stock(two, one, ["hood"])).endswith("the {2.name}, which shares this: hood.")


def test_a_rank_beside_the_wishes_is_told_too(shelf: list[Product]) -> None:
    hood = wishes_met(Row(1, shelf[0]), [Wish("hood", "hood", "", "has")])
    assert line(hood, cheapest(Row(1, shelf[0]), 3)) == "The {1.name} has hood and is the cheapest of these."


def test_what_is_the_same_and_what_it_costs_more_is_named(shelf: list[Product]) -> None:
    one, two = Row(1, shelf[0]), Row(2, shelf[1])
    assert line(same_in([one, two], ["hood", "color"])) == "They are the same in hood and color."
    assert line(like(two, one, []), cheaper_than(two, one)).endswith("the {1.name}; it is {2.saves} cheaper.")
    assert line(like(one, two, []), cheaper_than(two, one)).endswith("the {2.name}; the {2.name} is {2.saves} cheaper.")
