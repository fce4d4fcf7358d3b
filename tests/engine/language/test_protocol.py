"""What changes in a wish is written, and read back as the whole wish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.actions import Action, Ask, Back, GoesWith, Limits, Recommend, Search, Similar
from engine.language.protocol import DialogueTurn, action_text, dialogue_prompt, parse_action, standing

JACKET = Search("jacket", Limits(must=("waterproof", "M"), must_not=("hood",), brand="Vaude", price_max=150))


def after(*said: Action) -> list[DialogueTurn]:
    return [DialogueTurn("…", 3, action) for action in said]


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (JACKET, "<search><same>"),
        (
            Search("jacket", Limits(("waterproof", "L"), ("hood",), "Vaude", price_max=150)),
            "<search><same><must> l<drop> m",
        ),
        (Search("jacket", Limits(("waterproof", "M"), (), price_min=20, price_max=90)), "<search><same><min>20<max>90<drop> hood<drop><brand>"),
        (Search("jacket", Limits(("waterproof", "M", "hood"), (), "Vaude", price_max=150)), "<search><same><must> hood<drop> hood"),
        (Search("jacket"), "<search><same><drop> waterproof<drop> m<drop> hood<drop><brand><drop><max>"),
        (Search("JACKET", JACKET.limits), "<search><same>"),
        (Search("rain jacket", Limits(("waterproof",))), "<search> rain jacket<must> waterproof"),
        (Recommend(Limits(price_max=20)), "<recommend><max>20"),
        (Ask(2, "…"), "<ask>2"),
    ],
)  # fmt: skip
def test_a_wish_is_written_as_what_changes(action: Action, text: str) -> None:
    wishes = standing(after(JACKET))
    assert action_text(action, wishes) == text
    read = parse_action(text, "…", wishes)
    assert action_text(read) == action_text(action)


def test_a_sort_and_the_stock_can_go() -> None:
    wishes = standing(after(Search("tea", Limits(sort="price_asc", in_stock=True))))
    assert action_text(Search("tea", Limits(sort="rating")), wishes) == "<search><same><sort> best<drop><stock>"
    assert parse_action("<search><same><drop><sort><drop><stock>", "", wishes) == Search("tea")


def test_words_go_on_with_the_last_search_or_the_last_wish_of_all() -> None:
    goes_with = GoesWith(1, Limits(must=("red",)))
    assert standing(after(JACKET, goes_with)) == {"search": JACKET, "goes_with": goes_with}
    assert standing(after(JACKET, Similar(2), Ask(1, "…"), Search("tea"))) == {"search": Search("tea")}
    assert standing(after(JACKET, Search("tea"), Back())) == {"search": JACKET}
    assert standing(after(JACKET, Back())) == {"search": JACKET}
    assert standing([]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "<search><same> jacket",
        "<recommend><same>",
        "<search> tea<drop> m",
        "<search><same><drop> m<must> l",
        "<ask><same>",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"wish|place|order|item"):
        parse_action(text, "", standing(after(JACKET)))


def test_a_dialogue_that_is_cut_begins_with_a_whole_wish() -> None:
    red = Search("jacket", Limits((*JACKET.limits.must, "red"), ("hood",), "Vaude", price_max=150))
    turns = [*after(JACKET, red), DialogueTurn("in blue", 3)]
    assert "<search><same><must> red" in dialogue_prompt(turns)
    whole = "<search> jacket<must> waterproof<must> m<must> red<not> hood"
    assert whole in dialogue_prompt(turns[1:])


TEXTS = st.lists(st.sampled_from(["red", "size 4", "wool", "for dad", "2 l"]), unique=True, max_size=4).map(tuple)
PRICES = st.none() | st.sampled_from([5.0, 12.5, 80.0])


@st.composite
def wishes_said(draw: st.DrawFn) -> Search:
    must = draw(TEXTS)
    must_not = tuple(t for t in draw(TEXTS) if t not in must)
    sort = draw(st.sampled_from(["relevance", "price_asc", "newest"]))
    brand = draw(st.none() | st.sampled_from(["Lego", "A & B"]))
    return Search("thing", Limits(must, must_not, brand, draw(PRICES), draw(PRICES), sort, draw(st.booleans())))


@given(wishes_said(), wishes_said())
def test_any_change_reads_back(before: Search, now: Search) -> None:
    wishes = standing(after(before))
    read = parse_action(action_text(now, wishes), "", wishes)
    assert isinstance(read, Search)
    assert set(read.limits.must) == set(now.limits.must) and set(read.limits.must_not) == set(now.limits.must_not)
    kept = ("price_min", "price_max", "sort", "in_stock")
    assert [getattr(read.limits, k) for k in kept] == [getattr(now.limits, k) for k in kept]
    assert (read.limits.brand or "").lower() == (now.limits.brand or "").lower()
