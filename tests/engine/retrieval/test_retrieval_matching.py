"""The small parts: terms, amounts, kinds, fusion, what is let go."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import Catalogue
from engine.catalogue.writer import CatalogueWriter
from engine.money import Money
from engine.products import Product
from engine.retrieval import Retriever, product_text, sentences_of
from engine.retrieval.amounts import amount_in
from engine.retrieval.dense import largest
from engine.retrieval.fusion import fused
from engine.retrieval.index import Index
from engine.retrieval.kinds import Kinds
from engine.retrieval.lexical import Lexical
from engine.retrieval.relaxing import Limit, let_go
from engine.retrieval.things import Prototype, made_for
from engine.retrieval.words import key, stem

KINDS = Kinds(
    {
        "rain jacket": 7,
        "headphones": 5,
        "phone case": 3,
        "smartphone": 4,
        "ink cartridge": 6,
        "power bank": 2,
        "desk lamp": 3,
    }
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("waterproof jacket for hiking", {"rain jacket"}),
        ("phone case", {"phone case"}),
        ("a case for my headphones", {"phone case"}),
        ("headphones for my phone", {"headphones"}),
        ("black headphones under 50", {"headphones"}),
        ("mobile phone", {"smartphone"}),
        ("powerbank", {"power bank"}),
        ("ink", {"ink cartridge"}),
        ("lamps", {"desk lamp"}),
        ("wardrobe", set()),
        ("for with the", set()),
        ("", set()),
    ],
)
def test_the_head_of_the_phrase_is_wanted(query: str, expected: set[str]) -> None:
    assert set(KINDS.wanted(query).kinds) == expected


def test_a_type_that_only_describes_another_thing_is_not_surely_meant() -> None:
    assert not KINDS.wanted("headphones stand").exact
    assert KINDS.wanted("headphones black", describes=lambda word: word == "black").exact


def test_what_an_amount_measures_is_a_property_of_another_thing() -> None:
    kinds = Kinds({"laptop": 3, "ram": 2})
    assert set(kinds.wanted("laptop 16 gb ram").kinds) == {"laptop"}
    assert set(kinds.wanted("laptop with 16 gb ram").kinds) == {"laptop"}
    assert set(Kinds({"lens cap": 3, "filter": 2}).wanted("lens cap 52 mm filter").kinds) == {"lens cap"}
    assert set(kinds.wanted("ddr4 16 gb ram").kinds) == {"ram"}


def test_words_said_apart_name_the_narrower_type() -> None:
    kinds = Kinds({"usb cable": 4, "hdmi cable": 4, "cable": 2}).wanted("usb c cable").kinds
    assert kinds["usb cable"] > kinds["cable"] > kinds["hdmi cable"]


@pytest.mark.parametrize(
    ("text", "low", "high", "base"),
    [
        ("18v", 18, 18, "v"),
        ("under 2 kg", -math.inf, 2000, "g"),
        ("at least 8 hours", 8, math.inf, "h"),
        ("20 l or more", 20_000, math.inf, "ml"),
        ("between 10 and 15 kg", 10_000, 15_000, "g"),
        ("1,5 l", 1470, 1530, "ml"),
        ("3 people", 3, 3, "people"),
    ],
)
def test_amounts(text: str, low: float, high: float, base: str) -> None:
    amount = amount_in(text)
    assert amount is not None
    assert (amount.low, amount.high, amount.base) == (pytest.approx(low), pytest.approx(high), base)


@pytest.mark.parametrize("text", ["ipx4", "pgi-9", "50 x 70 cm", "5x80", "blue", "", "OfficeJet"])
def test_codes_and_sizes_of_two_sides_are_no_amount(text: str) -> None:
    assert amount_in(text) is None


def test_a_round_screen_size_takes_the_sizes_just_above() -> None:
    amount = amount_in("15 inch")
    assert amount is not None
    assert amount.low <= 15 * 25.4 <= 15.6 * 25.4 <= amount.high < 16 * 25.4


@given(st.text(max_size=60))
def test_any_text_may_hold_an_amount_or_not(text: str) -> None:
    amount = amount_in(text)
    assert amount is None or amount.low <= amount.high


@given(st.text(max_size=30))
def test_a_key_is_its_own_key_in_case_and_spacing(text: str) -> None:
    assert key(text) == key(f"  {text.upper()}  ") or not text.isascii()


def test_endings_do_not_matter() -> None:
    assert stem("batteries") == stem("battery")
    assert stem("hiking") == stem("hike")
    assert stem("cancelling") == stem("canceling")
    assert stem("women") == stem("womens")
    assert stem("glass") == "glass"


def test_terms_are_quoted_and_spelled_in_every_way(store: Catalogue) -> None:
    lexical = Lexical(store.connection)
    (term,) = lexical.terms("powerbank")
    assert '"power bank"' in term.phrases
    (size,) = lexical.terms("2 l")
    assert {'"2l"', '"2 l"', '"2 litre"'} <= set(size.phrases)
    assert lexical.terms('"" * ( ) : ^') == []
    assert [t.text for t in lexical.terms("a jacket for the rain")] == ["jacket", "rain"]


def test_a_product_with_every_word_comes_before_one_with_some(store: Catalogue) -> None:
    lexical = Lexical(store.connection)
    rows, every = lexical.search(lexical.terms("skerry jacket wash"), 10)
    first = store.by_rowids(rows)
    assert every == 1
    assert first[0].id == "spray-1"
    assert len(first) > 1


def test_the_best_places_of_both_lists_come_first() -> None:
    scores = fused([(1.0, ["a", "b", "c"]), (0.5, ["b", "d"])])
    assert sorted(scores, key=lambda k: -scores[k]) == ["b", "a", "c", "d"]


@given(st.lists(st.floats(-1, 1, width=32), max_size=50), st.integers(1, 60))
def test_the_largest_are_found_in_order(values: list[float], limit: int) -> None:
    scores = np.array(values, dtype=np.float32)
    assert scores[largest(scores, limit)].tolist() == sorted(values, reverse=True)[:limit]


def test_as_little_as_possible_is_let_go() -> None:
    scope = np.array([True, True, True, False])
    colour = Limit("must", "blue", np.array([False, False, True, True]), 1.0)
    flag = Limit("must", "waterproof", np.array([True, False, False, True]), 3.0)
    price = Limit("price_max", "under $5", np.array([True, True, False, True]))
    assert let_go([flag, price], scope) == ()
    assert let_go([colour, flag, price], scope) == (colour,)
    assert let_go([colour, price], scope) == (colour,)
    assert let_go([], scope) == ()
    assert let_go([colour] * 12, np.zeros(4, dtype=np.bool_)) == ()


def test_many_limits_are_let_go_one_by_one() -> None:
    scope = np.ones(4, dtype=np.bool_)
    never = Limit("must", "purple", np.zeros(4, dtype=np.bool_), 1.0)
    always = [Limit("must", str(n), np.ones(4, dtype=np.bool_), 2.0) for n in range(9)]
    assert let_go([*always, never], scope) == (never,)


def test_what_is_made_for_a_thing_is_told_by_its_title() -> None:
    assert made_for("laptop", "Kensington Laptop Sleeve 15")
    assert made_for("laptop", "Privacy Laptop Privacy Screen")
    assert not made_for("laptop", "Quillby Air 13 Laptop with sleeve")
    assert not made_for("ink cartridge", "Black Ink Cartridge")


def test_a_product_far_from_the_others_of_its_type_is_doubted() -> None:
    rng = np.random.default_rng(1)
    alike = np.eye(16, dtype=np.float32)[0] + rng.normal(0, 0.05, (20, 16)).astype(np.float32)
    stranger = np.eye(16, dtype=np.float32)[5:6]
    vectors = np.concatenate([alike, stranger])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    prototype = Prototype.of(vectors)
    assert prototype is not None
    factors = prototype.typicality(vectors)
    assert factors[:20].min() > 0.9
    assert factors[20] < 0.3
    assert Prototype.of(vectors[:3]) is None


def test_the_text_of_a_product_says_what_a_shopper_might(store: Catalogue) -> None:
    jacket = store.product("jacket-3")
    assert jacket is not None
    text = product_text(jacket)
    assert text.startswith("Pinmoor Wind Jacket")
    assert "light blue" in text
    assert "waterproof," not in text  # a fact that is false is no description
    assert "180" not in text


def test_sentences() -> None:
    assert sentences_of("Holds 2.5 litres. Washable at 30 °C.\nMade in Italy") == [
        "Holds 2.5 litres.",
        "Washable at 30 °C.",
        "Made in Italy",
    ]
    assert sentences_of("") == []


def test_places_by_kind_are_those_of_the_kind(full: Retriever) -> None:
    with full._reading() as index:
        columns = index.columns
        kinds = columns.kinds
        for some in ((), kinds[:1], kinds[:3], (*kinds[:2], kinds[0], "no such kind"), kinds):
            assert columns.places_of_kinds(some).tolist() == np.flatnonzero(columns.of_kinds(some)).tolist()


def test_a_number_is_not_a_part_of_another(tmp_path: Path) -> None:
    titles = (
        "Cable 91.5 m", "Cable 5 m", "Cable 2.5m black", "Cable 5m", "Cable 5.5 m", "Cable, 15 m, of 5 m lanes", "Bluetooth 5.0",
        "Shoes 36,37,38", "Puzzle 1000 pieces",
    )  # fmt: skip
    products = [Product(str(n), title, Money(100, "USD"), "cable") for n, title in enumerate(titles)]
    with CatalogueWriter(tmp_path / "catalog.db") as writer:
        writer.put(products)
        writer.put_meta(currency="USD", imported_at="")
    with Catalogue.open(tmp_path / "catalog.db") as catalogue:
        index = Index(catalogue, None)
        assert np.flatnonzero(index.mentions("5 m")).tolist() == [1, 3, 5]
        assert np.flatnonzero(index.mentions("2.5 m", "title")).tolist() == [2]
        for said, place in (("bluetooth 5", 6), ("37", 7), ("shoes 36", 7), ("1000 pieces", 8)):
            assert np.flatnonzero(index.mentions(said)).tolist() == [place], said
