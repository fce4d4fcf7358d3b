"""What a model has not read is drawn more often, and a pattern that fits no file is refused."""

from __future__ import annotations

from itertools import islice

import pytest
from click.testing import CliRunner

from engine.language.protocol import fold
from quantize.corpus import mixture
from quantize.corpus.authored_replies import pairs_in
from quantize.corpus.mixture import FRESH, RECOMBINED, authored_with_shop, training_dialogues
from quantize.corpus.replies import AUTHORED_SHARE, sentence_pairs

DIALOGUES, REPLIES = ("dialogues-a*", "dialogues-b*"), ("planned-g*",)


def test_fresh_dialogues_have_their_share_and_the_others_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixture, "VARIED", 0.0)
    fresh = {fold(turns[0].say) for _, turns in authored_with_shop("train", files=DIALOGUES)}
    drawn = list(islice(training_dialogues(1, None, 1.0, fresh=DIALOGUES), 800))
    share = sum(fold(turns[0].say) in fresh for turns in drawn) / len(drawn)
    assert share == pytest.approx((1 - RECOMBINED) * FRESH, abs=0.06)


def test_fresh_replies_have_their_share() -> None:
    fresh = {(plan.say, sentence) for plan, sentence in pairs_in(REPLIES, "train")}
    drawn = list(islice(sentence_pairs(1, 400, "train", REPLIES), 400))
    share = sum((plan.say, sentence) in fresh for plan, sentence in drawn) / len(drawn)
    assert share == pytest.approx(AUTHORED_SHARE * FRESH, abs=0.09)


@pytest.mark.parametrize("pattern", ["dialogues-none*", "replies-a*"])
def test_a_pattern_that_fits_no_file_is_refused(pattern: str) -> None:
    from quantize.__main__ import cli

    result = CliRunner().invoke(cli, ["distil", "--init", ".", "--teacher-every", "0", "--fresh", pattern])
    assert result.exit_code == 1
    assert f"--fresh {pattern}: no file of that name" in result.output
