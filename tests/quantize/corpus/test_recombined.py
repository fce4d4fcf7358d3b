"""First wishes put together anew: what each holds was said, and what a part means stays with it."""

from __future__ import annotations

from engine.actions import Limits, Search
from engine.language.protocol import DialogueTurn
from quantize.corpus.dialogues import check
from quantize.corpus.mixture import authored_with_shop
from quantize.corpus.recombined import Recombiner


def _first(say: str, query: str, *must: str, **limits: object) -> tuple[str, list[DialogueTurn]]:
    return "any", [DialogueTurn(say, 0, Search(query, Limits(must, **limits)))]  # type: ignore[arg-type]


def test_every_wish_made_of_the_corpus_is_of_the_contract() -> None:
    recombiner = Recombiner(authored_with_shop("train"), 3)
    assert len(recombiner) > 1000
    made = [recombiner.dialogue() for _ in range(500)]
    assert not [problem for dialogue in made for problem in check(dialogue)]
    assert len({dialogue[0].say for dialogue in made}) > 450


def test_parts_keep_what_they_mean() -> None:
    wishes = [
        _first("tap, pull out spray, no chrome", "tap", "pull out spray", must_not=("chrome",)),
        _first("desk for my son, oak, Harlow", "desk", "son", "oak", brand="Harlow"),
    ]
    recombiner = Recombiner(wishes, 1)
    assert len(recombiner) == 2
    meant = {"pull out spray": "pull out spray", "oak": "oak", "for my son": "son"}
    for _ in range(100):
        (turn,) = recombiner.dialogue()
        assert isinstance(turn.action, Search)
        limits = turn.action.limits
        assert set(limits.must) == {value for part, value in meant.items() if part in turn.say}
        assert limits.must_not == (("chrome",) if "no chrome" in turn.say else ())
        assert limits.brand == ("harlow" if "harlow" in turn.say else None)
        assert turn.action.query == ("tap" if turn.say.startswith("tap") else "desk")


def test_a_wish_whose_parts_cannot_be_told_apart_is_left_alone() -> None:
    whole = [
        _first("lamp for reading", "lamp", "reading"),  # one part
        _first("lamp, brass, under 40", "lamp", "brass", price_max=40.0),  # a part that is a price
        _first("lamp, brass or nickel, brass feet", "lamp", "brass", "nickel"),  # said twice
        _first("lamp, my aunt has one too, brass", "lamp", "brass"),  # a part that holds nothing
    ]
    assert len(Recombiner(whole, 1)) == 0
