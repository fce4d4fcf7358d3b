"""Plans read back from their texts are the plans that the engine made."""

from __future__ import annotations

import random

import pytest

from engine.language.protocol import SentencePlan
from engine.respond.plain import plain_line
from engine.respond.plan import reply_plan
from engine.respond.render import Renderer
from quantize.corpus.authored_replies import read_planned
from quantize.corpus.planned import observation_of, reply_of
from quantize.corpus.scenes import SceneWriter


def test_an_observation_is_read_back_as_the_engine_made_it() -> None:
    writer = SceneWriter(6, "dev")
    kinds = set()
    for _ in range(500):
        for step in reply_plan(writer.scene().situation).steps:
            for made in step.observations:
                read = observation_of(made.text, step.plan)
                assert (read.kind, read.products, read.required) == (made.kind, made.products, made.required), made.text
                kinds.add(made.kind)
    assert len(kinds) > 25


def test_every_authored_plan_is_one_of_the_engine_and_can_be_said() -> None:
    for pairs in read_planned():
        reply = reply_of([plan for plan, _ in pairs], random.Random(1))
        renderer = Renderer(reply.rows)
        for step, (plan, sentence) in zip(reply.steps, pairs, strict=True):
            assert step.plan == plan
            for text in (sentence, plain_line(step)):
                assert "{" not in "".join(p.text for p in renderer.pieces(text, plan.slots))
            for slot in plan.slots:
                if ": " in slot.hint:
                    assert renderer.value(slot.pointer, {slot.pointer: slot.hint}).text == slot.hint.split(": ", 1)[1]


def test_a_text_that_the_engine_does_not_write_is_refused() -> None:
    with pytest.raises(ValueError, match="no observation of the engine"):
        observation_of("the first one is nice", SentencePlan("pick", "x", ()))
