"""Words for the same thing: the shipped ones, and those that a store writes down."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.errors import InputError
from engine.retrieval import Retriever
from engine.retrieval.synonyms import shipped, with_own


def test_a_store_adds_its_own_words(tmp_path: Path, store: Catalogue) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("# what people say here\nwindcheater, jacket\n", encoding="utf-8")
    assert "jacket" not in shipped().of("windcheater")
    found = Retriever(store, None, with_own(own)).text("windcheater")
    assert found
    assert {p.kind for p in store.products([h.id for h in found[:2]])} <= {"jacket", "rain jacket"}
    assert "television" in with_own(own).of("telly")


def test_a_line_that_is_no_group_is_named(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("torch, flashlight\nlonely\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"synonyms\.txt:2: expected two or more words"):
        with_own(own)
    own.write_bytes(b"caf\xe9, coffee\n")
    with pytest.raises(InputError, match="UTF-8"):
        with_own(own)


def test_a_store_need_not_have_any(tmp_path: Path) -> None:
    assert with_own(tmp_path / "none.txt") is shipped()
