"""Vectors as bytes, and the file beside a big catalogue that holds them by cluster, to be mapped and not loaded.

``product_vector`` in the catalogue is the truth; the file is made from it. ``meta`` names the file that belongs to a
state of the catalogue by the digest of its content, so the one and the other change together: a reader that has the
old state has the old file, and going back to an earlier catalogue goes back to its file.

The file: the magic word, the length of a JSON head, the head, then the arrays, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
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

META = "vector_file"
_MAGIC = b"AISLEVEC"
_VERSION = 1
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
        found: Floats = self.codes[rows].astype(np.float32) * self.scales[rows][:, None]
        return found


@dataclass(frozen=True, slots=True)
class Clustered:
    """Vectors grouped by the centroid that they are nearest to: cluster c holds rows ``starts[c]`` to ``starts[c + 1]``.

    ``rowids`` are the products' rows in that order; ``centroids`` is (clusters, width) of length 1.
    """

    coded: Coded
    rowids: Ints
    starts: Ints
    centroids: Floats


def file_of(catalogue: Path, stamp: str) -> Path:
    """Where the vectors of the state ``stamp`` of a catalogue are."""
    return catalogue.with_name(f"{family(catalogue)}.vectors-{stamp}")


def family(catalogue: Path) -> str:
    """What the names of a catalogue, of the one kept before it and of their vectors begin with."""
    return catalogue.name.split(".")[0]


def write(catalogue: Path, found: Clustered) -> str:
    """Write the file beside the catalogue, whole or not at all; returns its stamp.

    Raises :class:`CatalogueError` where the disk does not take it.
    """
    arrays: dict[str, npt.NDArray[Any]] = {
        "rowids": found.rowids,
        "scales": found.coded.scales,
        "starts": found.starts,
        "centroids": found.centroids,
        "codes": found.coded.codes,
    }
    offset, sections = 0, {}
    for name, array in arrays.items():
        sections[name] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset}
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    head = json.dumps({"version": _VERSION, "sections": sections}).encode()
    aside = catalogue.with_name(f".{family(catalogue)}.vectors-fresh")
    digest = hashlib.blake2b(digest_size=16)
    try:
        with aside.open("wb") as stream:
            start = _MAGIC + len(head).to_bytes(8, "little") + head
            _put(stream, digest, start + bytes(-len(start) % _ALIGN))
            for array in arrays.values():
                for part in _parts(array):
                    _put(stream, digest, part)
                _put(stream, digest, bytes(-array.nbytes % _ALIGN))
            stream.flush()
            os.fsync(stream.fileno())
        stamp = digest.hexdigest()
        aside.replace(file_of(catalogue, stamp))
    except OSError as error:
        raise CatalogueError(f"The vectors cannot be written beside {catalogue} ({error.strerror}).") from error
    finally:
        aside.unlink(missing_ok=True)
    return stamp


def mapped(path: Path) -> Clustered:
    """Open a file of vectors without reading the vectors. Raises :class:`CatalogueError` where it is none, or cut short."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("it is no file of vectors")
            length = int.from_bytes(stream.read(8), "little")
            head = json.loads(stream.read(min(length, size)))
        if head["version"] != _VERSION:
            raise ValueError(f"it is of version {head['version']}")
        first = -(-(len(_MAGIC) + 8 + length) // _ALIGN) * _ALIGN
        arrays = {name: _map(path, size, first, section) for name, section in head["sections"].items()}
        codes = arrays.pop("codes")
        small = {name: np.array(array) for name, array in arrays.items()}
        return Clustered(Coded(codes, small["scales"]), small["rowids"], small["starts"], small["centroids"])
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


def _parts(array: npt.NDArray[Any]) -> Iterator[bytes]:
    rows = max(1, _HASHED_AT_ONCE // max(1, array.nbytes // max(1, len(array))))
    for start in range(0, len(array), rows):
        yield np.ascontiguousarray(array[start : start + rows]).tobytes()


def _put(stream: IO[bytes], digest: Any, part: bytes) -> None:
    stream.write(part)
    digest.update(part)
