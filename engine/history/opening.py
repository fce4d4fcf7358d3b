"""Which history this machine keeps: a guest's, or a personal one with its key from the keyring or a passphrase."""

from __future__ import annotations

from engine.errors import HistoryError
from engine.history import keys
from engine.history.encrypted import EncryptedRecords, erase_files, history_files
from engine.history.store import ShopperStore
from engine.places import DataFolder
from engine.settings import Settings


def open_history(folder: DataFolder, settings: Settings, passphrase: str | None = None) -> ShopperStore:
    """A guest's history in kiosk mode, else the personal one of ``folder``, begun where there is none yet.

    A history that exists is opened the way it was made, whatever ``settings.history_key`` says now. Raises
    :class:`HistoryError` for a wrong or missing passphrase, a keyring that is absent or locked, a damaged file.
    """
    if settings.mode == "kiosk":
        return ShopperStore()
    database = folder.shopper
    header = keys.read_header(keys.header_path(database))
    if header is not None:
        return ShopperStore(EncryptedRecords(database, keys.existing_key(header, passphrase)))
    if database.is_file() and database.stat().st_size > 0:
        raise HistoryError(
            f"{keys.header_path(database)} is missing, so the history beside it cannot be opened; "
            "restore it or use `aisle history erase`."
        )
    source = "passphrase" if passphrase is not None else settings.history_key
    return ShopperStore(EncryptedRecords(database, keys.new_key(source, database, passphrase)))


def needs_passphrase(folder: DataFolder, settings: Settings) -> bool:
    """Whether :func:`open_history` will want a passphrase: to ask for it before anything is loaded."""
    if settings.mode == "kiosk":
        return False
    header = keys.read_header(keys.header_path(folder.shopper))
    return (header.source if header is not None else settings.history_key) == "passphrase"


def history_exists(folder: DataFolder) -> bool:
    return any(path.exists() for path in history_files(folder.shopper))


def erase_history(folder: DataFolder) -> bool:
    """Erase the personal history of ``folder``, key and all, without opening it: no passphrase is needed.

    Returns whether there was one. Raises :class:`HistoryError` for a file that cannot be removed.
    """
    return erase_files(folder.shopper)
