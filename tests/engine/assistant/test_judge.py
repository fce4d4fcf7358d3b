"""Which wishes a product meets is read off its row, and what the row does not say is neither met nor missed."""

from __future__ import annotations

from engine.actions import Limits
from engine.assistant.judge import as_said, is_unknown, judge, price_text
from engine.money import Money
from engine.products import Attribute, Product, Variant
from engine.respond.observations import Wish
from engine.respond.situation import Judged
from engine.retrieval import MatchedTerm

JACKET = Product(
    "j1", "Skerry Trail Jacket", Money(12900, "USD"), "rain jacket", "Skerry", description="Made for hiking in the rain.",
    attributes=(Attribute("waterproof", True), Attribute("weight", 310.0, "g"), Attribute("material", ("nylon", "wool")), Attribute("hood", False)),
    variants=(Variant("v1", {"size": "M"}, Money(12900, "USD"), 3), Variant("v2", {"size": "L"}, Money(12900, "USD"), 0)),
)  # fmt: skip


def _term(text: str, attribute: str | None, *values: str, slot: str = "must", understood: bool = True) -> MatchedTerm:
    return MatchedTerm(slot, text, attribute, values, understood)  # type: ignore[arg-type]


def test_a_stated_fact_meets_and_its_opposite_misses() -> None:
    judged = judge(JACKET, Limits(), [_term("waterproof", "waterproof", "yes"), _term("a hood", "hood", "yes")])
    assert [w.text for w in judged.met] == ["waterproof"]
    assert [w.text for w in judged.missed] == ["a hood"]


def test_an_exclusion_is_met_by_what_lacks_it() -> None:
    judged = judge(
        JACKET,
        Limits(),
        [_term("wool", "material", "wool", slot="must_not"), _term("leather", "material", "leather", slot="must_not")],
    )
    assert [w.text for w in judged.met] == ["no leather"]
    assert [w.text for w in judged.missed] == ["no wool"]


def test_a_size_counts_only_while_it_is_in_stock() -> None:
    judged = judge(JACKET, Limits(), [_term("size m", "size", "M"), _term("size l", "size", "L")])
    assert [w.text for w in judged.met] == ["size m"]
    assert [w.text for w in judged.missed] == ["size l"]


def test_prices_are_judged_in_the_major_unit_and_named_with_their_currency() -> None:
    judged = judge(JACKET, Limits(price_min=50, price_max=120), [])
    assert [w.text for w in judged.met] == ["over $50"]
    assert [w.text for w in judged.missed] == ["under $120"]
    assert price_text(12.5, "USD") == "$12.50"


def test_free_words_count_where_the_row_says_them_and_are_left_out_where_it_does_not() -> None:
    judged = judge(
        JACKET, Limits(), [_term("hiking", None, understood=False), _term("sailing", None, understood=False)]
    )
    assert [w.text for w in judged.met] == ["hiking"]
    assert judged.missed == ()


def test_a_brand_is_compared_as_written_on_the_row() -> None:
    assert judge(JACKET, Limits(), [_term("skerry", "brand", "Skerry", slot="brand")]).met
    assert judge(JACKET, Limits(), [_term("other", "brand", "Other", slot="brand")]).missed


def test_what_is_free_of_a_thing_does_not_hold_it() -> None:
    food = Product(
        "d1", "Old Kennel Grain-Free Dog Food", Money(6400, "USD"), "dog food", description="Made of salmon."
    )
    judged = judge(food, Limits(), [_term("grain", None, slot="must_not", understood=False)])
    assert [w.text for w in judged.met] == ["no grain"]


def test_a_kind_that_the_catalogue_lacks_is_unknown_unless_the_first_card_speaks_of_it() -> None:
    def unknown(query: str, understood: bool = False) -> bool:
        return is_unknown([Judged(JACKET)], [_term(query, None, slot="query", understood=understood)])

    assert unknown("unicorn saddle")
    assert not unknown("unicorn saddle", understood=True)
    assert not unknown("hiking in the rain")
    assert not is_unknown([], [])
    assert unknown("made to keep the wasps away")  # "made" alone is too little
    kind = JACKET.kind.split()[-1]
    assert unknown(f"unicorn {kind}") and not unknown(f"{kind} for a unicorn") and unknown("saddle a unicorn")


def test_a_wish_reads_as_the_shopper_said_it_where_the_row_does_not_tell() -> None:
    product = Product("p", "Orrin Studio Headphones", Money(100, "USD"))
    told = as_said(
        Judged(product, (Wish("train"), Wish("wired"), Wish("warm", form="is"))), "For the train, warm | wired"
    )
    assert [w.form for w in told.met] == ["for", "", "is"]


def test_an_amount_that_no_product_has_is_missed_by_all() -> None:
    judged = judge(JACKET, Limits(), [_term("900 g", "weight")])
    assert judged.met == () and judged.missed == (Wish("900 g", "weight", "310 g"),)
