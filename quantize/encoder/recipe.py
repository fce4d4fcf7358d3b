"""The whole making of the encoder as one command: two students, exports, gates, the table, and which one to ship."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from quantize.encoder import comparison, stages
from quantize.encoder.comparison import Judged
from quantize.encoder.stages import Material

STUDENTS = ((3, 4e-4), (6, 1e-4))
"""Layers and highest learning rate."""
Say = Callable[[str], None]


def make(work: Path, material: Material, minutes: float, sets: Sequence[Judged], say: Say) -> str | None:
    """Run what is missing in ``work`` and return the name of the student to publish, ``None`` where none is good enough."""
    from quantize.encoder.training import Recipe

    stages.make_teacher(work, say)
    for layers, rate in STUDENTS:
        stages.train_student(work, layers, material, Recipe(minutes, rate, seed=material.seed), say)
    names = [stages.TEACHER, *(stages.name_of(layers) for layers, _ in STUDENTS)]
    for name in names:
        if not _newer(work / name / "int8" / "model.onnx", work / name / "model" / "config.json"):
            stages.export(work, name, say)
    rows = {(name, form): stages.measure(work, name, form, sets, say) for name in names for form in ("fp32", "int8")}
    text = comparison.table(list(rows.values()), [s.name for s in sets])
    (work / "comparison.md").write_text(text, encoding="utf-8")
    say(text)
    chosen = stages.choose(rows[stages.TEACHER, "int8"], [rows[name, "int8"] for name in names[1:]])
    if chosen is None:
        say("No student loses less than a point: nothing to publish.")
        return None
    name = chosen.name.split()[0]
    report = stages.run_gate(work, name, sets, say)
    say(f"{name} is the smallest that loses less than a point" + ("" if report.passed else ", but its gate failed"))
    return name if report.passed else None


def _newer(path: Path, than: Path) -> bool:
    return path.is_file() and path.stat().st_mtime >= than.stat().st_mtime
