"""A product is taken up as "it" where nothing else was spoken of, and a long name comes back short."""

from __future__ import annotations

import pytest

from engine.respond.reference import short_form, taken_up


@pytest.mark.parametrize(
    ("before", "sentence", "shown"),
    [
        ("The {1.name} is waterproof.", "The {1.name} costs {1.price}.", "It costs {1.price}."),
        (
            "The {1.name} is for {1.attr.use}.",
            "The {1.name} is cheaper than the {2.name}.",
            "It is cheaper than the {2.name}.",
        ),
        ("The {2.name} is warm.", "The {2.name} are at {2.place}.", "They are at {2.place}."),
        ("The {1.name} is lighter than the {2.name}.", "The {1.name} is here.", "The {1.name} is here."),
        (
            "The {1.name} is lighter, {1.attr.weight} to {2.attr.weight}.",
            "The {1.name} is here.",
            "The {1.name} is here.",
        ),
        ("The {1.name} is warm.", "The {2.name} is here.", "The {2.name} is here."),
        ("The {1.name} is warm.", "The {1.name}, at {1.price}, is here.", "The {1.name}, at {1.price}, is here."),
        (
            "The {1.name} is warm.",
            "The {1.name} and the {2.name} are level.",
            "The {1.name} and the {2.name} are level.",
        ),
        ("The {1.name} is warm.", "The {1.name} at {1.price} is cheap.", "The {1.name} at {1.price} is cheap."),
        ("Nothing meets all.", "The {1.name} is here.", "The {1.name} is here."),
        ("", "The {1.name} is here.", "The {1.name} is here."),
    ],
)
def test_what_the_sentence_before_was_about_is_it(before: str, sentence: str, shown: str) -> None:
    assert taken_up(sentence, before, {2}) == shown


@pytest.mark.parametrize(
    ("name", "others", "short"),
    [
        ("HP 15s-eq0019na Notebook Silver 39.6 cm with more", ["ASUS TUF Gaming"], "HP 15s-eq0019na"),
        ("Stainless Steel Insulated Water Bottle for Hikers", [], "Stainless Steel Insulated Water Bottle for Hikers"),
        ("Bosch Drill (GSR18V, 2 Ah) with a Case and Bits", [], "Bosch Drill (GSR18V, 2 Ah) with a Case and Bits"),
        ("Skerry Trail Rain Jacket", [], "Skerry Trail Rain Jacket"),
        ("Canon PG-512 Original Black Ink Cartridge One", ["Canon PG-512 Original Black Ink Cartridge Two"], "Canon PG-512 Original Black Ink Cartridge One"),
    ],
)  # fmt: skip
def test_a_long_name_comes_back_by_the_words_that_tell_it_from_others(name: str, others: list[str], short: str) -> None:
    assert short_form(name, others) == short
