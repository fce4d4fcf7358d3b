"""What may be wrong with a packed file before anything of it is unpacked: bombs, packs within packs, other formats' files."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from engine.errors import InputError

PACKED_SUFFIXES = (".zip", ".gz", ".xlsx")
_SMALL = 64_000_000
"""Bytes that any file may unpack to."""
_DENSEST = 150
"""More bytes unpacked from one packed byte are no feed: tables and XML come to some dozens, one byte repeated to 1,000."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class DamagedFile(InputError):
    """A file of which nothing can be trusted, not even what was read before."""


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether so many bytes from so few can only be an attack on disk, memory or time."""
    return unpacked > _SMALL and unpacked > packed * _DENSEST


def refuse_bomb(path: Path, packed: int, unpacked: int) -> None:
    """Raises :class:`DamagedFile` for a bomb; for a stream, with what was unpacked so far."""
    if is_bomb(packed, unpacked):
        raise DamagedFile(
            f"unpacks to {unpacked // 1_000_000:,} MB from {max(packed, 1) / 1_000_000:,.1f} MB, which no feed does; "
            "get it from where you trust",
            path,
        )


def refuse_bombs(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """As :func:`refuse_bomb` for each member of a zip file and for all of them."""
    for member in members:
        refuse_bomb(path, member.compress_size, member.file_size)
    refuse_bomb(path, path.stat().st_size, sum(member.file_size for member in members))


def refuse_packed(path: Path, member: str) -> None:
    """Raises :class:`InputError` for an archive or workbook inside an archive."""
    if member.lower().endswith(PACKED_SUFFIXES):
        raise InputError(f"holds another packed file, {member}; unpack that and import what is in it", path)


def refuse_other(path: Path, start: bytes) -> None:
    """Raises :class:`InputError` for an empty file, a web page, and what is no workbook of today in spite of its name."""
    if not start:
        raise InputError("is empty; get it again", path)
    if start.startswith(_OLD_EXCEL):
        raise InputError(
            "is an Excel file in the old format (.xls) or with a password; save it as .xlsx without one, or as CSV",
            path,
        )
    if path.suffix.lower() == ".xlsx" and not start.startswith(b"PK"):
        raise InputError("is no Excel workbook in spite of its name; save it from Excel as .xlsx or CSV", path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise InputError("is a web page and no feed; the download may have failed, so get it again", path)
