"""A guest leaves nothing behind, and is remembered while the session lasts."""

from __future__ import annotations

import pytest

from engine.history import ShopperStore, open_history
from engine.places import DataFolder
from engine.settings import Settings


def test_a_guest_is_remembered_until_done(folder: DataFolder) -> None:
    store = open_history(folder, Settings())
    store.start_session()
    store.record("shown", "kettle-01")
    store.record("opened", "kettle-01")
    store.add_turn("a quiet kettle", {"kind": "search", "query": "kettle"}, "Here are four.")
    assert [(e.deed, e.product) for e in store.session_events()] == [("shown", "kettle-01"), ("opened", "kettle-01")]
    (session,) = store.sessions()
    assert [t.text for t in session.turns] == ["a quiet kettle"]

    store.end_session()
    assert store.session_events() == ()
    assert list(store.sessions()) == []
    assert store.taste() == {}
    assert list(store.export_lines()) == []


def test_a_guest_session_writes_no_file(folder: DataFolder) -> None:
    with open_history(folder, Settings()) as store:
        store.start_session()
        store.add_turn("zanzibar umbrella", {"kind": "search", "query": "zanzibar umbrella"}, "None.")
        store.record("liked", "umbrella-09")
        assert not folder.root.exists()
    assert not folder.root.exists()


def test_the_next_guest_starts_clean_even_if_nobody_said_done() -> None:
    store = ShopperStore()
    store.start_session()
    store.record("liked", "tent-01")
    store.start_session()
    assert store.session_events() == ()
    store.record("opened", "lamp-01")
    assert [e.product for e in store.session_events()] == ["lamp-01"]


def test_a_deed_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="deed"):
        ShopperStore().record("stolen", "tent-01")  # type: ignore[arg-type]
