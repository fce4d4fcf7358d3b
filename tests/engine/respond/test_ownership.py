"""A value stands beside the product that it is of."""

from __future__ import annotations

import pytest

from engine.respond.ownership import strangers


@pytest.mark.parametrize(
    "sentence",
    [
        "The {2.name} costs {2.price}, the {1.name} {1.price}.",
        "The {2.name} is cheaper: {2.price} against {1.price} for the {1.name}.",
        "The {1.name} weighs {1.attr.weight} to the {2.name}'s {2.attr.weight}.",
        "You pay {2.saves} less for the {2.name}, which costs {2.price}.",
        "The {1.name} costs {2.saves} more than the {2.name}.",
        "The {1.name} is like the {2.name}, which is {2.saves} cheaper.",
        "At {1.attr.weight}, the {1.name} is lighter than the {2.name}, at {2.attr.weight}.",
        "The {3.name} goes with your {1.name}; it costs {3.price}.",
        "It is {2.saves} cheaper, at {2.price}.",
    ],
)
def test_a_value_beside_its_own_product_is_shown(sentence: str) -> None:
    assert strangers(sentence, 2) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The {2.name} costs {1.price}.",
        "The {2.name} is cheaper: {1.price} against {2.price} for the {1.name}.",
        "The {1.name} suits {2.attr.use}, while the {2.name} suits {1.attr.use}.",
        "Take the {1.name}: at {2.price} it is {1.saves} cheaper than the {2.name}.",
        "The {1.name} is {2.saves} cheaper than the {2.name}.",
        "The {2.name} costs {2.saves} more than the {1.name}.",
        "For {2.saves} more than the {1.name} you can have the {2.name}.",
        "It is {2.saves} dearer.",
        "It costs {1.price}.",
        "The {2.name} is close to the {1.name}, but the price is {1.price}.",
    ],
)
def test_a_value_beside_another_product_is_refused(sentence: str) -> None:
    assert strangers(sentence, 2)
