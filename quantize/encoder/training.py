"""The training of a student: pairs told apart, the teacher's vectors kept, and how its vectors stand to each other.

The loss of a step is ``pairs + 30 * vectors + 100 * matrix``:

- *pairs*: cross entropy of each query over the things of the batch and their hard negatives, cosines divided by 0.05
  (InfoNCE, van den Oord et al. 2018; 0.05 is what the base model was trained with); what a query may mean as well is
  left out of its sum. It comes in over the first third, when the student reads as the teacher does.
- *vectors*: 1 - cosine with the teacher's vector of the same text; of a misspelt one, of the text spelt right.
- *matrix*: mean squared difference of all cosines in the step from the teacher's.

The token embeddings stay the base's: they hold words that no feed has, and are more than half of the weights.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from quantize.encoder.base import SentenceModel, padded, tokenizer
from quantize.encoder.items import Item
from quantize.encoder.pairs import Pair
from quantize.encoder.targets import Targets

TEMPERATURE = 0.05
_GROUP = 1200
"""Padded tokens of one pass: texts of like length go together."""
_KEPT_EVERY = 90.0
"""Seconds between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``minutes`` is the budget that the schedule is laid over (or ``steps``, where given)."""

    minutes: float
    rate: float = 4e-4
    final: float = 0.03
    warmup: float = 0.04
    batch: int = 40
    broad: int = 56
    pairs: float = 1.0
    vectors: float = 30.0
    matrix: float = 100.0
    ramp: float = 0.33
    steps: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    step: int
    loss: float
    pairs: float
    cosine: float
    texts: int
    elapsed: float
    left: float


def train(
    model: SentenceModel,
    pairs: Sequence[Pair],
    broad: Sequence[str],
    targets: Targets,
    recipe: Recipe,
    state: Path,
    report: Callable[[Progress], None] = lambda _: None,
) -> SentenceModel:
    """Train in place and return the model in evaluation mode. ``state`` keeps the run while it is not whole: the same
    call goes on from there. ``targets`` must hold every text of :func:`texts_of` and of ``broad``.
    """
    model.bert.embeddings.word_embeddings.requires_grad_(False)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in learnt if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in learnt if p.ndim < 2], "weight_decay": 0.0},
        ],
        lr=recipe.rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    step, spent, texts = 0, 0.0, 0
    if state.is_file():
        kept = torch.load(state, weights_only=True)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        step, spent, texts = kept["step"], kept["spent"], kept["texts"]
    steps = _Steps(pairs, broad, targets, recipe)
    smooth: dict[str, float] = {}
    began = kept_at = told_at = time.monotonic()
    # Without dropout: what is imitated is its own guard against learning by heart, and noise blurs it.
    model.eval()
    while True:
        elapsed = spent + time.monotonic() - began
        done = step / recipe.steps if recipe.steps else elapsed / (recipe.minutes * 60)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * _scale(done, recipe)
        losses, count = steps.losses(model, step, min(1.0, done / recipe.ramp) if recipe.ramp else 1.0)
        optimizer.zero_grad(set_to_none=True)
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learnt, 5.0)
        optimizer.step()
        step += 1
        texts += count
        for name, loss in losses.items():
            smooth[name] = 0.95 * smooth.get(name, float(loss.detach())) + 0.05 * float(loss.detach())
        now = time.monotonic()
        if now - told_at > 10 or (recipe.steps and step % 10 == 0):
            told_at = now
            elapsed = spent + now - began
            left = elapsed / max(done, 1e-6) * (1 - done)
            report(Progress(step, smooth["loss"], smooth["pairs"], 1 - smooth["vectors"], texts, elapsed, left))
        if now - kept_at > _KEPT_EVERY:
            kept_at = now
            _keep(state, model, optimizer, step, spent + now - began, texts)
    state.unlink(missing_ok=True)
    return model.eval()


def texts_of(pairs: Sequence[Pair]) -> list[str]:
    """Every text that training on the pairs asks the teacher about."""
    found: dict[str, None] = {}
    for pair in pairs:
        found[pair.query.meant] = None
        found[pair.shown(pair.item)] = None
        found[pair.shown(pair.hard)] = None
    return list(found)


class _Steps:
    """What each step reads; the same for the same seed and step, so that a run that goes on reads no batch twice."""

    def __init__(self, pairs: Sequence[Pair], broad: Sequence[str], targets: Targets, recipe: Recipe) -> None:
        self._pairs, self._broad, self._targets, self._recipe = pairs, broad, targets, recipe
        self._tokens = tokenizer()
        self._vectors = torch.from_numpy(targets.vectors)
        self._orders: dict[tuple[str, int], list[int]] = {}

    def losses(self, model: SentenceModel, step: int, ramp: float) -> tuple[dict[str, torch.Tensor], int]:
        recipe = self._recipe
        pairs = [self._pairs[n] for n in self._places("pairs", len(self._pairs), recipe.batch, step)]
        broad = [self._broad[n] for n in self._places("broad", len(self._broad), recipe.broad, step)]
        things = [p.item for p in pairs] + [p.hard for p in pairs]
        shown = [p.shown(p.item) for p in pairs] + [p.shown(p.hard) for p in pairs]
        read = [p.query.text for p in pairs] + shown + broad
        aims = [p.query.meant for p in pairs] + shown + broad
        vectors = encode(model, [e.ids for e in self._tokens.encode_batch(read)])
        aim = F.normalize(self._vectors[[self._targets[t] for t in aims]], dim=1)
        size = len(pairs)
        near = vectors[:size] @ vectors[size : 3 * size].T / TEMPERATURE
        near = near.masked_fill(_also_meant(pairs, things), -torch.inf)
        told = F.cross_entropy(near, torch.arange(size))
        kept = 1 - (vectors * aim).sum(1).mean()
        matrix = F.mse_loss(vectors @ vectors.T, aim @ aim.T)
        loss = recipe.pairs * ramp * told + recipe.vectors * kept + recipe.matrix * matrix
        return {"loss": loss, "pairs": told, "vectors": kept}, len(read)

    def _places(self, name: str, total: int, count: int, step: int) -> list[int]:
        """The step's share of an endless series of shuffled passes."""
        found = []
        for place in range(step * count, (step + 1) * count):
            epoch, at = divmod(place, total)
            if (name, epoch) not in self._orders:
                self._orders = {
                    key: order for key, order in self._orders.items() if key[0] != name or key[1] == epoch - 1
                }
                order = list(range(total))
                random.Random(f"{self._recipe.seed} {name} {epoch}").shuffle(order)
                self._orders[name, epoch] = order
            found.append(self._orders[name, epoch][at])
        return found


def _also_meant(pairs: Sequence[Pair], things: Sequence[Item]) -> torch.Tensor:
    """bool (pairs, things): true where another thing is as good an answer, or the same thing again."""
    mask = [
        [n != row and (thing is pair.item or pair.query.may_mean(thing)) for n, thing in enumerate(things)]
        for row, pair in enumerate(pairs)
    ]
    return torch.tensor(mask)


def encode(model: SentenceModel, rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """Unit vectors (rows, width) in the order of ``rows``; rows of like length pass together."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    groups: list[list[int]] = [[]]
    for place in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(rows[place]) > _GROUP:
            groups.append([])
        groups[-1].append(place)
    found = torch.cat([model(*padded([rows[n] for n in group])) for group in groups])
    back = torch.empty(len(rows), dtype=torch.int64)
    back[torch.tensor([n for group in groups for n in group])] = torch.arange(len(rows))
    return found[back]


@torch.no_grad()
def told_apart(model: SentenceModel, pairs: Sequence[Pair]) -> dict[str, float]:
    """By sort of hard negative: how often a held-out query is nearer to its thing than to what it must not be taken for."""
    tokens = tokenizer()
    texts = [t for p in pairs for t in (p.query.text, p.item.text, p.hard.text)]
    vectors = encode(model, [e.ids for e in tokens.encode_batch(texts)]).view(len(pairs), 3, -1)
    right = (vectors[:, 0] * (vectors[:, 1] - vectors[:, 2])).sum(1) > 0
    by_sort: dict[str, list[bool]] = {}
    for pair, hit in zip(pairs, right.tolist(), strict=True):
        by_sort.setdefault(pair.sort, []).append(hit)
    return {name: round(sum(hits) / len(hits), 4) for name, hits in sorted(by_sort.items())}


def _scale(done: float, recipe: Recipe) -> float:
    if done < recipe.warmup:
        return (done + 1e-3) / recipe.warmup
    along = (done - recipe.warmup) / (1 - recipe.warmup)
    return recipe.final + (1 - recipe.final) * 0.5 * (1 + math.cos(math.pi * along))


def _keep(state: Path, model: SentenceModel, optimizer: Any, step: int, spent: float, texts: int) -> None:
    fresh = state.with_name(f".{state.name}")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "step": step,
            "spent": spent,
            "texts": texts,
        },
        fresh,
    )
    fresh.replace(state)


def log_to(path: Path) -> Callable[[Progress], None]:
    """A reporter that appends to a JSON Lines file, a curve to draw."""

    def write(progress: Progress) -> None:
        with path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(progress)) + "\n")

    return write


@torch.no_grad()
def likeness(student: SentenceModel, teacher: SentenceModel, texts: Sequence[str]) -> float:
    """The mean cosine of two models' vectors of the same texts."""
    rows = [e.ids for e in tokenizer().encode_batch(list(texts))]
    return round(float((encode(student, rows) * encode(teacher, rows)).sum(1).mean()), 4)
