"""Sentence pairs for the respond prompt: one step of a reply's plan with a sentence that words it.

Two sources. The authored replies, cut at their citations or written to a plan step by step; and situations invented from typed rows, planned by the very
code that plans at run time (``engine.respond.plan``) and worded from ``wordings*.toml``. Every generated pair passes the
verifier that stands between the model and the screen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from engine.language.protocol import SentencePlan
from engine.respond.conveys import conveys
from engine.respond.plan import Reply, Step, reply_plan
from engine.respond.pointing import MISPLACED
from engine.respond.render import spoken
from engine.respond.verify import supported
from quantize.corpus.authored_replies import authored_pairs, pairs_in
from quantize.corpus.mixture import FRESH, Split
from quantize.corpus.scenes import Scene, SceneWriter
from quantize.corpus.wording import Phrases, options, plural_kind, worded

Pair = tuple[SentencePlan, str]
AUTHORED_SHARE = 0.6
TRIES = 14


def sentence_pairs(
    seed: int, count: int, split: Split, fresh: Sequence[str] = (), fresh_share: float = FRESH
) -> Iterator[Pair]:
    """``count`` pairs of a split, the target in ``{1.attr.weight}`` form; the same for the same seed.

    ``train`` mixes the authored sentences in; ``dev`` and ``test`` are half authored, half generated from held-out words.
    Of the authored ones ``fresh_share`` are drawn from the files that ``fresh`` matches, the rest from the others.
    """
    rng = random.Random(seed)
    natural, newer = authored_pairs(split), pairs_in(fresh, split)
    begun = {plan.say for plan, _ in newer}
    older = [pair for pair in natural if pair[0].say not in begun]
    share = AUTHORED_SHARE if split == "train" else 0.5
    pools = [(older or newer, list[Pair]()), (newer, list[Pair]())]
    stream = generated_pairs(seed, split)
    for _ in range(count):
        if natural and rng.random() < share:
            pool, order = pools[bool(newer) and rng.random() < fresh_share]
            if not order:
                order += pool
                rng.shuffle(order)
            yield order.pop()
        else:
            yield next(stream)


def generated_pairs(seed: int, split: Split, placed: bool = True) -> Iterator[Pair]:
    """Endless generated pairs; the steps of one reply follow each other. Without ``placed`` a pointer may stand anywhere,
    for those who learn where pointers stand.
    """
    writer = SceneWriter(seed, split)
    rng = random.Random(seed + 1)
    while True:
        scene = writer.scene()
        yield from scene_pairs(scene, rng, placed)


def scene_pairs(scene: Scene, rng: random.Random, placed: bool = True) -> Iterator[Pair]:
    """The steps of a scene's reply, each worded; a step that no wording fits ends the reply."""
    reply = reply_plan(scene.situation)
    previous, spoken_of = "", 0
    for index, step in enumerate(reply.steps):
        step = step.after(previous)
        sentence = word(step, reply, scene, rng, spoken_of if index else 0, placed)
        if sentence is None:
            return
        yield step.plan, sentence
        previous = spoken(sentence)
        spoken_of = step.observations[0].products[0] if step.observations[0].products else spoken_of


def word(step: Step, reply: Reply, scene: Scene, rng: random.Random, spoken_of: int, placed: bool = True) -> str | None:
    """One sentence for a step that the verifier accepts, ``None`` if none was found."""
    pool = options(step)
    if not pool:
        return None
    rows = {r.n: r for r in reply.rows}
    subject = next((o.products[0] for o in step.observations if o.products), 0)
    met, missed = scene.wishes_of(step, rows)
    for _ in range(TRIES):
        wording = rng.choice(pool)
        phrases = Phrases(step, rows, scene.forms, met, missed, rng)
        plural = {role: plural_kind(rows[n].product.kind) for role, n in phrases.roles.items() if n in rows}
        if (
            "{a}" not in wording
            and "[" in wording
            and spoken_of != subject
            and not (spoken_of == 0 and step.plan.situation.startswith("ask"))
        ):
            continue  # a pronoun needs somebody it stands for
        text = worded(wording, phrases, plural, rng)
        if text is None:
            continue
        reasons = supported(text, step.plan, reply.rows, step.required).reasons
        if any(placed or not reason.startswith(MISPLACED) for reason in reasons):
            continue
        if not conveys(text, step.plan):
            return text
    return None
