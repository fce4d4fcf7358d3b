"""Nothing ships that says something else than the model it was made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")

from engine.errors import ModelError
from engine.language.assistant_model import AssistantModel
from engine.language.manifest import FileEntry
from engine.language.protocol import DialogueTurn
from quantize import gate as gate_module
from quantize.gate import GateReport, dialogue_prompts, gate
from quantize.publish import publish

PROMPTS = dialogue_prompts(
    [[DialogueTurn(text, 3)] for text in ("a red lamp under forty", "is the second one dimmable")]
)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "MOST_TOKENS", 8)


def test_a_faithful_model_passes_and_is_published_with_its_figures(exported: Path, short: None, tmp_path: Path) -> None:
    found: list[str] = []
    report = gate(exported, PROMPTS, report=found.append)
    assert report.prompts == 2
    assert report.megabytes > 1
    assert report.decode_tokens_per_second > 0
    assert [f for f in report.failures if "agrees" not in f] == []  # random weights are nearly tied everywhere
    report.failures.clear()
    target = tmp_path / "models" / "assistant"
    target.mkdir(parents=True)
    (target / "stale").touch()
    manifest = publish(exported, report, target=target, quality={"exact_actions": 0.9}, notes="Trained **briefly**.")
    assert sorted(file.name for file in target.iterdir()) == [
        "card.md",
        "manifest.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert AssistantModel.load(target).sha256 == manifest.files["model.onnx"].sha256
    card = (target / "card.md").read_text(encoding="utf-8")
    assert manifest.files["model.onnx"].sha256 in card
    assert "exact actions | 0.9" in card
    assert "Trained **briefly**." in card
    assert any("tokens/s" in line for line in found)


def test_another_models_weights_do_not_pass(exported: Path, other: Path, short: None, tmp_path: Path) -> None:
    for name in ("fp32.onnx", "tokenizer.json"):
        shutil.copy(exported / name, tmp_path / name)
    shutil.copy(other / "model.onnx", tmp_path / "model.onnx")
    report = gate(tmp_path, PROMPTS)
    assert not report.passed
    assert report.agreement < 0.5


def test_what_did_not_pass_or_was_changed_since_is_not_published(exported: Path, tmp_path: Path) -> None:
    target = tmp_path / "assistant"
    model = FileEntry.of(exported / "model.onnx").sha256
    with pytest.raises(ModelError, match="did not pass the gate"):
        publish(exported, GateReport(model, failures=["it says something else"]), target=target)
    with pytest.raises(ModelError, match="not the model that the gate measured"):
        publish(exported, GateReport("another"), target=target)
    assert not target.exists()


def test_a_gate_without_prompts_is_no_gate(exported: Path) -> None:
    with pytest.raises(ValueError, match="needs prompts"):
        gate(exported, [])
