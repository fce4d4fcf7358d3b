"""Ways of writing that are false whatever the row holds are refused, and the right ones beside them are not."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan
from engine.respond.usage import misuses

MEETS = SentencePlan("pick", "a waterproof jacket under 150", ("1 meets: waterproof, under $150",))


@pytest.mark.parametrize(
    "sentence",
    [
        "The {1.name} stays under {1.price}.",
        "The {1.name} is {1.price} dearer.",
        "The {1.name} is meant for the {2.name}.",
        "The {1.name} comes in {limit} in colour.",
        "The {1.name} is cheaper, but it is not made for rain.",
        "It has a waterproof of {1.attr.use}.",
        "The {1.name} is the highest water column.",
    ],
)
def test_refused(sentence: str) -> None:
    assert misuses(sentence, MEETS)


@pytest.mark.parametrize(
    "sentence",
    [
        "The {1.name} stays under {limit}.",
        "The {1.name} is {1.saves} cheaper, at {1.price}.",
        "The {1.name} has a weight of {1.attr.weight}.",
        "It comes in {1.attr.color} in colour.",
        "The {1.name} has the highest water column and is the longest here.",
    ],
)
def test_accepted(sentence: str) -> None:
    assert misuses(sentence, MEETS) == []


def test_a_denial_needs_a_reason_among_the_observations() -> None:
    denial = "The {1.name} is cheaper, but it is not made for rain."
    assert misuses(denial, SentencePlan("pick", "", ("1 misses: rain",))) == []
