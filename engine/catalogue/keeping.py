"""The catalogue as it was before the last import that changed something, kept beside it to go back to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import CatalogueError

_WAIT = 30.0
"""Seconds that a writer waits for another one."""


@contextmanager
def kept_aside(catalogue: Path, previous: Path) -> Iterator[list[bool]]:
    """Keep ``catalogue`` as ``previous`` if the block puts ``True`` into the list that it is given.

    What was kept before stays where the block fails or changes nothing. Raises :class:`CatalogueError` where the copy
    cannot be written.
    """
    changed: list[bool] = []
    fresh = previous.with_name(f".{previous.name}-fresh")
    there = catalogue.is_file()
    try:
        if there:
            fresh.unlink(missing_ok=True)
            _copy(catalogue, fresh)
        yield changed
        if there and any(changed):
            fresh.replace(previous)
    finally:
        fresh.unlink(missing_ok=True)


def roll_back(catalogue: Path, previous: Path) -> None:
    """Exchange the catalogue and the one kept: a second time brings back what was there first.

    The content is written into the open file in one transaction, so that a running kiosk sees the one or the other.
    Raises :class:`CatalogueError` where nothing was kept or the files cannot be written; both stay as they were then.
    """
    if not previous.is_file():
        raise CatalogueError("There is no earlier catalogue to go back to: no import has changed one yet.")
    fresh = previous.with_name(f".{previous.name}-fresh")
    try:
        fresh.unlink(missing_ok=True)
        if catalogue.is_file():
            _copy(catalogue, fresh)
        _copy(previous, catalogue)
        if fresh.is_file():
            fresh.replace(previous)
    finally:
        fresh.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database while others may read and write it."""
    try:
        old = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT)
        try:
            new = sqlite3.connect(target, timeout=_WAIT)
            try:
                old.backup(new)
            finally:
                new.close()
        finally:
            old.close()
    except (sqlite3.Error, OSError) as error:
        raise CatalogueError(f"{source} cannot be copied to {target.name} ({error}); nothing was changed.") from error
