"""Where Aisle's files live: the data folder of this user and the resources that ship with the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The files of one installation. Nothing is created here; whoever writes a file makes its folder."""

    root: Path

    @property
    def catalogue(self) -> Path:
        return self.root / "catalog.db"

    @property
    def previous(self) -> Path:
        """The catalogue before the last import that changed it."""
        return self.root / "catalog.previous.db"

    @property
    def demo(self) -> Path:
        """The compiled demo store, used where no catalogue was imported."""
        return self.root / "demo.db"

    @property
    def shopper(self) -> Path:
        return self.root / "shopper.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def synonyms(self) -> Path:
        """A store's own words for the same thing, beside the shipped ones; need not exist."""
        return self.root / "synonyms.txt"

    @property
    def pictures(self) -> Path:
        return self.root / "pictures"


def data_folder(chosen: Path | str | None = None) -> DataFolder:
    """The folder named by ``--data-dir``, else the platform's user data folder."""
    if chosen is not None:
        return DataFolder(Path(chosen).expanduser())
    return DataFolder(platformdirs.user_data_path("aisle", appauthor=False))


def resources() -> Path:
    """The shipped ``resources`` folder: beside this package in a checkout and in an installation alike."""
    return Path(__file__).resolve().parent.parent / "resources"


def demo_store() -> Path:
    """The sources of the demo store."""
    return resources() / "store"


def models() -> Path:
    """The folder of the shipped model artefacts."""
    return resources() / "models"
