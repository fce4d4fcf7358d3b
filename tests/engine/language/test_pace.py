"""The model beside others: every runner in every round, ratios of one and the same round."""

from __future__ import annotations

import pytest

from engine.language.assistant_model import AssistantModel
from engine.language.protocol import DialogueTurn
from engine.pace.plans import plans
from engine.pace.runners import Runner, Timed
from engine.pace.running import LLAMA, PROMPT, compare, table

DIALOGUE = [DialogueTurn("a red lamp", 0), DialogueTurn("in blue", 3)]


class Steady:
    """Takes so many seconds for a token read and a token written; slower from round to round."""

    def __init__(self, name: str, read: float, written: float) -> None:
        self.name, self.megabytes = name, 70.0
        self._read, self._written = read, written
        self.runs: list[tuple[int, int]] = []

    def run(self, prompt: int, tokens: int) -> Timed:
        self.runs.append((prompt, tokens))
        slower = 1 + len(self.runs) // 3
        return Timed(prompt * self._read * slower, (tokens - 1) * self._written * slower)


def test_ratios_are_those_of_one_round(tiny: AssistantModel) -> None:
    ours, theirs = Steady("Aisle", 0.001, 0.004), Steady(LLAMA, 0.003, 0.008)
    runners: list[Runner] = [ours, theirs]
    (own, peer), understood, worded = compare(runners, tiny, [DIALOGUE], plans()[:2], 3, lambda _: None)
    assert own.decode_ratio == pytest.approx(2.0)
    assert own.prefill_ratio == pytest.approx(3.0)
    assert peer.decode_ratio == pytest.approx(1.0)
    assert own.first_word_ms < own.turn_ms
    assert len(ours.runs) == len(theirs.runs) == 1 + 3 * 3
    assert (PROMPT, 96) in ours.runs
    assert worded.answers == 2 and worded.tokens_per_second >= 0 and worded.ratio is not None
    assert understood.answers == 2 and understood.tokens_per_second > 0 and understood.ratio is not None
    shown = table([own, peer], understood, worded, 70.0)
    assert "(2.0 x)" in shown and LLAMA in shown


def test_without_a_peer_there_are_no_ratios(tiny: AssistantModel) -> None:
    paces, understood, worded = compare(
        [Steady("Aisle", 0.001, 0.004)], tiny, [DIALOGUE], plans()[:1], 1, lambda _: None
    )
    assert paces[0].decode_ratio is None and understood.ratio is worded.ratio is None
    assert " x)" not in table(paces, understood, worded, 70.0)
