"""Texts of every kind that a student must still read as the teacher does, and those that int8 is measured on."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.catalogue.demo import read_store
from engine.retrieval.text import sentences_of
from quantize.corpus.lexicon import own_entries, taxonomy_entries
from quantize.corpus.mixture import AUTHORED, authored, split_of
from quantize.encoder.items import Item

MOST = 16_000
_STORE = Path(__file__).parents[2] / "resources" / "store"
_CALIBRATION = ("dialogues-a.jsonl", "dialogues-c.jsonl", "replies-a.jsonl")
_HELD_OUT = ("dialogues-b.jsonl", "dialogues-d.jsonl", "replies-b.jsonl")


def broad_texts(items: Iterable[Item], taxonomy: Path | None, seed: int) -> list[str]:
    """What is said in dialogues, store documents, product types with their properties and purposes, sentences of
    descriptions: all that a kiosk may have to compare, in a seeded order.
    """
    rng = random.Random(seed)
    texts = [turn.say for dialogue in authored("train") for turn in dialogue]
    for document in read_store().documents:
        texts += [document.title, f"{document.title}: {', '.join(document.topics)}", *sentences_of(document.text)]
    for entry in (*own_entries(), *(taxonomy_entries(taxonomy) if taxonomy else ())):
        if split_of(entry.name) != "train":
            continue
        texts.append(entry.name)
        for said, form in (
            (entry.adjectives, "{v} {k}"),
            (entry.features, "{k} with {v}"),
            (entry.uses, "{k} for {v}"),
        ):
            for value in rng.sample(said, min(2, len(said))):
                texts.append(form.format(v=value, k=entry.name))
        texts += rng.sample(entry.uses, min(1, len(entry.uses)))
    for item in items:
        texts += [item.kind, *item.phrases[:2], *item.values[:2]]
    kept = [t for t in dict.fromkeys(texts) if t.strip()]
    rng.shuffle(kept)
    return kept[:MOST]


def calibration_texts() -> list[str]:
    """What shoppers say and product texts, from one half of the authored corpus."""
    return _corpus_texts(_CALIBRATION)[:600]


def held_out_texts() -> list[str]:
    """The other half of the authored corpus and the demo store's products."""
    texts = _corpus_texts(_HELD_OUT)
    for path in sorted(_STORE.glob("products/*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("product", ()):
            texts.append(f"{entry.get('title', '')}. {entry.get('kind', '')}. {entry.get('description', '')}")
    return list(dict.fromkeys(texts))


def unseen_texts() -> list[str]:
    """What is said in the dialogues that no training reads."""
    return list(dict.fromkeys(turn.say for split in ("dev", "test") for d in authored(split) for turn in d))


def _corpus_texts(names: Sequence[str]) -> list[str]:
    texts: list[str] = []
    for name in names:
        for line in (AUTHORED / name).read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            for turn in entry.get("turns", ()):
                texts.append(turn["say"])
            for row in entry.get("rows", ()):
                facts = ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in row.get("attrs", {}).items())
                texts.append(f"{row['name']}. {facts}")
    return list(dict.fromkeys(texts))
