"""Which word is a type, a maker or a property is settled against the catalogue, where that knows."""

from __future__ import annotations

import pytest

from engine.actions import Ask, Limits, Search
from engine.catalogue.vocabulary import Vocabulary
from engine.understand.borders import Borders

HERE = Borders(
    Vocabulary(
        brands={"Vaude": 3, "Sony": 2, "Orange": 1, "Black & Decker": 2},
        kinds={"jacket": 5, "headphones": 4, "orange juice": 2, "juice": 1, "ink cartridge": 3},
        values={"color": {"orange": 4, "navy blue": 2}, "material": {"wool": 3}},
        flags={"wireless": 4, "noise_cancelling": 2},
    )
)


@pytest.mark.parametrize(
    ("say", "written", "settled"),
    [
        ("waterprof jakcet", Search("", Limits(("waterprof",), brand="jakcet")), Search("jakcet", Limits(("waterprof",)))),
        ("wool please", Search("jacket", Limits(brand="wool")), Search("jacket", Limits(("wool",)))),
        ("a jacket, vaude", Search("jacket", Limits(("vaude",))), Search("jacket", Limits(brand="vaude"))),
        ("sony headphones", Search("sony headphones"), Search("headphones", Limits(brand="sony"))),
        ("black & decker", Search("jacket", Limits(brand="black & decker")), Search("jacket", Limits(brand="black & decker"))),
    ],
)  # fmt: skip
def test_words_get_the_role_that_the_catalogue_gives_them(say: str, written: Search, settled: Search) -> None:
    assert HERE.settled(written, say) == settled


@pytest.mark.parametrize(
    ("say", "written"),
    [
        ("orange juice", Search("orange juice")),  # a type of its own here
        ("wireless headphones", Search("wireless headphones")),  # perhaps a type, perhaps not
        ("ink cartridge for sony", Search("ink cartridge", Limits(("sony",)))),  # what it must fit
        ("not like vaude", Search("jacket", Limits(("vaude",)))),
        ("in orange", Search("jacket", Limits(("orange",)))),  # a colour and a maker: left as it was read
        ("acme or vaude", Search("jacket", Limits(brand="acme or vaude"))),
        ("acme", Search("jacket", Limits(brand="acme"))),  # a maker that the store does not have
        ("red", Search("jacket", Limits(("sony", "red")))),  # said before, and understood so then
        ("is it warm", Ask(1, "is it warm")),
    ],
)
def test_what_the_catalogue_cannot_settle_stays(say: str, written: Search) -> None:
    assert HERE.settled(written, say) == written
