"""The encoder's stages, each resumable from what the one before left in the work folder.

``work/NAME`` belongs to one encoder, ``teacher`` or ``layers-N``: ``model`` is its checkpoint, ``fp32`` and ``int8`` its
exports, ``gate.json`` what the gate found, ``log.jsonl`` its loss curve. ``work/targets`` keeps what the teacher was
asked, ``work/feeds`` imported feeds, ``work/catalogues`` catalogues embedded for comparing.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelError
from engine.retrieval import Encoder
from quantize.encoder import broad, comparison, items, pairs
from quantize.encoder.comparison import Judged, Row
from quantize.encoder.gate import GateReport
from quantize.encoder.publish import write_manifest

if TYPE_CHECKING:
    from quantize.encoder.training import Recipe

Say = Callable[[str], None]
TEACHER = "teacher"
TEACHER_TOKENS = 96
LOSS_MOST = 0.01
"""A smaller student is taken as long as it loses less than one point of nDCG@10, the mean of all catalogues."""


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: a store's feeds beside the demo store, a product taxonomy, how many pairs are written."""

    feeds: tuple[Path, ...] = ()
    taxonomy: Path | None = None
    pairs: int = 18_000
    seed: int = 1


def name_of(layers: int) -> str:
    return f"layers-{layers}"


def command_line() -> str:
    """How this process was started, for a manifest: without the folders of the machine."""
    return " ".join(("python -m quantize", *(Path(a).name if "/" in a else a for a in sys.argv[1:])))


def written(material: Material, work: Path) -> tuple[list[pairs.Pair], list[pairs.Pair], list[str]]:
    """(pairs to train on, pairs held out, broad texts), kept in ``work`` for the next student or after a stop."""
    # Pair-writing code that changed is not noticed: a new work folder is for that.
    files = [(str(f), f.stat().st_mtime_ns if f.is_file() else 0) for f in material.feeds]
    name = hashlib.sha256(repr((files, str(material.taxonomy), material.pairs, material.seed)).encode()).hexdigest()[
        :20
    ]
    kept = work / f"pairs-{name}.pickle"
    if not kept.is_file():
        work.mkdir(parents=True, exist_ok=True)
        fresh = work / f".{kept.name}"
        fresh.write_bytes(pickle.dumps(_write(material, work)))
        fresh.replace(kept)
    found: tuple[list[pairs.Pair], list[pairs.Pair], list[str]] = pickle.loads(kept.read_bytes())
    return found


def _write(material: Material, work: Path) -> tuple[list[pairs.Pair], list[pairs.Pair], list[str]]:
    things = items.demo_items()
    for feed in material.feeds:
        things += items.feed_items(feed, work / "feeds")
    told = things + items.lexicon_items(material.taxonomy)
    train, held = pairs.parted(pairs.write_pairs(told, material.pairs, material.seed))
    return train, held, broad.broad_texts(things, material.taxonomy, material.seed)


def make_teacher(work: Path, say: Say) -> Path:
    """The base model as checkpoint with its exports; returns its folder."""
    from quantize.encoder.base import base_folder, load

    folder = work / TEACHER
    if not (folder / "int8" / "manifest.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        load(base_folder()).save(folder / "model")
        export(work, TEACHER, say)
    return folder


def train_student(work: Path, layers: int, material: Material, recipe: Recipe, say: Say) -> Path:
    """Train the student of so many layers, going on where an interrupted training stopped; returns its folder."""
    from quantize.encoder import training
    from quantize.encoder.base import load, nearest_layers, with_layers
    from quantize.encoder.targets import ask

    folder = work / name_of(layers)
    if (folder / "model").is_dir():
        say(f"{folder.name}: trained already")
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    teacher = make_teacher(work, say)
    train, held, texts = written(material, work)
    say(f"{len(train):,} pairs, {len(held):,} held out, {len(texts):,} broad texts; for example")
    for pair in train[:6]:
        say(f"  {pair.query.text!r}: {pair.item.brief!r}, not {pair.hard.brief!r} ({pair.sort})")
    # In int8 it answers twice as fast, at a cosine of 0.996 with fp32: far nearer than a student comes.
    targets = ask(Encoder(teacher / "int8", threads=0), [*training.texts_of(train), *texts], work / "targets", say)
    whole = load(teacher / "model")
    unseen = broad.unseen_texts()
    chosen = tuple(range(layers)) if layers == whole.layers else nearest_layers(whole, layers, texts[:96])
    say(f"{folder.name}: from the layers {', '.join(map(str, chosen))}")
    student = with_layers(whole, chosen)
    keep = training.log_to(folder / "log.jsonl")

    def report(p: training.Progress) -> None:
        keep(p)
        say(
            f"{folder.name}: step {p.step}, loss {p.loss:.3f}, pairs {p.pairs:.3f}, cosine with the teacher {p.cosine:.4f}, "
            f"{p.texts:,} texts, {p.left / 60:.1f} min left"
        )

    student = training.train(student, train, texts, targets, recipe, folder / "state.pt", report)
    student.save(folder / "model")
    quality: dict[str, Any] = {
        "chosen": list(chosen),
        "recipe": asdict(recipe),
        "teacher": training.told_apart(whole, held[:1500]),
    }
    quality["student"] = training.told_apart(student, held[:1500])
    quality["unseen_cosine"] = training.likeness(student, whole, unseen[:400])
    (folder / "quality.json").write_text(json.dumps(quality, indent=1) + "\n", encoding="utf-8")
    say(f"{folder.name}: {json.dumps(quality)}")
    return folder


def export(work: Path, name: str, say: Say) -> Path:
    """The checkpoint of ``name`` in fp32 and int8; returns its folder."""
    from quantize.encoder.base import MAX_TOKENS, load
    from quantize.encoder.graph import export_fp32
    from quantize.encoder.int8 import quantize_int8

    folder = work / name
    config = load(folder / "model").bert.config
    most = TEACHER_TOKENS if name == TEACHER else MAX_TOKENS
    _artefact(folder, "fp32", most, lambda target: export_fp32(folder / "model", target))
    exact = folder / "fp32" / "model.onnx"
    _artefact(
        folder,
        "int8",
        most,
        lambda target: quantize_int8(
            exact, target, broad.calibration_texts(), config.hidden_size, config.num_attention_heads
        ),
    )
    say(f"wrote {folder / 'int8'} ({(folder / 'int8' / 'model.onnx').stat().st_size / 1e6:.1f} MB)")
    return folder


def _artefact(folder: Path, form: str, max_tokens: int, write: Callable[[Path], None]) -> None:
    """``folder/form`` with model, tokenizer and manifest."""
    config = json.loads((folder / "model" / "config.json").read_text(encoding="utf-8"))
    place = folder / form
    place.mkdir(exist_ok=True)
    write(place / "model.onnx")
    (place / "tokenizer.json").write_bytes((folder / "model" / "tokenizer.json").read_bytes())
    write_manifest(place, config["hidden_size"], max_tokens, command_line())


def run_gate(work: Path, name: str, sets: Sequence[Judged], say: Say) -> GateReport:
    """int8 against fp32 of one encoder; the report is kept in ``gate.json``."""
    from quantize.encoder.gate import gate

    folder = work / name
    ndcg, exact = (measure(work, name, form, sets, say).ndcg for form in ("int8", "fp32"))
    report = gate(folder / "fp32", folder / "int8", broad.held_out_texts(), ndcg, exact, say)
    (folder / "gate.json").write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    return report


def read_gate(work: Path, name: str) -> GateReport:
    """The gate's last report. Raises :class:`ModelError` where there is none."""
    try:
        return GateReport(**json.loads((work / name / "gate.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(
            f"{work / name} has no readable gate report ({error}): run `python -m quantize encoder gate` first."
        ) from error


def measure(work: Path, name: str, form: str, sets: Sequence[Judged], say: Say) -> Row:
    """One row of the comparison, from what was measured before where the model is the same."""
    path = work / "comparison.json"
    folder = work / name / form
    asked = f"{name} {form}"
    wanted = {f"{s.name} {system}" for s in sets for system in comparison.SYSTEMS}
    known = [row for row in comparison.read_rows(path) if row.name != asked or row.sha256 == Encoder(folder).sha256]
    row = next((row for row in known if row.name == asked and wanted <= row.ndcg.keys()), None)
    if row is None:
        row = comparison.compare(asked, folder, sets, work / "catalogues", say)
        comparison.write_rows(path, [*(r for r in known if r.name != asked), row])
    return row


def choose(teacher: Row, students: Sequence[Row]) -> Row | None:
    """The smallest student whose whole search loses less than a point against the teacher's, in int8."""
    kept = [s for s in students if s.mean("aisle") > teacher.mean("aisle") - LOSS_MOST]
    return min(kept, key=lambda row: row.bytes, default=None)
