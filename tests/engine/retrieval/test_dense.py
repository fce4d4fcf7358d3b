"""Nearest neighbours: exact where there are few, nearly so in clusters, and whole pages behind the rarest filter."""

from __future__ import annotations

import numpy as np
import pytest

from engine.catalogue.clustering import clustered
from engine.catalogue.vectors import Coded
from engine.retrieval import dense
from engine.retrieval.dense import Dense, Floats

COUNT = 6000


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Products as they are: around types, each with its own."""
    chance = np.random.default_rng(1)
    types = chance.standard_normal((60, 48))
    found = types[chance.integers(0, 60, COUNT)] + 0.9 * chance.standard_normal((COUNT, 48))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def big(vectors: Floats, monkeypatch: pytest.MonkeyPatch) -> Dense:
    """In clusters, and so few of them looked at that it matters."""
    monkeypatch.setattr(dense, "_LOOKED_AT", 1200)
    monkeypatch.setattr(dense, "_GATHERED_MOST", 500)
    found = clustered(np.arange(COUNT), Coded.of(vectors))
    return Dense(found.coded, found.rowids, COUNT, found)


def test_the_nearest_are_those_of_floats(vectors: Floats) -> None:
    found = Dense.of(vectors)
    for at in (0, 17, 4000):
        places, cosines = found.nearest(vectors[at], 10)
        truth = np.argsort(-(vectors @ vectors[at]))[:10]
        assert places[0] == at and len(set(places) & set(truth.tolist())) >= 9
        assert np.allclose(cosines, (vectors @ vectors[at])[places], atol=0.005)
        assert list(cosines) == sorted(cosines, reverse=True)


def test_clusters_find_nearly_all_that_comparing_everything_finds(vectors: Floats, big: Dense) -> None:
    shares = []
    for at in range(0, COUNT, 60):
        truth = np.argsort(-(vectors @ vectors[at]))[:10]
        shares.append(len(set(big.nearest(vectors[at], 10)[0].tolist()) & set(truth.tolist())) / 10)
    assert np.mean(shares) >= 0.95


@pytest.mark.parametrize("share", [0.001, 0.02, 0.4])
def test_a_filter_gets_full_pages_of_its_own_products(vectors: Floats, big: Dense, share: float) -> None:
    among = np.flatnonzero(np.random.default_rng(2).random(COUNT) < share).astype(np.int64)
    places, _ = big.nearest(vectors[5], 200, among)
    assert len(places) == min(200, len(among)) == len(set(places.tolist()))
    assert set(places.tolist()) <= set(among.tolist())
    truth = among[np.argsort(-(vectors[among] @ vectors[5]))[:10]]
    assert len(set(places[:10].tolist()) & set(truth.tolist())) >= min(9, len(among))


def test_products_that_are_gone_or_have_no_vector_are_not_found(vectors: Floats) -> None:
    found = clustered(np.arange(100), Coded.of(vectors[:100]))
    places = np.where(found.rowids < 50, found.rowids, -1)  # the others are gone
    index = Dense(found.coded, places, 60, found)  # ten came since and have no vector yet
    nearest, cosines = index.nearest(vectors[10], 60)
    assert nearest[0] == 10
    assert np.allclose(cosines[np.isin(nearest, range(50, 60))], 0.0)
    assert not index.rows(np.array([55])).any() and index.scores(vectors[10]).shape == (60,)
