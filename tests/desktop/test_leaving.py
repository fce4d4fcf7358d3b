"""Done, the idle minute, the staff door: who leaves takes everything along."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from argon2 import PasswordHasher
from conftest import QUIET, OpenScreen, Screen
from fake_shop import JACKETS
from PySide6.QtCore import Qt

from desktop.staff_port import CatalogueState, HealthLine, ImportPreview
from engine.cancel import Cancel
from engine.errors import InputError
from engine.money import Money
from engine.products import Product
from engine.settings import Settings

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("open sesame")
LOCKED = replace(QUIET, staff_passphrase=HASH)


def assert_nothing_left(screen: Screen) -> None:
    assert screen.state("conversation").rows == []
    assert screen.state("shelf").property("cards").rowCount() == 0
    assert screen.state("shelf").property("chips") == []
    assert screen.state("list").property("count") == 0
    assert screen.state("list").property("text") == ""
    assert screen.state("product").property("isOpen") is False
    assert screen.shop.said == []
    assert screen.shop.sessions[-1] == "end"


def test_done_says_that_everything_is_gone(screen: Screen) -> None:
    screen.ask("something embarrassing")
    screen.kiosk.toggleListed("jacket-1")
    screen.touch("done")
    screen.find("goneLine")
    assert_nothing_left(screen)
    assert "embarrassing" not in screen.texts()
    screen.touch("startAgain")
    screen.find("attractField")


def test_half_typed_words_do_not_wait_for_the_next_guest(screen: Screen) -> None:
    screen.ask()
    field = screen.find("askField")
    field.forceActiveFocus()
    screen.type("my secret")
    screen.kiosk.done()
    screen.kiosk.showAttract()
    screen.kiosk.begin()
    assert screen.find("askField").property("text") == ""


def test_a_text_size_goes_with_its_guest(screen: Screen) -> None:
    screen.ask()
    screen.state("preferences").setTextPercent(150)
    screen.kiosk.done()
    assert screen.state("preferences").property("textPercent") == 100


def test_after_a_quiet_minute_the_page_asks_and_then_wipes(screen: Screen) -> None:
    screen.ask("something embarrassing")
    idle = screen.state("idle")
    idle.pass_time(59)
    assert not screen.all("stillHere")
    idle.pass_time(2)
    screen.find("stillHere")
    assert 0 < idle.property("left") <= 15
    idle.pass_time(15)
    screen.find("goneLine")
    assert_nothing_left(screen)


def test_a_touch_keeps_the_session(screen: Screen) -> None:
    screen.ask()
    screen.state("idle").pass_time(61)
    screen.touch("stillHere")
    screen.qtbot.waitUntil(lambda: not screen.all("stillHere"))
    screen.state("idle").pass_time(50)
    assert screen.state("page") == "shop"
    assert screen.state("conversation").rows


def test_nobody_is_asked_on_the_attract_screen(screen: Screen) -> None:
    screen.state("idle").pass_time(1000)
    assert screen.state("page") == "attract"
    assert not screen.all("stillHere")


@dataclass
class FakeOffice:
    saved: list[Settings] = field(default_factory=list)
    price: Money | None = None

    def catalogue(self) -> CatalogueState:
        return CatalogueState("Harbour & Pine", 412, 96, 14, "today", True)

    def preview_import(self, path: Path) -> ImportPreview:
        if path.name != "feed.csv":
            raise InputError("there is no such file", path)
        return ImportPreview("CSV", 20, 1, ("A hat \u00b7 $9.00",), ("feed.csv:4: no price",))

    def run_import(self, path: Path, progress: object, cancel: Cancel) -> str:
        return "20 new, 0 changed, 0 as before, 1 bad rows."

    def roll_back(self) -> str:
        return "The catalogue before the last import is back."

    def find(self, text: str, limit: int) -> tuple[Product, ...]:
        return JACKETS[:1]

    def set_price(self, product_id: str, price: Money) -> Product:
        self.price = price
        return replace(JACKETS[0], price=price)

    def health(self) -> tuple[HealthLine, ...]:
        return (HealthLine("sqlite", "ok", "3.45 with FTS5"),)

    def save(self, settings: Settings) -> None:
        self.saved.append(settings)


def enter(screen: Screen, passphrase: str = "open sesame") -> None:
    screen.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    screen.find("passphrase")
    screen.qtbot.waitUntil(lambda: screen.window.activeFocusItem().property("maximumLength") == 400)
    screen.type(passphrase)
    screen.press(Qt.Key.Key_Return)


def test_the_staff_door_opens_by_passphrase_only(open_screen: OpenScreen) -> None:
    screen = open_screen(LOCKED, office=FakeOffice())
    enter(screen, "guess")
    screen.sees("That is not the passphrase.")
    assert not screen.all("leaveKiosk")
    screen.type("open sesame")
    screen.press(Qt.Key.Key_Return)
    screen.find("catalogueLine")
    assert "412 products" in screen.texts()


def test_guessing_is_slowed_down(open_screen: OpenScreen) -> None:
    screen = open_screen(LOCKED, office=FakeOffice())
    screen.kiosk.showStaff()
    for guess in ("one", "two", "three", "open sesame"):
        screen.state("staff").enter(guess)
    assert screen.state("staff").property("door") == "asking"
    assert "Too many tries" in screen.state("staff").property("message")


def test_without_a_passphrase_the_door_stays_shut(screen: Screen) -> None:
    screen.kiosk.showStaff()
    screen.sees("No staff passphrase is set yet")
    screen.state("staff").enter("")
    screen.state("staff").leaveKiosk()
    assert screen.state("staff").property("door") == "asking"


def test_staff_leave_the_kiosk(open_screen: OpenScreen) -> None:
    screen = open_screen(LOCKED, office=FakeOffice())
    enter(screen)
    screen.touch("tab-leave")
    with screen.qtbot.waitSignal(screen.kiosk.leave):
        screen.touch("leaveKiosk")


def test_an_import_is_previewed_first(open_screen: OpenScreen) -> None:
    screen = open_screen(LOCKED, office=FakeOffice())
    enter(screen)
    staff = screen.state("staff")
    staff.previewImport("/nowhere/other.csv")
    screen.sees("there is no such file")
    staff.previewImport("/somewhere/feed.csv")
    screen.sees("feed.csv:4: no price")
    screen.touch("import", "Import 20 products")
    screen.sees("20 new")


def test_a_price_is_changed(open_screen: OpenScreen) -> None:
    office = FakeOffice()
    screen = open_screen(LOCKED, office=office)
    enter(screen)
    staff = screen.state("staff")
    staff.find("jacket")
    staff.setPrice("jacket-1", "not a price")
    screen.sees("That is no price")
    staff.setPrice("jacket-1", "119.50")
    screen.sees("now costs $119.50")
    assert office.price == Money(11950, "USD")


def test_settings_show_at_once_and_stay_only_when_kept(open_screen: OpenScreen) -> None:
    office = FakeOffice()
    screen = open_screen(LOCKED, office=office)
    enter(screen)
    staff = screen.state("staff")
    staff.show("settings")
    staff.edit("accent", "#8A3B2B")
    assert screen.state("preferences").property("accent") == "#8A3B2B"
    staff.show("health")
    assert screen.state("preferences").property("accent") == "#1F6F54"
    staff.show("settings")
    staff.edit("store_name", "Corner Shop")
    staff.edit("theme", "no such theme")
    staff.keepSettings()
    assert [s.store_name for s in office.saved] == ["Corner Shop"]
    assert office.saved[0].theme == "light"
    assert office.saved[0].staff_passphrase == HASH


def test_figures_are_counts(open_screen: OpenScreen) -> None:
    screen = open_screen(LOCKED, office=FakeOffice())
    screen.ask()
    screen.kiosk.openProduct("jacket-1")
    screen.kiosk.done()
    enter(screen)
    screen.touch("tab-figures")
    screen.find("figure")
    figures = {row["name"]: row["value"] for row in screen.state("staff").property("figures")}
    assert figures == {"questions asked": "1", "found nothing": "0", "products opened": "1", "put on a list": "0"}
