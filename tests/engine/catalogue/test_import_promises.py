"""What an operator relies on: imports are atomic, incremental, resumable, and say how far they are."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.catalogue import (
    Catalogue,
    CatalogueWriter,
    ImportReport,
    Progress,
    check_catalogue,
    export_lines,
    import_paths,
)
from engine.errors import InputError
from tests.engine.catalogue.conftest import WordEncoder, a_product

Imported = Callable[..., tuple[ImportReport, Catalogue]]
Feed = Callable[..., Path]

HEAD = "id,title,price,stock,color\n"


def rows(*ids: int, price: str = "5.00") -> str:
    return HEAD + "".join(f"{n},Mug number {n},{price},3,blue\n" for n in ids)


def test_importing_again_changes_only_what_changed(feed: Feed, imported: Imported, encoder: WordEncoder) -> None:
    path = feed("items.csv", rows(1, 2, 3))
    first, _ = imported(path, embedder=encoder)
    assert (first.added, first.embedded, len(encoder.texts)) == (3, 3, 3)
    second, _ = imported(path, embedder=encoder)
    assert (second.added, second.changed, second.unchanged, second.embedded) == (0, 0, 3, 0)
    feed("items.csv", rows(1, 2) + "3,Kettle number 3,5.00,3,blue\n4,New,1,1,red\n")
    third, catalogue = imported(path, embedder=encoder)
    assert (third.added, third.changed, third.unchanged, third.embedded) == (1, 1, 2, 2)
    assert len(encoder.texts) == 5
    assert catalogue.info.embedded == 4


def test_a_new_price_costs_no_new_vector(feed: Feed, imported: Imported, encoder: WordEncoder) -> None:
    imported(feed("items.csv", rows(1, 2)), embedder=encoder)
    report, catalogue = imported(feed("items.csv", rows(1, 2, price="9.99")), embedder=encoder)
    assert (report.changed, report.embedded) == (2, 0)
    assert {p.price.minor for p in catalogue.all_products()} == {999}


def test_another_encoder_makes_all_vectors_anew(feed: Feed, imported: Imported, encoder: WordEncoder) -> None:
    path = feed("items.csv", rows(1, 2))
    imported(path, embedder=encoder)
    report, catalogue = imported(path, embedder=WordEncoder("words-2"))
    assert report.embedded == 2
    assert catalogue.info.encoder_sha256 == "words-2"


def test_vectors_belong_to_their_products(feed: Feed, imported: Imported, encoder: WordEncoder) -> None:
    _, catalogue = imported(feed("items.csv", rows(*range(1, 700))), embedder=encoder)
    rowids, vectors = catalogue.vectors()
    assert vectors.shape == (699, 384)
    assert vectors.dtype == np.float32
    from engine.retrieval.text import product_text

    products = catalogue.by_rowids([int(r) for r in rowids])
    wanted = encoder.encode([product_text(p) for p in products])
    assert np.abs(vectors - wanted).max() < 1e-3


def test_without_an_encoder_the_report_says_that_search_goes_by_words(feed: Feed, imported: Imported) -> None:
    report, catalogue = imported(feed("items.csv", rows(1)))
    assert report.embedded == 0
    assert any("vectors" in note for note in report.notes)
    assert catalogue.vectors()[1].shape[0] == 0


def test_products_missing_from_the_feed_stay_unless_replaced(
    feed: Feed, imported: Imported, encoder: WordEncoder
) -> None:
    imported(feed("items.csv", rows(1, 2, 3)), embedder=encoder)
    path = feed("items.csv", rows(2))
    kept, _ = imported(path)
    assert kept.removed == 0
    replaced, catalogue = imported(path, replace=True)
    assert replaced.removed == 2
    assert [p.id for p in catalogue.all_products()] == ["2"]
    assert catalogue.info.embedded == 1
    assert check_catalogue(catalogue.path).sound


def test_replacing_keeps_a_product_whose_new_row_is_bad(feed: Feed, imported: Imported) -> None:
    imported(feed("items.csv", rows(1, 2, 3)))
    report, catalogue = imported(feed("items.csv", rows(1) + "2,Mug number 2,oops,3,blue\n"), replace=True)
    assert {p.id for p in catalogue.all_products()} == {"1", "2"}
    assert report.bad_rows == 1


def test_nothing_is_removed_when_a_feed_was_cut(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    imported(feed("items.csv", rows(1, 2, 3)))
    feed("feeds/a.csv", rows(1))
    feed("feeds/b.csv.gz", gzip.compress(rows(2).encode() * 50)[:-20])
    report, catalogue = imported(tmp_path / "feeds", replace=True)
    assert report.removed == 0
    assert catalogue.info.products == 3
    assert any("Nothing was removed" in note for note in report.notes)
    assert any("b.csv.gz" in bad.file and "end" in bad.reason for bad in report.bad)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '[{"id": "1", "title": "Mug", "price": 5}, {"id": "2", "ti'),
        ("a.json", '[{"id": "1", "title": "Mug", "price": 5},'),
        (
            "a.xml",
            "<rss xmlns:g='http://base.google.com/ns/1.0'><item><id>1</id><title>A</title><price>5</price></item><item>",
        ),
    ],
)
def test_nothing_is_removed_when_the_text_breaks_off(feed: Feed, imported: Imported, name: str, content: str) -> None:
    imported(feed("items.csv", rows(1, 2, 3)))
    report, catalogue = imported(feed(name, content), replace=True)
    assert (report.changed, report.removed, catalogue.info.products) == (1, 0, 3)
    assert any("Nothing was removed" in note for note in report.notes)


def test_a_feed_without_a_usable_row_changes_nothing(feed: Feed, imported: Imported) -> None:
    _, catalogue = imported(feed("items.csv", rows(1, 2)))
    before = list(export_lines(catalogue))
    bad = feed("items.csv", HEAD + "1,,5,1,\n2,Mug,-1,1,\n")
    with pytest.raises(InputError, match=r"no usable product.*2 bad rows.*items\.csv:2"):
        imported(bad, replace=True)
    with pytest.raises(InputError, match="no product"):
        imported(feed("empty.csv", HEAD), replace=True)
    assert list(export_lines(catalogue)) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from engine.catalogue import embedding, import_paths
from engine.catalogue.writer import CatalogueWriter
from tests.engine.catalogue.conftest import WordEncoder

feed, target, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "writing":
    put, calls = CatalogueWriter.put, []
    def put_then_die(self, *args, **kwargs):
        put(self, *args, **kwargs)
        calls.append(1)
        if len(calls) == 3:
            die()
    CatalogueWriter.put = put_then_die
elif moment == "removing":
    CatalogueWriter.remove_unseen = die
elif moment == "before the commit":
    CatalogueWriter.__exit__ = die
elif moment.endswith("seconds in"):
    import threading
    import numpy
    from engine.retrieval import text
    threading.Timer(float(moment.split()[0]), die).start()

class Encoder(WordEncoder):
    calls = 0
    def encode(self, texts):
        Encoder.calls += 1
        if Encoder.calls == 3 and moment == "embedding":
            die()
        return super().encode(texts)

import_paths([feed], target, replace=True, embedder=Encoder() if moment.split()[-1] in ("embedding", "in") else None)
die()
"""


@pytest.mark.parametrize("moment", ["writing", "removing", "before the commit"])
def test_a_killed_import_leaves_the_old_catalogue(feed: Feed, imported: Imported, target: Path, moment: str) -> None:
    _, catalogue = imported(feed("old.csv", rows(*range(1, 50))))
    before = list(export_lines(catalogue))
    catalogue.close()
    run_killed(feed("new.csv", rows(*range(10, 3000), price="7.00")), target, moment)
    with Catalogue.open(target) as after:
        assert list(export_lines(after)) == before
    assert check_catalogue(target).sound
    report, _ = imported(feed("new.csv", rows(*range(10, 3000), price="7.00")), replace=True)
    assert (report.added, report.changed, report.removed) == (2950, 40, 9)


def test_a_killed_first_import_leaves_no_trouble(feed: Feed, imported: Imported, target: Path) -> None:
    path = feed("new.csv", rows(*range(1, 3000)))
    run_killed(path, target, "writing")
    report, _ = imported(path)
    assert report.added == 2999


def test_an_import_killed_while_embedding_serves_the_old_catalogue_and_resumes(
    feed: Feed, imported: Imported, target: Path
) -> None:
    imported(feed("old.csv", rows(1, 2)), embedder=WordEncoder())
    with Catalogue.open(target) as catalogue:
        before = (list(export_lines(catalogue)), catalogue.vectors()[1].tolist())
    path = feed("new.csv", rows(*range(3, 1003)))
    run_killed(path, target, "embedding")
    with Catalogue.open(target) as catalogue:
        assert (list(export_lines(catalogue)), catalogue.vectors()[1].tolist()) == before
    assert check_catalogue(target).problems == ()
    told: list[Progress] = []
    report, catalogue = imported(path, embedder=WordEncoder(), replace=True, progress=told.append)
    assert (report.resumed, report.embedded, catalogue.info.embedded) == (512, 488, 1000)
    assert [(p.stage, p.rows) for p in told[:1]] == [("resuming", 512)]
    assert sorted(p.name for p in target.parent.iterdir() if "-wal" not in p.name and "-shm" not in p.name) == [
        target.name
    ]
    again, _ = imported(path, embedder=WordEncoder())
    assert (again.resumed, again.embedded) == (0, 0)


@pytest.mark.parametrize("signal_after", [0.05, 0.2, 0.4])
def test_an_import_killed_at_any_moment_is_all_or_nothing(
    feed: Feed, imported: Imported, target: Path, signal_after: float
) -> None:
    imported(feed("old.csv", rows(1, 2)), embedder=WordEncoder())
    run_killed(feed("new.csv", rows(*range(3, 1003))), target, f"{signal_after} seconds in")
    assert check_catalogue(target).problems == ()
    with Catalogue.open(target) as catalogue:
        assert (catalogue.info.products, catalogue.info.embedded) in {(2, 2), (1000, 1000)}
    _, catalogue = imported(tmp := target.parent.parent / "new.csv", embedder=WordEncoder(), replace=True)
    assert tmp.is_file() and (catalogue.info.products, catalogue.info.embedded) == (1000, 1000)


def test_interrupting_an_import_leaves_the_old_catalogue_and_the_next_one_goes_on(
    feed: Feed, imported: Imported, target: Path
) -> None:
    class Interrupted(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Any:
            if self.texts:
                raise KeyboardInterrupt
            return super().encode(texts)

    imported(feed("old.csv", rows(1, 2)), embedder=WordEncoder())
    path = feed("new.csv", rows(*range(3, 603)))
    with pytest.raises(KeyboardInterrupt):
        imported(path, embedder=Interrupted())
    with Catalogue.open(target) as catalogue:
        assert [p.id for p in catalogue.all_products()] == ["1", "2"]
    report, _ = imported(path, embedder=WordEncoder())
    assert (report.resumed, report.embedded) == (254, 346)  # a page of 256 has the two old ones


@pytest.mark.parametrize("left", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_what_an_interrupted_import_left_may_be_damaged(
    feed: Feed, imported: Imported, target: Path, left: bytes
) -> None:
    target.parent.mkdir()
    aside = target.with_name(f".{target.name}-vectors")
    aside.write_bytes(left)
    report, _ = imported(feed("a.csv", rows(1, 2)), embedder=WordEncoder())
    assert (report.resumed, report.embedded) == (0, 2)
    assert not aside.exists()


def test_vectors_left_by_another_encoder_are_not_taken(feed: Feed, imported: Imported, target: Path) -> None:
    path = feed("new.csv", rows(*range(3, 1003)))
    run_killed(path, target, "embedding")
    report, catalogue = imported(path, embedder=WordEncoder("words-2"))
    assert (report.embedded, catalogue.info.encoder_sha256) == (1000, "words-2")


def test_a_text_keeps_its_vector_under_another_id(feed: Feed, imported: Imported, encoder: WordEncoder) -> None:
    lines = [f"Mug number {n},5.00,3,blue\n" for n in range(900)]
    imported(feed("a.csv", HEAD + "".join(f"{n},{line}" for n, line in enumerate(lines))), embedder=encoder)
    # The ids are places in the file: one row more at the top and all move on by one.
    lines.insert(0, "Kettle,9.00,1,red\n")
    moved = feed("a.csv", HEAD + "".join(f"{n},{line}" for n, line in enumerate(lines)))
    report, catalogue = imported(moved, embedder=encoder)
    assert (report.changed, report.added, report.embedded) == (900, 1, 1)
    # And with other ids altogether.
    renamed = feed("a.csv", HEAD + "".join(f"x{n},{line}" for n, line in enumerate(lines)))
    report, catalogue = imported(renamed, embedder=encoder, replace=True)
    assert (report.added, report.removed, report.embedded) == (901, 901, 0)
    assert check_catalogue(catalogue.path).problems == ()
    from engine.retrieval.text import product_text

    rowids, vectors = catalogue.vectors()
    wanted = WordEncoder().encode([product_text(p) for p in catalogue.by_rowids([int(r) for r in rowids])])
    assert np.abs(vectors - wanted).max() < 1e-3


def run_killed(path: Path, target: Path, moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(target), moment],
        cwd=Path(__file__).parents[3],
        timeout=300,
        check=False,
    )
    assert done.returncode == -9


def test_progress_tells_rows_rate_and_an_end(feed: Feed, target: Path, encoder: WordEncoder) -> None:
    told: list[Progress] = []
    import_paths([feed("items.csv", rows(*range(2000)))], target, progress=told.append, embedder=encoder)
    assert [p.stage for p in told if p.stage == "indexing"] == ["indexing"]
    assert told[-1].stage == "embedding"
    assert told[-1].done == 1.0
    assert told[-1].rows == 2000
    assert all(0 <= p.done <= 1 for p in told)
    assert all(p.seconds_left is None or p.seconds_left >= 0 for p in told)


def test_two_feeds_with_the_same_id_name_both_places(feed: Feed, imported: Imported) -> None:
    a, b = feed("a.csv", rows(1, 2)), feed("b.csv", rows(2, 3))
    report, catalogue = imported(a, b)
    assert catalogue.info.products == 3
    (bad,) = report.bad
    assert (bad.file, bad.line) == (str(b), 2)
    assert f"{a}:3" in bad.reason


_HOSTILE = st.text(max_size=15) | st.sampled_from(
    [
        "<b>x</b>",
        "'; DROP TABLE product; --",
        '"',
        "\x00",
        "\ud7ff",
        "𝔘𝔫𝔦",
        "NaN",
        "1e999",
        "-1",
        "1/0",
        "=cmd()",
        "​",
        "a\nb",
        "🧦",
    ]
)
_ROWS = st.lists(
    st.fixed_dictionaries({"id": _HOSTILE, "title": _HOSTILE, "price": _HOSTILE | st.sampled_from(["5", "1.299,00 €", "$3"]),
                           "stock": _HOSTILE, "color": _HOSTILE, "weight": _HOSTILE, "category": _HOSTILE, "description": _HOSTILE}),
    max_size=12,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ROWS)
def test_every_row_goes_in_or_is_told_and_comes_back_from_an_export(tmp_path: Path, data: list[dict[str, str]]) -> None:
    import json

    folder = tmp_path / "hostile"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    feed = folder / "feed.jsonl"
    good = {"id": "good", "title": "Mug", "price": "5"}
    feed.write_text("\n".join(json.dumps(row) for row in [good, *data]), encoding="utf-8")
    report = import_paths([feed], folder / "a.db", format="jsonl")
    assert report.added + report.bad_rows == len(data) + 1
    assert check_catalogue(folder / "a.db").sound
    with Catalogue.open(folder / "a.db") as catalogue:
        lines = list(export_lines(catalogue))
    (folder / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    again = import_paths([folder / "export.jsonl"], folder / "b.db")
    assert (again.added, again.bad_rows) == (report.added, 0)
    with Catalogue.open(folder / "b.db") as copy:
        assert list(export_lines(copy)) == lines


_ATTRIBUTES: Any = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.booleans() | st.text(max_size=10) | st.floats(allow_nan=False, allow_infinity=False) | st.lists(st.text(max_size=5), max_size=3),
    max_size=5,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ATTRIBUTES, st.text(max_size=30), st.lists(st.text(min_size=1, max_size=5), max_size=3, unique=True))
def test_any_product_comes_back_from_an_export(
    tmp_path: Path, facts: dict[str, Any], text: str, links: list[str]
) -> None:
    from engine.products import Attribute

    folder = tmp_path / "round"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    attributes = tuple(Attribute(n, tuple(v) if isinstance(v, list) else v) for n, v in facts.items())
    product = a_product(
        "p", attributes=attributes, description=text, title=text or "t", goes_with=tuple(k for k in links if k != "p")
    )
    with CatalogueWriter(folder / "a.db") as writer:
        writer.put([product])
    with Catalogue.open(folder / "a.db") as catalogue:
        lines = list(export_lines(catalogue))
        stored = catalogue.product("p")
    (folder / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert import_paths([folder / "export.jsonl"], folder / "b.db").bad == ()
    with Catalogue.open(folder / "b.db") as copy:
        assert copy.product("p") == stored
        assert list(export_lines(copy)) == lines
