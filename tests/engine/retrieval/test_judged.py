"""Measures of search are those of trec_eval, and a broken judgement file is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests_retrieval_store import build

from engine.catalogue import Catalogue
from engine.cli import cli
from engine.errors import InputError
from engine.retrieval.evidence import is_code
from engine.retrieval.judged import Judged, measured, read_judged

pytest.importorskip("ir_measures", reason="ir-measures belongs to the extra `evaluate`")

SHIPPED = Path(__file__).parents[3] / "resources" / "models" / "encoder"
QUERIES = [Judged("q1", "kettle", {"a": 3, "b": 1, "c": 0}), Judged("q2", "lamp", {"d": 2})]
ORDER = {"kettle": ["b", "x", "a"], "lamp": ["d"]}


def test_measures_are_means_over_the_queries_within_their_interval() -> None:
    ndcg, known_only, recall, reciprocal = measured(QUERIES, lambda text, _: ORDER[text])
    assert ndcg.of["q2"] == known_only.of["q2"] == 1.0
    # Gains 1 at rank 1 and 3 at rank 3 (or 2 without the unjudged one) against 3 and 1 in the best order.
    assert ndcg.of["q1"] == pytest.approx((1 + 3 / 2) / (3 + 1 / 1.585), abs=1e-3)
    assert known_only.of["q1"] == pytest.approx((1 + 3 / 1.585) / (3 + 1 / 1.585), abs=1e-3)
    assert recall.mean == 1.0 and reciprocal.of["q1"] == pytest.approx(1 / 3)
    assert ndcg.low <= ndcg.mean <= ndcg.high


def test_a_query_without_results_counts_as_nothing_found() -> None:
    assert measured(QUERIES, lambda text, _: [])[0].mean == 0.0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("q1\tkettle\ta\t3\nq1\tkettle\ta", r"judged\.tsv:2: "),
        ("q1\tkettle\ta\t7", r"judged\.tsv:1: "),
        ("# nothing\n", "no judged query"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_judged(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_judged(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    ("word", "code"),
    [("p3015", True), ("40471", True), ("0012304555971", True), ("1000", False), ("65", False), ("2 l", False)],
)
def test_a_model_number_is_told_from_a_size(word: str, code: bool) -> None:
    assert is_code(word) is code


def test_another_encoder_is_measured_on_a_copy_of_the_catalogue(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = build(home / "catalog.db")
    judged = tmp_path / "judged.tsv"
    judged.write_text("q1\tsomething against the rain\tjacket-1\t3\n", encoding="utf-8")
    words = ["evaluate", "search", str(judged), "--system", "meaning", "--json", "--data-dir", str(home)]

    def found(*more: str) -> float:
        result = CliRunner().invoke(cli, [*words, *more])
        assert result.exit_code == 0, result.output
        return float(json.loads(result.stdout.splitlines()[1])["mean"])

    assert found() == 0.0  # the catalogue has no vectors
    assert found("--encoder", str(SHIPPED)) > 0.3
    with Catalogue.open(path) as catalogue:
        assert catalogue.info.embedded == 0


@pytest.mark.parametrize("name", ["demo", "luma", "icecat"])
def test_each_judged_query_has_at_least_twenty_products(name: str) -> None:
    judged = read_judged(Path(__file__).parents[2] / "relevance" / f"{name}.tsv")
    assert [j.name for j in judged if len(j.grades) < 20] == []
