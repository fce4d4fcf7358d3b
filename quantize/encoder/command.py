"""``python -m quantize encoder STAGE``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
_path = click.Path(exists=True, path_type=Path)
_folder = click.Path(exists=True, file_okay=False, path_type=Path)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _material(function: Command) -> Command:
    for option in (
        click.option("--feed", "feeds", type=_path, multiple=True, help="A feed or catalog.db to learn from, too."),
        click.option("--taxonomy", type=_folder, help="A product taxonomy folder for more breadth."),
        click.option("--pairs", default=18_000, help="Queries written."),
        click.option("--seed", default=1),
    ):
        function = option(function)
    return function


def _judged(function: Command) -> Command:
    for option in (
        click.option("--judged", type=_folder, default=Path("tests/relevance"), help="Folder of NAME.tsv."),
        click.option(
            "--catalogue", "catalogues", multiple=True, metavar="NAME=FILE",
            help="A catalog.db beside the demo store that NAME.tsv judges.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def _sets(judged: Path, catalogues: tuple[str, ...], work: Path) -> Any:
    from quantize.encoder.comparison import judged_sets

    given = []
    for text in catalogues:
        name, _, path = text.partition("=")
        if not path or not Path(path).is_file():
            raise click.BadParameter(f"{text!r} is not NAME=FILE with a file that is there", param_hint="--catalogue")
        given.append((name, Path(path)))
    return judged_sets(judged, given, work / "catalogues")


@click.group(context_settings={"show_default": True})
@click.pass_obj
def encoder(work: Path) -> None:
    """The sentence encoder: students of MiniLM tuned on shopping pairs, in int8, through a gate."""
    (work / "encoder").mkdir(parents=True, exist_ok=True)


@encoder.command("pairs")
@_material
@click.option("--count", default=20, help="Pairs shown.")
@click.pass_obj
def show_pairs(work: Path, feeds: tuple[Path, ...], taxonomy: Path | None, pairs: int, seed: int, count: int) -> None:
    """Print some of the pairs that are learnt from."""
    from quantize.encoder.stages import Material, written

    train, _, _ = written(Material(feeds, taxonomy, min(pairs, 10 * count), seed), work / "encoder")
    for pair in train[:count]:
        click.echo(f"{pair.query.text}  =>  {pair.item.text}\n    not ({pair.sort})  {pair.hard.brief}")


@encoder.command()
@_material
@click.option("--layers", default=3, type=click.IntRange(1, 6), help="6 keeps all of the teacher's.")
@click.option("--minutes", default=25.0, help="Budget; the learning rate's schedule is laid over it.")
@click.option("--rate", type=float, help="Highest learning rate (4e-4; 1e-4 for all layers).")
@click.option("--batch", default=40, help="Pairs a step.")
@click.option("--steps", type=int, help="Instead of minutes.")
@click.option("--pull", default=1.0, help="Weight of the pairs against imitation.")
@click.pass_obj
def train(
    work: Path, feeds: tuple[Path, ...], taxonomy: Path | None, pairs: int, seed: int, layers: int, minutes: float,
    rate: float | None, batch: int, steps: int | None, pull: float,
) -> None:  # fmt: skip
    """Train a student; run again, it goes on where it stopped."""
    from quantize.encoder.stages import Material, train_student
    from quantize.encoder.training import Recipe

    fitting = rate or (1e-4 if layers == 6 else 4e-4)
    recipe = Recipe(minutes, fitting, batch=batch, steps=steps, seed=seed, pairs=pull)
    _say(f"wrote {train_student(work / 'encoder', layers, Material(feeds, taxonomy, pairs, seed), recipe, _say)}")


@encoder.command()
@click.argument("name")
@click.pass_obj
def export(work: Path, name: str) -> None:
    """Export NAME (teacher, layers-3 …) in fp32 and int8."""
    from quantize.encoder import stages

    if name == stages.TEACHER:
        stages.make_teacher(work / "encoder", _say)
    else:
        stages.export(work / "encoder", name, _say)


@encoder.command()
@click.argument("name")
@_judged
@click.pass_obj
def gate(work: Path, name: str, judged: Path, catalogues: tuple[str, ...]) -> None:
    """Hold NAME in int8 against its fp32: vectors, searches, damaged files."""
    from quantize.encoder.stages import run_gate

    if not run_gate(work / "encoder", name, _sets(judged, catalogues, work / "encoder"), _say).passed:
        sys.exit(1)


@encoder.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME[/fp32]...")
@_judged
@click.pass_obj
def compare(work: Path, names: tuple[str, ...], judged: Path, catalogues: tuple[str, ...]) -> None:
    """A table of encoders in int8 (or fp32): nDCG@10 of vectors alone and of the whole search, speed, size."""
    from quantize.encoder import comparison, stages

    sets = _sets(judged, catalogues, work / "encoder")
    rows = []
    for text in names:
        name, _, form = text.partition("/")
        rows.append(stages.measure(work / "encoder", name, form or "int8", sets, _say))
    click.echo(comparison.table(rows, [s.name for s in sets]), nl=False)


@encoder.command()
@click.argument("name")
@click.option("--target", type=click.Path(path_type=Path), default=Path("resources/models/encoder"))
@click.option("--command", help="How the model was made, for the manifest.")
@click.option("--notes", default="", help="A sentence for the card.")
@click.pass_obj
def publish(work: Path, name: str, target: Path, command: str | None, notes: str) -> None:
    """Put NAME in int8 where the program looks for it, if it passed its gate."""
    from quantize.encoder import stages
    from quantize.encoder.publish import publish as run_publish

    folder = work / "encoder" / name
    run_publish(folder / "int8", stages.read_gate(work / "encoder", name), target, folder / "model", command, notes)
    _say(f"wrote {target}")


@encoder.command()
@_material
@_judged
@click.option("--minutes", default=25.0, help="Of training, each student.")
@click.pass_obj
def make(
    work: Path, feeds: tuple[Path, ...], taxonomy: Path | None, pairs: int, seed: int, judged: Path,
    catalogues: tuple[str, ...], minutes: float,
) -> None:  # fmt: skip
    """Everything up to the choice, resuming: students of 3 and 6 layers, exports, gates, the table; then publish."""
    from quantize.encoder.recipe import make as run_make
    from quantize.encoder.stages import Material

    home = work / "encoder"
    run_make(home, Material(feeds, taxonomy, pairs, seed), minutes, _sets(judged, catalogues, home), _say)


@encoder.command()
@click.option(
    "--on",
    "sets",
    type=(click.Path(exists=True, dir_okay=False, path_type=Path), _folder),
    multiple=True,
    required=True,
    metavar="JUDGED DATA_DIR",
    help="A file of judged queries and the data folder whose catalogue they judge; may be given again.",
)
@click.option("--folds", default=4)
@click.option("--epochs", default=2)
@click.option("--rate", default=1e-4)
@click.option("--seed", default=1)
def cross(sets: tuple[tuple[Path, Path], ...], folds: int, epochs: int, rate: float, seed: int) -> None:
    """Would a cross-encoder over the first places of the search earn its milliseconds? Cross-validated; ships nothing."""
    from engine.composition import load_encoder, open_catalogue, open_retriever
    from engine.errors import InputError
    from engine.places import DataFolder
    from engine.retrieval.judged import read_judged
    from quantize.encoder import base
    from quantize.encoder.cross import PLACES, asked, compare
    from quantize.rerank import by_catalogue

    queries = []
    for judged, root in sets:
        folder = DataFolder(root)
        with open_catalogue(folder) as catalogue:
            queries += asked(open_retriever(catalogue, folder), catalogue, read_judged(judged), judged.stem)
    shipped, problem = load_encoder()
    if shipped is None:
        raise InputError(str(problem))
    try:
        found = compare(base.load(base.base_folder()), queries, shipped, folds, epochs, rate, seed)
    except ValueError as error:
        raise InputError(str(error)) from error
    for name, measure in (
        ("the search", found.search), ("read again", found.cross), ("both fused", found.fused), ("as judged", found.best),
    ):  # fmt: skip
        each = ", ".join(f"{catalogue} {mean:.3f}" for catalogue, mean in by_catalogue(measure).items())
        click.echo(f"{name:12} nDCG@10 {measure.mean:.3f}  (95 % of {measure.low:.3f} to {measure.high:.3f})  {each}")
    speed = found.pairs_per_second
    click.echo(
        f"{speed:.0f} pairs a second by the shipped encoder on one core: {1000 * PLACES / speed:.0f} ms for {PLACES} places"
    )


@encoder.command()
@click.option("--steps", default=3)
@click.pass_obj
def smoke(work: Path, steps: int) -> None:
    """Every stage with one layer and a few pairs, in seconds: does the recipe run here?"""
    from quantize.encoder.smoke import run_smoke

    run_smoke(work / "encoder-smoke", steps, _say)
