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

from engine.catalogue.formats.sheets import is_workbook, open_sheet, sheet_names
from engine.errors import InputError

FEED_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml", ".zip", ".gz", ".xlsx")
_DAMAGED = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile)
_UNREADABLE = (OSError, EOFError, NotImplementedError, RuntimeError)


class DamagedFile(InputError):
    """A file whose checksum is wrong: not even what was read before can be trusted."""


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

    @property
    def name(self) -> str:
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def stem(self) -> str:
        """The file name without folders, lower case."""
        return Path(self.member or self.path.name).name.lower()

    @contextmanager
    def open(self, count: Callable[[int], None] = lambda n: None) -> Iterator[IO[bytes]]:
        """The unpacked bytes, from the start. Raises :class:`InputError` where the file cannot be read to its end."""
        try:
            if self.sheet and self.member is not None:
                with open_sheet(self.path, self.member) as rows:
                    yield _counted(rows, count)
            elif self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield _counted(stream, count)
            elif _starts_with(self.path, b"\x1f\x8b"):
                with gzip.open(self.path) as packed:
                    yield _counted(cast("IO[bytes]", packed), count)
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


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The feeds behind files, zip files and folders, in a stable order.

    Raises :class:`InputError` for a path that does not exist or a broken zip file that was named itself.
    """
    out: list[Source] = []
    for path in paths:
        path = Path(path)
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in FEED_SUFFIXES and p.is_file()):
                out += _sources(file, found=True)
        elif path.is_file():
            out += _sources(path, found=False)
        else:
            raise InputError("does not exist; give the file or folder to import", path)
    return out


def _sources(path: Path, found: bool) -> list[Source]:
    try:
        if _starts_with(path, b"PK"):
            with zipfile.ZipFile(path) as archive:
                if is_workbook(archive):
                    names = sheet_names(path)
                    return [
                        Source(path, n, path.stat().st_size * 4, found or len(names) > 1, sheet=True) for n in names
                    ]
                members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
                wanted = [m for m in members if Path(m.filename).suffix.lower() in FEED_SUFFIXES]
            if not wanted and not found:
                raise InputError("holds no feed (CSV, TSV, JSON or XML)", path)
            return [Source(path, m.filename, m.file_size, found or len(wanted) > 1) for m in wanted]
        size = path.stat().st_size
        return [Source(path, None, size * 6 if _starts_with(path, b"\x1f\x8b") else size, found)]
    except zipfile.BadZipFile as error:
        raise InputError("is not a complete zip file; get the file again", path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path) from error


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _why(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".") or "it is truncated"
