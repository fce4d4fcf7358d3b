"""``aisle evaluate search``: the search of an installed catalogue against judged queries."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from engine.catalogue import Catalogue, embedded_copy
from engine.cli.common import command_options, folder_of, put, tell
from engine.composition import load_encoder, open_catalogue, open_retriever
from engine.errors import InputError
from engine.retrieval import Encoder, Retriever
from engine.retrieval.evidence import EVIDENCE, Weights
from engine.retrieval.judged import Judged, Measure, measured, read_judged
from engine.retrieval.synonyms import Synonyms
from engine.retrieval.systems import systems

PARTS = (*EVIDENCE, "synonyms", "spelling")
"""What can be left out of the search: a kind of evidence, the words for the same thing, mending misspellings."""


def _without(part: str, catalogue: Catalogue) -> Retriever:
    encoder, _ = load_encoder()
    synonyms = Synonyms() if part == "synonyms" else None
    weights = Weights().without(part) if part in EVIDENCE else None
    return Retriever(catalogue, encoder, synonyms, weights, correct=part != "spelling")


@click.group()
def evaluate() -> None:
    """Measure quality against judged examples."""


@evaluate.command("search")
@click.argument("judged", type=click.Path(path_type=Path))
@click.option("--worst", default=10, show_default=True, help="So many queries with the lowest nDCG@10 are listed.")
@click.option(
    "--system",
    type=click.Choice(["aisle", "words", "meaning", "fused"]),
    default="aisle",
    show_default=True,
    help="The whole search, BM25 alone, vectors alone, or the two fused by rank (vectors at half weight).",
)
@click.option("--without", type=click.Choice(PARTS), help="Leave this part of the search out, to see what it gives.")
@click.option(
    "--encoder",
    "encoder_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another encoder's folder: a copy of the catalogue is embedded with it and searched.",
)
@command_options
def search(
    judged: Path,
    worst: int,
    system: str,
    without: str | None,
    encoder_folder: Path | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Hold the search against JUDGED, a TSV file of query name, query, product id and grade (0 to 3)."""
    queries = read_judged(judged)
    with open_catalogue(folder_of(data_dir)) as catalogue:
        ids = {i for q in queries for i in q.grades}
        known = {p.id for p in catalogue.products(sorted(ids))}
        if not known:
            raise InputError("judges products that are not in this catalogue: import that one first", judged)
        if encoder_folder is not None and without:
            raise click.UsageError("give either --without or --encoder")
        if encoder_folder is not None:
            measures = _measured_with(encoder_folder, catalogue, queries, system)
        else:
            retriever = _without(without, catalogue) if without else open_retriever(catalogue, folder_of(data_dir))
            measures = _measured(queries, retriever, system)
    if as_json:
        put({"queries": len(queries), "judgements": sum(len(q.grades) for q in queries), "missing": len(ids - known)})
        for m in measures:
            put(
                {
                    "measure": m.name,
                    "mean": round(m.mean, 4),
                    "low": round(m.low, 4),
                    "high": round(m.high, 4),
                    "of": m.of,
                }
            )
        return
    click.echo(
        f"{len(queries)} queries, {sum(len(q.grades) for q in queries)} judgements, {len(ids - known)} of products that are not here"
    )
    for m in measures:
        click.echo(f"{m.name:24} {m.mean:.3f}  (95 % of {m.low:.3f} to {m.high:.3f})")
    lowest = sorted(queries, key=lambda q: measures[0].of[q.name])[:worst]
    for q in lowest:
        click.echo(f"  {measures[0].of[q.name]:.3f}  {q.name}  {q.query}")


def _measured(queries: list[Judged], retriever: Retriever, system: str) -> list[Measure]:
    retriever.warm()
    return measured(queries, systems(retriever)[system])


def _measured_with(folder: Path, catalogue: Catalogue, queries: list[Judged], system: str) -> list[Measure]:
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / "catalog.db"
        embedded_copy(
            catalogue.path, copy, Encoder(folder, threads=0), lambda done, of: tell(f"{done:,} of {of:,} embedded")
        )
        with Catalogue.open(copy) as other:
            return _measured(queries, Retriever(other, Encoder(folder)), system)
