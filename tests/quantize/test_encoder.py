"""The encoder stage: smoothing changes nothing in exact arithmetic, and nothing ships that did not pass the gate."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelError
from quantize import encoder
from quantize.encoder import Metrics, build_encoder, calibration_texts, card, held_out_texts

GOOD = Metrics(100, 0.997, 0.98, 0.95, 500, 250, 1.5, 22_000_000)
BAD = Metrics(100, 0.9, 0.5, 0.5, 500, 250, 1.5, 22_000_000)


def test_what_is_measured_was_not_calibrated_on() -> None:
    calibration, held_out = set(calibration_texts()), set(held_out_texts())
    assert len(calibration) >= 300
    assert len(held_out) >= 300
    # Short answers such as "thanks" are said in both halves of the corpus.
    assert len(calibration & held_out) < 0.05 * len(held_out)


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The stage without its heavy steps: a base folder and models of a few bytes."""
    base = tmp_path / "base"
    base.mkdir()
    (base / "tokenizer.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(encoder, "base_folder", lambda: base)
    monkeypatch.setattr(encoder, "export_fp32", lambda source, target: target.write_bytes(b"exact"))
    monkeypatch.setattr(encoder, "quantize_int8", lambda exact, target, texts, source: target.write_bytes(b"int8"))
    return tmp_path / "out"


def test_a_model_that_fails_the_gate_is_not_published(stubbed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stubbed.mkdir()
    (stubbed / "model.onnx").write_bytes(b"the one before")
    monkeypatch.setattr(encoder, "measure", lambda exact, built, texts: BAD)
    with pytest.raises(ModelError, match="did not pass its gate"):
        build_encoder(stubbed)
    assert (stubbed / "model.onnx").read_bytes() == b"the one before"
    assert [p.name for p in stubbed.iterdir()] == ["model.onnx"]


def test_a_model_that_passes_is_published_with_its_papers(stubbed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "measure", lambda exact, built, texts: GOOD)
    assert build_encoder(stubbed) == GOOD
    assert (stubbed / "model.onnx").read_bytes() == b"int8"
    manifest = json.loads((stubbed / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"]["model.onnx"]["bytes"] == 4
    assert manifest["metrics"]["cosine_mean"] == GOOD.cosine_mean
    assert (stubbed / "card.md").read_text(encoding="utf-8") == card(GOOD)


def test_smoothing_changes_nothing_in_exact_arithmetic(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    onnxruntime = pytest.importorskip("onnxruntime")
    helper = onnx.helper
    rng = np.random.default_rng(3)
    weight = rng.normal(size=(6, 4)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"], name="product")],
        "tiny",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 6])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 4])],
        [onnx.numpy_helper.from_array(weight, "w")],
    )
    path = tmp_path / "tiny.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    inputs = rng.normal(size=(5, 6)).astype(np.float32)
    inputs[:, 2] *= 50
    encoder.smooth(path, {"x": np.abs(inputs).max(axis=0)})
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert session.run(None, {"x": inputs})[0] == pytest.approx(inputs @ weight, rel=1e-4, abs=1e-4)
    smoothed = onnx.numpy_helper.to_array(onnx.load(str(path)).graph.initializer[0])
    assert np.abs(smoothed[2]).max() > np.abs(weight[2]).max()
