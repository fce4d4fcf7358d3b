"""The mapping that an import guessed can be read, changed and given back, and then means the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.catalogue import Catalogue, export_lines, import_paths
from engine.catalogue.formats.detect import CHOICES
from engine.catalogue.formats.mapping import FIELDS, AttributeColumn, ColumnMapping, read_mapping
from engine.catalogue.formats.mapping_text import mapping_lines
from engine.catalogue.guessing import guess_paths
from engine.cli import cli

Feed = Callable[..., Path]

GERMAN = (
    "Artikelnummer;Bezeichnung;Preis;Hersteller;Kategorie;Bestand;Gewicht;Farbe!;farbe;MPN;parent;size;;Link\n"
    "7;Jacke;129,00;Skerry;Outdoor > Jacken;3;310 g;blau;azur;SK-7;;;x;https://a.test\n"
    "8-S;Hütte S;9,50;Tamber;Outdoor;1;;rot;;T-8;8;S;;\n8-M;Hütte M;9,90;Tamber;Outdoor;0;;rot;;T-8;8;M;;\n"
)
OBJECTS = [
    {"sku": "1", "Product Name": "Mug", "price": 5, "attributes": {"glazed": True}, "Volume": {"value": 300, "unit": "ml"}},
    {"sku": "2", "Product Name": "Tee", "price": 9, "variants": [{"sku": "2-S", "size": "S"}, {"size": "M", "price": 8}]},
    {"sku": "3", "Product Name": "Pan", "price": 7, "lid": "glass", "upc": "4006381333931"},
]  # fmt: skip


def exported(path: Path) -> list[str]:
    with Catalogue.open(path) as catalogue:
        return list(export_lines(catalogue))


def _sheet(path: Path) -> Path:
    book = Workbook()
    for line in GERMAN.splitlines():
        book.active.append(line.split(";"))
    book.save(path)
    return path


@pytest.mark.parametrize("form", ["cp1252", "utf-16", "caret", "json", "jsonl", "wrapped", "xlsx", "two"])
def test_what_was_guessed_comes_back_the_same(feed: Feed, tmp_path: Path, form: str) -> None:
    lines = "\n".join(map(json.dumps, OBJECTS))
    match form:
        case "json" | "wrapped":
            path = feed("a.json", json.dumps(OBJECTS if form == "json" else {"items": OBJECTS}))
        case "jsonl":
            path = feed("a.jsonl", lines)
        case "xlsx":
            path = _sheet(tmp_path / "a.xlsx")
        case "two":
            feed("feeds/a.csv", GERMAN)
            feed("feeds/b.csv", "id,name,price,colour\n1,Mug,5,red\n")
            path = tmp_path / "feeds"
        case "caret":
            path = feed("a.csv", GERMAN.replace(";", "^"))
        case _:
            path = feed("a.csv", GERMAN.encode(form))
    options = ["--data-dir", str(tmp_path), "--currency", "EUR"]
    result = CliRunner().invoke(
        cli, ["catalog", "preview", str(path), "--write-map", str(tmp_path / "map.toml"), *options]
    )
    assert result.exit_code == 0, result.output
    assert "Columns: id = " in result.stdout
    import_paths([path], tmp_path / "guessed.db", currency="EUR")
    import_paths([path], tmp_path / "mapped.db", mapping=tmp_path / "map.toml")
    assert exported(tmp_path / "mapped.db") == exported(tmp_path / "guessed.db")
    # And what is guessed with the mapping is the mapping.
    again = guess_paths([path], mapping=tmp_path / "map.toml")
    assert again is not None and again.text("map.toml") == (tmp_path / "map.toml").read_text(encoding="utf-8")


def test_a_changed_mapping_changes_the_import(feed: Feed, tmp_path: Path) -> None:
    path = feed("a.csv", "id,title,price,colour,junk\n1,Mug,5,red,zz\n")
    guess = guess_paths([path])
    assert guess is not None
    text = guess.text("map.toml").replace('colour = "colour"', 'glaze = "colour"').replace('junk = "junk"\n', "")
    import_paths([path], tmp_path / "a.db", mapping=feed("map.toml", text.replace('"USD"', '"GBP"')))
    with Catalogue.open(tmp_path / "a.db") as catalogue:
        (mug,) = catalogue.all_products()
    assert ({a.name: a.text for a in mug.attributes}, mug.price.currency) == ({"glaze": "red"}, "GBP")


def test_a_vendor_s_format_says_its_columns_itself(feed: Feed, tmp_path: Path) -> None:
    path = feed("a.csv", "Handle,Title,Variant Price,Variant SKU\nmug,Mug,5,M-1\n")
    guess = guess_paths([path], currency="EUR")
    assert guess is not None and guess.fixed and guess.mapping.format == "shopify"
    import_paths([path], tmp_path / "a.db", mapping=feed("map.toml", guess.text("map.toml")))
    assert '"currency":"EUR"' in exported(tmp_path / "a.db")[0]


def test_a_file_that_is_there_is_not_written_over(feed: Feed, tmp_path: Path) -> None:
    path = feed("a.csv", "id,title,price\n1,Mug,5\n")
    words = ["catalog", "preview", str(path), "--write-map", str(feed("map.toml", "mine")), "--data-dir", str(tmp_path)]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 1 and "is there already" in result.stderr
    assert (tmp_path / "map.toml").read_text() == "mine"


def test_feeds_of_several_formats_have_no_mapping_in_common(feed: Feed, tmp_path: Path) -> None:
    feed("feeds/a.csv", "id,title,price\n1,Mug,5\n")
    feed("feeds/b.json", json.dumps(OBJECTS))
    words = ["catalog", "preview", str(tmp_path / "feeds"), "--data-dir", str(tmp_path)]
    page = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert page["map"] is None and page["products"] == 3
    result = CliRunner().invoke(cli, [*words, "--write-map", str(tmp_path / "map.toml")])
    assert result.exit_code == 1 and "one by one" in result.stderr


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_COLUMN = _TEXT.map(lambda text: " ".join(text.lower().split())).filter(
    lambda text: " ".join(text.lower().split()) == text != ""
)
_MAPPINGS = st.builds(
    ColumnMapping,
    columns=st.dictionaries(st.sampled_from(FIELDS), st.lists(_COLUMN, min_size=1, max_size=3).map(tuple), max_size=5),
    attributes=st.dictionaries(_TEXT, st.builds(AttributeColumn, _COLUMN, st.none() | _TEXT, st.none() | _TEXT), max_size=4),
    options=st.lists(_COLUMN, max_size=2).map(tuple),
    others=st.booleans(),
    format=st.none() | st.sampled_from(list(CHOICES)),
    currency=st.none() | st.sampled_from(["EUR", "JPY"]),
    encoding=st.none() | st.sampled_from(["utf-8", "cp1252"]),
    delimiter=st.none() | st.characters(exclude_categories=["Cs"]),
    price_unit=st.sampled_from(["major", "minor"]),
    separators=_TEXT,
    yes=st.frozensets(_TEXT.map(str.lower).filter(lambda t: t.lower() == t), max_size=2),
    no=st.frozensets(_TEXT.map(str.lower).filter(lambda t: t.lower() == t), max_size=2),
)  # fmt: skip


@given(_MAPPINGS, st.lists(_TEXT, max_size=3), _TEXT)
def test_any_mapping_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, mapping: ColumnMapping, unused: list[str], name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("\n".join(mapping_lines(mapping, name, unused)) + "\n", encoding="utf-8", newline="\n")
    assert read_mapping(path) == mapping
