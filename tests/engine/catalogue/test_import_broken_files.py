"""A set of broken feeds: each is told in one clear sentence, and what is usable in it goes in."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, ImportReport, import_paths
from engine.errors import AisleError, CatalogueError, InputError

Imported = Callable[..., tuple[ImportReport, Catalogue]]
Feed = Callable[..., Path]

GOOD = "id,title,price\n1,Mug,5\n2,Pan,7\n"


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_a_truncated_zip(feed: Feed, imported: Imported) -> None:
    whole = zipped(items_csv=GOOD * 50)
    with pytest.raises(InputError, match=r"items\.zip: is not a complete zip file"):
        imported(feed("items.zip", whole[: len(whole) // 2]))


def test_of_a_zip_with_a_wrong_checksum_nothing_is_used(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    raw = bytearray(zipped(items_csv="id,title,price\n" + "".join(f"{n},Mug {n},5\n" for n in range(20_000))))
    raw[len(raw) // 2] ^= 0xFF
    feed("feeds/a.csv", "id,title,price\nx,Pan,7\n")
    feed("feeds/b.zip", bytes(raw))
    feed("feeds/c.csv", "id,title,price\n5,Pot,8\n")
    report, catalogue = imported(tmp_path / "feeds")
    assert [(p.id, p.title) for p in catalogue.all_products()] == [("x", "Pan"), ("5", "Pot")]
    assert report.added == 2
    assert [(Path(b.file).name, "is damaged" in b.reason) for b in report.bad] == [("items.csv", True)]


def test_a_zip_of_something_else(feed: Feed, imported: Imported) -> None:
    with pytest.raises(InputError, match="holds no feed"):
        imported(feed("photos.zip", zipped(photo_jpg="x")))


def test_a_truncated_gzip_gives_what_came_before(feed: Feed, imported: Imported) -> None:
    packed = gzip.compress(
        ("id,title,price\n" + "".join(f"{n},Mug number {n} of the shop,5\n" for n in range(8_000))).encode()
    )
    report, catalogue = imported(feed("items.csv.gz", packed[: len(packed) // 2]))
    assert 500 < report.added < 8_000
    assert "cannot be read to its end" in report.bad[-1].reason
    assert catalogue.info.products == report.added


def test_one_broken_file_does_not_stop_the_others(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    feed("feeds/a.csv", GOOD)
    feed("feeds/b.json", '[{"id": "3", "title": "Pot", "price": 9}, {"id": "4", "tit')
    feed("feeds/c.xml", '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>5</g:id></channel>')
    report, catalogue = imported(tmp_path / "feeds")
    assert {p.id for p in catalogue.all_products()} == {"1", "2", "3"}
    assert {(Path(b.file).name, b.line) for b in report.bad} == {("b.json", 1), ("c.xml", 1)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00" * 500,
        os.urandom(64) + b"\xff" * 400,
        b"%PDF-1.4 hello",
        b"[",
        b"{",
        b"[1, 2, 3]",
        b"<html></html>",
    ],
)
@pytest.mark.parametrize("name", ["items.csv", "items.json", "items.jsonl", "items.xml"])
def test_what_is_no_feed_is_told_and_leaves_no_catalogue(feed: Feed, target: Path, name: str, content: bytes) -> None:
    with pytest.raises(InputError) as error:
        import_paths([feed(name, content)], target)
    assert name in str(error.value)
    assert "\n" not in str(error.value)
    with pytest.raises(CatalogueError):
        Catalogue.open(target)


def test_utf16_and_cp1252_and_a_mark(feed: Feed, imported: Imported) -> None:
    report, catalogue = imported(
        feed("a.csv", "id\ttitle\tprice\n1\tB\u00fcgelbrett\t5\n".encode("utf-16")),
        feed("b.csv", "id;title;price\n2;Caf\u00e9 cr\u00e8me\u2122;6\n".encode("cp1252")),
        feed("c.csv", "id,title,price\n3,\u7ea2\u8272,7\n".encode("utf-8-sig")),
    )
    assert report.bad_rows == 0
    assert [p.title for p in catalogue.all_products()] == [
        "B\u00fcgelbrett",
        "Caf\u00e9 cr\u00e8me\u2122",
        "\u7ea2\u8272",
    ]


def test_rows_of_another_encoding_cost_themselves(feed: Feed, imported: Imported) -> None:
    text = "id,title,price\n" + "".join(f"{n},Gr\u00f6\u00dfe {n},5\n" for n in range(30))
    report, catalogue = imported(feed("a.csv", text.encode() + b"x,caf\xe9,5\ny,Mug,5\n"))
    assert [(b.line, "not UTF-8" in b.reason) for b in report.bad] == [(32, True)]
    assert catalogue.product("y") is not None


def test_html_entities_and_scripts_never_reach_a_shopper(feed: Feed, imported: Imported) -> None:
    path = feed(
        "a.csv",
        'id,title,price,description\n1,"Mug &amp; <b>Cup</b>",5,"<script>x()</script><p>Hi<br/>there&nbsp;&bull; now"\n',
    )
    product = imported(path)[1].product("1")
    assert product is not None
    assert product.title == "Mug & Cup"
    assert product.description == "Hi\nthere \u2022 now"


def test_a_missing_path_and_a_folder_of_nothing(imported: Imported, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        imported(tmp_path / "none.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no product in"):
        imported(tmp_path / "empty")


def test_a_target_that_cannot_be_written(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AisleError, match="cannot be written"):
        import_paths([feed("a.csv", GOOD)], tmp_path / "file" / "catalog.db")


def test_a_picture_path_cannot_leave_the_feeds_folder(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    feed("secret.jpg", b"jpg")
    path = feed("shop/feeds/a.csv", "id,title,price,image\n1,Mug,5,../../secret.jpg\n2,Pan,5,C:\\\\windows\\\\x.jpg\n")
    assert [p.picture for p in imported(path)[1].all_products()] == [None, None]


def test_a_million_character_cell_and_a_thousand_columns(feed: Feed, imported: Imported) -> None:
    wide = ",".join(f"c{n}" for n in range(1000))
    path = feed("a.csv", f"id,title,price,{wide}\n1,Mug,5,{'x,' * 999}x\n2,{'y' * 1_100_000},5\n3,Pan,6\n")
    report, catalogue = imported(path)
    assert {p.id for p in catalogue.all_products()} == {"1", "3"}
    assert [b.line for b in report.bad] == [3]


def test_deep_json_is_one_bad_row(feed: Feed, imported: Imported) -> None:
    deep = '{"id": "d", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    report, catalogue = imported(feed("a.jsonl", '{"id": "1", "title": "Mug", "price": 5}\n' + deep + "\n"))
    assert report.bad_rows == 1
    assert catalogue.info.products == 1
