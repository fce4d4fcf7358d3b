"""Weights for the evidence of search, learned from judged queries and held against the ones in use.

Listwise: of the best candidates of each query, the probability that a softmax over the scores gives should go to the
products with high grades (ListNet, Cao et al. 2007). Judged by cross-validation over queries, for the weights in use
were chosen on the same queries.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.retrieval import Retriever
from engine.retrieval.evidence import EVIDENCE, Candidates, Weights
from engine.retrieval.judged import Judged, Measure, measured

BEST = 100
"""Candidates of a query that are put in order anew: those that the weights in use put first."""
_SHARPNESS = 6.0
"""How far apart scores must be to matter: a first place in one list against the last is worth about 1."""
_GRADE_SHARPNESS = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """A judged query of one catalogue with its candidates."""

    judged: Judged
    ids: tuple[str, ...]
    candidates: Candidates

    def ranking(self, weights: Weights) -> list[str]:
        return [self.ids[place] for place in np.argsort(-self.candidates.scores(weights), kind="stable")]


@dataclass(frozen=True, slots=True)
class Comparison:
    """nDCG@10 of the weights in use and of weights learned without the query's fold; ``learned`` are from all."""

    in_use: Measure
    held_out: Measure
    learned: Weights


def examples_of(retriever: Retriever, judged: Sequence[Judged], catalogue: str) -> list[Example]:
    """The candidates of judged queries; ``catalogue`` keeps the same query on two catalogues apart."""
    found = []
    for each in judged:
        ids, candidates = retriever.candidates(each.query)
        name = f"{catalogue}/{each.name}"
        found.append(Example(Judged(name, name, each.grades), tuple(ids), candidates))
    return found


def learn(examples: Sequence[Example], start: Weights, steps: int = 150, hold: float = 0.3) -> Weights:
    """Weights that put the good candidates first; ``hold`` pulls them to where they began."""
    begin = torch.from_numpy(start.vector)
    weights = begin.clone().requires_grad_(True)
    lists = [pair for pair in (_best(example, start) for example in examples) if float(pair[1].max()) > 0]
    optimizer = torch.optim.Adam([weights], lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        losses = [
            -(
                torch.softmax(grades * _GRADE_SHARPNESS, 0) * torch.log_softmax(_SHARPNESS * (evidence @ weights), 0)
            ).sum()
            for evidence, grades in lists
        ]
        loss = torch.stack(losses).mean() + hold * ((weights - begin) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return replace(start, **dict(zip(EVIDENCE, weights.detach().tolist(), strict=True)))


def compare(examples: Sequence[Example], folds: int = 5, seed: int = 1, steps: int = 150) -> Comparison:
    """Cross-validation over queries. Raises ``ValueError`` for fewer queries than folds."""
    if len(examples) < folds:
        raise ValueError(f"{folds} folds need at least as many judged queries, not {len(examples)}")
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)
    start = Weights()
    rankings: dict[str, list[str]] = {}
    for fold in range(folds):
        out = set(order[fold::folds])
        weights = learn([e for place, e in enumerate(examples) if place not in out], start, steps)
        rankings |= {examples[place].judged.query: examples[place].ranking(weights) for place in out}
    used = {e.judged.query: e.ranking(start) for e in examples}
    judged = [e.judged for e in examples]
    in_use = measured(judged, lambda query, limit: used[query][:limit])[0]
    held_out = measured(judged, lambda query, limit: rankings[query][:limit])[0]
    return Comparison(in_use, held_out, learn(examples, start, steps))


def by_catalogue(measure: Measure) -> dict[str, float]:
    """The mean of a measure over the queries of each catalogue."""
    values: dict[str, list[float]] = {}
    for name, value in measure.of.items():
        values.setdefault(name.partition("/")[0], []).append(value)
    return {catalogue: statistics.fmean(found) for catalogue, found in values.items()}


def _best(example: Example, weights: Weights) -> tuple[torch.Tensor, torch.Tensor]:
    kept = np.argsort(-example.candidates.scores(weights), kind="stable")[:BEST]
    grades = [float(example.judged.grades.get(example.ids[place], 0)) for place in kept]
    return torch.from_numpy(example.candidates.evidence[kept]), torch.tensor(grades)
