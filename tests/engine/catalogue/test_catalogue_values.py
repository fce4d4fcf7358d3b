"""Texts of feeds become typed facts without changing what they say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue.folding import fold, words
from engine.catalogue.units import in_base_unit
from engine.catalogue.values import attribute_name, quantity, typed
from engine.products import Attribute


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("310 g", 310.0, "g"),
        ("1.5 kg", 1.5, "kg"),
        ("1,5 l", 1.5, "l"),
        ("10,000 mm", 10000.0, "mm"),
        ("-5 °C", -5.0, "°C"),
        ("50%", 50.0, "%"),
        ("180 g/m²", 180.0, "g/m²"),
        ("2 years", 2.0, "years"),
        ("12", 12.0, None),
        ("yes", True, None),
        ("FALSE", False, None),
    ],
)
def test_facts_are_typed(text: str, value: float | bool, unit: str | None) -> None:
    assert typed("x", text) == Attribute("x", value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "4K",
        "L2",
        "0123",
        "1.2.3",
        "5.0",
        "machine wash at 30 °C",
        "2-4",
        "16 x 19",
        "1.2345678 g",
        "12 to 15 h",
        "90210",
    ],
)
def test_names_codes_and_ranges_stay_texts(text: str) -> None:
    assert typed("x", text) == Attribute("x", text)


def test_lists_flags_and_nothing() -> None:
    assert typed("use", ["hiking", " hiking ", "travel"]) == Attribute("use", ("hiking", "travel"))
    assert typed("use", ["310 g"]) == Attribute("use", 310.0, "g")
    assert typed("use", ["", " "]) is None
    assert typed("x", None) is None
    assert typed("x", "  ") is None
    assert typed("x", float("nan")) is None


@given(st.text())
def test_words_are_the_same_in_plain_letters_and_in_all_others(text: str) -> None:
    plain = "".join(c for c in text if c.isascii())
    assert words(plain) == words(f"{plain} é")[:-1] == re.findall("[a-z0-9]+", plain.lower())
    assert all(word == fold(word) for word in words(text))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_shown_as_it_is_or_kept_as_text(number: float) -> None:
    attribute = typed("x", number)
    assert attribute is not None
    assert float(attribute.text.replace(",", "")) == number


@given(st.decimals(-99999, 99999, places=2), st.sampled_from(["g", "mm", "°C", "years"]))
def test_a_quantity_keeps_its_value(number: object, unit: str) -> None:
    found = typed("x", f"{number} {unit}")
    assert found is not None
    if isinstance(found.value, float):
        assert float(found.text.split()[0].replace(",", "")) == float(str(number))
    else:
        assert found.value == f"{number} {unit}"


@given(st.text())
def test_any_text_is_typed_or_nothing(text: str) -> None:
    attribute = typed("x", text)
    assert attribute is None or attribute.text
    quantity(text)
    fold(text)
    name = attribute_name(text)
    assert name == attribute_name(name)


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_ignores_accents_case_and_spaces() -> None:
    assert fold("  Bügel  CAFÉ ") == fold("bugel cafe")


def test_units_of_one_dimension_compare() -> None:
    assert in_base_unit(1.2, "kg") == in_base_unit(1200, "g")
    assert in_base_unit(1, "year") == in_base_unit(12, "months")
    assert in_base_unit(27, "inch")[1] == in_base_unit(60, "cm")[1]
    assert in_base_unit(3, "stars") == (3, "stars")
