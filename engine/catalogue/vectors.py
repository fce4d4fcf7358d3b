"""Vectors as bytes, and the file beside a big catalogue that holds them with their signs, to be mapped and not loaded.

``product_vector`` in the catalogue is the truth; the file is made from it. ``meta`` names the file that belongs to a
state of the catalogue by the digest of its content, so the one and the other change together: a reader that has the
old state has the old file, and going back to an earlier catalogue goes back to its file.

The file: the magic word, the length of a JSON head, the head, then the arrays, each at a multiple of 64 bytes, all in the
order of the products' rows.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from engine.errors import CatalogueError

Bytes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Signs = npt.NDArray[np.uint8]

META = "vector_file"
_MAGIC = b"AISLEVEC"
_VERSION = 2
"""Of version 1 are files in clusters; they are left unread, and the next import writes one of this version."""
_ALIGN = 64
_HASHED_AT_ONCE = 1 << 24
_LEVELS = 127.0


@dataclass(frozen=True, slots=True)
class Coded:
    """Vectors (n, width) as signed bytes; row i stands for ``codes[i] * scales[i]``."""

    codes: Bytes
    scales: Floats

    @classmethod
    def of(cls, vectors: Floats) -> Coded:
        """Each row scaled so that its largest number is 127: at 384 dimensions a cosine moves by about 0.001."""
        scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12) / np.float32(_LEVELS)
        return cls(np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    def __len__(self) -> int:
        return len(self.codes)

    def decoded(self, rows: npt.NDArray[np.integer[Any]] | slice) -> Floats:
        found: Floats = self.codes[rows].astype(np.float32)
        found *= self.scales[rows][:, None]
        return found


def signs_of(codes: Bytes) -> Signs:
    """Whether each number is above zero, eight of them a byte: (n, width / 8).

    In how many signs two vectors differ tells their angle nearly (Charikar 2002), at a fraction of what comparing costs.
    """
    return np.packbits(codes > 0, axis=1)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the file holds: ``rowids`` are the products' rows, ascending; the codes stay on the disk until looked at."""

    coded: Coded
    rowids: Ints
    signs: Signs


def file_of(catalogue: Path, stamp: str) -> Path:
    """Where the vectors of the state ``stamp`` of a catalogue are."""
    return catalogue.with_name(f"{family(catalogue)}.vectors-{stamp}")


def family(catalogue: Path) -> str:
    """What the names of a catalogue, of the one kept before it and of their vectors begin with."""
    return catalogue.name.split(".")[0]


def write(catalogue: Path, shape: tuple[int, int], blocks: Iterable[tuple[Ints, Coded]]) -> str:
    """Write the file beside the catalogue, whole or not at all; returns its stamp.

    ``blocks`` are rows and vectors, ascending, ``shape`` in all. Only what is small is held in memory (60 bytes a vector of
    384). Raises :class:`CatalogueError` where the disk does not take it.
    """
    count, width = shape
    small: dict[str, npt.NDArray[Any]] = {
        "rowids": np.zeros(count, dtype=np.int64),
        "scales": np.zeros(count, dtype=np.float32),
        "signs": np.zeros((count, -(-width // 8)), dtype=np.uint8),
    }
    sections: dict[str, dict[str, Any]] = {"codes": {"dtype": np.dtype(np.int8).str, "shape": shape, "offset": 0}}
    offset = _aligned(count * width)
    for name, array in small.items():
        sections[name] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset}
        offset += _aligned(array.nbytes)
    head = json.dumps({"version": _VERSION, "sections": sections}).encode()
    aside = catalogue.with_name(f".{family(catalogue)}.vectors-fresh")
    digest = hashlib.blake2b(digest_size=16)
    try:
        with aside.open("wb") as stream:
            _put(stream, digest, _MAGIC + len(head).to_bytes(8, "little") + head)
            at = 0
            for rowids, coded in blocks:
                block = slice(at, at + len(rowids))
                small["rowids"][block], small["scales"][block] = rowids, coded.scales
                small["signs"][block] = signs_of(coded.codes)
                _put(stream, digest, coded.codes.tobytes(), pad=False)
                at += len(rowids)
            _put(stream, digest, b"")
            for array in small.values():
                _put(stream, digest, array.tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        stamp = digest.hexdigest()
        aside.replace(file_of(catalogue, stamp))
    except OSError as error:
        raise CatalogueError(f"The vectors cannot be written beside {catalogue} ({error.strerror}).") from error
    finally:
        aside.unlink(missing_ok=True)
    return stamp


def mapped(path: Path) -> Mapped:
    """Open a file of vectors without reading the codes.

    Raises :class:`CatalogueError` where it is none, cut short, or of another version.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("it is no file of vectors")
            length = int.from_bytes(stream.read(8), "little")
            head = json.loads(stream.read(min(length, size)))
        if head["version"] != _VERSION:
            raise ValueError(f"it is of version {head['version']}")
        first = _aligned(len(_MAGIC) + 8 + length)
        arrays = {name: _map(path, size, first, section) for name, section in head["sections"].items()}
        codes = arrays.pop("codes")
        small = {name: np.array(array) for name, array in arrays.items()}
        return Mapped(Coded(codes, small["scales"]), small["rowids"], small["signs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError(f"The vectors in {path} cannot be used ({error}); import the catalogue again.") from error


def is_whole(path: Path) -> bool:
    """Whether the content is what its name says."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as stream:
            while block := stream.read(_HASHED_AT_ONCE):
                digest.update(block)
    except OSError:
        return False
    return path.name.endswith(digest.hexdigest())


def sweep(catalogue: Path) -> None:
    """Remove files of vectors that neither the catalogue nor the one kept before it names."""
    kept = {stamp for other in catalogue.parent.glob(f"{family(catalogue)}*.db") if (stamp := _named_in(other))}
    for path in catalogue.parent.glob(f"{family(catalogue)}.vectors-*"):
        if path.name.rpartition("-")[2] not in kept:
            # A reader may still map it, which some systems do not allow to remove: the next import will.
            with suppress(OSError):
                path.unlink()


def _named_in(catalogue: Path) -> str | None:
    try:
        connection = sqlite3.connect(f"{catalogue.resolve().as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (META,)).fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


def _map(path: Path, size: int, first: int, section: dict[str, Any]) -> npt.NDArray[Any]:
    dtype, shape = np.dtype(section["dtype"]), tuple(section["shape"])
    offset = first + int(section["offset"])
    if offset + dtype.itemsize * int(np.prod(shape)) > size:
        raise ValueError("it was cut short")
    # A plain array over the map: a memmap object would make each slice of it dear.
    return np.asarray(np.memmap(path, dtype=dtype, mode="r", offset=offset, shape=shape))


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _put(stream: IO[bytes], digest: Any, part: bytes, pad: bool = True) -> None:
    stream.write(part)
    digest.update(part)
    if pad:
        rest = bytes(-stream.tell() % _ALIGN)
        stream.write(rest)
        digest.update(rest)
