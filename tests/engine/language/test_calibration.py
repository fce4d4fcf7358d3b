"""The confidence of an Action: plain arithmetic on the decoder's probabilities, and none where it was not measured."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.actions import Decline
from engine.errors import ModelError
from engine.language.assistant_model import AssistantModel
from engine.language.calibration import FILE, SIGNALS, Calibration, Curve, Sureness, signals
from engine.language.manifest import FileEntry, Manifest
from engine.language.protocol import DialogueTurn

CURVES = (Curve(0.5, (0.8, 0.2, 0.1, -0.3, 0.0)), Curve(-1.0, (0.3, 2.0, 1.0, -0.5, 0.1)))
TURNS = [DialogueTurn("a red lamp", 0)]


def calibration(model: str, ask_below: float = 0.0) -> Calibration:
    return Calibration(model, *CURVES, ask_below, {"turns": 40.0})


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    for name in ("model.onnx", "tokenizer.json", "manifest.json"):
        shutil.copy(exported / name, tmp_path / name)
    return tmp_path


def put(folder: Path, made: Calibration) -> None:
    made.write(folder / FILE)
    manifest = Manifest.read(folder)
    replace(manifest, files={**manifest.files, FILE: FileEntry.of(folder / FILE)}).write(folder)


def sha(folder: Path) -> str:
    return Manifest.read(folder).files["model.onnx"].sha256


def test_a_calibrated_model_says_how_sure_it_is(folder: Path) -> None:
    put(folder, calibration(sha(folder), ask_below=1.0))
    model = AssistantModel.load(folder)
    found = model.understand(TURNS)
    assert found.sure is not None
    assert 0.0 <= found.sure.action <= found.sure.kind <= 1.0
    assert model.calibration is not None and found.sure == model.calibration.sureness(found.signals)
    assert model.unclear(found)  # below 1.0 is everything


def test_who_may_well_be_in_danger_is_not_asked(folder: Path) -> None:
    put(folder, calibration(sha(folder), ask_below=1.0))
    model = AssistantModel.load(folder)
    found = replace(model.understand(TURNS), action=Decline("unsafe"))
    assert not model.unclear(replace(found, kinds=(("decline", 0.6), ("search", 0.3))))
    assert model.unclear(replace(found, kinds=(("decline", 0.3), ("search", 0.29))))
    assert model.unclear(replace(found, action=Decline("offtopic"), kinds=(("decline", 0.6), ("search", 0.3))))


def test_without_a_calibration_the_confidence_is_unknown_and_nobody_is_asked(folder: Path) -> None:
    model = AssistantModel.load(folder)
    found = model.understand(TURNS)
    assert found.sure is None and not model.unclear(found)


@pytest.mark.parametrize("damage", ["other model", "changed", "not json", "other signals"])
def test_a_calibration_that_does_not_belong_is_left_aside_with_a_warning(
    folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, calibration("f" * 64 if damage == "other model" else sha(folder)))
    file = folder / FILE
    if damage == "changed":
        file.write_text(file.read_text(encoding="utf-8").replace("0.5", "5.0"), encoding="utf-8")
    elif damage in ("not json", "other signals"):
        data = json.loads(file.read_text(encoding="utf-8"))
        del data["kind"]["weights"][SIGNALS[0]]
        file.write_text("{" if damage == "not json" else json.dumps(data), encoding="utf-8")
        manifest = Manifest.read(folder)
        replace(manifest, files={**manifest.files, FILE: FileEntry.of(file)}).write(folder)
    with caplog.at_level(logging.WARNING):
        model = AssistantModel.load(folder)
    assert model.calibration is None and "confidence is unknown" in caplog.text
    assert model.understand(TURNS).action.kind


def test_a_calibration_comes_back_as_it_was_written(tmp_path: Path) -> None:
    made = calibration("a" * 64, ask_below=0.55)
    made.write(tmp_path / FILE)
    assert Calibration.read(tmp_path / FILE) == made
    with pytest.raises(ModelError, match="calibrate"):
        Calibration.read(tmp_path / "none.json")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_decoder_gives_a_confidence_is_a_probability(probabilities: list[float]) -> None:
    told = signals(probabilities)
    assert len(told) == len(SIGNALS)
    sure = calibration("a").sureness(told)
    assert 0.0 <= sure.action <= sure.kind <= 1.0


def test_a_likelier_kind_and_likelier_words_are_surer() -> None:
    made = calibration("a")
    low, high = made.sureness(signals([0.5, 0.9, 0.9])), made.sureness(signals([0.9, 0.9, 0.9]))
    assert low.kind < high.kind
    assert made.sureness(signals([0.9, 0.4])).action < made.sureness(signals([0.9, 0.95])).action
    assert Curve(800.0, (1.0,)).probability([1.0]) == 1.0 and Curve(-800.0, (1.0,)).probability([1.0]) == 0.0
    assert isinstance(low, Sureness)


def test_the_kinds_that_may_answer_come_with_the_likeliest_first(tiny: AssistantModel) -> None:
    shelf = tiny.understand([DialogueTurn("is it warm", 3)])
    assert len(shelf.kinds) == 12 and shelf.kinds[0][0] == shelf.action.kind
    given_to = [p for _, p in shelf.kinds]
    assert given_to == sorted(given_to, reverse=True) and sum(given_to) <= 1.0001
    empty = tiny.understand(TURNS)
    assert {k for k, _ in empty.kinds} == {"search", "recommend", "back", "store", "chat", "decline"}


def test_a_reading_is_decoded_of_each_kind_that_is_asked_for(tiny: AssistantModel) -> None:
    turns = [DialogueTurn("is it warm", 3)]
    found = tiny.understand(turns)
    kinds = [kind for kind, _ in found.kinds]
    readings = tiny.readings(turns, kinds)
    assert [r.kind for r in readings] == kinds
    assert readings[0] == found.action
    # What was read meanwhile changes nothing about the next answer.
    again = tiny.understand(turns)
    assert (again.action, again.signals, again.kinds) == (found.action, found.signals, found.kinds)
