"""Sentences made wrong on purpose, to measure what the verifier lets through.

``python -m quantize.corpus.broken`` prints the share of true sentences it accepts and of each sort of wrong ones it refuses.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.language.protocol import SentencePlan
from engine.respond.claims import claim_words
from engine.respond.conveys import conveys
from engine.respond.observations import Row
from engine.respond.plan import reply_plan
from engine.respond.render import spoken
from engine.respond.verify import supported
from quantize.corpus.authored_replies import pairs_of, product_rows, read_planned, read_replies
from quantize.corpus.corrupted import TURNS, Turn, turned
from quantize.corpus.mixture import Split, split_of
from quantize.corpus.replies import word
from quantize.corpus.scenes import SceneWriter

Sort = Literal["polarity", "rank", "subject", "property", "pointer"] | Turn
SWAPS: tuple[Sort, ...] = ("polarity", "rank", "subject", "property", "pointer")
SORTS: tuple[Sort, ...] = (*SWAPS, *TURNS)

_TURNED = {
    "cheapest": "most expensive", "cheaper": "dearer", "lightest": "heaviest", "lighter": "heavier", "longest": "shortest", "longer": "shorter", "largest": "smallest",
    "larger": "smaller", "highest": "lowest", "higher": "lower", "quietest": "loudest", "quieter": "louder", "brightest": "dimmest", "brighter": "dimmer", "tallest": "lowest",
    "taller": "lower", "widest": "narrowest", "wider": "narrower", "best rated": "worst rated", "better rated": "worse rated", "fastest": "slowest", "thinner": "thicker",
}  # fmt: skip
_TURNED |= {b: a for a, b in _TURNED.items()}
_PROPERTIES = (
    "vegan",
    "waterproof",
    "organic",
    "wireless",
    "dishwasher safe",
    "foldable",
    "handmade",
    "rechargeable",
    "washable",
    "leakproof",
    "reflective",
    "gluten free",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with the plan and rows that it is to be checked against."""

    sentence: str
    plan: SentencePlan
    rows: tuple[Row, ...]
    required: tuple[str, ...] = ()


def generated(seed: int, split: Split) -> Iterator[Told]:
    """Endless true sentences of invented scenes."""
    writer, rng = SceneWriter(seed, split), random.Random(seed)
    while True:
        scene = writer.scene()
        reply = reply_plan(scene.situation)
        previous, about = "", 0
        for step in reply.steps:
            step = step.after(previous)
            sentence = word(step, reply, scene, rng, about)
            if sentence is None:
                break
            yield Told(sentence, step.plan, reply.rows, step.required)
            previous = spoken(sentence)
            about = step.observations[0].products[0] if step.observations[0].products else about


def authored(split: Split | None = None) -> Iterator[Told]:
    """The sentences of the authored replies."""
    rng = random.Random(7)
    for record in read_replies():
        if split is None or split_of(record["say"], 12) == split:
            rows = tuple(product_rows(record))
            for plan, sentence in pairs_of(record, rng):
                yield Told(sentence, plan, rows)


def planned(split: Split | None = None) -> Iterator[Told]:
    """The sentences of the replies authored to plans of the engine's own."""
    for pairs in read_planned():
        if split is None or split_of(pairs[0][0].say, 12) == split:
            for plan, sentence in pairs:
                yield Told(sentence, plan, ())


def broken(told: Told, sort: Sort, rng: random.Random) -> Told | None:
    """The same sentence made wrong, ``None`` where this sort of wrong does not apply to it."""
    text = told.sentence
    match sort:
        case "polarity":
            observations = tuple(_turned(o) for o in told.plan.observations)
            if observations == told.plan.observations or all(
                o == p for o, p in zip(observations, told.plan.observations, strict=True)
            ):
                return None
            return replace(told, plan=replace(told.plan, observations=observations), rows=())
        case "rank":
            words = [w for w in _TURNED if re.search(rf"\b{w}\b", text)]
            if not words:
                return None
            chosen = rng.choice(words)
            return replace(told, sentence=re.sub(rf"\b{chosen}\b", _TURNED[chosen], text))
        case "subject":
            if (
                not re.search("|".join(rf"\b{w}\b" for w in _TURNED), text)
                or "{1.name}" not in text
                or not re.search(r"\{[2-9]\.name\}", text)
            ):
                return None
            other = re.search(r"\{([2-9])\.name\}", text)
            assert other is not None
            n = other.group(1)
            swapped = (
                text.replace("{1.name}", "{#}").replace(f"{{{n}.name}}", "{1.name}").replace("{#}", f"{{{n}.name}}")
            )
            return replace(told, sentence=swapped)
        case "property":
            if told.plan.situation in {"chat", "decline", "clarify", "store"} or "{" not in text:
                return None
            support = " ".join((*told.plan.observations, *(s.hint for s in told.plan.slots), told.plan.say)).lower()
            free = [p for p in _PROPERTIES if p.split()[0] not in support]
            added = rng.choice(free)
            return replace(
                told,
                sentence=re.sub(r"(\{\d\.name\})", rf"{added} \1", text, count=1)
                if "name}" in text
                else text[:-1] + f", and it is {added}.",
            )
        case "pointer":
            return (
                replace(told, sentence=re.sub(r"\{(\d)\.(name|price)\}", r"{\1.warranty_years}", text, count=1))
                if re.search(r"\{\d\.(?:name|price)\}", text)
                else None
            )
        case _:
            sentence = turned(text, told.plan, sort)
            return replace(told, sentence=sentence) if sentence else None


def _turned(observation: str) -> str:
    if re.search(r"\d [^:;]+: (?:yes|no)$", observation) and ";" not in observation:
        return observation[:-3] + "no" if observation.endswith("yes") else observation[:-2] + "yes"
    found = re.match(r"(\d+) (meets|misses): ((?:[^;()]|\((?:is|has|for)\))+)$", observation)
    if found and not re.search(r"\d|under|\bno ", found.group(3)):
        return f"{found.group(1)} {'misses' if found.group(2) == 'meets' else 'meets'}: {found.group(3)}"
    return observation


def shown(told: Told) -> bool:
    """Whether a sentence passes both checks that stand between the model and the screen."""
    return supported(told.sentence, told.plan, told.rows, told.required).ok and not conveys(told.sentence, told.plan)


def measure(
    truths: Sequence[Told], seed: int = 1, sorts: Sequence[Sort] = SORTS
) -> tuple[float, dict[Sort, tuple[int, float]], dict[Sort, list[Told]]]:
    """(share of true sentences accepted, for each sort (how many, share refused), those let through)."""
    rng = random.Random(seed)
    accepted = sum(supported(t.sentence, t.plan, t.rows, t.required).ok for t in truths) / len(truths)
    refused: dict[Sort, list[bool]] = defaultdict(list)
    passed: dict[Sort, list[Told]] = defaultdict(list)
    for t in truths:
        for sort in sorts:
            wrong = broken(t, sort, rng)
            if wrong is None or (wrong.sentence == t.sentence and wrong.plan == t.plan):
                continue
            ok = shown(wrong)
            refused[sort].append(not ok)
            if ok:
                passed[sort].append(wrong)
    return accepted, {s: (len(r), sum(r) / len(r)) for s, r in refused.items()}, passed


def main() -> None:
    assert claim_words()
    stream = generated(21, "dev")
    for name, truths in (
        ("authored", list(authored())),
        ("planned", list(planned())),
        ("generated, held out", [next(stream) for _ in range(3000)]),
    ):
        accepted, refused, passed = measure(truths)
        print(f"{name}: {len(truths)} true sentences, {accepted:.1%} accepted")
        for sort, (count, share) in refused.items():
            print(f"  {sort}: {count} wrong, {share:.1%} refused")
            for told in passed[sort][:6]:
                print(f"      let through: {told.sentence}  {told.plan.observations}")


if __name__ == "__main__":
    main()
