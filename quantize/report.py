"""Pictures of how a model was made and what it confuses: loss curves, a confusion table, and a page that holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def draw_report(work: Path) -> Path:
    """Draw ``work/report``: ``loss.png``, ``confusion.png`` where an evaluation is there, and ``report.md``."""
    import matplotlib

    matplotlib.use("Agg")
    folder = work / "report"
    folder.mkdir(parents=True, exist_ok=True)
    page = ["# Report", ""]
    curves = {log.name.removesuffix(".log.jsonl"): _read(log) for log in sorted(work.glob("*.log.jsonl"))}
    if any(curves.values()):
        _losses(curves, folder / "loss.png")
        page += ["![loss](loss.png)", ""]
        for name, points in curves.items():
            if points:
                last = points[-1]
                page.append(
                    f"- {name}: {last['tokens']:,} tokens, {last['elapsed'] / 60:.0f} min, loss {last['loss']:.3f}"
                )
        page.append("")
    measured = work / "evaluation-dev.json"
    if measured.is_file():
        scores = json.loads(measured.read_text(encoding="utf-8"))
        _confusion(scores, folder / "confusion.png")
        page += ["![kinds of Action, said against written](confusion.png)", ""]
        for name in ("generated", "authored"):
            score = scores[name]
            page.append(f"- {name}: {score['exact']:.1%} exact, {score['kind']:.1%} kind, {score['turns']} turns (dev)")
        page.append("")
    gate = work / "gate.json"
    if gate.is_file():
        report = json.loads(gate.read_text(encoding="utf-8"))
        verdict = "passed" if not report["failures"] else f"failed: {'; '.join(report['failures'])}"
        page.append(f"Gate {verdict}; int8 picks fp32's token {report['agreement']:.1%} of the time.")
    (folder / "report.md").write_text("\n".join(page) + "\n", encoding="utf-8")
    return folder


def _read(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]


def _losses(curves: dict[str, list[dict[str, Any]]], file: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    for name, points in curves.items():
        if points:
            axes.plot([p["tokens"] / 1e6 for p in points], [p["loss"] for p in points], label=name, linewidth=1.2)
    axes.set(xlabel="million tokens", ylabel="loss (nats a token)", yscale="log", title="Loss while training")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=110)
    pyplot.close(figure)


def _confusion(scores: dict[str, Any], file: Path) -> None:
    """Kinds of Action of both dev sets together: rows what was meant, columns what was written."""
    from matplotlib import pyplot

    counts: dict[tuple[str, str], int] = {}
    for score in (scores["generated"], scores["authored"]):
        for meant, row in score["confusion"].items():
            for written, count in row.items():
                counts[meant, written] = counts.get((meant, written), 0) + count
    kinds = sorted({k for pair in counts for k in pair})
    table = [[counts.get((m, w), 0) for w in kinds] for m in kinds]
    shares = [[n / max(sum(row), 1) for n in row] for row in table]
    figure, axes = pyplot.subplots(figsize=(8, 7), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(kinds)), kinds, rotation=60, ha="right")
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set(xlabel="written", ylabel="meant", title="Kinds of Action")
    for y, row in enumerate(table):
        for x, n in enumerate(row):
            if n:
                axes.text(
                    x, y, str(n), ha="center", va="center", color="white" if shares[y][x] > 0.5 else "black", fontsize=8
                )
    figure.savefig(file, dpi=110)
    pyplot.close(figure)
