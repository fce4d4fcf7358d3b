"""No plain word is ever on the disk, and after an erase no file, no byte and no key of the history is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import HistoryError
from engine.history import ShopperStore, erase_history, history_exists, open_history
from engine.history.encrypted import EncryptedRecords
from engine.history.shredding import shred
from engine.places import DataFolder
from tests.engine.history.conftest import KEYRING, PERSONAL, DrawerKeyring, Open

WORDS = ("zanzibar", "quokka-0042", "marzipan kaleidoscope", "goes_with")


def live(store: ShopperStore) -> None:
    """A session with words that are found nowhere else, long enough to fill pages and the log."""
    store.start_session()
    for n in range(40):
        store.record("opened", f"quokka-0042-{n}")
        store.add_turn(
            f"zanzibar umbrella {n}", {"kind": "goes_with", "item": 1}, "Marzipan kaleidoscope, as you said. " * 9
        )


def bytes_of(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def words_in(root: Path) -> list[str]:
    content = bytes_of(root).lower()
    return [w for w in WORDS if w.encode() in content or w.encode("utf-16-le") in content]


def test_the_scan_finds_what_is_not_encrypted(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Zanzibar", encoding="utf-8")
    assert words_in(tmp_path) == ["zanzibar"]


def test_no_plain_word_is_in_the_files_while_in_use(folder: DataFolder, personal: Open) -> None:
    store = personal()
    live(store)
    names = {path.name for path in folder.root.iterdir()}
    assert {"shopper.db", "shopper.db-wal", "shopper.key"} <= names
    assert (folder.root / "shopper.db-wal").stat().st_size > 0
    assert words_in(folder.root) == []
    assert b"SQLite format 3" not in bytes_of(folder.root)
    store.close()
    assert words_in(folder.root) == []
    assert b"CREATE TABLE" not in bytes_of(folder.root)


def test_erase_leaves_no_file_and_no_word(folder: DataFolder, personal: Open) -> None:
    store = personal()
    live(store)
    (folder.root / "catalog.db").write_bytes(b"not the shopper's")
    store.erase()
    assert [path.name for path in folder.root.iterdir()] == ["catalog.db"]
    assert words_in(folder.root) == []
    assert not history_exists(folder)


def test_after_an_erase_the_store_forgets_like_a_guests(folder: DataFolder, personal: Open) -> None:
    store = personal()
    live(store)
    store.erase()
    assert not store.personal
    store.record("opened", "tent-01")
    store.add_turn("a tent", {"kind": "search", "query": "tent"}, "One.")
    assert [e.product for e in store.session_events()] == ["tent-01"]
    assert list(folder.root.iterdir()) == []


def test_erase_takes_the_key_out_of_the_keyring(folder: DataFolder, drawer: DrawerKeyring) -> None:
    store = open_history(folder, KEYRING)
    live(store)
    assert drawer.entries
    store.erase()
    assert drawer.entries == {}
    assert list(folder.root.iterdir()) == []
    open_history(folder, KEYRING).close()


def test_a_forgotten_passphrase_does_not_stand_in_the_way(folder: DataFolder, personal: Open) -> None:
    store = personal()
    live(store)
    store.close()
    assert erase_history(folder)
    assert list(folder.root.iterdir()) == []
    assert not erase_history(folder)
    with open_history(folder, PERSONAL, "another passphrase") as fresh:
        assert list(fresh.sessions()) == []


def test_a_damaged_header_does_not_stand_in_the_way(folder: DataFolder, personal: Open) -> None:
    personal().close()
    folder.shopper.with_suffix(".key").write_text("{", encoding="utf-8")
    assert erase_history(folder)
    assert list(folder.root.iterdir()) == []


def test_an_erase_waits_for_nobody_who_reads_along(tmp_path: Path) -> None:
    key = bytes(range(32))
    store = ShopperStore(EncryptedRecords(tmp_path / "shopper.db", key))
    live(store)
    other = EncryptedRecords(tmp_path / "shopper.db", key)
    store._records._connection.execute("PRAGMA busy_timeout = 1")  # type: ignore[attr-defined]
    with pytest.raises(HistoryError, match="in use by another"):
        store.erase()
    assert len(list(other.sessions())) == 1, "nothing was half erased"
    other.close()
    store.erase()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_overwritten_before_its_name_goes(tmp_path: Path) -> None:
    kept, link = tmp_path / "shopper.db", tmp_path / "second-name"
    kept.write_bytes(b"zanzibar " * 1000)
    link.hardlink_to(kept)  # the blocks stay reachable, so that what became of them can be seen
    assert shred([kept])
    assert not kept.exists()
    assert b"zanzibar" not in link.read_bytes()
