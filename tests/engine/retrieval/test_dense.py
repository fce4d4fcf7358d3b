"""Nearest neighbours: exact where there are few, nearly so by signs, and whole pages behind the rarest filter."""

from __future__ import annotations

import numpy as np
import pytest

from engine.catalogue.vectors import Coded, signs_of
from engine.retrieval import dense
from engine.retrieval.dense import Dense, Floats, Places, nearly_smallest

COUNT, WIDTH = 6000, 384


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Products as they are: types, in each its models, of each some variants; as wide as the encoder's."""
    chance = np.random.default_rng(1)
    types, models = chance.standard_normal((60, WIDTH)), chance.standard_normal((1500, WIDTH))
    model = chance.integers(0, 1500, COUNT)
    found = types[model % 60] + 0.8 * models[model] + 0.7 * chance.standard_normal((COUNT, WIDTH))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / lengths, dtype=np.float32)


def by_signs(vectors: Floats, places: Places | None = None, size: int | None = None) -> Dense:
    coded = Coded.of(vectors)
    return Dense(coded, places, size, signs_of(coded.codes))


@pytest.fixture
def big(vectors: Floats, few_compared: None) -> Dense:
    """By signs, and so few vectors compared after them that it matters."""
    return by_signs(vectors)


@pytest.fixture
def few_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "_LIKELIEST", 400)
    monkeypatch.setattr(dense, "_FOR_EACH", 2)
    monkeypatch.setattr(dense, "_GATHERED_MOST", 500)


def test_the_nearest_are_those_of_floats(vectors: Floats) -> None:
    found = Dense.of(vectors)
    for at in (0, 17, 4000):
        places, cosines = found.nearest(vectors[at], 10)
        truth = np.argsort(-(vectors @ vectors[at]))[:10]
        assert places[0] == at and len(set(places) & set(truth.tolist())) >= 9
        assert np.allclose(cosines, (vectors @ vectors[at])[places], atol=0.005)
        assert list(cosines) == sorted(cosines, reverse=True)


def test_signs_find_nearly_all_that_comparing_everything_finds(vectors: Floats, big: Dense) -> None:
    for depth in (10, 100):
        shares = []
        for at in range(0, COUNT, 60):
            truth = np.argsort(-(vectors @ vectors[at]))[:depth]
            shares.append(len(set(big.nearest(vectors[at], depth)[0].tolist()) & set(truth.tolist())) / depth)
        assert np.mean(shares) >= 0.97


def test_as_many_are_found_as_are_asked_for(vectors: Floats, big: Dense) -> None:
    places, cosines = big.nearest(vectors[3], 3000)
    assert len(set(places.tolist())) == 3000 and list(cosines) == sorted(cosines, reverse=True)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.2, 0.4, 1.0])
def test_a_filter_gets_full_pages_of_its_own_products(vectors: Floats, big: Dense, share: float) -> None:
    among = np.flatnonzero(np.random.default_rng(2).random(COUNT) < share).astype(np.int64)
    places, _ = big.nearest(vectors[5], 200, among)
    assert len(places) == min(200, len(among)) == len(set(places.tolist()))
    assert set(places.tolist()) <= set(among.tolist())
    truth = among[np.argsort(-(vectors[among] @ vectors[5]))[:10]]
    assert len(set(places[:10].tolist()) & set(truth.tolist())) >= min(9, len(among))


def test_a_filter_of_few_is_answered_exactly(vectors: Floats, big: Dense) -> None:
    among = np.arange(0, COUNT, 15)
    everything = Dense.of(vectors)
    for at in (1, 2, 3):
        found, expected = big.nearest(vectors[at], 40, among), everything.nearest(vectors[at], 40, among)
        assert np.array_equal(found[0], expected[0]) and np.array_equal(found[1], expected[1])


@pytest.mark.parametrize("share", [None, 0.2, 0.6])
def test_products_that_are_gone_or_have_no_vector_are_not_found(
    vectors: Floats, few_compared: None, share: float | None
) -> None:
    # The nearest are gone, many more than are compared; ten products came since and have no vector yet.
    query = vectors[10]
    held = vectors.copy()
    held[2000:4000] = query
    here = np.r_[0:2000, 4000:COUNT]
    places = np.full(COUNT, -1)
    places[here] = np.arange(len(here)) + 10
    index = by_signs(held, places, len(here) + 10)
    among = None if share is None else np.flatnonzero(np.random.default_rng(4).random(len(here) + 10) < share)
    allowed = here if among is None else here[among[among >= 10] - 10]
    found, cosines = index.nearest(query, 10, among)
    truth = places[allowed[np.argsort(-(vectors[allowed] @ query))[:10]]]
    assert len(np.intersect1d(found, truth)) >= 9 and found[0] == truth[0]
    assert np.allclose(cosines, (vectors[here] @ query)[found - 10], atol=0.01)
    assert not index.rows(np.array([5])).any() and index.scores(query).shape == (len(here) + 10,)


@pytest.mark.parametrize("signs", [True, False])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.6])
def test_asked_again_of_some_products_the_answer_is_what_it_would_be_at_first(
    vectors: Floats, few_compared: None, signs: bool, share: float
) -> None:
    among = np.flatnonzero(np.random.default_rng(6).random(COUNT) < share)
    asked, fresh = (by_signs(vectors) if signs else Dense.of(vectors) for _ in range(2))
    for query in (vectors[3], vectors[4]):
        asked.nearest(query, 10)
        for found, expected in zip(asked.nearest(query, 40, among), fresh.nearest(query, 40, among), strict=True):
            assert np.array_equal(found, expected)


def test_no_vector_among_those_allowed_finds_nothing(vectors: Floats, few_compared: None) -> None:
    index = by_signs(vectors, np.arange(COUNT) + 600, COUNT + 600)
    assert len(index.nearest(vectors[0], 10, np.arange(600))[0]) == 0


def test_thousands_of_equal_vectors_are_found_the_same_each_time(vectors: Floats, few_compared: None) -> None:
    alike = vectors.copy()
    alike[1000:5000] = vectors[7]
    index = by_signs(alike)
    places, cosines = index.nearest(vectors[7], 50)
    assert len(set(places.tolist())) == 50 and set(places.tolist()) <= {7, *range(1000, 5000)}
    assert np.allclose(cosines, 1.0, atol=0.005) and list(places) == sorted(places)
    assert np.array_equal(places, index.nearest(vectors[7], 50)[0])


@pytest.mark.parametrize(
    "distances",
    [
        np.random.default_rng(5).integers(0, 384, 10_000),
        np.zeros(10_000, dtype=np.int64),
        np.arange(10_000)[::-1],
        np.where(np.arange(10_000) % 16 == 0, 300, 5),  # what the sample sees is what the others are not
        np.where(np.arange(10_000) % 16 == 0, 5, 300),
        np.arange(90),
    ],
)
def test_the_smallest_distances_are_all_chosen_and_not_too_many(distances: Places) -> None:
    chosen = nearly_smallest(distances.astype(np.float32), 100)
    least = min(100, len(distances))
    assert least <= len(chosen) <= 200 and np.all(np.diff(chosen) > 0)
    assert np.array_equal(np.sort(distances[chosen])[:least], np.sort(distances)[:least])
