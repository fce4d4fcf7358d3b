"""A personal history's records: one SQLCipher file, each page encrypted and authenticated, each turn committed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from engine.errors import HistoryError
from engine.history import keys
from engine.history.records import SessionRecord, ShopperEvent, Turn
from engine.history.shredding import shred

MAJOR, MINOR = 1, 0
VERSION = MAJOR * 65536 + MINOR
"""``user_version``: a reader opens every minor version of its major one."""

_TABLES = """
CREATE TABLE session (id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT);
CREATE TABLE turn (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session (id),
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    action TEXT NOT NULL,
    reply TEXT NOT NULL
);
CREATE INDEX turn_session ON turn (session);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session (id),
    at TEXT NOT NULL,
    deed TEXT NOT NULL,
    product TEXT NOT NULL
);
CREATE INDEX event_session ON event (session);
"""


def history_files(database: Path) -> tuple[Path, ...]:
    """Every file that a history at ``database`` may consist of, the key's header first."""
    sides = tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))
    header = keys.header_path(database)
    scraps = tuple(database.parent.glob(f".{header.name}-*")) if database.parent.is_dir() else ()
    return (header, database, *sides, *scraps)


class EncryptedRecords:
    """Sessions in an encrypted file. To be used by one thread at a time; other processes may read along."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create ``path`` with a raw 256-bit ``key``."""
        self.path = path
        with _guard(path):
            # Made here and not by SQLite, so that no one else may read it; the -wal and -shm files follow its rights.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=5.0)
        try:
            with _guard(path):
                self._unlock(key)
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def begin(self, at: datetime) -> int:
        with _guard(self.path):
            return int(self._connection.execute("INSERT INTO session (started) VALUES (?)", (_text(at),)).lastrowid)

    def end(self, session: int, at: datetime) -> None:
        with _guard(self.path):
            self._connection.execute("UPDATE session SET ended = ? WHERE id = ?", (_text(at), session))

    def add(self, session: int, events: Sequence[ShopperEvent], turn: Turn | None = None) -> None:
        with _guard(self.path), self._transaction():
            self._connection.executemany(
                "INSERT INTO event (session, at, deed, product) VALUES (?, ?, ?, ?)",
                [(session, _text(e.at), e.deed, e.product) for e in events],
            )
            if turn is not None:
                self._connection.execute(
                    "INSERT INTO turn (session, at, text, action, reply) VALUES (?, ?, ?, ?, ?)",
                    (session, _text(turn.at), turn.text, json.dumps(turn.action, ensure_ascii=False), turn.reply),
                )

    def sessions(self) -> Iterator[SessionRecord]:
        with _guard(self.path):
            found = self._connection.execute("SELECT id, started, ended FROM session ORDER BY id").fetchall()
        for id, started, ended in found:
            with _guard(self.path):
                turns = self._connection.execute(
                    "SELECT text, action, reply, at FROM turn WHERE session = ? ORDER BY id", (id,)
                ).fetchall()
            yield SessionRecord(
                id,
                _time(started),
                _time(ended) if ended else None,
                tuple(Turn(text, json.loads(action), reply, _time(at)) for text, action, reply, at in turns),
                tuple(self.events(id, -1)),
            )

    def events(self, session: int | None, limit: int) -> list[ShopperEvent]:
        with _guard(self.path):
            found = self._connection.execute(
                "SELECT deed, product, at FROM event WHERE ?1 IS NULL OR session = ?1 ORDER BY id DESC LIMIT ?2",
                (session, limit),
            ).fetchall()
        return [ShopperEvent(deed, product, _time(at)) for deed, product, at in reversed(found)]

    def erase(self) -> None:
        """Rows, pages, log and files go, then the key; raises :class:`HistoryError` while another process reads along."""
        with _guard(self.path):
            # Leaving the log needs the file for ourselves; it also writes the log back and removes it.
            self._connection.execute("PRAGMA journal_mode = DELETE")
            with self._transaction():
                for table in ("turn", "event", "session"):
                    self._connection.execute(f"DELETE FROM {table}")
        self._connection.close()
        erase_files(self.path)

    def close(self) -> None:
        with suppress(sqlcipher.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _unlock(self, key: bytes) -> None:
        run = self._connection.execute
        if run("PRAGMA cipher_version").fetchone() is None:
            # Plain SQLite ignores a key without a word.
            raise HistoryError("The encryption of this installation is missing; install the package sqlcipher3.")
        run("PRAGMA cipher_log_level = NONE")  # else it writes its own lines to standard error
        run(f"PRAGMA key = \"x'{key.hex()}'\"")
        run("SELECT count(*) FROM sqlite_schema").fetchone()
        run("PRAGMA temp_store = MEMORY")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")

    def _prepare(self) -> None:
        with self._transaction():
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
            elif version // 65536 != MAJOR:
                age = "a newer" if version // 65536 > MAJOR else "an older"
                raise HistoryError(
                    f"{self.path} was written by {age} version of Aisle; use that version, or `aisle history erase`."
                )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlcipher.Error):
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def erase_files(database: Path) -> bool:
    """Remove a history without opening it, its key first, so that a crash halfway leaves nothing readable.

    Returns whether there was one.
    """
    with suppress(HistoryError):
        header = keys.read_header(keys.header_path(database))
        if header is not None:
            keys.forget_key(header)
    return shred(history_files(database))


@contextmanager
def _guard(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlcipher.ProgrammingError:
        raise  # ours: a closed connection, a wrong statement
    except sqlcipher.OperationalError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise HistoryError(f"The history {path} is in use by another Aisle; close that and try again.") from error
        raise HistoryError(
            f"The history {path} cannot be used ({reason}); check the disk and the file's rights."
        ) from error
    except sqlcipher.DatabaseError as error:
        raise HistoryError(
            f"The history {path} is damaged ({error}); restore a copy, or begin anew with `aisle history erase`."
        ) from error
    except OSError as error:
        raise HistoryError(
            f"The history {path} cannot be opened ({error.strerror}); check the folder's rights."
        ) from error


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _time(text: Any) -> datetime:
    return datetime.fromisoformat(text)
