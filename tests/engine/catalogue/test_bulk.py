"""Rows are written by another thread: all of them, in order, and what goes wrong there is told where it is waited for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, bulk
from engine.catalogue.bulk import Bulk, insert
from engine.catalogue.writer import CatalogueWriter
from engine.errors import CatalogueError
from engine.money import Money
from engine.products import Product


@pytest.mark.parametrize("count", [0, 1, 5, 300, 1000])
def test_all_rows_go_in_by_their_order(count: int) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE pair (a, b)")
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    rows = [(n, f"row {n}") for n in range(count)]
    insert(connection, "INSERT INTO pair (a, b)", rows)
    assert len(statements) <= count // 256 + 7 + 7 + 3  # of 256, 32, 4 and 1 rows
    assert connection.execute("SELECT a, b FROM pair ORDER BY rowid").fetchall() == rows


def test_what_fails_is_told_once_and_what_comes_after_is_written() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE one (a UNIQUE)")
    writing = Bulk(connection)
    writing.write([("INSERT INTO one (a)", [(1,), (1,)])])
    with pytest.raises(sqlite3.IntegrityError):
        writing.settle()
    writing.write([("INSERT INTO one (a)", [(2,)])])
    writing.settle()
    writing.write([("INSERT INTO one (a)", [(3,), (3,)])])
    writing.abandon()
    writing.settle()  # what was abandoned is not told
    writing.write([("INSERT INTO one (a)", [(4,)])])
    writing.close()
    assert connection.execute("SELECT a FROM one ORDER BY a").fetchall() == [(1,), (2,), (3,), (4,)]


def test_a_part_is_undone_whole_even_where_a_batch_of_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(writer: CatalogueWriter) -> None:
        with writer.savepoint():
            writer.put([Product("b", "Mug", Money(500, "USD"), "mug")])
            assert writer.connection  # written
            monkeypatch.setattr(bulk, "insert", lambda *_: 1 / 0)
            writer.put([Product("c", "Mug", Money(500, "USD"), "mug")])
            raise KeyError("the feed ends early")

    insert_rows = bulk.insert
    with CatalogueWriter(tmp_path / "catalog.db") as writer:
        writer.put([Product("a", "Mug", Money(500, "USD"), "mug")])
        with pytest.raises(KeyError):
            spoil(writer)
        monkeypatch.setattr(bulk, "insert", insert_rows)
        assert writer.changes.added == 1
        writer.put([Product("d", "Mug", Money(500, "USD"), "mug")])
        writer.put_meta(currency="USD", imported_at="")
    with Catalogue.open(tmp_path / "catalog.db") as catalogue:
        assert [p.id for p in catalogue.products(["a", "b", "c", "d"])] == ["a", "d"]


@pytest.mark.parametrize("after", [0, 2])
def test_a_batch_that_cannot_be_written_undoes_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path = tmp_path / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put([Product("old", "Old mug", Money(500, "USD"), "mug")])
        writer.put_meta(currency="USD", imported_at="")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def put_three() -> None:
        with CatalogueWriter(path) as writer:
            for n in range(3):
                if n == after:
                    monkeypatch.setattr(bulk, "insert", full)
                writer.put([Product(f"new {n}", "New mug", Money(500, "USD"), "mug")])

    with pytest.raises(CatalogueError, match="disk"):
        put_three()
    with Catalogue.open(path) as catalogue:
        assert [p.id for p in catalogue.products(["old", "new 0", "new 1", "new 2"])] == ["old"]
