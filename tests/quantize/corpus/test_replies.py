"""The sentence pairs that the model learns to word from."""

from __future__ import annotations

import re

import pytest

from engine.language.protocol import pointer_sentence, sentence_prompt, tokenized_sentence
from engine.respond.conveys import conveys
from engine.respond.verify import supported
from quantize.corpus.authored_replies import read_planned
from quantize.corpus.replies import generated_pairs, sentence_pairs
from quantize.corpus.wording import wordings


def _first(count: int, split: str = "train", seed: int = 3) -> list:
    stream = generated_pairs(seed, split)  # type: ignore[arg-type]
    return [next(stream) for _ in range(count)]


def test_the_same_seed_gives_the_same_pairs() -> None:
    assert list(sentence_pairs(5, 60, "train")) == list(sentence_pairs(5, 60, "train"))


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_every_pair_becomes_tokens_and_comes_back(split: str) -> None:
    for plan, sentence in sentence_pairs(11, 400, split):  # type: ignore[arg-type]
        text = tokenized_sentence(sentence, plan.slots)
        assert "{" not in text
        assert pointer_sentence(text, plan.slots) == sentence
        assert sentence_prompt(plan).endswith("<write>")


def test_a_generated_sentence_holds_no_digit_and_passes_the_check() -> None:
    for plan, sentence in _first(600):
        assert not re.search(r"\d", re.sub(r"\{[^{}]*\}", "", sentence)), sentence
        assert supported(sentence, plan).ok, sentence
        assert len(plan.slots) <= 8
        assert len(plan.observations) in {1, 2}


def test_what_is_held_out_is_not_trained_on() -> None:
    def labels(split: str) -> set[str]:
        return {
            m
            for plan, _ in _first(1500, split)
            for o in plan.observations
            for m in re.findall(r"^\d ([a-z -]+): (?:yes|no)$", o)
        }

    assert labels("train") & labels("test") <= {"in stock"}


def test_sentences_are_worded_in_many_ways() -> None:
    told = [s for _, s in _first(1500)]
    assert len(set(told)) > 900
    assert len({" ".join(s.split()[:3]) for s in told}) > 300


def test_no_wording_ends_without_a_stop() -> None:
    for shape, lines in wordings().items():
        for line in lines:
            assert re.search(r"[.?]$|\{(?:doc|quote|[Rr]eason)\}$", line), f"{shape}: {line}"
            assert not re.search(r"\d", re.sub(r"\{[^{}]*\}", "", line)), f"{shape}: {line}"


def test_a_reply_to_a_plan_has_a_sentence_for_each_step_that_passes_the_check() -> None:
    replies = list(read_planned())
    assert len(replies) > 2500
    refused = [
        (sentence, found)
        for pairs in replies
        for plan, sentence in pairs
        if (found := (*supported(sentence, plan).reasons, *conveys(sentence, plan)))
    ]
    assert refused == []
    for pairs in replies:
        for plan, sentence in pairs:
            text = tokenized_sentence(sentence, plan.slots)
            assert pointer_sentence(text, plan.slots) == sentence
