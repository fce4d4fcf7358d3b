"""Every Action does what it says on the demo store, and whatever a turn says in figures stands in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

import pytest

from engine import actions
from engine.actions import Action, Limits
from engine.assistant import Assistant
from engine.cancel import Cancel
from engine.events import (
    Comparison,
    Done,
    Event,
    Facets,
    Facts,
    Failed,
    Listed,
    Products,
    Suggestions,
    TextDelta,
    Understood,
)
from engine.facets import refined
from engine.typeahead import QuestionMatch

E = TypeVar("E")

JACKET = actions.Search("rain jacket", Limits(must=("waterproof",), price_max=150))


def run(assistant: Assistant, action: Action, say: str = "") -> list[Event]:
    return list(assistant.turn_from(action, say=say or action.kind))


def one(events: list[Event], kind: type[E]) -> E:
    found = [e for e in events if isinstance(e, kind)]
    assert len(found) == 1, f"{len(found)} {kind.__name__} in {events}"
    return found[0]


def text_of(events: list[Event]) -> str:
    return "".join(e.text for e in events if isinstance(e, TextDelta))


def test_events_come_in_the_order_the_screen_needs(assistant: Assistant) -> None:
    events = run(assistant, JACKET)
    kinds = [type(e) for e in events]
    assert kinds[0] is Understood and kinds[1] is Products and kinds[-1] is Done
    assert kinds.index(Products) < kinds.index(TextDelta) < kinds.index(Suggestions)
    timings = one(events, Done).timings
    assert (
        timings.retrieve is not None
        and timings.first_word is not None
        and timings.retrieve <= timings.first_word <= timings.total
    )


def test_a_search_keeps_to_its_limits(assistant: Assistant) -> None:
    cards = one(run(assistant, JACKET), Products).cards
    assert len(cards) >= 3
    for card in cards:
        assert card.product.kind == "rain jacket" and card.product.price.major <= 150
        assert card.product.attribute("waterproof").value is True  # type: ignore[union-attr]


def test_an_impossible_wish_names_what_was_let_go_and_shows_the_nearest(assistant: Assistant) -> None:
    events = run(assistant, actions.Search("rain jacket", Limits(price_max=5)))
    shelf = one(events, Products)
    assert shelf.cards and shelf.relaxed
    assert all("under $5" in c.misses for c in shelf.cards)


def test_what_is_sold_out_never_comes_first_nor_says_available(assistant: Assistant) -> None:
    for kind in ("rain jacket", "headphones", "coffee maker", "tent", "desk lamp", "city bike"):
        cards = one(run(assistant, actions.Search(kind)), Products).cards
        available = [c.product.available for c in cards]
        assert available == sorted(available, reverse=True)
        assert all(c.why == "Sold out" for c in cards if not c.product.available)


def test_more_goes_on_and_back_returns(assistant: Assistant) -> None:
    first = one(run(assistant, actions.Search("t-shirt")), Products).cards
    rest = one(run(assistant, actions.More()), Products).cards
    assert not {c.product.id for c in first} & {c.product.id for c in rest}
    run(assistant, actions.Search("tent"))
    events = run(assistant, actions.Back())
    assert all(c.product.kind == "t-shirt" for c in one(events, Products).cards)


def test_a_result_comes_with_what_it_can_be_narrowed_by_and_a_touch_on_it_is_a_turn(assistant: Assistant) -> None:
    events = run(assistant, actions.Search("t-shirt"))
    facets = one(events, Facets)
    shelf = one(events, Products)
    assert facets.total == shelf.total > 0 and facets.action == actions.Search("t-shirt")
    assert events.index(shelf) < events.index(facets)
    for facet in facets.facets:
        value = facet.values[0]
        narrowed = run(assistant, refined(facets.action, value), value.text)
        assert one(narrowed, Products).total == value.count
        chips = {(c.slot, c.value) for c in one(narrowed, Understood).chips if c.understood}
        assert (value.slot, value.value) in chips or value.slot.startswith("price") or value.slot == "in_stock"


def test_facets_stay_with_their_shelf(assistant: Assistant) -> None:
    first = one(run(assistant, actions.Search("t-shirt")), Facets)
    assert one(run(assistant, actions.More()), Facets) == first
    run(assistant, actions.Search("tent"))
    assert one(run(assistant, actions.Back()), Facets) == first


def test_what_was_let_go_is_no_part_of_a_narrower_wish(assistant: Assistant) -> None:
    events = run(assistant, actions.Search("rain jacket", Limits(price_max=5)))
    facets = one(events, Facets)
    assert facets.action == actions.Search("rain jacket")
    value = facets.facets[0].values[0]
    after = one(run(assistant, refined(facets.action, value)), Products)
    assert (after.total, after.relaxed) == (value.count, ())


def test_what_was_asked_is_suggested_until_the_guest_is_done(assistant: Assistant) -> None:
    list(assistant.turn("waterproof tent"))
    run(assistant, actions.Search("tent"), "a touched tent")
    asked = [m.text for m in assistant.suggest("ten").matches if isinstance(m, QuestionMatch)]
    assert asked == ["waterproof tent"]  # what was touched was not said
    assistant.end_session()
    assert not [m for m in assistant.suggest("ten").matches if isinstance(m, QuestionMatch)]
    assert "waterproof tent" not in repr(assistant.session)


def test_suggestions_may_be_asked_for_while_an_answer_is_given(assistant: Assistant) -> None:
    turn = assistant.turn_from(JACKET, say="jackets")
    seen: list[Event] = []
    for event in turn:
        assert assistant.suggest("ten").matches
        seen.append(event)
    alone = run(assistant, JACKET, "jackets")
    assert [type(e) for e in seen] == [type(e) for e in alone]
    assert one(seen, Products) == one(alone, Products)


def test_compare_builds_its_table_from_rows(assistant: Assistant) -> None:
    cards = one(run(assistant, JACKET), Products).cards
    table = one(run(assistant, actions.Compare((1, 2))), Comparison)
    assert [p.id for p in table.products] == [c.product.id for c in cards[:2]]
    price = next(r for r in table.rows if r.label == "price")
    assert price.values == tuple(str(c.product.price) for c in cards[:2])


def test_compare_without_items_takes_what_is_shown(assistant: Assistant) -> None:
    run(assistant, JACKET)
    assert len(one(run(assistant, actions.Compare()), Comparison).products) >= 3


def test_a_question_is_answered_from_the_row_or_not_at_all(assistant: Assistant) -> None:
    run(assistant, JACKET)
    said = text_of(run(assistant, actions.Ask(1, "how heavy is it?"), "how heavy is it?"))
    weight = assistant.catalogue.products(assistant.session.shown[:1])[0].attribute("weight")
    assert weight is not None and weight.text in said
    unknown = text_of(run(assistant, actions.Ask(1, "does it glow in the dark?"), "does it glow in the dark?"))
    assert "doesn't say" in unknown


def test_goes_with_and_similar_leave_out_their_source_and_the_sold_out(assistant: Assistant) -> None:
    for action in (actions.GoesWith(1), actions.Similar(1)):
        shelf = one(run(assistant, JACKET), Products)
        found = one(run(assistant, action), Products).cards
        assert found
        assert shelf.cards[0].product.id not in {c.product.id for c in found}
        assert all(c.product.available for c in found)


def test_like_it_but_cheaper_begins_with_its_own_type(assistant: Assistant) -> None:
    first = one(run(assistant, JACKET), Products).cards[0].product
    cards = one(run(assistant, actions.Similar(1, Limits(sort="price_asc"))), Products).cards
    own = [c.product.kind == first.kind for c in cards]
    assert own[0] and own == sorted(own, reverse=True)
    prices = [c.product.price.minor for c, mine in zip(cards, own, strict=True) if mine]
    assert prices == sorted(prices)


def test_recommend_says_popular_until_there_is_a_taste(assistant: Assistant) -> None:
    cards = one(run(assistant, actions.Recommend()), Products).cards
    assert all(c.why.startswith(("Popular", "Best-selling")) for c in cards)
    assert len({c.product.kind for c in cards}) >= 3


def test_tell_me_more_tells_what_the_description_says(assistant: Assistant) -> None:
    product = one(run(assistant, JACKET), Products).cards[1].product
    said = text_of(run(assistant, actions.Ask(2, "the second one, tell me more"), "the second one, tell me more"))
    assert product.description.split(".")[0] in said


def test_one_place_named_thrice_is_compared_with_what_is_shown(assistant: Assistant) -> None:
    shelf = one(run(assistant, JACKET), Products).cards
    compared = one(run(assistant, actions.Compare((1, 1, 1))), Comparison).products
    assert [p.id for p in compared] == [c.product.id for c in shelf[: len(compared)]]
    assert len(compared) > 1


def test_a_recommendation_fits_its_words(assistant: Assistant) -> None:
    wish = actions.Recommend(Limits(must=("kid", "game"), price_max=60))
    cards = one(run(assistant, wish), Products).cards
    assert cards[0].product.kind == "board game"
    assert len({c.product.kind for c in cards}) >= 2
    assert all(c.product.price.major <= 60 for c in cards)
    assert "game" in cards[0].why.lower()


def test_the_list_takes_what_stands_at_the_place(assistant: Assistant) -> None:
    cards = one(run(assistant, JACKET), Products).cards
    assert one(run(assistant, actions.AddToList(2)), Listed).product.id == cards[1].product.id
    assert [p.id for p in assistant.shopping_list()] == [cards[1].product.id]


def test_a_store_question_is_answered_with_the_document(assistant: Assistant) -> None:
    events = run(assistant, actions.StoreQuestion("what is your return policy?"), "what is your return policy?")
    assert "30" in text_of(events) or "return" in text_of(events).lower()
    assert one(events, Done).cancelled is False


@pytest.mark.parametrize(
    "action",
    [
        actions.Chat("greeting"),
        actions.Decline("unsafe"),
        actions.Ask(3, "is it warm"),
        actions.Compare((1, 2)),
        actions.AddToList(4),
        actions.More(),
        actions.Back(),
        actions.Similar(2),
        actions.GoesWith(1),
    ],
)
def test_nothing_shown_is_no_reason_to_fail(assistant: Assistant, action: Action) -> None:
    events = run(assistant, action)
    assert not [e for e in events if isinstance(e, Failed)]
    assert text_of(events)


def test_every_figure_and_name_in_a_reply_is_a_fact_of_a_row(assistant: Assistant) -> None:
    for action in (
        JACKET,
        actions.Compare((1, 2)),
        actions.Ask(1, "how heavy is it?"),
        actions.GoesWith(1),
        actions.Recommend(),
    ):
        events = run(assistant, action)
        said = text_of(events)
        facts = [e for e in events if isinstance(e, Facts)][-1].spans
        for fact in facts:
            assert said[fact.start : fact.end] == fact.value
        for digit in re.finditer(r"\d", said):
            assert any(f.start <= digit.start() < f.end for f in facts), said


def test_a_cancelled_turn_ends_at_once_and_says_so(assistant: Assistant) -> None:
    cancel = Cancel()
    events: list[Event] = []
    turn: Iterator[Event] = assistant.turn_from(JACKET, cancel)
    for event in turn:
        events.append(event)
        cancel.cancel()
    assert one(events, Done).cancelled
    assert not [e for e in events if isinstance(e, TextDelta)]


def test_a_guest_leaves_nothing(assistant: Assistant) -> None:
    run(assistant, JACKET)
    assistant.add_to_list(assistant.session.shown[0])
    assistant.end_session()
    assert assistant.session.turns == [] and assistant.shopping_list() == () and assistant.history.events() == ()
