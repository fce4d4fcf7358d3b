"""The sentence encoder: texts to unit vectors through onnxruntime, from an artefact whose checksum is verified."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import ModelError

_TOKENS_IN_BATCH = 512
"""Padded tokens encoded at once: what a layer leaves for the next stays in the processor's cache, a tenth faster than
2,048 tokens on one core, and less is lost to padding."""
_BATCH_MOST = 64
_CHARACTERS_PER_TOKEN = 12
"""A text is cut to this many characters per allowed token before tokenising, so that a huge one costs nothing."""


@dataclass(frozen=True, slots=True)
class EncoderManifest:
    """What ``manifest.json`` says about the artefact: the files with their checksums, and the shape of the model."""

    dimensions: int
    max_tokens: int
    files: Mapping[str, tuple[str, int]]
    """By file name: sha256 in hexadecimal and size in bytes."""

    @classmethod
    def read(cls, folder: Path) -> EncoderManifest:
        """Raises :class:`ModelError` where there is none or it is not readable."""
        path = folder / "manifest.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            files = {name: (str(entry["sha256"]), int(entry["bytes"])) for name, entry in data["files"].items()}
            return cls(int(data["dimensions"]), int(data["max_tokens"]), files)
        except FileNotFoundError:
            raise ModelError(f"The encoder is missing: no {path}; restore the encoder's folder.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path} is not a readable manifest ({error}); restore the encoder's folder.") from error


class Encoder:
    """An :class:`~engine.catalogue.Embedder` that loads its model at the first use.

    ``threads`` is the number of cores one call may use: one is best for a question beside a decoding language model,
    0 (all cores) for an import. Batches are spread over the cores, each encoded by one, for so small a model loses
    much of its time when threads share a matrix product. Safe to share between threads.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder = Path(folder)
        self._threads = threads or os.cpu_count() or 1
        self._manifest = EncoderManifest.read(self._folder)
        self._loaded: tuple[Any, Any] | None = None
        self._lock = threading.Lock()

    @property
    def sha256(self) -> str:
        """The model's checksum: the name of its vector space."""
        return self._entry("model.onnx")[0]

    @property
    def dimensions(self) -> int:
        return self._manifest.dimensions

    def load(self) -> None:
        """Load the model now. Raises :class:`ModelError` where it is missing, cut short or not the one of the manifest."""
        self._session_and_tokenizer()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, dimensions) float32 rows of length 1, in the order of ``texts``. Raises :class:`ModelError`."""
        session, tokenizer = self._session_and_tokenizer()
        out = np.zeros((len(texts), self._manifest.dimensions), dtype=np.float32)
        most = self._manifest.max_tokens * _CHARACTERS_PER_TOKEN
        tidy = [text[:most].encode("utf-8", "replace").decode("utf-8") for text in texts]
        tokens: list[list[int]] = [encoding.ids for encoding in tokenizer.encode_batch(tidy)]

        def encode_rows(rows: Sequence[int]) -> None:
            width = max(len(tokens[row]) for row in rows)
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(tokens[row])] = tokens[row]
                mask[place, : len(tokens[row])] = 1
            out[rows] = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]

        # The longest first, so that no core is left with a long batch at the end.
        batches = _batches([len(t) for t in tokens])[::-1]
        workers = min(self._threads, len(batches))
        if workers < 2:
            for rows in batches:
                encode_rows(rows)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(encode_rows, batches))
        return out

    def _entry(self, name: str) -> tuple[str, int]:
        try:
            return self._manifest.files[name]
        except KeyError:
            raise ModelError(
                f"{self._folder / 'manifest.json'} names no {name}; restore the encoder's folder."
            ) from None

    def _session_and_tokenizer(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._open()
            return self._loaded

    def _open(self) -> tuple[Any, Any]:
        # Imported here: a process that never encodes does not pay for loading them.
        import onnxruntime
        from tokenizers import Tokenizer

        model, tokens = self._verified("model.onnx"), self._verified("tokenizer.json")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_str(tokens.decode("utf-8"))
        except Exception as error:  # both libraries raise their own bare exceptions
            raise ModelError(
                f"The encoder in {self._folder} cannot be loaded ({error}); restore its folder."
            ) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._manifest.max_tokens)
        return session, tokenizer

    def _verified(self, name: str) -> bytes:
        digest, size = self._entry(name)
        path = self._folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(f"The encoder's {path} cannot be read ({error.strerror}); restore its folder.") from error
        if len(content) != size:
            raise ModelError(f"{path} has {len(content)} bytes instead of {size}: it was cut short; restore it.")
        if hashlib.sha256(content).hexdigest() != digest:
            raise ModelError(f"{path} does not match the checksum in its manifest.json; restore it.")
        return content


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows grouped by similar length, so that little is spent on padding."""
    batches: list[list[int]] = []
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == _BATCH_MOST or (len(batch) + 1) * lengths[row] > _TOKENS_IN_BATCH):
            batches.append(batch)
            batch = []
        batch.append(row)
    return [*batches, batch] if batch else batches
