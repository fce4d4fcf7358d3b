"""``python -m quantize reading STAGE``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quantize.corpus.mixture import Split

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
LEAST = 300
"""Replies that a reading for a published figure takes."""


@click.group()
def reading() -> None:
    """Replies read against their rows: the sheet to read, and the tally of the readers' verdicts."""


@reading.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--count", type=click.IntRange(min=1), default=LEAST, help="Whole replies.")
@click.option("--split", type=click.Choice(["dev", "test"]), default="test", help="test is read once, at the end.")
@click.option(
    "--model",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("resources/models/assistant"),
    help="A published model.",
)
@click.option("--exported", is_flag=True, help="The work folder's exported model instead.")
@click.option("--authored", type=click.IntRange(min=0), help="At most so many authored ones; the rest are generated.")
@click.option("--seed", default=31)
@click.pass_obj
def sheet(
    work: Path, out: Path, count: int, split: Split, folder: Path, exported: bool, authored: int | None, seed: int
) -> None:
    """Write whole replies of a split for reading: before the check, what the check says, and what is shown."""
    from engine.language.assistant_model import AssistantModel
    from quantize.reading.moments import moments
    from quantize.reading.sheet import sheet as lines_of
    from quantize.reading.sheet import write_sheet
    from quantize.stages import exported_model

    model = exported_model(work) if exported else AssistantModel.load(folder)
    drawn = moments(split, count, seed, authored)
    made_by = f"{model.name} {model.sha256[:12]}"
    written = write_sheet(out, lines_of(drawn, model, split, made_by), lambda text: click.echo(text, err=True))
    natural = sum(m.source == "authored" for m in drawn)
    click.echo(f"wrote {out}: {written} replies, {natural} authored and {written - natural} generated", err=True)


@reading.command()
@click.argument("sheet_file", metavar="SHEET", type=_file)
@click.argument("verdicts", nargs=-1, required=True, type=_file)
@click.option("--table", type=click.Path(dir_okay=False, path_type=Path), help="Default: SHEET with the ending .md.")
def tally(sheet_file: Path, verdicts: tuple[Path, ...], table: Path | None) -> None:
    """Count what readers found; each has a file. Prints a Markdown table and writes it."""
    from quantize.reading.table import markdown
    from quantize.reading.tally import agreement, read_sheet, read_verdicts, together

    items = read_sheet(sheet_file)
    readers = [read_verdicts(path, items) for path in verdicts]
    text = markdown(items, together(items, readers), agreement(readers), len(readers))
    if len(items) < LEAST:
        text += f"Fewer than the {LEAST} replies that a published figure takes.\n"
    target = table or sheet_file.with_suffix(".md")
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    click.echo(f"wrote {target}", err=True)
