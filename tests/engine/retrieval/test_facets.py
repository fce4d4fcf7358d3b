"""What a result can be narrowed by: every count is what the narrowed search then finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests_retrieval_store import build, product

from engine.actions import GoesWith, Limits, Recommend, Search, limits_of
from engine.cancel import Cancel, Cancelled
from engine.catalogue import Catalogue, build_demo
from engine.facets import Facet, FacetValue, refined
from engine.retrieval import Retriever, SearchResult, Wish


def find(retriever: Retriever, wish: Search) -> SearchResult:
    return retriever.search(Wish(wish.query, wish.limits), 48)


def facets(retriever: Retriever, wish: Search) -> dict[str, Facet]:
    whole = find(retriever, wish).whole
    assert whole is not None
    return {f.name: f for f in retriever.facets(whole)}


def values(facet: Facet) -> dict[str, int]:
    return {v.text: v.count for v in facet.values}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    path = tmp_path_factory.mktemp("facets") / "demo.db"
    build_demo(path)
    with Catalogue.open(path) as catalogue:
        yield Retriever(catalogue, None)


@pytest.mark.parametrize(
    "wish",
    [
        Search("rain jacket"), Search("Outdoor"), Search(""), Search("chocolate"), Search("laptop"), Search("jeans"),
        Search("t-shirt", Limits(("black",))), Search("", Limits(price_max=20, in_stock=True)), Search("coffee"),
        Search("", Limits(must_not=("nuts",))), Search("tent", Limits(price_min=100)), Search("Electronics"),
    ],
)  # fmt: skip
def test_a_touched_value_leaves_just_the_products_that_it_says(demo: Retriever, wish: Search) -> None:
    total = find(demo, wish).total
    found = facets(demo, wish)
    assert 1 <= len(found) <= 6
    for facet in found.values():
        assert facet.values and 0 < facet.coverage <= total
        for value in facet.values:
            action = refined(wish, value)
            assert isinstance(action, Search)
            narrowed = find(demo, action)
            assert narrowed.relaxed == () and narrowed.total == value.count, (facet.name, value)
            assert 0 < value.count < total


def test_the_ends_of_a_range_are_rows(demo: Retriever) -> None:
    prices = [p.price for p in _products(demo, Search("tent"))]
    price = facets(demo, Search("tent"))["price"]
    assert (price.low, price.high) == (str(min(prices, key=lambda p: p.minor)), str(max(prices, key=lambda p: p.minor)))
    stated = [p.rating for p in _products(demo, Search("")) if p.rating is not None]
    rating = facets(demo, Search(""))["rating"]
    assert (rating.low, rating.high) == (f"{min(stated):.1f}", f"{max(stated):.1f}")


def test_the_counts_are_of_the_whole_result_not_of_the_cards(demo: Retriever) -> None:
    brand = facets(demo, Search(""))["brand"]
    everything = _products(demo, Search(""))
    assert sum(v.count for v in brand.values) > 48
    for value in brand.values:
        assert value.count == sum(p.brand == value.text for p in everything)


def test_an_attribute_of_the_type_is_offered_and_one_that_tells_nothing_apart_is_not(retriever: Retriever) -> None:
    found = facets(retriever, Search("chocolate"))
    assert values(found["features"]) == {"vegan": 2}
    assert values(found["allergens"]) == {"no milk": 2, "no soya": 2, "no nuts": 2}
    assert "brand" not in found  # all of one maker


def test_what_one_product_has_for_itself_divides_nothing(tmp_path: Path) -> None:
    lamps = [
        product(f"l{n}", f"Lamp {n}", "10", "lamp", part_number=f"X-{n}Q", color="red" if n % 2 else "blue")
        for n in range(8)
    ]
    with Catalogue.open(build(tmp_path / "catalog.db", lamps)) as catalogue:
        found = facets(Retriever(catalogue, None), Search("lamp"))
        assert set(found) == {"color"}


def test_a_large_result_is_counted_as_exactly_as_a_small_one(tmp_path: Path) -> None:
    colours, brands = ("red", "blue", "green", "light blue"), ("Skerry", "Pinmoor", "Oruvik")
    many = [
        product(
            f"b{n}", f"Box {n}", str(5 + n % 40), "box", brands[n % 3], stock=n % 5, color=colours[n % 4],
            weight=(float(100 + n % 300), "g"), stackable=n % 2 == 0,
        )
        for n in range(3400)
    ]  # fmt: skip
    with Catalogue.open(build(tmp_path / "catalog.db", many)) as catalogue:
        retriever = Retriever(catalogue, None)
        wish = Search("box")
        assert find(retriever, wish).total == 3400
        found = facets(retriever, wish)
        assert {"color", "brand", "price", "weight", "in_stock", "features"} == set(found)
        assert values(found["color"])["light blue"] == 850
        assert values(found["color"])["blue"] == 1700  # a light blue is a blue, for the search as for the count
        assert found["weight"].low == "100 g" and found["weight"].high == "399 g"
        for facet in found.values():
            for value in facet.values:
                action = refined(wish, value)
                assert isinstance(action, Search)
                assert find(retriever, action).total == value.count, value


def test_at_least_so_many_stars(retriever: Retriever) -> None:
    result = retriever.search(Wish("jacket", Limits(("4.5 stars or more",))), 10)
    assert {h.id for h in result.hits} == {"jacket-1", "jacket-2"}
    assert result.terms[-1].understood and result.relaxed == ()


def test_nothing_to_choose_from_has_no_facets(retriever: Retriever) -> None:
    assert facets(retriever, Search("sleeping bag")) == {}
    assert retriever.facets_among(()) == ()


def test_recommended_products_have_facets_without_a_type(demo: Retriever) -> None:
    ids = [p.id for p in _products(demo, Search("rain jacket"))] + [p.id for p in _products(demo, Search("tent"))]
    found = {f.name for f in demo.facets_among(ids)}
    assert "price" in found and "kind" not in found


def test_counting_can_be_stopped(demo: Retriever) -> None:
    whole = find(demo, Search("")).whole
    assert whole is not None
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        demo.facets(whole, cancel)


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        (FacetValue("red", 1, "must", "red"), {"must": ("wool", "red")}),
        (FacetValue("wool", 1, "must", "wool"), {"must": ("wool",)}),
        (FacetValue("no milk", 1, "must_not", "milk"), {"must": ("wool",), "must_not": ("milk",)}),
        (FacetValue("Skerry", 1, "brand", "Skerry"), {"must": ("wool",), "brand": "Skerry"}),
        (FacetValue("under $20", 1, "price_max", "20"), {"must": ("wool",), "price_max": 20.0}),
        (FacetValue("over $20", 1, "price_min", "20"), {"must": ("wool",), "price_min": 20.0}),
        (FacetValue("in stock", 1, "in_stock", "yes"), {"must": ("wool",), "in_stock": True}),
    ],
)  # fmt: skip
def test_a_value_refines_only_its_own_part_of_any_wish(value: FacetValue, limits: dict[str, Any]) -> None:
    for action in (Search("hat", Limits(("wool",))), GoesWith(2, Limits(("wool",))), Recommend(Limits(("wool",)))):
        after = refined(action, value)
        assert type(after) is type(action) and limits_of(after) == Limits(**limits)
    assert refined(Search("hat"), FacetValue("cap", 1, "query", "cap")) == Search("cap")


def _products(retriever: Retriever, wish: Search) -> list[Any]:
    result = retriever.search(Wish(wish.query, wish.limits), 5000)
    return retriever._catalogue.products([h.id for h in result.hits])
