"""Everybody can use it: names, sizes, focus, contrast, the keyboard on the screen, large letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import QUIET, OpenScreen, Screen
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtQuick import QQuickItem

from desktop.colours import contrast
from desktop.view.preferences import THEMES


def controls(screen: Screen) -> list[QQuickItem]:
    """What can be touched: controls, and keys of the keyboard on the screen."""
    return [
        item
        for item in screen.items()
        if item.isVisible()
        and item.isEnabled()
        and item.width() > 0
        and (item.inherits("QQuickAbstractButton") or item.inherits("QQuickTextField"))
    ]


def visit(screen: Screen) -> list[str]:
    """Walk through every page; gives the names under which ``controls`` are to be looked at."""
    return ["attract", "shop", "product", "compare", "list", "done"]


def go(screen: Screen, page: str) -> None:
    if page == "attract":
        screen.find("attractField")
        return
    screen.ask()
    if page == "product":
        screen.kiosk.openProduct("jacket-1")
        screen.find("closeProduct")
    elif page == "compare":
        screen.kiosk.ask("compare the first two")
        screen.find("column")
    elif page == "list":
        screen.kiosk.toggleListed("jacket-1")
        screen.kiosk.showList()
        screen.find("listItem")
    elif page == "done":
        screen.kiosk.done()
        screen.find("goneLine")


PAGES = ("attract", "shop", "product", "compare", "list", "done")


@pytest.mark.parametrize("page", PAGES)
def test_every_control_is_large_enough_and_has_a_name(screen: Screen, page: str) -> None:
    go(screen, page)
    found = controls(screen)
    assert found
    for control in found:
        name = control.property("text") or control.property("placeholderText") or control.property("name")
        interface = QAccessible.queryAccessibleInterface(control)
        if interface is not None:
            name = interface.text(QAccessible.Text.Name) or name
        what = f"{control.metaObject().className()} {control.objectName()} {name!r}"
        assert name, f"no name: {what}"
        assert control.height() >= 47.5, f"too low ({control.height()}): {what}"
        assert control.width() >= 47.5, f"too narrow ({control.width()}): {what}"


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_readable_in_every_theme(open_screen: OpenScreen, theme: str) -> None:
    screen = open_screen(replace(QUIET, theme=theme))  # type: ignore[arg-type]
    look = screen.shown.qml.singletonInstance("Aisle", "Theme")

    def token(name: str) -> str:
        colour = look.property(name)
        assert isinstance(colour, QColor)
        return colour.name()

    for ink in ("ink", "muted", "accent", "danger", "warn"):
        for ground in ("background", "surface", "accentTint", "highlightTint"):
            if (ink, ground) in {
                ("muted", "accentTint"),
                ("danger", "accentTint"),
                ("accent", "highlightTint"),
                ("muted", "highlightTint"),
                ("danger", "highlightTint"),
                ("warn", "accentTint"),
            }:
                continue  # these never meet
            assert contrast(token(ink), token(ground)) >= 4.5, f"{ink} on {ground} in {theme}"
    assert contrast(token("accentInk"), token("accent")) >= 4.5


@pytest.mark.parametrize("accent", ["#FFD400", "#2B5C8A", "#FFFFFF", "#101010"])
@pytest.mark.parametrize("theme", THEMES)
def test_any_accent_stays_readable(open_screen: OpenScreen, theme: str, accent: str) -> None:
    screen = open_screen(replace(QUIET, theme=theme, accent=accent))  # type: ignore[arg-type]
    look = screen.shown.qml.singletonInstance("Aisle", "Theme")
    names = [look.property(n).name() for n in ("accent", "surface", "accentTint", "accentInk")]
    assert contrast(names[0], names[1]) >= 4.5
    assert contrast(names[0], names[2]) >= 4.5
    assert contrast(names[3], names[0]) >= 4.5


def test_the_focus_can_be_seen_and_walks_through_the_page(screen: Screen) -> None:
    go(screen, "shop")
    seen = set()
    for _ in range(40):
        screen.press(Qt.Key.Key_Tab)
        focused = screen.window.activeFocusItem()
        seen.add(focused.objectName())
        if focused.inherits("QQuickAbstractButton"):
            assert focused.property("visualFocus") is True
    assert {"card", "wish", "suggestion", "openList", "done", "sort", "nameChip"} <= seen


def test_a_card_opens_by_key(screen: Screen) -> None:
    go(screen, "shop")
    for _ in range(40):
        screen.press(Qt.Key.Key_Tab)
        if screen.window.activeFocusItem().objectName() == "card":
            break
    screen.press(Qt.Key.Key_Return)
    screen.find("closeProduct")


def test_a_touch_in_the_field_brings_the_keyboard_and_send_takes_it_away(screen: Screen) -> None:
    go(screen, "shop")
    assert not screen.all("keyboard")
    screen.touch("askField")
    screen.find("keyboard")
    for key in ("key-h", "key-a", "key-t", "key-space", "key-s", "key-erase"):
        screen.touch(key)
    assert screen.find("askField").property("text") == "hat "
    screen.touch("key-enter")
    assert screen.shop.said[-1] == "hat"
    screen.qtbot.waitUntil(lambda: not screen.all("keyboard"))


def test_the_field_stands_above_the_keyboard(screen: Screen) -> None:
    go(screen, "shop")
    screen.touch("askField")
    board, field = screen.find("keyboard"), screen.find("askField")
    screen.settle(field)
    assert field.mapToScene(QPointF(0, field.height())).y() <= board.mapToScene(QPointF(0, 0)).y()


@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920)])
def test_large_letters_stay_inside_the_window(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    screen = open_screen(replace(QUIET, text_size=150), size=size)
    go(screen, "shop")
    for control in controls(screen):
        left = control.mapToScene(QPoint(0, 0)).x()
        assert left >= -16, control.objectName()
        assert left + control.width() <= size[0] + 16, control.objectName()
