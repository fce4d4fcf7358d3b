"""Layers go by how little they are missed."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

import importlib.util

import pytest

torch = pytest.importorskip("torch", reason="torch is a dependency of the workshop only")
if importlib.util.find_spec("transformers") is None:
    pytest.skip("transformers is a dependency of the workshop only", allow_module_level=True)

from quantize.examples import Example, collate
from quantize.pruning import answer_loss, without_the_least
from quantize.weights import random_student, source_layers

BATCH = collate([Example(tuple(range(10, 30)), (False,) * 10 + (True,) * 10)])


def test_a_layer_that_does_nothing_goes_first() -> None:
    model = random_student(4, layers=4)
    idle = model.model.layers[2]
    with torch.no_grad():
        idle.self_attn.o_proj.weight.zero_()
        idle.mlp.down_proj.weight.zero_()
    before = answer_loss(model, [BATCH])
    smaller = without_the_least(model, 3, [BATCH])
    assert smaller.config.num_hidden_layers == 3
    assert len(model.model.layers) == 4, "the model itself is left whole"
    assert answer_loss(model, [BATCH]) == before
    assert answer_loss(smaller, [BATCH]) <= before + 1e-4


def test_a_cut_model_knows_which_layers_it_has() -> None:
    model = random_student(4, layers=5)
    once = without_the_least(model, 4, [BATCH])
    twice = without_the_least(once, 2, [BATCH])
    assert source_layers(model) == [0, 1, 2, 3, 4]
    assert source_layers(twice)[0] == 0
    assert set(source_layers(twice)) < set(source_layers(once)) < set(range(5))


def test_too_few_layers_are_refused() -> None:
    with pytest.raises(ValueError, match="2 to 3"):
        without_the_least(random_student(4, layers=3), 1, [BATCH])
