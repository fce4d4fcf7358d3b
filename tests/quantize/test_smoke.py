"""The recipe runs from corpus to published model."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")
pytest.importorskip("onnxruntime_genai", reason="the model builder belongs to the workshop")


def test_every_stage_runs_on_a_tiny_model(tmp_path: Path) -> None:
    from engine.language.assistant_model import AssistantModel
    from engine.language.protocol import DialogueTurn
    from quantize.smoke import run_smoke

    said: list[str] = []
    published = run_smoke(tmp_path / "smoke", 2, said.append)
    model = AssistantModel.load(published)
    assert model.understand([DialogueTurn("a red lamp", 0)]).action.kind
    assert (published / "card.md").is_file()
    assert "phrases.npz" in model.manifest.files
    assert model._phrases is not None and len(model._phrases) > 0
    assert any("int8 picks" in line for line in said)
