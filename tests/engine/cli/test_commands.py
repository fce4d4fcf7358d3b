"""The command line that scripts depend on: its JSON, its exit codes, its one clear line when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.actions import Search, StoreQuestion
from engine.catalogue import build_demo
from engine.cli import cli
from engine.cli.ask import TurnRecord
from engine.cli.common import passphrase_for
from engine.errors import HistoryError
from engine.events import Choice, Clarify, TextDelta
from engine.language.calibration import Sureness
from engine.places import data_folder
from engine.settings import Settings

README = Path(__file__).parents[3] / "README.md"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo store as its own catalogue, without vectors: quick to make."""
    folder = tmp_path_factory.mktemp("home")
    build_demo(folder / "catalog.db")
    return folder


def aisle(*words: str, home: Path, given: str | None = None) -> Result:
    command, *rest = words
    return CliRunner().invoke(cli, [command, *rest, "--data-dir", str(home)], input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    for name, command in cli.commands.items():
        assert f"aisle {name}" in text
        for sub in getattr(command, "commands", {}):
            assert f"`{sub}`" in text or f"aisle {name} {sub}" in text


def test_ask_prints_one_object_a_turn_in_the_fixed_shape(home: Path) -> None:
    turns = lines(aisle("ask", "waterproof rain jacket", "rain jacket", "--json", home=home))
    assert len(turns) == 2
    for turn in turns:
        assert {"action", "products", "comparison", "text", "facts", "timings_ms", "model"} <= turn.keys()
        assert turn["action"]["kind"] in {"search", "ask", "chat", "store", "recommend"}
        assert set(turn["timings_ms"]) == {"understand", "retrieve", "rank", "first_word", "total"}
        for product in turn["products"]:
            assert set(product) == {"id", "title", "price", "currency", "in_stock", "place", "why"}
        for fact in turn["facts"]:
            assert turn["text"][fact["start"] : fact["end"]] == fact["value"]
    assert turns[1]["products"]


def test_a_question_to_unclear_words_stands_beside_the_best_guess() -> None:
    guess, other = StoreQuestion("a spare one"), Search("spare")
    record = TurnRecord()
    choices = (Choice("A question about the store", guess), Choice("Look for spare", other))
    record.take(Clarify(guess, choices, Sureness(0.41234, 0.3)))
    record.take(TextDelta("Which do you mean?"))
    out = record.to_json()
    assert out["action"]["kind"] == "store" and out["products"] == []
    assert (out["confidence"], out["kind_confidence"]) == (0.3, 0.4123)
    assert [c["text"] for c in out["clarify"]] == ["A question about the store", "Look for spare"]
    assert out["clarify"][1]["action"]["query"] == "spare"


def test_ask_reads_a_script_from_standard_input(home: Path) -> None:
    assert len(lines(aisle("ask", "--script", "-", "--json", home=home, given="tent\n\nkettle\n"))) == 2


def test_ask_without_words_is_wrong_usage(home: Path) -> None:
    assert aisle("ask", home=home).exit_code == 2


def test_a_missing_script_is_one_line_and_exit_one(home: Path) -> None:
    result = aisle("ask", "--script", str(home / "none.txt"), home=home)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1 and "none.txt" in result.stderr


def test_search_finds_and_batches(home: Path, tmp_path: Path) -> None:
    (one,) = lines(aisle("search", "hiking boots", "--limit", "3", "--json", home=home))
    assert set(one) == {"query", "hits", "ms"} and len(one["hits"]) == 3
    assert all(h["id"].startswith("hiking-boots") for h in one["hits"])
    batch = tmp_path / "queries.txt"
    batch.write_text("kettle\ntent\n", encoding="utf-8")
    assert [o["query"] for o in lines(aisle("search", "--batch", str(batch), "--json", home=home))] == [
        "kettle",
        "tent",
    ]
    assert aisle("search", home=home).exit_code == 2


def test_search_tells_what_its_result_can_be_narrowed_by(home: Path) -> None:
    (found,) = lines(aisle("search", "tent", "--facets", "--json", home=home))
    assert set(found) == {"query", "hits", "ms", "total", "facets", "facets_ms"} and found["total"] == 7
    for facet in found["facets"]:
        assert set(facet) == {"name", "label", "coverage", "values", "low", "high"}
        assert all(0 < value["count"] < 7 for value in facet["values"])
    assert "price ($" in aisle("search", "tent", "--facets", home=home).stdout


def test_suggest_answers_every_letter_as_it_is_typed(home: Path) -> None:
    found = lines(aisle("suggest", "tent", "--typing", "--json", home=home))
    assert [f["text"] for f in found] == ["t", "te", "ten", "tent"]
    assert all(set(f) == {"text", "suggestions", "mended", "ms"} for f in found)
    first, *rest = found[-1]["suggestions"]
    assert first == {"kind": "category", "text": "tent", "count": 7}
    assert all(set(r) == {"kind", "id", "title", "price", "currency", "in_stock"} for r in rest) and rest
    assert "tent · 7 products" in aisle("suggest", "tent", home=home).stdout


def test_recommend_by_product_by_session_and_alone(home: Path, tmp_path: Path) -> None:
    for extra in (["--product", "tent-01"], []):
        found = lines(aisle("recommend", *extra, "--limit", "5", "--json", home=home))
        assert found and all(set(f) == {"id", "title", "score", "reason"} for f in found)
    session = tmp_path / "session.txt"
    session.write_text("tent-01\nsleeping-bag-01\n", encoding="utf-8")
    assert lines(aisle("recommend", "--session", str(session), "--json", home=home))
    wrong = aisle("recommend", "--product", "nothing-here", home=home)
    assert wrong.exit_code == 1 and "nothing-here" in wrong.stderr


def test_a_catalogue_goes_out_and_comes_in_again(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "store.jsonl"
    assert aisle("catalog", "export", "--output", str(file), home=home).exit_code == 0
    other = tmp_path / "other"
    (report,) = lines(aisle("catalog", "import", str(file), "--json", home=other))
    (mine,) = lines(aisle("catalog", "info", "--json", home=home))
    (theirs,) = lines(aisle("catalog", "info", "--json", home=other))
    assert report["bad_rows"] == 0 and theirs["products"] == mine["products"] >= 400
    (check,) = lines(aisle("catalog", "check", "--json", home=other))
    assert check["ok"]


def test_a_bad_row_is_told_with_file_and_line_and_the_rest_goes_in(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,price\n1,Kettle,19.90\n2,Toaster,cheap\n3,Lamp,25\n", encoding="utf-8")
    result = aisle("catalog", "import", str(feed), "--json", home=tmp_path / "home")
    assert result.exit_code == 0
    assert "feed.csv:3" in result.stderr
    assert json.loads(result.stdout)["bad_rows"] == 1


def test_a_stopped_import_says_that_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.cli.catalog.import_paths", stopped)
    result = aisle("catalog", "import", "feed.csv", home=tmp_path)
    assert result.exit_code == 1
    assert "goes on where this one was" in result.stderr


def test_nothing_usable_is_exit_one_and_changes_nothing(tmp_path: Path) -> None:
    result = aisle("catalog", "import", str(tmp_path / "none.csv"), home=tmp_path / "home")
    assert result.exit_code == 1 and "none.csv" in result.stderr
    assert not (tmp_path / "home" / "catalog.db").exists()


def test_no_history_is_kept_by_default(home: Path) -> None:
    assert "No history" in aisle("history", "show", home=home).stdout
    assert aisle("history", "export", home=home).stdout == ""
    assert lines(aisle("history", "erase", "--json", home=home)) == [{"erased": False}]


def test_doctor_names_the_bad_setting_with_its_line(home: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "en"\nidle_seconds = "long"\n', encoding="utf-8")
    result = aisle("doctor", home=tmp_path)
    assert "settings.toml:2" in result.stdout
    page = json.loads(aisle("doctor", "--json", home=home).stdout)
    assert {"ok", "findings"} == set(page)
    assert any((f["part"] == "catalogue" and "455" in f["text"]) or "products" in f["text"] for f in page["findings"])


def test_a_personal_history_with_a_passphrase_wants_it_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_folder(tmp_path)
    personal = Settings(mode="personal", history_key="passphrase")
    assert passphrase_for(folder, Settings()) is None
    monkeypatch.setenv("AISLE_PASSPHRASE", "seven green bottles")
    assert passphrase_for(folder, personal) == "seven green bottles"
    monkeypatch.delenv("AISLE_PASSPHRASE")
    with pytest.raises(HistoryError, match="AISLE_PASSPHRASE"):
        passphrase_for(folder, personal)


def test_search_is_held_against_judged_queries(home: Path) -> None:
    judged = Path(__file__).parents[2] / "relevance" / "demo.tsv"
    head, *measures = lines(aisle("evaluate", "search", str(judged), "--json", home=home))
    assert head["queries"] == 81 and head["missing"] == 0
    # The home of these tests has no vectors: words and types have to do.
    assert {m["measure"]: m["mean"] for m in measures}["nDCG@10"] > 0.92
    other = aisle("evaluate", "search", str(judged.with_name("luma.tsv")), home=home)
    assert other.exit_code == 1 and "import that one first" in other.output
