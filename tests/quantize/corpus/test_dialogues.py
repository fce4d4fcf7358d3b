"""The corpus follows the contract: every text was said, every place is shown, and what is held out stays out."""

from __future__ import annotations

from itertools import islice

import pytest

from engine import actions
from engine.language.protocol import DIALOGUE_TURNS, action_text, dialogue_prompt, fold, parse_action
from engine.understand.tidy import core
from quantize.corpus.dialogues import check, spoken
from quantize.corpus.lexicon import TypeEntry, own_entries, settled
from quantize.corpus.mixture import AUTHORED, authored, entries_of, generated, read_dialogues, split_of

SAMPLE = 400


def test_generated_dialogues_follow_the_contract() -> None:
    kinds: set[str] = set()
    for dialogue in islice(generated("train", 11), SAMPLE):
        assert check(dialogue) == []
        kinds |= {t.action.kind for t in dialogue if t.action}
    assert kinds == set(actions.KINDS)


def test_the_same_seed_writes_the_same_dialogues() -> None:
    assert list(islice(generated("train", 5), 30)) == list(islice(generated("train", 5), 30))


@pytest.mark.parametrize("path", sorted(AUTHORED.glob("dialogues-*.jsonl")), ids=lambda p: p.name)
def test_authored_dialogues_follow_the_contract(path) -> None:  # type: ignore[no-untyped-def]
    dialogues = read_dialogues(path)
    assert len(dialogues) >= 80
    for _, dialogue in dialogues:
        assert check(dialogue) == [], dialogue[0].say
        for turn in dialogue:
            assert turn.action is not None
            limits = actions.limits_of(turn.action)
            assert [t for t in (*limits.must, *limits.must_not) if core(t) != t] == [], turn.say
        assert all(t.action and (t.action.kind != "search" or getattr(t.action, "query", "")) for t in dialogue)


def test_splits_share_no_authored_dialogue() -> None:
    first = {split: {d[0].say for d in authored(split)} for split in ("train", "dev", "test")}  # type: ignore[arg-type]
    assert not first["train"] & first["dev"] and not first["train"] & first["test"] and not first["dev"] & first["test"]
    assert min(len(v) for v in first.values()) > 20


def test_held_out_types_and_values_are_not_trained_on() -> None:
    ours, _ = entries_of("train")
    assert ours and all(split_of(e.name) == "train" for e in ours)
    assert all(split_of(a, 10) == "train" for e in ours for a in e.adjectives)


def test_every_written_action_reads_back() -> None:
    for dialogue in islice(generated("train", 3), 100):
        for turn in dialogue:
            assert turn.action is not None
            read = parse_action(action_text(turn.action), "")
            assert action_text(read) == action_text(turn.action)
        assert dialogue_prompt(dialogue).count("<user>") == min(len(dialogue), DIALOGUE_TURNS)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("a hood", "hood"),
        ("with a hood", "hood"),
        ("and washable", "washable"),
        ("for the", "the"),
        ("my wife", "wife"),
        ("a 5 year old", "5 year old"),
        ("a to z", "a to z"),
        ("the", "the"),
    ],
)
def test_a_property_is_held_without_its_article(said: str, held: str) -> None:
    assert core(said) == held


def test_what_a_product_has_not_is_what_people_exclude() -> None:
    entry = settled(TypeEntry("soup", ("vegan", "no sugar"), unwanted=("salt",), sizes=("450", "2 l")))
    assert (entry.adjectives, entry.unwanted, entry.sizes) == (("vegan",), ("salt", "sugar"), ("2 l",))


def test_the_lexicon_is_well_formed() -> None:
    entries = own_entries()
    assert all(e.name == fold(e.name) and e.group for e in entries)


@pytest.mark.parametrize(
    ("value", "words"),
    [(5, "five"), (40, "forty"), (150, "one hundred and fifty"), (1000, "a thousand"), (12.5, None), (2021, None)],
)
def test_amounts_are_spoken_as_people_do(value: float, words: str | None) -> None:
    assert spoken(value) == words or (value == 150 and spoken(value) == "a hundred and fifty")
