"""The operator's settings: ``settings.toml`` read into one frozen value, every bad line named, written back whole.

The file is flat: one ``key = value`` a line. Without a file, or without a line, the defaults hold.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from engine.errors import SettingsError

Mode = Literal["kiosk", "personal"]
Theme = Literal["light", "dark", "contrast"]
HistoryKey = Literal["keyring", "passphrase"]

PASSPHRASE_SHORTEST = 6
"""Characters of a staff passphrase: it is typed with a finger and checked by argon2, at the machine itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator may set; each has its rule in ``RULES``.

    An empty ``store_name`` or ``currency`` means the catalogue's own. ``idle_seconds`` without a touch bring up "Still
    there?", ``countdown_seconds`` later the session is wiped. ``text_size`` is in per cent of the normal size.
    ``staff_passphrase`` is an argon2id hash, never the passphrase; empty means that none was chosen yet and the staff
    pages are locked. ``threads`` are the models' threads.
    """

    store_name: str = ""
    language: str = "en"
    currency: str = ""
    mode: Mode = "kiosk"
    history_key: HistoryKey = "keyring"
    idle_seconds: int = 60
    countdown_seconds: int = 15
    accent: str = "#1F6F54"
    theme: Theme = "light"
    text_size: int = 100
    reduce_motion: bool = False
    staff_passphrase: str = ""
    threads: int = 2

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read ``path``; the defaults where there is no such file.

        Raises :class:`SettingsError` naming the file, the line and what is allowed.
        """
        text = _read(path)
        if text is None:
            return cls()
        data = _parse(text, path)
        for name, value in data.items():
            where = f"{path}:{_line_of(name, text)}"
            if name not in RULES:
                raise SettingsError(f"{where}: there is no setting {name!r}; the settings are {', '.join(RULES)}.")
            if not RULES[name].admits(value):
                raise SettingsError(f"{where}: {name} is {_shown(value)}; it must be {RULES[name].allowed}.")
        return cls(**data)

    def save(self, path: Path) -> None:
        """Write to ``path`` so that a crash leaves the old file or the new one, never half. Comments are kept.

        Raises :class:`SettingsError` for a value that :meth:`load` would refuse, and where the file cannot be written.
        """
        for name, rule in RULES.items():
            value = getattr(self, name)
            if not rule.admits(value):
                raise SettingsError(f"{name} is {_shown(value)}; it must be {rule.allowed}.")
        _write(path, self._text(_read(path) or ""))

    def with_passphrase(self, passphrase: str) -> Self:
        """The same settings with a new staff passphrase; raises :class:`SettingsError` for one that is too short."""
        # Late here and below: a kiosk's start does not wait for what only the staff need.
        from argon2 import PasswordHasher

        if len(passphrase) < PASSPHRASE_SHORTEST:
            raise SettingsError(
                f"The staff passphrase is too short; it needs at least {PASSPHRASE_SHORTEST} characters."
            )
        return replace(self, staff_passphrase=PasswordHasher().hash(passphrase))

    def is_staff(self, passphrase: str) -> bool:
        """Whether this is the staff's passphrase; never where none was chosen."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        if not self.staff_passphrase:
            return False
        try:
            return PasswordHasher().verify(self.staff_passphrase, passphrase)
        except (VerificationError, InvalidHashError):
            return False

    def _text(self, old: str) -> str:
        """The file with these values: lines of ``old`` kept where they say the same, unset defaults left out."""
        lines = old.splitlines()
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        try:
            said = tomllib.loads(old)
        except tomllib.TOMLDecodeError:
            said, lines = {}, []
        for name, value in values.items():
            if name in said and said[name] == value:
                continue
            line = f"{name} = {toml_value(value)}"
            if name in said:
                lines[_line_of(name, old) - 1] = line
            elif value != getattr(Settings(), name):
                lines.append(line)
        text = "".join(f"{line}\n" for line in lines)
        if not _says(text, values):
            # The old file spread a value over lines, or holds what is no setting: write it anew.
            text = "".join(f"{name} = {toml_value(value)}\n" for name, value in values.items())
        return text


# -- rules


class Rule(Protocol):
    """What a value may be. ``allowed`` ends the sentence "it must be …"."""

    @property
    def allowed(self) -> str: ...

    def admits(self, value: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str | int, ...]

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(toml_value(v) for v in self.values)

    def admits(self, value: object) -> bool:
        return type(value) is type(self.values[0]) and value in self.values


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def admits(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Text:
    pattern: str
    allowed: str

    def admits(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True, slots=True)
class Flag:
    allowed: str = "true or false"

    def admits(self, value: object) -> bool:
        return isinstance(value, bool)


RULES: Mapping[str, Rule] = {
    "store_name": Text(r"[^\x00-\x1f\x7f\ud800-\udfff]{0,80}", "a text of at most 80 characters on one line"),
    "language": OneOf(("en", "zh")),
    "currency": Text(r"|[A-Z]{3}", 'a currency code such as "USD", or "" for the catalogue\'s'),
    "mode": OneOf(("kiosk", "personal")),
    "history_key": OneOf(("keyring", "passphrase")),
    "idle_seconds": Whole(10, 3600),
    "countdown_seconds": Whole(5, 120),
    "accent": Text(r"#[0-9A-Fa-f]{6}", 'a colour such as "#1F6F54"'),
    "theme": OneOf(("light", "dark", "contrast")),
    "text_size": OneOf((100, 125, 150)),
    "reduce_motion": Flag(),
    "staff_passphrase": Text(r"|\$argon2id\$[\x21-\x7e]{20,400}", "an argon2id hash, as the staff page writes it"),
    "threads": Whole(1, 64),
}


def toml_value(value: str | int | bool) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _shown(value: object) -> str:
    return toml_value(value) if isinstance(value, str | int) else str(value)


# -- the file


def _says(text: str, values: Mapping[str, Any]) -> bool:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    defaults = Settings()
    return said.keys() <= values.keys() and all(said.get(n, getattr(defaults, n)) == v for n, v in values.items())


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the file is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{path}: the settings cannot be read ({error.strerror}); check its rights.") from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        found = re.search(r" \(at line (\d+), column \d+\)", reason)
        line = int(found.group(1)) if found else len(text.splitlines()) or 1
        reason = re.sub(r" \(at .*\)", "", reason)
        raise SettingsError(f"{path}:{line}: this is not a TOML line ({reason}); write it as key = value.") from error


def _line_of(name: str, text: str) -> int:
    """The line (from 1) that sets ``name``: the first that looks so and does not stand inside a longer value."""
    key = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if key.match(line):
            with suppress(tomllib.TOMLDecodeError):
                tomllib.loads("\n".join(lines[: number - 1]))
                return number
    return 1


def _write(path: Path, text: str) -> None:
    aside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
        os.replace(aside, path)
    except OSError as error:
        if aside:
            with suppress(OSError):
                os.unlink(aside)
        raise SettingsError(f"{path}: the settings cannot be written ({error.strerror}); check the folder.") from error
