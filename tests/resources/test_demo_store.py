"""The demo store is sound, and its validator sees what is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import places
from engine.catalogue.claims import contradictions
from engine.catalogue.demo_check import problems
from engine.money import Money
from engine.products import Attribute, Product


def test_the_store_has_no_problems() -> None:
    assert problems() == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    shutil.copytree(places.demo_store(), folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "products/outdoor-1.toml",
            'id = "rain-jacket-02"',
            'id = "rain-jacket-01"',
            "'rain-jacket-01' is there 2 times",
        ),
        ("products/outdoor-1.toml", 'aisle = "13"', 'aisle = "77"', "not on the map"),
        ("products/outdoor-1.toml", 'aisle = "13"', 'aisle = "1"', "not of Outdoor"),
        ("products/outdoor-1.toml", 'kind = "rain jacket"', 'kind = "rain jakcet"', "no picture"),
        ("products/outdoor-1.toml", "goes_with = [", 'goes_with = ["nothing-01", ', "which does not exist"),
        ("products/outdoor-1.toml", "stock = ", "stock = 1", "but its variants have"),
        ("documents.toml", 'period = "60 days"', 'period = "61 days"', "does not stand in its text"),
        ("documents.toml", 'topics = ["return"', 'topic = ["return"', "has no topics"),
        ("products/outdoor-1.toml", "[[product]]", "[[product", "not valid TOML"),
        ("products/outdoor-1.toml", "brand = ", "brnd = ", "lacks 'brand'"),
    ],
)
def test_a_mistake_in_the_sources_is_told(copy: Path, file: str, old: str, new: str, told: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(copy)
    assert any(told in problem for problem in found), found


def test_a_lost_picture_and_a_lost_map_are_told(copy: Path) -> None:
    (copy / "pictures" / "tent.svg").unlink()
    (copy / "map.toml").unlink()
    found = problems(copy)
    assert any("tent.svg" in problem for problem in found)
    assert any("map.toml" in problem for problem in found)


def jacket(description: str, *attributes: Attribute) -> Product:
    return Product("j", "Jacket", Money(1, "USD"), description=description, attributes=attributes)


@pytest.mark.parametrize(
    ("description", "attribute"),
    [
        ("A waterproof jacket for long days.", Attribute("waterproof", False)),
        ("Warm, but not waterproof.", Attribute("waterproof", True)),
        ("It weighs 350 g and packs small.", Attribute("weight", 310.0, "g")),
        ("Weighs only 0.4 kg.", Attribute("weight", 310.0, "g")),
        ("The battery lasts 12 hours.", Attribute("battery_life", 8.0, "h")),
        ("A warranty of 3 years.", Attribute("warranty", 2.0, "years")),
        ("Hand wash only, please.", Attribute("dishwasher_safe", True)),
        ("It is made of leather.", Attribute("material", ("cotton", "polyester"))),
    ],
)
def test_a_description_that_contradicts_an_attribute_is_told(description: str, attribute: Attribute) -> None:
    assert list(contradictions(jacket(description, attribute)))


@pytest.mark.parametrize(
    ("description", "attribute"),
    [
        ("A waterproof jacket for long days.", Attribute("waterproof", True)),
        ("Warm, but not waterproof.", Attribute("waterproof", False)),
        ("It weighs 310 g.", Attribute("weight", 310.0, "g")),
        ("Weighs 0.31 kg.", Attribute("weight", 310.0, "g")),
        ("Full, it weighs 10 kg.", Attribute("weight", 620.0, "g")),
        ("A case adds another 18 hours.", Attribute("battery_life", 6.0, "h")),
        ("A warranty of 24 months.", Attribute("warranty", 2.0, "years")),
        ("It is made of cotton.", Attribute("material", ("cotton", "polyester"))),
        ("Sturdier than a packable shell.", Attribute("packable", False)),
    ],
)
def test_a_description_that_agrees_passes(description: str, attribute: Attribute) -> None:
    assert list(contradictions(jacket(description, attribute))) == []
