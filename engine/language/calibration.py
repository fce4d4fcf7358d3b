"""How sure the assistant may be of what it understood: the decoder's probabilities, set right on held-out dialogues.

A decoder that gives its words 0.9 is not right nine times of ten. ``python -m quantize calibrate`` measures how often
it is and fits two logistic curves (after Platt, 1999, on more than one signal): one for the kind of the Action, one for
the whole Action. They stand in ``calibration.json`` beside the model that they were measured on; reading them takes
plain arithmetic.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.language.manifest import Manifest

log = logging.getLogger(__name__)

FILE = "calibration.json"
SIGNALS = ("kind", "words", "least", "unsure", "length")
"""What ``signals`` tells, in order."""
FLOOR = 1e-4
"""A probability below it tells no more than this one."""


def signals(probabilities: Sequence[float]) -> tuple[float, ...]:
    """What is known of a decoded Action, as numbers in the order of ``SIGNALS``.

    ``probabilities`` are the model's own, before the grammar's mask, of every token that it chose, the kind's first.
    The signals: the kind's log-odds; the probability of all words after it, and of the least likely of them; how many of
    these have less than one half; the logarithm of how many tokens were chosen.
    """
    kind = min(max(probabilities[0], FLOOR), 1 - FLOOR)
    rest = [max(p, FLOOR) for p in probabilities[1:]]
    return (
        math.log(kind / (1 - kind)),
        math.prod(rest),
        min(rest, default=1.0),
        float(sum(p < 0.5 for p in rest)),
        math.log1p(len(probabilities)),
    )


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over the signals: ``weights`` in their order."""

    bias: float
    weights: tuple[float, ...]

    def probability(self, values: Sequence[float]) -> float:
        z = self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@dataclass(frozen=True, slots=True)
class Sureness:
    """Calibrated probabilities, 0 to 1: that the ``kind`` is right, and that the whole ``action`` is."""

    kind: float
    action: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of one model (``model`` is the sha256 of its ``model.onnx``) and what was measured with them.

    Where the kind is right with less than ``ask_below``, a question costs the shopper less than the guess.
    """

    model: str
    kind: Curve
    action: Curve
    ask_below: float = 0.0
    measured: Mapping[str, float] = field(default_factory=dict)

    def sureness(self, values: Sequence[float]) -> Sureness:
        """``values`` as ``signals`` gives them. The whole Action is never surer than its kind."""
        kind = self.kind.probability(values)
        return Sureness(kind, min(kind, self.action.probability(values)))

    @classmethod
    def beside(cls, folder: Path, manifest: Manifest) -> Calibration | None:
        """The calibration that the manifest names; ``None`` where there is none.

        One that is damaged or belongs to another model is left aside with a warning: without it Aisle guesses, which
        is what it did before there was one.
        """
        if FILE not in manifest.files:
            return None
        try:
            made = cls.read(manifest.verified(folder, FILE))
        except ModelError as error:
            log.warning("the confidence is unknown: %s", error)
            return None
        if made.model != manifest.files["model.onnx"].sha256:
            log.warning("the confidence is unknown: %s was measured on another model", folder / FILE)
            return None
        return made

    @classmethod
    def read(cls, path: Path) -> Calibration:
        """Raises ``ModelError`` for a file that is missing or no calibration of this version's signals."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            kind, action = (
                Curve(float(data[n]["bias"]), tuple(float(data[n]["weights"][s]) for s in SIGNALS))
                for n in ("kind", "action")
            )
            measured = {str(name): float(value) for name, value in data["measured"].items()}
            return cls(str(data["model"]), kind, action, float(data["ask_below"]), measured)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"{path} is no readable calibration ({error}): run `python -m quantize calibrate` again."
            ) from error

    def write(self, path: Path) -> None:
        def curve(of: Curve) -> dict[str, Any]:
            weights = {name: round(w, 5) for name, w in zip(SIGNALS, of.weights, strict=True)}
            return {"bias": round(of.bias, 5), "weights": weights}

        data = {
            "model": self.model,
            "kind": curve(self.kind),
            "action": curve(self.action),
            "ask_below": self.ask_below,
            "measured": dict(self.measured),
        }
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
