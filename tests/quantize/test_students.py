"""Students are compared on equal terms: the same cut, the same batches, with a teacher and without."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")

from quantize import stages
from quantize.stages import Mixture
from quantize.students import LARGE, SMALL, Budget, candidates, compare, table
from quantize.weights import random_student


def test_what_is_needed_is_made_before_it_is_needed() -> None:
    made = candidates()
    names = [c.name for c in made]
    assert len(set(names)) == len(names) == 14
    for place, candidate in enumerate(made):
        assert candidate.teacher or candidate.parent in names[:place]
        assert not candidate.taught or f"teacher-{candidate.vocabulary // 1024}k" in names[:place]
        assert not candidate.parent.endswith("-taught"), "the next depth would be cut from a student of the teacher"
    assert {(c.layers, c.taught) for c in made if c.vocabulary == SMALL and c.parent} == {
        (layers, taught) for layers in (20, 15, 12, 10) for taught in (True, False)
    }
    assert any(c.vocabulary == LARGE and c.layers == 15 for c in made)


def test_a_tiny_table_from_end_to_end_and_again_without_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = list(islice(stages.examples(Mixture(1, 0.7, 0.25), SMALL), 24))
    monkeypatch.setattr(stages, "examples", lambda *_: islice(cycle(few), 1500))
    tiny = candidates(depths=(2,), large=(), whole=3)
    budget = Budget(teacher_steps=2, steps=2, batch=256, count=2)
    said: list[str] = []

    def base(vocabulary: int) -> object:
        return random_student(5, vocabulary, layers=3)

    rows = compare(tmp_path, Mixture(1, 0.7, 0.25), budget, said.append, tiny, base)
    assert [(r.name, r.layers) for r in rows] == [("teacher-16k", 3), ("2-16k-gold", 2), ("2-16k-taught", 2)]
    assert all(r.tokens > 0 and r.tokens_per_second > 0 and r.megabytes > 0 and r.turns for r in rows)
    gold, taught = (
        json.loads((tmp_path / r.name / "student.log.jsonl").read_text().splitlines()[-1]) for r in rows[1:]
    )
    assert gold["tokens"] == taught["tokens"] and gold["loss"] == gold["gold"] and taught["loss"] > taught["gold"]
    written = table(rows)
    assert "teacher, 3 layers, 16k" in written and "2 layers, 16k, with teacher" in written
    said.clear()
    again = compare(tmp_path, Mixture(1, 0.7, 0.25), budget, said.append, tiny, base)
    assert again == rows and not any("step" in line for line in said)
