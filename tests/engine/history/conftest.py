"""A keyring of the tests' own, a clock that moves by itself, and histories of each sort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from engine.history import ShopperStore, keys, open_history
from engine.places import DataFolder
from engine.settings import Settings

PERSONAL = replace(Settings(), mode="personal", history_key="passphrase")
KEYRING = replace(Settings(), mode="personal", history_key="keyring")
PASSPHRASE = "seven green bottles"

Open = Callable[[], ShopperStore]


class DrawerKeyring(keyring.backend.KeyringBackend):
    """A keyring in a dict."""

    priority = 5.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("the drawer is locked")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such entry")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivation at the least cost that a header may ask for; the shipped cost has its own test."""
    monkeypatch.setattr(keys, "_MEMORY_KIB", 19_456)
    monkeypatch.setattr(keys, "_PASSES", 1)
    monkeypatch.setattr(keys, "_LANES", 1)


@pytest.fixture
def drawer() -> Iterator[DrawerKeyring]:
    before = keyring.get_keyring()
    drawer = DrawerKeyring()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def personal(folder: DataFolder) -> Open:
    return lambda: open_history(folder, PERSONAL, PASSPHRASE)


def ticking(start: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)) -> Callable[[], datetime]:
    """A clock that is a second later each time it is read."""
    times = (start + timedelta(seconds=n) for n in range(1_000_000))
    return lambda: next(times)
