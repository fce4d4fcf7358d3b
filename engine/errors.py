"""Errors of the world: what can go wrong outside the program, told in one sentence to whoever must act.

Mistakes of ours are ordinary exceptions and stay loud; they are caught once, at the border of a turn.
"""

from __future__ import annotations

from pathlib import Path


class AisleError(Exception):
    """Something outside the program is wrong. ``str(error)`` is one clear sentence: what, where, what to do."""


class CatalogueError(AisleError):
    """The catalogue is missing, locked, damaged or of a newer version."""


class ModelError(AisleError):
    """A model artefact is missing, truncated or does not match its checksum."""


class SettingsError(AisleError):
    """``settings.toml`` holds a bad value; the message names the line."""


class HistoryError(AisleError):
    """The personal history cannot be opened (wrong passphrase, no keyring, damaged file)."""


class InputError(AisleError):
    """A file or a row given to Aisle is not usable; ``where`` is ``file:line`` where that is known."""

    def __init__(self, reason: str, path: Path | str | None = None, line: int | None = None) -> None:
        self.reason = reason
        self.path = str(path) if path is not None else None
        self.line = line
        super().__init__(f"{self.where}: {reason}" if self.where else reason)

    @property
    def where(self) -> str:
        if self.path is None:
            return ""
        return self.path if self.line is None else f"{self.path}:{self.line}"
