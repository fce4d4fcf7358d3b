"""A training that is cut off leaves what it had learnt so far."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch belongs to the workshop")

from quantize.examples import Batch, batches
from quantize.stages import Mixture, examples
from quantize.train import Recipe, resting, train
from quantize.weights import random_student


def test_weights_are_kept_while_training_and_outlive_its_end_by_a_fault() -> None:
    kept: list[int] = []
    model = random_student()
    few = list(islice(batches(examples(Mixture(1), model.config.vocab_size), 256, 1, window=16), 4))

    def data() -> Iterator[Batch]:
        yield from few
        raise IndexError("a sentence that cannot be worded")

    with pytest.raises(IndexError, match="cannot be worded"):
        train(model, data(), Recipe(1.0), keep=lambda: kept.append(1), keep_every=0.0)
    assert len(kept) == len(few)


def test_a_cut_off_training_leaves_a_checkpoint_and_a_whole_one_only_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import quantize.train
    from quantize.stages import run_training

    whole = quantize.train.train

    def often(*args: object, **options: object) -> object:
        return whole(*args, **options, keep_every=0.0)  # type: ignore[arg-type]

    monkeypatch.setattr(quantize.train, "train", often)
    model = random_student()
    recipe = Recipe(5.0, steps=2)
    run_training("student", tmp_path, model, recipe, Mixture(1), 256, lambda _: None)
    assert (tmp_path / "student" / "config.json").is_file()
    assert not (tmp_path / "student-so-far").exists()

    def broken(*args: object, **options: object) -> object:
        options["keep"]()  # type: ignore[operator]
        raise IndexError("cut off")

    monkeypatch.setattr(quantize.train, "train", broken)
    with pytest.raises(IndexError):
        run_training("student", tmp_path, model, recipe, Mixture(1), 256, lambda _: None)
    assert (tmp_path / "student-so-far" / "config.json").is_file()
    assert (tmp_path / "student").is_dir()


def test_layers_that_rest_learn_nothing_and_the_others_do() -> None:
    model = random_student()
    model.train()
    with resting(model, 1):
        model.model(input_ids=torch.arange(3, 11)[None], use_cache=False).last_hidden_state.sum().backward()
    assert model.model.embed_tokens.weight.grad is None  # nothing came through the layer below
    learnt = [any(p.grad is not None for p in layer.parameters()) for layer in model.model.layers]
    assert learnt == [False, *[True] * (len(learnt) - 1)]
    assert all(p.requires_grad for p in model.parameters())
