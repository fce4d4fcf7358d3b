"""What every command shares: the data folder, one JSON object a result, one clear line for what went wrong."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from engine.errors import AisleError, HistoryError
from engine.history import needs_passphrase
from engine.places import DataFolder, data_folder
from engine.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

PASSPHRASE = "AISLE_PASSPHRASE"
"""Environment variable that a script may give the passphrase in; people are asked for it."""
FAILED = 1
"""Exit code of a request that failed; wrong usage is click's own 2."""


def command_options(function: Callable[P, R]) -> Callable[P, R]:
    """``--data-dir`` and ``--json`` on a command, and its errors of the world as one line with exit code 1."""

    @click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Where Aisle keeps its files.")
    @click.option(
        "--json", "as_json", is_flag=True, help="One JSON object per result on standard output, nothing else."
    )
    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except AisleError as error:
            fail(str(error))

    return wrapped


def fail(reason: str) -> NoReturn:
    """End the command with one clear line on standard error."""
    click.echo(f"aisle: {reason}", err=True)
    sys.exit(FAILED)


def folder_of(data_dir: Path | None) -> DataFolder:
    return data_folder(data_dir)


def passphrase_for(folder: DataFolder, settings: Settings) -> str | None:
    """The passphrase of a personal history that has one: from ``AISLE_PASSPHRASE``, else asked for on the terminal.

    Raises ``HistoryError`` where there is nobody to ask.
    """
    if not needs_passphrase(folder, settings):
        return None
    given = os.environ.get(PASSPHRASE)
    if given is None and not sys.stdin.isatty():
        raise HistoryError(f"The personal history has a passphrase; set {PASSPHRASE} or start from a terminal.")
    return given or str(click.prompt("Passphrase", hide_input=True, err=True))


def put(data: Any) -> None:
    """One JSON object on a line of standard output."""
    click.echo(json.dumps(data, ensure_ascii=False))


def tell(text: str) -> None:
    """A line of progress on standard error."""
    click.echo(text, err=True)
