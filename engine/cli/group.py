"""The ``aisle`` group: every command that needs no window. ``desktop.command`` adds ``kiosk``."""

from __future__ import annotations

import click

from engine import __version__
from engine.cli.ask import ask
from engine.cli.bench import bench
from engine.cli.catalog import catalog
from engine.cli.doctor import doctor
from engine.cli.evaluate import evaluate
from engine.cli.history import history
from engine.cli.search import recommend, search, suggest


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aisle")
def cli() -> None:
    """Aisle, the offline shop assistant. Nothing you say leaves this machine."""


for command in (ask, search, suggest, recommend, catalog, history, doctor, bench, evaluate):
    cli.add_command(command)
