"""What stands on the screen can be paged, gone back from, and pointed at."""

from __future__ import annotations

from dataclasses import replace

from engine import actions
from engine.actions import Limits
from engine.assistant.chips import wish_chips, without
from engine.assistant.session import PAGE, Session, Shelf
from engine.assistant.suggestions import suggestions
from engine.retrieval import MatchedTerm


def _shelf(query: str, count: int) -> Shelf:
    return Shelf(actions.Search(query), tuple(f"{query}{n}" for n in range(count)), count)


def test_places_count_from_one_and_end_with_the_page() -> None:
    session = Session()
    session.put(_shelf("a", 9))
    assert (
        session.at(1) == "a0"
        and session.at(PAGE) == f"a{PAGE - 1}"
        and session.at(PAGE + 1) is None
        and session.at(0) is None
    )
    assert session.place_of("a2") == 3


def test_more_shows_the_rest_once() -> None:
    session = Session()
    session.put(_shelf("a", 9))
    assert session.turn_page() and session.shown == ("a6", "a7", "a8")
    assert not session.turn_page() and session.shown == ("a6", "a7", "a8")


def test_back_returns_to_the_wish_before_and_ends_at_the_first() -> None:
    session = Session()
    session.put(_shelf("a", 2))
    session.put(_shelf("b", 2))
    shelf = session.go_back()
    assert shelf is not None and shelf.action == actions.Search("a")
    assert session.go_back() is None and session.shown == ("a0", "a1")


WISH = actions.Search(
    "jacket",
    Limits(
        must=("waterproof", "zorbed"), must_not=("wool",), brand="Skerry", price_max=150, sort="rating", in_stock=True
    ),
)


def test_every_part_of_a_wish_is_a_chip_and_what_was_not_understood_is_hollow() -> None:
    terms = [
        MatchedTerm("must", "waterproof", "waterproof", ("yes",), True),
        MatchedTerm("must", "zorbed", None, (), False),
        MatchedTerm("brand", "Skerry", "brand", ("Skerry",), True),
    ]
    chips = wish_chips(WISH, terms, "USD")
    assert [c.text for c in chips] == [
        "jacket",
        "waterproof",
        "zorbed",
        "no wool",
        "Skerry",
        "under $150",
        "in stock",
        "best rated first",
    ]
    assert [c.text for c in chips if not c.understood] == ["zorbed", "no wool"]


def test_each_chip_can_be_taken_away_alone() -> None:
    for chip in wish_chips(WISH, [], "USD"):
        left = without(WISH, chip)
        texts = [c.text for c in wish_chips(left, [], "USD")]
        assert chip.text not in texts
        assert len(texts) == 7


def test_taking_away_the_type_leaves_a_recommendation_within_the_limits() -> None:
    chip = wish_chips(WISH, [], "USD")[0]
    assert without(WISH, chip) == actions.Recommend(WISH.limits)


def test_an_empty_shelf_offers_what_to_relax() -> None:
    said = suggestions(replace(WISH), [], restable=False)
    assert "any brand" in said and "price doesn't matter" in said and len(said) <= 4
