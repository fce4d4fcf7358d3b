"""The whole recipe on a tiny model in under a minute: it shows that every stage runs here, not that it learns much."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from engine.language.protocol import DialogueTurn
from quantize.corpus.mixture import generated
from quantize.corpus.replies import sentence_pairs

Say = Callable[[str], None]
DIALOGUES, SENTENCES, PASSES = 24, 12, 6


def run_smoke(work: Path, steps: int, say: Say) -> Path:
    """Corpus, teacher, distillation, export, gate, publishing into ``work``; returns the published folder.

    The gate's verdict on agreement is told and not enforced here: near-random logits are nearly tied everywhere.
    """
    import torch

    from quantize.examples import Batch, batches, dialogue_example, sentence_example
    from quantize.export import export
    from quantize.gate import dialogue_prompts, gate
    from quantize.phrases import write_phrases
    from quantize.pruning import without_the_least
    from quantize.publish import publish
    from quantize.report import draw_report
    from quantize.tokenizer import build_tokenizer
    from quantize.train import Progress, Recipe, train
    from quantize.weights import random_student

    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    torch.manual_seed(7)
    tokenizer = build_tokenizer()
    dialogues: list[list[DialogueTurn]] = list(islice(generated("train", 3), DIALOGUES))
    sentences = list(sentence_pairs(3, SENTENCES, "train"))
    examples = [dialogue_example(tokenizer, d) for d in dialogues] + [
        sentence_example(tokenizer, *s) for s in sentences
    ]
    say(f"corpus: {len(examples)} examples, {sum(len(e.ids) for e in examples):,} tokens")

    def stream() -> Iterator[Batch]:
        for epoch in range(10_000):
            yield from batches(examples, 1024, epoch)

    def told(name: str) -> Callable[[Progress], None]:
        return lambda p: say(f"{name}: step {p.step}, loss {p.loss:.2f}, {p.tokens_per_second:.0f} tokens a second")

    teacher = random_student(5, layers=4)
    train(teacher, stream(), Recipe(1, 3e-3, steps=steps), report=told("teacher"), log=work / "teacher.log.jsonl")
    student = without_the_least(teacher, 2, list(islice(stream(), 2)), say)
    train(
        student,
        stream(),
        Recipe(1, 3e-3, steps=steps),
        teacher=teacher,
        report=told("student"),
        log=work / "student.log.jsonl",
    )
    student.save_pretrained(work / "student")
    exported = export(work / "student", work / "exported")
    say(f"exported: {exported.model.stat().st_size / 1e6:.1f} MB")
    _, entries = write_phrases(work / "exported", sentences)
    say(f"phrases: {entries} entries")
    report = gate(work / "exported", dialogue_prompts(dialogues, 6), report=say)
    report.failures = [f for f in report.failures if "agrees" not in f]
    publish(
        work / "exported",
        report,
        target=work / "published",
        command=" ".join(("python -m quantize smoke", *sys.argv[2:])),
    )
    say(f"published to {work / 'published'}, report in {draw_report(work)}")
    return work / "published"
