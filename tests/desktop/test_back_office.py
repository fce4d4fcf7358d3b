"""The staff's work on a real catalogue: preview, import, price, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.back_office import DataFolderOffice
from desktop.scenery import scenery_of
from engine.cancel import Cancel
from engine.catalogue import Catalogue
from engine.errors import AisleError
from engine.money import Money
from engine.places import DataFolder
from engine.settings import Settings

FEED = "id,title,price,currency,description\nhat,Felt Hat,19.90,USD,A warm hat.\nsocks,Wool Socks,9.50,USD,Soft socks.\nbad,Bad Row,a lot,USD,\n"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "feed.csv"
    file.write_text(FEED)
    return file


def titles(folder: DataFolder) -> dict[str, str]:
    with Catalogue.open(folder.catalogue) as catalogue:
        return {p.title: str(p.price) for p in catalogue.products(["hat", "socks", "scarf"])}


def test_a_preview_changes_nothing(folder: DataFolder, feed: Path) -> None:
    preview = DataFolderOffice(folder).preview_import(feed)
    assert (preview.rows, preview.bad) == (2, 1)
    assert "feed.csv:4" in preview.problems[0]
    assert not folder.catalogue.exists()


def test_an_import_can_be_taken_back_step_by_step(folder: DataFolder, feed: Path) -> None:
    office = DataFolderOffice(folder)
    told: list[str] = []
    said = office.run_import(feed, lambda share, line: told.append(line), Cancel())
    assert said.startswith("2 new")
    assert titles(folder) == {"Felt Hat": "$19.90", "Wool Socks": "$9.50"}
    assert office.catalogue().can_roll_back
    office.roll_back()
    assert not folder.catalogue.exists()  # back to the demo store
    with pytest.raises(AisleError, match="no earlier catalogue"):
        office.roll_back()


def test_the_catalogue_before_the_last_import_comes_back(folder: DataFolder, feed: Path) -> None:
    office = DataFolderOffice(folder)
    office.run_import(feed, lambda share, line: None, Cancel())
    feed.write_text(FEED.replace("19.90", "29.90"))
    office.run_import(feed, lambda share, line: None, Cancel())
    assert titles(folder)["Felt Hat"] == "$29.90"
    office.roll_back()
    assert titles(folder)["Felt Hat"] == "$19.90"


def test_a_stopped_import_leaves_no_catalogue(folder: DataFolder, feed: Path) -> None:
    cancel = Cancel()
    cancel.cancel()
    assert DataFolderOffice(folder).run_import(feed, lambda share, line: None, cancel) == "Stopped."
    assert not folder.catalogue.exists()


def test_a_price_is_found_and_set(folder: DataFolder, feed: Path) -> None:
    office = DataFolderOffice(folder)
    office.run_import(feed, lambda share, line: None, Cancel())
    found = office.find("wool socks", 5)
    assert found[0].id == "socks"
    office.set_price("socks", Money(1050, "USD"))
    assert titles(folder) == {"Felt Hat": "$19.90", "Wool Socks": "$10.50"}


def test_settings_are_kept_and_health_is_told(folder: DataFolder) -> None:
    office = DataFolderOffice(folder)
    office.save(Settings(store_name="Corner Shop", theme="dark"))
    assert Settings.load(folder.settings).store_name == "Corner Shop"
    assert any(line.name == "sqlite" for line in office.health())


def test_the_demo_map_is_not_shown_for_another_store(folder: DataFolder, feed: Path) -> None:
    assert scenery_of(folder).store_map is not None
    DataFolderOffice(folder).run_import(feed, lambda share, line: None, Cancel())
    assert scenery_of(folder).store_map is None
