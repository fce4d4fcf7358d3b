"""A published int8 model as a student again: training goes on from what ships, without the checkpoint it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from engine.errors import ModelError
from quantize.export import ZERO
from quantize.weights import LlamaConfig, filled, renamed_rows

_PARTS = {
    "attn.o_proj": "self_attn.o_proj",
    "mlp.gate_proj": "mlp.gate_proj",
    "mlp.up_proj": "mlp.up_proj",
    "mlp.down_proj": "mlp.down_proj",
}
_NORMS = ("input_layernorm", "post_attention_layernorm")


def started(folder: Path) -> LlamaForCausalLM:
    """The model to go on from: a checkpoint's, or a published file's."""
    if (folder / "model.onnx").is_file():
        return load_published(folder)
    model: LlamaForCausalLM = LlamaForCausalLM.from_pretrained(folder)
    return model


def load_published(folder: Path) -> LlamaForCausalLM:
    """The student inside ``folder/model.onnx`` in fp32: every weight is its int8 value times its block's scale.

    It answers as the int8 file does, up to the rounding of activations; a file of an older protocol has its embedding put
    in today's order, with a row for each token that it lacks. Which layers of the teacher it was cut from is
    not in the file, so a teacher's hidden states cannot be matched layer by layer afterwards. Raises ``ModelError``
    for a file that ``export`` did not write.
    """
    graph = onnx.load(folder / "model.onnx").graph
    try:
        words = (folder / "tokenizer.json").read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{folder} has no tokenizer.json beside its model.onnx.") from error
    tensors = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    layers = sum(name.endswith("attn.o_proj.MatMul.weight_Q8") for name in tensors)
    try:
        embedding = renamed_rows(_weights(tensors, "lm_head.MatMul"), Tokenizer.from_str(words))
        state = {
            "model.embed_tokens.weight": embedding,
            "lm_head.weight": embedding,
            "model.norm.weight": _plain(tensors, f"model.layers.{layers}.final_norm_layernorm.weight"),
        }
        config = _config(graph, tensors, layers)
        size = config.hidden_size // config.num_attention_heads
        parts = [config.num_attention_heads * size, *[config.num_key_value_heads * size] * 2]
        for layer in range(layers):
            name = f"model.layers.{layer}."
            for theirs, ours in _PARTS.items():
                state[f"{name}{ours}.weight"] = _weights(tensors, f"{name}{theirs}.MatMul")
            joined = torch.split(_weights(tensors, f"{name}attn.qkv_proj.MatMul"), parts)
            for part, rows in zip("qkv", joined, strict=True):
                state[f"{name}self_attn.{part}_proj.weight"] = rows.clone()
            for norm in _NORMS:
                state[f"{name}{norm}.weight"] = _plain(tensors, f"{name}{norm}.weight")
        return filled(config, state)
    except (KeyError, StopIteration, RuntimeError) as error:
        raise ModelError(f"{folder / 'model.onnx'} is not a model that this workshop exported: {error}.") from error


def _config(graph: Any, tensors: dict[str, NDArray[np.generic]], layers: int) -> Any:
    attention = _attributes(graph, "GroupQueryAttention")
    rows, blocks, block = tensors["lm_head.MatMul.weight_Q8"].shape
    # The slowest pair of a head turns by theta^-(1 - 2/size) at position 1.
    half = tensors["sin_cache"].shape[1]
    slowest = float(np.arcsin(tensors["sin_cache"][1, -1].astype(np.float64)))
    return LlamaConfig(
        vocab_size=rows,
        hidden_size=blocks * block,
        intermediate_size=tensors["model.layers.0.mlp.gate_proj.MatMul.weight_Q8"].shape[0],
        num_hidden_layers=layers,
        num_attention_heads=attention["num_heads"],
        num_key_value_heads=attention["kv_num_heads"],
        max_position_embeddings=tensors["sin_cache"].shape[0],
        rms_norm_eps=round(_attributes(graph, "SkipSimplifiedLayerNormalization")["epsilon"], 10),
        rope_theta=float(round(slowest ** (-half / (half - 1)))),
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
    )


def _attributes(graph: Any, kind: str) -> dict[str, Any]:
    node = next(node for node in graph.node if node.op_type == kind)
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _weights(tensors: dict[str, NDArray[np.generic]], name: str) -> torch.Tensor:
    """(rows, columns) of a matrix kept as uint8 (rows, blocks, block) and a scale for each block."""
    blocks = tensors[f"{name}.weight_Q8"].astype(np.float32) - ZERO
    scales = tensors[f"{name}.weight_scales"].astype(np.float32).reshape(blocks.shape[:2])
    return torch.from_numpy((blocks * scales[..., None]).reshape(blocks.shape[0], -1))


def _plain(tensors: dict[str, NDArray[np.generic]], name: str) -> torch.Tensor:
    return torch.from_numpy(tensors[name].astype(np.float32))
