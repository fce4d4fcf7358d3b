"""Search held against judged queries: nDCG, recall and reciprocal rank of a judged set of queries, with their spread."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InputError

DEPTH = 100
"""Results asked for per query: as many as recall looks at."""
GOOD = 2
"""The least grade that counts as found, where a measure knows only yes and no."""
RESAMPLES = 2000

Search = Callable[[str, int], Sequence[str]]
"""A query and how many ids are wanted, to ids, best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the grades (0 to 3) of the products that somebody looked at."""

    name: str
    query: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """Mean over the queries, the 95 % interval of that mean (bootstrap, seeded), and each query's own value."""

    name: str
    mean: float
    low: float
    high: float
    of: dict[str, float]


def read_judged(path: Path) -> list[Judged]:
    """A TSV file with the lines ``name, query, product id, grade``. Raises ``InputError`` with file and line."""
    found: dict[str, Judged] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text ({error})", path) from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 4 or parts[3] not in {"0", "1", "2", "3"}:
            raise InputError("expected name, query, product id and a grade of 0 to 3, parted by tabs", path, number)
        name, query, product, grade = parts
        found.setdefault(name, Judged(name, query, {})).grades[product] = int(grade)
    if not found:
        raise InputError("holds no judged query", path)
    return list(found.values())


def measured(judged: Sequence[Judged], search: Search) -> list[Measure]:
    """nDCG@10 with unjudged products as wrong, the same over judged products only, recall@100 and reciprocal rank.

    The measures are those of ``ir_measures`` (trec_eval). Raises ``InputError`` where that package is missing.
    """
    try:
        import ir_measures
        from ir_measures import RR, R, nDCG
    except ImportError:
        raise InputError("Measuring search needs the package ir-measures: install `aisle[evaluate]`.") from None
    asked = {
        "nDCG@10": nDCG @ 10,
        "nDCG@10, judged only": nDCG(judged_only=True) @ 10,
        f"recall@{DEPTH}": R(rel=GOOD) @ DEPTH,
        "MRR": RR(rel=GOOD),
    }
    qrels = [ir_measures.Qrel(j.name, product, grade) for j in judged for product, grade in j.grades.items()]
    run = [
        ir_measures.ScoredDoc(j.name, product, float(DEPTH - rank))
        for j in judged
        for rank, product in enumerate(search(j.query, DEPTH))
    ]
    out = []
    for name, measure in asked.items():
        values = {m.query_id: m.value for m in ir_measures.iter_calc([measure], qrels, run)}
        each = {j.name: values.get(j.name, 0.0) for j in judged}
        out.append(Measure(name, statistics.fmean(each.values()), *_interval(list(each.values())), each))
    return out


def _interval(values: Sequence[float]) -> tuple[float, float]:
    rng = random.Random(11)
    means = sorted(statistics.fmean(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
