"""Suggestions while typing, by touch and by key; narrowing the shelf by touch."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from conftest import QUIET, OpenScreen, Screen
from fake_shop import FakeShop
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from desktop.threads import EngineThread
from engine.actions import Limits, Search
from engine.cancel import Cancel
from engine.errors import CatalogueError
from engine.typeahead import Typeahead


def rows(screen: Screen) -> list[str]:
    return [str(row.property("title")) for row in screen.all("typedRow")]


def type_and_wait(screen: Screen, words: str) -> None:
    screen.type(words)
    screen.qtbot.waitUntil(lambda: screen.shop.looked_for[-1:] == [words], timeout=5000)
    screen.find("typedRow")


def top(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(0, 0)).y()


def bottom(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(0, item.height())).y()


def test_typing_offers_types_and_products_with_price_and_count(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    assert rows(screen) == ["Rain jacket", "Fellmoor Ridge Rain Jacket"]
    assert [row.property("detail") for row in screen.all("typedRow")] == ["2 products", "$129.00"]


def test_a_quick_hand_is_looked_after_once(screen: Screen) -> None:
    for end in range(1, len("jacket") + 1):
        screen.state("typing").edit("jacket"[:end])
    screen.qtbot.waitUntil(lambda: bool(screen.state("typing").property("open")), timeout=5000)
    assert screen.shop.looked_for == ["jacket"]


def test_a_touched_product_opens_its_page(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "fellmoor")
    screen.touch("typedRow", "Fellmoor Ridge Rain Jacket")
    screen.find("closeProduct")
    assert screen.shop.said == []
    assert ("opened", "jacket-1") in screen.shop.deeds
    assert screen.find("askField").property("text") == "" and not screen.all("typedRow")


def test_a_chosen_type_is_a_search_for_it(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    screen.press(Qt.Key.Key_Down)
    screen.press(Qt.Key.Key_Return)
    screen.qtbot.waitUntil(lambda: screen.shop.actions == [Search("rain jacket")])
    assert screen.shop.said == ["rain jacket"]
    assert screen.find("wish", "rain jacket")


def test_a_question_of_before_is_asked_again_also_from_a_product_page(screen: Screen) -> None:
    screen.ask("rain jacket for two")
    screen.kiosk.openProduct("jacket-1")
    screen.find("closeProduct")
    screen.touch("askField")
    type_and_wait(screen, "rain")
    assert rows(screen)[0] == "rain jacket for two"
    screen.touch("typedRow", "rain jacket for two")
    screen.qtbot.waitUntil(lambda: screen.shop.said == ["rain jacket for two"] * 2)
    screen.qtbot.waitUntil(lambda: not screen.all("closeProduct"))


def test_the_keys_go_through_the_list_and_leave_it(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    typing = screen.state("typing")
    for key, current in [(Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, -1), (Qt.Key.Key_Up, 1)]:
        screen.press(key)
        assert typing.property("current") == current
    screen.press(Qt.Key.Key_Escape)
    screen.qtbot.waitUntil(lambda: not screen.all("typedRow"))
    assert screen.state("page") == "shop" and screen.find("askField").property("text") == "rai"
    screen.press(Qt.Key.Key_Return)
    screen.qtbot.waitUntil(lambda: screen.shop.said == ["rai"])


def test_enter_sends_what_is_typed_while_no_row_is_chosen(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    screen.press(Qt.Key.Key_Return)
    assert screen.shop.said == ["rai"]
    assert not screen.all("typedRow")


def test_an_emptied_field_offers_nothing(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    for _ in range(3):
        screen.press(Qt.Key.Key_Backspace)
    screen.qtbot.waitUntil(lambda: not screen.all("typedRow"))


def test_from_the_attract_screen_a_product_opens_in_a_session(screen: Screen) -> None:
    screen.find("attractField")
    type_and_wait(screen, "bottle")
    screen.touch("typedRow", "Tarn Steel Bottle 0.75 l")
    screen.find("closeProduct")
    assert screen.state("page") == "shop" and screen.shop.sessions == ["start"]
    screen.touch("closeProduct")
    assert screen.find("card")  # no empty shelf behind it


@pytest.mark.parametrize(("size", "percent"), [((1280, 800), 100), ((1280, 800), 150), ((1080, 1920), 150)])
@pytest.mark.parametrize("page", ["attract", "shop"])
def test_the_list_covers_neither_the_field_nor_the_keyboard(
    open_screen: OpenScreen, size: tuple[int, int], percent: int, page: str
) -> None:
    screen = open_screen(replace(QUIET, text_size=percent), size)
    name = "askField"
    if page == "shop":
        screen.kiosk.begin()
        screen.find("card")
    screen.touch(name)
    board = screen.find("keyboard")
    type_and_wait(screen, "r")
    field, sheet = screen.find(name), screen.find("typedList")
    screen.settle(sheet)
    assert bottom(sheet) <= top(field) or top(sheet) >= bottom(field)
    assert bottom(sheet) <= top(board) and bottom(field) <= top(board) and top(sheet) >= 0
    assert sheet.height() >= 48


def test_every_row_can_be_touched_and_has_a_name(screen: Screen) -> None:
    screen.kiosk.begin()
    screen.find("card")
    type_and_wait(screen, "rai")
    names = []
    for row in screen.all("typedRow"):
        assert row.height() >= 48
        interface = QAccessible.queryAccessibleInterface(row)
        assert interface is not None
        names.append(interface.text(QAccessible.Text.Name))
    assert names == ["rain jacket, 2 products", "Fellmoor Ridge Rain Jacket, $129.00"]


def test_done_leaves_nothing_of_what_was_typed(screen: Screen) -> None:
    screen.ask("rain jacket for two")
    type_and_wait(screen, "rai")
    screen.kiosk.done()
    typing = screen.state("typing")
    assert typing.property("rows").rows == [] and typing._text == "" and typing._matches == ()
    screen.kiosk.showAttract()
    screen.find("attractField")
    assert "rain jacket for two" not in screen.texts()


def test_trouble_with_suggestions_does_not_stop_the_typing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: FakeShop, text: str, cancel: Cancel) -> Typeahead:
        raise CatalogueError("The catalogue is locked.")

    monkeypatch.setattr(FakeShop, "suggest", broken)
    screen.kiosk.begin()
    screen.find("card")
    with screen.qtbot.waitSignal(screen.state("typing").changed):
        screen.type("rai")
    screen.press(Qt.Key.Key_Return)
    assert screen.shop.said == ["rai"]


def test_the_shelf_is_narrowed_by_a_touch(screen: Screen) -> None:
    screen.ask()
    screen.touch("filter")
    values = [str(v.property("text")) for v in screen.all("facetValue")]
    assert values == ["under $90 \u00b7 2", "over $90 \u00b7 2", "mustard \u00b7 1", "navy \u00b7 1"]
    assert "$74.50 \u2013 $189.00" in screen.texts()
    screen.touch("facetValue", "under $90 \u00b7 2")
    screen.qtbot.waitUntil(lambda: len(screen.shop.actions) == 1)
    limits = Limits(must=("waterproof", "for the moon"), price_max=90.0)
    assert screen.shop.actions == [Search("jacket", limits)]
    assert screen.shop.said[-1] == "under $90"
    screen.qtbot.waitUntil(lambda: len(screen.all("card")) == 2)
    assert screen.find("wish", "under $90") and not screen.all("filterPanel")


def test_without_counts_there_is_nothing_to_narrow_by(screen: Screen) -> None:
    screen.ask("nothing like it")
    assert screen.find("filter").isEnabled() is False


def test_a_glance_does_not_wait_for_the_end_of_an_answer(qtbot: QtBot) -> None:
    going, go_on = threading.Event(), threading.Event()
    seen: list[str] = []

    def words() -> list[str]:
        return ["one", "two"]

    def slow() -> object:
        for word in words():
            yield word
            going.set()
            go_on.wait(5)

    engine = EngineThread(FakeShop, lambda: None, lambda error: None)
    engine.stream(lambda shop: slow(), seen.append, lambda: seen.append("end"), lambda error: None)  # type: ignore[arg-type, return-value]
    engine.start()
    assert going.wait(5)
    engine.glance(lambda shop: shop.suggest("rai", Cancel()), lambda found: seen.append(found.text), lambda error: None)
    go_on.set()
    qtbot.waitUntil(lambda: "end" in seen, timeout=5000)
    engine.close()
    assert seen == ["one", "two", "rai", "end"]
