"""Encoders held against each other: what searches find with each, how many products a second it embeds, its size."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.catalogue import Catalogue, build_demo, embedded_copy
from engine.retrieval import Encoder, Retriever, product_text
from engine.retrieval.judged import measured, read_judged
from engine.retrieval.systems import systems

SYSTEMS = ("meaning", "aisle")
_TIMED = 1024
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One encoder. ``ndcg`` is nDCG@10 by ``"catalogue system"``; ``products_per_second`` is of all cores."""

    name: str
    sha256: str
    bytes: int
    products_per_second: float
    ndcg: Mapping[str, float]

    def mean(self, system: str) -> float:
        """The mean over the catalogues."""
        values = [value for name, value in self.ndcg.items() if name.endswith(f" {system}")]
        return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Judged:
    """A catalogue with judged queries."""

    name: str
    catalogue: Path
    queries: Path


def judged_sets(folder: Path, catalogues: Sequence[tuple[str, Path]], work: Path) -> list[Judged]:
    """The demo store, compiled into ``work``, and the catalogues given, each with ``folder/NAME.tsv``."""
    demo = work / "demo.db"
    if not demo.is_file():
        work.mkdir(parents=True, exist_ok=True)
        build_demo(demo)
    return [Judged(name, path, folder / f"{name}.tsv") for name, path in (("demo", demo), *catalogues)]


def compare(name: str, folder: Path, sets: Sequence[Judged], work: Path, say: Say) -> Row:
    """Measure the artefact in ``folder``. The embedded catalogues stay in ``work``, so that a second call is quick."""
    encoder = Encoder(folder, threads=0)
    ndcg: dict[str, float] = {}
    work.mkdir(parents=True, exist_ok=True)
    for judged in sets:
        copy = work / f"{judged.name}-{encoder.sha256[:12]}.db"
        embedded_copy(judged.catalogue, copy, encoder)
        ndcg |= {f"{judged.name} {system}": value for system, value in _found(copy, judged.queries, folder).items()}
        say(f"{name}: {judged.name} " + ", ".join(f"{s} {ndcg[f'{judged.name} {s}']:.4f}" for s in SYSTEMS))
    speed = products_per_second(folder, sets[-1].catalogue)
    say(f"{name}: {speed:.0f} products a second")
    return Row(name, encoder.sha256, (folder / "model.onnx").stat().st_size, round(speed, 1), ndcg)


def _found(copy: Path, queries: Path, folder: Path) -> dict[str, float]:
    with Catalogue.open(copy) as catalogue:
        retriever = Retriever(catalogue, Encoder(folder))
        retriever.warm()
        by_name = systems(retriever)
        judged = read_judged(queries)
        return {name: round(measured(judged, by_name[name])[0].mean, 4) for name in SYSTEMS}


def products_per_second(folder: Path, catalogue: Path) -> float:
    """Products read from a catalogue, worded and encoded in a second, on all cores, in pages as an import does it."""
    encoder = Encoder(folder, threads=0)
    encoder.load()
    with Catalogue.open(catalogue) as reader:
        rows = [r[0] for r in reader.connection.execute("SELECT rowid FROM product ORDER BY rowid LIMIT ?", (_TIMED,))]
        began = time.perf_counter()
        for start in range(0, len(rows), 512):
            encoder.encode([product_text(p) for p in reader.by_rowids(rows[start : start + 512])])
        return len(rows) / (time.perf_counter() - began)


def table(rows: Sequence[Row], sets: Sequence[str]) -> str:
    """The rows in Markdown."""
    columns = [f"{name} `{system}`" for system in SYSTEMS for name in sets]
    lines = [
        "| | " + " | ".join((*columns, "products a second", "MB")) + " |",
        "| --- |" + " --- |" * (len(columns) + 2),
    ]
    for row in rows:
        values = [f"{row.ndcg[f'{name} {system}']:.3f}" for system in SYSTEMS for name in sets]
        cells = (row.name, *values, f"{row.products_per_second:.0f}", f"{row.bytes / 1e6:.1f}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """What :func:`write_rows` wrote; none where there is no file."""
    if not path.is_file():
        return []
    return [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
