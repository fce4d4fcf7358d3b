"""The gate: an int8 model ships only if it says what the fp32 model says, cached or not, and a damaged file is refused.

Everything is measured through the runtime that ships (``engine.language``), on prompts the model was not trained on.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from engine.cancel import Cancel
from engine.errors import ModelError
from engine.language import protocol
from engine.language.assistant_model import AssistantModel
from engine.language.decoder import Decoder, TokenSequence
from engine.language.manifest import FileEntry, Manifest
from engine.language.protocol import DialogueTurn, dialogue_prompt

LEAST_AGREEMENT = 0.99
MOST_TOKENS = 48
UNCACHED_PROMPTS = 12
"""Every token of an uncached answer feeds the whole prompt again, so only a few prompts are checked that way."""


@dataclass(slots=True)
class GateReport:
    """``agreement``: share of tokens at which int8 picks the token of fp32, both given what fp32 wrote so far.

    ``model`` is the sha256 of the file that was measured: no other passes on this report.
    """

    model: str = ""
    prompts: int = 0
    tokens: int = 0
    agreement: float = 0.0
    answers_equal: float = 0.0
    uncached_agreement: float = 0.0
    megabytes: float = 0.0
    prefill_ms: float = 0.0
    prefill_tokens: float = 0.0
    decode_tokens_per_second: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def metrics(self) -> dict[str, float]:
        """What the manifest and the card tell, without the failures."""
        return {name: round(value, 4) for name, value in asdict(self).items() if name not in ("failures", "model")}


def gate(
    exported: Path, prompts: Sequence[str], *, threads: int = 2, report: Callable[[str], None] = lambda _: None
) -> GateReport:
    """Hold ``exported/model.onnx`` against ``exported/fp32.onnx`` on ``prompts`` (texts of the protocol).

    ``report`` is told each finding as it is made. Raises ``ValueError`` for no prompts and ``ModelError`` for an
    export that cannot be loaded at all.
    """
    if not prompts:
        raise ValueError("the gate needs prompts")
    tokenizer = Tokenizer.from_file(str(exported / "tokenizer.json"))
    end = tokenizer.token_to_id(protocol.END)
    asked = [tokenizer.encode(prompt).ids for prompt in prompts]
    decoder = Decoder(exported / "model.onnx", threads=threads)
    exact, int8 = Decoder(exported / "fp32.onnx", threads=threads).sequence(), decoder.sequence()
    entry = FileEntry.of(exported / "model.onnx")
    result = GateReport(entry.sha256, len(asked), megabytes=entry.bytes / 1e6)

    answers = [greedy(exact, prompt, end) for prompt in asked]
    same = [followed(int8, prompt, answer) for prompt, answer in zip(asked, answers, strict=True)]
    result.tokens = sum(len(s) for s in same)
    result.agreement = sum(map(sum, same)) / result.tokens
    result.answers_equal = sum(map(all, same)) / len(same)
    report(f"int8 picks fp32's token {result.agreement:.2%} of {result.tokens} times")
    if result.agreement < LEAST_AGREEMENT:
        result.failures.append(
            f"int8 agrees with fp32 on {result.agreement:.2%} of tokens, {LEAST_AGREEMENT:.0%} is the least"
        )

    few = range(min(UNCACHED_PROMPTS, len(asked)))
    if any(greedy_uncached(exact, asked[n], end) != answers[n] for n in few):
        result.failures.append("fp32 answers differ with and without the cache")
    shipped = [greedy(int8, prompt, end) for prompt in asked]
    again = [[*uncached_choices(int8, asked[n], shipped[n])] for n in few]
    hits = [a == b for n, choices in zip(few, again, strict=True) for a, b in zip(shipped[n], choices, strict=True)]
    result.uncached_agreement = sum(hits) / max(len(hits), 1)
    report(f"int8 without its cache picks the same token {result.uncached_agreement:.2%} of {len(hits)} times")
    if result.uncached_agreement < LEAST_AGREEMENT:
        result.failures.append(
            f"int8 agrees with itself without the cache on {result.uncached_agreement:.2%} of tokens only"
        )
    if any(greedy(decoder.sequence(), asked[n], end) != shipped[n] for n in few):
        result.failures.append("int8 answers differ between a fresh cache and one that was used before")
    single = Decoder(exported / "model.onnx", threads=1).sequence()
    if any(greedy(single, asked[n], end) != shipped[n] for n in few):
        result.failures.append("int8 answers differ between one and two threads")

    result.failures += damaged_files_accepted(exported)
    result.prefill_tokens, result.prefill_ms, result.decode_tokens_per_second = speed(int8, asked)
    report(
        f"{result.decode_tokens_per_second:.0f} tokens/s, prefill {result.prefill_ms:.0f} ms, {result.megabytes:.1f} MB"
    )
    for failure in result.failures:
        report(f"FAILED: {failure}")
    return result


def dialogue_prompts(dialogues: Sequence[Sequence[DialogueTurn]], most: int = 150) -> list[str]:
    """A prompt for each turn, those before it with their gold Actions; evenly thinned to ``most``."""
    prompts = [
        dialogue_prompt([*dialogue[:at], DialogueTurn(turn.say, turn.shown)])
        for dialogue in dialogues
        for at, turn in enumerate(dialogue)
    ]
    return [prompts[n * len(prompts) // most] for n in range(most)] if len(prompts) > most else prompts


def greedy(sequence: TokenSequence, prompt: Sequence[int], end: int, most: int | None = None) -> list[int]:
    """The greedy answer with the cache, ending with ``end`` where the model came to one."""
    sequence.keep(len(prompt) - 2)
    answer: list[int] = []
    while len(answer) < (most or MOST_TOKENS) and end not in answer[-1:]:
        answer.append(int(sequence.logits([*prompt, *answer])[0].argmax()))
    sequence.keep(len(prompt))
    return answer


def greedy_uncached(sequence: TokenSequence, prompt: Sequence[int], end: int, most: int | None = None) -> list[int]:
    """The same, each token from the whole text fed anew."""
    answer: list[int] = []
    while len(answer) < (most or MOST_TOKENS) and end not in answer[-1:]:
        sequence.keep(0)
        answer.append(int(sequence.logits([*prompt, *answer])[0].argmax()))
    return answer


def followed(sequence: TokenSequence, prompt: Sequence[int], answer: Sequence[int]) -> list[bool]:
    """Whether the model would have picked each token of ``answer``, given those before it, token by token as served."""
    sequence.keep(len(prompt) - 2)
    out = []
    for at, token in enumerate(answer):
        out.append(int(sequence.logits([*prompt, *answer[:at]])[0].argmax()) == token)
    sequence.keep(len(prompt))
    return out


def uncached_choices(sequence: TokenSequence, prompt: Sequence[int], answer: Sequence[int]) -> list[int]:
    """The picks at every token of ``answer`` from one pass over the whole text."""
    sequence.keep(0)
    logits = sequence.logits([*prompt, *answer[:-1]], asked=len(answer))
    picks = [int(row.argmax()) for row in logits]
    sequence.keep(0)
    return picks


def damaged_files_accepted(exported: Path) -> list[str]:
    """What loads although it should not: a changed byte, a cut file, a missing one; and a stop that is not heard."""
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("model.onnx", "tokenizer.json"):
            shutil.copy(exported / file, folder / file)
        files = {file.name: FileEntry.of(file) for file in folder.iterdir()}
        Manifest("assistant", "", "", files).write(folder)
        model = folder / "model.onnx"

        def refused(what: str) -> None:
            try:
                AssistantModel.load(folder)
            except ModelError:
                return
            failures.append(f"{what} was loaded")

        AssistantModel.load(folder)
        whole = model.read_bytes()
        half = len(whole) // 2
        model.write_bytes(whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :])
        refused("a model with one changed bit")
        model.write_bytes(whole[:half])
        refused("half a model")
        try:
            Decoder(model)
            failures.append("half a model was loaded without its manifest")
        except ModelError:
            pass
        model.unlink()
        refused("no model")
    return failures


def speed(sequence: TokenSequence, prompts: Sequence[Sequence[int]], tokens: int = 64) -> tuple[float, float, float]:
    """(median prompt length, median milliseconds to feed a prompt, median tokens a second after it)."""
    lengths, prefill, rates = [], [], []
    cancel = Cancel()
    for prompt in list(prompts)[:15]:
        sequence.keep(0)
        began = time.perf_counter()
        text = [*prompt, int(sequence.logits(prompt, cancel=cancel)[0].argmax())]
        fed = time.perf_counter()
        for _ in range(tokens):
            text.append(int(sequence.logits(text, cancel=cancel)[0].argmax()))
        lengths.append(len(prompt))
        prefill.append((fed - began) * 1000)
        rates.append(tokens / (time.perf_counter() - fed))
    return float(np.median(lengths)), float(np.median(prefill)), float(np.median(rates))
