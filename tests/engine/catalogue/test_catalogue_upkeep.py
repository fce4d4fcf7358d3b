"""Export, check and the demo store's catalogue."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from engine.catalogue import (
    Catalogue,
    CatalogueWriter,
    build_demo,
    check_catalogue,
    export_file,
    export_to,
    import_paths,
)  # fmt: skip
from engine.products import Link, StoreDocument
from tests.engine.catalogue.conftest import WordEncoder, a_product, sizes


@pytest.fixture
def small(target: Path) -> Path:
    with CatalogueWriter(target) as writer:
        writer.put([a_product("p1", variants=sizes("p1", "S", "M"), goes_with=("p2",)), a_product("p2", stock=None)])
        writer.put_links([Link("p2", "p1", "upsell")])
        writer.put_documents([StoreDocument("r", "Returns", "Within 30 days.", ("refund",), {"period": "30 days"})])
        writer.put_meta(name="Shop", currency="USD")
    return target


def test_an_export_imports_back_identical(small: Path, tmp_path: Path) -> None:
    with Catalogue.open(small) as catalogue:
        assert export_file(catalogue, tmp_path / "out.jsonl") == 2
        import_paths([tmp_path / "out.jsonl"], tmp_path / "copy.db")
        with Catalogue.open(tmp_path / "copy.db") as copy:
            assert list(copy.all_products()) == list(catalogue.all_products())
            assert copy.documents() == catalogue.documents()
            assert copy.links("p2") == catalogue.links("p2")
            assert (copy.info.name, copy.info.currency) == ("Shop", "USD")
    assert not list(tmp_path.glob("*.part"))


def test_each_line_of_an_export_is_an_object_and_prices_are_texts(small: Path) -> None:
    out = io.StringIO()
    with Catalogue.open(small) as catalogue:
        export_to(catalogue, out)
    entries = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [e["type"] for e in entries] == ["catalogue", "document", "product", "product"]
    assert entries[2]["price"] == "129.00"
    assert entries[2]["attributes"]["weight"] == {"value": 310.0, "unit": "g"}


def test_importing_an_export_that_states_no_links_clears_them(small: Path, tmp_path: Path) -> None:
    with Catalogue.open(small) as catalogue:
        export_file(catalogue, tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    for entry in lines[2:]:
        entry["links"] = {}
    (tmp_path / "out.jsonl").write_text("\n".join(map(json.dumps, lines)))
    import_paths([tmp_path / "out.jsonl"], small)
    with Catalogue.open(small) as catalogue:
        assert list(catalogue.all_links()) == []


def test_a_sound_catalogue_passes(small: Path) -> None:
    report = check_catalogue(small)
    assert report.sound
    assert report.products == 2
    assert any("No product has a vector" in remark for remark in report.remarks)


def test_dangling_links_and_lost_pictures_are_remarks(small: Path) -> None:
    with CatalogueWriter(small) as writer:
        writer.put([a_product("p3", picture="gone.jpg", goes_with=("nothing",))])
    report = check_catalogue(small)
    assert report.sound
    assert any("1 links" in remark for remark in report.remarks)
    assert any("gone.jpg" in remark for remark in report.remarks)


def test_the_demo_store_is_built_quickly_and_soundly(target: Path) -> None:
    encoder = WordEncoder()
    build_demo(target, encoder)
    with Catalogue.open(target) as catalogue:
        assert catalogue.info.name == "Harbour & Pine"
        assert catalogue.info.embedded == catalogue.info.products >= 400
        assert len(catalogue.document_vectors()[0]) == catalogue.info.documents >= 14
        assert all(catalogue.picture(p) for p in catalogue.all_products())
    assert check_catalogue(target).remarks == ()
    count = len(encoder.texts)
    build_demo(target, encoder)
    assert len(encoder.texts) == count
