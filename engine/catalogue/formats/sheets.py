"""Excel workbooks (.xlsx) as feeds: every worksheet reads as the CSV that Excel would save of it, row by row."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engine.errors import InputError

_HELD_MOST = 200_000_000
"""Bytes of the workbook's shared texts and styles, which are held in memory; more is no product feed but an attack."""
_LINE = "\u2028"
"""Stands for a line break inside a cell, so that a line of the table is a row of the sheet."""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in archive.namelist()


def sheet_names(path: Path) -> list[str]:
    """The visible worksheets in their order. Raises :class:`InputError` for a workbook that cannot be read."""
    with _workbook(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


@contextmanager
def open_sheet(path: Path, name: str) -> Iterator[IO[bytes]]:
    """A worksheet as UTF-8 CSV. Raises :class:`InputError` for a workbook that cannot be read."""
    with _workbook(path) as book:
        yield io.BufferedReader(_Rows(book[name].iter_rows(values_only=True), _reason(path)), 1 << 16)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook

    fail = _reason(path)
    with zipfile.ZipFile(path) as archive:
        held = [m.file_size for m in archive.infolist() if not m.filename.startswith(("xl/worksheets/", "xl/media/"))]
        if sum(held) > _HELD_MOST:
            raise fail(f"holds {sum(held) // 1_000_000} MB of texts; save it as CSV")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets the errors of its XML and zip readers through
        raise fail(f"is not a readable Excel workbook ({type(error).__name__}); save it anew or as CSV") from error
    try:
        yield book
    finally:
        book.close()


def _reason(path: Path) -> Callable[[str], InputError]:
    return lambda text: InputError(text, path)


class _Rows(io.RawIOBase):
    """The rows as CSV bytes, made as they are read."""

    def __init__(self, rows: Iterator[tuple[object, ...]], fail: Callable[[str], InputError]) -> None:
        self._rows, self._fail = rows, fail
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            try:
                row = next(self._rows)
            except StopIteration:
                return 0
            except Exception as error:  # as above
                raise self._fail(f"is damaged ({type(error).__name__}); save it anew or as CSV") from error
            if row.count(None) == len(row):
                self._left = b"\n"  # quickly, for a cell far down makes a million of these
                continue
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerow([_text(value) for value in row])
            self._left = text.getvalue().encode("utf-8", "replace")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _text(value: object) -> str:
    """A cell as Excel's CSV has it: whole numbers without a point, dates in ISO, errors and formulas without value empty."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
        case str():
            if value.startswith("#") and value in {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}:
                return ""
            return value.replace("\r\n", _LINE).replace("\n", _LINE).replace("\r", _LINE)
        case _:
            return str(value)
