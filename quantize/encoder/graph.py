"""The export: a sentence model with pooling and normalisation as one ONNX graph in fp32."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from quantize.encoder.base import load


def export_fp32(source: Path, target: Path) -> None:
    """The model in ``source`` as ``target``: ids and mask (batch, tokens) to ``embedding`` (batch, width)."""
    model = load(source, attention="eager")
    ids = torch.randint(1000, 2000, (2, 8))
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {"embedding": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter announces its retirement
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            str(target),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
