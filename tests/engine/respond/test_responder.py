"""A whole reply, with a model that words well, badly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from engine import actions
from engine.cancel import Cancel, Cancelled
from engine.events import Fact, Facts, TextDelta
from engine.language.protocol import SentencePlan
from engine.products import Product, StoreDocument
from engine.respond.observations import Wish
from engine.respond.responder import Responder, hyphened
from engine.respond.situation import Evidence, Judged, Situation


@dataclass(frozen=True)
class Said:
    text: str
    sure: float = 1.0


class Parrot:
    """Gives the wordings it was handed, the same for every step."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.asked: list[SentencePlan] = []

    def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Said]:
        self.asked.append(plan)
        return [Said(t) for t in self.texts[:candidates]]


def told(responder: Responder, situation: Situation, cancel: Cancel | None = None) -> tuple[str, tuple[Fact, ...]]:
    text, facts = "", ()
    for event in responder.reply(situation, cancel):
        if isinstance(event, TextDelta):
            text += event.text
        else:
            assert isinstance(event, Facts)
            facts = event.spans
    return text, facts


@pytest.fixture
def weighed(shelf: list[Product]) -> Situation:
    return Situation(actions.Ask(1, "x"), "how heavy is it", (Judged(shelf[1]),), evidence=Evidence(("weight",)))


def test_what_the_model_words_is_shown_when_it_holds(weighed: Situation) -> None:
    responder = Responder(Parrot("The {1.name} weighs {1.attr.weight}."))
    text, facts = told(responder, weighed)
    assert text == "The Skerry Jacket No. 2 weighs 390 g."
    assert [f.value for f in facts] == ["Skerry Jacket No. 2", "390 g"]
    assert (responder.tally.greedy, responder.tally.plain) == (1, 0)


def test_a_wording_that_does_not_hold_gives_way_to_another(weighed: Situation) -> None:
    model = Parrot(
        "The {1.name} is the lightest.", "The sturdy {1.name} weighs {1.attr.weight}.", "It weighs {1.attr.weight}."
    )
    responder = Responder(model)
    assert told(responder, weighed)[0] == "It weighs 390 g."
    assert responder.tally.sampled == 1


class Doubter(Parrot):
    """Is sure of its last wording only, if of any."""

    def __init__(self, *texts: str, last: float) -> None:
        super().__init__(*texts)
        self.last = last

    def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Said]:
        said = super().write(plan, cancel, candidates)
        return [Said(s.text, self.last if s.text == self.texts[-1] else 0.1) for s in said]


def test_what_the_model_doubts_is_not_shown(weighed: Situation, shelf: list[Product]) -> None:
    right = "The {1.name} weighs {1.attr.weight}.", "It weighs {1.attr.weight}."
    assert told(Responder(Doubter(*right, last=0.9)), weighed)[0] == "It weighs 390 g."
    responder = Responder(Doubter(*right, last=0.1))
    plain = told(Responder(None), weighed)[0]
    assert told(responder, weighed)[0] == plain
    assert (responder.tally.greedy, responder.tally.sampled, responder.tally.plain) == (0, 0, 1)


def test_a_later_sentence_that_is_doubted_is_plain(shelf: list[Product]) -> None:
    sold_out = Situation(actions.Search("jacket"), "jacket", (Judged(replace(shelf[0], stock=0)),), 1, "jacket")
    doubter = Responder(Doubter("The {1.name} is sold out.", "Shall I find something similar?", last=0.1))
    assert told(doubter, sold_out)[0] == told(Responder(None), sold_out)[0]
    assert (doubter.tally.plain, doubter.tally.dropped) == (2, 2)


def test_a_reply_without_any_wording_that_holds_is_plain_and_counted(weighed: Situation) -> None:
    responder = Responder(Parrot("The {1.name} is vegan."))
    text, _ = told(responder, weighed)
    assert "390 g" in text
    assert "vegan" not in text
    assert (responder.tally.dropped, responder.tally.plain) == (1, 1)


def test_a_later_sentence_that_does_not_hold_is_dropped(shelf: list[Product]) -> None:
    situation = Situation(actions.Search("jacket"), "jacket", tuple(map(Judged, shelf)), 3, "jacket")
    responder = Responder(Parrot("The {1.name} is the best rated here."))
    assert told(responder, situation)[0] == "The Skerry Jacket No. 1 is the best rated here."
    assert responder.tally.dropped >= 1


def test_what_is_there_in_place_of_a_sold_out_one_is_never_dropped(shelf: list[Product]) -> None:
    gone, there = replace(shelf[0], stock=0), replace(shelf[1], stock=4)
    situation = Situation(actions.Search("jacket"), "jacket", (Judged(gone), Judged(there)), 2, "jacket")
    responder = Responder(Parrot("The {1.name} is sold out."))
    text, _ = told(responder, situation)
    assert text.startswith("The Skerry Jacket No. 1 is sold out.")
    assert "Skerry Jacket No. 2" in text
    assert (responder.tally.greedy, responder.tally.plain) == (1, 1)


def test_without_a_model_every_situation_has_plain_words(shelf: list[Product]) -> None:
    wishes = (Wish("waterproof", "waterproof"), Wish("under $150"))
    cards = (Judged(shelf[0], wishes), Judged(shelf[1], (), wishes[:1]), Judged(shelf[2]))
    situations = [
        Situation(actions.Search("jacket"), "jacket", cards, 3, "jacket", price_max="$150"),
        Situation(
            actions.Search("jacket"), "jacket", (Judged(shelf[1], (), wishes[:1]), cards[0]), 2, relaxed=("waterproof",)
        ),
        Situation(actions.Compare((1, 2)), "compare", cards[:2]),
        Situation(actions.Compare(()), "compare", cards),
        Situation(actions.Ask(1), "is it waterproof", cards, evidence=Evidence(("waterproof",), verdict=True)),
        Situation(actions.Ask(1), "what is it like", cards, evidence=Evidence(sentences=("It folds.",))),
        Situation(actions.Similar(1), "like it", cards[1:], about=shelf[0]),
        Situation(actions.GoesWith(1), "with it", cards[1:], about=shelf[0], stated=frozenset({"jacket-2"})),
        Situation(
            actions.Recommend(),
            "surprise me",
            cards,
            because={"jacket-1": "you opened {it}"},
            because_of={"jacket-1": shelf[2]},
        ),
        Situation(actions.AddToList(1), "add it", about=shelf[0], listed=2),
        Situation(actions.More(), "more", cards, 12),
        Situation(actions.More(), "more", (), 12),
        Situation(actions.Back(), "back", cards, restored="jacket"),
        Situation(actions.StoreQuestion("dogs?"), "dogs?", evidence=Evidence(topic="dogs")),
        *(Situation(actions.Chat(r), "hi") for r in actions.CHAT_REASONS),
        *(Situation(actions.Decline(r), "hi") for r in actions.DECLINE_REASONS),
    ]
    for situation in situations:
        text, facts = told(Responder(None), situation)
        assert text.endswith((".", "?")), text
        assert "{" not in text
        outside = list(text)
        for fact in facts:
            assert text[fact.start : fact.end] == fact.value
            outside[fact.start : fact.end] = " " * (fact.end - fact.start)
        assert not re.search(r"\d", "".join(outside)), text


def test_what_a_store_promises_is_told_in_its_own_words() -> None:
    sentence = "Lockers open with a code; staff help where it was lost."
    asked = Situation(
        actions.StoreQuestion("how do lockers open"),
        "how do lockers open",
        documents=((StoreDocument("l", "Lockers", sentence), sentence),),
    )
    responder = Responder(Parrot("Lockers open with a code, and staff help."))
    text, facts = told(responder, asked)
    assert sentence in text and responder.tally.plain == 1
    assert [f.value for f in facts if f.value == sentence] == [sentence]
    quoted = Responder(Parrot("In short: {doc.1}"))
    assert told(quoted, asked)[0] == f"In short: {sentence}" and quoted.tally.greedy == 1


def test_a_stopped_turn_says_no_more(weighed: Situation) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        told(Responder(None), weighed, cancel)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (actions.Decline("unsafe"), "emergency number"),
        (actions.Chat("upset"), "sorry"),
        (actions.Chat("about"), "a program that runs on this device"),
    ],
)
def test_danger_annoyance_and_what_aisle_is_get_the_fixed_line_and_no_attempt(
    action: actions.Chat | actions.Decline, said: str
) -> None:
    model = Parrot("I can sell you something for that.")
    text, _ = told(Responder(model), Situation(action, "i want to hurt myself"))
    assert said in text
    assert model.asked == []


def test_a_word_with_a_hyphen_is_written_as_the_plan_writes_it() -> None:
    plan = SentencePlan("pick", "", ("1 meets: soft-close doors (has)",))
    assert (
        hyphened("It has soft- close doors, 3- to 4-year-olds.", plan) == "It has soft-close doors, 3- to 4-year-olds."
    )
