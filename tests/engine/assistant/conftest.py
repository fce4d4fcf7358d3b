"""The demo store, compiled once without vectors, and an assistant without a model: everything but the language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.assistant import Assistant
from engine.catalogue import Catalogue, build_demo
from engine.history import ShopperStore
from engine.recommend import Recommender
from engine.respond.responder import Responder
from engine.retrieval import Retriever


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build_demo(path)
    return path


@pytest.fixture
def assistant(demo_file: Path) -> Iterator[Assistant]:
    catalogue = Catalogue.open(demo_file)
    retriever = Retriever(catalogue, None)
    made = Assistant(catalogue, retriever, Recommender(catalogue, retriever), None, Responder(None), ShopperStore())
    yield made
    made.close()
