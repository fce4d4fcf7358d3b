"""The sheet for reading replies: each sentence as the model wrote it, what the check says of it, and what the screen
shows in the end. Composed by the responder of the kiosk itself, which is only listened to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.cancel import Cancel
from engine.events import Facts
from engine.language.protocol import SentencePlan
from engine.respond.agreement import agreed, plurals
from engine.respond.claims import catalogue_words
from engine.respond.plan import Reply, Step
from engine.respond.render import Renderer
from engine.respond.responder import Candidate, Responder, SentenceWriter
from quantize.corpus.mixture import Split
from quantize.reading.moments import Moment, document_facts, properties

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Worded:
    """A step as it went: the greedy sentence (``None`` if it came to no end) with the check's objections, and the
    sentence shown, both in ``{1.name}`` form. ``how`` is ``greedy``, ``sampled``, ``plain`` or ``dropped``.
    """

    step: Step
    written: str | None
    objections: tuple[str, ...]
    shown: str | None
    how: str


class _Overheard:
    """The model, with an ear on its first wording of each step."""

    def __init__(self, model: SentenceWriter) -> None:
        self._model = model
        self.greedy: str | None = None

    def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Candidate]:
        found = self._model.write(plan, cancel, candidates)
        if candidates == 1:
            self.greedy = found[0].text if found else None
        return found


class ReadingResponder(Responder):
    """The kiosk's responder that keeps how each sentence came about in ``worded``."""

    def __init__(self, model: SentenceWriter, vocabulary: Collection[str]) -> None:
        self._heard = _Overheard(model)
        super().__init__(self._heard, vocabulary)
        self.worded: list[Worded] = []
        self.whole_rows = True

    def sentence(self, step: Step, reply: Reply, lead: bool, cancel: Cancel | None = None) -> str | None:
        sampled, plain = self.tally.sampled, self.tally.plain
        self._heard.greedy = None  # a step that gets a fixed line asks the model nothing
        shown = super().sentence(step, reply, lead, cancel)
        written = self._heard.greedy
        how = "sampled" if self.tally.sampled > sampled else "plain" if self.tally.plain > plain else "greedy"
        objections = self.objections(written, step, reply) if written is not None else ()
        self.worded.append(Worded(step, written, objections, shown, how if shown is not None else "dropped"))
        return shown

    def objections(self, sentence: str, step: Step, reply: Reply) -> tuple[str, ...]:
        # Rows that hold only what the slots tell would make a product the cheapest whose rival's price is unknown.
        return super().objections(sentence, step, reply if self.whole_rows else replace(reply, rows=()))


def line_of(moment: Moment, responder: ReadingResponder) -> dict[str, Any]:
    """One line of the sheet, without its id: the moment, its steps, and the reply as the screen shows it."""
    responder.worded, responder.whole_rows = [], moment.whole_rows
    shown = sentence = ""
    sentences: list[str] = []
    for event in responder.say(moment.reply, moment.documents):
        if isinstance(event, Facts):  # a sentence is whole
            sentences.append(sentence.strip())
            sentence = ""
        else:
            shown += event.text
            sentence += event.text
    afters = iter(sentences)
    steps = [_step(w, moment, next(afters) if w.shown is not None else None) for w in responder.worded]
    return {
        "source": moment.source,
        "situation": moment.reply.situation,
        "asked": moment.asked,
        "rows": list(moment.facts),
        "documents": [document_facts(d) for d in moment.documents],
        "steps": steps,
        "before": [s["before"] for s in steps if s["before"] is not None],
        "after": [s["after"] for s in steps if s["after"] is not None],
        "shown": shown,
    }


def _step(worded: Worded, moment: Moment, after: str | None) -> dict[str, Any]:
    plan = worded.step.plan
    return {
        "observations": list(plan.observations),
        "slots": {s.pointer: s.hint for s in plan.slots},
        "before": None if worded.written is None else _filled(worded.written, worded.step, moment),
        "after": after,
        "how": worded.how,
        "written": worded.written,
        "objections": list(worded.objections),
    }


def _filled(sentence: str, step: Step, moment: Moment) -> str:
    """A sentence with its values, as the screen would show it."""
    rows = moment.reply.rows
    pieces = Renderer(rows, moment.documents).pieces(agreed(sentence, plurals(rows)), step.plan.slots)
    return "".join(piece.text for piece in pieces)


def sheet(moments: Sequence[Moment], model: SentenceWriter, split: Split, made_by: str) -> Iterable[dict[str, Any]]:
    """The lines of a sheet. ``made_by`` names the model; an id holds a hash of its line, so that a verdict on another
    sheet's sentence is known for one.
    """
    products = [row.product for m in moments for row in m.reply.rows]
    responder = ReadingResponder(model, catalogue_words(*properties(products)))
    for number, moment in enumerate(moments, 1):
        line = {"split": split, "model": made_by, **line_of(moment, responder)}
        mark = hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()[:6]
        yield {"id": f"{split}-{number:04d}-{mark}", **line}


def write_sheet(path: Path, lines: Iterable[dict[str, Any]], say: Say) -> int:
    """Write a sheet; it appears under its name only when it is whole. Returns how many lines it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}-fresh")
    count = 0
    with aside.open("w", encoding="utf-8") as out:
        for count, line in enumerate(lines, 1):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            if count % 25 == 0:
                say(f"{count} replies")
    aside.replace(path)
    return count
