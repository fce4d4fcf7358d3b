"""A session file: ids or events, each bad line named."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.errors import InputError
from engine.recommend import Recommender, read_session


def session(folder: Path, text: str) -> Path:
    path = folder / "session.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_ids_and_events_may_be_mixed(tmp_path: Path, demo: Catalogue) -> None:
    events = read_session(
        session(
            tmp_path,
            'kettle-01\n\n{"product": "tent-01", "deed": "liked"}\n{"product": "mug-01", "deed": "shown", "at": "2026-03-02T09:00:00"}\n',
        )
    )
    assert [(e.deed, e.product) for e in events] == [("opened", "kettle-01"), ("liked", "tent-01"), ("shown", "mug-01")]
    assert all(e.at.tzinfo for e in events)
    assert Recommender(demo).from_session(events, 4)


def test_bare_ids_count_as_opened(demo: Catalogue) -> None:
    found = Recommender(demo).from_session(["kettle-01"], 3)
    assert found[0].reason.text.startswith(("Because you opened", "Goes with"))
    assert "kettle-01" not in [r.product_id for r in found]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"product": "a"', "neither"),
        ('{"deed": "liked"}', "neither"),
        ('{"product": 7}', "must be an id"),
        ('{"product": "a", "deed": "stolen"}', "opened, compared"),
        ('{"product": "a", "at": "noon"}', "neither"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = session(tmp_path, f"kettle-01\n{line}\n")
    with pytest.raises(InputError, match=words) as caught:
        read_session(path)
    assert caught.value.where == f"{path}:2"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_session(tmp_path / "none.txt")
