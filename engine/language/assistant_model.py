"""The assistant model's public face: a dialogue to an Action, and a step of a reply's plan to sentences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import llguidance
import numpy as np
from tokenizers import Tokenizer

from engine.actions import Action, Decline
from engine.cancel import Cancel
from engine.errors import ModelError
from engine.language import protocol
from engine.language.calibration import Calibration, Sureness, signals
from engine.language.candidates import draw
from engine.language.decoder import CONTEXT, Branches, Decoder
from engine.language.generation import Generation, Sampling
from engine.language.grammar import action_grammar, kinds_offered, sentence_grammar
from engine.language.manifest import Manifest
from engine.language.phrases import Phrases
from engine.language.protocol import (
    DialogueTurn,
    SentencePlan,
    dialogue_prompt,
    parse_action,
    sentence_prompt,
    standing,
)
from engine.understand.tidy import tidied

ACTION_TOKENS, SENTENCE_TOKENS = 160, 70
PROMPT_TOKENS = 384
"""The longest prompt that the model was trained on; a longer dialogue loses its oldest turns."""
DROPPED = 3
"""Turns that a dialogue loses at once when it grows too long for the prompt."""
SENTENCE_CONTEXT = 512
DANGER = 0.5
"""From this probability of the model's own on, danger is taken for danger."""
ROWS = 4
"""Candidates drawn in one go: four cost about as much as two one after the other."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """The model's own probability of the tokens it wrote, without the grammar's help: geometric mean, and the least.

    Both are 1 where the grammar left no choice. A low ``least`` says that the model wanted something else once.
    """

    mean: float = 1.0
    least: float = 1.0

    @classmethod
    def of(cls, probabilities: Sequence[float]) -> Confidence:
        if not probabilities:
            return cls()
        p = np.maximum(np.asarray(probabilities, dtype=np.float64), 1e-9)
        return cls(float(np.exp(np.log(p).mean())), float(p.min()))


@dataclass(frozen=True, slots=True)
class UnderstoodAction:
    """``tokens`` written in ``passes`` of the model (``drafted`` of them came from a checked draft); ``ms`` in all.

    ``kinds`` are those that the grammar offered with the model's own probability, the likeliest first: the kind of
    ``action``. ``signals`` are what a calibration judges by, ``sure`` is its judgement (``None`` without one).
    """

    action: Action
    confidence: Confidence
    tokens: int
    ms: float
    passes: int = 0
    drafted: int = 0
    kinds: tuple[tuple[str, float], ...] = ()
    signals: tuple[float, ...] = ()
    sure: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A candidate in ``{1.name}`` form. ``slots`` are the pointers that it uses, in order. Where it was written alone, its
    ``tokens``, the end among them, took ``passes`` of the model (both are 0 for one of several).
    """

    text: str
    confidence: Confidence
    slots: tuple[str, ...]
    greedy: bool = True
    tokens: int = 0
    passes: int = 0

    @property
    def sure(self) -> float:
        return self.confidence.mean


@dataclass(frozen=True, slots=True)
class DecodeSpeed:
    """Medians over ``samples`` rounds."""

    tokens_per_second: float
    prefill_ms: float
    samples: int


class AssistantModel:
    """Not thread-safe: one turn at a time. Both jobs keep their own cache, so a turn only feeds what is new."""

    def __init__(
        self,
        decoder: Decoder,
        tokenizer: str,
        manifest: Manifest,
        calibration: Calibration | None = None,
        phrases: Phrases | None = None,
    ) -> None:
        """``tokenizer`` is the text of ``tokenizer.json``. ``load`` is the way in from a folder."""
        self.manifest = manifest
        self.calibration = calibration
        self._phrases = phrases
        self._decoder = decoder
        self._tokenizer = Tokenizer.from_str(tokenizer)
        end = self._tokenizer.token_to_id(protocol.END)
        missing = [name for name in protocol.SPECIALS if self._tokenizer.token_to_id(name) is None]
        if end is None or missing or self._tokenizer.get_vocab_size() != decoder.shape.vocabulary:
            raise ModelError("The assistant's tokenizer does not belong to its model: install the model again.")
        self._end: int = end
        self._specials = frozenset(map(self._tokenizer.token_to_id, protocol.SPECIALS))
        self._kinds = {kind: self._tokenizer.token_to_id(name) for kind, name in protocol.KIND_TOKENS.items()}
        self._grammar = llguidance.LLTokenizer(tokenizer, eos_token=end)
        # After a space of its own the model means to write a digit, which no sentence holds.
        self._space: list[int] = self._tokenizer.encode(" ", add_special_tokens=False).ids
        self._understand = decoder.sequence()
        self._respond = decoder.sequence(SENTENCE_CONTEXT)
        self._branches: dict[int, Branches] = {}
        self._sentences: dict[int, llguidance.LLMatcher] = {}

    @classmethod
    def load(cls, folder: Path, *, threads: int = 2, context: int = CONTEXT) -> AssistantModel:
        """Load ``model.onnx`` and ``tokenizer.json`` after checking them against ``manifest.json``.

        Raises ``ModelError`` (one sentence) where a file is missing, cut short, changed or not of this protocol.
        """
        manifest = Manifest.read(folder)
        tokenizer = manifest.verified(folder, "tokenizer.json").read_text(encoding="utf-8")
        decoder = Decoder(manifest.verified(folder, "model.onnx"), threads=threads, context=context)
        return cls(decoder, tokenizer, manifest, Calibration.beside(folder, manifest), Phrases.beside(folder, manifest))

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def sha256(self) -> str:
        return self.manifest.files["model.onnx"].sha256

    def warm(self) -> None:
        """Run each kind of pass once, so that the first shopper does not wait for it."""
        self.understand([DialogueTurn("hello", 0)])
        self.forget()

    def measure(self, prompt_tokens: int = 128, tokens: int = 96, rounds: int = 5) -> DecodeSpeed:
        """Greedy decoding without grammar or drafts after a prompt of plain text, for ``aisle bench``."""
        text = (
            "a waterproof jacket for hiking in the rain under a hundred and fifty, with a hood please. " * prompt_tokens
        )
        prompt = self._tokenizer.encode(text, add_special_tokens=False).ids[:prompt_tokens]
        rates, prefills = [], []
        for _ in range(rounds):
            self._understand.forget()
            began = time.perf_counter()
            ids = [*prompt, int(self._understand.logits(prompt)[0].argmax())]
            fed = time.perf_counter()
            for _ in range(tokens):
                ids.append(int(self._understand.logits(ids)[0].argmax()))
            prefills.append((fed - began) * 1000)
            rates.append(tokens / (time.perf_counter() - fed))
        self.forget()
        return DecodeSpeed(float(np.median(rates)), float(np.median(prefills)), rounds)

    def forget(self) -> None:
        """Overwrite both caches: nothing of a session stays in memory."""
        self._understand.forget()
        self._respond.forget()
        for branches in self._branches.values():
            branches.forget()

    def understand(self, turns: Sequence[DialogueTurn], cancel: Cancel | None = None) -> UnderstoodAction:
        """The Action that answers the last turn, always readable. Raises ``Cancelled``, ``ValueError`` for no turns."""
        began = time.perf_counter()
        view, prompt = self._view(turns)
        generation = self._action(view, prompt, cancel)
        kinds = self._offered(view, generation.opening)
        told = signals(generation.probabilities)
        return UnderstoodAction(
            self._read(generation, view),
            Confidence.of(generation.probabilities),
            len(generation.tokens),
            (time.perf_counter() - began) * 1000,
            generation.passes,
            generation.drafted,
            kinds,
            told,
            self.calibration.sureness(told) if self.calibration else None,
        )

    def unclear(self, found: UnderstoodAction) -> bool:
        """Whether a question would cost the shopper less than the guess. Who may well be in danger is not asked."""
        if self.calibration is None or found.sure is None:
            return False
        if found.action == Decline("unsafe") and found.kinds[0][1] >= DANGER:
            return False
        return found.sure.kind < self.calibration.ask_below

    def readings(
        self, turns: Sequence[DialogueTurn], kinds: Sequence[str], cancel: Cancel | None = None
    ) -> list[Action]:
        """The best Action of each of ``kinds`` (of those that ``understand`` told), were it that kind.

        The dialogue stands in the cache already, so each costs the tokens of its own Action. Raises as ``understand``.
        """
        view, prompt = self._view(turns)
        return [self._read(self._action(view, prompt, cancel, kind), view) for kind in kinds]

    def write(
        self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1, seed: int = 17
    ) -> list[Sentence]:
        """Different wordings of one sentence: the greedy one first, the drawn ones after it by the model's own measure.

        Sentences that did not come to an end are left out, so the list may be empty. Raises ``Cancelled``.
        """
        if candidates <= 1:
            return self._greedy_sentence(plan, cancel)
        prompt, matcher = self._sentence_prompt(plan), self._sentence_matcher(plan)
        samplings = [Sampling(seed + n) if n else None for n in range(candidates)]
        found: dict[str, Sentence] = {}
        for at in range(0, len(samplings), ROWS):
            some = samplings[at : at + ROWS]
            branches = self._branch(len(some))
            for drawn in draw(
                self._respond, branches, prompt, matcher, some, self._end, SENTENCE_TOKENS, cancel, self._space
            ):
                text = self._text(drawn.tokens)
                if drawn.finished and text.strip() and text not in found:
                    found[text] = self._made(text, plan, drawn.probabilities, greedy=drawn.sampling is None)
        return sorted(found.values(), key=lambda s: (not s.greedy, -s.confidence.mean))

    def _greedy_sentence(self, plan: SentencePlan, cancel: Cancel | None) -> list[Sentence]:
        generation = self._sentence(plan)
        for _ in generation.run(cancel):
            pass
        text = self._text(generation.tokens)
        if not generation.finished or not text.strip():
            return []
        made = self._made(text, plan, generation.probabilities, greedy=True)
        return [replace(made, tokens=len(generation.tokens) + 1, passes=generation.passes)]

    def _sentence(self, plan: SentencePlan) -> Generation:
        return Generation(
            self._respond,
            self._sentence_prompt(plan),
            self._sentence_matcher(plan),
            self._end,
            SENTENCE_TOKENS,
            never=self._space,
            phrases=self._phrases or Phrases({}),
        )

    def _action(
        self, view: Sequence[DialogueTurn], prompt: Sequence[int], cancel: Cancel | None, kind: str = ""
    ) -> Generation:
        """The decoded Action of the last turn; of one ``kind`` where that is given."""
        matcher = self._matcher(action_grammar(view))
        begun = [self._kinds[kind]] if kind else []
        matcher.consume_tokens(begun)
        generation = Generation(
            self._understand,
            prompt,
            matcher,
            self._end,
            ACTION_TOKENS,
            openers=self._specials,
            tokens=begun,
            watched=() if begun else tuple(self._kinds.values()),
        )
        for _ in generation.run(cancel):
            pass
        return generation

    def _read(self, generation: Generation, view: Sequence[DialogueTurn]) -> Action:
        return tidied(parse_action(self._finished_action(generation), view[-1].say, standing(view[:-1])))

    def _offered(self, turns: Sequence[DialogueTurn], opening: Sequence[float]) -> tuple[tuple[str, float], ...]:
        """The kinds that may answer, the likeliest first."""
        offered = set(kinds_offered(turns))
        found = [(kind, p) for kind, p in zip(self._kinds, opening, strict=True) if kind in offered]
        return tuple(sorted(found, key=lambda f: -f[1]))

    def _view(self, turns: Sequence[DialogueTurn]) -> tuple[Sequence[DialogueTurn], list[int]]:
        """The turns that the model sees, the last one open, and their tokens. A long dialogue loses its oldest turns,
        several at once: a prompt that began anew at every turn would find nothing in the cache."""
        if not turns:
            raise ValueError("a dialogue has at least one turn")
        turns = [*turns[:-1], DialogueTurn(turns[-1].say, turns[-1].shown)]
        least = max(0, len(turns) - protocol.DIALOGUE_TURNS)
        for first in [*range(-(-least // DROPPED) * DROPPED, len(turns), DROPPED), len(turns) - 1]:
            ids: list[int] = self._tokenizer.encode(dialogue_prompt(turns[first:])).ids
            if len(ids) <= PROMPT_TOKENS:
                break
        else:
            # One turn alone is longer: keep its head with the count of products, its end and the open action.
            ids = ids[:2] + ids[len(ids) - PROMPT_TOKENS + 2 :]
        return turns[first:], ids

    def _sentence_prompt(self, plan: SentencePlan) -> list[int]:
        ids: list[int] = self._tokenizer.encode(sentence_prompt(plan)).ids
        if len(ids) > SENTENCE_CONTEXT - SENTENCE_TOKENS:
            ids = ids[: SENTENCE_CONTEXT - SENTENCE_TOKENS - 1] + ids[-1:]
        return ids

    def _sentence_matcher(self, plan: SentencePlan) -> llguidance.LLMatcher:
        slots = min(len(plan.slots), len(protocol.SLOTS))
        if slots not in self._sentences:
            self._sentences[slots] = self._matcher(sentence_grammar(slots))
        return self._sentences[slots].deep_copy()

    def _branch(self, rows: int) -> Branches:
        if rows not in self._branches:
            self._branches[rows] = Branches(self._decoder, rows, SENTENCE_CONTEXT)
        return self._branches[rows]

    def _matcher(self, grammar: str) -> llguidance.LLMatcher:
        matcher = llguidance.LLMatcher(self._grammar, grammar, log_level=0)
        if matcher.is_error():
            raise ValueError(f"the grammar does not compile: {matcher.get_error()}")
        return matcher

    def _text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=False))

    def _finished_action(self, generation: Generation) -> str:
        """The text of an Action; one that ran on to the limit loses its last part, which may be half a word."""
        tokens = list(generation.tokens)
        if not generation.finished:
            last = max(at for at, token in enumerate(tokens) if token in self._specials)
            tokens = tokens[: max(last, 1)]
        return self._text(tokens)

    def _made(self, text: str, plan: SentencePlan, probabilities: Sequence[float], *, greedy: bool) -> Sentence:
        used = [int(number) - 1 for number in protocol._SLOT.findall(text)]
        return Sentence(
            protocol.pointer_sentence(text, plan.slots),
            Confidence.of(probabilities),
            tuple(plan.slots[n].pointer for n in used),
            greedy,
        )
