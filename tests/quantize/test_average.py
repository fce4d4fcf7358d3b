"""The mean of two checkpoints."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")

import torch
from click.testing import CliRunner

from quantize.__main__ import cli
from quantize.published import started
from quantize.weights import averaged, random_student


def test_the_mean_lies_between_its_two_by_the_share(tmp_path: Path) -> None:
    for seed in (1, 2):
        random_student(seed).save_pretrained(tmp_path / str(seed))
    done = CliRunner().invoke(
        cli, ["--work", str(tmp_path), "average", str(tmp_path / "1"), str(tmp_path / "2"), "--share", "0.75"]
    )
    assert done.exit_code == 0, done.output
    first, second, mean = (started(tmp_path / name).state_dict() for name in ("1", "2", "student"))
    assert first.keys() == mean.keys()
    for name, tensor in mean.items():
        torch.testing.assert_close(tensor, 0.25 * first[name] + 0.75 * second[name])
    assert any(not torch.equal(mean[name], second[name]) for name in mean)


def test_models_of_other_shapes_have_no_mean() -> None:
    with pytest.raises(ValueError, match="only two of one shape"):
        averaged(random_student(1, layers=2), random_student(2, layers=3), 0.5)
