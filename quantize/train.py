"""One training loop for the teacher and the student: gold answers, and what a teacher thinks of them.

The student's loss is ``gold + alpha * KL(teacher || student) + beta * (1 - cosine of hidden states)``, all three on
the answer's tokens only, the second where the teacher's first choice is the gold token (Hinton et al. 2015 for the
logits; the hidden states are matched at the student's layers that were copied from the teacher's, as in DistilBERT).
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import LlamaForCausalLM

from quantize.examples import Batch
from quantize.team import team
from quantize.weights import source_layers


@dataclass(frozen=True, slots=True)
class Recipe:
    """``minutes`` is the budget that the cosine schedule is laid over, so a slow machine trains less, not longer."""

    minutes: float
    rate: float = 5e-4
    final: float = 0.05
    warmup: float = 0.03
    accumulate: int = 1
    weight_decay: float = 0.01
    clip: float = 1.0
    alpha: float = 0.5
    beta: float = 0.1
    teacher_every: int = 1
    frozen: int = 0
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    step: int
    loss: float
    gold: float
    teacher: float
    tokens: int
    rate: float
    elapsed: float
    tokens_per_second: float
    left: float


def mixed_precision() -> torch.autocast:
    """bfloat16 where the processor multiplies it; elsewhere (AVX2) it is emulated, many times slower than fp32."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()))


def answer_hidden(
    model: LlamaForCausalLM, batch: Batch, all_layers: bool = False
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Final hidden states at the places that predict learned tokens (n, d), and the same of every layer if asked."""
    out = model.model(input_ids=batch.ids, attention_mask=batch.mask, output_hidden_states=all_layers, use_cache=False)
    where = batch.learn[:, 1:]
    layers = [h[:, :-1][where] for h in out.hidden_states] if all_layers else []
    return out.last_hidden_state[:, :-1][where], layers


@contextmanager
def resting(model: LlamaForCausalLM, layers: int) -> Iterator[None]:
    """Within it the lowest ``layers`` learn nothing, and nothing is computed backwards through them.

    By counting, a third of the layers is about a fifth of the work: what is left goes to more examples. The embedding learns
    as output matrix only.
    """

    def cut(_module: torch.nn.Module, _given: object, out: torch.Tensor) -> torch.Tensor:
        return out.detach()

    low = list(model.model.layers[:layers])
    for layer in low:
        layer.requires_grad_(False)
    handles = [low[-1].register_forward_hook(cut)] if low else []
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        for layer in low:
            layer.requires_grad_(True)


def train(
    model: LlamaForCausalLM,
    data: Iterator[Batch],
    recipe: Recipe,
    *,
    teacher: LlamaForCausalLM | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    log: Path | None = None,
    keep: Callable[[], None] = lambda: None,
    keep_every: float = 600.0,
) -> LlamaForCausalLM:
    """Train in place until the budget is spent or ``data`` ends. Returns the model in evaluation mode.

    Under a launcher (:mod:`quantize.team`) the processes train one model together; ``report``, ``log`` and ``keep`` are the
    leader's, and ``Progress.tokens`` counts those of all.

    ``keep`` is called every ``keep_every`` seconds, for what is lost otherwise where the training does not come to its
    end.
    """
    group = team()
    group.share_weights(model)
    for each in (model, teacher):
        if each is not None:
            each.set_attn_implementation(
                "eager"
            )  # of rows this short, in bfloat16, a third faster than torch's fused one
    decay = [p for p in model.parameters() if p.ndim >= 2]
    plain = [p for p in model.parameters() if p.ndim < 2]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=recipe.rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    pairs: list[tuple[int, int]] = []
    if teacher is not None:
        teacher.train(False).requires_grad_(False)
        chosen = source_layers(model)
        # hidden_states[k] is the output of layer k-1; the last one is after the final norm and is left to the logits.
        pairs = [(own + 1, of + 1) for own, of in enumerate(chosen[:-1])][:: max(1, len(chosen) // 5)]
    model.train()
    start = time.monotonic()
    step = tokens = 0
    smooth = smooth_gold = smooth_teacher = 0.0
    lines = log.open("a", encoding="utf-8") if log and group.leads else None
    last = kept = 0.0
    optimizer.zero_grad(set_to_none=True)
    for number, batch in enumerate(data):
        done = (
            step / recipe.steps if recipe.steps else group.leaders((time.monotonic() - start) / (recipe.minutes * 60))
        )
        if done >= 1:
            break
        scale = (
            min(1.0, (done + 1e-3) / recipe.warmup)
            if done < recipe.warmup
            else recipe.final
            + (1 - recipe.final) * 0.5 * (1 + math.cos(math.pi * (done - recipe.warmup) / (1 - recipe.warmup)))
        )
        for parameters in optimizer.param_groups:
            parameters["lr"] = recipe.rate * scale
        with_teacher = teacher is not None and number % recipe.teacher_every == 0
        with mixed_precision(), resting(model, recipe.frozen):
            hidden, layers = answer_hidden(model, batch, with_teacher)
            logits = model.lm_head(hidden)
        gold_ids = batch.ids[:, 1:][batch.learn[:, 1:]]
        logits = logits.float()
        gold = F.cross_entropy(logits, gold_ids)
        loss = gold
        taught = 0.0
        if with_teacher and teacher is not None:
            with torch.no_grad(), mixed_precision():
                their_hidden, their_layers = answer_hidden(teacher, batch, True)
                their_logits = teacher.lm_head(their_hidden).float()
            # The teacher is heard only where it is right: elsewhere its doubts would argue with the gold answer.
            right = their_logits.argmax(-1) == gold_ids
            kl = F.kl_div(
                F.log_softmax(logits[right], -1),
                F.log_softmax(their_logits[right], -1),
                log_target=True,
                reduction="sum",
            )
            kl = kl / max(int(right.sum()), 1)
            near = torch.stack(
                [
                    1 - F.cosine_similarity(layers[own].float(), their_layers[of].float(), dim=-1).mean()
                    for own, of in pairs
                ]
            ).mean()
            loss = gold + recipe.alpha * kl + recipe.beta * near
            taught = float(kl.detach())
        (loss / recipe.accumulate).backward()  # type: ignore[no-untyped-call]
        tokens += int(group.total(batch.tokens))
        if (number + 1) % recipe.accumulate == 0:
            group.average_gradients(model.parameters())
            torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
        held = 0.95 if number > 20 else 0.8 if number else 0.0
        smooth = held * smooth + (1 - held) * float(loss.detach())
        smooth_gold = held * smooth_gold + (1 - held) * float(gold.detach())
        if with_teacher:
            smooth_teacher = 0.9 * smooth_teacher + 0.1 * taught
        elapsed = time.monotonic() - start
        if elapsed - kept > keep_every and group.leads:
            kept = elapsed
            keep()
        if elapsed - last > 10 or (recipe.steps and (step % 10 == 0 or step == recipe.steps)):
            last = elapsed
            left = elapsed / max(done, 1e-6) * (1 - done)
            progress = Progress(
                step,
                smooth,
                smooth_gold,
                smooth_teacher,
                tokens,
                recipe.rate * scale,
                elapsed,
                tokens / max(elapsed, 1e-9),
                left,
            )
            if group.leads:
                report(progress)
            if lines:
                lines.write(json.dumps(asdict(progress)) + "\n")
                lines.flush()
    if lines:
        lines.close()
    model.train(False)
    return model
