"""Articles fit the word or value behind them, and what is no article stays."""

from __future__ import annotations

import pytest

from engine.respond.articles import with_articles


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("It has a umbrella holder.", "It has an umbrella holder."),
        ("A integrated amplifier, an wooden one.", "An integrated amplifier, a wooden one."),
        ("a hour, a honest, an one-litre, an usual, an unit", "an hour, an honest, a one-litre, a usual, a unit"),
        ("a upright, a uninterruptible", "an upright, an uninterruptible"),
        ("a 8 m and an 80 cm, a 18 V, a 100 W", "an 8 m and an 80 cm, an 18 V, a 100 W"),
    ],
)
def test_articles_follow_the_sound_of_the_next_word(said: str, shown: str) -> None:
    assert with_articles(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "a USB hub and an LED strip, a HEPA filter", "a usb stick, a uv filter, an led lamp, an sd card, an hdmi cable",
        "a honey jar, a onesie, a utopian", "an X-ray, an L-shaped desk, a U-shaped pillow, an M8 bolt, an s-hook",
        "a usb-a adapter, a type-a output, grade a eggs, class a energy, vitamin a acetate, vitamin a and b",
        "an 11 kg, a 110 V, a 1 litre",
    ],
)  # fmt: skip
def test_what_is_right_or_not_plain_stays(said: str) -> None:
    assert with_articles(said) == said


@pytest.mark.parametrize(
    ("text", "following", "shown"),
    [
        ("in a ", "orange", "in an "), ("an ", "blue", "a "), ("a ", "18 V", "an "), ("an ", "", "an "), ("a ", "usb-c", "a "),
        ("a ", "oak, ash", "a "), ("a ", "olive, ash", "an "),
    ],
)  # fmt: skip
def test_an_article_fits_the_value_that_follows(text: str, following: str, shown: str) -> None:
    assert with_articles(text, following) == shown
