"""A personal history persists, opens with its key alone, and survives being killed."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from engine.errors import HistoryError
from engine.history import ShopperStore, needs_passphrase, open_history
from engine.history.encrypted import EncryptedRecords
from engine.places import DataFolder
from engine.settings import Settings
from tests.engine.history.conftest import KEYRING, PERSONAL, DrawerKeyring, Open, ticking

KEY = bytes(range(32))


def test_what_was_said_is_there_on_the_next_day(personal: Open) -> None:
    with personal() as store:
        store.start_session()
        store.record("opened", "tent-01")
        store.add_turn("a tent für zwei", {"kind": "search", "query": "tent"}, "The Nimbus 2.")
    with personal() as store:
        (session,) = store.sessions()
        assert session.ended is not None
        assert session.turns[0].text == "a tent für zwei"
        assert session.turns[0].action == {"kind": "search", "query": "tent"}
        assert [(e.deed, e.product) for e in session.events] == [("opened", "tent-01")]
        assert store.session_events() == ()


def test_a_session_in_which_nothing_happened_is_not_kept(personal: Open) -> None:
    with personal() as store:
        store.start_session()
        store.end_session()
        store.start_session()
    with personal() as store:
        assert list(store.sessions()) == []


def test_what_was_only_shown_is_kept_with_the_turn(personal: Open) -> None:
    with personal() as store:
        store.record("shown", "tent-01")
        store.record("shown", "tent-02")
        assert [e.product for e in store.session_events()] == ["tent-01", "tent-02"]
        store.add_turn("tents", {"kind": "search", "query": "tents"}, "Two.")
        assert [e.product for e in store.session_events()] == ["tent-01", "tent-02"]
    with personal() as store:
        assert [e.product for e in store.events()] == ["tent-01", "tent-02"]


def test_a_wrong_passphrase_gets_one_clear_sentence(folder: DataFolder, personal: Open) -> None:
    personal().close()
    with pytest.raises(HistoryError, match=r"^That is not the passphrase of this history; try again\.$"):
        open_history(folder, PERSONAL, "seven green bottle")
    with pytest.raises(HistoryError, match="give its passphrase"):
        open_history(folder, PERSONAL)
    personal().close()


def test_a_new_history_wants_a_passphrase_of_some_length(folder: DataFolder) -> None:
    with pytest.raises(HistoryError, match="too short"):
        open_history(folder, PERSONAL, "short")
    with pytest.raises(HistoryError, match="passphrase is needed"):
        open_history(folder, PERSONAL)
    assert not folder.shopper.exists()


def test_who_must_be_asked_for_a_passphrase(folder: DataFolder, personal: Open) -> None:
    assert not needs_passphrase(folder, Settings())
    assert not needs_passphrase(folder, KEYRING)
    assert needs_passphrase(folder, PERSONAL)
    personal().close()
    assert needs_passphrase(folder, KEYRING), "a history stays locked the way it was made"


def test_the_keyring_opens_without_asking(folder: DataFolder, drawer: DrawerKeyring) -> None:
    with open_history(folder, KEYRING) as store:
        store.record("liked", "tent-01")
    assert len(drawer.entries) == 1
    with open_history(folder, KEYRING) as store:
        assert list(store.taste()) == ["tent-01"]


def test_without_a_keyring_the_sentence_says_to_use_a_passphrase(folder: DataFolder, drawer: DrawerKeyring) -> None:
    drawer.priority = 0  # type: ignore[assignment]
    with pytest.raises(HistoryError, match="use a passphrase"):
        open_history(folder, KEYRING)
    assert not folder.shopper.exists()


def test_a_locked_or_emptied_keyring_is_told_apart(folder: DataFolder, drawer: DrawerKeyring) -> None:
    open_history(folder, KEYRING).close()
    drawer.locked = True
    with pytest.raises(HistoryError, match="unlock it"):
        open_history(folder, KEYRING)
    drawer.locked = False
    drawer.entries.clear()
    with pytest.raises(HistoryError, match="not in the system's keyring"):
        open_history(folder, KEYRING)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{}",
        "[1]",
        '{"version": 2, "source": "keyring", "id": "a", "check": "b"}',
        '{"version": 1, "source": "sticker"}',
    ],
)
def test_a_damaged_header_is_named(folder: DataFolder, personal: Open, header: str) -> None:
    personal().close()
    folder.shopper.with_suffix(".key").write_text(header, encoding="utf-8")
    with pytest.raises(HistoryError, match=r"shopper\.key is damaged"):
        personal()


def test_the_derivation_costs_what_rfc_9106_recommends(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    open_history(folder, PERSONAL, "seven green bottles").close()
    header = json.loads(folder.shopper.with_suffix(".key").read_text(encoding="utf-8"))
    assert (header["argon2id"]["memory_kib"], header["argon2id"]["passes"], header["argon2id"]["lanes"]) == (
        65_536,
        3,
        4,
    )


def test_a_header_cannot_ask_for_all_the_memory(folder: DataFolder, personal: Open) -> None:
    personal().close()
    path = folder.shopper.with_suffix(".key")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["argon2id"]["memory_kib"] = 1 << 30
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(HistoryError, match="damaged"):
        personal()


def test_a_history_without_its_header_is_not_overwritten(folder: DataFolder, personal: Open) -> None:
    personal().close()
    before = folder.shopper.read_bytes()
    folder.shopper.with_suffix(".key").unlink()
    with pytest.raises(HistoryError, match="is missing"):
        personal()
    assert folder.shopper.read_bytes() == before


def test_a_damaged_file_is_no_wrong_passphrase(folder: DataFolder, personal: Open) -> None:
    personal().close()
    content = bytearray(folder.shopper.read_bytes())
    content[100:200] = bytes(100)
    folder.shopper.write_bytes(content)
    with pytest.raises(HistoryError, match="is damaged"):
        personal()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shopper.db"
    records = EncryptedRecords(path, KEY)
    records._connection.execute(f"PRAGMA user_version = {2 * 65536}")
    records.close()
    with pytest.raises(HistoryError, match="newer version"):
        EncryptedRecords(path, KEY)


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX systems")
def test_only_its_owner_may_read_the_files(folder: DataFolder, personal: Open) -> None:
    with personal() as store:
        store.record("liked", "tent-01")
        for path in folder.root.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_another_process_may_read_along(tmp_path: Path) -> None:
    one = ShopperStore(EncryptedRecords(tmp_path / "shopper.db", KEY))
    one.record("liked", "tent-01")
    with ShopperStore(EncryptedRecords(tmp_path / "shopper.db", KEY)) as other:
        assert [e.product for e in other.events()] == ["tent-01"]
    one.record("liked", "tent-02")
    assert len(one.events()) == 2
    one.close()


_WRITER = """
import sys
from pathlib import Path
from engine.history import ShopperStore
from engine.history.encrypted import EncryptedRecords
store = ShopperStore(EncryptedRecords(Path(sys.argv[1]), bytes(range(32))))
for n in range(100_000):
    store.record("opened", f"product-{n}")
    store.add_turn(f"turn {n}", {"kind": "more"}, "Here are more.")
    print(n, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_kill_9_loses_no_committed_turn(tmp_path: Path) -> None:
    path = tmp_path / "shopper.db"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(25):
        writer.stdout.readline()
    writer.kill()
    committed = 25 + len([line for line in writer.stdout.read().splitlines() if line])
    writer.wait()

    with ShopperStore(EncryptedRecords(path, KEY)) as store:
        (session,) = store.sessions()
        assert session.ended is None
        texts = [turn.text for turn in session.turns]
        assert texts[:committed] == [f"turn {n}" for n in range(committed)]
        assert len(texts) - committed in (0, 1)
        store.add_turn("and on", {"kind": "more"}, "More.")
        assert len(list(store.sessions())) == 2


def test_the_export_has_everything_one_object_a_line(tmp_path: Path) -> None:
    clock = ticking()
    store = ShopperStore(EncryptedRecords(tmp_path / "shopper.db", KEY), clock)
    store.record("shown", "tent-01")
    store.record("opened", "tent-01")
    store.add_turn("tents\nplease", {"kind": "search", "query": "tents"}, "One.")
    lines = [json.loads(line) for line in store.export_lines()]
    assert [line["type"] for line in lines] == ["session", "turn", "event", "event", "taste"]
    assert lines[1]["text"] == "tents\nplease"
    assert lines[1]["action"] == {"kind": "search", "query": "tents"}
    assert lines[3] == {
        "type": "event",
        "session": 1,
        "at": "2026-03-02T09:00:01.000+00:00",
        "deed": "opened",
        "product": "tent-01",
    }
    assert lines[4] == {"type": "taste", "product": "tent-01", "weight": 1.0}
    store.close()


def test_visits_are_what_earlier_sessions_turned_to_together(tmp_path: Path) -> None:
    clock = ticking()
    store = ShopperStore(EncryptedRecords(tmp_path / "shopper.db", KEY), clock)
    for deed, product in (("shown", "a"), ("opened", "b"), ("listed", "c"), ("opened", "b"), ("disliked", "d")):
        store.record(deed, product)  # type: ignore[arg-type]
    store.start_session()
    store.record("opened", "e")
    store.record("opened", "f")
    assert store.visits() == [("b", "c")]
    store.close()


def test_old_likings_fade(tmp_path: Path) -> None:
    day = ticking()()
    times = iter([day - timedelta(days=90), day, day])
    store = ShopperStore(EncryptedRecords(tmp_path / "shopper.db", KEY), lambda: next(times))
    store.record("liked", "long ago")
    store.record("opened", "today")
    assert list(store.taste()) == ["today", "long ago"]
    store.close()
