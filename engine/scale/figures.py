"""What was measured, as plain records, and the machine's own memory figures."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one call, over ``calls`` calls; ``cpu_p95`` is of the processor's time, whatever else it did."""

    p50: float
    p95: float
    p99: float
    cpu_p95: float
    calls: int

    @classmethod
    def of(cls, call: Callable[[T], object], asked: Sequence[T]) -> Latency:
        """Every call once, none of them repeated: what the first shopper waits for."""
        took: list[float] = []
        worked: list[float] = []
        for one in asked:
            started, busy = time.perf_counter(), time.process_time()
            call(one)
            took.append((time.perf_counter() - started) * 1000)
            worked.append((time.process_time() - busy) * 1000)
        p50, p95, p99 = (round(float(p), 2) for p in np.percentile(took, [50, 95, 99]))
        return cls(p50, p95, p99, round(float(np.percentile(worked, 95)), 2), len(took))


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of a process: its own, and mapped from files (which the system takes back when it needs to)."""

    own: float
    mapped: float

    @classmethod
    def now(cls) -> Memory:
        """On Linux as the kernel counts them; elsewhere the most that was ever used, as its own."""
        try:
            lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return cls(peak_mb(), 0.0)
        sizes = {
            name: float(rest.split()[0]) / 1024
            for name, _, rest in (line.partition(":") for line in lines)
            if "kB" in rest
        }
        return cls(round(sizes["RssAnon"]), round(sizes["RssFile"]))


@dataclass(frozen=True, slots=True)
class Built:
    """What making a catalogue of ``products`` took. Bytes are those on disk; memory is the most of the process."""

    products: int
    feed_mb: float
    lexical_seconds: float
    lexical_rate: float
    catalogue_mb: float
    import_peak_mb: float
    stored_seconds: float
    filed_seconds: float
    with_vectors_mb: float
    vector_file_mb: float
    vectors_peak_mb: float


@dataclass(frozen=True, slots=True)
class Searched:
    """Search of one catalogue: whole, its parts, what it finds and what it takes."""

    products: int
    opened_seconds: float
    encode: Latency
    text: Latency
    filtered: Latency
    words: Latency
    meaning: Latency
    approximate: bool
    recall_at_10: float
    recall_at_100: float
    rare_filter_share: float
    rare_filter_full: bool
    memory: Memory


@dataclass(frozen=True, slots=True)
class Peer:
    """Another engine on the same products, asked the same. ``recall_at_10`` is of vectors, ``None`` for words."""

    name: str
    products: int
    build_seconds: float
    disk_mb: float
    latency: Latency
    recall_at_10: float | None
    memory: Memory


def peak_mb() -> float:
    """The most memory this process ever used, in megabytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(used / (1024 * 1024 if sys.platform == "darwin" else 1024))
