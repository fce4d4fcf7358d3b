"""Amounts are found however they are said, and never made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.understand.amounts import amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("under 40", 40),
        ("$1,200 tops", 1200),
        ("1.299,00 €", 1299),
        ("12.50", 12.5),
        ("12,50 €", 12.5),
        ("2k", 2000),
        ("1.5k max", 1500),
        ("forty quid", 40),
        ("thirty-five pounds", 35),
        ("thirty five quid", 35),
        ("a hundred and fifty", 150),
        ("below a hundred", 100),
        ("two grand", 2000),
        ("half a grand", 500),
        ("a grand and a half", 1500),
        ("a couple of hundred", 200),
        ("a couple hundred bucks", 200),
        ("twelve hundred", 1200),
        ("two and a half thousand", 2500),
        ("a thousand two hundred and fifty", 1250),
        ("two hundred thousand", 200_000),
        ("three fifty max", 350),
        ("two-fifty is all", 250),
        ("four ninety nine", 4.99),
        ("nineteen ninety-nine", 19.99),
        ("£3.50", 3.5),
        ("three pounds fifty", 3.5),
        ("99p", 0.99),
        ("fifty-ish", 50),
        ("thirtyish", 30),
        ("under a tenner", 10),
        ("FORTY", 40),
        ("2 hundred", 200),
        ("it's one pound", 1),
        ("between 20 and 1 500", 1500),
        ("between two and three hundred", 200),
        ("five to eight hundred", 500),
        ("2-3 hundred", 200),
        ("three or four grand", 3000),
    ],
)
def test_an_amount_is_found(text: str, value: float) -> None:
    assert value in amounts(text)


@pytest.mark.parametrize(
    "text",
    ["the last one", "the second", "no amount here", "a couple of chairs", "", "²", "k", "and a half", "1 carat, oval"],
)
def test_words_without_an_amount_have_none(text: str) -> None:
    assert amounts(text) == ()


def test_one_number_in_digits_is_one_amount() -> None:
    assert amounts("at most 60 please") == (60.0,)
    assert amounts("two hundred, no more") == (200.0,)
    assert amounts("thirty to fifty dollars") == (30.0, 50.0)


@given(st.text())
def test_any_text_has_sorted_positive_amounts(text: str) -> None:
    found = amounts(text)
    assert list(found) == sorted(set(found))
    assert all(0 < value <= 10_000_000 for value in found)
    if not re.search(r"\w", text):
        assert found == ()


@given(st.integers(1, 9_999_999))
def test_a_whole_number_is_found_with_and_without_separators(value: int) -> None:
    assert value in amounts(f"about {value} or so")
    assert value in amounts(f"about {value:,} or so")


@pytest.mark.parametrize(
    "text", ["a cabinet 80 cm wide", "a 10 year old", "size 44", "factor fifty", "five litres", "number 3"]
)
def test_a_measure_or_a_name_is_no_price(text: str) -> None:
    assert amounts(text) == ()


def test_a_price_beside_a_measure_is_still_found() -> None:
    assert amounts("80 cm wide for £90 or 100 euros") == (90.0, 100.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [("two hunderd", 200), ("sevventy quid", 70), ("number 6 450 tops", 450), ("one to five pounds", 1)],
)
def test_a_slip_of_the_finger_does_not_hide_an_amount(text: str, value: float) -> None:
    assert value in amounts(text)


def test_a_brand_is_no_grand() -> None:
    assert amounts("any brand, fifty at most") == (50,)
    assert set(amounts("between two and four hundred, brand does not matter")) >= {200, 400}
    assert max(amounts("between two and four hundred, brand does not matter")) == 400


@pytest.mark.parametrize("text", ["the fifth", "a night light of the right height", "free trees"])
def test_a_word_that_looks_like_a_number_is_none(text: str) -> None:
    assert amounts(text) == ()


@pytest.mark.parametrize(("text", "found"), [("no 25 is enough", {25}), ("no? 32 then", {32}), ("no 3 please", set())])
def test_after_a_no_only_a_small_number_is_a_place(text: str, found: set[float]) -> None:
    assert set(amounts(text)) == found
