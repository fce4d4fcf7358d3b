"""The table of phrases that drafts of replies come from, learned from the training sentences (``engine.language.phrases``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer

from engine.errors import ModelError
from engine.language.phrases import FILE, Phrases
from engine.language.protocol import END, WRITE, SentencePlan, tokenized_sentence

SENTENCES = 14_000
"""About one pass over the authored sentences, the rest generated."""


def learned(tokenizer: Tokenizer, pairs: Iterable[tuple[SentencePlan, str]]) -> Phrases:
    """From sentence pairs, as the model writes them: after ``<write>``, up to the end token."""
    return Phrases.learned(
        tokenizer.encode(WRITE + tokenized_sentence(sentence, plan.slots) + END, add_special_tokens=False).ids
        for plan, sentence in pairs
    )


def write_phrases(exported: Path, pairs: Iterable[tuple[SentencePlan, str]]) -> tuple[Path, int]:
    """Write the table beside an exported model. Returns its path and how many entries it has.

    Raises ``ModelError`` where nothing is exported.
    """
    tokenizer = exported / "tokenizer.json"
    if not tokenizer.is_file():
        raise ModelError(f"{exported} holds no exported model: run `python -m quantize export` first.")
    made = learned(Tokenizer.from_file(str(tokenizer)), pairs)
    made.write(exported / FILE)
    return exported / FILE, len(made)
