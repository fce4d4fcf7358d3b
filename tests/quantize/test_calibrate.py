"""Calibration: curves that keep their word, a threshold at which asking pays, and files that belong together."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn belongs to the workshop")

from engine.actions import Action, Search
from engine.errors import ModelError
from engine.language.assistant_model import AssistantModel
from engine.language.calibration import FILE, Calibration, Curve
from engine.language.manifest import FileEntry, Manifest
from engine.language.protocol import DialogueTurn
from quantize.calibrate import JudgedTurn, Numbers, calibration_error, fitted, judged, threshold
from quantize.calibration_report import Questions, coverage, report
from quantize.publish import calibrated

BOOTS = Search("boots")


def turn(values: tuple[float, ...], kind: bool, action: bool, at: int, source: str = "authored") -> JudgedTurn:
    return JudgedTurn(source, at // 4, values, kind, action, True, lambda: [BOOTS], BOOTS)


@pytest.fixture(scope="module")
def turns() -> list[JudgedTurn]:
    """Turns of a decoder that is too sure: its kind is right less often than its log-odds say."""
    rng = np.random.default_rng(3)
    out = []
    for at in range(1200):
        odds = float(rng.normal(3.0, 2.0))
        words = float(rng.uniform(0.05, 1.0))
        kind = bool(rng.random() < 1 / (1 + np.exp(-0.5 * odds)))
        action = kind and bool(rng.random() < words)
        out.append(turn((odds, words, words, 0.0, 1.5), kind, action, at, "authored" if at % 4 else "generated"))
    return out


def test_the_curves_keep_their_word_where_the_decoder_does_not(turns: list[JudgedTurn]) -> None:
    found = fitted(turns, "a" * 64)
    right = np.array([t.kind_right for t in turns])
    raw: Numbers = np.array([1 / (1 + np.exp(-t.signals[0])) for t in turns])
    assert calibration_error(found.kind, right) < 0.05 < calibration_error(raw, right)
    assert np.all(found.action <= found.kind)
    for t in turns[:20]:
        sure = found.calibration.sureness(t.signals)
        assert 0 <= sure.action <= sure.kind <= 1
    text = report(found)
    assert "kind, authored: 900 turns" in text and "asking below" in text


def test_too_few_wrong_turns_are_told_not_fitted(turns: list[JudgedTurn]) -> None:
    sure = [turn(t.signals, True, t.action_right, n) for n, t in enumerate(turns)]
    with pytest.raises(ModelError, match="--count"):
        fitted(sure, "a" * 64)


def test_asking_pays_where_a_wrong_guess_costs_more_than_the_question() -> None:
    # Of the two least sure one is wrong: asking both costs 0.8, guessing both 1.
    some = [turn((0.0,) * 5, n != 0, True, n) for n in range(100)]
    kind: Numbers = np.linspace(0.3, 1.0, 100)
    below = threshold(kind, some)
    assert kind[0] < below <= kind[1]
    right = [turn((0.0,) * 5, True, True, n) for n in range(100)]
    assert threshold(kind, right) == 0.0
    # One wrong kind, of a turn that the curve is surer of than of the five at which asking may begin: it has not paid here.
    late = [turn((0.0,) * 5, n != 60, True, n) for n in range(100)]
    assert threshold(np.linspace(0.5, 1.0, 100), late) == round(float(np.linspace(0.5, 1.0, 100)[4]), 4)
    assert threshold(np.linspace(0.59, 1.0, 100), late) == 0.6


def test_asking_is_never_more_frequent_than_shoppers_bear() -> None:
    wrong = [turn((0.0,) * 5, False, False, n) for n in range(100)]
    kind: Numbers = np.linspace(0.0, 1.0, 100)
    assert (kind < threshold(kind, wrong)).sum() == 5


def test_a_question_is_judged_by_what_it_offers() -> None:
    missed = JudgedTurn("authored", 0, (0.0,) * 5, False, False, False, lambda: [Search("hats")], BOOTS)
    hit = turn((0.0,) * 5, False, False, 1)
    q = Questions.of([missed, hit, hit], np.array([0.1, 0.2, 0.9]), 0.5)
    assert (q.asked, q.wrong, q.kind_offered, q.action_offered, q.missed) == (2, 2, 1, 1, 1)


def test_the_surest_turns_are_the_ones_that_are_covered_first() -> None:
    curve = coverage(np.array([0.9, 0.8, 0.2, 0.1]), np.array([True, True, False, False]), (1.0, 0.5))
    assert curve == [(1.0, 0.5), (0.5, 1.0)]


def test_held_out_turns_are_judged_with_their_gold_past(exported: Path) -> None:
    files = {
        "model.onnx": FileEntry.of(exported / "model.onnx"),
        "tokenizer.json": FileEntry.of(exported / "tokenizer.json"),
    }
    Manifest("tiny", "", "", files).write(exported)
    model = AssistantModel.load(exported)
    gold: Action = Search("lamp")
    said: list[str] = []
    (first, second) = judged(
        model, {"authored": [[DialogueTurn("a lamp", 0, gold), DialogueTurn("that one", 3, gold)]]}, said.append
    )
    assert first.dialogue == second.dialogue and len(first.signals) == len(second.signals) == 5
    assert first.kind_right == (first.readings()[0].kind == "search")
    assert said == ["authored: 2 turns understood"]


def test_a_calibration_goes_into_manifest_and_card_of_its_own_model_only(exported: Path, tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(exported / name, tmp_path / name)
    entries = {name: FileEntry.of(tmp_path / name) for name in ("model.onnx", "tokenizer.json")}
    Manifest("tiny", "", "", entries, {"agreement": 0.99}).write(tmp_path)
    (tmp_path / "card.md").write_text(
        "# tiny\n\nNotes.\n\n| measured by the gate | |\n| --- | --- |\n", encoding="utf-8"
    )
    curve = Curve(0.0, (1.0, 0.0, 0.0, 0.0, 0.0))
    with pytest.raises(ModelError, match="not measured on"):
        calibrated(tmp_path, Calibration("b" * 64, curve, curve))
    made = Calibration(entries["model.onnx"].sha256, curve, curve, 0.5, {"kind_error": 0.02})
    calibrated(tmp_path, made)
    calibrated(tmp_path, made)
    assert AssistantModel.load(tmp_path).calibration == made
    assert Manifest.read(tmp_path).metrics == {"agreement": 0.99, "calibration_kind_error": 0.02}
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert card.startswith("# tiny\n\nNotes.") and card.count("measured by the gate") == 1 and FILE in card
