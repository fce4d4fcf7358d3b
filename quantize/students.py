"""Students held against each other: how many layers, which vocabulary, with and without a teacher.

For each vocabulary a teacher of all layers is fine-tuned; the layers that are missed least go, first down to 20, then to 15,
12 and 10, each depth from the one before. At every depth the same cut model is trained twice on the same batches: on gold
answers alone, from which the next depth is cut, and on the teacher's logits and hidden states as well. All students get
as many steps, so the table tells what depth, words and teacher are worth, not what a longer training makes of one.

``work/NAME`` belongs to one candidate and is made in stages that resume: ``student``, ``exported``, ``metrics-dev.json``,
``pace.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quantize.stages import Mixture, Say, evaluate, exported_model, run_training, shrunk

SMALL, LARGE = 16_384, 24_576
DEPTHS = (20, 15, 12, 10)
LARGE_DEPTHS = (20, 15)
"""With the larger vocabulary only as far down as is needed to compare it."""
PROMPT, ANSWER, ROUNDS = 128, 64, 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model to be made: from the candidate ``parent`` (none: from the base model's weights)."""

    layers: int
    vocabulary: int
    parent: str = ""
    taught: bool = False

    @property
    def teacher(self) -> bool:
        return not self.parent

    @property
    def name(self) -> str:
        words = f"{self.vocabulary // 1024}k"
        return f"teacher-{words}" if self.teacher else f"{self.layers}-{words}-{'taught' if self.taught else 'gold'}"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of a candidate on the development split: shares of 1, tokens a second of its int8 model, MB."""

    name: str
    layers: int
    vocabulary: int
    taught: bool
    tokens: int
    authored_exact: float
    authored_kind: float
    generated_exact: float
    replies_valid: float
    replies_supported: float
    turns: int
    tokens_per_second: float
    prefill_ms: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Steps of ``batch`` tokens: for a teacher, for each student, and how many held-out dialogues are asked."""

    teacher_steps: int = 300
    steps: int = 150
    batch: int = 2048
    rate: float = 4e-4
    count: int = 80


def candidates(depths: Sequence[int] = DEPTHS, large: Sequence[int] = LARGE_DEPTHS, whole: int = 30) -> list[Candidate]:
    """In the order of their making: every parent and every teacher before what needs it."""
    found = []
    for vocabulary, down in ((SMALL, depths), (LARGE, large)):
        if not down:
            continue
        parent = Candidate(whole, vocabulary)
        found.append(parent)
        for layers in down:
            gold = Candidate(layers, vocabulary, parent.name)
            found += [gold, Candidate(layers, vocabulary, parent.name, taught=True)]
            parent = gold
    return found


def compare(
    work: Path, mixture: Mixture, budget: Budget, say: Say, chosen: Sequence[Candidate] | None = None, base: Any = None
) -> list[Row]:
    """Make and measure what is missing of the candidates; rows in their order. ``base`` makes the base model of a
    vocabulary (default: the weights of the package).
    """
    chosen = candidates() if chosen is None else chosen
    rows = []
    for number, candidate in enumerate(chosen, 1):
        say(f"{candidate.name}: {number} of {len(chosen)}")
        folder = work / candidate.name
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "student").is_dir():
            _train(work, candidate, mixture, budget, say, base)
        rows.append(_measured(folder, candidate, mixture, budget, say))
    (work / "students.json").write_text(json.dumps([asdict(r) for r in rows], indent=1) + "\n", encoding="utf-8")
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| | trained on | authored, exact | kind | generated, exact | replies that pass | decode, tokens/s | prefill of 128 | MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        what = f"{row.layers} layers, {row.vocabulary // 1024}k" + (", with teacher" if row.taught else "")
        cells = (
            "teacher, " + what if row.name.startswith("teacher") else what, f"{row.tokens / 1e6:.2f} M tokens",
            f"{row.authored_exact:.1%}", f"{row.authored_kind:.1%}", f"{row.generated_exact:.1%}", f"{row.replies_supported:.1%}",
            f"{row.tokens_per_second:.0f}", f"{row.prefill_ms:.0f} ms", f"{row.megabytes:.0f}",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _train(work: Path, candidate: Candidate, mixture: Mixture, budget: Budget, say: Say, base: Any) -> None:
    from quantize.published import started
    from quantize.train import Recipe
    from quantize.weights import load_base

    folder = work / candidate.name
    if candidate.teacher:
        model = (base or load_base)(candidate.vocabulary)
    else:
        model = started(work / candidate.parent / "student")
        cut = work / f"cut-{candidate.layers}-{candidate.vocabulary}"
        if cut.is_dir():  # its sibling began there, too
            model = started(cut)
        else:
            model = shrunk(model, candidate.layers, mixture, say)
            model.save_pretrained(cut)
    of_these_words = Candidate(layers=0, vocabulary=candidate.vocabulary)
    teacher = started(work / of_these_words.name / "student") if candidate.taught else None
    steps = budget.teacher_steps if candidate.teacher else budget.steps
    recipe = Recipe(0.0, budget.rate, steps=steps)
    run_training("student", folder, model, recipe, mixture, budget.batch, say, teacher)


def _measured(folder: Path, candidate: Candidate, mixture: Mixture, budget: Budget, say: Say) -> Row:
    from quantize.export import export

    exported = folder / "exported" / "model.onnx"
    if not exported.is_file():
        export(folder / "student", folder / "exported")
        (folder / "exported" / "fp32.onnx").unlink(missing_ok=True)
    if not (folder / "metrics-dev.json").is_file():
        evaluate(folder, "dev", budget.count, mixture.taxonomy, say)
    metrics = json.loads((folder / "metrics-dev.json").read_text(encoding="utf-8"))
    if not (folder / "pace.json").is_file():
        speed = exported_model(folder).measure(PROMPT, ANSWER, rounds=ROUNDS)
        (folder / "pace.json").write_text(json.dumps([speed.tokens_per_second, speed.prefill_ms]), encoding="utf-8")
    decode, prefill = json.loads((folder / "pace.json").read_text(encoding="utf-8"))
    last = (folder / "student.log.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    return Row(
        candidate.name, candidate.layers, candidate.vocabulary, candidate.taught, json.loads(last)["tokens"],
        metrics["authored_exact"], metrics["authored_kind"], metrics["generated_exact"],
        metrics["replies_valid"], metrics["replies_supported"], int(metrics["authored_turns"]),
        decode, prefill, exported.stat().st_size / 1e6,
    )  # fmt: skip
