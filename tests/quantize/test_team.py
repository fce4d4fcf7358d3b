"""Two processes under ``accelerate launch`` train the model that one would have trained on what both read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")
pytest.importorskip("accelerate", reason="accelerate belongs to the workshop")

import torch
from transformers import LlamaForCausalLM

from quantize.examples import Batch, batches, dialogue_example
from quantize.team import APART, Team, team
from quantize.tokenizer import build_tokenizer
from quantize.train import Recipe, train
from quantize.weights import random_student

STEPS = 3
WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_team import STEPS, read_by, trained
from quantize.team import team
model = trained(read_by(team().rank), 1)
model.save_pretrained(Path({out!r}) / str(team().rank))
"""


def read_by(rank: int) -> list[Batch]:
    """The batches of one process: other dialogues for each."""
    from quantize.corpus.mixture import authored

    tokenizer = build_tokenizer()
    some = authored("dev")[rank::2][: 4 * STEPS]
    return list(batches([dialogue_example(tokenizer, d) for d in some], 400, 1))[:STEPS]


def trained(data: list[Batch], accumulate: int) -> torch.nn.Module:
    # The seed differs by process: the leader's weights must be everybody's.
    model = random_student(3 + team().rank)
    return train(model, iter(data), Recipe(1, 1e-3, steps=STEPS, accumulate=accumulate))


def test_two_processes_train_as_one_that_reads_for_both(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(tests=str(Path(__file__).parent), out=str(tmp_path)), encoding="utf-8")
    port = str(random.randrange(20_000, 40_000))
    running = []
    for rank in (0, 1):
        places = {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
        environment = os.environ | places | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "accelerate.commands.launch", "--cpu", "--num_processes", "1", str(script)]
        running.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
    for process in running:
        _, told = process.communicate(timeout=180)
        assert process.returncode == 0, told
    alone = trained(list(chain.from_iterable(zip(read_by(0), read_by(1), strict=True))), 2)
    together = [LlamaForCausalLM.from_pretrained(tmp_path / rank) for rank in ("0", "1")]
    assert all(torch.equal(a, b) for a, b in zip(together[0].parameters(), together[1].parameters(), strict=True))
    way = apart(alone, random_student(3))
    assert apart(together[0], alone) < 0.1 * way
    assert apart(trained(read_by(0), 1), alone) > 0.3 * way


def apart(one: torch.nn.Module, other: torch.nn.Module) -> float:
    """How far the weights of two models lie from each other."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return float(sum((a - b).detach().square().sum() for a, b in pairs)) ** 0.5


def test_without_a_launcher_there_is_a_team_of_one() -> None:
    assert team() == Team(0, 1) and team().leads
    assert team().own_seed(5) == 5 and Team(2, 3).own_seed(5) == 5 + 2 * APART
    assert team().leaders(2.5) == team().total(2.5) == 2.5
