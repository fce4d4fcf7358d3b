"""The shipped encoder: near texts are near, and a broken artefact is told in one sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelError
from engine.retrieval import Encoder

SHIPPED = Path(__file__).parents[3] / "resources" / "models" / "encoder"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(SHIPPED)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "encoder"))


def test_vectors_have_length_one_in_the_order_asked(encoder: Encoder) -> None:
    texts = ["a long text about waterproof jackets for hiking in the rain " * 4, "kettle", "", "jacket"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (4, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    # A vector depends a little on its batch, for the int8 activations share one scale.
    alone = np.concatenate([encoder.encode([t]) for t in texts])
    assert (alone * vectors).sum(axis=1).min() > 0.97


def test_what_is_alike_is_near(encoder: Encoder) -> None:
    television, telly, kettle = encoder.encode(["television", "a flat screen tv set", "electric kettle"])
    assert television @ telly > television @ kettle + 0.2


def test_any_text_can_be_encoded(encoder: Encoder) -> None:
    vectors = encoder.encode(["\ud800", "\x00", "\u4f60\u597d", "x" * 1_000_000, "\U0001f6d2"])
    assert np.isfinite(vectors).all()


def test_no_text_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_a_missing_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        Encoder(tmp_path)


def test_a_truncated_model_is_told(copied: Path) -> None:
    model = copied / "model.onnx"
    model.write_bytes(model.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cut short"):
        Encoder(copied).encode(["jacket"])


def test_a_changed_model_is_told(copied: Path) -> None:
    model = copied / "model.onnx"
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    model.write_bytes(bytes(content))
    with pytest.raises(ModelError, match="checksum"):
        Encoder(copied).load()


def test_a_broken_manifest_is_told(copied: Path) -> None:
    (copied / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="manifest"):
        Encoder(copied)


def test_the_manifest_carries_the_gate_and_the_licence() -> None:
    manifest = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["metrics"]["cosine_mean"] >= 0.995
    assert manifest["licence"] == "Apache-2.0"
    assert manifest["command"] == "python -m quantize encoder"
    assert (SHIPPED / "model.onnx").stat().st_size < 25_000_000
