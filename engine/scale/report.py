"""A run as JSON, as tables in Markdown, and as a plot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.errors import InputError
from engine.scale.figures import Built, Latency, Peer, Searched
from engine.scale.running import About, Figures

FILTERED_BAR, TEXT_BAR = 50.0, 15.0
"""Milliseconds at p95 that the design allows at 1,000,000 and at 20,000 products."""
_GIVEN = ("#1f6feb", "#cf222e", "#1a7f37", "#8250df", "#bf8700", "#57606a", "#0a7ea4")


def entry(figures: About | Figures) -> dict[str, Any]:
    """One record as JSON holds it, with the name of what it is."""
    return {"what": type(figures).__name__.lower(), **asdict(figures)}


def table(about: About, figures: Sequence[Figures]) -> str:
    """The run in Markdown: building, search, and the peers beside it."""
    low, middle, high = about.variant_cosines
    lines = [
        f"Grown from {about.seeds:,} seeds; true variants stand at a cosine of {middle} to their seed (5 to 95 %: {low} to "
        f"{high}); the encoder took {about.encoder_rate:,} seeds a second.",
        "",
        *_rows(
            ("products", "import by words", "a second", "memory, most", "catalogue", "storing vectors", "making their file", "its size"),
            [
                (
                    f"{f.products:,}", f"{f.lexical_seconds:g} s", f"{f.lexical_rate:,}", f"{f.import_peak_mb:,.0f} MB",
                    f"{f.catalogue_mb:,.0f} MB, with vectors {f.with_vectors_mb:,.0f}", f"{f.stored_seconds:g} s",
                    f"{f.filed_seconds:g} s", f"{f.vector_file_mb:,.0f} MB",
                )
                for f in figures if isinstance(f, Built)
            ],
        ),
        "",
        *_rows(
            ("products", "search", "search with limits", "by words alone", "by vectors alone", "encoding", "recall@10", "recall@100",
             "one in a thousand", "memory, own + mapped", "opened in"),
            [
                (
                    f"{f.products:,}", _times(f.text), _times(f.filtered), _times(f.words), _times(f.meaning), _times(f.encode),
                    f"{f.recall_at_10:.3f}", f"{f.recall_at_100:.3f}", "full" if f.rare_filter_full else "NOT FULL",
                    f"{f.memory.own:,.0f} + {f.memory.mapped:,.0f} MB", f"{f.opened_seconds:g} s",
                )
                for f in figures if isinstance(f, Searched)
            ],
        ),
        "",
        *_rows(
            ("products", "engine", "search", "recall@10", "built in", "disk", "memory, own + mapped"),
            [
                (
                    f"{f.products:,}", f.name, _times(f.latency), "" if f.recall_at_10 is None else f"{f.recall_at_10:.3f}",
                    f"{f.build_seconds:g} s" if f.build_seconds else "", f"{f.disk_mb:,.0f} MB" if f.disk_mb else "",
                    f"{f.memory.own:,.0f} + {f.memory.mapped:,.0f} MB",
                )
                for f in figures if isinstance(f, Peer)
            ],
        ),
        "",
        "Times are milliseconds at p50 / p95 / p99, then in brackets the processor's own time at p95.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def plot(figures: Sequence[Figures], path: Path) -> None:
    """p95 by size, Aisle's search and the peers, on logarithmic axes. Raises :class:`InputError` without matplotlib."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError as error:
        raise InputError("cannot be drawn without matplotlib: install the extra `bench`", path) from error
    lines: dict[str, list[tuple[int, float]]] = {}
    for f in figures:
        if isinstance(f, Searched):
            for name, latency in (("Aisle, whole search", f.text), ("Aisle, with limits", f.filtered),
                                  ("Aisle, vectors alone", f.meaning)):  # fmt: skip
                lines.setdefault(name, []).append((f.products, latency.p95))
        elif isinstance(f, Peer):
            lines.setdefault(f.name, []).append((f.products, f.latency.p95))
    figure, axes = pyplot.subplots(figsize=(7.5, 4.5), layout="constrained")
    for number, (name, points) in enumerate(lines.items()):
        own = name.startswith("Aisle")
        axes.plot(*zip(*points, strict=True), marker="o" if own else "s", label=name, color=_GIVEN[number % len(_GIVEN)],
                  linewidth=2.2 if own else 1.1, linestyle="-" if own else "--", markersize=5)  # fmt: skip
    axes.axhline(FILTERED_BAR, color="#57606a", linewidth=0.8, linestyle=":")
    axes.annotate(
        "bar at 1,000,000: 50 ms", (0.01, FILTERED_BAR), xycoords=("axes fraction", "data"), va="bottom", size=8
    )
    axes.axhline(TEXT_BAR, color="#57606a", linewidth=0.8, linestyle=":")
    axes.annotate("bar at 20,000: 15 ms", (0.01, TEXT_BAR), xycoords=("axes fraction", "data"), va="bottom", size=8)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="products",
        ylabel="milliseconds, p95",
        title="Search by size of the catalogue",
    )
    axes.grid(True, which="major", linewidth=0.4, alpha=0.6)
    if lines:
        axes.legend(fontsize=8)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)


def write(folder: Path, about: About, figures: Sequence[Figures]) -> list[Path]:
    """``scale.json`` (one record a line), ``scale.md`` and ``scale.svg`` in ``folder``, made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    records, text, picture = folder / "scale.json", folder / "scale.md", folder / "scale.svg"
    records.write_text("".join(json.dumps(entry(f)) + "\n" for f in (about, *figures)), encoding="utf-8")
    text.write_text(table(about, figures), encoding="utf-8")
    plot(figures, picture)
    return [records, text, picture]


def _times(latency: Latency) -> str:
    return f"{latency.p50:.1f} / {latency.p95:.1f} / {latency.p99:.1f} ({latency.cpu_p95:.1f})"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"| {' | '.join('---' for _ in head)} |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
