"""For you: what the session speaks of, told with its true cause; popular, and said so, where it speaks of nothing."""

from __future__ import annotations

from collections import Counter

from engine.actions import Limits
from engine.catalogue import Catalogue
from engine.recommend import CoVisits, Recommendation, Recommender
from tests.engine.recommend.conftest import Shop, events, ware

POPULAR = {"popular", "best_seller", "rated", "in_range"}


def ids(found: list[Recommendation]) -> list[str]:
    return [r.product_id for r in found]


def a_shop(shop: Shop) -> Catalogue:
    return shop(
        ware("tent-1", "Camp Dome", "tent", sales=5),
        ware("tent-2", "Camp Tunnel", "tent", sales=1),
        ware("lamp-1", "Camp Lamp", "lamp", sales=2),
        ware("stove-1", "Camp Stove", "stove", sales=1, stock=0),
        ware("cup-1", "Camp Cup", "cup", sales=1),
        ware("pan-1", "Kitchen Pan", "pan", sales=90),
        ware("pan-2", "Kitchen Pan Large", "pan", sales=80),
        ware("pot-1", "Kitchen Pot", "pot", sales=70),
        ware("tea-1", "Tea Leaves", "tea", sales=500, rating=4.8, rating_count=90),
    )


def test_without_a_deed_it_is_popular_and_says_so(shop: Shop) -> None:
    recommender = Recommender(a_shop(shop))
    for nothing in ([], events(("shown", "tent-1"), ("shown", "tent-2"))):
        found = recommender.for_you(nothing, 4)
        assert found[0].product_id == "tea-1"
        assert {r.reason.cause for r in found} <= POPULAR
        assert all(r.reason.source is None for r in found)


def test_an_opened_product_brings_its_like_and_is_named(shop: Shop) -> None:
    found = Recommender(a_shop(shop)).for_you(events(("opened", "tent-1")), 3)
    assert set(ids(found)) == {"tent-2", "lamp-1", "cup-1"}
    for r in found:
        assert (r.reason.cause, r.reason.source, r.reason.text) == ("opened", "tent-1", "Because you opened Camp Dome")
        assert r.reason.spoken == "you opened {it}"


def test_each_recommendation_names_the_product_it_is_like(shop: Shop) -> None:
    found = Recommender(a_shop(shop)).for_you(events(("liked", "pan-1"), ("opened", "tent-1")), 6)
    causes = {r.product_id: (r.reason.cause, r.reason.source) for r in found}
    assert causes["lamp-1"] == ("opened", "tent-1")
    assert causes["pot-1"] == ("liked", "pan-1")


def test_what_nothing_of_the_session_leads_to_is_not_blamed_on_it(shop: Shop) -> None:
    found = Recommender(a_shop(shop)).for_you(events(("opened", "tent-1")), 8)
    by_id = {r.product_id: r.reason for r in found}
    assert by_id["tea-1"].cause in POPULAR
    assert ids(found).index("lamp-1") < ids(found).index("tea-1")


def test_neither_the_source_nor_what_is_sold_out_nor_what_was_disliked_comes_back(shop: Shop) -> None:
    found = Recommender(a_shop(shop)).for_you(
        events(("opened", "tent-1"), ("disliked", "cup-1"), ("compared", "lamp-1")), 20
    )
    assert not {"tent-1", "cup-1", "lamp-1", "stove-1"} & set(ids(found))


def test_a_dislike_pushes_its_like_down(shop: Shop) -> None:
    recommender = Recommender(a_shop(shop))
    before = ids(recommender.for_you([], 9))
    after = ids(recommender.for_you(events(("disliked", "pan-1")), 9))
    assert before.index("pot-1") < before.index("lamp-1")
    assert after.index("pot-1") > after.index("lamp-1")


def test_what_the_store_links_with_a_listed_product_comes_with_that_reason(shop: Shop) -> None:
    catalogue = shop(
        ware("drill-1", "Drill One", "drill", goes_with=("bits-1",)),
        ware("bits-1", "Steel Bits", "drill bits"),
        ware("tea-1", "Tea Leaves", "tea", sales=500),
    )
    found = Recommender(catalogue).for_you(events(("listed", "drill-1")), 2)
    assert found[0].product_id == "bits-1"
    assert found[0].reason.text == "Goes with Drill One"


def test_earlier_sessions_lead_on_only_if_they_were_counted(shop: Shop) -> None:
    catalogue = a_shop(shop)
    asked = events(("opened", "pan-1"))
    assert "tea-1" not in [r.product_id for r in Recommender(catalogue).for_you(asked, 9) if r.reason.source]
    often = CoVisits([("pan-1", "tea-1"), ("pan-1", "tea-1", "pot-1")])
    by_id = {r.product_id: r.reason for r in Recommender(catalogue, visits=often).for_you(asked, 9)}
    assert by_id["tea-1"].text == "Looked at together with Kitchen Pan before"
    many = CoVisits([("pan-1", "tea-1"), ("pan-1", "tea-1")], of_many=True)
    by_id = {r.product_id: r.reason for r in Recommender(catalogue, visits=many).for_you(asked, 9)}
    assert by_id["tea-1"].text == "People who looked at Kitchen Pan also looked at this"


def test_the_later_deed_weighs_more(demo: Catalogue) -> None:
    first, last = (
        Recommender(demo).for_you(events(*((("opened", i)) for i in order)), 1)[0].reason.source
        for order in (("kettle-01", "tent-01"), ("tent-01", "kettle-01"))
    )
    assert (first, last) == ("tent-01", "kettle-01")


def test_no_kind_fills_the_shelf(demo: Catalogue) -> None:
    kinds = {p.id: p.kind for p in demo.all_products()}
    for asked in ([], events(("opened", "kettle-01")), events(("listed", "tent-01"), ("liked", "kettle-01"))):
        found = Recommender(demo).for_you(asked, 8)
        assert len(set(ids(found))) == 8
        assert max(Counter(kinds[i] for i in ids(found)).values()) <= 2


def test_a_shelf_of_one_kind_is_better_than_an_empty_one(shop: Shop) -> None:
    catalogue = shop(*(ware(f"pan-{n}", f"Kitchen Pan {n}", "pan", sales=n) for n in range(6)))
    assert len(Recommender(catalogue).popular(5)) == 5


def test_limits_and_allowed_ids_hold(demo: Catalogue) -> None:
    recommender = Recommender(demo)
    products = {p.id: p for p in demo.all_products()}
    asked = events(("opened", "tent-01"), ("opened", "kettle-01"))
    cheap = recommender.for_you(asked, 6, limits=Limits(price_min=10, price_max=40, sort="price_asc"))
    prices = [products[i].price.major for i in ids(cheap)]
    assert len(prices) == 6
    assert prices == sorted(prices)
    assert 10 <= prices[0] <= prices[-1] <= 40
    branded = recommender.for_you(asked, 6, limits=Limits(brand=products["kettle-01"].brand))
    assert branded
    assert {products[i].brand for i in ids(branded)} == {products["kettle-01"].brand}
    dry = recommender.for_you(asked, 6, limits=Limits(must=("waterproof",)))
    assert dry
    assert all(products[i].attribute("waterproof") for i in ids(dry))
    assert ids(recommender.for_you(asked, 6, allowed={"mug-01", "no-such-id"} | {"kettle-02"})) == ["kettle-02"]
    assert recommender.for_you(asked, 6, limits=Limits(price_max=0.01)) == []


def test_ids_that_the_catalogue_lost_do_no_harm(demo: Catalogue) -> None:
    found = Recommender(demo).for_you(events(("liked", "gone-01"), ("shown", "gone-02")), 4)
    assert len(found) == 4
    assert {r.reason.cause for r in found} <= POPULAR


def test_it_works_by_shared_facts_without_vectors(shop: Shop) -> None:
    catalogue = shop(
        ware("tent-1", "Camp Dome", "tent"),
        ware("tent-2", "Tunnel", "tent"),
        ware("tea-1", "Tea Leaves", "tea", sales=500),
        vectors=False,
    )
    found = Recommender(catalogue).for_you(events(("opened", "tent-1")), 2)
    assert [(r.product_id, r.reason.cause) for r in found] == [("tent-2", "opened"), ("tea-1", "popular")]


def test_a_change_of_the_catalogue_is_seen(shop: Shop) -> None:
    from engine.catalogue import CatalogueWriter

    catalogue = shop(ware("tea-1", "Tea Leaves", "tea", sales=500), ware("cup-1", "Cup", "cup", sales=4))
    recommender = Recommender(catalogue)
    assert ids(recommender.popular(2)) == ["tea-1", "cup-1"]
    with CatalogueWriter(catalogue.path) as writer:
        writer.put([ware("tea-1", "Tea Leaves", "tea", sales=500, stock=0)])
    assert ids(recommender.popular(2)) == ["cup-1"]


def test_an_empty_catalogue_recommends_nothing(shop: Shop) -> None:
    recommender = Recommender(shop(vectors=False))
    assert recommender.for_you(events(("opened", "tent-1")), 4) == []
    assert recommender.similar("tent-1") == []
    assert recommender.goes_with("tent-1") == []
