"""Export of the assistant: a trained student becomes one ONNX file that plain onnxruntime runs fast on two cores.

The fp32 graph (grouped-query attention with a shared cache, fused norms) comes from the model builder of
onnxruntime-genai. Two small edits make it fit for serving: the attention mask gives way to the two lengths that
attention really wants, and logits are computed only at the positions that are asked for. Then every matrix becomes
int8 in blocks of 32 (``MatMulNBits``), and the embedding is looked up in the very same bytes as the tied ``lm_head``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.language.decoder import LENGTHS_INPUT, POSITIONS_INPUT, TOTAL_INPUT
from engine.language.phrases import FILE as PHRASES
from quantize.tokenizer import build_tokenizer

BITS, BLOCK, ACCURACY_LEVEL = 8, 32, 4
"""int8 weights in blocks with a scale each, int8 activations inside. On the 30-layer teacher and held-out dialogues
blocks of 32 pick 99.54 % of tokens as fp32 does; blocks of 64 pick 99.40 % and are 14 % faster and 6 % smaller."""
ZERO = 1 << (BITS - 1)
CONTEXT = 1024
"""Positions of the rotary tables that are kept: no prompt with its answer is longer."""
OPSET = 21
EMBEDDING, HEAD = "/model/embed_tokens/Gather", "/lm_head/MatMul"


@dataclass(frozen=True, slots=True)
class Exported:
    """``reference`` is the fp32 model (not shipped), ``model`` the int8 one, beside ``tokenizer``."""

    model: Path
    reference: Path
    tokenizer: Path


def export(student: Path, out: Path, *, context: int = CONTEXT, block: int = BLOCK) -> Exported:
    """Write ``out/fp32.onnx``, ``out/model.onnx`` and ``out/tokenizer.json`` from a saved student.

    ``student`` is a folder written by ``save_pretrained`` of a ``LlamaForCausalLM``.
    """
    out.mkdir(parents=True, exist_ok=True)
    exported = Exported(out / "model.onnx", out / "fp32.onnx", out / "tokenizer.json")
    build_tokenizer(json.loads((student / "config.json").read_text())["vocab_size"]).save(str(exported.tokenizer))
    (out / PHRASES).unlink(missing_ok=True)  # learned with a tokenizer that may have been another
    graph = built(student, exported.tokenizer)
    serve(graph, context)
    onnx.save(graph, exported.reference)
    onnx.save(quantized(graph, block), exported.model)
    return exported


def built(student: Path, tokenizer: Path, also: Path | None = None) -> onnx.ModelProto:
    """The model builder's fp32 graph of a saved student, weights inside; ``also`` gets the files that go with it."""
    from onnxruntime_genai.models.builder import create_model

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = work / "in"  # the builder insists on finding a tokenizer beside the weights
        source.mkdir()
        for file in (*student.glob("*.json"), *student.glob("*.safetensors"), tokenizer):
            (source / file.name).unlink(missing_ok=True)
            (source / file.name).symlink_to(file.resolve())
        with Path(os.devnull).open("w") as quiet, contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            # Without the last two options the builder looks for code and a login on a hub.
            options = {"hf_remote": False, "hf_token": "false"}
            create_model("", str(source), str(work / "out"), "fp32", "cpu", str(work), **options)
        if also is not None:
            for file in (work / "out").glob("*.json"):
                shutil.copy(file, also / file.name)
        return onnx.load(work / "out" / "model.onnx")


def for_genai(student: Path, out: Path) -> Path:
    """The same int8 weights in a graph that onnxruntime-genai runs, to measure beside ours (``aisle bench --model``)."""
    out.mkdir(parents=True, exist_ok=True)
    words = out / "tokenizer.json"
    build_tokenizer(json.loads((student / "config.json").read_text())["vocab_size"]).save(str(words))
    onnx.save(quantized(built(student, words, out)), out / "model.onnx")
    return out


def serve(model: onnx.ModelProto, context: int) -> None:
    """Edit the builder's graph in place: lengths instead of a mask, logits where asked, rotary tables of ``context``."""
    graph = model.graph
    attention = next(node for node in graph.node if node.op_type == "GroupQueryAttention")
    lengths, total = attention.input[5], attention.input[6]
    for node in graph.node:
        for at, name in enumerate(node.input):
            if name == lengths:
                node.input[at] = LENGTHS_INPUT
            elif name == total:
                node.input[at] = TOTAL_INPUT
    _remove(graph.node, lambda node: "attn_mask_reformat" in node.name)
    _remove(graph.input, lambda value: value.name in ("attention_mask", "position_ids"))
    graph.input.extend(
        [
            helper.make_tensor_value_info(LENGTHS_INPUT, TensorProto.INT32, ["batch_size"]),
            helper.make_tensor_value_info(TOTAL_INPUT, TensorProto.INT32, []),
            helper.make_tensor_value_info(POSITIONS_INPUT, TensorProto.INT64, ["asked"]),
        ]
    )
    head = _node(graph, HEAD)
    hidden = head.input[0]
    at = list(graph.node).index(head)
    head.input[0] = "/lm_head/asked"
    asked = helper.make_node("Gather", [hidden, POSITIONS_INPUT], ["/lm_head/asked"], "/lm_head/Gather", axis=1)
    graph.node.insert(at, asked)
    graph.output[0].type.tensor_type.shape.dim[1].dim_param = "asked"
    for table in graph.initializer:
        if table.name in ("cos_cache", "sin_cache"):
            table.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(table)[:context].copy(), table.name))
    _drop_unused(graph)
    del graph.value_info[:]


def quantized(model: onnx.ModelProto, block: int = BLOCK) -> onnx.ModelProto:
    """A copy with int8 matrices, and the embedding read from the bytes of ``lm_head``."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
        QuantFormat,
    )

    logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    embedding = _initializer(copy.graph, _node(copy.graph, EMBEDDING).input[0])
    head = _initializer(copy.graph, _node(copy.graph, HEAD).input[1])
    if not np.array_equal(numpy_helper.to_array(embedding), numpy_helper.to_array(head).T):
        raise ValueError("the embedding and lm_head are not tied, so they cannot share their bytes")
    config = DefaultWeightOnlyQuantConfig(
        block_size=block,
        is_symmetric=True,
        accuracy_level=ACCURACY_LEVEL,
        bits=BITS,
        quant_format=QuantFormat.QOperator,
        op_types_to_quantize=("MatMul",),
    )
    quantizer = MatMulNBitsQuantizer(copy, algo_config=config)
    quantizer.process()
    result: onnx.ModelProto = quantizer.model.model
    _share_embedding(result.graph)
    _drop_unused(result.graph)
    return result


def _share_embedding(graph: onnx.GraphProto) -> None:
    """Replace the fp32 lookup: gather a token's int8 blocks and their scales, and multiply."""
    lookup = _node(graph, EMBEDDING)
    head = _node(graph, HEAD + "_Q8")
    rows, scales = head.input[1], head.input[2]  # uint8 (vocabulary, blocks, block) and float (vocabulary, blocks)
    width = int(np.prod(_initializer(graph, rows).dims[1:]))
    name = "/model/embed_tokens/"
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.array(ZERO, dtype=np.float32), name + "zero"),
            numpy_helper.from_array(np.array([-1], dtype=np.int64), name + "last"),
            numpy_helper.from_array(np.array([0, 0, width], dtype=np.int64), name + "shape"),
        ]
    )
    tokens, out = lookup.input[1], lookup.output[0]
    steps = [
        helper.make_node("Gather", [rows, tokens], [name + "bytes"], name + "Gather_bytes"),
        helper.make_node("Cast", [name + "bytes"], [name + "values"], name + "Cast", to=TensorProto.FLOAT),
        helper.make_node("Sub", [name + "values", name + "zero"], [name + "centred"], name + "Sub"),
        helper.make_node("Gather", [scales, tokens], [name + "scales"], name + "Gather_scales"),
        helper.make_node("Unsqueeze", [name + "scales", name + "last"], [name + "block_scales"], name + "Unsqueeze"),
        helper.make_node("Mul", [name + "centred", name + "block_scales"], [name + "blocks"], name + "Mul"),
        helper.make_node("Reshape", [name + "blocks", name + "shape"], [out], name + "Reshape"),
    ]
    at = list(graph.node).index(lookup)
    del graph.node[at]
    for offset, node in enumerate(steps):
        graph.node.insert(at + offset, node)


def _node(graph: onnx.GraphProto, name: str) -> Any:
    return next(node for node in graph.node if node.name == name)


def _initializer(graph: onnx.GraphProto, name: str) -> Any:
    return next(tensor for tensor in graph.initializer if tensor.name == name)


def _remove(items: Any, unwanted: Any) -> None:
    for item in [item for item in items if unwanted(item)]:
        items.remove(item)


def _drop_unused(graph: onnx.GraphProto) -> None:
    """Constants and tables that no node reads any more."""
    while True:
        used = {name for node in graph.node for name in node.input} | {value.name for value in graph.output}
        idle = [node for node in graph.node if not used & {name for name in node.output if name}]
        for node in idle:
            graph.node.remove(node)
        if not idle:
            break
    _remove(graph.initializer, lambda tensor: tensor.name not in used)
