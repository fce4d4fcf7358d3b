"""Training examples: token ids of a whole exchange with a mark on the tokens that the model must learn to write."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from engine.language.protocol import (
    END,
    DialogueTurn,
    SentencePlan,
    action_text,
    sentence_prompt,
    standing,
    tokenized_sentence,
    turn_prompt,
)

MOST_TOKENS = 384


@dataclass(frozen=True, slots=True)
class Example:
    """``ids`` of one sequence; ``learn[i]`` says whether the model is to predict ``ids[i]``."""

    ids: tuple[int, ...]
    learn: tuple[bool, ...]
    source: str = ""


def dialogue_example(tokenizer: Tokenizer, turns: Sequence[DialogueTurn], source: str = "dialogue") -> Example:
    """One dialogue; every Action in it is learned. Turns past ``MOST_TOKENS`` are left out whole."""
    ids: list[int] = []
    learn: list[bool] = []
    for at, turn in enumerate(turns):
        assert turn.action is not None
        prompt = tokenizer.encode(turn_prompt(turn), add_special_tokens=False).ids
        written = action_text(turn.action, standing(turns[:at]))
        answer = tokenizer.encode(written + END, add_special_tokens=False).ids
        if len(ids) + len(prompt) + len(answer) > MOST_TOKENS and ids:
            break
        ids += prompt + answer
        learn += [False] * len(prompt) + [True] * len(answer)
    return Example(tuple(ids), tuple(learn), source)


def sentence_example(tokenizer: Tokenizer, plan: SentencePlan, sentence: str, source: str = "reply") -> Example:
    """One step of a reply's plan with its sentence in ``{1.name}`` form."""
    prompt = tokenizer.encode(sentence_prompt(plan), add_special_tokens=False).ids
    answer = tokenizer.encode(tokenized_sentence(sentence, plan.slots) + END, add_special_tokens=False).ids
    return Example(tuple(prompt + answer), (False,) * len(prompt) + (True,) * len(answer), source)


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` and ``learn`` are (rows, length); padding is id 2 and never learned."""

    ids: torch.Tensor
    learn: torch.Tensor
    mask: torch.Tensor

    @property
    def tokens(self) -> int:
        return int(self.mask.sum())


def collate(examples: Sequence[Example], pad: int = 2) -> Batch:
    length = -(-max(len(e.ids) for e in examples) // 16) * 16
    ids = torch.full((len(examples), length), pad, dtype=torch.long)
    learn = torch.zeros((len(examples), length), dtype=torch.bool)
    mask = torch.zeros((len(examples), length), dtype=torch.long)
    for row, example in enumerate(examples):
        n = len(example.ids)
        ids[row, :n] = torch.tensor(example.ids)
        learn[row, :n] = torch.tensor(example.learn)
        mask[row, :n] = 1
    return Batch(ids, learn, mask)


def batches(examples: Iterable[Example], tokens: int, seed: int, window: int = 1024) -> Iterator[Batch]:
    """Batches of about ``tokens`` tokens, rows of like length together, in a seeded order; ends with its input."""
    rng = random.Random(seed)
    pool: list[Example] = []

    def flush() -> Iterator[Batch]:
        pool.sort(key=lambda e: len(e.ids) + rng.random() * 8)
        groups: list[list[Example]] = [[]]
        for example in pool:
            longest = max([len(e.ids) for e in groups[-1]] + [len(example.ids)])
            if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
                groups.append([])
            groups[-1].append(example)
        rng.shuffle(groups)
        pool.clear()
        for group in groups:
            yield collate(group)

    for example in examples:
        pool.append(example)
        if len(pool) == window:
            yield from flush()
    if pool:
        yield from flush()
