"""The index for typing: kept with the catalogue, made anew with it, and missed by nobody where it is not there yet."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import Catalogue, CatalogueWriter, check_catalogue
from engine.catalogue.product_words import ProductWords
from engine.catalogue.word_index import WordIndex
from tests.engine.catalogue.conftest import a_product


def rows(words: ProductWords, beginning: str) -> set[int]:
    return set(words.rowids[np.flatnonzero(words.index.holding([words.index.span(beginning)]))].tolist())


@given(
    st.lists(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4), max_size=4), max_size=8),
    st.text(max_size=3),
)
def test_a_beginning_finds_the_texts_that_have_such_a_word(texts: list[list[str]], beginning: str) -> None:
    index = WordIndex.of(texts)
    found = np.flatnonzero(index.holding([index.span(beginning)])).tolist()
    assert found == [n for n, text in enumerate(texts) if any(word.startswith(beginning) for word in text)]


def test_the_index_is_written_with_the_products(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", title="Blue Kettle"), a_product("p2", title="Bluebell Vase")])
    with Catalogue.open(target) as catalogue:
        assert rows(catalogue.product_words(), "blue") == {1, 2}
        assert rows(catalogue.product_words(), "kett") == {1}
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p2", title="Red Vase")])
    with Catalogue.open(target) as catalogue:
        assert rows(catalogue.product_words(), "blue") == {1}
        assert catalogue.titles([1, 2, 77]) == {1: ("Blue Kettle", True), 2: ("Red Vase", True)}
    assert check_catalogue(target).sound


def test_a_catalogue_of_the_first_version_is_read_and_brought_up(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", title="Blue Kettle")])
    connection = sqlite3.connect(target)
    connection.executescript("DROP TABLE product_word; PRAGMA user_version = 65536;")
    connection.close()
    with Catalogue.open(target) as catalogue:
        assert rows(catalogue.product_words(), "kett") == {1}
    assert check_catalogue(target).sound
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p2", title="Kettle Lid")])
    with Catalogue.open(target) as catalogue:
        assert rows(catalogue.product_words(), "kett") == {1, 2}
        assert catalogue.connection.execute("PRAGMA user_version").fetchone()[0] == 65537


def test_an_index_of_other_products_is_told(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1")])
    connection = sqlite3.connect(target)
    connection.execute("UPDATE product_word SET data = ? WHERE part = 'rowids'", (np.array([5], "<i8").tobytes(),))
    connection.commit()
    connection.close()
    assert any("index for typing does not match" in problem for problem in check_catalogue(target).problems)


@given(
    st.lists(st.lists(st.text(st.characters(categories=["L", "N"]), max_size=3), max_size=4), max_size=8), st.randoms()
)
def test_texts_may_come_in_any_order_with_their_numbers(texts: list[list[str]], chance: Random) -> None:
    numbers = list(range(len(texts)))
    chance.shuffle(numbers)
    index = WordIndex.of([texts[n] for n in numbers], np.array(numbers, dtype=np.uint32))
    plain = WordIndex.of(texts)
    assert (index.words, index.size) == (plain.words, plain.size)
    assert np.array_equal(index.starts, plain.starts)
    assert np.array_equal(index.numbers, plain.numbers)
