"""The weights that training starts from: the base model out of its GGUF file, and a student with fewer layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from engine.language import protocol
from quantize.tokenizer import VOCABULARY, base_file, build_base_tokenizer, build_tokenizer, special_ids

# What each special token stands for, in words the base model knows: where its embedding starts from.
MEANINGS: dict[str, str] = {
    protocol.USER: " user",
    protocol.ACT: " act",
    protocol.REPLY: " reply",
    protocol.SAY: " say",
    protocol.OBS: " observation",
    protocol.PREVIOUS: " previous",
    protocol.WRITE: " write",
    "<search>": " search",
    "<compare>": " compare",
    "<ask>": " ask",
    "<similar>": " similar",
    "<goes_with>": " together with",
    "<recommend>": " recommend",
    "<list>": " list",
    "<more>": " more",
    "<back>": " back",
    "<store>": " store",
    "<chat>": " chat",
    "<decline>": " decline",
    protocol.MUST: " must",
    protocol.MUST_NOT: " not",
    protocol.BRAND: " brand",
    protocol.MIN: " minimum",
    protocol.MAX: " maximum",
    protocol.SORT: " sort",
    protocol.STOCK: " stock",
    protocol.SAME: " same",
    protocol.DROP: " remove",
} | {slot: f" name {n}" for n, slot in enumerate(protocol.SLOTS, 1)}
NOISE = 0.1
"""Of the embedding's own standard deviation: two tokens that begin alike must be able to part."""

# transformers leaves its constructors untyped.
LlamaConfig: Any = transformers.LlamaConfig
_Llama: Any = LlamaForCausalLM

_NAMES = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def load_base(
    vocab_size: int = VOCABULARY, specials: tuple[str, ...] = protocol.SPECIALS, seed: int = 17
) -> LlamaForCausalLM:
    """The base model in fp32 with its vocabulary trimmed to ``vocab_size`` and ``lm_head`` tied to the embedding.

    The rows of ``specials`` are the mean of the base's rows for the words they stand for, plus a little noise.
    Raises ``ModelError`` when the package with the base weights is missing.
    """
    config, tensors = _read_gguf()
    whole = tensors["model.embed_tokens.weight"]
    trimmed = whole[:vocab_size].clone()
    words = build_base_tokenizer()
    generator = torch.Generator().manual_seed(seed)
    for name, row in special_ids(vocab_size, specials).items():
        ids = words.encode(MEANINGS[name]).ids
        noise = torch.randn(whole.shape[1], generator=generator) * whole.std() * NOISE
        trimmed[row] = whole[ids].mean(dim=0) + noise
    tensors["model.embed_tokens.weight"] = trimmed
    tensors["lm_head.weight"] = trimmed
    config.vocab_size = vocab_size
    return filled(config, tensors)


def renamed_rows(embedding: torch.Tensor, before: Tokenizer) -> torch.Tensor:
    """The rows of an embedding (vocabulary, d) made for the tokenizer ``before``, where today's protocol has them.

    A token that ``before`` lacks starts as the mean of the rows of the words it stands for.
    """
    rows = embedding.clone()
    for name, row in build_tokenizer(embedding.shape[0]).get_vocab().items():
        old = before.token_to_id(name)
        if old is not None:
            rows[row] = embedding[old]
        elif name in MEANINGS:
            rows[row] = embedding[before.encode(MEANINGS[name], add_special_tokens=False).ids].mean(dim=0)
    return rows


def averaged(first: LlamaForCausalLM, second: LlamaForCausalLM, share: float) -> LlamaForCausalLM:
    """``second`` with its weights moved towards ``first``: ``share`` of the mean is its own (0 to 1).

    Two stages of one training lie in one valley, and between them errors of either cancel (Wortsman et al. 2022). Raises
    ``ValueError`` for models of other shapes.
    """
    others = dict(first.named_parameters())  # the embedding, which is the output matrix too, only once
    with torch.no_grad():
        for name, own in second.named_parameters():
            if name not in others or others[name].shape != own.shape:
                raise ValueError(f"the models differ in {name}: only two of one shape have a mean")
            own.lerp_(others[name].to(own.dtype), 1 - share)
    return second


def student_of(model: LlamaForCausalLM, layers: int | Sequence[int]) -> LlamaForCausalLM:
    """A copy with some of the model's layers: these, or so many evenly spaced ones with the first and the last.

    ``config.source_layers`` says which layers of the very first model they were. Raises ``ValueError`` for fewer than
    two layers or more than there are.
    """
    chosen = spaced(model.config.num_hidden_layers, layers) if isinstance(layers, int) else list(layers)
    sources = [source_layers(model)[place] for place in chosen]
    config = LlamaConfig(
        **(model.config.to_dict() | {"num_hidden_layers": len(chosen), "source_layers": sources, "layer_types": None})
    )
    place = {f"model.layers.{old}.": f"model.layers.{new}." for new, old in enumerate(chosen)}
    state: dict[str, torch.Tensor] = {}
    for name, tensor in model.state_dict().items():
        if not name.startswith("model.layers."):
            state[name] = tensor.clone()
            continue
        prefix = ".".join(name.split(".")[:3]) + "."
        if prefix in place:
            state[place[prefix] + name.removeprefix(prefix)] = tensor.clone()
    return filled(config, state)


def source_layers(model: LlamaForCausalLM) -> list[int]:
    """Which layers of the model that it was cut from its layers are; all of them where nothing was cut."""
    return list(getattr(model.config, "source_layers", None) or range(model.config.num_hidden_layers))


def random_student(seed: int = 3, vocab_size: int = VOCABULARY, layers: int = 2) -> LlamaForCausalLM:
    """A tiny model with random weights and the real vocabulary: everything but the sense can be tried on it."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
        initializer_range=0.3,
    )
    model: LlamaForCausalLM = _Llama(config).eval()
    return model


def spaced(total: int, layers: int) -> list[int]:
    """``layers`` indexes of ``range(total)``, as evenly spaced as integers allow, with both ends."""
    if not 2 <= layers <= total:
        raise ValueError(f"a student has 2 to {total} layers, not {layers}")
    return [round(i * (total - 1) / (layers - 1)) for i in range(layers)]


def filled(config: Any, tensors: dict[str, torch.Tensor]) -> LlamaForCausalLM:
    """A model of these weights, in their type, its head tied to the embedding."""
    model: Any = _Llama(config).to(tensors["model.embed_tokens.weight"].dtype)
    model.load_state_dict(tensors, strict=True)
    model.tie_weights()
    filled: LlamaForCausalLM = model.eval()
    return filled


def _read_gguf() -> tuple[Any, dict[str, torch.Tensor]]:
    from gguf import GGUFReader
    from gguf.quants import dequantize

    reader: Any = GGUFReader(base_file())

    def field(name: str) -> Any:
        return reader.fields[f"llama.{name}"].contents()

    heads, kv_heads = field("attention.head_count"), field("attention.head_count_kv")
    config = LlamaConfig(
        vocab_size=field("vocab_size"),
        hidden_size=field("embedding_length"),
        intermediate_size=field("feed_forward_length"),
        num_hidden_layers=field("block_count"),
        num_attention_heads=heads,
        num_key_value_heads=kv_heads,
        max_position_embeddings=field("context_length"),
        rms_norm_eps=round(field("attention.layer_norm_rms_epsilon"), 10),
        rope_theta=field("rope.freq_base"),
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
    )
    tensors: dict[str, torch.Tensor] = {}
    for tensor in reader.tensors:
        values = np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        stem = tensor.name.removesuffix(".weight")
        if stem == "token_embd":
            name = "model.embed_tokens"
        elif stem == "output_norm":
            name = "model.norm"
        else:
            _, layer, part = stem.split(".")
            name = f"model.layers.{layer}.{_NAMES[part]}"
            if part in ("attn_q", "attn_k"):
                values = _unpermuted(values, heads if part == "attn_q" else kv_heads)
        tensors[f"{name}.weight"] = torch.from_numpy(values)
    return config, tensors


def _unpermuted(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Llama GGUFs hold rotary pairs side by side; transformers wants the two halves of a head apart."""
    size = rows.shape[0] // heads
    return rows.reshape(heads, size // 2, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape).copy()
