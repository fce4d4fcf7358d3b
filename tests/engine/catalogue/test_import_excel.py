"""Excel workbooks come in sheet by sheet, a bad row is told by its row, a broken workbook in one sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from engine.errors import InputError
from engine.money import Money

Imported = Callable[..., tuple[Any, Any]]

ROWS: list[list[object]] = [
    ["id", "title", "price", "stock", "description", "waterproof", "weight"],
    [1001, "Fen Rain Jacket", 129.0, 4, "Dry and light.\nFor hills.", True, "310 g"],
    [],
    [1002, "Canal Bell", 9.5, 0, "Rings.", None, "#N/A"],
    [1003, "Odd Bell", "nine", 1, "", None, None],
]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name == "hidden":
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_workbook_reads_like_the_csv_of_its_sheets(tmp_path: Path, imported: Imported) -> None:
    more = [ROWS[0], [1004, "Elm Bench", 80, 2, "", None, None]]
    secret = [ROWS[0], [1005, "Not Yet", 1, 1, "", None, None]]
    path = workbook(tmp_path / "shop.xlsx", products=ROWS, more=more, notes=[["to do"], ["call Ann"]], hidden=secret)
    report, catalogue = imported(path)
    jacket = catalogue.product("1001")
    assert (report.added, catalogue.product("1005")) == (3, None)
    assert (jacket.price, jacket.stock) == (Money(12900, "USD"), 4)
    assert "For hills." in jacket.description and "\u2028" not in jacket.description
    assert jacket.attribute("waterproof").value is True and jacket.attribute("weight").text == "310 g"
    assert catalogue.product("1002").attribute("weight") is None
    assert [(b.line, "nine" in b.reason) for b in report.bad] == [(5, True)]
    assert "products" in str(report.bad[0])


def test_a_shop_s_export_saved_as_excel_is_still_that_shop_s(tmp_path: Path, imported: Imported) -> None:
    rows: list[list[object]] = [
        [
            "ID",
            "Type",
            "SKU",
            "Name",
            "Published",
            "Regular price",
            "Parent",
            "Attribute 1 name",
            "Attribute 1 value(s)",
        ],
        [7, "variable", "FEN", "Fen Jacket", 1, None, None, "Size", "S, M"],
        [8, "variation", "FEN-S", "Fen Jacket - S", 1, 129, "id:7", "Size", "S"],
    ]
    _, catalogue = imported(workbook(tmp_path / "wc.xlsx", export=rows))
    assert [dict(v.options) for v in catalogue.product("FEN").variants] == [{"size": "S"}]


@pytest.mark.parametrize("damage", ["cut", "sheet"])
def test_a_broken_workbook_is_told_and_changes_nothing(tmp_path: Path, imported: Imported, damage: str) -> None:
    path = workbook(tmp_path / "shop.xlsx", products=ROWS)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-300])
    else:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:200]
        with zipfile.ZipFile(path, "w") as new:
            for name, data in parts.items():
                new.writestr(name, data)
    with pytest.raises(InputError, match=r"shop\.xlsx"):
        imported(path)
