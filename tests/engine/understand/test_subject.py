"""A product type that the shopper names is not lost in the wish before it."""

from __future__ import annotations

from engine import actions
from engine.actions import Limits
from engine.understand.subject import Subjects

SUBJECTS = Subjects(["frying pan", "headphones", "tent", "laptop", "backpack"])


def test_types_are_found_whatever_their_ending() -> None:
    assert SUBJECTS.named("two frying pans and a TENT, please") == {"frying pan", "tent"}
    assert SUBJECTS.named("something for the pan") == set()


def test_a_new_type_after_what_goes_with_it_is_a_new_wish() -> None:
    before = actions.GoesWith(1)
    assert SUBJECTS.left_behind("quiet headphones", before, actions.GoesWith(1, Limits(must=("quiet headphones",))))
    assert not SUBJECTS.left_behind("under 40", before, actions.GoesWith(1, Limits(price_max=40)))
    assert not SUBJECTS.left_behind(
        "a tent to go with it", actions.Search("stove"), actions.GoesWith(1, Limits(must=("tent",)))
    )


def test_a_type_dropped_from_a_search_is_missed_and_one_held_as_a_property_is_not() -> None:
    before = actions.Search("backpack")
    assert SUBJECTS.left_behind("laptop under 200", before, actions.Search("backpack", Limits(price_max=200)))
    assert not SUBJECTS.left_behind("for my laptop", before, actions.Search("backpack", Limits(must=("laptop",))))
    held = actions.Search("backpack", Limits(must=("laptop",)))
    assert SUBJECTS.left_behind("a laptop under 200", before, held)
    assert SUBJECTS.left_behind("laptop under 200", actions.Search("headphones"), actions.Search("tent"))
    assert not SUBJECTS.left_behind("tent", before, actions.Search("tent"))
    assert not SUBJECTS.left_behind("tent", None, actions.Search("tent"))
    assert SUBJECTS.left_behind("a tent", None, actions.Search("robot"))
