"""Words for the same thing ("telly" and "television"): those beside this module, and a store's own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from engine.catalogue.folding import fold
from engine.errors import InputError
from engine.retrieval.words import key

_FILE = Path(__file__).with_name("synonyms.txt")


class Synonyms:
    """Groups of words that count as found where any of their group stands."""

    def __init__(self, groups: Iterable[tuple[str, ...]] = ()) -> None:
        self._groups: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for word in group:
                self._groups[key(word)] = tuple(dict.fromkeys((*self._groups.get(key(word), ()), *group)))

    def of(self, text: str) -> list[str]:
        """Other words for what ``text`` as a whole names, folded; empty where there are none."""
        own = key(text)
        return [word for word in self._groups.get(own, ()) if key(word) != own]


def read_groups(path: Path) -> list[tuple[str, ...]]:
    """The groups of a file: one a line, parted by commas; lines that begin with ``#`` are notes.

    Raises :class:`InputError` with file and line where a line is no group or the file is no text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text ({error})", path) from error
    groups = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            group = tuple(fold(word).strip() for word in line.split(",") if key(word))
            if len(group) < 2:
                raise InputError("expected two or more words for the same thing, parted by commas", path, number)
            groups.append(group)
    return groups


@cache
def shipped() -> Synonyms:
    """The words that come with Aisle."""
    return Synonyms(read_groups(_FILE))


def with_own(path: Path) -> Synonyms:
    """The shipped words and those of a store's own file, which need not exist. Raises as :func:`read_groups` does."""
    return Synonyms([*read_groups(_FILE), *read_groups(path)]) if path.is_file() else shipped()
