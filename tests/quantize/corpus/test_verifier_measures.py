"""How well the check tells true sentences from sentences made wrong on purpose."""

from __future__ import annotations

from collections import Counter

from engine.respond.conveys import conveys
from engine.respond.plain import plain_line
from engine.respond.plan import reply_plan
from engine.respond.verify import supported
from quantize.corpus.broken import SWAPS, authored, generated, measure, planned
from quantize.corpus.corrupted import TURNS
from quantize.corpus.scenes import SceneWriter


def test_wrong_sentences_about_held_out_products_are_refused() -> None:
    stream = generated(21, "dev")
    accepted, refused, _ = measure([next(stream) for _ in range(2700)], sorts=SWAPS)
    assert accepted == 1.0
    for sort, least in {"polarity": 0.9, "rank": 0.96, "subject": 0.95, "property": 0.99, "pointer": 1.0}.items():
        count, share = refused[sort]  # type: ignore[index]
        assert count > 20
        assert share >= least, f"{sort}: {share:.1%} of {count}"


def test_true_sentences_turned_false_are_refused() -> None:
    truths = [t for n, t in enumerate(planned("train")) if n % 12 == 0]
    _, refused, _ = measure(truths, sorts=TURNS)
    for turn, least in {"names": 0.95, "order": 0.95, "answer": 1.0, "stock": 0.95, "label": 0.9, "values": 0.88, "limit": 0.9, "without": 0.8, "denial": 0.7}.items():  # fmt: skip
        count, share = refused[turn]  # type: ignore[index]
        assert count > 8
        assert share >= least, f"{turn}: {share:.1%} of {count}"


def test_what_people_wrote_is_mostly_accepted() -> None:
    told = list(authored())
    kept = sum(supported(t.sentence, t.plan, t.rows).ok for t in told)
    assert kept / len(told) >= 0.92


def test_the_plain_line_of_every_step_is_true_and_does_its_job() -> None:
    writer = SceneWriter(4, "train")
    wrong: Counter[str] = Counter()
    for _ in range(700):
        reply = reply_plan(writer.scene().situation)
        for step in reply.steps:
            line = plain_line(step)
            wrong.update(supported(line, step.plan, reply.rows, step.required).reasons)
            wrong.update(conveys(line, step.plan))
    assert not wrong
