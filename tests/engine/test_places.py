"""Files are where the platform keeps them, or where the operator says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import places


def test_a_chosen_folder_holds_everything(tmp_path: Path) -> None:
    folder = places.data_folder(tmp_path)
    files = [folder.catalogue, folder.demo, folder.shopper, folder.settings, folder.pictures]
    assert all(file.parent == tmp_path for file in files)
    assert folder.catalogue.name == "catalog.db"
    assert list(tmp_path.iterdir()) == []


def test_the_default_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / name)
    assert places.data_folder().root == tmp_path / "aisle"


def test_home_is_understood() -> None:
    assert places.data_folder("~/shop").root == Path.home() / "shop"


def test_resources_are_found() -> None:
    assert (places.demo_store() / "store.toml").is_file()
    assert places.models().parent == places.resources()
