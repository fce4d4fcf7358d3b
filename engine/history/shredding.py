"""Files overwritten with random bytes and removed.

A disk that copies on write may keep old blocks: there it is the destroyed key that makes them worthless.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from engine.errors import HistoryError

_CHUNK = 1 << 20


def shred(paths: Iterable[Path]) -> bool:
    """Overwrite and remove those of ``paths`` that exist; returns whether any did.

    Raises :class:`HistoryError` for a file that cannot be removed, after the others were.
    """
    found = False
    stuck: tuple[Path, OSError] | None = None
    for path in paths:
        try:
            _overwrite(path)
            path.unlink()
            found = True
        except FileNotFoundError:
            continue
        except OSError as error:
            stuck = (path, error)
        _sync_folder(path.parent)
    if stuck is not None:
        path, reason = stuck
        raise HistoryError(f"{path} could not be removed ({reason.strerror}); close what uses it and erase again.")
    return found


def _overwrite(path: Path) -> None:
    with open(path, "r+b", buffering=0) as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, _CHUNK)))
        os.fsync(file.fileno())
        file.truncate(0)
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
