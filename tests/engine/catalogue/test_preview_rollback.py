"""An operator sees what an import would bring, and goes back to what was there before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, import_paths
from engine.catalogue.keeping import roll_back
from engine.catalogue.preview import preview_of, told
from engine.errors import CatalogueError, InputError

Feed = Callable[..., Path]

OLD = "id,title,price,type\n1,Fen Mug,5.00,mug\n2,Fen Bowl,7.00,bowl\n"
NEW = "id,title,price,type\n1,Fen Mug,6.00,mug\n2,Fen Bowl,7.00,bowl\n3,Fen Jug,nine,jug\n"


def prices(path: Path) -> dict[str, int]:
    with Catalogue.open(path) as catalogue:
        return {p.id: p.price.minor for p in catalogue.products(["1", "2", "3"])}


def test_a_preview_tells_what_was_understood_and_writes_nothing(feed: Feed, tmp_path: Path) -> None:
    path = feed("shop.csv", NEW)
    before = sorted(tmp_path.rglob("*"))
    seen = preview_of([path], currency="EUR")
    assert (seen.products, seen.currency, seen.bad_rows) == (2, "EUR", 1)
    assert seen.kinds == {"mug": 1, "bowl": 1} and seen.rows[0].price == "€6.00"
    assert seen.shares["type"] == 1.0 and seen.shares["picture"] == 0.0
    lines = "\n".join(told(seen))
    assert "shop.csv:4" in lines and "Nothing was written" in lines
    assert sorted(tmp_path.rglob("*")) == before


def test_a_preview_of_no_feed_says_so(feed: Feed) -> None:
    with pytest.raises(InputError, match="is no product feed"):
        preview_of([feed("note.txt", "call Ann\n")])


def test_the_catalogue_before_the_last_change_comes_back_and_goes_again(feed: Feed, target: Path) -> None:
    previous = target.with_name("catalog.previous.db")
    import_paths([feed("a.csv", OLD)], target, previous=previous)
    assert not previous.exists()
    with pytest.raises(CatalogueError, match="no earlier catalogue"):
        roll_back(target, previous)
    import_paths([feed("b.csv", NEW)], target, previous=previous)
    import_paths([feed("b.csv", NEW)], target, previous=previous)  # changes nothing, so what is kept stays
    with Catalogue.open(target) as open_before:
        roll_back(target, previous)
        assert prices(target) == {"1": 500, "2": 700}
        assert open_before.product("1").price.minor == 500  # a running kiosk sees it too
    roll_back(target, previous)
    assert prices(target) == {"1": 600, "2": 700}
    assert sorted(p.name for p in target.parent.glob("*.db*") if "-" not in p.suffix) == [target.name, previous.name]


def test_a_failed_import_leaves_what_was_kept(feed: Feed, target: Path) -> None:
    previous = target.with_name("catalog.previous.db")
    import_paths([feed("a.csv", OLD)], target, previous=previous)
    import_paths([feed("b.csv", NEW)], target, previous=previous)
    with pytest.raises(InputError):
        import_paths([feed("c.csv", "id,title,price\n9,Bad,nine\n")], target, previous=previous)
    assert prices(previous) == {"1": 500, "2": 700} and prices(target)["1"] == 600
    assert not list(target.parent.glob(".*fresh*"))
