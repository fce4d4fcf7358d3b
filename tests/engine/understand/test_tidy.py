"""An Action says a thing once."""

from __future__ import annotations

from engine.actions import Ask, Compare, Limits, Search, Similar
from engine.understand.tidy import tidied


def test_a_wish_is_said_once_and_in_its_first_place() -> None:
    action = Search("jacket", Limits(("red", "warm", "Red"), ("wool", "wool")))
    assert tidied(action) == Search("jacket", Limits(("red", "warm"), ("wool",)))


def test_what_is_excluded_is_not_wished_for_and_a_maker_is_no_property() -> None:
    action = Similar(2, Limits(("vanilla", "bosch", "sweet"), ("vanilla",), "bosch"))
    assert tidied(action) == Similar(2, Limits(("sweet",), ("vanilla",), "bosch"))


def test_a_minimum_above_the_maximum_goes() -> None:
    assert tidied(Search("drill", Limits(price_min=100, price_max=50))) == Search("drill", Limits(price_max=50))
    assert tidied(Search("drill", Limits(price_min=50, price_max=50))) == Search(
        "drill", Limits(price_min=50, price_max=50)
    )


def test_other_actions_are_left_alone() -> None:
    assert tidied(Ask(1, "is it")) == Ask(1, "is it")
    assert tidied(Search("drill")) == Search("drill")


def test_a_product_is_compared_once() -> None:
    assert tidied(Compare((2, 1, 2, 2))) == Compare((2, 1))


def test_a_property_loses_its_article() -> None:
    action = tidied(Search("jacket", Limits(("a hood", "hood", "my dad", "a few pockets"), ("the zip",))))
    assert action == Search("jacket", Limits(("hood", "dad", "a few pockets"), ("zip",)))


def test_what_is_wished_away_is_excluded() -> None:
    wished = (
        "fat",
        "no stone",
        "without any salt",
        "no heavier than 2 kg",
        "no pull",
        "no tools needed",
        "no leather",
        "no wider than 9 cm",
    )
    assert tidied(Search("olives", Limits(wished))) == Search(
        "olives",
        Limits(
            ("fat", "no heavier than 2 kg", "no pull", "no tools needed", "no wider than 9 cm"),
            ("stone", "salt", "leather"),
        ),
    )
