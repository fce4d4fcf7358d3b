"""A product with a plural name gets plural verbs; the number of other things in the sentence stays."""

from __future__ import annotations

import pytest

from engine.money import Money
from engine.products import Product
from engine.respond.agreement import agreed, is_plural, several


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The {1.name} is waterproof.", "The {1.name} are waterproof."),
        ("The {1.name} only weighs {1.attr.weight}.", "The {1.name} only weigh {1.attr.weight}."),
        ("For hiking, the {1.name} has a hood and it's light.", "For hiking, the {1.name} have a hood and they're light."),
        ("The {1.name} is light, so it fits, and its sole is firm.", "The {1.name} are light, so they fit, and their sole is firm."),
        ("The {1.name} are for the office and costs {1.price}.", "The {1.name} are for the office and cost {1.price}."),
        ("The {1.name} are sold with straps and covers.", "The {1.name} are sold with straps and covers."),
        ("The weight of the {1.name} is {1.attr.weight}.", "The weight of the {1.name} is {1.attr.weight}."),
        ("The {1.name} is cheaper, while the {2.name} is lighter.", "The {1.name} are cheaper, while the {2.name} is lighter."),
        ("It is cheaper than the {1.name}.", "It is cheaper than the {1.name}."),
        ("You can pick it up in {1.place}.", "You can pick them up in {1.place}."),
        ("It weighs {2.attr.weight}.", "It weighs {2.attr.weight}."),
        ("The {1.name} is light, is for hiking and fits what you said.", "The {1.name} are light, are for hiking and fit what you said."),
    ],
)  # fmt: skip
def test_verbs_and_pronouns_follow_a_plural_name(sentence: str, told: str) -> None:
    assert agreed(sentence, {1}) == told
    assert agreed(sentence, ()) == sentence


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("usb stick", "usb sticks"), ("watch", "watches"), ("tray", "trays"), ("battery", "batteries"), ("shoes", "shoes"),
        ("toothbrush", "toothbrushes"), ("glass", "glasses"), ("footwear", None), ("tv", "tvs"),
        ("lens", "lenses"), ("bread knife", None), ("computer mouse", None), ("oat milk", None), ("cliff", "cliffs"),
    ],
)  # fmt: skip
def test_several_are_named_in_the_plural(one: str, many: str | None) -> None:
    assert several(one) == many


@pytest.mark.parametrize(
    ("title", "kind", "plural"),
    [("Pinmoor Jog Running Shoes", "running shoes", True), ("Cottershaw Dress", "dress", False), ("Nova Buds", "headphones", False)],
)  # fmt: skip
def test_a_name_is_plural_where_its_type_is(title: str, kind: str, plural: bool) -> None:
    assert is_plural(Product("p", title, Money(100, "EUR"), kind), title) is plural
