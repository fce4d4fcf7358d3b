"""``aisle bench --scale`` from end to end, on a catalogue small enough for every run of the tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import places
from engine.cli import cli
from engine.scale import peers

SIZE = 300


@pytest.mark.skipif(not (places.models() / "encoder" / "model.onnx").is_file(), reason="the encoder is not here")
def test_one_run_measures_building_search_and_the_peers(tmp_path: Path) -> None:
    command = ["bench", "--scale", str(SIZE), "--queries", "16", "--json", "--data-dir", str(tmp_path / "none")]
    report = tmp_path / "report"
    pytest.importorskip("matplotlib")
    result = CliRunner().invoke(cli, [*command, "--report", str(report)])
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in result.stdout.splitlines()]
    by_kind = {r["what"]: r for r in records}
    assert by_kind["about"]["seeds"] == SIZE // 2
    assert by_kind["built"]["products"] == SIZE and by_kind["built"]["lexical_rate"] > 0
    search = by_kind["searched"]
    assert search["recall_at_10"] > 0.97 and search["rare_filter_full"]
    assert 0 < search["text"]["p50"] <= search["text"]["p95"] <= search["text"]["p99"]
    names = {r["name"] for r in records if r["what"] == "peer"}
    assert names == {"FTS5 alone", *(n.replace("_", "-") for n in peers.installed())}
    assert f"| {SIZE} |" in (report / "scale.md").read_text(encoding="utf-8")
    assert "<svg" in (report / "scale.svg").read_text(encoding="utf-8")


def test_sizes_that_are_none_are_wrong_usage() -> None:
    for sizes in ("many", "10", "1000,x"):
        assert CliRunner().invoke(cli, ["bench", "--scale", sizes]).exit_code == 2
