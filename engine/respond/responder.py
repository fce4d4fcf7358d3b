"""Says the reply: plans it, lets the model word each sentence, checks it, and shows what holds, as events."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.cancel import Cancel
from engine.events import Facts, TextDelta
from engine.language.protocol import SentencePlan
from engine.products import StoreDocument
from engine.respond.agreement import agreed, plurals
from engine.respond.conveys import conveys, untold
from engine.respond.plain import plain_line
from engine.respond.plan import Reply, Step, reply_plan
from engine.respond.reference import taken_up
from engine.respond.render import Renderer, spoken
from engine.respond.situation import Situation
from engine.respond.verify import supported, unbacked

TRIES = 4
"""How many wordings are tried where the greedy one does not hold: as many as are drawn in one go."""

SURE = 0.55
"""From this mean probability of its tokens on a wording is shown: what a small model says against its own odds is seldom
what was meant (docs/decisions/0014)."""

_NEVER_DROPPED = frozenset(("in_stock",))
"""Kinds that a reply is no help without: that something is sold out is half an answer where another one is there."""

_STORES_WORDS = frozenset(("answers", "adds"))
"""Kinds that tell what a store document says: what a store promises is told in its own words, quoted whole or by a named value."""

_FIXED = frozenset(("unsafe", "upset", "about"))
"""Reasons that are not answered with an attempt: who is in danger, who is annoyed, and what Aisle says of itself."""


class Candidate(Protocol):
    """A worded sentence in ``{1.name}`` form."""

    @property
    def text(self) -> str: ...

    @property
    def sure(self) -> float:
        """How likely the model itself holds the wording, from 0 to 1: the geometric mean over its tokens."""
        ...


class SentenceWriter(Protocol):
    """What the responder asks of the assistant model."""

    def write(self, plan: SentencePlan, cancel: Cancel | None = None, candidates: int = 1) -> Sequence[Candidate]:
        """Wordings of one step, best first, the greedy one always before the sampled."""
        ...


@dataclass(slots=True)
class Tally:
    """How the sentences of all replies came about, for ``aisle bench``.

    ``greedy`` held at once, ``sampled`` at a later try, ``dropped`` never; ``plain`` are fixed lines shown instead.
    """

    greedy: int = 0
    sampled: int = 0
    dropped: int = 0
    plain: int = 0


class Responder:
    """Turns situations into replies. Without a model every sentence is a plain fixed line."""

    def __init__(self, model: SentenceWriter | None, vocabulary: Collection[str] = ()) -> None:
        """``vocabulary`` are the catalogue's property words (``claims.property_words``), never said without support."""
        self.model = model
        self.vocabulary = frozenset(vocabulary)
        self.tally = Tally()

    def reply(self, situation: Situation, cancel: Cancel | None = None) -> Iterator[TextDelta | Facts]:
        """The reply as text pieces, and after each sentence all facts so far. Raises ``Cancelled`` between sentences."""
        documents = tuple({d.id: d for d, _ in situation.documents}.values())
        return self.say(reply_plan(situation), documents, cancel)

    def say(
        self, reply: Reply, documents: Sequence[StoreDocument] = (), cancel: Cancel | None = None
    ) -> Iterator[TextDelta | Facts]:
        """A planned reply as events, as ``reply`` gives them; ``documents`` are those that its pointers number."""
        renderer = Renderer(reply.rows, documents)
        plural = plurals(reply.rows)
        previous = before = ""
        for index, step in enumerate(reply.steps):
            if cancel is not None:
                cancel.raise_if()
            step = step.after(previous)
            sentence = self.sentence(step, reply, lead=index == 0, cancel=cancel)
            if sentence is None:
                continue
            for piece in renderer.pieces(taken_up(agreed(sentence, plural), before, plural), step.plan.slots):
                yield TextDelta(piece.text)
            yield Facts(tuple(renderer.facts))
            previous, before = spoken(sentence), sentence

    def sentence(self, step: Step, reply: Reply, lead: bool, cancel: Cancel | None = None) -> str | None:
        """The wording to show for one step; ``None`` where none held. The lead always has one, if need be a plain line;
        so have what the model worded without being sure of it, and the kinds that are never dropped.
        """
        if step.observations[0].text in _FIXED:
            self.tally.plain += 1
            return plain_line(step)
        doubted = False
        if self.model is not None:
            for tries in (1, TRIES):
                written = [(hyphened(c.text, step.plan), c.sure) for c in self.model.write(step.plan, cancel, tries)]
                held = [(text, odds) for text, odds in written if self.holds(text, step, reply)]
                sure = [text for text, odds in held if odds >= SURE]
                if sure and tries == 1:
                    self.tally.greedy += 1
                    return sure[0]
                if sure:
                    self.tally.sampled += 1
                    # Of those that hold, the one that tells most with the fewest words that nothing backs.
                    return min(sure, key=lambda text: self._rank(text, step))
                doubted = doubted or bool(held)
            self.tally.dropped += 1
        if lead or doubted or self.model is None or _NEVER_DROPPED & set(step.kinds):
            self.tally.plain += 1
            return plain_line(step)
        return None

    def holds(self, sentence: str, step: Step, reply: Reply) -> bool:
        """Whether a wording may be shown for a step: it is true by the rows, says what the step is for, and holds no
        word that neither its plan nor the corpus knows (a small model makes some up).
        """
        return not self.objections(sentence, step, reply)

    def objections(self, sentence: str, step: Step, reply: Reply) -> tuple[str, ...]:
        """Why a wording may not be shown for a step, each ``rule: words``; empty where it holds."""
        return (
            *supported(sentence, step.plan, reply.rows, step.required, self.vocabulary).reasons,
            *conveys(sentence, step.plan),
            *(f"unknown: {word}" for word in unbacked(sentence, step.plan, self.vocabulary)[1]),
            *_reworded(sentence, step),
        )

    def _rank(self, sentence: str, step: Step) -> tuple[int, int]:
        foreign = unbacked(sentence, step.plan, self.vocabulary)[1]
        return len(untold(sentence, step.plan)), len(foreign)


def hyphened(sentence: str, plan: SentencePlan) -> str:
    """ "Soft- close doors", as a tokenizer leaves it, written as the plan does."""
    known = " ".join(plan.observations).lower()
    return re.sub(
        r"([^\W\d_]+)- ([^\W\d_]+)", lambda m: f"{m[1]}-{m[2]}" if f"{m[1]}-{m[2]}".lower() in known else m[0], sentence
    )


def _reworded(sentence: str, step: Step) -> tuple[str, ...]:
    """A store document in the model's words alone: they read well and say something else ("opens with a key from all staff")."""
    told = not _STORES_WORDS & set(step.kinds) or re.search(r"\{doc\.\d+[.}](?!title)", sentence)
    return () if told else ("document: told in other words",)
