"""What readers found is counted only where every sentence was judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quantize.__main__ import cli
from quantize.reading.tally import Share


def _write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def _line(id_: str, before: int, after: int, source: str = "authored") -> dict[str, Any]:
    return {"id": id_, "source": source, "before": ["Yes."] * before, "after": ["Yes."] * after}


def _verdict(id_: str, before: list[str], after: list[str], helpful: bool = True, why: str = "") -> dict[str, Any]:
    return {"id": id_, "before": before, "after": after, "helpful": helpful, "why": why}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return _write(tmp_path / "sheet.jsonl", _line("a", 2, 1), _line("b", 1, 1, "generated"))


GOOD = (_verdict("a", ["ok", "wrong_fact"], ["ok"], why="the price is the other's"), _verdict("b", ["ok"], ["ok"]))


def _tally(tmp_path: Path, sheet: Path, *files: Path) -> Result:
    return CliRunner().invoke(cli, ["--work", str(tmp_path), "reading", "tally", str(sheet), *map(str, files)])


def test_shares_are_told_with_their_intervals_and_written(tmp_path: Path, sheet: Path) -> None:
    ran = _tally(tmp_path, sheet, _write(tmp_path / "r.jsonl", *GOOD))
    assert ran.exit_code == 0, ran.output
    table = (tmp_path / "sheet.md").read_text(encoding="utf-8")
    assert table in ran.output
    assert (
        "| unsupported claims before the check | 33.3 % | 6.1 % to 79.2 % | 1 of 3 | 50.0 % of 2 | 0.0 % of 1 |"
        in table
    )
    assert "| wrong numbers or names before the check | 33.3 %" in table
    assert "| unsupported claims after the check | 0.0 %" in table
    assert "| helpful replies | 100.0 % | 34.2 % to 100.0 % | 2 of 2 |" in table
    assert "2 replies (1 authored, 1 generated), 1 reader." in table
    assert "Fewer than the 300" in table


def test_the_stricter_of_two_readers_counts_and_their_agreement_is_told(tmp_path: Path, sheet: Path) -> None:
    other = _verdict("a", ["unsupported", "unsupported"], ["ok"], False, "says it is sturdy; does not name the price")
    ran = _tally(tmp_path, sheet, _write(tmp_path / "r.jsonl", *GOOD), _write(tmp_path / "s.jsonl", other))
    assert "| unsupported claims before the check | 66.7 %" in ran.output
    assert "| wrong numbers or names before the check | 33.3 %" in ran.output
    assert "| helpful replies | 50.0 %" in ran.output
    assert "before 0.0 % of 2 (a fault seen by both 1, by one 1)" in ran.output
    assert "after 100.0 % of 1" in ran.output


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (_verdict("c", ["ok"], ["ok"]), "id 'c' does not stand on the sheet"),
        (_verdict("b", ["ok", "ok"], ["ok"]), "b: before has 2 marks for 1 sentences"),
        (_verdict("b", ["ok"], []), "b: after has 0 marks for 1 sentences"),
        (_verdict("b", ["fine"], ["ok"]), "b: before must be a list of ok, unsupported, wrong_fact"),
        (_verdict("b", ["ok"], ["ok"], False), 'b: a fault needs a few words in "why"'),
        (_verdict("b", ["ok"], ["unsupported"]), 'b: a fault needs a few words in "why"'),
        ({**_verdict("b", ["ok"], ["ok"]), "helpful": "yes"}, "b: helpful must be true or false"),
        (GOOD[0], "a is judged twice in this file"),
        (["b"], "id None does not stand on the sheet"),
    ],
)
def test_a_verdict_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, sheet: Path, record: object, told: str
) -> None:
    ran = _tally(tmp_path, sheet, _write(tmp_path / "r.jsonl", GOOD[0], record))
    assert ran.exit_code == 1
    assert f"r.jsonl:2: {told}" in ran.output
    assert not (tmp_path / "sheet.md").exists()


def test_a_reply_that_nobody_judged_is_no_reading(tmp_path: Path, sheet: Path) -> None:
    ran = _tally(tmp_path, sheet, _write(tmp_path / "r.jsonl", GOOD[0]))
    assert ran.exit_code == 1
    assert "1 of 2 replies are judged by nobody: b." in ran.output


def test_a_line_that_is_no_json_is_named(tmp_path: Path, sheet: Path) -> None:
    (tmp_path / "r.jsonl").write_text(f"{json.dumps(GOOD[0])}\n{{\n", encoding="utf-8")
    assert "r.jsonl:2: not JSON" in _tally(tmp_path, sheet, tmp_path / "r.jsonl").output
    ran = _tally(tmp_path, _write(tmp_path / "other.jsonl", {"plan": []}), tmp_path / "r.jsonl")
    assert "other.jsonl:1: this is no line of" in ran.output


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 300, 0.0, 0.0126), (9, 300, 0.0159, 0.0560), (300, 300, 0.9874, 1.0)]
)
def test_the_interval_is_that_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)
