"""The ``aisle`` entry point: the engine's commands, and ``kiosk`` for the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

_DEFAULT_SIZE = (1280, 800)
_QUESTION = "a waterproof jacket for hiking under $150"
NO_DISPLAY = (
    "There is no display here. To see the window: `aisle kiosk --screenshot FILE` draws it into a picture, "
    "`xvfb-run -a aisle kiosk --windowed` gives it a display that is not there."
)


class AisleCommands(click.Group):
    """``kiosk`` is here; the engine's commands are loaded when one is called, so that the window stands early."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from engine.cli import cli

        return sorted({*super().list_commands(ctx), *cli.list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        from engine.cli import cli

        if cmd_name == "bench":
            _measure_the_window_too()
        return cli.get_command(ctx, cmd_name)


def _measure_the_window_too() -> None:
    from desktop.measure import window_figures
    from engine.cli import bench

    if window_figures not in bench.MORE:
        bench.MORE.append(window_figures)


@click.group(cls=AisleCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aisle", prog_name="aisle")
def aisle() -> None:
    """Aisle, the offline shop assistant. Nothing you say leaves this machine."""


def _read_size(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[int, int]:
    if value is None:
        return _DEFAULT_SIZE
    wide, cross, high = value.lower().partition("x")
    if not (cross and wide.isdigit() and high.isdigit() and 320 <= int(wide) <= 7680 and 320 <= int(high) <= 7680):
        raise click.BadParameter("must be WIDTHxHEIGHT in pixels, such as 1280x800")
    return int(wide), int(high)


@aisle.command()
@click.option("--windowed", is_flag=True, help="In a window instead of the full screen.")
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ask one question, draw the page to FILE, end.",
)
@click.option("--size", callback=_read_size, metavar="WxH", help="Size of the window or the picture (1280x800).")
@click.option("--ask", "question", default=_QUESTION, show_default=True, help="The question of the picture.")
@click.option("--set-passphrase", is_flag=True, help="Ask for the staff passphrase, keep its hash, end.")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Where Aisle keeps its files.")
def kiosk(
    windowed: bool,
    screenshot: Path | None,
    size: tuple[int, int],
    question: str,
    set_passphrase: bool,
    data_dir: Path | None,
) -> None:
    """The kiosk window. With no catalogue installed it opens the demo store."""
    from engine.errors import AisleError

    if set_passphrase:
        try:
            keep_passphrase(data_dir)
        except AisleError as error:
            _fail(str(error))
        return
    if screenshot is not None:
        draw_offscreen()
    elif not has_display():
        _fail(NO_DISPLAY)
    try:
        from desktop import run
    except ImportError as error:
        _fail(f"Qt does not load here ({error}); run `sh scripts/system-libraries.sh`, or see `aisle doctor`.")
    try:
        if screenshot is not None:
            run.screenshot(data_dir, screenshot, size, question)
        else:
            sys.exit(run.kiosk(data_dir, windowed, size))
    except AisleError as error:
        _fail(str(error))


def keep_passphrase(data_dir: Path | None) -> None:
    """Ask twice for the staff passphrase and keep its hash. Raises ``AisleError`` where it is too short."""
    from engine.places import data_folder
    from engine.settings import Settings

    file = data_folder(data_dir).settings
    passphrase = click.prompt("Staff passphrase", hide_input=True, confirmation_prompt=True)
    Settings.load(file).with_passphrase(passphrase).save(file)
    click.echo(f"The staff passphrase is set in {file}.", err=True)


def draw_offscreen() -> None:
    """Let Qt draw without a display or a graphics card; before Qt is imported."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"


def has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _fail(reason: str) -> NoReturn:
    click.echo(f"aisle: {reason}", err=True)
    sys.exit(1)


def main() -> None:
    aisle()


if __name__ == "__main__":
    main()
