"""Several wordings of one sentence, drawn side by side: every pass of the model adds a token to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from llguidance import LLMatcher
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from numpy.typing import NDArray

from engine.cancel import Cancel
from engine.language.decoder import PROMPT_PASS, Branches, TokenSequence
from engine.language.generation import Sampling, choose

PATIENCE = 10


@dataclass(slots=True)
class Drawn:
    """As ``Generation``: ``tokens`` without the end token, ``finished`` when that was reached."""

    matcher: LLMatcher
    rng: np.random.Generator | None
    sampling: Sampling | None
    never: Sequence[int] = ()
    tokens: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    finished: bool = False

    def take(self, logits: NDArray[np.float32], mask: NDArray[np.int32], end: int) -> None:
        fill_next_token_bitmask(self.matcher, mask)
        token, probability = choose(logits, mask, self.never, self.sampling, self.rng)
        self.probabilities.append(probability)
        if token == end:
            self.finished = True
        else:
            self.matcher.consume_token(token)
            self.tokens.append(token)


def draw(
    sequence: TokenSequence,
    branches: Branches,
    prompt: Sequence[int],
    matcher: LLMatcher,
    samplings: Sequence[Sampling | None],
    end: int,
    most: int,
    cancel: Cancel | None = None,
    never: Sequence[int] = (),
) -> list[Drawn]:
    """One answer to ``prompt`` for each of ``samplings`` (``None``: greedy), at most as many as ``branches`` has rows.

    Tokens of ``never`` are not written. One that rambles on is given up ``PATIENCE`` tokens after half of them have
    come to their end. Raises ``Cancelled``.
    """
    sequence.keep(len(prompt) - PROMPT_PASS)
    first = sequence.logits(prompt, cancel=cancel)[0]
    mask = allocate_token_bitmask(1, sequence.vocabulary)
    rows = [Drawn(matcher.deep_copy(), np.random.default_rng(s.seed) if s else None, s, never) for s in samplings]
    for row in rows:
        row.take(first, mask, end)
    branches.start(sequence, len(prompt))
    patience = PATIENCE
    for _ in range(most - 1):
        done = sum(row.finished for row in rows)
        patience -= 2 * done >= len(rows) and len(rows) > 1
        if done == len(rows) or patience < 0:
            break
        last = [end if row.finished else row.tokens[-1] for row in rows]
        logits = branches.step([*last, *[end] * (branches.rows - len(rows))], cancel)
        for row, own in zip(rows, logits, strict=False):
            if not row.finished:
                row.take(own, mask, end)
    return rows
