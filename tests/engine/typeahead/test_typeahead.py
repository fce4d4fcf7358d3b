"""What a shopper is offered while typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cancel import Cancel, Cancelled
from engine.catalogue import Catalogue, CatalogueWriter
from engine.money import Money
from engine.products import Product
from engine.retrieval import Retriever, Wish
from engine.typeahead import CategoryMatch, ProductMatch, QuestionMatch, Typeahead
from engine.typeahead.completer import Completer


def categories(found: Typeahead) -> list[str]:
    return [m.text for m in found.matches if isinstance(m, CategoryMatch)]


def titles(found: Typeahead) -> list[str]:
    return [m.product.title for m in found.matches if isinstance(m, ProductMatch)]


def questions(found: Typeahead) -> list[str]:
    return [m.text for m in found.matches if isinstance(m, QuestionMatch)]


def test_a_type_comes_before_its_products(completer: Completer) -> None:
    found = completer.suggest("ten")
    assert categories(found)[0] == "tent"
    assert titles(found) and all("Ten" in t for t in titles(found))
    assert not found.mended


@pytest.mark.parametrize(
    "typed", ["rain jac", "jacket ra", "RAIN  Jack", "rain-jacket", "räin jacket", "the rain jackets"]
)
def test_word_order_case_accents_and_plurals_do_not_matter(completer: Completer, typed: str) -> None:
    found = completer.suggest(typed)
    assert categories(found) == ["rain jacket"]
    assert all("Rain Jacket" in t for t in titles(found)) and len(titles(found)) >= 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jaket", "rain jacket"),
        ("rain jakcet", "rain jacket"),
        ("hikign bo", "hiking boots"),
        ("headphnes", "headphones"),
        ("baclpack", "backpack"),
        ("slepping ba", "sleeping bag"),
        ("vacum cleanr", "vacuum cleaner"),
    ],
)
def test_a_slip_or_two_is_forgiven_and_told(completer: Completer, typed: str, meant: str) -> None:
    found = completer.suggest(typed)
    assert meant in categories(found)
    assert found.mended


def test_what_is_typed_rightly_brings_no_neighbours(completer: Completer) -> None:
    assert categories(completer.suggest("tent")) == ["tent"]
    assert all("ent" in t for t in titles(completer.suggest("tent")))


def test_another_word_for_the_thing_finds_it(completer: Completer) -> None:
    assert "bluetooth speaker" in categories(completer.suggest("speaker"))
    assert "laptop" in categories(completer.suggest("notebook"))


def test_the_count_is_what_the_shelf_will_show(completer: Completer, demo: Catalogue, retriever: Retriever) -> None:
    vocabulary = demo.vocabulary()
    offered = 0
    for name in [*vocabulary.kinds, *vocabulary.categories]:
        for match in completer.suggest(name).matches:
            if isinstance(match, CategoryMatch):
                offered += 1
                result = retriever.search(Wish(match.action.query, match.action.limits), 1)
                assert result.total == match.count > 0, match
    assert offered > 100


def test_a_whole_category_is_shown_and_not_what_only_sounds_like_it(demo: Catalogue, retriever: Retriever) -> None:
    found = retriever.search(Wish("Clothing"), 200)
    assert found.total >= demo.vocabulary().categories["Clothing"]
    assert all("Clothing" in p.category for p in demo.products([h.id for h in found.hits]))


def test_nothing_is_offered_for_nothing_or_for_a_sentence(completer: Completer) -> None:
    for text in ("", "   ", "?!", "what is the best thing for a long walk in the rain with two kids"):
        assert completer.suggest(text).matches == ()


def test_an_article_number_finds_its_product(completer: Completer, demo: Catalogue) -> None:
    product = next(demo.all_products())
    assert product.sku is not None
    assert product.title in titles(completer.suggest(product.sku.lower()))


def test_what_was_asked_before_comes_first_the_latest_before(completer: Completer) -> None:
    asked = ["a tent for two", "quiet headphones", "a tent under 100", "a tent for two"]
    assert questions(completer.suggest("tent", asked)) == ["a tent for two", "a tent under 100"]
    assert questions(completer.suggest("a tent for two", asked)) == []
    assert questions(completer.suggest("tent")) == []


def test_what_is_sold_out_comes_after_what_can_be_had(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put(
            [
                Product("a", "Alder Lamp", Money(100, "USD"), kind="lamp", stock=0, sales=900),
                Product("b", "Birch Lamp", Money(100, "USD"), kind="lamp", stock=3, sales=5),
            ]
        )
    with Catalogue.open(path) as catalogue:
        assert titles(Completer(catalogue, Retriever(catalogue, None)).suggest("lam")) == ["Birch Lamp", "Alder Lamp"]


def test_suggestions_follow_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put([Product("a", "Alder Lamp", Money(100, "USD"), kind="lamp")])
    with Catalogue.open(path) as catalogue:
        completer = Completer(catalogue, Retriever(catalogue, None))
        assert titles(completer.suggest("birch")) == []
        with CatalogueWriter(path) as writer:
            writer.put([Product("b", "Birch Kettle", Money(100, "USD"), kind="kettle")])
            writer.remove_unseen()
        assert titles(completer.suggest("birch")) == ["Birch Kettle"]
        assert completer.suggest("alder").matches == ()


def test_what_nobody_waits_for_any_more_is_not_looked_for(completer: Completer) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        completer.suggest("tent", cancel=cancel)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_whatever_is_typed_gives_at_most_eight_and_breaks_nothing(completer: Completer, text: str) -> None:
    assert len(completer.suggest(text, ["a tent"]).matches) <= 8
