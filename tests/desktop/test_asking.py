"""Asking: from the attract screen to cards, answer, chips, suggestions, stop and try again."""

from __future__ import annotations

from conftest import OpenScreen, Screen
from fake_shop import FakeShop
from PySide6.QtCore import QPoint, QPointF, Qt

from engine.actions import Limits, Search
from engine.errors import CatalogueError


def test_a_touch_anywhere_begins_and_shows_what_is_popular(screen: Screen) -> None:
    screen.find("attractField")
    screen.touch_at(QPoint(640, 700))
    screen.find("card")
    assert screen.state("page") == "shop"
    assert "Popular here" in screen.texts()
    assert screen.shop.sessions == ["start"]


def test_typing_on_the_attract_screen_asks(screen: Screen) -> None:
    screen.find("attractField")
    screen.type("rain jacket")
    screen.press(Qt.Key.Key_Return)
    screen.find("card")
    assert screen.shop.said == ["rain jacket"]


def test_an_example_can_be_touched(screen: Screen) -> None:
    screen.touch("example")
    screen.find("card")
    assert screen.shop.said == ["a waterproof jacket for hiking under $150"]


def test_the_answer_stands_beside_its_cards(screen: Screen) -> None:
    screen.ask()
    assert len(screen.all("card")) == 4
    assert screen.all("card")[0].property("leading") is True
    words = screen.texts()
    assert "$129.00" in words
    assert "Sold out" in words
    assert "Aisle 13 \u00b7 Bay B" in words
    assert "Not: waterproof" in words


def test_a_product_name_in_the_answer_lights_its_card(screen: Screen) -> None:
    screen.ask()
    screen.touch("nameChip", "Fellmoor Ridge Rain Jacket")
    screen.qtbot.waitUntil(lambda: bool(screen.all("card")[0].property("lit")))
    assert not screen.all("card")[1].property("lit")


def test_the_finger_may_miss_a_name_by_a_few_pixels(screen: Screen) -> None:
    screen.ask()
    chip = screen.find("nameChip", "Fellmoor Ridge Rain Jacket")
    screen.settle(chip)
    assert chip.height() >= 48 > chip.parentItem().height()  # what is drawn is lower than the target
    above = chip.mapToScene(QPointF(chip.width() / 2, 2))
    screen.touch_at(above.toPoint())
    screen.qtbot.waitUntil(lambda: screen.state("shelf").property("lit") == "jacket-1")


def test_removing_a_wish_asks_again_without_it(screen: Screen) -> None:
    screen.ask()
    screen.touch("wish", "under $150")
    screen.qtbot.waitUntil(lambda: len(screen.shop.actions) == 1)
    assert screen.shop.actions == [Search("jacket", Limits(must=("waterproof", "for the moon")))]
    assert screen.shop.said[-1] == "Without \u201cunder $150\u201d"


def test_what_was_not_understood_is_a_hollow_chip(screen: Screen) -> None:
    screen.ask()
    assert screen.find("wish", "for the moon").property("hollow") is True
    assert screen.find("wish", "waterproof").property("hollow") is False


def test_another_order_is_one_touch_away(screen: Screen) -> None:
    screen.ask()
    screen.touch("sort")
    screen.touch("order", "Cheapest")
    screen.qtbot.waitUntil(lambda: len(screen.shop.actions) == 1)
    assert screen.all("card")[0].property("productId") == "jacket-3"


def test_a_suggestion_is_said_by_touching_it(screen: Screen) -> None:
    screen.ask()
    screen.qtbot.waitUntil(lambda: len(screen.all("suggestion")) == 4)
    screen.touch("suggestion", "anything cheaper?")
    assert screen.shop.said[-1] == "anything cheaper?"


def test_unclear_words_are_asked_about_beside_the_shelf_that_stays(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.ask("unclear words")
    screen.sees("Which do you mean?")
    screen.qtbot.waitUntil(lambda: len(screen.all("choice")) == 2)
    chips = screen.all("choice")
    assert [chip.property("text") for chip in chips] == [
        "1. A question about the store", "2. Look for waterproof boots, under $50",
    ]  # fmt: skip
    assert all(chip.height() >= 48 for chip in chips)
    assert not screen.all("suggestion")
    assert len(screen.all("card")) == 4 and not screen.state("shelf").property("loading")
    assert screen.find("wish", "waterproof")


def test_a_touched_meaning_is_what_is_done_and_the_question_is_gone(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.ask("unclear words")
    screen.touch("choice", "2. Look for waterproof boots, under $50")
    screen.qtbot.waitUntil(lambda: len(screen.shop.actions) == 1)
    assert screen.shop.actions == [Search("boots", Limits(must=("waterproof",), price_max=50.0))]
    assert screen.shop.said[-1] == "Look for waterproof boots, under $50"
    screen.qtbot.waitUntil(lambda: not screen.all("choice"))
    screen.kiosk.mean(0)  # a touch that came too late means nothing
    assert len(screen.shop.actions) == 1


def test_done_leaves_no_open_question(screen: Screen) -> None:
    screen.kiosk.ask("unclear words")
    screen.qtbot.waitUntil(lambda: len(screen.all("choice")) == 2)
    screen.kiosk.done()
    assert screen.state("conversation").property("choices") == []


def test_try_again_asks_the_same(screen: Screen) -> None:
    screen.ask("red boots")
    screen.touch("again")
    assert screen.shop.said == ["red boots", "red boots"]


def test_thumbs_reach_the_products_that_the_answer_names(screen: Screen) -> None:
    screen.ask()
    screen.touch("thumbUp")
    assert ("liked", "jacket-1") in screen.shop.deeds
    assert ("liked", "jacket-2") in screen.shop.deeds


def test_an_empty_shelf_offers_what_to_let_go(screen: Screen) -> None:
    screen.ask("nothing like it")
    screen.sees("Nothing on the shelf fits all of that.")
    screen.sees("Without \u201cmade of moonlight\u201d")


def test_an_error_says_what_still_works(screen: Screen, shop: FakeShop) -> None:
    shop.broken = CatalogueError("The catalogue is locked by another program; close it.")
    screen.kiosk.ask("jacket")
    screen.sees("your list and the map still work")
    assert screen.state("conversation").rows[-1]["state"] == "failed"
    shop.broken = None
    screen.touch("again")
    screen.find("card")


def test_more_shows_the_rest(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.more()
    screen.qtbot.waitUntil(lambda: screen.state("shelf").property("cards").rowCount() == 7)


def test_in_portrait_the_shelf_stands_above_the_conversation(open_screen: OpenScreen) -> None:
    screen = open_screen(size=(1080, 1920))
    screen.ask()
    shelf, talk = screen.find("shelf"), screen.find("conversation")
    assert shelf.mapToScene(QPoint(0, int(shelf.height()))).y() <= talk.mapToScene(QPoint(0, 0)).y() + 1
