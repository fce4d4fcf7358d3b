"""The int8 stage: smoothing and taking norms apart change nothing in exact arithmetic; what is measured was not calibrated on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quantize.encoder.broad import calibration_texts, held_out_texts
from quantize.encoder.int8 import smooth, take_apart

onnx = pytest.importorskip("onnx", reason="onnx belongs to the workshop")


def test_what_is_measured_was_not_calibrated_on() -> None:
    calibration, held_out = set(calibration_texts()), set(held_out_texts())
    assert len(calibration) >= 300
    assert len(held_out) >= 300
    # Short answers such as "thanks" are said in both halves of the corpus.
    assert len(calibration & held_out) < 0.05 * len(held_out)


def test_smoothing_changes_nothing_in_exact_arithmetic(tmp_path: Path) -> None:
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
    smooth(path, {"x": np.abs(inputs).max(axis=0)})
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert session.run(None, {"x": inputs})[0] == pytest.approx(inputs @ weight, rel=1e-4, abs=1e-4)
    smoothed = onnx.numpy_helper.to_array(onnx.load(str(path)).graph.initializer[0])
    assert np.abs(smoothed[2]).max() > np.abs(weight[2]).max()


def test_norms_and_gelus_taken_apart_say_the_same_and_are_not_fused_again(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    rng = np.random.default_rng(5)
    weights = {name: rng.normal(size=8).astype(np.float32) for name in ("gamma", "beta", "bias")}
    nodes = [
        helper.make_node("BiasGelu", ["x", "bias"], ["g"], "gelu", domain="com.microsoft"),
        helper.make_node(
            "SkipLayerNormalization",
            ["g", "r", "gamma", "beta", "bias"],
            ["y"],
            "norm",
            domain="com.microsoft",
            epsilon=1e-12,
        ),
    ]
    shape = ["n", "tokens", 8]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, floats, shape) for name in ("x", "r")],
        [helper.make_tensor_value_info("y", floats, shape)],
        [onnx.numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    path = tmp_path / "tiny.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(path))
    inputs = {name: rng.normal(size=(2, 3, 8)).astype(np.float32) for name in ("x", "r")}
    fused = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, inputs)[0]
    take_apart(path)
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "run.onnx")
    apart = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]).run(None, inputs)[0]
    assert apart == pytest.approx(fused, abs=1e-5)
    run = {node.op_type for node in onnx.load(str(tmp_path / "run.onnx")).graph.node}
    assert "LayerNormalization" in run and "SkipLayerNormalization" not in run
