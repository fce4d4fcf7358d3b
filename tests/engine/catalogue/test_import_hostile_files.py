"""Hostile and broken files: a clear sentence each, the rest goes in, the catalogue before still answers, memory is bounded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from engine.catalogue import Catalogue, check_catalogue, export_lines, import_paths
from engine.errors import InputError
from tests.engine.catalogue.hostile import GOOD, Hostile, gzip_bomb, hostile_files

Feed = Callable[..., Path]


@pytest.fixture
def before(feed: Feed, target: Path) -> list[str]:
    """A catalogue of one product, as its export."""
    import_paths([feed("before.csv", "id,title,price\nold,Kettle,9\n")], target)
    with Catalogue.open(target) as catalogue:
        return list(export_lines(catalogue))


@pytest.mark.parametrize("file", list(hostile_files()), ids=lambda file: file.name)
def test_a_hostile_file(feed: Feed, target: Path, before: list[str], tmp_path: Path, file: Hostile) -> None:
    path = feed(f"feeds/{file.name}", file.make())
    if file.refused:
        with pytest.raises(InputError, match=file.refused) as told:
            import_paths([path], target, replace=True)
        assert file.name in str(told.value) and "\n" not in str(told.value) and len(str(told.value)) < 600
        with Catalogue.open(target) as catalogue:
            assert list(export_lines(catalogue)) == before
    else:
        report = import_paths([path], target)
        with Catalogue.open(target) as catalogue:
            assert {p.id: p.title for p in catalogue.all_products()} == {"old": "Kettle"} | file.products
        assert [b.line for b in report.bad] == [line for line, _ in file.bad]
        for bad, (_, words) in zip(report.bad, file.bad, strict=True):
            assert words in bad.reason and file.name in bad.file and str(bad).isprintable()
    assert check_catalogue(target).sound
    assert not list(tmp_path.parent.rglob("escaped.csv")) and not Path("/tmp/escaped.csv").exists()


@pytest.mark.parametrize("file", [f for f in hostile_files() if f.refused], ids=lambda file: file.name)
def test_a_hostile_file_in_a_folder_does_not_stop_the_others(
    feed: Feed, target: Path, before: list[str], tmp_path: Path, file: Hostile
) -> None:
    feed(f"feeds/{file.name}", file.make())
    feed("feeds/good.csv", GOOD)
    report = import_paths([tmp_path / "feeds"], target)
    assert report.added == 2
    with Catalogue.open(target) as catalogue:
        assert {p.id for p in catalogue.all_products()} == {"old", "1", "2"}


def test_a_folder_in_place_of_a_file(target: Path, before: list[str], tmp_path: Path) -> None:
    (tmp_path / "items.csv").mkdir()
    with pytest.raises(InputError, match=r"no product in .*items\.csv"):
        import_paths([tmp_path / "items.csv"], target)
    with pytest.raises(InputError, match="is neither a file nor a folder"):
        import_paths([Path("/dev/null")], target)
    (tmp_path / "map.toml").mkdir()
    with pytest.raises(InputError, match=r"map\.toml: cannot be read"):
        import_paths([tmp_path / "before.csv"], target, mapping=tmp_path / "map.toml")


def test_a_mapping_that_names_the_wrong_encoding(feed: Feed, target: Path, before: list[str]) -> None:
    with pytest.raises(InputError, match=r"a\.csv: is not written in UTF-16; name its encoding in a mapping"):
        import_paths([feed("a.csv", GOOD)], target, mapping=feed("map.toml", 'encoding = "utf-16"\nformat = "csv"\n'))


def test_descriptions_as_long_as_books_are_cut_and_told(feed: Feed, target: Path) -> None:
    report = import_paths([feed("a.csv", f"id,title,price,description\n1,Mug,5,{'word ' * 100_000}\n")], target)
    with Catalogue.open(target) as catalogue:
        (product,) = catalogue.all_products()
    assert len(product.description) == 50_000
    assert "1 descriptions were cut to 50,000 characters." in report.notes


def test_quotes_that_never_close_cost_no_endless_looking_ahead(feed: Feed, target: Path) -> None:
    # Each of these lines opens a field that no later line closes.
    path = feed("a.csv", "id,title,price\n" + '1,"a"" b,5\n' * 40_000 + "2,Pan,7\n")
    report = import_paths([path], target)
    assert report.added >= 1
    assert report.seconds < 60


def test_one_cell_at_the_far_end_of_a_sheet(tmp_path: Path, target: Path) -> None:
    book = Workbook()
    book.active.append(["id", "title", "price"])
    book.active.append([1, "Mug", 5])
    book.active.cell(20_000, 60, "x")
    book.save(tmp_path / "far.xlsx")
    report = import_paths([tmp_path / "far.xlsx"], target)
    assert (report.added, [b.line for b in report.bad]) == (1, [20_000])


BOUNDED = """
import resource, sys
from pathlib import Path
from engine.catalogue import import_paths
from engine.errors import InputError

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

import_paths([Path(sys.argv[1])], Path(sys.argv[2]))
before = peak()
for name in sys.argv[3:]:
    try:
        import_paths([Path(name)], Path(sys.argv[2]))
    except InputError as error:
        print(error)
print(peak() - before)
"""


def test_memory_stays_bounded_whatever_is_sent(feed: Feed, target: Path, tmp_path: Path) -> None:
    huge = b"x" * 24_000_000
    files = [
        feed("line.csv", b"id,title,price\n1,Mug," + huge),
        feed("line.jsonl", b'{"id": "1", "title": "' + huge),
        feed("array.json", b'[{"id": "1", "title": "' + huge),
        feed("tag.xml", b"<?xml version='1.0'?><rss><item " + huge),
        feed("text.xml", b"<?xml version='1.0'?><rss><item><title>" + huge),
        feed("bomb.csv.gz", gzip_bomb()),
    ]
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(feed("good.csv", GOOD)), str(target), *map(str, files)],
        cwd=Path(__file__).parents[3],
        timeout=300,
        check=True,
        capture_output=True,
        text=True,
    )
    *told, kilobytes = done.stdout.splitlines()
    assert len(told) == len(files)
    assert int(kilobytes) < 120_000
