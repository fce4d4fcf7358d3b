"""The read side of a catalogue: products, documents, links, vectors and vocabulary from ``catalog.db``."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from engine.catalogue import rows, schema
from engine.catalogue.pictures import picture_folder
from engine.catalogue.product_words import ProductWords, read_words
from engine.catalogue.vectors import META, Coded, Mapped, file_of, mapped
from engine.catalogue.vocabulary import Vocabulary, read_terms
from engine.errors import CatalogueError
from engine.products import Link, Product, StoreDocument, Variant

log = logging.getLogger(__name__)

_BATCH = 500
_VECTORS_READ = 8192
_CACHE_KB = 131_072
Vectors = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """What a catalogue holds. ``embedded`` is how many products have a vector of ``encoder_sha256``."""

    name: str
    currency: str
    products: int
    variants: int
    documents: int
    links: int
    embedded: int
    encoder_sha256: str | None
    imported_at: str | None


class Catalogue:
    """A catalogue opened for reading. A writer in another process does not disturb it.

    Every method raises :class:`CatalogueError` where the file turns out to be damaged.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._vocabulary: tuple[int, Vocabulary] | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open ``path``; raises :class:`CatalogueError` if it is missing, damaged, no catalogue, or of a newer version."""
        path = Path(path)
        if not path.is_file():
            raise CatalogueError(f"There is no catalogue at {path}; make one with `aisle catalog import`.")
        connection = _connect(path)
        try:
            with _guard(path):
                (application,) = connection.execute("PRAGMA application_id").fetchone()
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if application != schema.APPLICATION_ID:
                    raise CatalogueError(f"{path} is not an Aisle catalogue; import one with `aisle catalog import`.")
                if schema.major(version) != schema.MAJOR:
                    age = "a newer" if schema.major(version) > schema.MAJOR else "an older"
                    raise CatalogueError(f"{path} was made by {age} version of Aisle; import the catalogue again.")
                connection.execute("SELECT count(*) FROM meta").fetchone()
        except CatalogueError:
            connection.close()
            raise
        return cls(path, connection)

    @staticmethod
    def was_begun(path: Path) -> bool:
        """Whether anything was ever written whole: ``False`` for no file, or the empty one of a first import that was cut off."""
        if not path.is_file():
            return False
        connection = _connect(path)
        try:
            return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        except sqlite3.DatabaseError:
            return True  # something is there; open() says what is wrong with it
        finally:
            connection.close()

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The read-only connection, for retrieval's own SQL; its rows are :class:`sqlite3.Row`."""
        return self._connection

    @property
    def pictures(self) -> Path:
        """The folder that relative picture paths start from."""
        return picture_folder(self.meta("pictures"), self.path)

    def picture(self, product: Product, variant: Variant | None = None) -> Path | None:
        """The file of a product's (or one variant's) picture, ``None`` where there is none on this machine."""
        for name in (variant.picture if variant else None, product.picture):
            if name and (file := self.pictures / name).is_file():
                return file
        return None

    def meta(self, key: str) -> str | None:
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row[0]) if row else None

    @property
    def info(self) -> CatalogueInfo:
        with _guard(self.path):
            counts = {
                table: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("product", "variant", "document", "link", "product_vector")
            }
        return CatalogueInfo(
            name=self.meta("name") or "",
            currency=self.meta("currency") or "USD",
            products=counts["product"],
            variants=counts["variant"],
            documents=counts["document"],
            links=counts["link"],
            embedded=counts["product_vector"],
            encoder_sha256=self.meta("encoder_sha256"),
            imported_at=self.meta("imported_at"),
        )

    def product(self, id: str) -> Product | None:
        found = self.products([id])
        return found[0] if found else None

    def products(self, ids: Sequence[str]) -> list[Product]:
        """The products of these ids in the order asked; ids that the catalogue lacks are left out."""
        by_id = {p.id: p for chunk in _chunks(list(dict.fromkeys(ids))) for p in self._load("id", chunk)}
        return [by_id[i] for i in ids if i in by_id]

    def by_rowids(self, rowids: Sequence[int]) -> list[Product]:
        """The products of these rows in the order asked."""
        wanted = [int(r) for r in rowids]
        by_rowid: dict[int, Product] = {}
        for chunk in _chunks(list(dict.fromkeys(wanted))):
            by_rowid.update(self._load_rows("rowid", chunk))
        return [by_rowid[r] for r in wanted if r in by_rowid]

    def all_products(self) -> Iterator[Product]:
        """Every product in the order of its row, in bounded memory."""
        last = -1
        while True:
            with _guard(self.path):
                found = self._connection.execute(
                    "SELECT rowid FROM product WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, _BATCH)
                ).fetchall()
            if not found:
                return
            yield from self.by_rowids([r[0] for r in found])
            last = found[-1][0]

    def documents(self) -> tuple[StoreDocument, ...]:
        with _guard(self.path):
            return tuple(map(rows.document_of, self._connection.execute("SELECT * FROM document ORDER BY rowid")))

    def links(self, id: str) -> tuple[Link, ...]:
        """The stated links of a product to others that the catalogue holds, in the feed's order."""
        with _guard(self.path):
            found = self._connection.execute(
                "SELECT l.source, l.target, l.kind FROM link l JOIN product p ON p.id = l.target "
                "WHERE l.source = ? ORDER BY l.kind, l.position",
                (id,),
            ).fetchall()
        return tuple(Link(*row) for row in found)

    def all_links(self) -> Iterator[Link]:
        with _guard(self.path):
            for row in self._connection.execute(
                "SELECT source, target, kind FROM link ORDER BY source, kind, position"
            ):
                yield Link(*row)

    def vectors(self) -> Vectors:
        """Rows of ``product`` as int64 (n,) and their unit vectors as float32 (n, width)."""
        return self._vectors("product_vector", "product")

    def coded_vectors(self) -> tuple[npt.NDArray[np.int64], Coded]:
        """As :meth:`vectors`, as bytes: a quarter of the memory."""
        rowids: list[int] = []
        parts: list[Coded] = []
        with _guard(self.path):
            found = self._connection.execute("SELECT product, vector FROM product_vector ORDER BY product")
            while page := found.fetchmany(_VECTORS_READ):
                rowids += [row[0] for row in page]
                parts.append(Coded.of(self._floats([row[1] for row in page])))
        if len({part.codes.shape[1] for part in parts}) > 1:
            raise CatalogueError(f"The vectors in {self.path} are damaged; import the catalogue again.")
        if not parts:
            return np.zeros(0, dtype=np.int64), Coded.of(np.zeros((0, 0), dtype=np.float32))
        coded = Coded(np.concatenate([p.codes for p in parts]), np.concatenate([p.scales for p in parts]))
        return np.array(rowids, dtype=np.int64), coded

    def mapped_vectors(self) -> Mapped | None:
        """The mapped vectors of a big catalogue; ``None`` where it has no file of them, or only a broken or older one."""
        stamp = self.meta(META)
        if stamp is None:
            return None
        try:
            return mapped(file_of(self.path, stamp))
        except CatalogueError as error:
            log.warning("%s Until then search is slower.", error)
            return None

    def document_vectors(self) -> Vectors:
        """Rows of ``document`` (from 1, the order of :meth:`documents`) and their unit vectors."""
        return self._vectors("document_vector", "document")

    def vocabulary(self) -> Vocabulary:
        """The catalogue's words; kept until another process changes the file."""
        with _guard(self.path):
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if self._vocabulary is None or self._vocabulary[0] != version:
                self._vocabulary = (version, read_terms(self._connection))
        return self._vocabulary[1]

    def product_words(self) -> ProductWords:
        """The index of the words that products are named by, read anew at each call."""
        with _guard(self.path):
            return read_words(self._connection)

    def titles(self, rowids: Sequence[int]) -> dict[int, tuple[str, bool]]:
        """By row: the product's title, and whether it can be had. Rows that are gone are left out."""
        with _guard(self.path):
            found = self._connection.execute(
                "SELECT rowid, title, coalesce(stock, 1) > 0 FROM product "
                f"WHERE rowid IN ({','.join('?' * len(rowids))})",
                [int(r) for r in rowids],
            ).fetchall()
        return {row[0]: (row[1], bool(row[2])) for row in found}

    def popular(self, limit: int) -> list[str]:
        """Ids of available products, the most sold first, then the best rated by many."""
        with _guard(self.path):
            found = self._connection.execute(
                "SELECT id FROM product WHERE stock IS NULL OR stock > 0 "
                "ORDER BY sales DESC, rating_count DESC, rating DESC, rowid LIMIT ?",
                (limit,),
            ).fetchall()
        return [row[0] for row in found]

    def _one(self, query: str, values: Sequence[Any]) -> Any:
        with _guard(self.path):
            return self._connection.execute(query, values).fetchone()

    def _load(self, column: str, keys: Sequence[Any]) -> Iterable[Product]:
        return self._load_rows(column, keys).values()

    def _load_rows(self, column: str, keys: Sequence[Any]) -> dict[int, Product]:
        with _guard(self.path):
            marks = ",".join("?" * len(keys))
            found = self._connection.execute(f"SELECT * FROM product WHERE {column} IN ({marks})", keys).fetchall()
            if not found:
                return {}
            marks = ",".join("?" * len(found))
            variants: dict[int, list[Variant]] = {}
            for row in self._connection.execute(
                f"SELECT * FROM variant WHERE product IN ({marks}) ORDER BY product, position",
                [r["rowid"] for r in found],
            ):
                with _readable(self.path):
                    variants.setdefault(row["product"], []).append(rows.variant_of(row))
            goes_with: dict[str, list[str]] = {}
            for source, target in self._connection.execute(
                f"SELECT source, target FROM link WHERE kind = 'goes_with' AND source IN ({marks}) "
                "AND target IN (SELECT id FROM product) ORDER BY source, position",
                [r["id"] for r in found],
            ):
                goes_with.setdefault(source, []).append(target)
            with _readable(self.path):
                return {
                    r["rowid"]: rows.product_of(r, variants.get(r["rowid"], ()), goes_with.get(r["id"], ()))
                    for r in found
                }

    def _vectors(self, table: str, column: str) -> Vectors:
        with _guard(self.path):
            found = self._connection.execute(f"SELECT {column}, vector FROM {table} ORDER BY {column}").fetchall()
        rowids = np.fromiter((r[0] for r in found), dtype=np.int64, count=len(found))
        if not found:
            return rowids, np.zeros((0, 0), dtype=np.float32)
        return rowids, self._floats([r[1] for r in found])

    def _floats(self, blobs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        if any(len(blob) != len(blobs[0]) for blob in blobs):
            raise CatalogueError(f"The vectors in {self.path} are damaged; import the catalogue again.")
        return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(blobs), -1).astype(np.float32)


def _connect(path: Path) -> sqlite3.Connection:
    uri = path.resolve().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, check_same_thread=False, timeout=10.0)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        # A WAL database in a folder that we may not write to can only be read as unchanging.
        connection.close()
        connection = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
    except sqlite3.DatabaseError:
        pass  # told by the guarded checks of open()
    # Looking rows up here and there is much of a search, and SQLite's own 2 MB hold little of a big catalogue.
    with suppress(sqlite3.DatabaseError):  # a damaged file is told by the same checks
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return connection


@contextmanager
def _guard(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # ours: a closed connection, a wrong statement
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise CatalogueError(
                f"The catalogue {path} is locked by another program; try again in a moment."
            ) from error
        raise CatalogueError(f"The catalogue {path} cannot be read ({error}); import it again.") from error
    except sqlite3.DatabaseError as error:
        raise CatalogueError(f"The catalogue {path} is damaged ({error}); import it again.") from error


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Around making objects of rows: what a row holds may have been changed by another program."""
    try:
        yield
    except (ValueError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"The catalogue {path} holds a product that cannot be read ({error}); run `aisle catalog check`."
        ) from error


def _chunks(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]
