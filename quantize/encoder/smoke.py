"""The encoder's whole recipe on one layer and a few pairs, in seconds: it shows that every stage runs here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.retrieval import Encoder
from quantize.encoder import broad, comparison, stages
from quantize.encoder.stages import Material

Say = Callable[[str], None]
PAIRS, BROAD = 60, 40


def run_smoke(work: Path, steps: int, say: Say) -> Path:
    """Pairs, teacher, one layer, export, gate, publishing into ``work``; returns the published folder.

    The gate's verdict on nearness is told and not enforced here: a layer that was hardly trained has no settled ranges.
    """
    from quantize.encoder import training
    from quantize.encoder.base import load, with_layers
    from quantize.encoder.gate import gate
    from quantize.encoder.publish import publish
    from quantize.encoder.targets import ask

    shutil.rmtree(work, ignore_errors=True)
    teacher = stages.make_teacher(work, say)
    train, held, texts = stages.written(Material(pairs=PAIRS), work)
    whole = load(teacher / "model")
    asked = [*training.texts_of(train), *texts[:BROAD]]
    targets = ask(Encoder(teacher / "int8", threads=0), asked, work / "targets", say)
    recipe = training.Recipe(1, batch=8, broad=8, steps=steps)
    student = training.train(with_layers(whole, (0,)), train, texts[:BROAD], targets, recipe, work / "state.pt")
    say(f"told apart: {json.dumps(training.told_apart(student, held or train[:8]))}")
    folder = work / stages.name_of(1)
    student.save(folder / "model")
    stages.export(work, folder.name, say)
    vectors = comparison.products_per_second(folder / "int8", _demo(work))
    say(f"{vectors:.0f} products a second")
    found = {"demo aisle": 0.0}
    report = gate(folder / "fp32", folder / "int8", broad.held_out_texts()[:64], found, found, say)
    report = replace(report, failures=[f for f in report.failures if "was loaded" in f])
    publish(folder / "int8", report, work / "published", folder / "model", None, "A smoke test, of no use.")
    say(f"published to {work / 'published'}")
    return work / "published"


def _demo(work: Path) -> Path:
    return comparison.judged_sets(Path("tests/relevance"), (), work / "catalogues")[0].catalogue
