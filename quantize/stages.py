"""The stages of the assistant's making, each resumable from what the one before left in the work folder.

``work/teacher`` and ``work/student`` are checkpoints, ``work/<name>.log.jsonl`` their loss curves, ``work/exported``
the ONNX files, ``work/gate.json`` and ``work/evaluation.json`` what was measured on them.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.language.protocol import DialogueTurn, sentence_prompt
from quantize.corpus.mixture import FRESH, Split, authored, generated, training_dialogues
from quantize.examples import Example, dialogue_example, sentence_example

Say = Callable[[str], None]
CALIBRATION_TURNS = 1500


@dataclass(frozen=True, slots=True)
class Mixture:
    """What examples are drawn from: shares of authored dialogues (of the dialogues) and of replies (of all); a product
    taxonomy and a store's feed for more words; the authored files to draw from more often, and how often (a share of 1).
    """

    seed: int
    authored_share: float = 0.3
    reply_share: float = 0.45
    taxonomy: Path | None = None
    feed: Path | None = None
    fresh: tuple[str, ...] = ()
    fresh_share: float = FRESH

    def fresh_of(self, sort: str) -> tuple[str, ...]:
        """The patterns for files of a sort (``dialogues``, ``planned``)."""
        return tuple(pattern for pattern in self.fresh if pattern.startswith(sort))


def examples(mixture: Mixture, vocabulary: int) -> Iterator[Example]:
    """Endless training examples of the train split."""
    from quantize.corpus.replies import sentence_pairs
    from quantize.tokenizer import build_tokenizer

    tokenizer = build_tokenizer(vocabulary)
    rng = random.Random(mixture.seed)
    share = mixture.fresh_share
    dialogues = training_dialogues(
        mixture.seed, mixture.taxonomy, mixture.authored_share, mixture.feed, mixture.fresh_of("dialogues"), share
    )
    sentences = sentence_pairs(mixture.seed, sys.maxsize, "train", mixture.fresh_of("planned"), share)
    while True:
        if rng.random() < mixture.reply_share:
            yield sentence_example(tokenizer, *next(sentences))
        else:
            yield dialogue_example(tokenizer, next(dialogues))


def run_training(
    name: str, work: Path, model: Any, recipe: Any, mixture: Mixture, batch: int, say: Say, teacher: Any = None
) -> Path:
    """Train ``model`` and save it to ``work/name``; the folder appears only when the training is whole.

    Until then ``work/name-so-far`` holds the weights of the last ten minutes' end: where the training was cut off, another
    can begin there (``--init``).
    """
    from quantize.examples import batches
    from quantize.team import team
    from quantize.train import Progress, train

    def report(p: Progress) -> None:
        say(
            f"{name}: step {p.step}, loss {p.loss:.3f} (gold {p.gold:.3f}, teacher {p.teacher:.3f}), {p.tokens:,} tokens, "
            f"{p.tokens_per_second:.0f} a second, {p.left / 60:.1f} min left"
        )

    so_far, aside = work / f"{name}-so-far", work / f".{name}-fresh"

    def keep() -> None:
        model.save_pretrained(aside)
        shutil.rmtree(so_far, ignore_errors=True)
        aside.rename(so_far)

    own = replace(mixture, seed=team().own_seed(mixture.seed))
    stream = batches(examples(own, model.config.vocab_size), batch, own.seed)
    trained = train(model, stream, recipe, teacher=teacher, report=report, log=work / f"{name}.log.jsonl", keep=keep)
    if team().leads:
        trained.save_pretrained(aside)
        shutil.rmtree(so_far, ignore_errors=True)
        if (work / name).exists():
            (work / name).rename(work / f"{name}-before-{len(list(work.glob(f'{name}-before-*'))) + 1}")
        aside.rename(work / name)
    team().wait()
    return work / name


def shrunk(model: Any, layers: int, mixture: Mixture, say: Say, tokens: int = 1400) -> Any:
    """The model without the layers that training examples miss least."""
    from quantize.examples import batches
    from quantize.pruning import without_the_least

    few = list(islice(examples(mixture, model.config.vocab_size), 400))
    probe = list(islice(batches(few, tokens, mixture.seed), 1))
    return without_the_least(model, layers, probe, say)


def held_out_dialogues(split: Split, count: int, taxonomy: Path | None) -> dict[str, list[list[DialogueTurn]]]:
    """Dialogues of a split by where they come from."""
    return {"generated": list(islice(generated(split, 97, taxonomy), count)), "authored": authored(split)}


def held_out_replies(split: Split, count: int) -> list[tuple[Any, str]]:
    from quantize.corpus.replies import sentence_pairs

    return list(sentence_pairs(98, count, split))


def learn_phrases(work: Path, seed: int, say: Say) -> Path:
    """The table of phrases beside the exported model, from training sentences."""
    from quantize.corpus.replies import sentence_pairs
    from quantize.phrases import SENTENCES, write_phrases

    path, entries = write_phrases(work / "exported", sentence_pairs(seed, SENTENCES, "train"))
    say(f"wrote {path} ({entries:,} entries)")
    return path


def run_gate(work: Path, taxonomy: Path | None, say: Say) -> Any:
    """int8 against fp32 on held-out prompts of both jobs; the report is kept in ``work/gate.json``."""
    from quantize.gate import dialogue_prompts, gate

    dialogues = held_out_dialogues("dev", 60, taxonomy)
    prompts = dialogue_prompts([*dialogues["authored"][:40], *dialogues["generated"][:30]], 70)
    prompts += [sentence_prompt(plan) for plan, _ in held_out_replies("dev", 40)]
    report = gate(work / "exported", prompts, report=say)
    (work / "gate.json").write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    return report


def evaluate(work: Path, split: Split, count: int, taxonomy: Path | None, say: Say) -> dict[str, float]:
    """Exact Actions and valid replies of the exported int8 model under the grammar, as the kiosk runs it."""
    from quantize.evaluate import reply_score, score, write_report

    model = exported_model(work)
    scores = {}
    for name, dialogues in held_out_dialogues(split, count, taxonomy).items():
        scores[name] = score(lambda turns: model.understand(turns).action, dialogues, count * 3)
        say(
            f"{name}: exact {scores[name].exact / max(scores[name].turns, 1):.1%}, kind {scores[name].kinds / max(scores[name].turns, 1):.1%} of {scores[name].turns} turns"
        )
    replies = reply_score(model, held_out_replies(split, count))
    say(
        f"replies: {replies.valid} of {replies.asked} end and have valid pointers, {replies.supported} say what their rows hold"
    )
    write_report(work / f"evaluation-{split}.json", scores, replies)
    out = {f"{name}_exact": s.exact / max(s.turns, 1) for name, s in scores.items()}
    out |= {f"{name}_kind": s.kinds / max(s.turns, 1) for name, s in scores.items()}
    out |= {f"{name}_turns": float(s.turns) for name, s in scores.items()}
    out |= {
        "replies_valid": replies.valid / max(replies.asked, 1),
        "replies_supported": replies.supported / max(replies.asked, 1),
        "replies": float(replies.asked),
    }
    out = {k: round(v, 4) for k, v in out.items()}
    (work / f"metrics-{split}.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    return out


def run_calibration(model: Any, count: int, taxonomy: Path | None, say: Say) -> Any:
    """Fit the curves of ``model`` on about ``count`` authored turns of dev and a quarter as many generated ones; tell the
    report. Returns ``quantize.calibrate.Fitted``; raises ``ModelError`` where too little can be learned from them.
    """
    from quantize.calibrate import fitted, judged
    from quantize.calibration_report import report

    dialogues = held_out_dialogues("dev", max(count // 12, 1), taxonomy)
    natural = accumulate(len(d) for d in dialogues["authored"])
    dialogues["authored"] = [d for d, turns in zip(dialogues["authored"], natural, strict=True) if turns <= count]
    found = fitted(judged(model, dialogues, say), model.sha256)
    say(report(found))
    return found


def calibrate_exported(work: Path, count: int, taxonomy: Path | None, say: Say) -> Any:
    """The calibration of the exported model, kept in ``work/calibration.json``: the one that is there if it is of this
    model. ``None`` where its turns do not suffice for one.
    """
    from engine.language.calibration import Calibration

    model, kept = exported_model(work), work / "calibration.json"
    if kept.is_file():
        there = Calibration.read(kept)
        if there.model == model.sha256:
            return there
    try:
        made = run_calibration(model, count, taxonomy, say).calibration
    except ModelError as error:  # a model of a few minutes is wrong too often, which is no reason not to look at it
        say(f"no confidence: {error}")
        return None
    made.write(kept)
    return made


def exported_model(work: Path) -> Any:
    """The exported model before it has a manifest, with the grammar and the cache of the kiosk."""
    from engine.language.assistant_model import AssistantModel
    from engine.language.decoder import Decoder
    from engine.language.manifest import FileEntry, Manifest
    from engine.language.phrases import FILE as PHRASES
    from engine.language.phrases import Phrases

    folder = work / "exported"
    if not (folder / "model.onnx").is_file():
        raise ModelError(f"{folder} holds no exported model: run `python -m quantize export` first.")
    files = {"model.onnx": FileEntry.of(folder / "model.onnx")}
    return AssistantModel(
        Decoder(folder / "model.onnx"),
        (folder / "tokenizer.json").read_text(encoding="utf-8"),
        Manifest("exported", "", "", files),
        phrases=Phrases.read(folder / PHRASES) if (folder / PHRASES).is_file() else None,
    )


def read_gate(work: Path) -> Any:
    """The last gate's report. Raises ``ModelError`` where there is none."""
    from quantize.gate import GateReport

    try:
        return GateReport(**json.loads((work / "gate.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(
            f"{work} has no readable gate report ({error}): run `python -m quantize gate` first."
        ) from error
