"""Where feeds come from: plain files, gzip, members of zip files, folders; opened as streams that count their bytes."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from engine.catalogue.formats.archives import (
    PACKED_SUFFIXES,
    DamagedFile,
    refuse_bomb,
    refuse_bombs,
    refuse_other,
    refuse_packed,
)
from engine.catalogue.formats.sheets import is_workbook, open_sheet, sheet_names
from engine.errors import InputError

FEED_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml", ".zip", ".gz", ".xlsx")
_DAMAGED = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile)
_UNREADABLE = (OSError, EOFError, NotImplementedError, RuntimeError)


Broken = Callable[[str, InputError], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One feed. ``size`` is its length in bytes once unpacked (an estimate for gzip), for the time left."""

    path: Path
    member: str | None
    size: int
    found: bool
    """Found in a folder or zip rather than named by the user: not being a feed is then no error."""
    sheet: bool = False
    """``member`` is a worksheet of an Excel workbook."""
    packed: bool = False
    """``member`` is itself an archive, which is not opened."""

    @property
    def name(self) -> str:
        """The path and the member, on one line whatever an archive calls it."""
        name = f"{self.path}/{self.member}" if self.member else str(self.path)
        return "".join(c if c.isprintable() else "\ufffd" for c in name)

    @property
    def stem(self) -> str:
        """The file name without folders, lower case."""
        return Path(self.member or self.path.name).name.lower()

    @contextmanager
    def open(self, count: Callable[[int], None] = lambda n: None) -> Iterator[IO[bytes]]:
        """The unpacked bytes, from the start. Raises :class:`InputError` where the file cannot be read to its end."""
        try:
            if self.packed:
                refuse_packed(self.path, self.stem)
            if self.sheet and self.member is not None:
                with open_sheet(self.path, self.member) as rows:
                    yield _counted(rows, count)
            elif self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield _counted(stream, count)
            elif _starts_with(self.path, b"\x1f\x8b"):
                with gzip.open(self.path) as packed:
                    yield _counted(cast("IO[bytes]", packed), _within_bounds(self.path, count))
            else:
                with self.path.open("rb") as plain:
                    yield _counted(plain, count)
        except UnicodeError:
            raise
        except _DAMAGED as error:
            raise DamagedFile(
                f"is damaged ({_why(error)}), so nothing of it was used; get it again", self.name
            ) from error
        except _UNREADABLE as error:
            raise InputError(f"cannot be read to its end ({_why(error)}); get the file again", self.name) from error

    def head(self, length: int = 1 << 16) -> bytes:
        """The first bytes; of a truncated file those that there are."""
        out = b""
        try:
            with self.open() as stream:
                while len(out) < length and (chunk := read_some(stream, length - len(out))):
                    out += chunk
        except InputError:
            if not out:
                raise
        return out


class _Counted(io.RawIOBase):
    """Passes bytes on and tells how many; the stream under it stays the owner of its file."""

    def __init__(self, stream: IO[bytes], count: Callable[[int], None]) -> None:
        self._stream, self._count = stream, count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = read_some(self._stream, len(buffer))
        buffer[: len(data)] = data
        self._count(len(data))
        return len(data)


def read_some(stream: IO[bytes], most: int) -> bytes:
    """At least one byte until the end. Unlike ``read``, gives what comes before damage and fails at the next call."""
    some: bytes = stream.read1(most)  # type: ignore[attr-defined]
    return some


def _counted(stream: IO[bytes], count: Callable[[int], None]) -> IO[bytes]:
    return io.BufferedReader(_Counted(stream, count), 1 << 18)


def find_sources(paths: Iterable[Path], broken: Broken | None = None) -> list[Source]:
    """The feeds behind files, zip files and folders, in a stable order.

    Raises :class:`InputError` for a path that does not exist or a file that cannot be opened; one that was found in a
    folder goes to ``broken`` where that is given, so that the others are read.
    """
    out: list[Source] = []
    for path in paths:
        path = Path(path)
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in FEED_SUFFIXES and p.is_file()):
                try:
                    out += _sources(file, found=True)
                except InputError as error:
                    if broken is None:
                        raise
                    broken(str(file), error)
        elif path.is_file():
            out += _sources(path, found=False)
        elif path.exists():
            raise InputError("is neither a file nor a folder; give the file or folder to import", path)
        else:
            raise InputError("does not exist; give the file or folder to import", path)
    return out


def _sources(path: Path, found: bool) -> list[Source]:
    try:
        if _starts_with(path, b"PK"):
            return _members(path, found)
        with path.open("rb") as stream:
            start = stream.read(64)
        refuse_other(path, start)
        size = path.stat().st_size
        return [Source(path, None, size * 6 if start.startswith(b"\x1f\x8b") else size, found)]
    except zipfile.BadZipFile as error:
        raise InputError("is not a complete zip file; get the file again", path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path) from error


def _members(path: Path, found: bool) -> list[Source]:
    """The worksheets of a workbook, or the feeds in a zip file."""
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
        if is_workbook(archive):
            refuse_bombs(path, members)
            names = sheet_names(path)
            return [Source(path, n, path.stat().st_size * 4, found or len(names) > 1, sheet=True) for n in names]
    if path.suffix.lower() == ".xlsx":
        raise InputError("is a zip file but no Excel workbook; save it from Excel as .xlsx or CSV", path)
    wanted = [m for m in members if Path(m.filename).suffix.lower() in FEED_SUFFIXES]
    if not wanted and not found:
        raise InputError("holds no feed (CSV, TSV, JSON or XML)", path)
    refuse_bombs(path, wanted)
    return [
        Source(
            path, m.filename, m.file_size, found or len(wanted) > 1, packed=m.filename.lower().endswith(PACKED_SUFFIXES)
        )
        for m in wanted
    ]  # fmt: skip


def _within_bounds(path: Path, count: Callable[[int], None]) -> Callable[[int], None]:
    """Counts what a gzip file unpacks to, which its head does not tell, and stops a bomb."""
    packed, unpacked = path.stat().st_size, 0

    def counted(length: int) -> None:
        nonlocal unpacked
        unpacked += length
        refuse_bomb(path, packed, unpacked)
        count(length)

    return counted


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _why(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".") or "it is truncated"
