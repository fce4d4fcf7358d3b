"""The key of an encrypted history: random in the system's keyring, or derived from a passphrase.

A small file beside the database (``shopper.key``) says which, with the salt and the cost of the derivation. It holds
no secret: without the keyring's entry or the passphrase it opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from argon2.low_level import Type, hash_secret_raw

from engine.errors import HistoryError

KEY_BYTES = 32
SERVICE = "aisle history"
PASSPHRASE_SHORTEST = 8

# RFC 9106, section 4, the second recommended option: 64 MiB, three passes, four lanes.
_MEMORY_KIB, _PASSES, _LANES, _SALT_BYTES = 65_536, 3, 4, 16
# A header from elsewhere must not be able to exhaust the machine, nor to weaken the derivation.
_MEMORY_RANGE, _PASSES_RANGE, _LANES_RANGE, _SALT_RANGE = (19_456, 1_048_576), (1, 20), (1, 16), (16, 64)


@dataclass(frozen=True, slots=True)
class Argon2id:
    """Cost and salt of a derivation (RFC 9106)."""

    salt: bytes
    memory_kib: int
    passes: int
    lanes: int

    def key(self, passphrase: str) -> bytes:
        return hash_secret_raw(
            passphrase.encode(), self.salt, self.passes, self.memory_kib, self.lanes, KEY_BYTES, Type.ID
        )


@dataclass(frozen=True, slots=True)
class KeyHeader:
    """How the key is come by. ``id`` names the keyring's entry, ``check`` tells the right key from a wrong one."""

    source: Literal["keyring", "passphrase"]
    id: str
    check: str
    derivation: Argon2id | None = None


def header_path(database: Path) -> Path:
    return database.with_suffix(".key")


def new_key(source: Literal["keyring", "passphrase"], database: Path, passphrase: str | None) -> bytes:
    """Make a key, put it (or how to derive it) where it belongs, and return it."""
    id = secrets.token_hex(8)
    if source == "keyring":
        key = secrets.token_bytes(KEY_BYTES)
        _keyring_store(id, key)
        header = KeyHeader(source, id, _check(key))
    else:
        if passphrase is None:
            raise HistoryError("A passphrase is needed to begin a personal history.")
        if len(passphrase) < PASSPHRASE_SHORTEST:
            raise HistoryError(f"The passphrase is too short; it must have at least {PASSPHRASE_SHORTEST} characters.")
        derivation = Argon2id(secrets.token_bytes(_SALT_BYTES), _MEMORY_KIB, _PASSES, _LANES)
        key = derivation.key(passphrase)
        header = KeyHeader(source, id, _check(key), derivation)
    _write_header(header, header_path(database))
    return key


def existing_key(header: KeyHeader, passphrase: str | None) -> bytes:
    """The key that ``header`` speaks of. Raises :class:`HistoryError` where it is lost or the passphrase is wrong."""
    if header.derivation is None:
        key = _keyring_fetch(header.id)
        if not hmac.compare_digest(_check(key), header.check):
            raise HistoryError(
                "The system's keyring holds another key than this history's; `aisle history erase` begins anew."
            )
        return key
    if passphrase is None:
        raise HistoryError("The personal history is locked; give its passphrase.")
    key = header.derivation.key(passphrase)
    if not hmac.compare_digest(_check(key), header.check):
        raise HistoryError("That is not the passphrase of this history; try again.")
    return key


def read_header(path: Path) -> KeyHeader | None:
    """The header at ``path``, ``None`` where there is none; raises :class:`HistoryError` for one that makes no sense."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _header(data)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HistoryError(f"{path} cannot be read ({error.strerror}); check its rights.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise HistoryError(
            f"{path} is damaged, so the history cannot be opened; restore it or use `aisle history erase`."
        ) from error


def forget_key(header: KeyHeader) -> None:
    """Take the key out of the keyring; nothing to do for a passphrase, or where the entry is gone already."""
    if header.source == "keyring":
        import keyring
        import keyring.errors

        # No backend, no entry: then nothing of it is left here.
        with suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, header.id)


def _check(key: bytes) -> str:
    return hmac.new(key, b"aisle history key", hashlib.sha256).hexdigest()[:32]


def _header(data: Any) -> KeyHeader:
    if data["version"] != 1:
        raise ValueError("an unknown version")
    derivation = None
    if data["source"] == "passphrase":
        told = data["argon2id"]
        derivation = Argon2id(
            base64.b64decode(told["salt"], validate=True), told["memory_kib"], told["passes"], told["lanes"]
        )
        for value, (least, most) in (
            (len(derivation.salt), _SALT_RANGE),
            (derivation.memory_kib, _MEMORY_RANGE),
            (derivation.passes, _PASSES_RANGE),
            (derivation.lanes, _LANES_RANGE),
        ):
            if not isinstance(value, int) or not least <= value <= most:
                raise ValueError("a cost out of range")
    elif data["source"] != "keyring":
        raise ValueError("an unknown source")
    return KeyHeader(data["source"], str(data["id"]), str(data["check"]), derivation)


def _write_header(header: KeyHeader, path: Path) -> None:
    data: dict[str, Any] = {"version": 1, "source": header.source, "id": header.id, "check": header.check}
    if header.derivation is not None:
        d = header.derivation
        data["argon2id"] = {
            "salt": base64.b64encode(d.salt).decode(),
            "memory_kib": d.memory_kib,
            "passes": d.passes,
            "lanes": d.lanes,
        }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(data, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        raise HistoryError(f"{path} cannot be written ({error.strerror}); check the folder and its rights.") from error


_NO_KEYRING = (
    "This system has no keyring that Aisle can trust with the history's key; "
    'use a passphrase: set history_key = "passphrase" in settings.toml.'
)


def _keyring_store(id: str, key: bytes) -> None:
    # Late: looking for backends takes a tenth of a second that a kiosk's start does not have.
    import keyring
    import keyring.errors

    # Backends below 1 are no recommendation of the package itself: plain files, or none at all.
    if keyring.get_keyring().priority < 1:
        raise HistoryError(_NO_KEYRING)
    try:
        keyring.set_password(SERVICE, id, key.hex())
    except keyring.errors.NoKeyringError as error:
        raise HistoryError(_NO_KEYRING) from error
    except keyring.errors.KeyringError as error:
        raise HistoryError(f"The system's keyring did not take the history's key ({error}); unlock it.") from error


def _keyring_fetch(id: str) -> bytes:
    import keyring
    import keyring.errors

    try:
        found = keyring.get_password(SERVICE, id)
    except keyring.errors.NoKeyringError as error:
        raise HistoryError(
            "This system has no keyring now, and the key of the personal history is in one; log in where it is."
        ) from error
    except keyring.errors.KeyringError as error:
        raise HistoryError(f"The system's keyring is locked ({error}); unlock it to open the history.") from error
    if found is None:
        raise HistoryError(
            "The key of the personal history is not in the system's keyring; `aisle history erase` begins anew."
        )
    try:
        return bytes.fromhex(found)
    except ValueError as error:
        raise HistoryError(
            "The keyring's entry for the history is damaged; `aisle history erase` begins anew."
        ) from error
