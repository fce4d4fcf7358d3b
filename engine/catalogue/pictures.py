"""Where a catalogue's pictures are: in a folder of their own, in the shipped resources, or where a feed left them."""

from __future__ import annotations

import re
from pathlib import Path

from engine import places

_SHIPPED = "resources:"


def picture_folder(stored: str | None, catalogue: Path) -> Path:
    """The folder from a catalogue's ``pictures`` entry; a shipped folder is found wherever the program is installed."""
    if stored is None:
        return catalogue.parent / "pictures"
    if stored.startswith(_SHIPPED):
        return places.resources() / stored.removeprefix(_SHIPPED)
    return Path(stored)


def shipped(folder: str) -> str:
    """The ``pictures`` entry of a folder inside the resources: ``resources:store/pictures``."""
    return _SHIPPED + folder


_PICTURE_FOLDERS = ("", "images", "pictures", "media", "media/catalog/product", "pub/media/catalog/product", "img")
_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg"})
_INDEXED_MOST = 200_000


class PictureFinder:
    """Finds the pictures that a feed names: beside the file, in a picture folder nearby, or by file name there.

    Nothing is fetched: an address on the web counts only if its file was saved nearby.
    """

    def __init__(self, feed: Path) -> None:
        near = feed.resolve().parent
        self._roots = [
            root
            for base in (near, near.parent)
            for folder in _PICTURE_FOLDERS
            if (base is near or folder) and (root := base / folder).is_dir()
        ]
        self._index: dict[str, Path] | None = None

    def find(self, named: str) -> str | None:
        """The absolute path of a picture, ``None`` if there is none."""
        named = named.strip()
        if not named or named == "no_selection":
            return None
        on_web = re.match(r"https?://[^/]+/(.*?)(?:[?#].*)?$", named)
        relative = (on_web.group(1) if on_web else named).replace("\\", "/").lstrip("/")
        if ".." in relative.split("/") or "\x00" in relative:
            return None
        for root in self._roots if not on_web else ():
            if (file := root / relative).is_file():
                return str(file)
        found = self._by_name().get(relative.rsplit("/", 1)[-1].lower())
        return str(found) if found else None

    def _by_name(self) -> dict[str, Path]:
        """Pictures by file name, gathered once from the picture folders (not from the feed's own, which may be large)."""
        if self._index is None:
            self._index = {}
            for root in self._roots:
                for file in (
                    root.rglob("*") if root.name in ("images", "pictures", "img", "product") else root.glob("*")
                ):
                    if file.suffix.lower() in _SUFFIXES:
                        self._index.setdefault(file.name.lower(), file)
                    if len(self._index) >= _INDEXED_MOST:
                        return self._index
        return self._index
