"""The parts without a window: rows, answers, wishes, colours, pictures, the map, the way between threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import segno
from conftest import shipped
from fake_shop import JACKETS, FakeShop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.colours import known_colour
from desktop.pictures import Pictures, kind_slug, product_colour, qr_image
from desktop.store_map import load_map
from desktop.threads import EngineThread, Inline
from desktop.view.answer import pieces
from desktop.view.rows import RowsModel
from desktop.view.wishes import sorted_by, without
from engine.actions import GoesWith, Limits, Recommend, Search
from engine.errors import InputError
from engine.events import Fact, WishChip
from engine.products import Place

rows = st.lists(st.tuples(st.integers(0, 12), st.text(max_size=3)), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is not a slow strategy
@given(before=rows, after=rows)
def test_rows_become_what_they_are_shown(before: list[tuple[int, str]], after: list[tuple[int, str]]) -> None:
    model = RowsModel(("key", "word"))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for wanted in (before, after):
        model.show([{"key": key, "word": word} for key, word in wanted])
        assert [(row["key"], row["word"]) for row in model.rows] == wanted


def test_a_card_that_stays_is_moved_not_made_anew(qapp: QGuiApplication) -> None:
    model = RowsModel(("key",))
    model.show([{"key": "a"}, {"key": "b"}, {"key": "c"}])
    made: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, _last: made.append(first))
    model.show([{"key": "c"}, {"key": "a"}, {"key": "d"}])
    assert made == [2]
    assert isinstance(model, QAbstractListModel)
    assert model.rowCount(QModelIndex()) == 3


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 60))
def test_an_answer_loses_no_character(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    facts = [Fact("p", "name", text[start:end], start, end)] if start < end else []
    assert "".join(piece["text"] + piece["tail"] for piece in pieces(text, facts)) == text


def test_a_name_is_one_chip_with_its_comma_beside_it() -> None:
    text = "Take the Trail Shell, it is light."
    found = [p for p in pieces(text, [Fact("jacket-2", "name", "Trail Shell", 9, 20)]) if p["product"]]
    assert [(p["text"], p["tail"], p["product"]) for p in found] == [("Trail Shell", ", ", "jacket-2")]


def test_chinese_breaks_between_characters() -> None:
    assert [p["text"] for p in pieces("防水 jacket", [])] == ["防", "水", " ", "jacket"]


WISH = Search("jacket", Limits(("waterproof", "red"), ("wool",), "Fellmoor", 20.0, 150.0, "rating", True))


@pytest.mark.parametrize(
    ("chip", "left"),
    [
        (WishChip("must", "waterproof", "waterproof"), Search("jacket", Limits(("red",), ("wool",), "Fellmoor", 20.0, 150.0, "rating", True))),
        (WishChip("must_not", "no wool", "wool"), Search("jacket", Limits(("waterproof", "red"), (), "Fellmoor", 20.0, 150.0, "rating", True))),
        (WishChip("brand", "Fellmoor", "Fellmoor"), Search("jacket", Limits(("waterproof", "red"), ("wool",), None, 20.0, 150.0, "rating", True))),
        (WishChip("price_max", "under $150", "150"), Search("jacket", Limits(("waterproof", "red"), ("wool",), "Fellmoor", 20.0, None, "rating", True))),
        (WishChip("price_min", "over $20", "20"), Search("jacket", Limits(("waterproof", "red"), ("wool",), "Fellmoor", None, 150.0, "rating", True))),
        (WishChip("in_stock", "in stock", "true"), Search("jacket", Limits(("waterproof", "red"), ("wool",), "Fellmoor", 20.0, 150.0, "rating", False))),
        (WishChip("query", "jacket", "jacket"), Search("", WISH.limits)),
    ],
)  # fmt: skip
def test_a_chip_takes_only_its_own_wish_along(chip: WishChip, left: Search) -> None:
    assert without(WISH, chip) == left


def test_the_last_wish_gone_leaves_an_open_one() -> None:
    assert without(Search("jacket"), WishChip("query", "jacket", "jacket")) == Recommend()
    assert sorted_by(GoesWith(2), "price_asc") == GoesWith(2, Limits(sort="price_asc"))


def test_colour_words_of_a_catalogue() -> None:
    assert known_colour("Heather Navy Blue") == known_colour("navy")
    assert known_colour("dark green") != known_colour("green")
    assert known_colour("sudden") is None
    assert kind_slug("Chef's knife") == "chefs-knife"
    assert product_colour(JACKETS[0], "navy") == known_colour("navy")


def test_every_drawing_of_the_demo_store_takes_a_colour() -> None:
    drawings = list(shipped("pictures").glob("*.svg"))
    assert drawings
    for drawing in drawings:
        text = drawing.read_text().upper()
        assert any(colour in text for colour in ("#A1B2C3", "#718293", "#D1E2F3")), drawing.name


def test_a_picture_that_is_missing_is_a_parcel(tmp_path: Path) -> None:
    pictures = Pictures((tmp_path,))
    assert pictures.address(JACKETS[0]).startswith("data:image/svg+xml;base64,")
    (tmp_path / "rain-jacket.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path fill="#A1B2C3"/></svg>')
    green, navy = pictures.address(JACKETS[0], "green"), pictures.address(JACKETS[0], "navy")
    assert green != navy


def test_the_code_holds_the_whole_list() -> None:
    text = "Harbour & Pine: my list\nSocks \u00b7 $16.90"
    image = qr_image(text, 400)
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    step = image.width() // len(matrix)
    read = [
        [image.pixelColor(x * step + step // 2, y * step + step // 2).lightness() < 128 for x in range(len(matrix))]
        for y in range(len(matrix))
    ]
    assert read == [[bool(dark) for dark in row] for row in matrix]


def test_the_walk_visits_aisles_in_a_short_order() -> None:
    plan = load_map(shipped("map.toml"), shipped("map.svg"))
    places = [Place("15", "C"), Place("1", "A"), Place("14", "C"), Place("2", "A"), Place("99", "Z")]
    order = plan.walking_order(places)
    assert order[-1] == 4  # a place that the map does not know
    assert abs(order.index(1) - order.index(3)) == 1
    assert abs(order.index(0) - order.index(2)) == 1
    line = plan.route([places[n] for n in order])
    assert line[0] == plan.nodes[plan.entrance or ""]
    assert line[-1] == plan.nodes[plan.checkout or ""]


def test_every_bay_of_the_shipped_map_can_be_reached() -> None:
    plan = load_map(shipped("map.toml"), shipped("map.svg"))
    for bay in plan.bays:
        aisle, _, letter = bay.partition("-")
        assert len(plan.route([Place(aisle, letter)])) > 2, bay


def test_a_wrong_map_names_what_is_wrong(tmp_path: Path) -> None:
    text = shipped("map.toml").read_text().replace('node = "aisle-1-1"', 'node = "nowhere"', 1)
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(InputError, match=r"map\.toml.*1-A.*nowhere"):
        load_map(tmp_path / "map.toml", tmp_path / "map.svg")
    with pytest.raises(InputError, match="cannot be read"):
        load_map(tmp_path / "none.toml", tmp_path / "map.svg")


def test_work_is_done_off_the_ui_thread_and_handed_back_on_it(qtbot: QtBot) -> None:
    here = threading.current_thread()
    seen: list[tuple[str, threading.Thread]] = []
    opened: list[bool] = []
    engine = EngineThread(FakeShop, lambda: opened.append(True), lambda error: None)
    engine.run(
        lambda shop: seen.append(("work", threading.current_thread())),
        lambda _: seen.append(("then", threading.current_thread())),
    )
    engine.stream(
        lambda shop: iter("ab"),
        lambda item: seen.append((item, threading.current_thread())),
        lambda: seen.append(("end", threading.current_thread())),
        lambda error: None,
    )
    engine.start()
    qtbot.waitUntil(lambda: len(seen) == 5, timeout=5000)
    engine.close()
    assert opened == [True]
    assert [name for name, _ in seen if name != "work"] == ["then", "a", "b", "end"]
    assert all((thread is here) == (name != "work") for name, thread in seen)


def test_a_shop_that_does_not_open_is_reported(qtbot: QtBot) -> None:
    errors: list[str] = []

    def broken() -> FakeShop:
        raise InputError("the catalogue is damaged")

    engine = EngineThread(broken, lambda: None, lambda error: errors.append(str(error)))
    engine.start()
    qtbot.waitUntil(lambda: bool(errors), timeout=5000)
    engine.close()
    assert errors == ["the catalogue is damaged"]


def test_a_job_that_fails_does_not_stop_the_next(qtbot: QtBot) -> None:
    done: list[str] = []
    engine = EngineThread(FakeShop, lambda: None, lambda error: None)

    def fail(_shop: object) -> None:
        raise ValueError("no")

    engine.run(fail, failed=lambda error: done.append(str(error)))
    engine.run(lambda shop: "next", done.append)
    engine.start()
    qtbot.waitUntil(lambda: len(done) == 2, timeout=5000)
    engine.close()
    assert done == ["no", "next"]


def test_the_double_does_the_same_at_once() -> None:
    done: list[str] = []
    Inline(FakeShop()).stream(lambda shop: iter("ab"), done.append, lambda: done.append("end"), lambda error: None)
    assert done == ["a", "b", "end"]
