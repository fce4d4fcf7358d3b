"""One command makes a model: what is whole is not made again, and the minutes are those asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")
pytest.importorskip("matplotlib", reason="matplotlib belongs to the workshop")

from quantize import recipe
from quantize.report import draw_report
from quantize.stages import Mixture


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    done: list[tuple[str, str]] = []

    def train(work: Path, step: recipe.Training, before: Path | None, *_: object) -> None:
        done.append((step.name, before.name if before else "base"))
        (work / step.name).mkdir()

    monkeypatch.setattr(recipe, "_train", train)
    monkeypatch.setattr(recipe, "_finish", lambda work, *_: work / "report")
    return done


def test_the_minutes_are_scaled_to_the_hours_asked_for() -> None:
    assert sum(t.minutes for t in recipe.trainings(1.0)) == pytest.approx(60)
    assert [t.layers for t in recipe.trainings(None)] == [30, 22, 18, 15, 15]


def test_each_training_goes_on_from_the_one_before_and_whole_ones_are_left_alone(
    tmp_path: Path, trained: list[tuple[str, str]]
) -> None:
    (tmp_path / "teacher").mkdir()
    said: list[str] = []
    recipe.make(tmp_path, Mixture(1), said.append)
    assert trained == [
        ("student-22", "teacher"), ("student-18", "student-22"), ("student-15", "student-18"), ("student", "student-15"),
    ]  # fmt: skip
    assert said[0] == "teacher: there already" and "126 min of training left" in said[1]
    trained.clear()
    recipe.make(tmp_path, Mixture(1), said.append)
    assert trained == []


def test_from_a_published_model_only_the_last_training_is_run(tmp_path: Path, trained: list[tuple[str, str]]) -> None:
    recipe.make(tmp_path, Mixture(1), lambda _: None, hours=0.5, init=Path("resources/models/assistant"))
    assert trained == [("student", "assistant")]


def test_the_report_draws_what_is_there(tmp_path: Path) -> None:
    points = [{"tokens": n * 1000, "loss": 1 / n, "elapsed": n * 60.0} for n in range(1, 5)]
    (tmp_path / "student.log.jsonl").write_text("\n".join(map(json.dumps, points)), encoding="utf-8")
    score = {"exact": 0.9, "kind": 1.0, "turns": 3, "confusion": {"search": {"search": 2, "ask": 1}}}
    (tmp_path / "evaluation-dev.json").write_text(json.dumps({"generated": score, "authored": score}), encoding="utf-8")
    (tmp_path / "gate.json").write_text(json.dumps({"failures": [], "agreement": 0.99}), encoding="utf-8")
    folder = draw_report(tmp_path)
    assert {p.name for p in folder.iterdir()} == {"loss.png", "confusion.png", "report.md"}
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "4,000 tokens" in text and "90.0% exact" in text and "Gate passed" in text
