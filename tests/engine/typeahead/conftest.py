"""The demo store, compiled once without vectors, and what suggests from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.catalogue import Catalogue, build_demo
from engine.retrieval import Retriever
from engine.typeahead.completer import Completer


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("typeahead") / "demo.db"
    build_demo(path)
    with Catalogue.open(path) as catalogue:
        yield catalogue


@pytest.fixture(scope="session")
def retriever(demo: Catalogue) -> Retriever:
    return Retriever(demo, None)


@pytest.fixture(scope="session")
def completer(demo: Catalogue, retriever: Retriever) -> Completer:
    return Completer(demo, retriever)
