"""The measurement: all runners in turn, several rounds, so that whatever else the machine does meets each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.language.assistant_model import AssistantModel
from engine.language.protocol import DialogueTurn, SentencePlan
from engine.pace.runners import Runner

PROMPT, WRITTEN = 128, 96
UNDERSTOOD, SAID = (150, 20), (110, 24)
"""Tokens read and written in a turn's two jobs, about what a third turn takes from an empty cache."""

LLAMA = "llama.cpp Q4_1"


@dataclass(frozen=True, slots=True)
class Pace:
    """One runner's medians over the rounds: ``first_word`` and ``turn`` are those of a turn's two jobs one after the other.

    ``decode_ratio`` and ``prefill_ratio`` are times as fast as ``LLAMA`` was in the same round (``None`` without it).
    """

    name: str
    megabytes: float
    prefill_ms: float
    tokens_per_second: float
    first_word_ms: float
    turn_ms: float
    prefill_ratio: float | None = None
    decode_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Aisle's Actions or sentences of replies (``answers``), under the grammar and with drafts: tokens a second, and how
    many tokens a pass of the model wrote. ``ratio`` as in ``Pace``.
    """

    tokens_per_second: float
    tokens_per_pass: float
    answers: int
    ratio: float | None = None


@dataclass(slots=True)
class _Round:
    prefill: float
    rate: float
    first_word: float
    turn: float


def _round(runner: Runner) -> _Round:
    plain = runner.run(PROMPT, WRITTEN)
    heard = runner.run(*UNDERSTOOD)
    said = runner.run(*SAID)
    first = heard.prefill + heard.decode + said.prefill
    return _Round(plain.prefill * 1000, (WRITTEN - 1) / plain.decode, first * 1000, (first + said.decode) * 1000)


def compare(
    runners: Sequence[Runner],
    model: AssistantModel,
    dialogues: Sequence[Sequence[DialogueTurn]],
    plans: Sequence[SentencePlan],
    rounds: int,
    say: Callable[[str], None],
) -> tuple[list[Pace], Job, Job]:
    """Each of ``runners`` in each round; ``model`` understands ``dialogues`` and words ``plans`` in each round as well."""
    found: list[list[_Round]] = [[] for _ in runners]
    understood: list[tuple[float, float]] = []
    worded: list[tuple[float, float]] = []
    for runner in runners:
        runner.run(32, 4)
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds}")
        for own, runner in zip(found, runners, strict=True):
            own.append(_round(runner))
        understood.append(_understanding(model, dialogues))
        worded.append(_wording(model, plans))
    peer = next((own for own, runner in zip(found, runners, strict=True) if runner.name == LLAMA), None)
    paces = [_pace(runner, own, peer) for runner, own in zip(runners, found, strict=True)]
    return paces, _job(understood, sum(len(d) for d in dialogues), peer), _job(worded, len(plans), peer)


def _job(measured: Sequence[tuple[float, float]], answers: int, peer: list[_Round] | None) -> Job:
    ratio = _median([r / p.rate for (r, _), p in zip(measured, peer, strict=True)]) if peer else None
    return Job(_median([r for r, _ in measured]), _median([p for _, p in measured]), answers, ratio)


def _median(values: Sequence[float]) -> float:
    return float(np.median(np.asarray(values)))


def _pace(runner: Runner, own: list[_Round], peer: list[_Round] | None) -> Pace:
    return Pace(
        runner.name,
        runner.megabytes,
        _median([r.prefill for r in own]),
        _median([r.rate for r in own]),
        _median([r.first_word for r in own]),
        _median([r.turn for r in own]),
        _median([p.prefill / r.prefill for r, p in zip(own, peer, strict=True)]) if peer else None,
        _median([r.rate / p.rate for r, p in zip(own, peer, strict=True)]) if peer else None,
    )


def _understanding(model: AssistantModel, dialogues: Sequence[Sequence[DialogueTurn]]) -> tuple[float, float]:
    """(tokens a second, tokens a pass) over the Actions of all turns, each with its prompt in the cache already."""
    tokens, passes, seconds = 0, 0, 0.0
    for dialogue in dialogues:
        told: list[DialogueTurn] = []
        for turn in dialogue:
            turns = [*told, turn]
            model.understand(turns)
            start = time.perf_counter()
            found = model.understand(turns)
            seconds += time.perf_counter() - start
            tokens += found.tokens + 1  # the end is a token too
            passes += found.passes
            told.append(DialogueTurn(turn.say, turn.shown, found.action))
    model.forget()
    return tokens / seconds, tokens / max(passes, 1)


def _wording(model: AssistantModel, plans: Sequence[SentencePlan]) -> tuple[float, float]:
    """(tokens a second, tokens a pass) over the greedy sentences of all plans, each with its prompt in the cache already."""
    tokens, passes, seconds = 0, 0, 0.0
    for plan in plans:
        model.write(plan)
        start = time.perf_counter()
        found = model.write(plan)
        seconds += time.perf_counter() - start if found else 0.0  # what came to no end is no sentence
        tokens += sum(s.tokens for s in found)
        passes += sum(s.passes for s in found)
    model.forget()
    return tokens / max(seconds, 1e-9), tokens / max(passes, 1)


def table(paces: Sequence[Pace], understood: Job, worded: Job, megabytes: float) -> str:
    """The comparison in Markdown."""

    def times(ratio: float | None) -> str:
        return "" if ratio is None else f" ({ratio:.1f} x)"

    beside = "" if understood.ratio is None else f"In brackets: times as fast as {LLAMA} in the same round. "
    lines = [
        "| model and runtime | file | prefill of 128 tokens | decode | first word | whole turn |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {p.name} | {p.megabytes:.0f} MB | {p.prefill_ms:.0f} ms{times(p.prefill_ratio)} "
            f"| {p.tokens_per_second:.0f} tokens/s{times(p.decode_ratio)} | {p.first_word_ms:.0f} ms | {p.turn_ms:.0f} ms |"
            for p in paces
        ),
        *(
            f"| Aisle's {what}, grammar and drafts | {megabytes:.0f} MB | | {job.tokens_per_second:.0f} tokens/s"
            f"{times(job.ratio)} | | |"
            for what, job in (("Actions", understood), ("replies", worded))
        ),
        "",
        f"{beside}Aisle's Actions: {understood.answers} turns, {understood.tokens_per_pass:.1f} tokens a pass; its replies: "
        f"{worded.answers} sentences, {worded.tokens_per_pass:.1f} tokens a pass. First word and whole turn: {UNDERSTOOD[0]} tokens read and "
        f"{UNDERSTOOD[1]} written, then {SAID[0]} and {SAID[1]}, from empty caches, without search.",
    ]
    return "\n".join(lines) + "\n"
