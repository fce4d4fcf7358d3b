"""The teacher's vectors of all training texts, asked once and kept in parts, so that an interrupted run goes on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.catalogue import Embedder

Say = Callable[[str], None]
_PART = 4096


class Targets(Mapping[str, int]):
    """By text the row of ``vectors``, float32 (texts, width) of length 1."""

    def __init__(self, texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        self.vectors = vectors
        self._rows = {text: row for row, text in enumerate(texts)}

    def __getitem__(self, text: str) -> int:
        return self._rows[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def ask(teacher: Embedder, texts: Sequence[str], folder: Path, say: Say) -> Targets:
    """The teacher's vectors of ``texts`` (each once); parts that ``folder`` holds of the same texts are not asked anew."""
    ordered = sorted(dict.fromkeys(texts), key=lambda t: (len(t), t))
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[npt.NDArray[np.float16]] = []
    began, done = time.monotonic(), 0
    total = sum(map(len, ordered))
    for start in range(0, len(ordered), _PART):
        chunk = ordered[start : start + _PART]
        name = hashlib.sha256("\n".join((teacher.sha256, *chunk)).encode("utf-8", "replace")).hexdigest()[:20]
        path = folder / f"{name}.npy"
        if not path.is_file():
            fresh = folder / f".{name}.npy"
            np.save(fresh, teacher.encode(chunk).astype(np.float16))
            fresh.rename(path)
        parts.append(np.load(path))
        done += sum(map(len, chunk))
        left = (time.monotonic() - began) / done * (total - done)
        say(f"teacher: {start + len(chunk):,} of {len(ordered):,} texts, {left / 60:.1f} min left")
    return Targets(ordered, np.concatenate(parts).astype(np.float32))
