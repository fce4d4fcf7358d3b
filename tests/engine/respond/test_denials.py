"""What stands inside a denial: exclusions, a property said again as "one", stock, and the limit."""

from __future__ import annotations

import pytest

from engine.language.protocol import SentencePlan, Slot
from engine.respond.denials import denials, excluded
from engine.respond.verify import supported


def empty(what: str) -> SentencePlan:
    return SentencePlan("empty", what, (f"no product matches: {what}",))


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Sorry, there is no jacket without a hood.", "jacket without hood"),
        ("Nothing here comes without a hood, I'm afraid.", "jacket without hood"),
        ("There is no hood-free jacket here.", "jacket without hood"),
        ("A jacket without a hood? Nothing under that name, sorry.", "jacket without hood"),
        ("Without a hood there is no jacket here.", "jacket without hood"),
        ("I found nothing for that.", "jacket without hood"),
        ("No jacket here comes without hood and fur.", "jacket without hood or fur"),
        ("There is no jacket with a hood.", "jacket with hood"),
        ("We are without jackets, sorry.", "jacket"),
        ("I found no sugar-free cola.", "sugar-free cola"),
        ("I found no cola without sugar.", "sugar-free cola"),
    ],
)
def test_a_right_denial_is_shown(sentence: str, what: str) -> None:
    assert supported(sentence, empty(what)).reasons == ()


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Sorry, there is no jacket with hood.", "jacket without hood"),
        ("No hooded jacket is here.", "jacket without hood"),
        ("I have no jacket.", "jacket without hood"),
        ("There is a jacket without a hood.", "jacket without hood"),
        ("All jackets here come without a hood.", "jacket without hood"),
        ("There is no jacket without a hood.", "jacket without hood or fur"),
        ("There is no jacket without a hood.", "jacket with hood"),
        ("There is no hood-free jacket.", "jacket with hood"),
        ("I found no cola with sugar.", "sugar-free cola"),
    ],
)
def test_the_opposite_of_a_denial_is_refused(sentence: str, what: str) -> None:
    assert not supported(sentence, empty(what)).ok


def test_an_exclusion_is_read_from_the_wish() -> None:
    assert excluded("black or white jacket without hood or fur") == ("black or white jacket ", ["hood", "fur"])


@pytest.mark.parametrize(
    ("sentence", "observations", "right"),
    [
        ("The {1.name} has a lamp; the {2.name} has none.", ("1 lamp: yes; 2 lamp: no",), True),
        ("The {1.name} has a lamp; the {2.name} has one.", ("1 lamp: yes; 2 lamp: no",), False),
        ("The {1.name} has a lamp, which the {2.name} does have.", ("1 lamp: yes; 2 lamp: no",), False),
        ("Only the {2.name} is thin; the {1.name} is not.", ("2 thin: yes; 1 thin: no",), True),
        ("The {2.name} is thin and the {1.name} is.", ("2 thin: yes; 1 thin: no",), False),
        ("Nearest in stock is the {2.name}.", ("2 is nearest in stock",), True),
        ("Nearest sold out is the {2.name}.", ("2 is nearest in stock",), False),
        ("While the {1.name} is sold out, the {2.name} is in stock.", ("2 is nearest in stock",), True),
        ("The {1.name} is in stock.", ("1 is sold out",), False),
        ("I found nothing close to the {1.name}.", ("nothing close to 1 was found",), True),
        ("I found something close to the {1.name}.", ("nothing close to 1 was found",), False),
    ],
)
def test_an_answer_in_one_word_and_a_stock_have_a_side(
    sentence: str, observations: tuple[str, ...], right: bool
) -> None:
    slots = (Slot("1.name", "1 name"), Slot("2.name", "2 name"))
    assert (denials(sentence, SentencePlan("compare", "", observations, slots)) == []) is right


MISSED = ("1 meets: cotton; misses: under $20 (by $3.00)",)
MET = ("1 meets: cotton, under $20",)


@pytest.mark.parametrize(
    ("sentence", "observations", "right"),
    [
        ("The {1.name} is cotton, but {1.over} over {limit}.", MISSED, True),
        ("The {1.name} is cotton, but not under {limit}.", MISSED, True),
        ("The {1.name} is cotton and stays under {limit}.", MISSED, False),
        ("The {1.name} is cotton, but {1.over} under {limit}.", MISSED, False),
        ("The {1.name} is neither in stock, big nor under {limit}.", ("1 misses: in stock, big, under $20",), True),
        ("The {1.name} is not big and under {limit}.", ("1 misses: big, under $20",), False),
        ("The {1.name} is cotton and under {limit}.", MET, True),
        ("The {1.name} is cotton and over {limit}.", MET, False),
        ("Nothing in cotton is under {limit}: the {1.name} is cotton, but {1.over} over.", ("nothing meets all: cotton, under $20", *MISSED), True),
        ("Nothing is cotton: the {1.name} is {1.over} over {limit}.", ("nothing meets all: cotton, under $20", *MISSED), False),
        ("Nothing in cotton or under {limit}: the {1.name} is {1.over} over.", ("nothing meets all: cotton, under $20", *MISSED), False),
    ],
)  # fmt: skip
def test_a_product_is_on_its_side_of_the_limit(sentence: str, observations: tuple[str, ...], right: bool) -> None:
    slots = (Slot("1.name", "1 name (shirt)"), Slot("1.over", "1 over: $3.00"), Slot("limit", "limit: $20"))
    assert supported(sentence, SentencePlan("nearest", "a cotton shirt", observations, slots)).ok is right


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("The {1.name} are long lasting, but they are not long lasting.", True),
        ("The {1.name} is quiet, but it is not light.", False),
        ("The {1.name} is quiet, but the {2.name} is not quiet.", False),
        ("The {1.name} has a lid, but the other has not a lid.", False),
    ],
)
def test_a_product_is_not_a_thing_and_its_denial(sentence: str, refused: bool) -> None:
    plan = SentencePlan("pick", "something that lasts", ("1 misses: long lasting", "2 misses: quiet"))
    assert any(reason.endswith("and not") for reason in denials(sentence, plan)) == refused
