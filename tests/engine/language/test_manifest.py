"""A model that was changed, cut short or is missing is refused with one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ModelError
from engine.language.manifest import FileEntry, Manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(b"weights")
    entry = FileEntry.of(tmp_path / "model.onnx")
    Manifest("assistant", "base", "Apache-2.0", {"model.onnx": entry}, {"agreement": 0.99}, "make it").write(tmp_path)
    return tmp_path


def test_what_was_written_is_read_and_verified(folder: Path) -> None:
    manifest = Manifest.read(folder)
    assert (manifest.name, manifest.metrics["agreement"], manifest.command) == ("assistant", 0.99, "make it")
    assert manifest.verified(folder, "model.onnx") == folder / "model.onnx"


@pytest.mark.parametrize(
    ("content", "reason"), [(b"weight", "cut short"), (b"w3ights", "changed or damaged"), (None, "is missing")]
)
def test_a_damaged_file_is_named_with_its_trouble(folder: Path, content: bytes | None, reason: str) -> None:
    (folder / "model.onnx").unlink()
    if content is not None:
        (folder / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match=reason) as error:
        Manifest.read(folder).verified(folder, "model.onnx")
    assert "model.onnx" in str(error.value)
    assert "install" in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {"model.onnx": 3}}', "\xff"])
def test_an_unreadable_manifest_is_an_error_of_the_world(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(ModelError, match="not a readable manifest"):
        Manifest.read(folder)


def test_no_manifest_and_an_unnamed_file_are_errors_of_the_world(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"names no tokenizer\.json"):
        Manifest.read(folder).verified(folder, "tokenizer.json")
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match="no model"):
        Manifest.read(folder)
