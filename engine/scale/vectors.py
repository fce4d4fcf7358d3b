"""Vectors for a generated catalogue: real ones for its seeds, and for a variant its seed's moved as real variants are.

Embedding a million products takes hours on two cores. So the seeds are embedded, and a sample of true variants with
them: how far each stands from its seed (the cosine) and in which direction. A variant's vector is its seed's, moved by
the distance of one sampled variant into a mixture of the directions of two others.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.catalogue import Embedder
from engine.retrieval.text import product_text
from engine.scale.generator import Generator
from engine.scale.seeds import Seed

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_SAMPLED = 600
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Spread:
    """How true variants stand to their seeds: cosines (n,), and directions (n, width) of length 1 away from the seed."""

    cosines: Floats
    directions: Floats

    @classmethod
    def between(cls, seeds: Floats, variants: Floats) -> Spread:
        cosines = np.clip(np.einsum("ij,ij->i", seeds, variants), -1.0, 1.0)
        away = variants - cosines[:, None] * seeds
        kept = np.linalg.norm(away, axis=1) > 1e-4
        away = away[kept] / np.linalg.norm(away[kept], axis=1, keepdims=True)
        return cls(cosines[kept].astype(np.float32), away.astype(np.float32))

    def moved(self, seeds: Floats, places: Ints, seed: int) -> Floats:
        """A variant of each row of ``seeds`` (n, width), decided by its place in the catalogue."""
        out = np.empty_like(seeds)
        for row, (vector, place) in enumerate(zip(seeds, places.tolist(), strict=True)):
            chance = np.random.Generator(np.random.PCG64((seed, place)))
            far, first, second = chance.integers(0, len(self.cosines), 3)
            mixed = chance.normal() * self.directions[first] + chance.normal() * self.directions[second]
            mixed = mixed - (mixed @ vector) * vector
            cosine = self.cosines[far]
            length = max(float(np.linalg.norm(mixed)), 1e-6)
            out[row] = cosine * vector + np.sqrt(max(0.0, 1.0 - cosine * cosine)) * (mixed / length)
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        return out


@dataclass(frozen=True, slots=True)
class SeedVectors:
    """The seeds' vectors, the spread of true variants, and how many texts a second the encoder took."""

    vectors: Floats
    spread: Spread
    rate: float


def embed_seeds(seeds: Sequence[Seed], generator: Generator, embedder: Embedder, folder: Path) -> SeedVectors:
    """Embed the seeds that have no vector yet and a sample of variants, or read what an earlier run left in ``folder``."""
    texts = [product_text(s.product) for s in seeds if s.vector is None or s.encoder != embedder.sha256]
    known = [s.vector for s in seeds if s.vector is not None and s.encoder == embedder.sha256]
    sample = list(generator.products(len(seeds) + min(_SAMPLED, len(seeds)), len(seeds)))
    wanted = [*texts, *(product_text(g.product) for g in sample)]
    digest = hashlib.blake2b("\n".join([embedder.sha256, *wanted]).encode("utf-8", "replace"), digest_size=8)
    kept = folder / f"seeds-{digest.hexdigest()}.npz"
    if kept.is_file():
        with np.load(kept) as found:
            encoded, rate = found["encoded"], float(found["rate"])
    else:
        started = time.perf_counter()
        encoded = np.concatenate([embedder.encode(wanted[at : at + _BATCH]) for at in range(0, len(wanted), _BATCH)])
        rate = len(wanted) / (time.perf_counter() - started)
        np.savez(kept, encoded=encoded, rate=rate)
    vectors = np.zeros((len(seeds), encoded.shape[1]), dtype=np.float32)
    has = np.array([s.vector is not None and s.encoder == embedder.sha256 for s in seeds])
    vectors[~has] = encoded[: len(texts)]
    if known:
        vectors[has] = np.stack(known)
    spread = Spread.between(vectors[[g.seed for g in sample]], encoded[len(texts) :])
    return SeedVectors(vectors, spread, rate)
