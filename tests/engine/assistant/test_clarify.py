"""Unclear words are answered with one short question: its chips are whole Actions, and it is never asked twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine import actions
from engine.actions import Action, Limits
from engine.assistant import Assistant
from engine.assistant.choices import choice_text
from engine.cancel import Cancel
from engine.catalogue import Catalogue
from engine.events import Choice, Clarify, Done, Event, Products, Suggestions, TextDelta, Understood
from engine.history import ShopperStore
from engine.language.assistant_model import Confidence, UnderstoodAction
from engine.language.calibration import Sureness
from engine.language.protocol import DialogueTurn
from engine.recommend import Recommender
from engine.respond.render import short_name
from engine.respond.responder import Responder
from engine.retrieval import Retriever

JACKET = actions.Search("rain jacket", Limits(must=("waterproof",)))
SURE, UNSURE = Sureness(0.97, 0.8), Sureness(0.4, 0.3)
STORE = actions.StoreQuestion("a spare one")
ASK = actions.Ask(2, "a spare one")
READINGS: dict[str, Action] = {"store": STORE, "ask": ASK, "search": actions.Search("spare")}


@dataclass
class Scripted:
    """Understands what it is told to; words outside its script are unclear between a store question and two others."""

    script: dict[str, Action]
    name: str = "scripted"
    sha256: str = "0" * 64
    seen: list[list[DialogueTurn]] = field(default_factory=list)
    decoded: list[str] = field(default_factory=list)

    def understand(self, turns: Sequence[DialogueTurn], cancel: Cancel | None = None) -> UnderstoodAction:
        self.seen.append(list(turns))
        found = self.script.get(turns[-1].say)
        if found is not None:
            return UnderstoodAction(found, Confidence(), 1, 0.0, kinds=((found.kind, 0.99),), sure=SURE)
        kinds = (("store", 0.42), ("ask", 0.33), ("search", 0.2), ("chat", 0.04))
        return UnderstoodAction(STORE, Confidence(), 1, 0.0, kinds=kinds, sure=UNSURE)

    def unclear(self, found: UnderstoodAction) -> bool:
        return found.sure == UNSURE

    def readings(
        self, turns: Sequence[DialogueTurn], kinds: Sequence[str], cancel: Cancel | None = None
    ) -> list[Action]:
        self.decoded += kinds
        return [READINGS[kind] for kind in kinds]

    def forget(self) -> None:
        pass


@pytest.fixture
def model() -> Scripted:
    return Scripted({"a rain jacket": JACKET, "is it warm?": actions.Ask(1), "thanks": actions.Chat("thanks")})


@pytest.fixture
def assistant(demo_file: Path, model: Any) -> Iterator[Assistant]:
    catalogue = Catalogue.open(demo_file)
    retriever = Retriever(catalogue, None)
    made = Assistant(catalogue, retriever, Recommender(catalogue, retriever), model, Responder(None), ShopperStore())
    yield made
    made.close()


def asked(events: list[Event]) -> Clarify | None:
    return next((e for e in events if isinstance(e, Clarify)), None)


def understood(events: list[Event]) -> Understood:
    return next(e for e in events if isinstance(e, Understood))


def test_unclear_words_are_asked_about_and_the_shelf_stays(assistant: Assistant, model: Scripted) -> None:
    list(assistant.turn("a rain jacket"))
    shown = assistant.session.shown
    events = list(assistant.turn("a spare one"))
    question = asked(events)
    assert question is not None and question.action == STORE and question.sure == UNSURE
    assert [c.action for c in question.choices] == [STORE, ASK, actions.Search("spare")]
    named = short_name(assistant.catalogue.products(shown[1:2])[0].title)
    assert [c.text for c in question.choices] == [
        "A question about the store", f"A question about the {named}", "Look for spare",
    ]  # fmt: skip
    assert not [e for e in events if isinstance(e, Understood | Products | Suggestions)]
    text = "".join(e.text for e in events if isinstance(e, TextDelta))
    assert text.count("?") == 1 and len(text.split()) < 15
    assert isinstance(events[-1], Done) and events[-1].spoken == text and events[-1].timings.first_word is not None
    assert assistant.session.shown == shown
    assert model.decoded == ["ask", "search"]  # the best reading is decoded once, and "chat" is too unlikely to offer


def test_clear_words_are_acted_on_without_another_decoding(assistant: Assistant, model: Scripted) -> None:
    events = list(assistant.turn("a rain jacket"))
    assert asked(events) is None and understood(events).sure == SURE
    assert len(model.seen) == 1 and model.decoded == []


@pytest.mark.parametrize("answer", ["2", "number 2", "the second one", "{words}", "{words}!"])
def test_a_choice_can_be_typed_by_number_or_words(assistant: Assistant, model: Scripted, answer: str) -> None:
    list(assistant.turn("a rain jacket"))
    question = asked(list(assistant.turn("a spare one")))
    assert question is not None
    before = len(model.seen)
    events = list(assistant.turn(answer.format(words=question.choices[1].text.lower())))
    assert understood(events).action == ASK and understood(events).sure is None
    assert len(model.seen) == before


def test_a_touched_choice_takes_the_place_of_the_unclear_words(assistant: Assistant) -> None:
    list(assistant.turn("a rain jacket"))
    question = asked(list(assistant.turn("a spare one")))
    assert question is not None
    chosen = question.choices[2]
    events = list(assistant.turn_from(chosen.action, say=chosen.text))
    assert understood(events).action == actions.Search("spare")
    assert [(t.say, t.action) for t in assistant.session.turns] == [
        ("a rain jacket", JACKET), ("a spare one", actions.Search("spare")),
    ]  # fmt: skip


def test_an_unclear_answer_is_taken_at_its_best_guess(assistant: Assistant) -> None:
    assert asked(list(assistant.turn("a spare one")))
    events = list(assistant.turn("the other one then"))
    assert asked(events) is None
    assert understood(events).action == actions.StoreQuestion("the other one then")
    assert asked(list(assistant.turn("and another one"))) is not None


def test_other_words_after_a_question_are_a_turn_of_their_own(assistant: Assistant, model: Scripted) -> None:
    list(assistant.turn("a spare one"))
    events = list(assistant.turn("a rain jacket"))
    assert understood(events).action == JACKET
    assert [t.say for t in model.seen[-1]] == ["a spare one", "a rain jacket"]


def test_a_number_means_a_product_again_once_the_question_is_answered(assistant: Assistant, model: Scripted) -> None:
    list(assistant.turn("a spare one"))
    list(assistant.turn("thanks"))
    list(assistant.turn("2"))
    assert model.seen[-1][-1].say == "2"


def test_the_end_of_a_session_forgets_the_question(assistant: Assistant) -> None:
    list(assistant.turn("a spare one"))
    assistant.end_session()
    assert assistant.session.asked is None


def test_going_back_is_offered_only_where_there_is_something_before(
    assistant: Assistant, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READINGS, "ask", actions.Back())
    question = asked(list(assistant.turn("a spare one")))
    assert question is not None and actions.Back() not in [c.action for c in question.choices]


@pytest.mark.parametrize(
    ("action", "say", "text"),
    [
        (
            actions.Search("boots", Limits(("waterproof", "size 42"), ("leather",), price_max=50)),
            "waterproof boots under 50, size 42, no leather",
            "Look for waterproof boots, size 42, no leather, under $50",
        ),
        (
            actions.Search("drill", Limits(("18v", "two batteries", "light", "quiet"), brand="bosch")),
            "a bosch one",
            "Look for drill, bosch, 18v, two batteries, \u2026",
        ),
        (actions.Search(), "hm", ""),
        (actions.Search("", Limits(sort="price_asc")), "cheap", "Look for cheapest first"),
        (actions.GoesWith(2, Limits(("red",))), "a red one for it", "What goes with number 2, red"),
        (actions.Compare((1, 3)), "1 or 3", "Compare number 1 and number 3"),
        (actions.Ask(1), "is it", "A question about number 1"),
        (actions.Compare(), "which is lightest", "Compare what is shown"),
        (actions.Decline("offtopic"), "the weather", "Something outside the store"),
        (actions.Decline("unsafe"), "it smells of gas", "Something that may be dangerous"),
    ],
)  # fmt: skip
def test_a_chip_says_the_whole_action_in_plain_words(action: Action, say: str, text: str) -> None:
    assert choice_text(action, say, "USD") == text


def test_every_kind_of_action_has_words(assistant: Assistant) -> None:
    some = [actions.Chat(r) for r in actions.CHAT_REASONS] + [actions.Decline(r) for r in actions.DECLINE_REASONS]
    for action in [*some, *(t() for t in actions.ACTION_TYPES if t is not actions.Search)]:
        assert Choice(choice_text(action, "hm", "USD"), action).text
