"""The small store, open for searching."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.retrieval import Retriever

sys.path.insert(0, str(Path(__file__).parent))

from tests_retrieval_store import WordEncoder, build


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with Catalogue.open(build(tmp_path_factory.mktemp("store") / "catalog.db", encoder=WordEncoder())) as catalogue:
        yield catalogue


@pytest.fixture(scope="session", params=["words and vectors", "words alone"])
def retriever(request: pytest.FixtureRequest, store: Catalogue) -> Retriever:
    """Every behaviour must hold with vectors and in the degraded mode without."""
    return Retriever(store, WordEncoder() if request.param == "words and vectors" else None)


@pytest.fixture(scope="session")
def full(store: Catalogue) -> Retriever:
    return Retriever(store, WordEncoder())
