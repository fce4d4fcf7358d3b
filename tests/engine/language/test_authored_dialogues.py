"""Every Action that a person wrote for a dialogue can be written under the grammar, and reads back as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import actions
from engine.language.assistant_model import AssistantModel
from engine.language.grammar import action_grammar
from engine.language.protocol import DIALOGUE_TURNS, DialogueTurn, action_text, fold, parse_action, standing
from engine.understand.amounts import amounts

EVERY = 3
"""Of the dialogues of a file, one in so many goes through the grammar itself, which takes milliseconds a turn; what the
grammar asks for most, that every word was said, is checked of all of them (``tests/quantize/corpus``)."""
AUTHORED = sorted((Path(__file__).parents[3] / "quantize/corpus/authored").glob("dialogues-*.jsonl"))


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.stem)
def test_the_grammar_accepts_every_authored_action(tiny: AssistantModel, path: Path) -> None:
    refused = []
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    for number, line in lines[::EVERY]:
        turns: list[DialogueTurn] = []
        for turn in json.loads(line)["turns"]:
            action = actions.from_json(turn["action"])
            wishes = standing(turns[-DIALOGUE_TURNS + 1 :])
            turns.append(DialogueTurn(turn["say"], turn["shown"]))
            text = action_text(action, wishes)
            matcher = tiny._matcher(action_grammar(turns))
            ids = tiny._tokenizer.encode(text).ids
            if matcher.try_consume_tokens(ids) != len(ids) or not matcher.is_accepting():
                refused.append(f"{path.name}:{number}: {text} after {turn['say']!r}")
            assert _as_compared(parse_action(text, turn["say"], wishes)) == _as_compared(action)
            turns[-1] = DialogueTurn(turn["say"], turn["shown"], action)
    assert refused == []


def _as_compared(action: actions.Action) -> dict[str, object]:
    """Without the order of its entries, which an Action does not mean, and without the question, which is what was said."""
    data = actions.to_json(action, sparse=True)
    data.pop("question", None)
    return {k: sorted(map(fold, v)) if isinstance(v, list) and k != "items" else v for k, v in data.items()} | {
        k: fold(data[k]) for k in ("query", "brand") if k in data
    }


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.stem)
def test_every_authored_price_stands_in_the_dialogue(path: Path) -> None:
    missed = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found: set[float] = set()
        for turn in json.loads(line)["turns"]:
            found |= set(amounts(turn["say"]))
            prices = {turn["action"].get("price_min"), turn["action"].get("price_max")} - {None}
            if not prices <= found:
                missed.append(f"{path.name}:{number}: {prices - found} in {turn['say']!r}")
    assert missed == []
