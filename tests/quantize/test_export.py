"""The exported file computes what the trained model computes, and plain onnxruntime runs it alone."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch belongs to the workshop")
onnx = pytest.importorskip("onnx", reason="onnx belongs to the workshop")

from engine.language.decoder import Decoder

TOKENS = [3, 32, 507, 2198, 4, 10, 900, 15_000, 16_383]


def test_fp32_computes_what_torch_computes(exported: Path) -> None:
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(exported.parent / "student")
    with torch.no_grad():
        expected = model(torch.tensor([TOKENS])).logits[0].numpy()
    got = Decoder(exported / "fp32.onnx").sequence().logits(TOKENS, asked=len(TOKENS))
    assert np.allclose(got, expected, atol=1e-3)


def test_int8_stays_near_fp32(exported: Path) -> None:
    exact = Decoder(exported / "fp32.onnx").sequence().logits(TOKENS, asked=len(TOKENS))
    int8 = Decoder(exported / "model.onnx").sequence().logits(TOKENS, asked=len(TOKENS))
    assert np.corrcoef(exact.ravel(), int8.ravel())[0, 1] > 0.995


def test_the_int8_file_stands_alone_and_holds_each_weight_once(exported: Path) -> None:
    model = onnx.load(exported / "model.onnx", load_external_data=False)
    assert not any(tensor.external_data for tensor in model.graph.initializer)
    large = [tensor for tensor in model.graph.initializer if int(np.prod(tensor.dims)) >= 16_384 * 64]
    assert len(large) == 1
    assert large[0].data_type == onnx.TensorProto.UINT8
    assert not any(node.op_type == "MatMul" for node in model.graph.node)
    weights = 16_384 * 64 + 2 * (64 * 128 + 64 * 64 + 3 * 64 * 128)
    assert (exported / "model.onnx").stat().st_size < weights * (1 + 4 / 32) + 400_000


def test_untied_weights_are_refused(exported: Path) -> None:
    from onnx import numpy_helper

    from quantize.export import quantized

    model = onnx.load(exported / "fp32.onnx")
    for tensor in model.graph.initializer:
        if tensor.name == "lm_head.MatMul.weight":
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor) + 1, tensor.name))
    with pytest.raises(ValueError, match="not tied"):
        quantized(model)
