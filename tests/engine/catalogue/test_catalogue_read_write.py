"""A catalogue gives back what was put, finds it by words, and says so when it cannot."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, CatalogueWriter
from engine.catalogue.vocabulary import NumberRange
from engine.errors import CatalogueError
from engine.money import Money
from engine.products import Attribute, Link, StoreDocument
from tests.engine.catalogue.conftest import a_product, sizes


def test_a_product_comes_back_whole(target: Path) -> None:
    jacket = a_product(
        variants=sizes("p1", "S", "M"), ean=("4006381333931",), description="Dry.\nLight.", rating=4.5, rating_count=3,
        sales=9, released="2025-01-02", sku="SK-1", picture="a.svg", goes_with=("p2",),
        attributes=(Attribute("use", ("hiking", "travel")), Attribute("packable", False), Attribute("weight", 310.5, "g")),
    )  # fmt: skip
    with CatalogueWriter(target) as writer:
        writer.put([jacket, a_product("p2")])
    with Catalogue.open(target) as catalogue:
        assert catalogue.product("p1") == jacket
        assert catalogue.product("nothing") is None


def test_products_come_in_the_order_asked_without_the_missing(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product(f"p{n}") for n in range(1200)])
    with Catalogue.open(target) as catalogue:
        wanted = [f"p{n}" for n in range(1199, -1, -1)]
        assert [p.id for p in catalogue.products(["gone", *wanted])] == wanted
        assert [p.id for p in catalogue.by_rowids([3, 1])] == ["p2", "p0"]
        assert len(list(catalogue.all_products())) == 1200


def test_search_words_follow_a_change_and_a_removal(target: Path) -> None:
    def found(word: str) -> list[str]:
        with Catalogue.open(target) as catalogue:
            rows = catalogue.connection.execute(
                "SELECT p.id FROM product_fts f JOIN product p ON p.rowid = f.rowid WHERE product_fts MATCH ?", (word,)
            )
            return sorted(row[0] for row in rows)

    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", title="Red kettle"), a_product("p2", title="Blue kettle")])
    assert found("kettles") == ["p1", "p2"]
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", title="Red teapot")])
        writer.remove_unseen()
    assert found("kettle") == []
    assert found("teapot") == ["p1"]


def test_a_fact_that_is_false_is_not_found_by_its_word(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("dry"), a_product("wet", attributes=(Attribute("waterproof", False),))])
    with Catalogue.open(target) as catalogue:
        rows = catalogue.connection.execute("SELECT rowid FROM product_fts WHERE product_fts MATCH 'waterproof'")
        assert [p.id for p in catalogue.by_rowids([r[0] for r in rows])] == ["dry"]


def test_weights_in_different_units_compare(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([
            a_product("heavy", attributes=(Attribute("weight", 1.2, "kg"),)),
            a_product("light", attributes=(Attribute("weight", 950.0, "g"),)),
        ])  # fmt: skip
    with Catalogue.open(target) as catalogue:
        rows = catalogue.connection.execute(
            "SELECT product FROM attribute WHERE name = 'weight' AND base_unit = 'g' ORDER BY base_number"
        )
        assert [p.id for p in catalogue.by_rowids([r[0] for r in rows])] == ["light", "heavy"]


def test_vocabulary_counts_what_products_say(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([
            a_product("p1", brand="Bügel", variants=sizes("p1", "S", "M"), attributes=(Attribute("color", "Red"),)),
            a_product("p2", brand="bugel", attributes=(Attribute("color", "red"), Attribute("vegan", True))),
            a_product("p3", brand=None, attributes=(Attribute("vegan", False), Attribute("weight", 2.0, "kg"))),
        ])  # fmt: skip
    with Catalogue.open(target) as catalogue:
        words = catalogue.vocabulary()
    assert list(words.brands.values()) == [2]
    assert words.kinds == {"rain jacket": 3}
    assert words.values["size"] == {"M": 1, "S": 1}
    assert list(words.colours.values()) == [2]
    assert words.flags == {"vegan": 1}
    assert words.numbers["weight"][0].unit == "kg"


def test_a_product_that_says_a_value_twice_counts_once(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([
            a_product("p1", attributes=(Attribute("color", ("red", "Red", "Blue")), Attribute("weight", 3.0, "kg"))),
            a_product("p2", attributes=(Attribute("color", "RED"), Attribute("weight", 1.0, "kg"))),
            a_product("p3", attributes=(Attribute("weight", 2.0, "kg"), Attribute("vegan", True))),
            a_product("p4", attributes=(Attribute("weight", 5.0, "lb"), Attribute("vegan", True))),
        ])  # fmt: skip
    with Catalogue.open(target) as catalogue:
        words = catalogue.vocabulary()
    assert words.values["color"] == {"RED": 2, "Blue": 1}
    assert words.attributes == {"weight": 4, "color": 2, "vegan": 2}
    assert words.flags == {"vegan": 2}
    assert words.numbers["weight"] == (NumberRange(1.0, 3.0, "kg", 3), NumberRange(5.0, 5.0, "lb", 1))


def test_an_unchanged_product_is_not_written_again(target: Path) -> None:
    products = [a_product(f"p{n}") for n in range(5)]
    with CatalogueWriter(target) as writer:
        writer.put(products)
    with CatalogueWriter(target) as writer:
        writer.put([*products[:4], a_product("p4", price=Money(1, "USD"))])
        assert (writer.changes.added, writer.changes.changed, writer.changes.unchanged) == (0, 1, 4)


def test_an_error_undoes_the_whole_write(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1")])

    def write_and_fail() -> None:
        with CatalogueWriter(target) as writer:
            writer.put([a_product("p2")])
            writer.remove_unseen()
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with Catalogue.open(target) as catalogue:
        assert [p.id for p in catalogue.all_products()] == ["p1"]


def test_a_reader_sees_the_old_catalogue_until_the_write_ends(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1")])
    with Catalogue.open(target) as catalogue:
        with CatalogueWriter(target) as writer:
            writer.put([a_product("p1", title="New name"), a_product("p2")])
            assert catalogue.info.products == 1
            assert catalogue.product("p1").title != "New name"  # type: ignore[union-attr]
        assert catalogue.info.products == 2
        assert "Skerry" in catalogue.vocabulary().brands


def test_links_lead_only_to_products_that_are_there(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", goes_with=("p2", "gone", "p3")), a_product("p2"), a_product("p3")])
        writer.put_links([Link("p1", "p3", "related"), Link("p1", "p1", "related")])
    with Catalogue.open(target) as catalogue:
        assert catalogue.product("p1").goes_with == ("p2", "p3")  # type: ignore[union-attr]
        assert [link.target for link in catalogue.links("p1") if link.kind == "related"] == ["p3"]


def test_links_stated_anew_replace_those_of_the_same_kind(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product(f"p{n}") for n in range(4)])
        writer.put_links([Link("p0", "p1"), Link("p0", "p2"), Link("p0", "p3", "upsell")])
    with CatalogueWriter(target) as writer:
        writer.put_links([Link("p0", "p3")])
    with Catalogue.open(target) as catalogue:
        assert {(k.target, k.kind) for k in catalogue.links("p0")} == {("p3", "goes_with"), ("p3", "upsell")}


def test_popular_leaves_out_what_is_sold_out(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("a", sales=9, stock=0), a_product("b", sales=5), a_product("c", sales=7, stock=None)])
    with Catalogue.open(target) as catalogue:
        assert catalogue.popular(5) == ["c", "b"]


def test_documents_are_updated_by_id(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put_documents([StoreDocument("r", "Returns", "30 days.", ("refund",), {"period": "30 days"})])
    with CatalogueWriter(target) as writer:
        writer.put_documents([StoreDocument("r", "Returns", "60 days.", ("refund",), {"period": "60 days"})])
    with Catalogue.open(target) as catalogue:
        assert [(d.text, d.values["period"]) for d in catalogue.documents()] == [("60 days.", "60 days")]


def test_a_missing_catalogue_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no catalogue at .*aisle catalog import"):
        Catalogue.open(tmp_path / "none.db")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as error:
        Catalogue.open(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_another_programs_database_is_neither_read_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mail (text)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CatalogueError, match="not an Aisle catalogue"):
        Catalogue.open(path)
    with pytest.raises(CatalogueError, match="another program"):
        CatalogueWriter(path)
    assert path.read_bytes() == before


def test_a_newer_catalogue_is_refused_and_a_newer_minor_version_is_read(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product()])

    def set_version(major: int, minor: int) -> None:
        connection = sqlite3.connect(target)
        connection.execute(f"PRAGMA user_version = {major * 65536 + minor}")
        connection.close()

    set_version(1, 7)
    with Catalogue.open(target) as catalogue:
        assert catalogue.info.products == 1
    set_version(2, 0)
    with pytest.raises(CatalogueError, match="newer version"):
        Catalogue.open(target)


def test_damage_inside_is_told_when_it_is_met(target: Path) -> None:
    with CatalogueWriter(target) as writer:
        writer.put([a_product(f"p{n}", description="word " * 400) for n in range(300)])
    raw = bytearray(target.read_bytes())
    raw[len(raw) // 3 : len(raw) // 3 * 2] = b"\xa5" * (len(raw) // 3)
    for aside in target.parent.glob("catalog.db-*"):
        aside.unlink()
    target.write_bytes(raw)

    def read_all() -> None:
        with Catalogue.open(target) as catalogue:
            list(catalogue.all_products())
            catalogue.vocabulary()

    with pytest.raises(CatalogueError, match="import"):
        read_all()


def test_a_second_writer_is_told_to_wait(target: Path) -> None:
    with CatalogueWriter(target) as first:
        first.put([a_product()])
        second = CatalogueWriter(target)
        second.connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(CatalogueError, match="Another program is writing"), second:
            pass


def test_the_empty_file_of_a_first_import_that_was_cut_off_is_no_catalogue_yet(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    assert not Catalogue.was_begun(path)
    sqlite3.connect(path).close()
    path.touch()
    assert not Catalogue.was_begun(path)
    path.write_bytes(b"no database at all, but something that is worth a word" * 40)
    assert Catalogue.was_begun(path)
    path.unlink()
    with CatalogueWriter(path):
        pass
    assert Catalogue.was_begun(path)
