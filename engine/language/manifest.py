"""``manifest.json`` beside a model: which files belong to it, their checksums and sizes, and what the gate measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import ModelError

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """``sha256`` in hexadecimal and size in ``bytes``."""

    sha256: str
    bytes: int

    @classmethod
    def of(cls, path: Path) -> FileEntry:
        with path.open("rb") as file:
            return cls(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The same shape for every artefact: ``name``, ``base`` and ``licence`` of its weights, files, metrics, command."""

    name: str
    base: str
    licence: str
    files: Mapping[str, FileEntry]
    metrics: Mapping[str, float] = field(default_factory=dict)
    command: str = ""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises ``ModelError`` where there is none or it cannot be read."""
        path = folder / FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            files = {
                name: FileEntry(str(entry["sha256"]), int(entry["bytes"])) for name, entry in data["files"].items()
            }
            metrics = {str(name): float(value) for name, value in data.get("metrics", {}).items()}
            return cls(
                str(data["name"]), str(data["base"]), str(data["licence"]), files, metrics, str(data.get("command", ""))
            )
        except FileNotFoundError:
            raise ModelError(f"There is no model in {folder}: it has no {FILE}; install the model again.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path} is not a readable manifest ({error}); install the model again.") from error

    def write(self, folder: Path) -> None:
        data = {
            "name": self.name,
            "base": self.base,
            "licence": self.licence,
            "files": {name: {"sha256": e.sha256, "bytes": e.bytes} for name, e in sorted(self.files.items())},
            "metrics": dict(self.metrics),
            "command": self.command,
        }
        (folder / FILE).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")

    def verified(self, folder: Path, name: str) -> Path:
        """The path of one of the files, read through once against its checksum. Raises ``ModelError``."""
        path = folder / name
        expected = self.files.get(name)
        if expected is None:
            raise ModelError(f"{folder / FILE} names no {name}: install the model again.")
        try:
            found = FileEntry.of(path)
        except OSError:
            raise ModelError(f"The model file {path} is missing: install the model again.") from None
        if found.bytes != expected.bytes:
            raise ModelError(
                f"{path} has {found.bytes:,} bytes where {expected.bytes:,} belong: it was cut short, install it again."
            )
        if found.sha256 != expected.sha256:
            raise ModelError(f"{path} does not match its checksum, so it was changed or damaged: install it again.")
        return path
