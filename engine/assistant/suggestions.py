"""Up to four short things to say next, following from what was just asked and what stands on the shelf."""

from __future__ import annotations

from collections.abc import Sequence

from engine import actions
from engine.actions import Action
from engine.products import Product
from engine.respond.questions import evidence_for

MOST = 4
# Questions that many rows can answer; one is offered only where this row does.
_QUESTIONS = (
    "is it waterproof?", "is it machine washable?", "is it dishwasher safe?", "how heavy is it?", "what is it made of?", "how long does the battery last?",
    "what's the warranty?", "how big is it?", "how much does it hold?", "is it vegan?", "is it gluten free?", "what age is it for?", "what does it work with?", "where is it from?",
)  # fmt: skip


def likely_questions(product: Product, most: int = 3) -> tuple[str, ...]:
    """Questions about a product that its row answers, the more telling first."""
    out = []
    for question in _QUESTIONS:
        found = evidence_for(product, question)
        if found.attributes and not found.sentences:
            out.append(question)
    return tuple(out[:most])


def suggestions(action: Action, shown: Sequence[Product], restable: bool) -> tuple[str, ...]:
    """What follows from ``action``; ``restable`` says whether there is a wish to go back to."""
    limits = actions.limits_of(action)
    out: list[str] = []
    match action:
        case actions.Search() | actions.Similar() | actions.GoesWith() | actions.Recommend() | actions.More():
            if not shown:
                out += ["any brand"] if limits.brand else []
                out += ["price doesn't matter"] if limits.price_max is not None else []
                out += [f"forget the {m}" for m in limits.must[-1:]]
                out += ["what do you recommend?"]
            else:
                out += ["compare the first two"] if len(shown) > 1 else []
                out += _facets(action, shown)
                if isinstance(action, actions.Search):
                    out += ["anything cheaper?"] if limits.sort != "price_asc" and len(shown) > 1 else []
                    out += ["best rated first"] if limits.sort != "rating" and len(shown) > 2 else []
                out += ["what goes with the first one?"]
        case actions.Compare():
            out += ["anything cheaper?", "what goes with the first one?", "show me more"]
        case actions.Ask() | actions.AddToList():
            out += ["add it to my list"] if isinstance(action, actions.Ask) else []
            out += ["what goes with it?", "show me something similar to it"]
        case actions.StoreQuestion() | actions.Chat() | actions.Decline() | actions.Back():
            out += ["what do you recommend?"] if not shown else ["compare the first two"]
            out += (
                ["when are you open?"]
                if not isinstance(action, actions.StoreQuestion)
                else ["what is your return policy?"]
            )
    if restable and len(out) < MOST and isinstance(action, actions.Search):
        out.append("go back")
    return tuple(dict.fromkeys(out))[:MOST]


def _facets(action: Action, shown: Sequence[Product]) -> list[str]:
    """A yes-or-no fact that parts the shelf and was not asked for yet."""
    said = " ".join(actions.limits_of(action).must)
    counts: dict[str, int] = {}
    for product in shown:
        for attribute in product.attributes:
            if attribute.value is True:
                counts[attribute.label] = counts.get(attribute.label, 0) + 1
    parting = [label for label, n in counts.items() if 0 < n < len(shown) and label not in said and len(label) < 22]
    parting.sort(key=lambda label: abs(counts[label] - len(shown) / 2))
    return [f"only {parting[0]} ones"] if parting else []
