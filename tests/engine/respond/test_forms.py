"""What kind of word a property is follows from its attribute."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.language.protocol import SentencePlan
from engine.products import Attribute, Product
from engine.respond.forms import form_of, misformed
from engine.respond.observations import Row, Wish, wishes_met


@pytest.mark.parametrize(
    ("attribute", "form"),
    [
        (Attribute("waterproof", True), "is"),
        (Attribute("machine_washable", False), "is"),
        (Attribute("noise_cancelling", True), "is"),
        (Attribute("hood", True), "has"),
        (Attribute("usb_port", True), "has"),
        (Attribute("use", ("hiking", "travel")), "for"),
        (Attribute("material", "wool"), ""),
        (None, ""),
    ],
)
def test_form(attribute: Attribute | None, form: str) -> None:
    assert form_of(attribute) == form


def test_the_model_reads_the_form_beside_the_wish(shelf: list[Product]) -> None:
    seen = wishes_met(
        Row(1, shelf[0]), [Wish("waterproof", "waterproof", "", "is")], [Wish("travel", "use", "city", "for")]
    )
    assert seen.text == "1 meets: waterproof (is); misses: travel (for, city)"


@pytest.mark.parametrize(
    ("wish", "wrong", "right"),
    [
        ("roomy (is)", "is not meant for roomy", "is not roomy"),
        ("silent (is)", "has a silent", "has a silent motor"),
        ("sewn-in floor (has)", "is meant for sewn-in floor", "has no sewn-in floor"),
        ("combination dial (has)", "is not combination dial", "has a combination dial"),
        ("summer (for, guest rooms)", "is not summer", "is not for summer"),
        ("my wife", "is what you asked for: it has a wife", "is for your wife"),
    ],
)
def test_a_property_is_said_as_what_it_is(wish: str, wrong: str, right: str) -> None:
    plan = SentencePlan("nearest", "", (f"1 misses: {wish}",))
    assert misformed(f"The {{1.name}} {wrong}.", plan)
    assert misformed(f"The {{1.name}} {right}.", plan) == []


def test_the_row_tells_the_form_of_what_is_asked(shelf: list[Product]) -> None:
    plan = SentencePlan("ask_yes", "has it a hood", ("1 hood: yes",))
    assert misformed("Yes, the {1.name} is hood.", plan, (Row(1, shelf[0]),))
    assert misformed("Yes, the {1.name} has a hood.", plan, (Row(1, shelf[0]),)) == []


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {1.name} is from Bolt and has a bolt.", True),
        ("The {1.name} is made of wood and is bolt.", True),
        ("The {1.name} is from Bolt, as you asked.", False),
    ],
)
def test_a_brand_is_no_property(sentence: str, refused: bool, shelf: list[Product]) -> None:
    plan = SentencePlan("pick", "a blanket from bolt", ("1 meets: bolt, wood",))
    row = Row(1, replace(shelf[0], brand="Bolt"))
    assert ("a brand as a property: bolt" in misformed(sentence, plan, [row])) == refused
