"""What the window draws around the products: where their pictures are, and the map of their store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.store_map import StoreMap, load_map
from engine import places
from engine.places import DataFolder


@dataclass(frozen=True, slots=True)
class Scenery:
    """``pictures`` are folders in the order searched; no map where the store has drawn none."""

    pictures: tuple[Path, ...] = ()
    store_map: StoreMap | None = None


FindScenery = Callable[[], Scenery]


def scenery_of(folder: DataFolder) -> Scenery:
    """The scenery of the catalogue in use: the shipped drawings always, the shipped map for the demo store only.

    A store of one's own puts its ``map.toml`` and ``map.svg`` into the data folder.
    """
    from engine.catalogue import Catalogue  # late: it brings numpy, which the first frame does not need

    demo = places.demo_store()
    own = folder.catalogue.is_file()
    catalogue = folder.catalogue if own else folder.demo
    pictures: tuple[Path, ...] = (demo / "pictures",)
    if catalogue.is_file():
        with Catalogue.open(catalogue) as opened:
            pictures = (opened.pictures, *pictures)
    plan = folder.root if own else demo
    drawn = (plan / "map.toml").is_file() and (plan / "map.svg").is_file()
    return Scenery(pictures, load_map(plan / "map.toml", plan / "map.svg") if drawn else None)
