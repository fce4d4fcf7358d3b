"""Similar, goes with and popular: never sold out, never the source, never a reason that is not true."""

from __future__ import annotations

from engine.actions import Limits
from engine.catalogue import Catalogue
from engine.recommend import CoVisits, Recommender
from engine.retrieval import Retriever
from tests.engine.recommend.conftest import Shop, WordEncoder, ware


def test_similar_puts_the_same_kind_first_and_says_how_it_differs(demo: Catalogue) -> None:
    source = demo.product("kettle-01")
    assert source is not None
    for retriever in (Retriever(demo, WordEncoder()), None):
        found = Recommender(demo, retriever).similar("kettle-01", 8)
        products = demo.products([r.product_id for r in found])
        same = [p.kind == "kettle" for p in products]
        assert same[0]
        assert same == sorted(same, reverse=True)
        for r, p in zip(found, products, strict=True):
            assert p.available
            assert p.id != "kettle-01"
            assert r.reason.source == "kettle-01"
            match r.reason.cause:
                case "cheaper":
                    assert str(source.price - p.price) in r.reason.text
                    assert p.price.minor < source.price.minor
                case "better_rated":
                    assert p.rating is not None
                    assert source.rating is not None
                    assert p.rating > source.rating
                case "same_brand":
                    assert p.brand == source.brand
                case cause:
                    assert cause == ("same_kind" if p.kind == "kettle" else "close")


def test_of_equally_like_products_the_nearer_in_price_comes_first(shop: Shop) -> None:
    catalogue = shop(
        ware("lamp-1", "Desk Lamp", "lamp", 4000),
        ware("lamp-2", "Desk Lamp Twin", "lamp", 16000),
        ware("lamp-3", "Desk Lamp Mini", "lamp", 3900),
    )
    assert [r.product_id for r in Recommender(catalogue).similar("lamp-1")] == ["lamp-3", "lamp-2"]


def test_what_is_neither_of_the_kind_nor_near_is_not_called_similar(shop: Shop) -> None:
    catalogue = shop(ware("lamp-1", "Desk Lamp", "lamp"), ware("tea-1", "Tea Leaves", "tea", sales=900))
    assert Recommender(catalogue).similar("lamp-1") == []


def test_similar_within_limits(demo: Catalogue) -> None:
    found = Recommender(demo, Retriever(demo, WordEncoder())).similar("kettle-01", 8, limits=Limits(price_max=35))
    assert found
    assert all(p.price.major <= 35 for p in demo.products([r.product_id for r in found]))


def test_goes_with_starts_with_the_stores_own_links(demo: Catalogue) -> None:
    source = next(p for p in demo.all_products() if len(p.goes_with) > 1)
    found = Recommender(demo).goes_with(source.id, 10)
    available = [p.id for p in demo.products(source.goes_with) if p.available]
    assert [r.product_id for r in found][: len(available)] == available
    assert all(r.reason.stated and r.reason.cause == "stated" for r in found[: len(available)])
    assert found[0].reason.text == f"Goes with {source.title}"


def drills(shop: Shop) -> Catalogue:
    return shop(
        ware("drill-1", "Drill One", "drill", goes_with=("bits-1", "case-1")),
        ware("drill-2", "Drill Two", "drill", goes_with=("bits-1", "bits-2")),
        ware("drill-3", "Drill Three", "drill"),
        ware("bits-1", "Steel Bits", "drill bits", stock=0),
        ware("bits-2", "Wood Bits", "drill bits"),
        ware("case-1", "Case", "case"),
        ware("tea-1", "Tea Leaves", "tea", sales=900),
    )


def test_a_link_counts_from_both_ends_and_sold_out_never(shop: Shop) -> None:
    recommender = Recommender(drills(shop))
    assert [(r.product_id, r.reason.cause) for r in recommender.goes_with("case-1")] == [("drill-1", "stated")]
    assert "bits-1" not in [r.product_id for r in recommender.goes_with("drill-1")]


def test_links_of_others_of_its_kind_help_a_product_without_links(shop: Shop) -> None:
    found = Recommender(drills(shop)).goes_with("drill-3")
    assert [(r.product_id, r.reason.cause) for r in found] == [("bits-2", "kind_paired")]
    assert found[0].reason.text == "Paired here with products like Drill Three"


def test_without_any_evidence_nothing_is_said_to_go_with_it(shop: Shop) -> None:
    assert Recommender(drills(shop)).goes_with("tea-1") == []


def test_visits_count_from_the_second_time_and_not_between_alternatives(shop: Shop) -> None:
    catalogue = drills(shop)
    once = CoVisits([("tea-1", "case-1")])
    assert Recommender(catalogue, visits=once).goes_with("tea-1") == []
    twice = CoVisits(
        [("tea-1", "case-1"), ("case-1", "drill-1", "tea-1"), ("drill-1", "drill-2"), ("drill-1", "drill-2")]
    )
    found = Recommender(catalogue, visits=twice).goes_with("tea-1")
    assert [(r.product_id, r.reason.cause, r.reason.stated) for r in found] == [("case-1", "looked_together", False)]
    assert "drill-2" not in [r.product_id for r in Recommender(catalogue, visits=twice).goes_with("drill-1")]


def test_goes_with_within_limits(demo: Catalogue) -> None:
    source = next(p for p in demo.all_products() if len(p.goes_with) > 1)
    every = demo.products([r.product_id for r in Recommender(demo).goes_with(source.id, 10)])
    least = min(p.price.major for p in every)
    found = Recommender(demo).goes_with(source.id, 10, limits=Limits(price_max=least))
    assert found
    assert all(p.price.major <= least for p in demo.products([r.product_id for r in found]))


def test_popular_sells_and_is_in_stock(demo: Catalogue) -> None:
    found = Recommender(demo).popular(10)
    products = demo.products([r.product_id for r in found])
    assert all(p.available for p in products)
    sales = sorted((p.sales for p in demo.all_products()), reverse=True)
    assert all(p.sales >= sales[len(sales) // 4] for p in products)


def test_best_seller_and_popular_are_said_only_where_they_are_true(demo: Catalogue) -> None:
    every = list(demo.all_products())
    selling = sorted(p.sales for p in every if p.sales > 0)
    by_id = {p.id: p for p in every}
    for r in Recommender(demo).popular(len(every)):
        product = by_id[r.product_id]
        match r.reason.cause:
            case "best_seller":
                assert product.sales > max(p.sales for p in every if p.kind == product.kind and p.id != product.id)
            case "popular":
                assert product.sales >= selling[len(selling) // 2 - 1]
            case "rated":
                assert product.rating is not None
                assert product.rating >= 4
            case cause:
                assert cause == "in_range"


def test_one_perfect_rating_does_not_beat_many_good_ones(shop: Shop) -> None:
    catalogue = shop(
        ware("a", "Alpha", "cup", rating=5.0, rating_count=1),
        ware("b", "Beta", "pan", rating=4.7, rating_count=400),
        ware("c", "Gamma", "pot", rating=3.0, rating_count=300),
    )
    found = Recommender(catalogue).popular(3)
    assert found[0].product_id == "b"
    assert found[0].reason.text == "Rated 4.7 by 400"


def test_no_reason_for_the_model_holds_a_digit(demo: Catalogue) -> None:
    recommender = Recommender(demo)
    for r in [*recommender.popular(60), *recommender.similar("kettle-01", 60), *recommender.goes_with("kettle-01", 60)]:
        assert not any(c.isdigit() for c in r.reason.spoken)
