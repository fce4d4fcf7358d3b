"""How sure the model may be of what it understood: signals of held-out turns, curves fitted to them, and when to ask.

The curves are fitted on the development split and judged by cross-validation over whole dialogues: no turn is judged by
a curve that saw its dialogue. The test split is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.actions import Action
from engine.assistant.choices import LEAST_LIKELY, MOST
from engine.errors import ModelError
from engine.language.calibration import Calibration, Curve
from engine.language.protocol import DialogueTurn
from quantize.evaluate import canonical

FOLDS, BINS, LEAST_EACH = 5, 10, 10
QUESTION = 0.4
"""What a question costs the shopper where a wrong guess costs 1: a look and a touch, against an answer that is read in
vain and a wish that is said again."""
MOST_ASKED = 0.05
"""Of the turns: an assistant that asks more often is tiresome however right it is to ask."""

Say = Callable[[str], None]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """One held-out turn: ``signals`` as ``engine.language.calibration`` names them, and what came of it.

    ``offered`` says whether the right kind is among those that a question would offer; ``dialogue`` numbers the
    dialogue, so that its turns stay together; ``gold`` and ``readings`` let a question be judged by whole Actions.
    """

    source: str
    dialogue: int
    signals: tuple[float, ...]
    kind_right: bool
    action_right: bool
    offered: bool
    readings: Callable[[], list[Action]]
    gold: Action


def judged(model: Any, dialogues: Mapping[str, Iterable[Sequence[DialogueTurn]]], say: Say) -> list[JudgedTurn]:
    """Every turn of ``dialogues`` (by source) as the model understands it, the turns before it with their gold Actions."""
    out: list[JudgedTurn] = []
    number = 0
    for source, several in dialogues.items():
        for dialogue in several:
            number += 1
            for end in range(1, len(dialogue) + 1):
                out.append(_judged(model, source, number, dialogue[:end]))
        say(f"{source}: {sum(t.source == source for t in out)} turns understood")
    return out


def _judged(model: Any, source: str, number: int, dialogue: Sequence[DialogueTurn]) -> JudgedTurn:
    *past, last = dialogue
    gold = last.action
    assert gold is not None
    turns = [*past, DialogueTurn(last.say, last.shown)]
    found = model.understand(turns)
    rest = [kind for kind, p in found.kinds[1:MOST] if p >= LEAST_LIKELY]
    return JudgedTurn(
        source,
        number,
        found.signals,
        gold.kind == found.action.kind,
        canonical(gold) == canonical(found.action),
        gold.kind in (found.action.kind, *rest),
        lambda: [found.action, *model.readings(turns, rest)],
        gold,
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration with what was found out of fold: the probabilities of each judged turn, and their reliability."""

    calibration: Calibration
    turns: tuple[JudgedTurn, ...]
    kind: Numbers
    action: Numbers


def fitted(turns: Sequence[JudgedTurn], model: str) -> Fitted:
    """Fit both curves for the model with that sha256. Raises ``ModelError`` where too few turns are right, or wrong."""
    values = np.array([t.signals for t in turns], dtype=np.float64)
    groups = np.array([t.dialogue for t in turns])
    kind_right = np.array([t.kind_right for t in turns])
    action_right = np.array([t.action_right for t in turns])
    for name, right in (("kind", kind_right), ("Action", action_right)):
        few = min(int(right.sum()), int((~right).sum()))
        if few < LEAST_EACH:
            raise ModelError(
                f"Of {len(turns)} turns the {name} is right in {int(right.sum())}: a curve needs {LEAST_EACH} right and "
                f"{LEAST_EACH} wrong ones; calibrate with a larger --count."
            )
    kind, kind_held = _curve(values, kind_right, groups)
    action, action_held = _curve(values, action_right, groups)
    action_held = np.minimum(action_held, kind_held)
    natural = np.array([t.source == "authored" for t in turns])
    below = threshold(kind_held[natural], [t for t in turns if t.source == "authored"])
    measured = {
        "turns": float(len(turns)),
        "kind_error": round(calibration_error(kind_held, kind_right), 4),
        "action_error": round(calibration_error(action_held, action_right), 4),
    }
    return Fitted(Calibration(model, kind, action, below, measured), tuple(turns), kind_held, action_held)


def _curve(values: Numbers, right: Flags, groups: NDArray[np.int64]) -> tuple[Curve, Numbers]:
    """The curve over all turns, and each turn's probability by a curve that saw none of its dialogue."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    made = make_pipeline(StandardScaler(), LogisticRegression())
    folds = GroupKFold(FOLDS, shuffle=True, random_state=7)
    held = cross_val_predict(made, values, right, groups=groups, cv=folds, method="predict_proba")[:, 1]
    made.fit(values, right)
    scaler, regression = made[0], made[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - weights @ scaler.mean_)
    return Curve(bias, tuple(map(float, weights))), held


def threshold(kind: Numbers, turns: Sequence[JudgedTurn]) -> float:
    """Below which probability of the kind asking pays: the cheapest for the shopper, within ``MOST_ASKED`` of the turns.

    A wrong guess costs 1; a question costs ``QUESTION``, and 1 more where it does not offer the right kind. Where kinds are
    wrong, but in too few of the turns for any threshold to have paid on them, the one at which the curve itself says that
    it does.
    """
    order = np.argsort(kind, kind="stable")[: int(MOST_ASKED * len(turns))]
    best, saved, below = 0.0, 0.0, 0.0
    for at in order:
        turn = turns[int(at)]
        guess = float(not turn.kind_right)
        saved += guess - QUESTION - float(not turn.offered)
        if saved > best:
            best, below = saved, float(kind[at]) + 1e-4
    if not below and len(order) and not all(t.kind_right for t in turns):
        missed = sum(not turns[int(at)].offered for at in order) / len(order)
        below = min(max(0.0, 1 - QUESTION - missed), float(kind[order[-1]]))
    return round(below, 4)


def bins(probabilities: Numbers, right: Flags) -> list[tuple[int, float, float]]:
    """(turns, mean probability, share right) of ``BINS`` bins of equally many turns, the least sure first."""
    order = np.argsort(probabilities, kind="stable")
    several = [b for b in np.array_split(order, BINS) if len(b)]
    return [(len(b), float(probabilities[b].mean()), float(right[b].mean())) for b in several]


def calibration_error(probabilities: Numbers, right: Flags) -> float:
    """The expected calibration error over bins of equally many turns (Nixon et al., 2019)."""
    return sum(n * abs(p - share) for n, p, share in bins(probabilities, right)) / len(right)
