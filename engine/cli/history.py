"""``aisle history``: the personal history, to see, to take along, to wipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from engine.cli.common import command_options, folder_of, passphrase_for, put
from engine.history import ShopperStore, erase_history, history_exists, open_history
from engine.settings import Settings


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[ShopperStore | None]:
    """The personal history, ``None`` where there is none."""
    folder = folder_of(data_dir)
    if not history_exists(folder):
        yield None
        return
    settings = replace(Settings.load(folder.settings), mode="personal")
    with open_history(folder, settings, passphrase_for(folder, settings)) as store:
        yield store


def _none_kept(as_json: bool) -> None:
    if not as_json:
        click.echo("No history is kept on this machine.")


@click.group()
def history() -> None:
    """See, export or erase the personal history. A guest's session is never kept."""


@history.command()
@command_options
def show(data_dir: Path | None, as_json: bool) -> None:
    """What is remembered: sessions with what was said, answered and done."""
    with _opened(data_dir) as store:
        if store is None:
            _none_kept(as_json)
            return
        for session in store.sessions():
            if as_json:
                put({
                    "session": session.id,
                    "started": session.started.isoformat(),
                    "ended": session.ended.isoformat() if session.ended else None,
                    "turns": [{"at": t.at.isoformat(), "text": t.text, "action": dict(t.action), "reply": t.reply} for t in session.turns],
                    "events": [{"at": e.at.isoformat(), "deed": e.deed, "product": e.product} for e in session.events],
                })  # fmt: skip
                continue
            click.echo(f"Session {session.id}, {session.started:%Y-%m-%d %H:%M}")
            for turn in session.turns:
                click.echo(f"  > {turn.text}\n    {turn.reply}")
            for event in session.events:
                if event.deed != "shown":
                    click.echo(f"  {event.deed} {event.product}")


@history.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@command_options
def export(output: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Everything that is remembered, as JSON Lines."""
    with _opened(data_dir) as store:
        lines = list(store.export_lines()) if store is not None else []
    if output is None:
        for line in lines:
            click.echo(line)
        return
    output.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"file": str(output), "lines": len(lines)}))
    else:
        click.echo(f"{len(lines)} lines written to {output}")


@history.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@command_options
def erase(yes: bool, data_dir: Path | None, as_json: bool) -> None:
    """Erase the history so that no byte of it is left. Needs no passphrase."""
    folder = folder_of(data_dir)
    if not history_exists(folder):
        if as_json:
            put({"erased": False})
        _none_kept(as_json)
        return
    if (
        not yes
        and not as_json
        and sys.stdin.isatty()
        and not click.confirm("Erase everything that is remembered?", err=True)
    ):
        sys.exit(1)
    erased = erase_history(folder)
    if as_json:
        put({"erased": erased})
    else:
        click.echo("The history is erased.")
