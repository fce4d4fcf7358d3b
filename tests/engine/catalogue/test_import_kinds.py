"""The type of a product is guessed as a shop assistant would name it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue.kinds import guess_kind, kind_in, singular


@pytest.mark.parametrize(
    ("title", "category", "kind"),
    [
        ("Chaz Kangeroo Hoodie", ("Men", "Tops", "Hoodies & Sweatshirts"), "hoodie"),
        ("Frankie  Sweatshirt", ("Men", "Tops", "Hoodies & Sweatshirts"), "sweatshirt"),
        ("Karmen Yoga Pant", ("Women", "Bottoms", "Pants"), "yoga pants"),
        ("Affirm Water Bottle", ("Gear", "Fitness Equipment"), "water bottle"),
        ("Aim Analog Watch", ("Gear", "Watches"), "analog watch"),
        ("Crown Summit Backpack", ("Gear", "Bags"), "backpack"),
        ("Something Unheard", ("Gear", "Watches"), "watch"),
        ("Sonnet No. 5", ("Widgets",), "widgets"),
        ("Something", (), ""),
        ("C2G 0.5m Cat6 Booted Unshielded (UTP) Network Patch Cable - Grey", (), "patch cable"),
        ('HP Pavilion dv7 Notebook Silver 43.2 cm (17") Intel Core 2 Duo 250 GB HDD', (), "notebook"),
        ("Case for notebook, black", (), "case"),
        ("HERMA Address labels Premium A4 99.1x67.7 mm white paper matt 800 pcs.", (), "labels"),
    ],
)
def test_titles(title: str, category: tuple[str, ...], kind: str) -> None:
    assert guess_kind(title, category) == kind


def test_a_stated_type_counts_most() -> None:
    assert guess_kind("Linden", ("Clothing",), ["T-Shirts"]) == "t-shirt"
    assert guess_kind("Linden", (), ["Glow Widgets"]) == "glow widgets"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_title_breaks_the_guess(title: str, category: list[str]) -> None:
    assert isinstance(guess_kind(title, category), str)
    kind_in(title)
    singular(title)
