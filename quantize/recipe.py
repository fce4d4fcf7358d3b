"""The whole making of the assistant as one command: stages that resume, with the time that is left.

``python -m quantize make`` trains the teacher, takes layers out of it step by step, trains the student, exports, gates,
measures and calibrates it, and draws a report. Each stage leaves its result in the work folder; run again, it goes on after the
last whole one. ``--hours`` stretches or shrinks all training alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quantize.stages import CALIBRATION_TURNS, Mixture, Say, run_training, shrunk


@dataclass(frozen=True, slots=True)
class Training:
    """One training: from the stage before, with ``layers`` (fewer are cut out first), at ``rate`` down to ``final``."""

    name: str
    minutes: float
    rate: float
    layers: int
    final: float
    reply_share: float = 0.3
    authored_share: float = 0.5


FULL = (
    Training("teacher", 22, 3e-4, 30, 0.05, reply_share=0.0),
    Training("student-22", 7, 3e-4, 22, 0.6),
    Training("student-18", 9, 3.5e-4, 18, 0.6),
    Training("student-15", 50, 5e-4, 15, 0.3),
    Training("student", 60, 3e-4, 15, 0.02),
)
"""Close to how the first shipped model was made, two and a half hours on two cores with bfloat16."""


def trainings(hours: float | None) -> tuple[Training, ...]:
    """The recipe, its minutes scaled to ``hours`` of training in all."""
    scale = hours * 60 / sum(t.minutes for t in FULL) if hours else 1.0
    return tuple(replace(t, minutes=t.minutes * scale) for t in FULL)


def make(
    work: Path, mixture: Mixture, say: Say, hours: float | None = None, init: Path | None = None, batch: int = 2048
) -> Path:
    """Run what is missing of the recipe in ``work`` and return the folder of the report.

    With ``init`` (a checkpoint or a published model of as many layers) only the last training is run, from there:
    the short way to a store's own words.
    """
    steps = trainings(hours) if init is None else (replace(trainings(None)[-1], minutes=(hours or 1.0) * 60),)
    left = [t for t in steps if not (work / t.name).is_dir()]
    before: Path | None = init
    for step in steps:
        if step in left:
            remaining = sum(t.minutes for t in left[left.index(step) :])
            say(f"{step.name}: {step.minutes:.0f} min now, {remaining:.0f} min of training left in all")
            _train(work, step, before, mixture, batch, say)
        else:
            say(f"{step.name}: there already")
        before = work / step.name
    return _finish(work, mixture, say)


def _train(work: Path, step: Training, before: Path | None, mixture: Mixture, batch: int, say: Say) -> None:
    from quantize.published import started
    from quantize.train import Recipe
    from quantize.weights import load_base

    seed = mixture.seed + [t.name for t in FULL].index(step.name)
    own = replace(mixture, seed=seed, reply_share=step.reply_share, authored_share=step.authored_share)
    model: Any = started(before) if before is not None else load_base()
    if model.config.num_hidden_layers > step.layers:
        model = shrunk(model, step.layers, own, say)
    run_training(step.name, work, model, Recipe(step.minutes, step.rate, final=step.final), own, batch, say)


def _finish(work: Path, mixture: Mixture, say: Say) -> Path:
    from quantize.export import export
    from quantize.report import draw_report
    from quantize.team import team

    if not team().leads:
        return work / "report"
    from quantize.stages import calibrate_exported, evaluate, learn_phrases, run_gate

    for done, name, run in (
        (work / "exported" / "model.onnx", "export", lambda: export(work / "student", work / "exported")),
        (work / "exported" / "phrases.npz", "phrases", lambda: learn_phrases(work, mixture.seed, say)),
        (work / "gate.json", "gate", lambda: run_gate(work, mixture.taxonomy, say)),
        (work / "metrics-dev.json", "evaluate", lambda: evaluate(work, "dev", 80, mixture.taxonomy, say)),
        (
            work / "calibration.json",
            "calibrate",
            lambda: calibrate_exported(work, CALIBRATION_TURNS, mixture.taxonomy, say),
        ),
    ):
        _once(work, done, name, run, say)
    return draw_report(work)


def _once(work: Path, done: Path, name: str, run: Callable[[], object], say: Say) -> None:
    """Run a stage whose result is missing or older than the student."""
    if done.is_file() and done.stat().st_mtime > (work / "student").stat().st_mtime:
        say(f"{name}: there already")
    else:
        say(f"{name} …")
        run()
