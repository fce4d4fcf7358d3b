"""Ways of writing that are false whatever the row holds are refused, and the right ones beside them are not."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.money import Money
from engine.products import Attribute, Product
from engine.respond.observations import Row
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
        "The {1.name} costs less than {wish.1}.",
        "The {1.name} stays under {wish.1} and has a wish of {limit}.",
        "The {1.name} is {limit} and comes in {wish.1}.",
        "It has the highest water column, {1.attr.use}.",
        "The {count} is listed for you.",
        "The {1.name} is listed to be a jacket.",
        "At {1.price} the {1.name} is as waterproof; it also weighs less.",
        "The {1.name} costs {1.price}, black under.",
        "The {1.name} is a care, at {1.attr.care}.",
        "The {1.name} is for {1.attr.processor_family}.",
        "The {1.name} is powerful, under {1.attr.weight} and black.",
        "I'm not sure which one you mean. Which of these are it?",
        "The {1.name} has a players of {1.attr.players}.",
        "The {2.name} goes with it; it is in the catalogue lists {1.name}.",
        "The {1.name} is care of {1.attr.care}.",
        "The {1.name} is black and costs less than {1.price}.",
        "The {1.name} is my pick, for two reasons: people come back for it.",
        "The {1.name} is light, and it is the one that is light.",
        "The {1.name} is mild, and the {2.name} is the one.",
        "The {1.name} costs {1.price}, so it is not waterproof.",
        "The {1.name} is {1.attr.allergens}.",
        "The {1.name} is waterproof, so it has a waterproof.",
        "The {1.name} is the best rated of the three, at {1.attr.flavor}.",
        "The {1.name} is cheaper at {1.saves}.",
        "The {1.name} is popular here, because it is popular here.",
        "The {2.name} is of the same sort, but the {1.name} is {1.name}.",
        "The {2.name} is listed to go with the {1.name}, which goes with the {1.name}.",
        "The {1.name} has no soft-close doors and is {1.attr.max_load}.",
        "The {1.name} is lockable and weighs {1.attr.weight}, not {1.attr.laptop_size}.",
        "The {1.name} is for travel, and it is the weight of {wish.1}.",
        "The {1.name} goes with the {2.name}, so that is where the {2.name} is.",
        "The {1.name} weighs {1.attr.weight}, so it is the one here.",
        "The {1.name} is nearest, which is {2.name} cheaper than the {2.name}.",
        "The {1.name} is cheaper, though it costs {2.name}.",
        "The {1.name} is cheaper, and at {2.name} it is.",
    ],
)
def test_refused(sentence: str) -> None:
    assert misuses(sentence, MEETS)


@pytest.mark.parametrize(
    "sentence",
    [
        "The {1.name} stays under {limit}.",
        "The {1.name} is {1.saves} cheaper, at {1.price}.",
        "The {1.name} costs {1.saves} less, at {1.saves} less than the {2.name}.",
        "Have a look at the {1.name}.",
        "The {1.name} is green, but its max load is {1.attr.max_load}, not {wish.1}.",
        "The {2.name} is narrower, with a cutting width of {2.attr.cutting_width}, not {1.attr.cutting_width}.",
        "The {1.name} is worth a look, because it is popular here.",
        "The {1.name} has a weight of {1.attr.weight}.",
        "It comes in {1.attr.color} in colour.",
        "The {1.name} has the highest water column and is the longest here.",
        "The {1.name} has a screen of {wish.1} and costs {1.price}.",
        "Its care is {1.attr.care}.",
        "It has the highest water column, {1.attr.water_column}.",
        "The {1.name} is as light as the {2.name}.",
        "The {1.name} is my pick, for two reasons: it is waterproof and the lightest.",
        "The {1.name} is waterproof down to {1.attr.waterproof_depth}.",
    ],
)
def test_accepted(sentence: str) -> None:
    assert misuses(sentence, MEETS) == []


def test_a_denial_needs_a_reason_among_the_observations() -> None:
    denial = "The {1.name} is cheaper, but it is not made for rain."
    assert misuses(denial, SentencePlan("pick", "", ("1 misses: rain",))) == []


def test_a_yes_or_no_property_is_no_purpose() -> None:
    shell = Product(
        "p", "Shell", Money(100, "USD"), attributes=(Attribute("waterproof", True), Attribute("use", ("rain",)))
    )
    rows = (Row(1, shell),)
    assert misuses("The {1.name} is made for waterproof and meant for hiking.", MEETS, rows)
    assert misuses("The {1.name} is waterproof and meant for rain.", MEETS, rows) == []


@pytest.mark.parametrize(
    ("sentence", "observation"),
    [
        ("The {1.name} is made for two batteries.", "1 meets: two batteries"),
        ("The {1.name} is made of warm.", "1 meets: warm, wool"),
        ("The {1.name} is made of {1.attr.motif}.", "1 meets: animals"),
        ("The {1.name} is a battery of {1.attr.battery_life}.", "1 battery life: 38 h"),
        ("The {1.name} is your rated.", "1 is the best rated of 3 (4.6)"),
    ],
)
def test_what_a_wish_or_a_value_is_not_is_refused(sentence: str, observation: str) -> None:
    assert misuses(sentence, SentencePlan("pick", "", (observation,)))


def test_a_purpose_that_the_plan_calls_one_may_be_said() -> None:
    plan = SentencePlan("pick", "", ("1 meets: waterproof (is), hiking (for)",))
    assert misuses("The {1.name} is made for hiking.", plan) == []


def test_what_two_have_in_common_stands_in_the_plan() -> None:
    plan = SentencePlan("similar", "like that one", ("2 is like 1: same brand, cotton",))
    assert misuses("The {2.name} is of the same brand and of the same sort.", plan) == []
    assert misuses("The {2.name} is cotton and has the same size.", plan) == ["not the same: size"]


def test_an_amount_that_is_missed_is_not_the_products_own() -> None:
    plan = SentencePlan(
        "nearest", "72 cm", ("1 misses: 72 cm (62 cm)",), (Slot("1.name", "1 name"), Slot("wish.1", "wish: 72 cm"))
    )
    assert misuses("The {1.name} is cheaper, but it is {wish.1}.", plan)
    assert not [m for m in misuses("The {1.name} is not {wish.1}.", plan) if "missed wish" in m]


def test_both_wishes_are_two() -> None:
    for wishes, said in (("oak", True), ("oak, brass", False), ("oak, brass, under $50", True)):
        plan = SentencePlan("nearest", "x", (f"nothing meets all: {wishes}",))
        assert bool([m for m in misuses("Nothing meets both wishes.", plan) if "both" in m]) is said


def test_a_question_back_names_the_choice() -> None:
    plan = SentencePlan("clarify", "batteries", ("many products match; they split most by: color (white, green)",))
    assert misuses("Many match; which do you need?", plan)
    assert not misuses("There are many; would you like white or green ones?", plan)
    assert not misuses("There are many; which colour or color should it be?", plan)


@pytest.mark.parametrize(
    ("sentence", "observation"),
    [
        ("The {1.name} is a cleaner in white, and it is limescale.", "1 meets: limescale removing (is), white"),
        ("The {2.name} is limescale removing the {1.name}.", "2 is like 1: limescale removing"),
        ("The {1.name} is not bent, but it is not bent.", "1 misses: bent"),
        ("The {1.name} is quiet, and it is the power of {1.attr.power}.", "1 meets: quiet (is), under 2400 W"),
    ],
)
def test_a_wish_is_told_once_and_whole(sentence: str, observation: str) -> None:
    assert misuses(sentence, SentencePlan("pick", "", (observation,)))


def test_a_value_stands_beside_a_rank_on_its_own_scale() -> None:
    shell = Product("p", "Shell", Money(100, "USD"), attributes=(Attribute("weight", 90.0, "g"), Attribute("length", 7.0, "cm")))  # fmt: skip
    rows = (Row(1, shell),)
    assert misuses("The {1.name} is blue, and at {1.attr.length} it is the lightest of the five.", MEETS, rows)
    assert misuses("The {1.name} is blue, and at {1.attr.weight} it is the lightest of the five.", MEETS, rows) == []


def test_what_was_only_asked_for_is_told_of_nothing() -> None:
    counted = SentencePlan("pick", "shorts for hot days", ("6 found: shorts",))
    assert misuses("I found {count} shorts for hot days.", counted)
    assert misuses("I found {count} shorts for you.", counted) == []
    gift = SentencePlan("pick", "gift for my girlfriend, she does yoga", ("1 meets: yoga (for)",))
    assert misuses("The {1.name} is a yoga gift for my girlfriend.", gift)
    assert misuses("The {1.name} is for yoga.", gift) == []


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {1.name} is {wish.1}, and it has a display diagonal.", True),
        ("The {1.name} has a display diagonal of {1.attr.display_diagonal}.", False),
        ("There are no more to show: all {count} are shown.", True),
        ("The {1.name} has no egg, and at {1.attr.egg} it is the cheapest of the two.", True),
        ("The {1.name} is quiet, and at {1.attr.ports} it is the cheapest of the two.", True),
        ("The {1.name} has no egg, and at {1.price} it is the cheapest of the two.", False),
        ("The {1.name} is for hiking and for {1.price}, and it is the cheapest of the six.", True),
    ],
)
def test_a_measure_needs_its_amount_and_all_needs_several(sentence: str, refused: bool) -> None:
    slots = (
        Slot("1.attr.display_diagonal", "1 display diagonal: 65 inch"),
        Slot("1.attr.egg", "1 egg: none"),
        Slot("1.attr.ports", "1 ports: 24"),
        Slot("1.price", "1 price: $2.90"),
        Slot("count", "total: 1"),
    )
    plan = SentencePlan("pick", "", ("1 meets: 65 inch, hiking (for)",), slots)
    assert bool(misuses(sentence, plan)) is refused


def test_several_are_not_one() -> None:
    plan = SentencePlan(
        "goes_with", "", ("2 goes with 1",), (Slot("2.name", "2 name (drill bits)"), Slot("1.name", "1 name (drill)"))
    )
    assert misuses("The {2.name} goes with the {1.name}; it is a drill bits.", plan)
    assert not misuses("The {2.name} goes with the {1.name}; they are drill bits.", plan)


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {1.name} is red as you wanted, not black.", True),
        ("The {1.name} is light as you wanted, but not black.", False),
        ("The {1.name} is not black as you wanted.", False),
    ],
)
def test_what_is_as_wanted_is_a_wish_that_is_met(sentence: str, refused: bool) -> None:
    plan = SentencePlan("pick", "a light black one", ("1 meets: light; misses: black",))
    assert ("a missed wish as met: as wanted" in misuses(sentence, plan)) == refused


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {2.name} is better rated, but it is not {2.attr.weight}.", True),
        ("The {2.name} comes with doors and is not {2.attr.weight}.", True),
        ("The {2.name} is not a sideboard, and it has doors.", True),
        ("The {2.name} is not {1.attr.weight} but {2.attr.weight}.", False),
        ("The {2.name} is no sideboard for kings.", False),
        ("The {2.name} is wood, not glass, and not {2.attr.weight}.", True),
    ],
)
def test_what_a_row_is_and_holds_is_not_denied(sentence: str, refused: bool) -> None:
    plan = SentencePlan(
        "pick",
        "a sideboard under 40 kg",
        ("2 misses: no doors, under 40 kg (57 kg)",),
        (Slot("2.name", "2 name (sideboard)"),),
    )
    assert any("denied" in reason and "without" not in reason for reason in misuses(sentence, plan)) == refused


def test_only_what_is_missed_is_denied_of_what_was_asked_for() -> None:
    plan = SentencePlan("nearest", "a car phone holder, black from mio", ("2 misses: mio",))
    assert any(
        "black" in reason
        for reason in misuses("The {2.name} is from {2.brand}, not black, and it is not from mio.", plan)
    )
    assert not any("denial" in reason for reason in misuses("The {2.name} is from {2.brand}, not mio.", plan))


def test_a_reason_recommends_the_product_that_it_names() -> None:
    plan = SentencePlan("recommend", "what else", ("3 because: it is popular here",))
    assert "a reason for another product" in misuses(
        "The {3.name} is popular here, so you could look at the {1.name}.", plan
    )
    assert "a reason for another product" not in misuses("The {3.name} is popular here.", plan)


def test_an_amount_that_is_met_is_no_beginning() -> None:
    plan = SentencePlan("pick", "a filler, 180 g", ("1 meets: 180 g, red",))
    assert "an amount as a beginning" in " ".join(misuses("The {1.name} is red, from {wish.1} on.", plan))


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {1.name} is a {1.attr.ph} phone holder.", True),
        ("The {1.name} has a ph of {1.attr.ph}.", False),
        ("The {1.name} is for {wish.1} and has a lid.", True),
        ("The {1.name} weighs {wish.1}.", False),
        ("The {1.name} is {wish.2} high.", True),
        ("It is cheaper by {1.saves}, so it costs more than the {2.name}.", True),
    ],
)
def test_an_amount_stands_where_amounts_stand(sentence: str, refused: bool) -> None:
    slots = (Slot("1.attr.ph", "1 ph: 6.5"), Slot("wish.1", "wish: 13.3 kg"), Slot("wish.2", "wish: chicken"))
    plan = SentencePlan("pick", "one of 13.3 kg", ("1 meets: 13.3 kg, chicken; 1 ph: 6.5",), slots)
    reasons = " ".join(misuses(sentence, plan))
    marks = ("a number as a name", "an amount as a purpose", "a size without", "cheaper and dearer")
    assert any(mark in reasons for mark in marks) == refused


def test_what_is_of_another_type_is_not_of_the_same_sort() -> None:
    slots = (Slot("1.name", "1 name (headphones)"), Slot("2.name", "2 name (swim goggles)"))
    plan = SentencePlan("similar", "like the first but cheaper", ("2 is like 1", "2 is $9.00 cheaper than 1"), slots)
    said = "The {2.name} are of the same sort and {2.saves} cheaper."
    assert "not the same sort" in misuses(said, plan)
    alike = SentencePlan(
        "similar", "like the first", ("2 is like 1",), (slots[0], Slot("2.name", "2 name (headphones)"))
    )
    assert "not the same sort" not in misuses(said, alike)


def test_what_it_is_for_is_not_taken_from_the_wish() -> None:
    plan = SentencePlan("pick", "a colour printer for a small office", ("1 meets: colour",))
    said = "The {1.name} is a colour printer for a small office, as you asked."
    assert any("only asked for" in reason for reason in misuses(said, plan))
