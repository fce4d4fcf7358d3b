"""What the model is trained on: generated and authored dialogues and replies, mixed, and what is held out of it.

Held out are whole product types, makers and values (by a stable hash of their text) and, of the authored files, whole
dialogues. ``train`` never sees a held-out word; ``dev`` is for choosing; ``test`` is read once, at the end.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from engine import actions
from engine.language.protocol import DIALOGUE_TURNS, DROP, DialogueTurn, action_text, fold, standing
from quantize.corpus.dialogues import DialogueWriter
from quantize.corpus.feed import feed_words
from quantize.corpus.lexicon import TypeEntry, invented_brands, own_entries, taxonomy_entries
from quantize.corpus.recombined import Recombiner
from quantize.corpus.varied import Varier

Split = Literal["train", "dev", "test"]
AUTHORED = Path(__file__).parent / "authored"
MAKERS = Path(__file__).parent / "makers.txt"
BRAND_SEED, BRAND_COUNT = 41, 2_400
VARIED = 0.65
"""Of the authored dialogues: the share that is told with other words (:mod:`quantize.corpus.varied`)."""
FRESH = 0.7
"""Of the authored dialogues and replies: the share from files which the trained model has not read, where there are any and nothing else is said."""
RECOMBINED = 0.12
"""Of the authored dialogues: the share of first wishes put together anew (:mod:`quantize.corpus.recombined`)."""
DROPPING = 0.2
"""Of the authored dialogues in which a wish loses an entry, so many are drawn. Most were written for just that, and half of their
refinements drop one; among shoppers, as far as the first 320 dialogues tell, it is a fifth (docs/decisions/0016).
"""


def split_of(text: str, parts: int = 20) -> Split:
    """The split that a type, maker or value belongs to: 1 in ``parts`` is test, 1 in ``parts`` dev."""
    bucket = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % parts
    return "test" if bucket == 0 else "dev" if bucket == 1 else "train"


def _values(texts: Sequence[str], split: Split) -> tuple[str, ...]:
    return tuple(t for t in texts if split_of(t, 10) == split)


def entries_of(split: Split, taxonomy: Path | None = None) -> tuple[list[TypeEntry], list[TypeEntry]]:
    """(ours, taxonomy's) product types of a split, each only with values of that split."""

    def keep(entries: Sequence[TypeEntry]) -> list[TypeEntry]:
        return [
            replace(
                e,
                adjectives=_values(e.adjectives, split), features=_values(e.features, split), uses=_values(e.uses, split),
                sizes=_values(e.sizes, split), unwanted=_values(e.unwanted, split), materials=_values(e.materials, split),
            )
            for e in entries
            if split_of(e.name) == split
        ]  # fmt: skip

    return keep(own_entries()), keep(taxonomy_entries(taxonomy)) if taxonomy else []


def heard_entries(split: Split) -> list[TypeEntry]:
    """Product types with properties as they were worded in the authored dialogues of the split."""
    heard: dict[str, tuple[dict[str, None], dict[str, None], str]] = {}
    for shop, dialogue in authored_with_shop(split):
        for turn in dialogue:
            if isinstance(turn.action, actions.Search) and turn.action.query:
                must, must_not, _ = heard.setdefault(fold(turn.action.query), ({}, {}, shop))
                must.update(dict.fromkeys(fold(m) for m in turn.action.limits.must))
                must_not.update(dict.fromkeys(fold(m) for m in turn.action.limits.must_not))
    return [
        TypeEntry(name, phrases=tuple(must), unwanted=tuple(must_not), group=shop)
        for name, (must, must_not, shop) in heard.items()
    ]


def brands_of(split: Split) -> list[str]:
    """Invented makers and, as often again, real ones."""
    invented = [b for b in invented_brands(BRAND_COUNT, BRAND_SEED) if split_of(b, 10) == split]
    real = [b for b in MAKERS.read_text(encoding="utf-8").split("\n") if b and split_of(b, 10) == split]
    return invented + real * max(1, len(invented) // (2 * max(1, len(real))))


def generated(
    split: Split, seed: int, taxonomy: Path | None = None, feed: Path | None = None
) -> Iterator[list[DialogueTurn]]:
    """Endless generated dialogues of a split: our own product types, those of the authored dialogues, a taxonomy's, and
    those of a store's feed (see :mod:`quantize.corpus.feed`), of which none is held out.
    """
    ours, others = entries_of(split, taxonomy)
    store, makers = feed_words(feed) if feed and split == "train" else ((), ())
    pools = ((ours, min(0.5, len(ours) / 500)), (heard_entries(split), 0.25), (others, 0.25), (list(store), 0.4))
    rng = random.Random(seed)
    brands = [*brands_of(split), *makers]
    writers = [(DialogueWriter(pool, brands, seed + n), weight) for n, (pool, weight) in enumerate(pools) if pool]
    while True:
        yield rng.choices([w for w, _ in writers], [weight for _, weight in writers])[0].dialogue()


def read_dialogues(path: Path) -> list[tuple[str, list[DialogueTurn]]]:
    """An authored file as (shop, turns). Raises ``ValueError`` with file and line for a turn that is not of the contract."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            turns = [DialogueTurn(t["say"], t["shown"], actions.from_json(t["action"])) for t in data["turns"]]
            out.append((data["shop"], turns))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error
    return out


def authored_with_shop(
    split: Split, folder: Path = AUTHORED, files: Sequence[str] = ("dialogues-*.jsonl",)
) -> list[tuple[str, list[DialogueTurn]]]:
    """The authored dialogues of a split, by a hash of their first words, with the shop each was written for."""
    paths = sorted({path for pattern in files for path in folder.glob(pattern)})
    everything = [d for path in paths for d in read_dialogues(path)]
    return [(shop, d) for shop, d in everything if split_of(d[0].say, 12) == split]


def drops(dialogue: Sequence[DialogueTurn]) -> bool:
    """Whether a wish of the dialogue goes on without an entry that it had."""
    return any(
        turn.action is not None
        and DROP in action_text(turn.action, standing(dialogue[max(0, at - DIALOGUE_TURNS + 1) : at]))
        for at, turn in enumerate(dialogue)
    )


def authored(split: Split, folder: Path = AUTHORED) -> list[list[DialogueTurn]]:
    """The authored dialogues of a split."""
    return [dialogue for _, dialogue in authored_with_shop(split, folder)]


def training_dialogues(
    seed: int,
    taxonomy: Path | None,
    authored_share: float,
    feed: Path | None = None,
    fresh: Sequence[str] = (),
    fresh_share: float = FRESH,
) -> Iterator[list[DialogueTurn]]:
    """Endless: generated dialogues with authored ones strewn in, ``RECOMBINED`` of these first wishes made of parts, the
    others once a pass and ``VARIED`` of them with other words. ``fresh`` are patterns of authored files that a model
    which is trained further has not read: ``fresh_share`` of the authored dialogues are drawn from them, the rest from the others.
    """
    rng = random.Random(seed)
    natural = authored_with_shop("train")
    varier, recombiner = Varier(natural, brands_of("train"), seed), Recombiner(natural, seed)
    stream = generated("train", seed, taxonomy, feed)
    newer = authored_with_shop("train", files=fresh) if fresh else []
    begun = {turns[0].say for _, turns in newer}
    older = [d for d in natural if d[1][0].say not in begun]
    pools = [(older or newer, list[tuple[str, list[DialogueTurn]]]()), (newer, list[tuple[str, list[DialogueTurn]]]())]
    while True:
        if natural and rng.random() < authored_share:
            if recombiner and rng.random() < RECOMBINED:
                yield recombiner.dialogue()
                continue
            pool, order = pools[bool(newer) and rng.random() < fresh_share]
            while True:
                if not order:
                    order += pool
                    rng.shuffle(order)
                shop, dialogue = order.pop()
                if not drops(dialogue) or rng.random() < DROPPING:
                    break
            yield varier.varied(shop, dialogue) if rng.random() < VARIED else dialogue
        else:
            yield next(stream)
