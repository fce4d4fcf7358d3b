"""The encoder's papers, manifest and card, and publishing: only what passed the gate, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from engine.errors import ModelError
from quantize.encoder.base import BASE, PACKAGE
from quantize.encoder.gate import AGREEMENT_LEAST, COSINE_LEAST, NDCG_LOSS_MOST, GateReport

FILES = ("model.onnx", "tokenizer.json")


def write_manifest(
    folder: Path, dimensions: int, max_tokens: int, command: str, metrics: Mapping[str, object] | None = None
) -> None:
    """The manifest of the artefact in ``folder``: files with checksums, the model's shape, what was measured."""
    files = {}
    for name in FILES:
        content = (folder / name).read_bytes()
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest = {
        "name": "encoder",
        "base": BASE,
        "licence": "Apache-2.0",
        "dimensions": dimensions,
        "max_tokens": max_tokens,
        "files": files,
        "metrics": dict(metrics or {}),
        "command": command,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def publish(
    built: Path, report: GateReport, target: Path, checkpoint: Path, command: str | None = None, notes: str = ""
) -> None:
    """Put the gated artefact of ``built`` (exported from ``checkpoint``) with its papers in place of ``target``, at once.

    Raises :class:`ModelError` where the gate did not pass or measured another model: ``target`` is left as it was.
    """
    if report.model != hashlib.sha256((built / "model.onnx").read_bytes()).hexdigest():
        raise ModelError(f"{built / 'model.onnx'} is not the model that the gate measured: run the gate again.")
    if not report.passed:
        raise ModelError(
            f"The int8 encoder did not pass its gate ({'; '.join(report.failures)}); {target} is untouched."
        )
    made = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    fresh = target.with_name(f".{target.name}-fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(built / name, fresh / name)
    command = command or made["command"]
    write_manifest(fresh, made["dimensions"], made["max_tokens"], command, report.metrics)
    layers = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"]
    card_text = card(report, layers, made["dimensions"], made["max_tokens"], command, notes)
    (fresh / "card.md").write_text(card_text, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def card(report: GateReport, layers: int, dimensions: int, max_tokens: int, command: str, notes: str) -> str:
    """The model card, from the figures of the gate."""
    found = "\n".join(
        f"| nDCG@10 of {name}, int8 / fp32 (gate: at most {NDCG_LOSS_MOST} less) | "
        f"{value:.3f} / {report.ndcg_fp32[name]:.3f} |"
        for name, value in report.ndcg.items()
    )
    return f"""# The encoder

Turns a query, a product or a store document into a vector of {dimensions} numbers of length 1; near vectors mean near
texts. Inputs: `input_ids` and `attention_mask`, int64 (batch, tokens); output: `embedding`, float32 (batch,
{dimensions}), mean-pooled over the mask and normalised inside the graph. Texts are cut at {max_tokens} tokens.

- Base: {BASE}, weights from the Python package {PACKAGE}. Licence of the weights: Apache-2.0.
- Layers: {layers}. {notes}
- Made by: `{command}`.
- Weights int8 per channel (7 bits used), activations int8 per batch after smoothing; {report.bytes / 1e6:.1f} MB.
- Language: English. Other languages are found by their spelling at best.

| int8 against fp32, {report.texts} held-out texts | |
| --- | --- |
| mean cosine (gate: at least {COSINE_LEAST}) | {report.cosine_mean:.4f} |
| least cosine | {report.cosine_least:.4f} |
| ten nearest texts in common (gate: at least {AGREEMENT_LEAST:.0%}) | {report.agreement_at_10:.1%} |
{found}
| texts a second, int8 / fp32, on one core of the machine that built it | {report.texts_per_second:.0f} / {report.fp32_texts_per_second:.0f} |
| one short query | {report.query_ms:.1f} ms |

A vector depends slightly on the texts encoded in the same batch, for activations share one scale.
"""
