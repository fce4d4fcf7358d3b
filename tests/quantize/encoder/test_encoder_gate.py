"""The gate and publishing: nothing ships that reads or finds worse in int8, and the smallest good student is chosen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelError
from quantize.encoder import gate as gates
from quantize.encoder.comparison import Row, table
from quantize.encoder.stages import choose

pytest.importorskip("torch", reason="torch belongs to the workshop")

from quantize.encoder.publish import publish, write_manifest

SHIPPED = Path(__file__).parents[3] / "resources" / "models" / "encoder"
GOOD = gates.GateReport(
    hashlib.sha256(b"int8").hexdigest(),
    100,
    0.997,
    0.98,
    0.95,
    500,
    250,
    1.5,
    4,
    {"demo aisle": 0.97},
    {"demo aisle": 0.972},
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"int8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "config.json").write_text('{"num_hidden_layers": 3}', encoding="utf-8")
    write_manifest(folder, 384, 64, "python -m quantize encoder train")
    return folder


def test_a_model_that_passes_is_published_with_its_papers(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "models" / "encoder"
    publish(built, GOOD, out, built, notes="Tuned.")
    assert (out / "model.onnx").read_bytes() == b"int8"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"]["model.onnx"] == {"sha256": GOOD.model, "bytes": 4}
    assert manifest["metrics"]["ndcg"] == {"demo aisle": 0.97}
    card = (out / "card.md").read_text(encoding="utf-8")
    assert "Layers: 3. Tuned." in card and "0.970 / 0.972" in card


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        (replace(GOOD, failures=["mean cosine 0.9 of at least 0.995"]), "did not pass"),
        (replace(GOOD, model="another"), "not the model that the gate measured"),
    ],
)
def test_what_did_not_pass_leaves_the_one_before(
    built: Path, tmp_path: Path, report: gates.GateReport, problem: str
) -> None:
    out = tmp_path / "encoder"
    out.mkdir()
    (out / "model.onnx").write_bytes(b"the one before")
    with pytest.raises(ModelError, match=problem):
        publish(built, report, out, built)
    assert [(p.name, p.read_bytes()) for p in out.iterdir()] == [("model.onnx", b"the one before")]


def test_the_shipped_model_passes_against_itself_and_a_worse_search_does_not() -> None:
    texts = ["kettle", "a red lamp", "tent for two", "running shoes", "where is the till"] * 3
    same = gates.gate(SHIPPED, SHIPPED, texts, {"demo aisle": 0.9}, {"demo aisle": 0.9}, lambda _: None)
    assert same.passed and same.cosine_mean == pytest.approx(1.0, abs=1e-3)
    said: list[str] = []
    worse = gates.gate(SHIPPED, SHIPPED, texts, {"demo aisle": 0.9}, {"demo aisle": 0.906}, said.append)
    assert not worse.passed and "demo aisle" in worse.failures[0]
    assert any(line.startswith("FAILED: demo aisle") for line in said)
    assert not gates.gate(SHIPPED, SHIPPED, texts, {}, {}, lambda _: None).passed


def _row(name: str, size: int, icecat: float, demo: float) -> Row:
    return Row(
        name, name, size, 400, {"icecat aisle": icecat, "demo aisle": demo, "icecat meaning": 0.8, "demo meaning": 0.9}
    )


def test_the_smallest_student_that_loses_less_than_a_point_is_chosen() -> None:
    teacher = _row("teacher int8", 22, 0.900, 0.980)
    six, three = _row("layers-6 int8", 22, 0.910, 0.980), _row("layers-3 int8", 17, 0.890, 0.975)
    assert choose(teacher, [six, three]) is three
    assert choose(teacher, [six, _row("layers-3 int8", 17, 0.875, 0.980)]) is six
    assert choose(teacher, [_row("layers-3 int8", 17, 0.8, 0.9)]) is None


def test_the_table_has_a_column_for_each_search_of_each_catalogue() -> None:
    text = table([_row("teacher int8", 22_884_247, 0.9, 0.98)], ["demo", "icecat"])
    assert text.splitlines()[0] == (
        "| | demo `meaning` | icecat `meaning` | demo `aisle` | icecat `aisle` | products a second | MB |"
    )
    assert text.splitlines()[2] == "| teacher int8 | 0.900 | 0.800 | 0.980 | 0.900 | 400 | 22.9 |"
