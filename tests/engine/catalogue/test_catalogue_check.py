"""A catalogue damaged in each way: the check tells it in one line with what to do, and that line is true."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from engine.catalogue import (
    Catalogue,
    CatalogueWriter,
    CheckReport,
    VectorSpace,
    check_catalogue,
    embed_catalogue,
    repair_catalogue,
)
from engine.catalogue.writer import connect_writer
from engine.cli import cli
from engine.errors import CatalogueError
from engine.products import StoreDocument
from tests.engine.catalogue.conftest import WordEncoder, a_product, sizes

SPACE = VectorSpace("words-1", 384)
_ZEROS = np.zeros(384, dtype=np.float16).tobytes().hex()
_NAN = np.full(384, np.nan, dtype=np.float16).tobytes().hex()
_ONE = np.eye(1, 384, dtype=np.float16).tobytes().hex()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "catalog.db"
    with CatalogueWriter(path) as writer:
        writer.put(
            [a_product("p1", variants=sizes("p1", "S", "M"), rating=4.0), a_product("p2", stock=None), a_product("p3")]
        )
        writer.put_documents([StoreDocument("r", "Returns", "Within 30 days."), StoreDocument("h", "Hours", "9 to 5.")])
        writer.put_meta(name="Shop", currency="USD")
    embed_catalogue(path, WordEncoder())
    return path


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "catalog.db"))


def damaged(path: Path, *statements: str) -> CheckReport:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return check_catalogue(path, SPACE)


def test_a_sound_catalogue_has_nothing_to_tell(store: Path) -> None:
    assert check_catalogue(store, SPACE) == CheckReport(3, (), ())


DERIVED = [
    ("DELETE FROM product_fts WHERE rowid = 1", "p1 is not in the search index"),
    ("DELETE FROM product_fts WHERE rowid = 1", "The search index has 2 entries for 3 products"),
    (
        "INSERT INTO product_fts (rowid, title, brand, kind, category, attributes, description, identifiers) "
        "VALUES (9, 'a', '', '', '', '', '', '')",
        "Row 9 is in the search index only",
    ),
    ("UPDATE product_fts SET description = 'x' WHERE rowid = 2", "p2 has a search index entry that differs"),
    ("UPDATE product_fts SET identifiers = 'x' WHERE rowid = 2", "p2 has a search index entry that differs"),
    ("UPDATE product_fts_content SET c0 = 'x' WHERE id = 2", "The search index holds other words than its texts"),
    ("DELETE FROM product_fts_data WHERE id > 10", "The search index holds other words than its texts"),
    ("DELETE FROM attribute WHERE product = 2", "p2 has attributes that differ from its filter rows"),
    ("INSERT INTO attribute SELECT * FROM attribute WHERE product = 2", "p2 has attributes that differ"),
    ("UPDATE attribute SET number = 5 WHERE product = 3 AND name = 'weight'", "p3 has attributes that differ"),
    ("INSERT INTO attribute (product, name, type, text, text_folded) VALUES (9, 'a', 'text', 'b', 'b')", "Row 9 is named in table attribute"),
    ("INSERT INTO variant (product, position, id, options, price_minor, currency) VALUES (9, 0, 'v', '{}', 1, 'USD')", "Row 9 is named in table variant"),
    ("DELETE FROM term WHERE slot = 'brand'", "The vocabulary does not match"),
    ("UPDATE term SET count = 7", "The vocabulary does not match"),
    ("DELETE FROM product_vector WHERE product = 3", "p3 has no vector"),
    ("DELETE FROM document_vector WHERE document = 2", "Document h has no vector"),
    ("INSERT INTO product_vector SELECT 9, content_hash, vector FROM product_vector LIMIT 1", "Row 9 of product_vector belongs to no product"),
    ("INSERT INTO document_vector SELECT 9, content_hash, vector FROM document_vector LIMIT 1", "Row 9 of document_vector belongs to no document"),
    ("UPDATE product_vector SET vector = x'0000' WHERE product = 2", "p2 has a vector of 1 numbers instead of 384"),
    ("UPDATE product_vector SET vector = '' WHERE product = 2", "p2 has a vector of 0 numbers instead of 384"),
    (f"UPDATE product_vector SET vector = x'{_NAN}' WHERE product = 2", "p2 has a vector with a value that is no number"),
    (f"UPDATE product_vector SET vector = x'{_ZEROS}' WHERE product = 2", "p2 has a vector of length 0.000 instead of 1"),
    (f"UPDATE document_vector SET vector = x'{_ZEROS}' WHERE document = 1", "Document r has a vector of length 0.000"),
    (f"UPDATE product_vector SET vector = x'{_ONE}', content_hash = x'00' WHERE product = 1", "p1 has the vector of another text"),
    ("UPDATE document_vector SET content_hash = x'00' WHERE document = 1", "Document r has the vector of another text"),
    ("UPDATE meta SET value = 'other' WHERE key = 'encoder_sha256'", "The vectors, made by the encoder other"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "told"), DERIVED)
def test_what_is_derived_from_the_rows_is_told_and_repaired(store: Path, damage: str, told: str) -> None:
    with Catalogue.open(store) as catalogue:
        products, vectors = list(catalogue.all_products()), catalogue.vectors()[1]
    (line, *more) = [p for p in damaged(store, damage).problems if p.startswith(told)]
    assert more == [] and line.endswith("run `aisle catalog check --repair`.") and "\n" not in line
    repair_catalogue(store, WordEncoder(), SPACE)
    assert check_catalogue(store, SPACE) == CheckReport(3, (), ())
    with Catalogue.open(store) as catalogue:
        assert list(catalogue.all_products()) == products
        assert np.array_equal(catalogue.vectors()[1], vectors)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE product SET title = 'x' WHERE id = 'p1'", "p1 has a row that does not match its checksum"),
        ("UPDATE product SET price_minor = -1 WHERE id = 'p2'", "p2 has a negative price"),
        ("UPDATE variant SET price_minor = -1 WHERE id = 'p1-S'", "p1 has a negative price"),
        ("UPDATE product SET currency = '€' WHERE id = 'p2'", "p2 has a price in no currency"),
        ("UPDATE product SET stock = -4 WHERE id = 'p2'", "p2 has a negative stock"),
        ("UPDATE product SET stock = 9 WHERE id = 'p1'", "p1 has a stock that is not the sum"),
        ("UPDATE product SET rating = 7 WHERE id = 'p1'", "p1 has a rating that is not between 0 and 5"),
        ("DELETE FROM variant WHERE id = 'p1-S'", "p1 has a row that does not match its checksum"),
        ("UPDATE product SET attributes = '{' WHERE id = 'p1'", "p1 cannot be read back"),
        ("UPDATE product SET attributes = '[5]' WHERE id = 'p1'", "p1 cannot be read back"),
        ("UPDATE variant SET options = '[' WHERE id = 'p1-M'", "p1 cannot be read back"),
    ],
)
def test_a_row_that_was_changed_is_told_and_the_next_import_writes_it_anew(store: Path, damage: str, told: str) -> None:
    (line, *more) = [p for p in damaged(store, damage).problems if p.startswith(told)]
    assert more == [] and line.endswith("run `aisle catalog check --repair` and import its feed again.")
    repair_catalogue(store, WordEncoder(), SPACE)
    with CatalogueWriter(store) as writer:
        writer.put(
            [a_product("p1", variants=sizes("p1", "S", "M"), rating=4.0), a_product("p2", stock=None), a_product("p3")]
        )
    embed_catalogue(store, WordEncoder())
    assert check_catalogue(store, SPACE) == CheckReport(3, (), ())


def test_a_damaged_file_is_told(store: Path) -> None:
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'product (kind)', 'product (title)') WHERE name = 'product_kind'"
    )
    connection.close()
    problems = check_catalogue(store, SPACE).problems
    assert problems and all(p.startswith("The file is damaged (") and "catalog rollback" in p for p in problems)


def test_a_file_with_a_page_overwritten_is_told(store: Path) -> None:
    raw = bytearray(store.read_bytes())
    for start in range(4096, len(raw), 4096):
        raw[start : start + 40] = b"\xff" * 40
    store.write_bytes(bytes(raw))
    with pytest.raises(CatalogueError, match=r"damaged|cannot be read"):
        check_catalogue(store, SPACE)


def test_many_defects_of_one_kind_are_counted(store: Path) -> None:
    with CatalogueWriter(store) as writer:
        writer.put([a_product(f"q{n}") for n in range(60)])
    problems = damaged(store, "DELETE FROM attribute WHERE product > 3").problems
    told = [p for p in problems if "differ from its filter rows" in p]
    assert len(told) == 21 and told[-1].startswith("40 more: … has attributes")


def test_a_search_index_that_cannot_be_locked_is_a_remark(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.catalogue.check._WAIT", 0.0)
    writer = connect_writer(store)
    writer.execute("BEGIN IMMEDIATE")
    report = check_catalogue(store, SPACE)
    writer.close()
    assert report.sound
    assert "locked" in report.remarks[0]


def test_variants_of_two_products_with_one_id_are_a_remark(store: Path) -> None:
    with CatalogueWriter(store) as writer:
        writer.put([a_product("p4", variants=sizes("p1", "S", "L"), stock=4)])
    embed_catalogue(store, WordEncoder())
    report = check_catalogue(store, SPACE)
    assert report.sound and any("such as p1-S" in remark for remark in report.remarks)


def test_the_command_tells_each_defect_on_a_line_and_ends_with_one(store: Path) -> None:
    # The vectors of this store are of no real encoder.
    damaged(store, "UPDATE product SET price_minor = -1 WHERE id = 'p2'", "DELETE FROM product_vector",
            "DELETE FROM document_vector", "DELETE FROM meta WHERE key = 'encoder_sha256'")  # fmt: skip
    words = ["catalog", "check", "--data-dir", str(store.parent)]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 1
    assert [line.split(" has ")[0] for line in result.stdout.splitlines()][:2] == ["p2", "p2"]
    page = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert (page["ok"], len(page["problems"])) == (False, 2)
