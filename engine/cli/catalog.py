"""``aisle catalog``: import a feed, look at what is there, export it, check it."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path

import click

from engine.catalogue.check import check_catalogue
from engine.catalogue.export import export_file, export_lines
from engine.catalogue.formats.detect import CHOICES
from engine.catalogue.formats.mapping_text import write_new
from engine.catalogue.import_run import Progress
from engine.catalogue.importing import import_paths
from engine.catalogue.keeping import roll_back
from engine.catalogue.preview import preview_of, told
from engine.catalogue.repair import repair_catalogue
from engine.catalogue.updating import update_paths
from engine.cli.common import command_options, fail, folder_of, put, tell
from engine.composition import encoder_space, load_encoder, open_catalogue

_TOLD_BAD = 20


@click.group()
def catalog() -> None:
    """Import, export and check the catalogue."""


@catalog.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", default="auto", show_default=True, type=click.Choice(list(CHOICES)), help="What the feed is."
)
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="A TOML file that names the feed's columns.")
@click.option("--replace", is_flag=True, help="Remove products that the feed lacks.")
@click.option("--currency", help="Currency of prices that name none (ISO code).")
@command_options
def import_(
    paths: tuple[Path, ...],
    format_: str,
    mapping: Path | None,
    replace: bool,
    currency: str | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Import feeds; PATHS are files, zip files or folders."""
    folder = folder_of(data_dir)
    folder.root.mkdir(parents=True, exist_ok=True)
    encoder, why_not = load_encoder(threads=0)
    if why_not:
        tell(f"{why_not} Search will go by words alone.")
    try:
        report = import_paths(
            paths, folder.catalogue, format_, mapping, replace, encoder, _Teller(), currency, previous=folder.previous
        )
    except KeyboardInterrupt:
        fail("Stopped: the catalogue is as it was before. The same command goes on where this one was.")
    for bad in report.bad[:_TOLD_BAD]:
        tell(str(bad))
    if report.bad_rows > _TOLD_BAD:
        tell(f"... and {report.bad_rows - _TOLD_BAD:,} more bad rows")
    for note in report.notes:
        tell(note)
    if as_json:
        put(dataclasses.asdict(report))
        return
    click.echo(
        f"{report.products:,} products ({report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged, {report.removed:,} removed), "
        f"{report.documents} documents, {report.links:,} links, {report.embedded:,} embedded, {report.bad_rows:,} bad rows, {report.seconds:.1f} s"
    )


class _Teller:
    """Prints progress on standard error, at most twice a second."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.stage == "resuming":
            tell(f"Resuming an import that was interrupted: {progress.rows:,} vectors are made already.")
            return
        now = time.monotonic()
        if now - self.last < 0.5 or (not sys.stderr.isatty() and now - self.last < 5):
            return
        self.last = now
        left = f", {progress.seconds_left:.0f} s left" if progress.seconds_left is not None else ""
        tell(f"{progress.stage}: {progress.rows:,} rows, {progress.rate:,.0f} a second{left}")


@catalog.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", default="auto", show_default=True, type=click.Choice(list(CHOICES)))
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="A TOML file that names the feed's columns.")
@click.option("--currency", help="Currency of prices that name none (ISO code).")
@click.option("--write-map", "write_map", type=click.Path(path_type=Path), help="Write how it was read, for --map.")
@command_options
def preview(
    paths: tuple[Path, ...],
    format_: str,
    mapping: Path | None,
    currency: str | None,
    write_map: Path | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """What an import of PATHS would bring, without writing anything."""
    seen = preview_of(paths, format_, mapping, currency, _Teller())
    name = write_map.name if write_map is not None else "map.toml"
    text = seen.guess.text(name) if seen.guess is not None else None
    if write_map is not None:
        if text is None:
            fail("These feeds have no format in common, so no one mapping is theirs: preview them one by one.")
        write_new(text, write_map)
        tell(f"{write_map} says how it was read; change it and give it with --map.")
    if as_json:
        page = dataclasses.asdict(dataclasses.replace(seen, guess=None))
        del page["guess"]
        put(page | {"map": text})
        return
    for line in told(seen):
        click.echo(line)


@catalog.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="A TOML file that names the feed's columns.")
@click.option("--currency", help="Currency of prices that name none (ISO code).")
@command_options
def update(
    paths: tuple[Path, ...], mapping: Path | None, currency: str | None, data_dir: Path | None, as_json: bool
) -> None:
    """Apply PATHS with new prices and stocks (an id and a price, a stock, or both) while searches go on."""
    report = update_paths(paths, folder_of(data_dir).catalogue, mapping, currency)
    for bad in report.bad[:_TOLD_BAD]:
        tell(str(bad))
    if len(report.bad) > _TOLD_BAD:
        tell(f"... and {len(report.bad) - _TOLD_BAD:,} more bad rows")
    if as_json:
        put(dataclasses.asdict(report))
    else:
        click.echo(
            f"{report.rows:,} rows: {report.updated:,} products changed, {len(report.bad):,} bad rows, {report.seconds:.2f} s"
        )


@catalog.command()
@command_options
def rollback(data_dir: Path | None, as_json: bool) -> None:
    """Go back to the catalogue before the last import that changed it; a second time undoes that."""
    folder = folder_of(data_dir)
    roll_back(folder.catalogue, folder.previous)
    with open_catalogue(folder) as catalogue:
        about = catalogue.info
    if as_json:
        put(dataclasses.asdict(about))
    else:
        click.echo(f"Back at {about.products:,} products, imported {about.imported_at or 'at an unknown time'}.")


@catalog.command()
@command_options
def info(data_dir: Path | None, as_json: bool) -> None:
    """What the catalogue holds."""
    with open_catalogue(folder_of(data_dir)) as catalogue:
        about = catalogue.info
        vocabulary = catalogue.vocabulary()
    data = dataclasses.asdict(about) | {"kinds": len(vocabulary.kinds), "brands": len(vocabulary.brands)}
    if as_json:
        put(data)
        return
    for name, value in data.items():
        click.echo(f"{name.replace('_', ' '):16} {value if value is not None else '-'}")


@catalog.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
@command_options
def export(output: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Write the catalogue as JSON Lines that import back the same."""
    with open_catalogue(folder_of(data_dir)) as catalogue:
        if output is None:
            for line in export_lines(catalogue):
                click.echo(line)
            return
        count = export_file(catalogue, output)
    if as_json:
        put({"file": str(output), "products": count})
    else:
        click.echo(f"{count:,} products written to {output}")


@catalog.command()
@click.option("--repair", is_flag=True, help="Make index, filter rows and vectors anew from the products first.")
@command_options
def check(repair: bool, data_dir: Path | None, as_json: bool) -> None:
    """Verify rows, index, vectors and links against each other."""
    folder = folder_of(data_dir)
    open_catalogue(folder).close()  # compiles the demo store where nothing was imported
    path = folder.catalogue if folder.catalogue.is_file() else folder.demo
    space = encoder_space()
    if repair:
        encoder, why_not = load_encoder(threads=0)
        if why_not:
            tell(f"{why_not} No vectors are made.")
        repair_catalogue(path, encoder, space)
    report = check_catalogue(path, space)
    if as_json:
        put(
            {
                "ok": report.sound,
                "products": report.products,
                "problems": list(report.problems),
                "remarks": list(report.remarks),
            }
        )
    else:
        for line in (*report.problems, *report.remarks):
            click.echo(line)
        if report.sound:
            click.echo(f"The catalogue is sound: {report.products:,} products.")
    if not report.sound:
        sys.exit(1)
