"""What kind of word a property is follows from its attribute."""

from __future__ import annotations

import pytest

from engine.products import Attribute
from engine.respond.forms import form_of
from engine.respond.observations import Wish, wishes_met


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


def test_the_model_reads_the_form_beside_the_wish(shelf: list) -> None:  # type: ignore[type-arg]
    from engine.respond.observations import Row

    seen = wishes_met(
        Row(1, shelf[0]), [Wish("waterproof", "waterproof", "", "is")], [Wish("travel", "use", "city", "for")]
    )
    assert seen.text == "1 meets: waterproof (is); misses: travel (for, city)"
