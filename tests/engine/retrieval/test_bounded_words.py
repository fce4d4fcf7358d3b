"""Common words in a big catalogue: bounded work, and still the products that hold all that was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.actions import Limits
from engine.catalogue import Catalogue, CatalogueWriter, build_demo
from engine.catalogue.updating import update_paths
from engine.money import Money
from engine.products import Product
from engine.retrieval import Retriever, Wish, lexical
from engine.retrieval.judged import measured, read_judged
from engine.retrieval.lexical import Lexical, quoted

COUNT = 1200


def _product(n: int) -> Product:
    """Black in every second title and every third description, a cable in every fifth, one marten in a hundred."""
    title = " ".join(
        ["Thing"] + ["Black"] * (n % 2) + ["Cable"] * (n % 5 == 0) + ["Marten"] * (n % 100 == 7) + [f"No{n}"]
    )
    return Product(f"p{n}", title, Money(500, "USD"), description="comes in black" if n % 3 == 0 else "", sales=n)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("big") / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put([_product(n) for n in range(COUNT)])
    with Catalogue.open(path) as opened:
        yield opened


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, bound in (("_SMALL", 100), ("_READ_MOST", 100), ("_WEIGHED_MOST", 150), ("_KEPT_BYTES", 50)):
        monkeypatch.setattr(lexical, name, bound)


def titles(catalogue: Catalogue, rows: list[int]) -> list[str]:
    return [p.title for p in catalogue.by_rowids(rows)]


def search(
    catalogue: Catalogue, text: str, limit: int = 20, allowed: np.ndarray | None = None
) -> tuple[list[str], int]:
    words = Lexical(catalogue.connection)
    words.use_standing(lambda rows: rows.astype(np.float32))
    found, complete = words.search(words.terms(text), limit, allowed)
    return titles(catalogue, found), complete


@pytest.mark.usefixtures("small_bounds")
def test_a_word_of_half_the_catalogue_gives_the_best_standing_that_are_named_so(catalogue: Catalogue) -> None:
    found, complete = search(catalogue, "black")
    assert len(found) == complete == 20
    assert all("Black" in title for title in found)
    assert found[0] == f"Thing Black No{COUNT - 1}"


@pytest.mark.usefixtures("small_bounds")
def test_products_with_every_word_come_first_however_common_the_words(catalogue: Catalogue) -> None:
    found, complete = search(catalogue, "black cable", limit=60)
    assert complete == 60 and all("Cable" in title for title in found)


@pytest.mark.usefixtures("small_bounds")
def test_a_rare_word_decides_where_few_have_all(catalogue: Catalogue) -> None:
    found, complete = search(catalogue, "black marten cable")
    assert complete < 20 and all("Marten" in title for title in found[:12])


@pytest.mark.usefixtures("small_bounds")
def test_only_allowed_products_are_found(catalogue: Catalogue) -> None:
    allowed = np.arange(1, 40)
    for text in ("black", "black cable", "black marten cable", "thing"):
        found, _ = search(catalogue, text, allowed=allowed)
        assert found and all(int(title.rpartition("No")[2]) < 40 for title in found)


def test_where_nothing_is_common_bounds_change_nothing(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("marten", "marten no107", "no5 no7 marten")
    before = [search(catalogue, text) for text in asked]
    monkeypatch.setattr(lexical, "_SMALL", 100)
    monkeypatch.setattr(lexical, "_READ_MOST", 100)
    assert [search(catalogue, text) for text in asked] == before


@pytest.mark.usefixtures("small_bounds")
def test_the_whole_search_finds_through_common_words(catalogue: Catalogue) -> None:
    assert "Marten" in catalogue.products([Retriever(catalogue, None).text("black marten")[0].id])[0].title


def test_new_prices_are_seen_and_leave_the_words_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put([_product(n) for n in range(20)])
    prices = tmp_path / "prices.csv"
    with Catalogue.open(path) as opened:
        retriever = Retriever(opened, None)
        retriever.warm()
        dear = Wish("thing", Limits(price_min=100))
        assert retriever.search(dear).relaxed
        prices.write_text("id,price\np3,150.00\n", encoding="utf-8")
        update_paths([prices], path)
        assert [h.id for h in retriever.search(dear).hits] == ["p3"]
        with CatalogueWriter(path) as writer:
            writer.put([Product("p3", "Otter", Money(500, "USD")), Product("p99", "Badger", Money(500, "USD"))])
        assert [h.id for h in retriever.text("badger")] == ["p99"]
        assert [h.id for h in retriever.text("ottre")] == ["p3"]  # the words to mend slips by are those of now


def test_the_demo_stores_judged_queries_are_answered_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that are to its few hundred products what the real ones are to half a million."""
    pytest.importorskip("ir_measures", reason="ir-measures belongs to the extra `evaluate`")
    path = tmp_path / "demo.db"
    build_demo(path)
    judged = read_judged(Path(__file__).parents[2] / "relevance" / "demo.tsv")
    with Catalogue.open(path) as opened:
        before = measured(judged, Retriever(opened, None).by_words)[0].mean
        for name, bound in (("_SMALL", 40), ("_READ_MOST", 40), ("_WEIGHED_MOST", 100)):
            monkeypatch.setattr(lexical, name, bound)
        assert measured(judged, Retriever(opened, None).by_words)[0].mean > before - 0.005


@pytest.mark.parametrize("text", ["black thing", "black cable", "marten black cable", "thing zwatirprof"])
@pytest.mark.parametrize("columns", ["", "title"])
@pytest.mark.parametrize("small", [0, 10**9])
def test_lists_cut_with_one_another_are_what_the_index_says(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, text: str, columns: str, small: int
) -> None:
    monkeypatch.setattr(lexical, "_SMALL", small)
    words = Lexical(catalogue.connection)
    terms = words.terms(text, correct=False)
    every = words.rows(" AND ".join(t.expression for t in terms), columns).tolist()
    assert words._rows_of_all(terms, columns).tolist() == every
    for term in terms:
        words.rows(term.expression, columns)
    assert words._rows_of_all(terms, columns).tolist() == every  # now all lists are at hand


def test_kept_lists_stay_within_their_bound(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    free = Lexical(catalogue.connection)
    monkeypatch.setattr(lexical, "_KEPT_BYTES", 12_000)
    bounded = Lexical(catalogue.connection)
    for word in ("black", "thing", "cable", "marten", "black", "thing"):
        assert bounded.rows(quoted(word)).tolist() == free.rows(quoted(word)).tolist()
        assert sum(rows.nbytes for rows in bounded._kept.values()) <= 12_000
    for n in range(12):
        bounded.rows(quoted("yak " * 500 + str(n)))
        assert sum(len(expression) for expression, _ in bounded._kept) <= 12_000
