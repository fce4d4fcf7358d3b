"""Which layers a model can do without: found by leaving each out in turn, not by where it stands.

Dropping evenly spaced layers of the fine-tuned teacher sends its loss from 0.2 to 12; dropping the ones that are missed
least, one after the other, costs a fraction of that, and a little training between two cuts heals it (compare
ShortGPT, 2024, and Minitron, 2024, for the same finding on large models).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from transformers import LlamaForCausalLM

from quantize.examples import Batch
from quantize.team import team
from quantize.train import mixed_precision
from quantize.weights import student_of

CANDIDATES = 10
"""After the first round only the layers that were missed least are tried again."""


def answer_loss(model: LlamaForCausalLM, batches: Sequence[Batch]) -> float:
    """Mean cross-entropy (nats) of the learned tokens of ``batches``."""
    total, count = 0.0, 0
    whole: Any = model
    with torch.no_grad(), mixed_precision():
        for batch in batches:
            hidden = whole.model(input_ids=batch.ids, attention_mask=batch.mask, use_cache=False).last_hidden_state
            logits = whole.lm_head(hidden[:, :-1][batch.learn[:, 1:]]).float()
            gold = batch.ids[:, 1:][batch.learn[:, 1:]]
            total += float(F.cross_entropy(logits, gold, reduction="sum"))
            count += len(gold)
    return total / max(count, 1)


def without_the_least(
    model: LlamaForCausalLM, layers: int, batches: Sequence[Batch], say: Callable[[str], None] = lambda _: None
) -> LlamaForCausalLM:
    """A copy with ``layers`` layers: greedily, the layer whose absence costs the least on ``batches`` goes next.

    Raises ``ValueError`` for fewer than two layers or more than there are.
    """
    total = model.config.num_hidden_layers
    if not 2 <= layers <= total:
        raise ValueError(f"a student has 2 to {total} layers, not {layers}")
    inner: Any = model.model
    blocks = list(inner.layers)
    kept = list(range(total))
    tried = kept[1:]
    model.train(False)
    try:
        while len(kept) > layers:
            costs = []
            for place in tried:
                inner.layers = torch.nn.ModuleList([blocks[k] for k in kept if k != place])
                costs.append((answer_loss(model, batches), place))
            costs.sort()
            cost, place = costs[0]
            place = int(team().leaders(place))  # on several machines all leave out the same
            kept.remove(place)
            tried = [other for _, other in costs if other != place][:CANDIDATES]
            if len(tried) < 3:
                tried = kept[1:]
            say(f"layer {place} of {total} goes: loss {cost:.3f} with {len(kept)} layers")
    finally:
        inner.layers = torch.nn.ModuleList(blocks)
    return student_of(model, kept)
