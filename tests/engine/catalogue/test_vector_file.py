"""A big catalogue's vectors lie in a file beside it that comes, changes and goes back with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from engine.catalogue import Catalogue, Embedder, check_catalogue, import_paths, vector_file, vectors
from engine.catalogue.keeping import roll_back
from engine.catalogue.repair import repair_catalogue
from engine.catalogue.vectors import Coded, mapped, signs_of
from engine.catalogue.writer import connect_writer
from engine.errors import CatalogueError
from engine.retrieval import Retriever

Feed = Callable[..., Path]

COUNT = 60


@pytest.fixture(autouse=True)
def _big_from_fifty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_file, "LARGE", 50)


def rows(count: int, word: str = "Fen") -> str:
    return "id,title,price,type\n" + "".join(f"{n},{word} Mug w{n},5.00,mug\n" for n in range(count))


def files(target: Path) -> list[Path]:
    return sorted(target.parent.glob("catalog.vectors-*"))


def nearest(target: Path, text: str, encoder: Embedder) -> str:
    with Catalogue.open(target) as catalogue:
        return Retriever(catalogue, encoder).by_meaning(text, 1)[0]


def test_a_small_catalogue_is_one_file(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT - 20))], target, embedder=encoder)
    assert files(target) == []
    assert nearest(target, "Fen Mug w7", encoder) == "7"


def test_a_big_one_has_its_vectors_mapped_and_finds_the_same(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    (file,) = files(target)
    held = mapped(file)
    with Catalogue.open(target) as catalogue:
        rowids, coded = catalogue.coded_vectors()
    assert np.array_equal(held.rowids, rowids) and len(rowids) == COUNT
    assert np.array_equal(held.coded.codes, coded.codes) and np.array_equal(held.coded.scales, coded.scales)
    assert np.array_equal(held.signs, signs_of(coded.codes))
    assert nearest(target, "Fen Mug w7", encoder) == "7"
    report = check_catalogue(target)
    assert report.sound and report.remarks == ()


def test_the_file_follows_the_catalogue_forth_and_back(feed: Feed, target: Path, encoder: Embedder) -> None:
    previous = target.with_name("catalog.previous.db")
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder, previous=previous)
    first = files(target)
    import_paths([feed("b.csv", rows(COUNT + 9, "Moor"))], target, embedder=encoder, previous=previous)
    assert len(files(target)) == 2  # that of the catalogue, and that of the one kept
    assert nearest(target, "Moor Mug w65", encoder) == "65"
    roll_back(target, previous)
    assert nearest(target, "Fen Mug w7", encoder) == "7"
    assert check_catalogue(target).sound
    import_paths([feed("a.csv", rows(COUNT + 1))], target, embedder=encoder, previous=previous)
    import_paths([feed("a.csv", rows(COUNT + 2))], target, embedder=encoder, previous=previous)
    assert len(files(target)) == 2 and first[0] not in files(target)


def test_new_prices_leave_the_file_alone(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    before = files(target)
    import_paths([feed("a.csv", rows(COUNT).replace("5.00", "6.00"))], target, embedder=encoder)
    assert files(target) == before


def test_without_its_file_a_catalogue_is_searched_all_the_same(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    files(target)[0].unlink()
    assert nearest(target, "Fen Mug w7", encoder) == "7"
    report = check_catalogue(target)
    assert report.sound and "missing" in report.remarks[0]
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    assert check_catalogue(target).remarks == ()


def test_a_file_of_an_older_version_is_as_good_as_none_until_the_next_import(
    feed: Feed, target: Path, encoder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(vectors, "_VERSION", 1)
        import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    (file,) = files(target)
    with pytest.raises(CatalogueError, match="of version 1"):
        mapped(file)
    assert nearest(target, "Fen Mug w7", encoder) == "7"
    report = check_catalogue(target)
    assert report.sound and "another version" in report.remarks[0]
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    assert check_catalogue(target).remarks == ()
    (fresh,) = files(target)
    assert fresh != file and len(mapped(fresh).rowids) == COUNT


def test_products_that_came_and_went_since_the_file_was_made(feed: Feed, target: Path, encoder: Embedder) -> None:
    """An import without an encoder makes no vectors, so the file stays as it was: what is gone must not be found."""
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    before = files(target)
    kept = "".join(line for line in rows(COUNT + 3).splitlines(True) if not line.startswith(("7,", "8,")))
    import_paths([feed("b.csv", kept)], target, replace=True)
    assert files(target) == before
    with Catalogue.open(target) as catalogue:
        found = Retriever(catalogue, encoder).by_meaning("Fen Mug w7", COUNT)
    assert not {"7", "8"} & set(found) and len(found) >= COUNT - 2
    import_paths([feed("b.csv", kept)], target, embedder=encoder)
    (file,) = files(target)
    assert file not in before and len(mapped(file).rowids) == COUNT + 1
    assert nearest(target, "Fen Mug w61", encoder) == "61"


def test_vectors_of_different_lengths_are_told_and_leave_no_file(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    connection = connect_writer(target)
    with connection:
        connection.execute("UPDATE product_vector SET vector = x'0000' WHERE product = 30")
        with pytest.raises(CatalogueError, match="different lengths"):
            vector_file.renew(target, connection, True)
    connection.close()
    assert [p.name for p in target.parent.glob("*vectors*")] == [files(target)[0].name]


def test_a_damaged_file_is_told_and_a_short_one_not_used(feed: Feed, target: Path, encoder: Embedder) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    (file,) = files(target)
    whole = file.read_bytes()
    file.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    (problem,) = check_catalogue(target).problems
    assert file.name in problem and "--repair" in problem
    repair_catalogue(target, encoder)
    assert check_catalogue(target).sound
    (file,) = files(target)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CatalogueError, match="import the catalogue again"):
        mapped(file)
    assert nearest(target, "Fen Mug w7", encoder) == "7"


def test_an_import_that_fails_leaves_the_file_and_another_encoder_brings_its_own(
    feed: Feed, target: Path, encoder: Embedder
) -> None:
    import_paths([feed("a.csv", rows(COUNT))], target, embedder=encoder)
    before = files(target)

    class Breaking:
        sha256 = "words-2"

        def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            raise KeyboardInterrupt

    other = type(encoder)("words-2")  # type: ignore[call-arg]
    with pytest.raises(KeyboardInterrupt):
        import_paths([feed("a.csv", rows(COUNT, "Moor"))], target, embedder=Breaking())
    assert files(target) == before and nearest(target, "Fen Mug w7", encoder) == "7"
    import_paths([feed("a.csv", rows(COUNT, "Moor"))], target, embedder=other)
    assert len(files(target)) == 1 and files(target) != before
    assert nearest(target, "Moor Mug w7", other) == "7"


def test_bytes_keep_a_cosine_to_two_decimals() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.standard_normal((200, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = Coded.of(vectors).decoded(slice(None))
    assert np.abs(found @ found.T - vectors @ vectors.T).max() < 0.005
