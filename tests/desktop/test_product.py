"""The product sheet, the comparison, the map and the list."""

from __future__ import annotations

from conftest import Screen
from PySide6.QtCore import Qt


def test_a_touched_card_opens_the_product_with_all_its_facts(screen: Screen) -> None:
    screen.ask()
    screen.touch("card", "Bramble & Fern Trail Shell")
    screen.find("closeProduct")
    words = screen.texts()
    for fact in ("$89.00", "Waterproof", "yes", "420 g", "3 left", "Aisle 13 \u00b7 Bay B", "4.3 (98)"):
        assert fact in words
    assert ("opened", "jacket-2") in screen.shop.deeds


def test_swatches_show_the_stock_of_the_variant(screen: Screen) -> None:
    screen.ask()
    screen.touch("card", "Fellmoor Ridge Rain Jacket")
    screen.sees("4 left")
    screen.touch("swatch", "navy")
    screen.sees("3 left")
    screen.touch("swatch", "L")  # there is no L in navy: the colour follows
    screen.sees("2 left")


def test_a_question_is_about_the_open_product(screen: Screen) -> None:
    screen.ask()
    screen.touch("card", "Fellmoor Ridge Rain Jacket")
    screen.touch("question", "How heavy is it?")
    screen.sees("How heavy is it?")
    assert screen.state("conversation").rows[-1]["text"] == "The Fellmoor Ridge Rain Jacket weighs 310 g."
    assert screen.find("productSheet").isVisible()


def test_similar_products_open_from_the_sheet(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.openProduct("jacket-1")
    screen.find("closeProduct")
    assert screen.state("product").property("similar").rowCount() == 3
    assert screen.state("product").property("goesWith").rowCount() == 2
    screen.kiosk.openProduct("bottle-1")
    screen.sees("Tarn Steel Bottle 0.75 l")


def test_escape_closes_the_sheet(screen: Screen) -> None:
    screen.ask()
    screen.touch("card", "Fellmoor Ridge Rain Jacket")
    screen.find("closeProduct")
    screen.press(Qt.Key.Key_Escape)
    screen.qtbot.waitUntil(lambda: not screen.all("closeProduct"))


def test_show_me_where_draws_the_way(screen: Screen) -> None:
    screen.ask()
    screen.touch("card", "Fellmoor Ridge Rain Jacket")
    screen.touch("locate")
    screen.find("locatedPlace", "Aisle 13 \u00b7 Bay B")
    located = screen.state("located")
    assert len(located["route"]) > 2
    assert ("located", "jacket-1") in screen.shop.deeds
    screen.touch("closeMap")
    screen.qtbot.waitUntil(lambda: not screen.all("closeMap"))


def test_marked_products_are_compared_with_differences_first(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.mark("jacket-1")
    screen.find("compareMarked", "Mark one more")
    screen.kiosk.mark("jacket-2")
    screen.touch("compareMarked", "Compare 2")
    assert len([screen.find("column")]) == 1
    screen.qtbot.waitUntil(lambda: len(screen.all("column")) == 2)
    labels = [row["label"] for row in screen.state("comparison").property("differences")]
    assert labels == ["Price", "Color", "Weight"]
    assert screen.all("same") == []
    screen.touch("fold")
    screen.qtbot.waitUntil(lambda: len(screen.all("same")) == 3)
    screen.touch("closeComparison")
    screen.find("card")


def test_only_the_better_price_is_marked(screen: Screen) -> None:
    screen.ask("compare the first two")
    screen.find("column")
    price = screen.state("comparison").property("differences")[0]
    assert [cell["best"] for cell in price["cells"]] == [False, True]


def test_the_list_is_in_walking_order_with_total_and_code(screen: Screen) -> None:
    screen.ask()
    for id in ("jacket-1", "bottle-1", "pan-1", "jacket-2"):
        screen.kiosk.openProduct(id)
        screen.kiosk.toggleListed(id)
    screen.kiosk.closeProduct()
    screen.find("openList", "My list \u00b7 4")
    screen.touch("openList")
    screen.find("total", "$287.00")
    assert len(screen.all("listItem")) == 4
    shopping = screen.state("list")
    order = [row["id"] for row in shopping.property("rows").rows]
    assert abs(order.index("jacket-1") - order.index("jacket-2")) == 1  # the same bay is visited once
    text = shopping.property("text")
    assert "Fellmoor Ridge Rain Jacket (M, green) \u00b7 $129.00 \u00b7 Aisle 13 \u00b7 Bay B" in text
    assert text.endswith("Total $287.00")
    assert screen.shop.listed == ["jacket-1", "bottle-1", "pan-1", "jacket-2"]


def test_the_list_can_be_cleared(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.toggleListed("jacket-1")
    screen.touch("openList")
    screen.touch("clearList")
    screen.sees("Your list is empty.")
    assert screen.shop.listed == []


def test_an_added_card_shows_that_it_is_on_the_list(screen: Screen) -> None:
    screen.ask()
    screen.kiosk.toggleListed("jacket-1")
    screen.sees("On my list")
    screen.kiosk.toggleListed("jacket-1")
    screen.qtbot.waitUntil(lambda: "On my list" not in screen.texts())
