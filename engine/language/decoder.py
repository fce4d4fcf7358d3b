"""The decoder on plain onnxruntime: logits after a list of tokens, computing only what its cache does not hold yet.

Keys and values of attention live in one preallocated buffer per sequence that is bound as both past and present, so
nothing is copied between tokens. Passes over one token use other kernels than passes over many, and in int8 the two
round differently; so only what a prompt's own passes (two tokens or more) left in the cache is used for the next
prompt. The same dialogue then gives the same answer to the bit, whatever was asked before.

*Understand* and *respond* each have a sequence of their own: their prompts share no beginning, and the dialogue's
cache survives the sentences that are written in between. At 1,024 positions a sequence of the 15-layer student takes
24 MB, which is cheaper than feeding a dialogue twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine.cancel import Cancel
from engine.errors import ModelError

IDS_INPUT, LENGTHS_INPUT, TOTAL_INPUT, POSITIONS_INPUT = "input_ids", "last_position", "total_length", "asked"
CONTEXT = 1024
PROMPT_PASS = 2
"""Least tokens in a pass over a prompt (why: see above)."""
CHUNK = 128
"""Tokens fed in one pass: a long prompt is cut, so that a stop is honoured in between."""


Buffers = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Shape:
    layers: int
    heads: int
    head_size: int
    vocabulary: int


class Decoder:
    """One loaded model. Threads may share it, a ``TokenSequence`` belongs to one at a time."""

    def __init__(self, model: Path, *, threads: int = 2, context: int = CONTEXT) -> None:
        """Raises ``ModelError`` when onnxruntime cannot read the file or it is no decoder of ours."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self.session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own exception types share no base class
            raise ModelError(
                f"The assistant model {model} cannot be loaded, so it is damaged or incomplete: install it again."
            ) from error
        inputs = {i.name: i.shape for i in self.session.get_inputs()}
        if not {IDS_INPUT, LENGTHS_INPUT, TOTAL_INPUT, POSITIONS_INPUT, "past_key_values.0.key"} <= inputs.keys():
            raise ModelError(f"{model} is not an Aisle assistant model: its inputs are others.")
        layers = sum(name.startswith("past_key_values.") and name.endswith(".key") for name in inputs)
        _, heads, _, size = inputs["past_key_values.0.key"]
        self.shape = _Shape(layers, heads, size, self.session.get_outputs()[0].shape[2])
        self.context = context

    def buffers(self, rows: int, context: int) -> Buffers:
        """Empty keys and values of ``rows`` sequences: by layer and part, (rows, heads, context, head size)."""
        size = (rows, self.shape.heads, context, self.shape.head_size)
        names = [f"{n}.{part}" for n in range(self.shape.layers) for part in ("key", "value")]
        return {name: np.zeros(size, dtype=np.float32) for name in names}

    def sequence(self, context: int | None = None) -> TokenSequence:
        """A fresh sequence with an empty cache of ``context`` positions (by default the decoder's)."""
        return TokenSequence(self, context or self.context)


class TokenSequence:
    """A cache of keys and values, and the tokens that it holds."""

    def __init__(self, decoder: Decoder, context: int) -> None:
        self._decoder = decoder
        self.context = context
        self._held: list[int] = []
        self._buffers = decoder.buffers(1, context)
        self._passes: dict[tuple[int, int], _Pass] = {}
        self.fed = 0  # tokens computed since the sequence began: what reuse saves is what is missing here

    @property
    def held(self) -> tuple[int, ...]:
        """The tokens in the cache."""
        return tuple(self._held)

    @property
    def vocabulary(self) -> int:
        return self._decoder.shape.vocabulary

    def keep(self, count: int) -> None:
        """Forget all but the first ``count`` tokens (the answer, once it is read)."""
        del self._held[count:]

    def forget(self) -> None:
        """Empty the cache and overwrite it: nothing of a session stays in memory."""
        self._held.clear()
        for buffer in self._buffers.values():
            buffer.fill(0)

    def logits(self, tokens: Sequence[int], asked: int = 1, cancel: Cancel | None = None) -> NDArray[np.float32]:
        """Logits after each of the last ``asked`` tokens: shape (asked, vocabulary), valid until the next call.

        Only what differs from the cache is computed. Raises ``Cancelled``, and ``ValueError`` for more tokens than
        the cache has positions.
        """
        tokens = list(tokens)
        if len(tokens) > self.context:
            raise ValueError(f"{len(tokens)} tokens do not fit into {self.context} positions")
        if not 1 <= asked <= len(tokens):
            raise ValueError(f"logits after {asked} of {len(tokens)} tokens were asked for")
        at = min(_common(self._held, tokens), len(tokens) - asked)
        while True:
            if cancel is not None:
                cancel.raise_if()
            end = len(tokens)
            if end - at > max(CHUNK, asked):
                end = min(at + CHUNK, end - max(asked, PROMPT_PASS))  # the asked positions stay in one pass
            del self._held[at:]
            wanted = asked if end == len(tokens) else 1
            out: NDArray[np.float32] = self._pass(end - at, wanted)([tokens[at:end]], end)[0]
            self._held = tokens[:end]
            self.fed += end - at
            if end == len(tokens):
                return out
            at = end

    def _pass(self, count: int, asked: int) -> _Pass:
        key = (count, asked)
        if key not in self._passes:
            made = _Pass(self._decoder, self._buffers, count, asked)
            if count > 16:  # prompts come in every length; steps and drafts come again and again
                return made
            self._passes[key] = made
        return self._passes[key]


class Branches:
    """Several continuations of one prompt, a token each at a time: one pass over four costs less than two over one."""

    def __init__(self, decoder: Decoder, rows: int, context: int) -> None:
        self.rows = rows
        self._buffers = decoder.buffers(rows, context)
        self._pass = _Pass(decoder, self._buffers, 1, 1, rows)
        self._context = context
        self._length = 0

    def start(self, sequence: TokenSequence, length: int) -> None:
        """Every row takes over the first ``length`` tokens of ``sequence``."""
        for name, buffer in self._buffers.items():
            buffer[:, :, :length] = sequence._buffers[name][:, :, :length]
        self._length = length

    def step(self, tokens: Sequence[int], cancel: Cancel | None = None) -> NDArray[np.float32]:
        """Add one token to each row. Logits of shape (rows, vocabulary), valid until the next call. As ``logits``."""
        if cancel is not None:
            cancel.raise_if()
        if self._length == self._context:
            raise ValueError(f"{self._length + 1} tokens do not fit into {self._context} positions")
        self._length += 1
        logits: NDArray[np.float32] = self._pass([[token] for token in tokens], self._length)
        return logits.reshape(self.rows, -1)

    def forget(self) -> None:
        """Overwrite the cache."""
        for buffer in self._buffers.values():
            buffer.fill(0)


class _Pass:
    """The bindings of a forward pass over ``count`` tokens a row with logits after the last ``asked`` of them."""

    def __init__(self, decoder: Decoder, buffers: Buffers, count: int, asked: int, rows: int = 1) -> None:
        self._session = decoder.session
        self._binding = self._session.io_binding()
        self._ids = np.zeros((rows, count), dtype=np.int64)
        self._last = np.zeros(rows, dtype=np.int32)
        self._total = np.zeros((), dtype=np.int32)
        self._logits = np.zeros((rows, asked, decoder.shape.vocabulary), dtype=np.float32)
        # Bound without a copy: the arrays are changed in place and must live as long as the binding.
        self._positions = np.arange(count - asked, count, dtype=np.int64)
        for name, array in (
            (IDS_INPUT, self._ids),
            (LENGTHS_INPUT, self._last),
            (TOTAL_INPUT, self._total),
            (POSITIONS_INPUT, self._positions),
        ):
            self._bind(name, array)
        for name, buffer in buffers.items():
            self._bind(f"past_key_values.{name}", buffer)
            self._bind(f"present.{name}", buffer, out=True)
        self._bind("logits", self._logits, out=True)

    def _bind(self, name: str, array: NDArray[Any], *, out: bool = False) -> None:
        bind = self._binding.bind_output if out else self._binding.bind_input
        bind(name, "cpu", 0, array.dtype.type, array.shape, array.ctypes.data)

    def __call__(self, tokens: Sequence[Sequence[int]], total: int) -> NDArray[np.float32]:
        self._ids[:] = tokens
        self._last[:] = total - 1
        self._total[...] = total
        self._session.run_with_iobinding(self._binding)
        return self._logits


def _common(held: Sequence[int], tokens: Sequence[int]) -> int:
    """Length of the common beginning."""
    if held == tokens[: len(held)]:
        return len(held)
    return next(n for n, (a, b) in enumerate(zip([*held, None], [*tokens, None], strict=False)) if a != b)
