"""Whole reply situations of a split: what was asked, what is known of the products, and the engine's plan for a reply."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from engine.products import Product, StoreDocument
from engine.respond.observations import Row, Wish
from engine.respond.plan import Reply, reply_plan
from engine.respond.situation import Judged, Situation
from quantize.corpus.authored_replies import read_planned
from quantize.corpus.mixture import Split, split_of
from quantize.corpus.planned import reply_of, row_facts
from quantize.corpus.scenes import SceneWriter

Source = Literal["authored", "generated"]
AUTHORED_PARTS = 12
"""One planned reply in so many is test and one dev, as in training (``authored_replies.authored_pairs``)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """``facts`` are the rows as a reader sees them: all that the plan knows of each product, in display form.

    ``whole_rows`` is false where the rows are only what a plan's slots tell: the check must then not rank by them.
    """

    source: Source
    asked: str
    reply: Reply
    facts: tuple[dict[str, Any], ...]
    documents: tuple[StoreDocument, ...] = ()
    whole_rows: bool = True


def moments(split: Split, count: int, seed: int, most_authored: int | None = None) -> list[Moment]:
    """``count`` moments of a split, the same for the same seed: authored ones (all, or at most so many) in drawn order,
    and for the rest scenes invented from types and words that the split holds out.
    """
    rng = random.Random(seed)
    authored = list(_authored(split, rng))
    rng.shuffle(authored)
    out = authored[: count if most_authored is None else min(count, most_authored)]
    invented = _generated(split, seed)
    return out + [next(invented) for _ in range(count - len(out))]


def _authored(split: Split, rng: random.Random) -> Iterator[Moment]:
    seen = set()
    for pairs in read_planned():
        plans = [plan for plan, _ in pairs]
        key = (plans[0].say, tuple(plan.observations for plan in plans))
        if split_of(plans[0].say, AUTHORED_PARTS) != split or key in seen:
            continue
        seen.add(key)
        state = rng.getstate()
        reply = reply_of(plans, rng)
        rng.setstate(state)  # the facts under the same invented names
        yield Moment("authored", plans[0].say, reply, tuple(row_facts(plans, rng)), whole_rows=False)


def _generated(split: Split, seed: int) -> Iterator[Moment]:
    """Endless: invented scenes under the plans of the engine."""
    writer = SceneWriter(seed, split)
    while True:
        situation = writer.scene().situation
        reply = reply_plan(situation)
        documents = tuple({d.id: d for d, _ in situation.documents}.values())
        facts = tuple(_facts(row, situation) for row in reply.rows)
        yield Moment("generated", situation.say, reply, facts, documents)


def _facts(row: Row, situation: Situation) -> dict[str, Any]:
    product = row.product
    told = {
        "kind": product.kind,
        "brand": product.brand,
        "price": str(product.price),
        "stock": product.stock_text,
        "place": str(product.place) if product.place else None,
        "rating": f"{product.rating:g}" if product.rating is not None else None,
        "attrs": {a.label: a.text for a in product.attributes},
    }
    card = next((c for c in situation.cards if c.product is product), Judged(product))
    judged = {"meets": [_wish(w) for w in card.met], "misses": [_wish(w) for w in card.missed]}
    return {"n": row.n, "name": product.title} | {k: v for k, v in (told | judged).items() if v}


def _wish(wish: Wish) -> str:
    return f"{wish.text} ({wish.note})" if wish.note else wish.text


def document_facts(document: StoreDocument) -> dict[str, Any]:
    """A store document as a reader sees it."""
    told = asdict(document)
    return {k: told[k] for k in ("title", "text", "values") if told[k]}


def properties(products: list[Product]) -> tuple[list[str], list[list[str]]]:
    """(yes-or-no labels, texts) of the products: what ``claims.catalogue_words`` makes a responder's vocabulary of."""
    attributes = [a for p in products for a in p.attributes]
    flags = sorted({a.label for a in attributes if isinstance(a.value, bool)})
    texts = {
        text
        for a in attributes
        for text in (a.value if isinstance(a.value, tuple) else (a.value,))
        if isinstance(text, str)
    }
    return flags, [sorted(texts)]
