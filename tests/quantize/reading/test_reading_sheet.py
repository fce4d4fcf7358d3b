"""The sheet shows what the kiosk would do, sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import actions
from engine.cancel import Cancel
from engine.events import TextDelta
from engine.language.protocol import SentencePlan
from engine.money import Money
from engine.products import Attribute, Product
from engine.respond.plan import reply_plan
from engine.respond.responder import Responder
from engine.respond.situation import Evidence, Judged, Situation
from quantize.__main__ import cli
from quantize.corpus.replies import generated_pairs
from quantize.corpus.scenes import SceneWriter
from quantize.reading.moments import Moment, moments
from quantize.reading.sheet import ReadingResponder, line_of, sheet


@dataclass(frozen=True)
class Said:
    text: str
    sure: float = 1.0


class Parrot:
    """Gives the wordings it was handed, the same for every step."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Said]:
        return [Said(t) for t in self.texts[:candidates]]


@pytest.fixture
def weighed() -> Situation:
    lamp = Product("a", "Nova Lamp", Money(900, "EUR"), "lamp", attributes=(Attribute("weight", 390.0, "g"),))
    return Situation(actions.Ask(1, "x"), "how heavy is it", (Judged(lamp),), evidence=Evidence(("weight",)))


def _read(situation: Situation, *texts: str) -> dict:
    return line_of(
        Moment("generated", situation.say, reply_plan(situation), ()), ReadingResponder(Parrot(*texts), frozenset())
    )


def test_a_sentence_that_holds_is_shown_as_it_was_written(weighed: Situation) -> None:
    line = _read(weighed, "The {1.name} weighs {1.attr.weight}.")
    assert line["before"] == line["after"] == ["The Nova Lamp weighs 390 g."]
    assert (line["steps"][0]["how"], line["steps"][0]["objections"]) == ("greedy", [])
    assert line["steps"][0]["written"] == "The {1.name} weighs {1.attr.weight}."


def test_a_refused_sentence_stands_beside_its_reason_and_what_took_its_place(weighed: Situation) -> None:
    line = _read(weighed, "The sturdy {1.name} weighs {1.attr.weight}.", "It weighs {1.attr.weight}.")
    assert line["before"] == ["The sturdy Nova Lamp weighs 390 g."]
    assert line["after"] == ["It weighs 390 g."]
    assert line["steps"][0]["how"] == "sampled"
    assert any("sturdy" in why for why in line["steps"][0]["objections"])


def test_a_plain_line_and_a_dropped_sentence_are_told_apart(weighed: Situation) -> None:
    line = _read(weighed, "The {1.name} is vegan.")
    assert line["steps"][0]["how"] == "plain"
    assert "390 g" in line["shown"]
    jackets = tuple(
        Judged(Product(i, f"{i} Jacket", Money(p, "EUR"), "jacket", stock=5)) for i, p in (("A", 900), ("B", 700))
    )
    line = _read(Situation(actions.Search("jacket"), "jacket", jackets, 2, "jacket"), "The {1.name} is vegan.")
    assert [s["how"] for s in line["steps"]] == ["plain", *["dropped"] * (len(line["steps"]) - 1)]
    assert len(line["after"]) == 1 < len(line["before"])


def test_the_reply_is_the_one_of_the_kiosk() -> None:
    class Gold:
        """Words a plan as the corpus does, and some of them wrongly."""

        def __init__(self) -> None:
            self.known = {plan.observations: text for plan, text in islice(generated_pairs(9, "dev"), 30)}

        def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Said]:
            found = self.known.get(plan.observations)
            return [Said(found)] if found else [Said("It is vegan."), Said("All right.")][:candidates]

    gold = Gold()
    writer, responder = SceneWriter(9, "dev"), ReadingResponder(gold, frozenset())
    for _ in range(30):
        s = writer.scene().situation
        documents = tuple({d.id: d for d, _ in s.documents}.values())
        line = line_of(Moment("generated", s.say, reply_plan(s), (), documents), responder)
        kiosk = "".join(e.text for e in Responder(gold).reply(s) if isinstance(e, TextDelta))
        assert line["shown"] == kiosk
        assert " ".join(line["after"]) == kiosk
    assert responder.tally.greedy > 10
    assert responder.tally.dropped > 3


def test_authored_situations_come_first_and_the_rest_is_invented() -> None:
    drawn = moments("test", 8, 3, most_authored=5)
    assert [m.source for m in drawn] == ["authored"] * 5 + ["generated"] * 3
    assert all(m.reply.steps and m.asked for m in drawn)
    assert drawn == moments("test", 8, 3, most_authored=5)
    assert drawn != moments("test", 8, 4, most_authored=5)
    assert {m.source for m in moments("test", 40, 3)} == {"authored"}
    for moment in drawn:
        for facts, row in zip(moment.facts, moment.reply.rows, strict=True):
            assert facts["name"] == row.product.title


def test_what_the_slots_do_not_tell_is_no_ground_for_a_rank() -> None:
    named = [m for m in moments("test", 200, 3) if len(m.reply.rows) > 1 and "cheap" not in str(m.reply.steps)]
    moment = next(m for m in named if any("price" not in f for f in m.facts))
    row = next(f for f in moment.facts if "price" not in f)
    line = line_of(moment, ReadingResponder(Parrot(f"The {{{row['n']}.name}} is the cheapest."), frozenset()))
    assert all(s["objections"] for s in line["steps"])


def test_an_id_is_of_its_line() -> None:
    few = moments("dev", 3, 3)
    ids = [line["id"] for line in sheet(few, Parrot("All right."), "dev", "m")]
    assert len(set(ids)) == 3
    assert ids == [line["id"] for line in sheet(few, Parrot("All right."), "dev", "m")]
    assert set(ids).isdisjoint(line["id"] for line in sheet(few, Parrot("Very well."), "dev", "m"))


def test_the_command_writes_a_sheet_of_a_real_model(exported: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "exported").symlink_to(exported)
    out = tmp_path / "sheet.jsonl"
    arguments = ["--work", str(work), "reading", "sheet", str(out), "--exported", "--split", "dev", "--count", "2"]
    ran = CliRunner().invoke(cli, [*arguments, "--authored", "1"])
    assert ran.exit_code == 0, ran.output
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["source"] for line in lines] == ["authored", "generated"]
    for line in lines:
        assert line["split"] == "dev"
        assert line["shown"] == " ".join(line["after"])
        assert {"observations", "before", "written", "objections", "after", "how"} <= set(line["steps"][0])
