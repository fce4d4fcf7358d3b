"""What a calibration comes to, as text: reliability, accuracy against coverage, and how often a question pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quantize.calibrate import Fitted, Flags, JudgedTurn, Numbers, bins, calibration_error
from quantize.evaluate import canonical


@dataclass(frozen=True, slots=True)
class Questions:
    """What asking below a threshold comes to on the judged turns of one source.

    ``asked`` of ``turns``; ``wrong`` of these would have been guessed with a wrong kind, ``not_exact`` with a wrong
    Action; ``kind_offered`` have the right kind among the choices, ``action_offered`` the whole Action. ``missed`` are
    wrong kinds that were guessed.
    """

    turns: int
    asked: int
    wrong: int
    not_exact: int
    kind_offered: int
    action_offered: int
    missed: int

    @classmethod
    def of(cls, turns: Sequence[JudgedTurn], kind: Numbers, below: float) -> Questions:
        asked = [t for t, p in zip(turns, kind, strict=True) if p < below]
        gold = [canonical(t.gold) for t in asked]
        hits = sum(g in map(canonical, t.readings()) for g, t in zip(gold, asked, strict=True))
        wrong = sum(not t.kind_right for t in asked)
        return cls(
            len(turns), len(asked), wrong, sum(not t.action_right for t in asked), sum(t.offered for t in asked), hits,
            sum(not t.kind_right for t in turns) - wrong,
        )  # fmt: skip


def coverage(
    action: Numbers, right: Flags, shares: Sequence[float] = (1.0, 0.95, 0.9, 0.8, 0.6, 0.4)
) -> list[tuple[float, float]]:
    """(share of the turns, the surest ones; how many of these are right): the accuracy-coverage curve."""
    order = np.argsort(-action, kind="stable")
    return [(share, float(right[order[: max(int(share * len(order)), 1)]].mean())) for share in shares]


def report(found: Fitted) -> str:
    """All of it as text, for reading and for docs. Every probability is one of a curve that did not see its dialogue."""
    names = np.array([t.source for t in found.turns])
    sources = {"all": np.full(len(names), True)} | {str(n): names == n for n in dict.fromkeys(names)}
    exact = np.array([t.action_right for t in found.turns])
    out: list[str] = []
    for name, probabilities, right in (
        ("kind", found.kind, np.array([t.kind_right for t in found.turns])),
        ("Action", found.action, exact),
    ):
        out += [f"{name}, {source}: {_quality(probabilities[of], right[of])}" for source, of in sources.items()]
        out.append("  turns  said  right")
        out += [f"  {n:5}  {said:.2f}  {share:.2f}" for n, said, share in bins(probabilities, right)]
    for source, of in sources.items():
        curve = ", ".join(f"{right:.1%} of {share:.0%}" for share, right in coverage(found.action[of], exact[of]))
        out.append(f"right Actions among the surest turns, {source}: {curve}")
    below = found.calibration.ask_below
    for source, of in sources.items():
        turns = [t for t, own in zip(found.turns, of, strict=True) if own]
        q = Questions.of(turns, found.kind[of], below)
        out.append(
            f"asking below {below:.2f}, {source}: {q.asked} of {q.turns} turns ({q.asked / max(q.turns, 1):.1%}); "
            f"of these {q.wrong} had a wrong kind, {q.not_exact} a wrong Action; the right kind is offered in "
            f"{q.kind_offered}, the right Action in {q.action_offered}; {q.missed} wrong kinds were guessed"
        )
    return "\n".join(out)


def _quality(probabilities: Numbers, right: Flags) -> str:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    told = (
        f"{len(right)} turns, {right.mean():.1%} right, calibration error {calibration_error(probabilities, right):.3f}"
    )
    told += f", Brier {brier_score_loss(right, probabilities):.3f}"
    return told if right.all() or not right.any() else f"{told}, AUC {roc_auc_score(right, probabilities):.3f}"
