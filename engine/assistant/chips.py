"""The wish as chips: one for each part of the current Action, hollow where the catalogue has no match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine import actions
from engine.actions import Action, Limits
from engine.assistant.judge import price_text
from engine.events import WishChip
from engine.retrieval import MatchedTerm
from engine.retrieval.limiting import price_words

_SORTS = {
    "price_asc": "cheapest first",
    "price_desc": "dearest first",
    "rating": "best rated first",
    "popular": "most popular first",
    "newest": "newest first",
}


def wish_chips(action: Action, terms: Sequence[MatchedTerm], currency: str) -> tuple[WishChip, ...]:
    """What the shelf was made from, in the order of the Action's fields."""
    limits = actions.limits_of(action)
    matched = {(t.slot, t.text): t.understood for t in terms}
    out: list[WishChip] = []
    if isinstance(action, actions.Search) and action.query:
        out.append(WishChip("query", action.query, action.query, matched.get(("query", action.query), True)))
    out += [WishChip("must", m, m, matched.get(("must", m), False)) for m in limits.must]
    out += [WishChip("must_not", f"no {m}", m, matched.get(("must_not", m), False)) for m in limits.must_not]
    if limits.brand:
        out.append(WishChip("brand", limits.brand, limits.brand, matched.get(("brand", limits.brand), False)))
    if limits.price_min is not None:
        out.append(WishChip("price_min", f"from {price_text(limits.price_min, currency)}", str(limits.price_min)))
    if limits.price_max is not None:
        out.append(WishChip("price_max", f"under {price_text(limits.price_max, currency)}", str(limits.price_max)))
    if limits.in_stock:
        out.append(WishChip("in_stock", "in stock", "yes"))
    if limits.sort != "relevance":
        out.append(WishChip("sort", _SORTS[limits.sort], limits.sort))
    return tuple(out)


def what_was_met(action: Action, relaxed: Sequence[str], currency: str) -> Action:
    """The wish without the limits that were let go: what its result stands for."""
    limits = actions.limits_of(action)

    def gone(side: str, amount: float | None) -> bool:
        return "price" in relaxed or price_words(side, amount, currency) in relaxed

    return actions.with_limits(
        action,
        replace(
            limits,
            must=tuple(m for m in limits.must if m not in relaxed),
            brand=None if limits.brand in relaxed else limits.brand,
            price_min=None if gone("over", limits.price_min) else limits.price_min,
            price_max=None if gone("under", limits.price_max) else limits.price_max,
            in_stock=limits.in_stock and "in stock" not in relaxed,
        ),
    )


def without(action: Action, chip: WishChip) -> Action:
    """The same wish with one chip taken away. Taking the query away leaves a recommendation within the limits."""
    limits = actions.limits_of(action)
    match chip.slot:
        case "query":
            return actions.Recommend(limits)
        case "must" | "must_not":
            kept = tuple(m for m in getattr(limits, chip.slot) if m != chip.value)
            limits = replace(limits, must=kept) if chip.slot == "must" else replace(limits, must_not=kept)
        case "in_stock":
            limits = replace(limits, in_stock=False)
        case _:
            default = getattr(Limits(), chip.slot)
            limits = replace(limits, **{chip.slot: default})
    return actions.with_limits(action, limits)
