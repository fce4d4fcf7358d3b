"""New prices and stocks reach a live catalogue at once, and nothing else of it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, CatalogueWriter, check_catalogue, import_paths
from engine.catalogue.updating import update_paths
from engine.errors import CatalogueError, InputError
from engine.money import Money
from tests.engine.catalogue.conftest import a_product, sizes

Feed = Callable[..., Path]


@pytest.fixture
def shop(target: Path) -> Path:
    with CatalogueWriter(target) as writer:
        writer.put(
            [a_product("a", sku="S-A"), a_product("b", stock=0), a_product("v", variants=sizes("v", "S", "M"), stock=4)]
        )
        writer.put_meta(currency="USD")
    return target


def test_prices_and_stocks_are_applied_and_an_empty_field_leaves_what_is_there(shop: Path, feed: Feed) -> None:
    path = feed("delta.csv", "sku;preis;bestand\nS-A;99,50;\nb;;7\nv-S;119;0\nv-M;;3\n")
    with Catalogue.open(shop) as open_all_along:
        report = update_paths([path], shop)
        a, b, v = (open_all_along.product(i) for i in "abv")
    assert (report.rows, report.updated, report.bad) == (4, 3, ())
    assert (a.price.minor, a.stock) == (9950, 4)
    assert (b.price.minor, b.stock) == (12900, 7)
    # The cheapest variant that is there sets the price, all of them the stock.
    assert (v.price.minor, v.stock) == (12900, 3)
    assert [(x.price.minor, x.stock) for x in v.variants] == [(11900, 0), (12900, 3)]
    assert check_catalogue(shop).sound
    assert update_paths([path], shop).updated == 0


def test_rows_that_cannot_be_applied_are_told_and_the_rest_goes_in(shop: Path, feed: Feed) -> None:
    text = "id,price,currency,stock\na,5,USD,1\nx,5,USD,1\nv,5,USD,1\nb,5,EUR,1\nb,nine,USD,1\nb,,,\n"
    report = update_paths([feed("delta.csv", text)], shop)
    assert report.updated == 1
    reasons = {b.line: b.reason for b in report.bad}
    assert set(reasons) == {3, 4, 5, 6, 7}
    for line, words in {
        3: "no product",
        4: "variants",
        5: "another currency",
        6: "not an amount",
        7: "neither",
    }.items():
        assert words in reasons[line]


def test_json_lines_are_taken_too(shop: Path, feed: Feed) -> None:
    assert update_paths([feed("delta.jsonl", '{"id": "a", "price": 7}\n{"id": "b", "stock": 2}\n')], shop).updated == 2


def test_the_next_whole_feed_wins_over_an_update(target: Path, feed: Feed) -> None:
    path = feed("shop.csv", "id,title,price,stock\n1,Mug,5.00,3\n")
    import_paths([path], target)
    update_paths([feed("delta.csv", "id,price\n1,4.00\n")], target)
    assert import_paths([path], target).changed == 1
    with Catalogue.open(target) as catalogue:
        assert catalogue.product("1").price == Money(500, "USD")


def test_nothing_to_update_and_nothing_usable_are_told(shop: Path, feed: Feed, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no usable row"):
        update_paths([feed("delta.csv", "id,price\nnone,5\n")], shop)
    with pytest.raises(CatalogueError, match="import one first"):
        update_paths([feed("delta.csv", "id,price\na,5\n")], tmp_path / "none.db")
