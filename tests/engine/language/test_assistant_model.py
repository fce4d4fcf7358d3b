"""The model's public face on a model without sense: whatever it wants to say, what comes out is well formed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.actions import Limits, Search
from engine.cancel import Cancel, Cancelled
from engine.errors import ModelError
from engine.language import protocol
from engine.language.assistant_model import AssistantModel, Confidence
from engine.language.protocol import DialogueTurn, SentencePlan, Slot, fold

PLAN = SentencePlan(
    "pick",
    "jacket for hiking",
    ("1 meets: hiking",),
    (Slot("1.name", "1 name"), Slot("1.attr.weight", "1 weight: 310 g")),
)
JACKET = DialogueTurn("a jacket for hiking under forty", 0, Search("jacket", Limits(("hiking",), price_max=40)))


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 12)), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_an_action_comes_out_that_only_holds_what_was_said(
    tiny: AssistantModel, said: list[tuple[str, int]]
) -> None:
    turns = [DialogueTurn(text, shown) for text, shown in said]
    action = tiny.understand(turns).action
    words = " | ".join(fold(text) for text, _ in said)
    if isinstance(action, Search):
        assert all(text in words for text in (action.query, *action.limits.must, *action.limits.must_not))
    assert getattr(action, "item", 1) <= max(1, min(turns[-1].shown, protocol.SHOWN_MOST))


def test_the_same_dialogue_gives_the_same_action_whatever_was_asked_before(tiny: AssistantModel) -> None:
    turns = [JACKET, DialogueTurn("in red, please", 6)]
    tiny.forget()
    cold = tiny.understand(turns)
    tiny.understand([DialogueTurn("something else altogether", 2)])
    tiny.write(PLAN, candidates=2)
    tiny.understand(turns[:1])
    warm = tiny.understand(turns)
    assert (warm.action, warm.confidence) == (cold.action, cold.confidence)


def test_a_second_turn_feeds_only_what_is_new(tiny: AssistantModel) -> None:
    turns = [JACKET, DialogueTurn("in red, please", 6)]
    tiny.understand(turns)
    fed = tiny._understand.fed
    again = tiny.understand(turns)
    assert tiny._understand.fed - fed <= again.tokens + 2 + 8 * again.passes < len(tiny._view(turns)[1]) * 4
    assert 0.0 <= again.confidence.least <= again.confidence.mean <= 1.0


def test_a_long_dialogue_loses_its_oldest_turns_and_a_long_turn_its_middle(tiny: AssistantModel) -> None:
    many = [JACKET] * 30 + [DialogueTurn("and now " + "red " * 20, 5)]
    assert len(tiny._view(many)[1]) <= 384
    assert tiny.understand(many).action is not None
    endless = [DialogueTurn("blue " * 50_000, 0)]
    ids = tiny._view(endless)[1]
    assert len(ids) == 384
    assert tiny._text(ids).startswith("<user>0")
    assert tiny._text(ids).endswith("<act>")
    assert tiny.understand(endless).action is not None


def test_a_dialogue_that_grows_long_still_finds_its_cache(tiny: AssistantModel) -> None:
    fed = []
    for turns in range(1, 20):
        before = tiny._understand.fed
        answer = tiny.understand([JACKET] * turns)
        fed.append(tiny._understand.fed - before - answer.tokens - 12 * answer.passes)
    anew = len(tiny._view([JACKET] * 6)[1]) - 20
    assert sum(count >= anew for count in fed) <= len(fed) / 3 + 1


def test_a_stop_ends_the_turn_and_the_next_one_works(tiny: AssistantModel) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        tiny.understand([JACKET], cancel)
    with pytest.raises(Cancelled):
        tiny.write(PLAN, cancel)
    assert tiny.understand([DialogueTurn("hello", 0)]).action is not None


def test_a_sentence_names_only_pointers_of_its_plan(tiny: AssistantModel) -> None:
    for sentence in tiny.write(PLAN, candidates=6):
        assert set(sentence.slots) <= {"1.name", "1.attr.weight"}
        assert not any(c.isdigit() for c in sentence.text.replace("{1.name}", "").replace("{1.attr.weight}", ""))


def test_the_first_candidate_is_the_greedy_one(tiny: AssistantModel) -> None:
    sentences = tiny.write(PLAN, candidates=6)
    assert [s.greedy for s in sentences[1:]] == [False] * (len(sentences) - 1)
    drawn = [s.confidence.mean for s in sentences if not s.greedy]
    assert drawn == sorted(drawn, reverse=True)


def test_candidates_differ_and_can_be_drawn_again(tiny: AssistantModel) -> None:
    first = tiny.write(PLAN, candidates=5, seed=4)
    assert tiny.write(PLAN, candidates=5, seed=4) == first
    assert len({sentence.text for sentence in first}) == len(first)


def test_confidence_without_a_choice_is_whole() -> None:
    assert Confidence.of([]) == Confidence(1.0, 1.0)
    assert Confidence.of([0.25, 1.0]).mean == pytest.approx(0.5)


def test_a_tokenizer_of_another_model_is_refused(exported: Path, tmp_path: Path) -> None:
    from engine.language.manifest import FileEntry, Manifest

    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(exported / name, tmp_path / name)
    text = (tmp_path / "tokenizer.json").read_text(encoding="utf-8").replace("<goes_with>", "<goeswith>")
    (tmp_path / "tokenizer.json").write_text(text, encoding="utf-8")
    files = {name: FileEntry.of(tmp_path / name) for name in ("model.onnx", "tokenizer.json")}
    Manifest("tiny", "", "", files).write(tmp_path)
    with pytest.raises(ModelError, match="does not belong"):
        AssistantModel.load(tmp_path)
