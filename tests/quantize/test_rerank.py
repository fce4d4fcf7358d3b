"""Weights learned from judged queries find the evidence that matters, and are judged on queries they did not see."""

from __future__ import annotations

import numpy as np
import pytest

from engine.retrieval.evidence import EVIDENCE, Candidates, Weights
from engine.retrieval.judged import Judged
from quantize.rerank import Example, by_catalogue, compare, learn

pytest.importorskip("ir_measures", reason="ir-measures belongs to the extra `evaluate`")


def example(number: int) -> Example:
    """Thirty candidates of which the three with the words in their title are good, whatever else speaks for others."""
    rng = np.random.default_rng(number)
    evidence = np.zeros((30, len(EVIDENCE)), dtype=np.float32)
    evidence[:, EVIDENCE.index("words")] = rng.random(30)
    evidence[:, EVIDENCE.index("meaning")] = rng.random(30)
    good = rng.choice(30, 3, replace=False)
    evidence[good, EVIDENCE.index("in_title")] = 1.0
    name = f"{'shop' if number % 2 else 'store'}/q{number}"
    ids = tuple(f"p{place}" for place in range(30))
    grades = {i: 3 if place in good else 0 for place, i in enumerate(ids)}
    return Example(Judged(name, name, grades), ids, Candidates(tuple(range(30)), evidence, (), ()))


def test_the_evidence_that_tells_good_from_bad_gains_weight() -> None:
    start = Weights(in_title=0.0)
    examples = [example(n) for n in range(12)]
    learned = learn(examples, start, steps=80, hold=0.01)
    assert learned.in_title > 0.3
    assert learned.in_title > max(learned.words, learned.meaning)


def test_learned_weights_are_judged_on_queries_they_did_not_see() -> None:
    found = compare([example(n) for n in range(10)], folds=5, steps=20)
    assert set(found.held_out.of) == set(found.in_use.of)
    assert set(by_catalogue(found.held_out)) == {"shop", "store"}
    assert found.held_out.mean >= found.in_use.mean
    with pytest.raises(ValueError, match="at least as many"):
        compare([example(1)], folds=5)
