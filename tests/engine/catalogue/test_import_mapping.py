"""A TOML mapping reads a feed with foreign column names, and a wrong mapping is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, ImportReport
from engine.errors import InputError
from engine.money import Money

Imported = Callable[..., tuple[ImportReport, Catalogue]]
Feed = Callable[..., Path]

MAPPING = """
currency = "EUR"
encoding = "cp1252"
delimiter = ";"
price_unit = "minor"
separators = "|"
options = ["Gr\u00f6\u00dfe"]
others = false

[columns]
id = "ArtNr"
title = ["Bezeichnung lang", "Bezeichnung"]
price = "VK Cent"
category = "Gruppe"
parent = "Stamm"

[attributes]
weight = { column = "Gewicht", unit = "g" }
size = "Gr\u00f6\u00dfe"
waterproof = "Dicht"
use = { column = "Zweck", separator = "," }

[values]
yes = ["ja"]
no = ["nein"]
"""


def test_foreign_columns(feed: Feed, imported: Imported) -> None:
    table = (
        "ArtNr;Bezeichnung;Bezeichnung lang;VK Cent;Gruppe;Gewicht;Dicht;Zweck;Lager;Stamm;Gr\u00f6\u00dfe\n"
        "7;Jacke;;12900;Outdoor|Jacken;310;ja;Reise, Berg;x;;\n"
        "8-S;Hut S;;900;Outdoor|H\u00fcte;;nein;;x;8;S\n8-M;Hut M;;900;Outdoor|H\u00fcte;;nein;;x;8;M\n"
    )
    path = feed("artikel.txt", table.encode("cp1252"))
    report, catalogue = imported(path, mapping=feed("map.toml", MAPPING))
    assert (report.added, report.bad_rows) == (2, 0)
    jacket = catalogue.product("7")
    assert jacket is not None
    assert (jacket.title, jacket.price, jacket.category) == ("Jacke", Money(12900, "EUR"), ("Outdoor", "Jacken"))
    assert {a.name: a.text for a in jacket.attributes} == {
        "weight": "310 g",
        "waterproof": "yes",
        "use": "Reise and Berg",
    }
    hat = catalogue.product("8")
    assert hat is not None
    assert [v.options["size"] for v in hat.variants] == ["S", "M"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[columns]\nid = 'a'\nnmae = 'b'\n", 3, "nmae"),
        ("colums = 3\n", 1, "colums"),
        ("price_unit = 'cents'\n", 1, "minor"),
        ("[attributes]\nw = { colum = 'x' }\n", 2, "colum"),
        ("encoding = 'utf-99'\n", 1, "utf-99"),
        ("delimiter = ';;'\n", 1, "one character"),
        ("[columns]\nid = 5\n", 2, "column"),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(feed: Feed, imported: Imported, text: str, line: int, told: str) -> None:
    path = feed("map.toml", text)
    with pytest.raises(InputError, match=told) as error:
        imported(feed("a.csv", "id,title,price\n"), mapping=path)
    assert error.value.line == line


def test_no_toml_and_no_file_are_told(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not valid TOML"):
        imported(feed("a.csv", "id,title,price\n"), mapping=feed("map.toml", "= ="))
    with pytest.raises(InputError, match="cannot be read"):
        imported(feed("a.csv", "id,title,price\n"), mapping=tmp_path / "none.toml")
