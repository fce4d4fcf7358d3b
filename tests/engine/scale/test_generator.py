"""Generated catalogues: the same from the same seed, a bigger one begins with the smaller, and all of it imports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.catalogue import Catalogue
from engine.products import Product
from engine.retrieval.words import content
from engine.scale.building import import_feed, write_feed
from engine.scale.generator import Generator
from engine.scale.queries import texts, wishes
from engine.scale.seeds import read_seeds
from engine.scale.vectors import Spread


@pytest.fixture(scope="module")
def seeds() -> list[Product]:
    return [s.product for s in read_seeds(None, 80)]


def test_the_same_seed_gives_the_same_products_and_a_bigger_catalogue_begins_with_the_smaller(
    seeds: list[Product],
) -> None:
    small = [g.product for g in Generator(seeds).products(200)]
    assert small == [g.product for g in Generator(seeds).products(300)][:200]
    assert small != [g.product for g in Generator(seeds, seed=1).products(200)]
    assert len({p.id for p in small}) == 200


def test_variants_differ_and_still_speak_of_what_their_seed_is(seeds: list[Product]) -> None:
    generator = Generator(seeds)
    variants = [g for g in generator.products(400, 80) if g.variant]
    assert len(variants) == 320
    for g in variants:
        seed = seeds[g.seed]
        assert g.product.kind == seed.kind and g.product.title != seed.title
        assert g.product.price.minor > 0 and g.product.brand
        plain = [w for w in content(seed.title) if w.isalpha() and w in content(g.product.title)]
        assert plain or len(content(seed.title)) < 4
    assert len({g.product.title for g in variants}) > 0.95 * len(variants)


def test_every_generated_product_is_imported(seeds: list[Product], tmp_path: Path) -> None:
    feed, target = tmp_path / "feed.jsonl", tmp_path / "catalog.db"
    write_feed(Generator(seeds), 250, feed)
    import_feed(feed, target, 250)
    with Catalogue.open(target) as catalogue:
        assert catalogue.info.products == 250
        made = [g.product.title for g in Generator(seeds).products(250)]
        assert [p.title for p in catalogue.all_products()] == made


def test_what_is_asked_is_the_same_each_time_and_of_every_shape(seeds: list[Product]) -> None:
    made = [g.product for g in Generator(seeds).products(200)]
    asked = texts(made, 80)
    assert asked == texts(made, 80) and len(asked) == 80 and all(t.strip() for t in asked)
    limits = [w.limits for w in wishes(made, 50)]
    assert any(x.brand for x in limits) and any(x.must for x in limits) and any(x.price_max for x in limits)


def test_a_moved_vector_stands_as_far_from_its_seed_as_true_variants_do() -> None:
    chance = np.random.default_rng(0)

    def unit(vectors: np.ndarray) -> np.ndarray:
        found: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return found

    before = unit(chance.standard_normal((300, 32)))
    spread = Spread.between(before, unit(before + 0.1 * chance.standard_normal((300, 32))))
    moved = spread.moved(before, np.arange(300), seed=0)
    cosines = np.einsum("ij,ij->i", before, moved)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1.0, atol=1e-5)
    assert abs(np.median(cosines) - np.median(spread.cosines)) < 0.02
    assert np.array_equal(moved[7], spread.moved(before[7:8], np.array([7]), seed=0)[0])
