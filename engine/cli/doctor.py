"""``aisle doctor``: one page of what is installed, which models with which checksum, and what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click

from engine import __version__, places
from engine.catalogue import Catalogue
from engine.cli.common import command_options, folder_of, put
from engine.errors import AisleError
from engine.language.manifest import Manifest
from engine.places import DataFolder
from engine.settings import Settings

_PACKAGES = (
    "onnxruntime",
    "llguidance",
    "tokenizers",
    "numpy",
    "sqlcipher3",
    "keyring",
    "argon2-cffi",
    "PySide6-Essentials",
    "segno",
)
_MARKS = {"ok": "ok ", "off": "off", "bad": "BAD"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``off`` is something optional that is not there, ``bad`` something that must be mended; ``fix`` says how."""

    part: str
    state: Literal["ok", "off", "bad"]
    text: str
    fix: str = ""


def examine(folder: DataFolder) -> Iterator[Finding]:
    """Every part of the installation in the order in which a turn needs it."""
    yield Finding(
        "aisle", "ok", f"{__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    for name in _PACKAGES:
        try:
            yield Finding(name, "ok", importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "bad", "not installed", "run `pip install -e .` in Aisle's folder")
    yield _sqlite()
    for model in ("assistant", "encoder"):
        yield from _model(places.models() / model, model)
    yield _catalogue(folder)
    yield _settings(folder)
    yield _window()
    yield _disk(folder.root)


def _sqlite() -> Finding:
    options = {row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" in options:
        return Finding("sqlite", "ok", f"{sqlite3.sqlite_version} with FTS5")
    return Finding("sqlite", "bad", f"{sqlite3.sqlite_version} without FTS5", "use a Python whose sqlite3 has FTS5")


def _model(folder: Path, name: str) -> Iterator[Finding]:
    try:
        manifest = Manifest.read(folder)
        for file in manifest.files:
            manifest.verified(folder, file)
    except AisleError as error:
        lost = (
            "replies and understanding are off, search works" if name == "assistant" else "search goes by words alone"
        )
        yield Finding(f"model {name}", "bad", f"{error} ({lost})", "restore resources/models from the release")
        return
    for file, entry in sorted(manifest.files.items()):
        yield Finding(f"model {name}", "ok", f"{file}  {entry.bytes / 1e6:.1f} MB  sha256 {entry.sha256[:16]}…")


def _catalogue(folder: DataFolder) -> Finding:
    if not folder.catalogue.is_file():
        return Finding("catalogue", "off", "none imported; the demo store is used", "aisle catalog import FEED")
    try:
        with Catalogue.open(folder.catalogue) as catalogue:
            info = catalogue.info
    except AisleError as error:
        return Finding("catalogue", "bad", str(error), "aisle catalog import FEED")
    text = (
        f"{info.name or 'unnamed'}: {info.products:,} products, {info.documents} documents, {info.embedded:,} embedded"
    )
    if info.embedded < info.products:
        return Finding("catalogue", "off", text, "import again with the encoder installed to search by meaning")
    return Finding("catalogue", "ok", text)


def _settings(folder: DataFolder) -> Finding:
    try:
        settings = Settings.load(folder.settings)
    except AisleError as error:
        return Finding("settings", "bad", str(error), "mend the line or remove the file")
    where = str(folder.settings) if folder.settings.is_file() else "defaults"
    return Finding("settings", "ok", f"{where}, {settings.mode} mode")


def _window() -> Finding:
    if importlib.util.find_spec("PySide6") is None:
        return Finding(
            "window", "off", "Qt is not installed; the command line works", "run `pip install PySide6-Essentials`"
        )
    if sys.platform.startswith("linux"):
        import ctypes.util

        missing = [lib for lib in ("EGL", "GL", "xkbcommon", "fontconfig") if ctypes.util.find_library(lib) is None]
        if missing:
            return Finding(
                "window", "bad", f"system libraries missing: {', '.join(missing)}", "sh scripts/system-libraries.sh"
            )
    return Finding("window", "ok", "Qt and its system libraries are there")


def _disk(root: Path) -> Finding:
    place = next(p for p in (root, *root.parents) if p.exists())
    free = shutil.disk_usage(place).free / 1e9
    return Finding(
        "disk", "ok" if free > 1 else "bad", f"{free:.1f} GB free at {place}", "" if free > 1 else "free some space"
    )


@click.command()
@command_options
def doctor(data_dir: Path | None, as_json: bool) -> None:
    """What is installed, which models with which checksum, and what is missing with the fix."""
    findings = list(examine(folder_of(data_dir)))
    bad = any(f.state == "bad" for f in findings)
    if as_json:
        put({"ok": not bad, "findings": [asdict(f) for f in findings]})
    else:
        for f in findings:
            click.echo(
                f"{_MARKS[f.state]}  {f.part:20} {f.text}"
                + (f"\n       fix: {f.fix}" if f.fix and f.state != "ok" else "")
            )
    if bad:
        sys.exit(1)
