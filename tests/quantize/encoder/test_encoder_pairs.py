"""The pairs that an encoder is tuned on: a thing, what it must not be taken for, and words as shoppers type them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from quantize.encoder.items import Item, demo_items, feed_items
from quantize.encoder.pairs import parted, write_pairs
from quantize.encoder.queries import Query, misspelt, write

FEED = """id,title,price,kind,brand,color,use,description
1,Oruna Slate 14 laptop,899,laptop,Oruna,grey,travel,A light machine for the train. The keyboard is lit from below.
2,Oruna Slate 16 laptop,1299,laptop,Oruna,black,office work,A large screen for long days at a desk.
3,Felba Loop laptop bag,49,laptop bag,Felba,grey,travel,"Padded, with a strap for a trolley."
4,Felba Loop sleeve for your laptop,29,sleeve,Felba,black,travel,Thin felt that stops scratches.
5,Oruna Pebble mouse,19,mouse,Oruna,grey,office work,Small and quiet.
6,Tarrin Brew kettle,39,kettle,Tarrin,red,tea,It whistles when the water boils.
"""


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    folder = tmp_path_factory.mktemp("feed")
    path = folder / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    return feed_items(path, folder / "kept")


def test_what_is_not_meant_may_never_be_meant(items: list[Item]) -> None:
    pairs = [p for p in write_pairs(items, 400, 3) if p.item.source == "feed"]
    assert len(pairs) > 100
    assert all(p.query.may_mean(p.item) for p in pairs)
    assert not any(p.query.may_mean(p.hard) for p in pairs)
    assert {p.sort for p in pairs} >= {"accessory", "maker", "property"}


def test_a_thing_is_told_from_what_is_made_for_it_both_ways(items: list[Item]) -> None:
    pairs = [p for p in write_pairs(items, 600, 3) if p.item.source == "feed" and p.sort == "accessory"]
    mistaken = {(p.item.kind, p.hard.kind) for p in pairs}
    assert {("laptop", "bag"), ("laptop", "sleeve"), ("bag", "laptop"), ("sleeve", "laptop")} <= mistaken


def test_a_query_asks_only_for_what_the_text_of_the_product_says(items: list[Item]) -> None:
    rng = random.Random(5)
    written = [write(item, rng) for item in items for _ in range(60)]
    asked = {w for q in written if q is not None for w in q.wanted}
    assert {"grey", "office work", "oruna"} <= asked
    texts = " ".join(i.words for i in items)
    assert all(w in texts for w in asked)


def test_a_longer_type_is_one_of_its_last_word_and_a_thing_for_it_is_not() -> None:
    printer = next(i for i in demo_items() if i.kind == "printer")
    cartridge = next(i for i in demo_items() if "ink cartridge" in i.kind)
    assert printer.is_a("printer") and cartridge.is_a("cartridge")
    assert not cartridge.is_a("printer")
    assert Query("printer", "printer", "printer", ()).may_mean(printer)


def test_the_same_seed_writes_the_same_pairs(items: list[Item]) -> None:
    assert write_pairs(items, 50, 9) == write_pairs(items, 50, 9)
    assert write_pairs(items, 50, 9) != write_pairs(items, 50, 10)


def test_no_held_out_query_is_trained_on(items: list[Item]) -> None:
    train, held = parted(write_pairs(items, 1500, 4))
    assert held
    assert not {p.query.meant for p in train} & {p.query.meant for p in held}


def test_one_word_is_misspelt_and_the_rest_left_alone() -> None:
    rng = random.Random(1)
    slips = [misspelt("waterproof jacket", rng) for _ in range(200)]
    assert all(slips) and len(set(slips)) > 40
    apart = [s.split() for s in slips if len(s.split()) == 2]
    assert all(a == "waterproof" or b == "jacket" for a, b in apart)
    assert misspelt("2 m x 30", rng) == "2 m x 30"


def test_nothing_of_the_judged_queries_is_read() -> None:
    sources = (Path(__file__).parents[3] / "quantize" / "encoder").glob("*.py")
    learning = [p for p in sources if p.stem in ("items", "queries", "pairs", "broad", "targets", "training")]
    assert len(learning) == 6
    assert not any("relevance" in p.read_text(encoding="utf-8") for p in learning)
