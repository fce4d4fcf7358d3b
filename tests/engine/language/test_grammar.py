"""What the model may write: nothing that nobody said, no product that is not shown, no digit in a sentence."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

llguidance = pytest.importorskip("llguidance")

from engine.actions import Limits, Search, Similar
from engine.language import protocol
from engine.language.assistant_model import AssistantModel
from engine.language.grammar import action_grammar, sentence_grammar
from engine.language.protocol import DialogueTurn

Accepts = Callable[[str, str], bool]


@pytest.fixture(scope="session")
def accepts(tiny: AssistantModel) -> Accepts:
    def check(grammar: str, text: str) -> bool:
        matcher = tiny._matcher(grammar)
        ids = tiny._tokenizer.encode(text).ids
        return bool(matcher.try_consume_tokens(ids) == len(ids) and matcher.is_accepting())

    return check


def said(*texts: str, shown: int = 3) -> Sequence[DialogueTurn]:
    return [DialogueTurn(text, shown) for text in texts]


JAM = said("Hausgemachte plum jam, under twenty (not too sweet)", shown=3)


@pytest.mark.parametrize(
    "text",
    [
        "<search> hausgemachte plum jam<max>20",
        "<search> jam<must> hausgemachte<must> plum<not> too sweet<sort> cheapest<stock>",
        "<search>",
        "<ask>3",
        "<compare>1,3",
        "<compare>",
        "<similar>2<max>20",
        "<goes_with>1<must> plum",
        "<recommend><max>20",
        "<list>1",
        "<more>",
        "<back>",
        "<store>",
        "<chat> greeting",
        "<decline> instructions",
    ],
)
def test_what_was_said_may_be_written(accepts: Accepts, text: str) -> None:
    assert accepts(action_grammar(JAM), text)


@pytest.mark.parametrize(
    "text",
    [
        "<search> husgemachte jam",  # misspelled
        "<search> strawberry jam",  # nobody said strawberry
        "<search> plum jam hausgemachte",  # not in this order
        "<search> pl",  # half a word
        "<search> jam,",  # the comma is not part of it
        "<search> ",
        "<search>  jam",
        "<search> jam<max>30",  # no such amount
        "<search> jam<max>",
        "<search> jam<not> plum<must> jam",  # out of order
        "<ask>4",  # three are shown
        "<ask>0",
        "<ask>",
        "<ask>1<must> plum",
        "<compare>1,",
        "<chat> sarcasm",
        "jam",
        "<max>20",
    ],
)
def test_what_was_not_said_cannot_be_written(accepts: Accepts, text: str) -> None:
    assert not accepts(action_grammar(JAM), text)


@pytest.mark.parametrize("text", ["<ask>1", "<compare>", "<similar>1", "<goes_with>1", "<list>1", "<more>"])
def test_with_an_empty_shelf_nothing_can_be_asked_of_it(accepts: Accepts, text: str) -> None:
    assert not accepts(action_grammar(said("what about it", shown=0)), text)
    assert accepts(action_grammar(said("what about it", shown=0)), "<search> it")


@pytest.mark.parametrize("words", ["", "...", "👍", "?!", "<search> <p1>"])
@pytest.mark.parametrize("shown", [0, 9, 40])
def test_words_without_a_word_still_leave_an_action(accepts: Accepts, words: str, shown: int) -> None:
    assert accepts(action_grammar(said(words, shown=shown)), "<chat> ack")


def test_earlier_turns_and_earlier_actions_may_be_copied(accepts: Accepts) -> None:
    touched = Search("tea", Limits(must=("loose leaf",), brand="Ahmad", price_max=12.5))
    turns = [DialogueTurn("something warm to drink", 0, touched), DialogueTurn("without caffeine", 6)]
    assert accepts(action_grammar(turns), "<search> tea<must> loose leaf<not> caffeine<brand> ahmad<max>12.50")
    assert not accepts(action_grammar(turns), "<search> tea<max>12")


@pytest.mark.parametrize("shown", [0, 2])
def test_a_refinement_may_keep_a_product_that_is_no_longer_shown(accepts: Accepts, shown: int) -> None:
    grammar = action_grammar([DialogueTurn("more like the fourth", 5, Similar(4)), DialogueTurn("in red", shown)])
    assert accepts(grammar, "<similar><same><must> red")
    assert not accepts(grammar, "<goes_with><same><must> red")
    assert not accepts(grammar, "<similar>3<must> red")
    assert accepts(grammar, "<similar>2<must> red") == (shown == 2)


COAT = DialogueTurn("warm coat under 90", 0, Search("coat", Limits(must=("warm",), price_max=90)))


@pytest.mark.parametrize(
    "text",
    [
        "<search><same>",
        "<search><same><must> red",
        "<search><same><drop> warm",
        "<search><same><must> red<drop><max><drop> warm",
        "<search><same><max>90",
        "<search> red",
    ],
)
def test_a_wish_goes_on_with_what_changes(accepts: Accepts, text: str) -> None:
    assert accepts(action_grammar([COAT, DialogueTurn("red instead", 4)]), text)


@pytest.mark.parametrize(
    "text",
    [
        "<search><same> red",  # a subject of its own starts anew
        "<search><same><drop>",
        "<search><same><drop> coat",  # the subject is no entry
        "<search><same><drop> red",  # never held
        "<search><same><drop><brand>",  # not set
        "<search><same><drop> warm<must> red",  # out of order
        "<search><drop> warm",  # from what?
        "<recommend><same>",  # no such wish stands
    ],
)
def test_only_what_a_wish_holds_is_dropped(accepts: Accepts, text: str) -> None:
    assert not accepts(action_grammar([COAT, DialogueTurn("red instead", 4)]), text)


def test_a_span_does_not_run_from_one_turn_into_the_next(accepts: Accepts) -> None:
    turns = said("a lamp", "red please")
    assert accepts(action_grammar(turns), "<search> lamp<must> red")
    assert not accepts(action_grammar(turns), "<search> lamp red")


@pytest.mark.parametrize("text", ["The<p1> weighs just<p2>.", "Das größte, “schönste” — it’s.", "<p2>", "Yes, it is."])
def test_a_sentence_holds_words_and_its_own_slots(accepts: Accepts, text: str) -> None:
    assert accepts(sentence_grammar(2), text)


@pytest.mark.parametrize(
    "text",
    [
        "It weighs 3 g.",
        "The<p3> is.",
        "{1.name}",
        "<search>",
        "Half ½",
        "See [1].",
        "٣",
        "",
        "two  spaces",
        "The <p1>.",
        "It is. ",
    ],
)
def test_a_sentence_holds_no_digit_and_no_other_slot(accepts: Accepts, text: str) -> None:
    assert not accepts(sentence_grammar(2), text)


def test_a_sentence_without_slots_is_words_only(accepts: Accepts) -> None:
    assert accepts(sentence_grammar(0), "Happy to help.")
    assert not accepts(sentence_grammar(0), "The<p1>.")
    assert accepts(sentence_grammar(len(protocol.SLOTS)), "The<p12>.")
