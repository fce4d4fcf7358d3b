"""Authored dialogues told with other words: every gold Action stays right."""

from __future__ import annotations

import pytest

from engine.actions import Limits, Search, limits_of
from engine.language.protocol import DialogueTurn, fold
from engine.understand.amounts import amounts
from quantize.corpus.mixture import authored_with_shop, brands_of
from quantize.corpus.varied import Varier

CORPUS = authored_with_shop("train")[:400]


@pytest.fixture(scope="module")
def varier() -> Varier:
    return Varier(CORPUS, brands_of("train")[:50], 5)


def test_what_an_action_holds_was_said(varier: Varier) -> None:
    changed = 0
    for shop, dialogue in CORPUS:
        told = varier.varied(shop, dialogue)
        assert [(t.shown, t.action.kind if t.action else "") for t in told] == [
            (t.shown, t.action.kind if t.action else "") for t in dialogue
        ]
        changed += [t.say for t in told] != [fold(t.say) for t in dialogue]
        before = {p for t in dialogue for p in amounts(t.say)}
        said, heard = "", set()
        for turn in told:
            said += " | " + turn.say
            heard |= set(amounts(turn.say)) | before
            assert turn.action is not None
            limits = limits_of(turn.action)
            for text in (*limits.must, *limits.must_not, limits.brand or "", getattr(turn.action, "query", "")):
                assert fold(text) in said
            assert {limits.price_min, limits.price_max} - {None} <= heard
    assert changed > 200


def test_a_word_that_stands_for_its_entry_stays(varier: Varier) -> None:
    """ "Put the pads in" speaks of brake pads: another query would leave the turn without its subject."""
    dialogue = [
        DialogueTurn("brake pads for a micra", 0, Search("brake pads", Limits(("micra",)))),
        DialogueTurn("put the pads in a set", 4, Search("brake pads", Limits(("micra", "set")))),
    ]
    for _ in range(20):
        told = varier.varied("cars", dialogue)
        assert all(isinstance(t.action, Search) and t.action.query == "brake pads" for t in told)
        assert "pads" in told[1].say


def test_the_same_seed_tells_the_same() -> None:
    one, two = (Varier(CORPUS, [], 9) for _ in range(2))
    assert [one.varied(*d) for d in CORPUS[:20]] == [two.varied(*d) for d in CORPUS[:20]]
