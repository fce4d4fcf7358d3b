"""Drafts of replies: what the table proposes, that its file holds it, and that it changes how fast and not what is written."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from engine.errors import ModelError
from engine.language.assistant_model import AssistantModel
from engine.language.generation import Generation
from engine.language.manifest import FileEntry, Manifest
from engine.language.phrases import FILE, LEAST_ODDS, MOST, Phrases, _key
from engine.language.protocol import SentencePlan, Slot
from engine.pace.plans import plans

END = 9
PLAN = SentencePlan(
    "ask_value", "how heavy is it", ("1 weight: 310 g",), (Slot("1.name", "1 name"), Slot("1.attr.weight", "1 weight: 310 g"))
)  # fmt: skip


def test_the_likeliest_tokens_are_proposed_up_to_the_end() -> None:
    table = Phrases.learned([[1, 2, 3, 4, END]] * 4 + [[1, 2, 5, 6, END]] * 2)
    assert table.follow([7, 1, 2], END) == [3, 4]
    assert table.follow([2, 3], END) == [4]
    assert table.follow([3, 4], END) == []
    assert table.follow([8, 8], END) == []
    assert table.follow([], END) == []


def test_what_was_seen_seldom_or_went_on_in_many_ways_is_not_proposed() -> None:
    assert len(Phrases.learned([[1, 2, 3, END]] * 2)) == 0
    scattered = Phrases.learned([[1, 2, n, END] for n in (3, 4, 5, 6)])
    assert scattered.follow([1, 2], END) == []


def test_a_chain_ends_where_it_becomes_unlikely_or_long() -> None:
    even = [[1, 2, 3, 4, 5, 6, 7, 8, END]]
    assert len(Phrases.learned(even * 5).follow([1, 2], END)) == MOST
    halves = Phrases({_key(pair): (pair[1] + 1, 0.5) for pair in ((1, 2), (2, 3), (3, 4))})
    assert 0.5**3 < LEAST_ODDS < 0.5**2
    assert halves.follow([1, 2], END) == [3, 4]


def test_a_longer_beginning_is_believed_before_a_shorter_one() -> None:
    table = Phrases.learned([[1, 2, 3, 4, END]] * 3 + [[8, 3, 5, END], [7, 3, 5, END], [6, 2, 3, 5, END]] * 4)
    assert table.follow([1, 2, 3], END)[:1] == [4]
    assert table.follow([0, 2, 3], END)[:1] == [5]


def test_the_file_holds_the_table_and_is_the_same_to_the_byte(tmp_path: Path) -> None:
    table = Phrases.learned([[16_000, 2, 3, 4, END]] * 4)
    table.write(tmp_path / "a.npz")
    table.write(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with ZipFile(tmp_path / "a.npz") as held:  # no time of writing stands in it
        assert {entry.date_time for entry in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert Phrases.read(tmp_path / "a.npz").follow([16_000, 2], END) == [3, 4]


def test_a_damaged_table_is_left_aside_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / FILE
    Phrases.learned([[1, 2, 3, 4, END]] * 4).write(path)
    whole = path.read_bytes()
    flipped = bytes([*whole[:120], whole[120] ^ 255, *whole[121:]])
    np.save(tmp_path / "plain.npy", np.zeros(3))
    for damaged in (b"", b"PK\x03\x04", whole[:200], flipped, (tmp_path / "plain.npy").read_bytes(), b"no table"):
        path.write_bytes(damaged)
        with pytest.raises(ModelError, match="no table of phrases"):
            Phrases.read(path)
    assert Phrases.beside(tmp_path, Manifest("m", "b", "l", {})) is None
    assert Phrases.beside(tmp_path, Manifest("m", "b", "l", {FILE: FileEntry.of(path)})) is None
    assert "without drafts" in caplog.text
    changed = replace(FileEntry.of(path), sha256="0" * 64)
    assert Phrases.beside(tmp_path, Manifest("m", "b", "l", {FILE: changed})) is None


def _written(model: AssistantModel) -> Generation:
    generation = model._sentence(PLAN)
    for _ in generation.run():
        pass
    return generation


def test_drafts_that_are_wrong_are_not_kept(exported: Path, tiny: AssistantModel) -> None:
    alone = _written(tiny)
    wrong = next(t for t in range(300, 400) if t not in alone.tokens)
    pairs = pairwise([*alone.prompt[-1:], *alone.tokens])
    table = Phrases({_key(pair): (wrong, 1.0) for pair in pairs})
    misled, fresh = AssistantModel.load(exported), AssistantModel.load(exported)
    misled._phrases = fresh._phrases = table
    found = _written(misled)
    assert (found.drafted, wrong in found.tokens) == (0, False)
    other = SentencePlan("chat", "thanks", ("thanks",))
    assert misled.write(other) == fresh.write(other)  # nothing of the wrong drafts is left in the cache
    assert misled.write(PLAN) == fresh.write(PLAN)


def test_drafts_change_the_passes_and_not_the_sentence(exported: Path, tiny: AssistantModel) -> None:
    alone = _written(tiny)
    assert alone.passes == len(alone.probabilities)
    drafted = AssistantModel.load(exported)
    drafted._phrases = Phrases.learned([[*alone.prompt[-1:], *alone.tokens, drafted._end]] * 3)
    quick = _written(drafted)
    assert quick.tokens == alone.tokens
    assert quick.passes < alone.passes
    assert quick.drafted > 0


def test_the_sentences_of_a_measurement_are_of_every_common_kind() -> None:
    told = plans()
    assert len(told) > 20
    assert {p.situation for p in told} >= {
        "pick",
        "nearest",
        "compare",
        "ask_value",
        "ask_no",
        "similar",
        "store",
        "chat",
    }
