"""The decoder: a cache that changes nothing but the time it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.cancel import Cancel, Cancelled
from engine.errors import ModelError
from engine.language.decoder import Branches, Decoder

PROMPT = list(range(40, 300))


@pytest.fixture(scope="module")
def decoder(exported: Path) -> Decoder:
    return Decoder(exported / "model.onnx")


@pytest.mark.parametrize("split", [2, 7, 127, 128, 129, 258])
def test_a_prompt_fed_in_two_parts_gives_the_same_logits_to_the_bit(decoder: Decoder, split: int) -> None:
    whole, parts = decoder.sequence(), decoder.sequence()
    expected = whole.logits(PROMPT).copy()
    parts.logits(PROMPT[:split])
    assert np.array_equal(parts.logits(PROMPT), expected)


def test_step_by_step_is_the_whole_at_once_in_fp32(exported: Path) -> None:
    exact = Decoder(exported / "fp32.onnx")
    whole, steps = exact.sequence(), exact.sequence()
    expected = whole.logits(PROMPT[:30], asked=30)
    for at in range(30):
        assert np.allclose(steps.logits(PROMPT[: at + 1])[0], expected[at], atol=1e-3)


def test_only_what_differs_from_the_cache_is_fed(decoder: Decoder) -> None:
    sequence = decoder.sequence()
    sequence.logits(PROMPT)
    fed = sequence.fed
    sequence.logits([*PROMPT[:250], 9, 9, 9])
    assert sequence.fed - fed == 3
    assert sequence.held == (*PROMPT[:250], 9, 9, 9)


def test_what_stood_in_the_cache_before_does_not_shine_through(decoder: Decoder) -> None:
    used, fresh = decoder.sequence(), decoder.sequence()
    used.logits(list(range(500, 900)))
    assert np.array_equal(used.logits(PROMPT), fresh.logits(PROMPT))


def test_sequences_do_not_disturb_each_other(decoder: Decoder) -> None:
    one, other, alone = decoder.sequence(), decoder.sequence(), decoder.sequence()
    one.logits(PROMPT[:100])
    other.logits(list(range(700, 800)))
    assert np.array_equal(one.logits(PROMPT), alone.logits(PROMPT))


def test_one_and_two_threads_agree_to_the_bit(exported: Path, decoder: Decoder) -> None:
    single = Decoder(exported / "model.onnx", threads=1).sequence()
    assert np.array_equal(single.logits(PROMPT), decoder.sequence().logits(PROMPT))


def test_branches_of_a_prompt_each_go_their_own_way(exported: Path) -> None:
    exact = Decoder(exported / "fp32.onnx")
    sequence, branches = exact.sequence(), Branches(exact, 3, 512)
    sequence.logits(PROMPT)
    branches.start(sequence, len(PROMPT))
    branches.step([7, 8, 9])
    got = branches.step([17, 18, 19]).copy()
    for row, ending in enumerate(([7, 17], [8, 18], [9, 19])):
        assert np.allclose(sequence.logits([*PROMPT, *ending])[0], got[row], atol=1e-3)


def test_a_stop_is_honoured_before_the_next_pass(decoder: Decoder) -> None:
    cancel = Cancel()
    cancel.cancel()
    sequence = decoder.sequence()
    with pytest.raises(Cancelled):
        sequence.logits(PROMPT, cancel=cancel)
    assert sequence.fed == 0


def test_more_than_fits_is_refused_and_forgetting_empties_the_cache(decoder: Decoder) -> None:
    sequence = decoder.sequence(16)
    with pytest.raises(ValueError, match="do not fit"):
        sequence.logits(PROMPT)
    sequence.logits(PROMPT[:10])
    sequence.forget()
    assert sequence.held == ()
    assert not any(buffer.any() for buffer in sequence._buffers.values())


def test_a_cut_file_and_a_foreign_model_are_refused_in_one_sentence(exported: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    cut.write_bytes((exported / "model.onnx").read_bytes()[:5000])
    with pytest.raises(ModelError, match="install it again"):
        Decoder(cut)
    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info("x", 1, [1])
    node = onnx.helper.make_node("Identity", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "g", [value], [onnx.helper.make_tensor_value_info("y", 1, [1])])
    foreign = tmp_path / "foreign.onnx"
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), foreign)
    with pytest.raises(ModelError, match="not an Aisle assistant model"):
        Decoder(foreign)
