"""One greedy answer of the model, token by token: under a grammar, in as few passes as it takes, and stopped when asked.

Three things spare passes. What the grammar forces is not asked for. What the sequence holds already is not fed again.
And a draft, looked up in the dialogue itself (an Action mostly repeats the one before, and copies the shopper's
words) or, for a reply, in a table of phrases, is checked in one pass; every token kept is the one that the model itself
chose in that pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from llguidance import LLMatcher
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from numpy.typing import NDArray

from engine.cancel import Cancel
from engine.language.decoder import PROMPT_PASS, TokenSequence
from engine.language.phrases import Phrases

DRAFT_LONG, DRAFT_SHORT = 10, 2
"""Tokens proposed after a match of two tokens, and after a match of one word token. Tried out on the held-out
dialogues with the cost of a pass (4.5 ms, and 1 ms for each token more): a third of the time is saved."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a candidate is drawn: nucleus sampling (Holtzman et al. 2020) with a seed, so that it can be drawn again."""

    seed: int
    temperature: float = 0.8
    top_p: float = 0.9


@dataclass(slots=True)
class Generation:
    """An answer to ``prompt``. ``tokens`` come without the end token; ``finished`` says whether it was reached.

    ``probabilities`` are the model's own (before the grammar's mask) of every token that it chose; forced tokens
    have none. ``tokens`` given at the start are taken as written: what follows is the best answer that begins so
    (``matcher`` has consumed them too). ``opening`` are the probabilities of the ``watched`` tokens at the first choice.
    """

    sequence: TokenSequence
    prompt: Sequence[int]
    matcher: LLMatcher
    end: int
    most: int
    never: Sequence[int] = ()
    phrases: Phrases | None = None  # where drafts come from in place of the sequence itself
    openers: frozenset[int] = frozenset()  # after one of these alone nothing can be told about what comes
    tokens: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    watched: Sequence[int] = ()
    opening: tuple[float, ...] = ()
    finished: bool = False
    passes: int = 0
    drafted: int = 0

    def run(self, cancel: Cancel | None = None) -> Iterator[int]:
        """Yield each token as it stands fast. Raises ``Cancelled``; the cache then still fits the next prompt."""
        self.sequence.keep(len(self.prompt) - PROMPT_PASS)
        try:
            yield from self._run(cancel)
        finally:
            self.sequence.keep(len(self.prompt))

    def _run(self, cancel: Cancel | None) -> Iterator[int]:
        mask = allocate_token_bitmask(1, self.sequence.vocabulary)
        while len(self.tokens) < self.most:
            for token in self.matcher.compute_ff_tokens():
                self.matcher.consume_token(token)
                self.tokens.append(token)
                yield token
            if self.matcher.is_stopped():
                self.finished = True
                return
            draft = self._draft()
            logits = self.sequence.logits([*self.prompt, *self.tokens, *draft], asked=1 + len(draft), cancel=cancel)
            self.passes += 1
            for at in range(1 + len(draft)):
                fill_next_token_bitmask(self.matcher, mask)
                token, probability = choose(logits[at], mask, self.never)
                if self.watched and not self.probabilities:
                    self.opening = _beside(self.watched, logits[at], token, probability)
                self.probabilities.append(probability)
                if token == self.end:
                    self.finished = True
                    return
                self.matcher.consume_token(token)
                self.tokens.append(token)
                yield token
                if self.matcher.is_stopped():
                    self.finished = True
                    return
                if at < len(draft) and token != draft[at]:
                    break
                self.drafted += at < len(draft)

    def _draft(self) -> list[int]:
        """What mostly follows the last tokens, or did when they were last seen, as far as the grammar allows it."""
        seen = [*self.prompt, *self.tokens]
        proposed = self.phrases.follow(seen, self.end) if self.phrases is not None else self._looked_up(seen)
        room = min(self.sequence.context - len(seen), self.most - len(self.tokens) - 1)
        allowed: int = self.matcher.validate_tokens(proposed[: max(room, 0)])
        return proposed[:allowed]

    def _looked_up(self, seen: Sequence[int]) -> list[int]:
        if not self.tokens:
            return []
        start, length = _last_match(seen)
        if start < 0 or (length == 1 and seen[-1] in self.openers):
            return []
        proposed = list(seen[start : start + (DRAFT_LONG if length > 1 else DRAFT_SHORT)])
        return proposed[: proposed.index(self.end)] if self.end in proposed else proposed


def _last_match(seen: Sequence[int]) -> tuple[int, int]:
    """Where the text goes on after the last earlier place that ends like it, and how many tokens (1 or 2) agree."""
    one = -1
    for at in range(len(seen) - 1, 0, -1):
        if seen[at - 1] != seen[-1]:
            continue
        if at > 1 and len(seen) > 1 and seen[at - 2] == seen[-2]:
            return at, 2
        if one < 0:
            one = at
    return one, 1


def _beside(watched: Sequence[int], logits: NDArray[np.float32], token: int, probability: float) -> tuple[float, ...]:
    """The probabilities of other tokens, from that of the one that was chosen: no second sum over the vocabulary."""
    gaps = np.minimum(logits[list(watched)].astype(np.float64) - float(logits[token]), 700.0)
    return tuple(np.minimum(probability * np.exp(gaps), 1.0).tolist())


def choose(
    logits: NDArray[np.float32],
    mask: NDArray[np.int32],
    never: Sequence[int] = (),
    sampling: Sampling | None = None,
    rng: np.random.Generator | None = None,
) -> tuple[int, float]:
    """A token that the mask allows, the likeliest or a drawn one, with its probability before the mask."""
    allowed = np.unpackbits(mask.view(np.uint8), bitorder="little")[: logits.size].view(np.bool_)
    allowed[list(never)] = False
    peak = float(logits.max())
    weights = np.exp(logits - peak)
    total = float(weights.sum())
    if sampling is None or rng is None:
        token = int(np.where(allowed, logits, -np.inf).argmax())
        return token, float(weights[token]) / total
    places = np.flatnonzero(allowed)
    scaled = logits[places] / sampling.temperature
    likely = np.exp(scaled - scaled.max())
    likely /= likely.sum()
    order = np.argsort(-likely, kind="stable")
    nucleus = order[: int(np.searchsorted(np.cumsum(likely[order]), sampling.top_p)) + 1]
    chosen = rng.choice(nucleus, p=likely[nucleus] / likely[nucleus].sum())
    token = int(places[chosen])
    return token, float(weights[token]) / total
