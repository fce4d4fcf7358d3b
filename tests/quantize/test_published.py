"""A published file becomes a student that computes what the file computes, so training can go on from it."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch belongs to the workshop")
onnx = pytest.importorskip("onnx", reason="onnx belongs to the workshop")

from engine.errors import ModelError
from engine.language.decoder import Decoder

TOKENS = [3, 32, 507, 2198, 4, 10, 900, 15_000, 16_383]


def test_the_student_in_a_published_file_computes_what_the_file_does(exported: Path) -> None:
    from transformers import LlamaForCausalLM

    from quantize.published import load_published

    trained = LlamaForCausalLM.from_pretrained(exported.parent / "student")
    back = load_published(exported)
    for name in ("num_hidden_layers", "rope_theta", "rms_norm_eps", "num_attention_heads", "num_key_value_heads"):
        assert getattr(back.config, name) == getattr(trained.config, name)
    for name, weight in trained.state_dict().items():
        assert torch.allclose(back.state_dict()[name], weight, atol=float(weight.abs().max()) / 100), name
    with torch.no_grad():
        got = back(torch.tensor([TOKENS])).logits[0].numpy()
    shipped = Decoder(exported / "model.onnx").sequence().logits(TOKENS, asked=len(TOKENS))
    assert np.corrcoef(got.ravel(), shipped.ravel())[0, 1] > 0.995


def test_another_model_s_file_is_refused_in_one_sentence(exported: Path, tmp_path: Path) -> None:
    from quantize.published import load_published

    graph = onnx.load(exported / "fp32.onnx")
    onnx.save(graph, tmp_path / "model.onnx")
    with pytest.raises(ModelError, match=r"no tokenizer\.json"):
        load_published(tmp_path)
    (tmp_path / "tokenizer.json").write_text(
        (exported / "tokenizer.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(ModelError, match="not a model that this workshop exported"):
        load_published(tmp_path)


def test_an_older_protocol_s_rows_follow_their_tokens() -> None:
    from engine.language import protocol
    from quantize.tokenizer import build_tokenizer
    from quantize.weights import MEANINGS, renamed_rows

    now = build_tokenizer()
    # The same vocabulary as it was without <drop>, its place taken by a word, two tokens of ours the other way round.
    names = now.to_str().replace(protocol.DROP, "<gone>")
    for one, other in ((protocol.MUST, "<swap>"), (protocol.BRAND, protocol.MUST), ("<swap>", protocol.BRAND)):
        names = names.replace(one, other)
    before = type(now).from_str(names)
    rows = torch.arange(float(now.get_vocab_size()))[:, None].repeat(1, 3)
    moved = renamed_rows(rows, before)

    def place(name: str) -> int:
        return int(now.token_to_id(name))

    assert moved[place(protocol.MUST), 0] == place(protocol.BRAND)
    assert moved[place(protocol.BRAND), 0] == place(protocol.MUST)
    assert moved[place(protocol.ACT), 0] == place(protocol.ACT)
    meant = now.encode(MEANINGS[protocol.DROP], add_special_tokens=False).ids
    assert moved[place(protocol.DROP), 0] == rows[meant].mean()
