"""The model workshop: ``python -m quantize STAGE``. Stages leave their results in a work folder and can be resumed."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from engine.errors import AisleError, InputError
from quantize.encoder.command import encoder
from quantize.reading.command import reading
from quantize.stages import CALIBRATION_TURNS, Mixture

WORK = Path("build/quantize")


def _say(text: str) -> None:
    if os.environ.get("RANK", "0") == "0":  # of several machines one tells how it goes
        click.echo(text, err=True)


class Workshop(click.Group):
    """Errors of the world end a stage with one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AisleError as error:
            _say(f"quantize: {error}")
            sys.exit(1)


@click.group(cls=Workshop, context_settings={"show_default": True})
@click.option("--work", type=click.Path(path_type=Path), default=WORK, help="Folder for checkpoints, logs and reports.")
@click.option("--threads", default=0, help="CPU threads for training; 0 takes all cores.")
@click.pass_context
def cli(context: click.Context, work: Path, threads: int) -> None:
    """Corpus, teacher, distillation, export to 8-bit weights, gate, evaluation, calibration, publishing; the encoder."""
    work.mkdir(parents=True, exist_ok=True)
    context.obj = work
    if threads:
        import torch

        torch.set_num_threads(threads)


_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_taxonomy = click.option("--taxonomy", type=_folder, help="A product taxonomy folder for more breadth.")


Command = TypeVar("Command", bound=Callable[..., Any])


def _training(minutes: float, rate: float, seed: int) -> Callable[[Command], Command]:
    def decorate(function: Command) -> Command:
        for option in (
            click.option("--minutes", default=minutes, help="Budget; the learning rate's schedule is laid over it."),
            click.option("--rate", default=rate, help="Highest learning rate."),
            click.option("--batch", default=2048, help="Tokens a step."),
            click.option("--seed", default=seed),
            click.option("--authored-share", default=0.35, help="Of the dialogues."),
            click.option("--reply-share", default=0.45, help="Of all examples."),
            click.option("--init", type=_folder, help="Go on from this checkpoint, or from a published model."),
            _taxonomy,
        ):
            function = option(function)
        return function

    return decorate


@cli.command()
@click.option(
    "--on",
    "sets",
    type=(click.Path(exists=True, dir_okay=False, path_type=Path), _folder),
    multiple=True,
    required=True,
    metavar="JUDGED DATA_DIR",
    help="A file of judged queries and the data folder whose catalogue they judge; may be given again.",
)
@click.option("--steps", default=150)
@click.option("--folds", default=5)
@click.option("--seed", default=1)
def rerank(sets: tuple[tuple[Path, Path], ...], steps: int, folds: int, seed: int) -> None:
    """Learn the weights of search from judged queries, and hold them against those in use by cross-validation."""
    from engine.composition import open_catalogue, open_retriever
    from engine.places import DataFolder
    from engine.retrieval.judged import read_judged
    from quantize.rerank import by_catalogue, compare, examples_of

    examples = []
    for judged, root in sets:
        folder = DataFolder(root)
        with open_catalogue(folder) as catalogue:
            examples += examples_of(open_retriever(catalogue, folder), read_judged(judged), judged.stem)
    try:
        found = compare(examples, folds, seed, steps)
    except ValueError as error:
        raise InputError(str(error)) from error
    for name, measure in (("in use", found.in_use), ("learned, held-out folds", found.held_out)):
        each = ", ".join(f"{catalogue} {mean:.3f}" for catalogue, mean in by_catalogue(measure).items())
        click.echo(f"{name:24} nDCG@10 {measure.mean:.3f}  (95 % of {measure.low:.3f} to {measure.high:.3f})  {each}")
    click.echo(f"learned from all: {found.learned}")


@cli.command()
@_training(20.0, 3e-4, 1)
@click.pass_obj
def teacher(
    work: Path,
    minutes: float,
    rate: float,
    batch: int,
    seed: int,
    authored_share: float,
    reply_share: float,
    init: Path | None,
    taxonomy: Path | None,
) -> None:
    """Fine-tune the base model (30 layers) on the corpus."""
    from quantize.published import started
    from quantize.stages import run_training
    from quantize.train import Recipe
    from quantize.weights import load_base

    model = started(init) if init else load_base()
    mixture = Mixture(seed, authored_share, reply_share, taxonomy)
    _say(f"wrote {run_training('teacher', work, model, Recipe(minutes, rate), mixture, batch, _say)}")


def _files_there(patterns: tuple[str, ...]) -> tuple[str, ...]:
    from quantize.corpus.mixture import AUTHORED

    for pattern in patterns:
        if not pattern.startswith(("dialogues-", "planned-")) or not any(AUTHORED.glob(pattern)):
            raise InputError(f"--fresh {pattern}: no file of that name, dialogues-… or planned-…, is in {AUTHORED}.")
    return patterns


@cli.command()
@_training(60.0, 6e-4, 2)
@click.option("--layers", default=15, help="A deeper --init (or teacher) loses the layers that are missed least.")
@click.option("--final", default=0.05, help="Share of the rate at the end.")
@click.option("--teacher", "teacher_path", type=_folder, help="Checkpoint of the teacher (default: the work folder's).")
@click.option("--teacher-every", default=3, help="Ask the teacher on every n-th batch; 0 trains on gold answers only.")
@click.option("--frozen", default=0, help="Lowest layers that learn nothing, for more examples in the same time.")
@click.option("--fresh", multiple=True, metavar="GLOB", help="Authored files that --init has not read, drawn more often: 'dialogues-z*', 'planned-f*'.")  # fmt: skip
@click.option("--fresh-share", default=0.7, type=click.FloatRange(0, 1), help="Of the authored dialogues and replies: drawn from those files.")  # fmt: skip
@click.pass_obj
def distil(
    work: Path, minutes: float, rate: float, batch: int, seed: int, authored_share: float, reply_share: float, init: Path | None, taxonomy: Path | None,
    layers: int, teacher_path: Path | None, teacher_every: int, final: float, frozen: int,
    fresh: tuple[str, ...], fresh_share: float,
) -> None:  # fmt: skip
    """Train a student with fewer layers on the corpus and on what the teacher thinks of it.

    Layers that are missed least go first. Halving a model at once costs much: go down in steps, each from the one
    before with --init, and keep --final high for all but the last.
    """
    from quantize.published import started
    from quantize.stages import run_training, shrunk
    from quantize.train import Recipe

    taught = started(teacher_path or work / "teacher") if teacher_every or not init else None
    mixture = Mixture(seed, authored_share, reply_share, taxonomy, fresh=_files_there(fresh), fresh_share=fresh_share)
    student: Any = started(init) if init else taught
    if student.config.num_hidden_layers > layers:
        student = shrunk(student, layers, mixture, _say)
    recipe = Recipe(minutes, rate, final=final, teacher_every=max(teacher_every, 1), frozen=frozen)
    heard = taught if teacher_every else None
    _say(f"wrote {run_training('student', work, student, recipe, mixture, batch, _say, heard)}")


@cli.command()
@click.option("--teacher-steps", default=300, help="Steps of each teacher.")
@click.option("--steps", default=150, help="Steps of each student.")
@click.option("--batch", default=2048, help="Tokens a step.")
@click.option("--rate", default=4e-4, help="Highest learning rate.")
@click.option("--count", default=80, help="Held-out dialogues asked of each, of either sort.")
@click.option("--seed", default=1)
@click.option("--authored-share", default=0.7, help="Of the dialogues.")
@click.option("--reply-share", default=0.25, help="Of all examples.")
@_taxonomy
@click.pass_obj
def students(
    work: Path, teacher_steps: int, steps: int, batch: int, rate: float, count: int, seed: int, authored_share: float, reply_share: float,
    taxonomy: Path | None,
) -> None:  # fmt: skip
    """A table of teachers and students by depth, vocabulary and teaching, each of as many steps; resumes."""
    from quantize.students import Budget, compare, table
    from quantize.team import team

    if team().size > 1:
        raise InputError("students are compared on one machine: start the command without a launcher.")
    budget = Budget(teacher_steps, steps, batch, rate, count)
    rows = compare(work / "students", Mixture(seed, authored_share, reply_share, taxonomy), budget, _say)
    click.echo(table(rows), nl=False)


@cli.command()
@click.argument("first", type=_folder)
@click.argument("second", type=_folder)
@click.option("--share", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Of SECOND in the mean.")
@click.pass_obj
def average(work: Path, first: Path, second: Path, share: float) -> None:
    """The mean of two checkpoints' weights as the student, often better than either: FIRST is what SECOND began from."""
    from quantize.published import started
    from quantize.weights import averaged

    try:
        mean = averaged(started(first), started(second), share)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    mean.save_pretrained(work / "student")
    _say(f"wrote {work / 'student'}")


@cli.command()
@click.option(
    "--feed", type=click.Path(exists=True, path_type=Path), help="A feed or catalog.db whose words are trained on."
)
@click.option("--hours", type=float, help="Training in all; the recipe's own minutes where not said.")
@click.option("--init", type=_folder, help="Only the last training, from this checkpoint or published model.")
@click.option("--seed", default=1)
@click.option("--batch", default=2048, help="Tokens a step.")
@_taxonomy
@click.pass_obj
def make(
    work: Path, feed: Path | None, hours: float | None, init: Path | None, seed: int, batch: int, taxonomy: Path | None
) -> None:
    """Everything up to a measured model, resuming after the last whole stage; then look at it and publish."""
    from quantize.recipe import make as run_make

    _say(f"wrote {run_make(work, Mixture(seed, taxonomy=taxonomy, feed=feed), _say, hours, init, batch)}")


@cli.command()
@click.pass_obj
def export(work: Path) -> None:
    """The student as one ONNX file with fused attention and 8-bit weights."""
    from quantize.export import export as run_export

    made = run_export(work / "student", work / "exported")
    _say(f"wrote {made.model} ({made.model.stat().st_size / 1e6:.1f} MB)")


@cli.command()
@click.option("--seed", default=5, show_default=True)
@click.pass_obj
def phrases(work: Path, seed: int) -> None:
    """What sentences mostly go on with, for drafts of replies: `phrases.npz` beside the exported model."""
    from quantize.stages import learn_phrases

    learn_phrases(work, seed, _say)


@cli.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--init", type=_folder, default=Path("resources/models/assistant"), show_default=True, help="The model to write."
)
def genai(out: Path, init: Path) -> None:
    """The published model once more for onnxruntime-genai, to be measured beside it: `aisle bench --model --genai OUT`."""
    from tempfile import TemporaryDirectory

    from quantize.export import for_genai
    from quantize.published import started

    with TemporaryDirectory() as folder:
        started(init).save_pretrained(folder)
        _say(f"wrote {for_genai(Path(folder), out)}")


@cli.command()
@_taxonomy
@click.pass_obj
def gate(work: Path, taxonomy: Path | None) -> None:
    """Hold the 8-bit model against fp32, cached against uncached, one thread against two, damaged files."""
    from quantize.stages import run_gate

    if not run_gate(work, taxonomy, _say).passed:
        sys.exit(1)


@cli.command()
@click.option("--split", type=click.Choice(["dev", "test"]), default="dev", help="test is read once, at the end.")
@click.option("--count", default=300, help="Generated dialogues and replies.")
@_taxonomy
@click.pass_obj
def evaluate(work: Path, split: str, count: int, taxonomy: Path | None) -> None:
    """Exact Actions and valid replies of the 8-bit model on held-out data."""
    from quantize.stages import evaluate as run_evaluation

    for name, value in run_evaluation(work, split, count, taxonomy, _say).items():  # type: ignore[arg-type]
        click.echo(f"{name}: {value}")


@cli.command()
@click.option("--target", type=click.Path(path_type=Path), default=Path("resources/models/assistant"))
@click.option("--command", default="python -m quantize", help="How the model was made, for the card.")
@click.option("--notes", type=click.Path(exists=True, path_type=Path), help="A paragraph for the card (Markdown).")
@click.option("--split", type=click.Choice(["dev", "test"]), default="test")
@_taxonomy
@click.pass_obj
def publish(work: Path, target: Path, command: str, notes: Path | None, split: str, taxonomy: Path | None) -> None:
    """Put the gated model where the program looks for it, with manifest, card and calibration (made if missing)."""
    import json

    from quantize.publish import publish as run_publish
    from quantize.stages import calibrate_exported, read_gate

    quality: dict[str, float] = {}
    measured = work / f"metrics-{split}.json"
    if measured.is_file():
        quality = json.loads(measured.read_text(encoding="utf-8"))
    text = notes.read_text(encoding="utf-8") if notes else ""
    report = read_gate(work)
    calibration = calibrate_exported(work, CALIBRATION_TURNS, taxonomy, _say) if report.passed else None
    run_publish(
        work / "exported", report,
        target=target, command=command, quality=quality, notes=text, calibration=calibration,
    )  # fmt: skip
    _say(f"wrote {target}")


@cli.command()
@click.option("--model", type=_folder, default=Path("resources/models/assistant"), help="A published model.")
@click.option(
    "--count", default=CALIBRATION_TURNS, help="Authored turns of dev, at most; a quarter as many generated ones."
)
@_taxonomy
def calibrate(model: Path, count: int, taxonomy: Path | None) -> None:
    """How sure a published model may be of what it understood, and when it should ask: written beside it."""
    from engine.language.assistant_model import AssistantModel
    from quantize.publish import calibrated
    from quantize.stages import run_calibration

    found = run_calibration(AssistantModel.load(model), count, taxonomy, _say)
    calibrated(model, found.calibration)
    _say(f"wrote {model / 'calibration.json'}")


cli.add_command(encoder)
cli.add_command(reading)


@cli.command()
@click.option("--count", default=12)
@click.option("--seed", default=5)
@click.option("--replies", is_flag=True, help="Sentences of replies instead of dialogues.")
@_taxonomy
def sample(count: int, seed: int, replies: bool, taxonomy: Path | None) -> None:
    """Print some of the generated corpus."""
    from engine.language.protocol import action_text, sentence_prompt
    from quantize.corpus.mixture import generated
    from quantize.corpus.replies import sentence_pairs

    if replies:
        for plan, text in sentence_pairs(seed, count, "train"):
            click.echo(f"{sentence_prompt(plan)}\n  => {text}\n")
        return
    for turns in itertools.islice(generated("train", seed, taxonomy), count):
        for turn in turns:
            assert turn.action is not None
            click.echo(f"{turn.shown} {turn.say}  =>  {action_text(turn.action)}")
        click.echo()


@cli.command()
@click.option("--steps", default=6)
@click.pass_obj
def smoke(work: Path, steps: int) -> None:
    """Every stage on a tiny model, in under a minute: does the recipe run here?"""
    from quantize.smoke import run_smoke

    run_smoke(work / "smoke", steps, _say)


if __name__ == "__main__":
    cli()
