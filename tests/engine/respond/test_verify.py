"""What may and what may not be shown."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.respond.conveys import conveys
from engine.respond.verify import supported

NAMES = (Slot("1.name", "1 name (rain jacket)"), Slot("2.name", "2 name (rain jacket)"))
WEIGHT = Slot("1.attr.weight", "1 weight: 310 g")
PRICE = Slot("1.price", "1 price: $89.00")


def plan(*observations: str, situation: str = "pick", say: str = "rain jacket") -> SentencePlan:
    return SentencePlan(
        situation,
        say,
        observations,
        (*NAMES, WEIGHT, PRICE, Slot("2.saves", "2 cheaper by: $4.00"), Slot("1.saves", "1 cheaper by: $4.00")),
    )


@pytest.mark.parametrize(
    ("sentence", "observations"),
    [
        ("The {1.name} is waterproof and has a hood.", ("1 meets: waterproof, hood",)),
        ("The {1.name} has no hood, but it is waterproof.", ("1 meets: waterproof; misses: hood",)),
        ("The {1.name} is the lightest here, at {1.attr.weight}.", ("1 is the lightest of 3 (310 g)",)),
        ("The {2.name} is {2.saves} cheaper.", ("2 is $4.00 cheaper than 1",)),
        ("The {1.name} costs {2.saves} more than the {2.name}.", ("2 is $4.00 cheaper than 1",)),
        ("No, the {1.name} isn't washable.", ("1 washable: no",)),
        ("Yes, the {1.name} is washable.", ("1 washable: yes",)),
        ("The catalogue doesn't say whether the {1.name} is washable.", ("1 says nothing about washable",)),
        ("The {1.name} is washable, the {2.name} is not washable.", ("1 washable: yes; 2 washable: no",)),
        ("The {1.name} comes without perfume.", ("1 meets: no perfume",)),
        ("With the {1.name} you would give up the hood.", ("1 misses: hood",)),
        (
            "The {2.name} is light like the {1.name}, and {2.saves} cheaper.",
            ("2 is like 1: light", "2 is $4.00 cheaper than 1"),
        ),
        (
            "From the same brand as the {1.name}, the {2.name} costs {2.saves} less.",
            ("2 is like 1: same brand", "2 is $4.00 cheaper than 1"),
        ),
        (
            "Like the {2.name}, the {1.name} is light, but it costs {2.saves} more.",
            ("1 is like 2: light", "2 is $4.00 cheaper than 1"),
        ),
        (
            "The {2.name} has a hood like the {1.name}, which is {1.saves} cheaper.",
            ("2 is like 1: hood", "1 is $4.00 cheaper than 2"),
        ),
        (
            "The {2.name} has a hood like the {1.name}, but the {1.name} is {1.saves} cheaper.",
            ("2 is like 1: hood", "1 is $4.00 cheaper than 2"),
        ),
        ("The {1.name} has a hood, so that is one to look at.", ("1 meets: hood",)),
        ("No rain jacket comes without a hood: the {1.name} has one too.", ("1 misses: no hood",)),
        ("Nothing here is washable, and the {1.name} is not either.", ("1 misses: washable",)),
        (
            "Nothing is both white and washable: the {1.name} is white, but not washable.",
            ("1 meets: white; misses: washable",),
        ),
    ],
)
def test_a_true_sentence_is_shown(sentence: str, observations: tuple[str, ...]) -> None:
    assert supported(sentence, plan(*observations)).reasons == ()


@pytest.mark.parametrize(
    ("sentence", "observations"),
    [
        ("The {1.name} is not waterproof.", ("1 meets: waterproof",)),
        ("The {1.name} is waterproof and has a hood.", ("1 meets: waterproof; misses: hood",)),
        ("The {1.name} is the cheapest here.", ("1 is the lightest of 3 (310 g)",)),
        ("The {1.name} is the heaviest here.", ("1 is the lightest of 3 (310 g)",)),
        ("The {2.name} is the lightest here.", ("1 is the lightest of 3 (310 g)",)),
        ("The {1.name} is {2.saves} cheaper than the {2.name}.", ("2 is $4.00 cheaper than 1",)),
        ("The {2.name} costs {2.saves} more.", ("2 is $4.00 cheaper than 1",)),
        (
            "The {2.name} is like the {1.name}, but costs {2.saves} more.",
            ("2 is like 1: light", "2 is $4.00 cheaper than 1"),
        ),
        (
            "The {1.name} is like the {2.name}, and {2.saves} cheaper.",
            ("1 is like 2: light", "2 is $4.00 cheaper than 1"),
        ),
        ("Nothing here is washable but the {1.name}.", ("1 meets: washable; misses: hood",)),
        ("Yes, the {1.name} is washable.", ("1 washable: no",)),
        ("No, the {1.name} isn't washable.", ("1 washable: yes",)),
        ("The {1.name} is washable.", ("1 says nothing about washable",)),
        ("The {1.name} is washable and vegan.", ("1 washable: yes",)),
        ("The {2.name} is washable, the {1.name} is not washable.", ("1 washable: yes; 2 washable: no",)),
        ("The {1.name} has perfume.", ("1 meets: no perfume",)),
        ("The {1.name} is train and wired.", ("1 meets: train (for), wired",)),
        ("The {1.name} has a ram, and it is the best rated.", ("1 meets: 16 gb ram", "1 is the best rated of 3 (4.6)")),
        ("The {1.name} costs 89 dollars.", ("1 price: $89.00",)),
        ("The {3.name} is waterproof.", ("1 meets: waterproof",)),
        ("The {1.name} is waterproof", ("1 meets: waterproof",)),
        ("The {1.name} is waterproof, the {1.name} is waterproof.", ("1 meets: waterproof",)),
        ("The sturdy {1.name} is waterproof.", ("1 meets: waterproof",)),
    ],
)
def test_a_wrong_sentence_is_refused(sentence: str, observations: tuple[str, ...]) -> None:
    assert not supported(sentence, plan(*observations)).ok


def test_a_sentence_must_carry_what_it_is_there_for() -> None:
    step = plan("1 weight: 310 g", situation="ask_value")
    assert not supported("The {1.name} has a weight.", step, required=("1.attr.weight",)).ok
    assert supported("It weighs {1.attr.weight}.", step, required=("1.attr.weight",)).ok


def test_the_catalogues_own_words_are_claims() -> None:
    step = plan("1 meets: waterproof")
    assert supported("The {1.name} is waterproof.", step, vocabulary={"gusseted"}).ok
    assert not supported("The gusseted {1.name} is waterproof.", step, vocabulary={"gusseted"}).ok


def test_what_the_shopper_said_may_be_said_back() -> None:
    step = plan("1 meets: waterproof", say="a vegan rain jacket for cycling")
    assert supported("For cycling the {1.name} is waterproof.", step).ok


@pytest.mark.parametrize(
    ("sentence", "observations"),
    [
        ("The {1.name} is the one.", ("1 meets: waterproof, hood",)),
        ("The {1.name} is here for {1.price}.", ("1 meets: waterproof; misses: hood",)),
        ("The {2.name} is here.", ("2 is $4.00 cheaper than 1",)),
        ("The {1.name} stands on a shelf.", ("1 is sold out",)),
        ("Take the {1.name}.", ("1 washable: no",)),
        ("A long text about cats.", ("greeting",)),
        ("All of these are jackets.", ("nothing meets all: waterproof, hood",)),
    ],
)
def test_a_sentence_that_does_not_do_its_job_is_noticed(sentence: str, observations: tuple[str, ...]) -> None:
    assert conveys(sentence, plan(*observations)) != ()


def test_of_two_observations_one_is_enough_but_a_miss_is_never_passed_over() -> None:
    both = plan("2 is $4.00 cheaper than 1", "2 misses: hood")
    assert conveys("The {2.name} is cheaper.", both) == ("unsaid: 2 misses: hood",)
    assert conveys("The {2.name} has no hood.", both) == ()
    assert conveys("The {1.name} is waterproof.", plan("1 meets: waterproof", "1 is the lightest of 3 (310 g)")) == ()


def test_words_that_are_glued_to_a_stop_are_broken() -> None:
    step = SentencePlan("clarify", "one for my back", ("unsure: kind",), (Slot("1.name", "1 name"),))
    assert "no space after a stop" in supported("What is the {1.name}:ouples or period pain?", step).reasons
    assert "no space after a stop" not in supported("What is the {1.name} for: backs, or knees?", step).reasons


def test_a_run_of_words_stands_once() -> None:
    said = "The {1.name} is a favourite of other shoppers, so it is a favourite of other shoppers."
    assert "repeated words" in supported(said, plan("1 because: it is a favourite of other shoppers")).reasons


def test_a_word_cut_at_its_hyphen_is_broken() -> None:
    step = plan("1 meets: low self-discharge")
    assert "a word cut in two" in supported("The {1.name} is low self- touch.", step).reasons
    assert "a word cut in two" not in supported("The {1.name} is low self-discharge.", step).reasons
