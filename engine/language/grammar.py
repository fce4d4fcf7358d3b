"""What the model may write: the Action grammar of one dialogue and the grammar of one sentence of a reply.

Both are Lark grammars for llguidance. Words in an Action are copied, as runs of whole words, from what was said in
the dialogue (or from an earlier Action), amounts are those that stand there, and only what a wish holds can be dropped
from it; so a misspelled product, a number nobody said, or an Action that cannot be read do not occur. A sentence holds no digit at all, only slots.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from engine import actions
from engine.actions import Limits, limits_of
from engine.language import protocol
from engine.language.protocol import DialogueTurn, Wish, amount, fold
from engine.understand.amounts import amounts

MOST_OF_EACH = 12
"""Entries of ``must`` and of ``must_not``: more than anybody asks for, and an end to a model that repeats itself."""

NEEDS_SHELF = ("compare", "ask", "similar", "goes_with", "list", "more")
"""Kinds that speak of shown products, so they need at least one."""

LONGEST_TEXT = 2_000
"""Characters of a turn, the last ones: a pasted book must not hold up the counter."""

_CHUNK = re.compile(r"[^\W_]+|.", re.DOTALL)


def _read(turn: DialogueTurn) -> str:
    return fold(turn.say)[-LONGEST_TEXT:]


def words_of(turns: Sequence[DialogueTurn]) -> list[str]:
    """The texts that an Action may copy from: every turn as the model reads it, and what earlier Actions hold."""
    texts = [_read(turn) for turn in turns]
    for turn in turns:
        if turn.action is None:
            continue
        limits = limits_of(turn.action)
        held = [*limits.must, *limits.must_not, limits.brand or "", getattr(turn.action, "query", "")]
        texts += [text for text in map(fold, held) if text and not any(text in said for said in texts)]
    return [text for text in dict.fromkeys(texts) if re.search(r"\w", text)]


def amounts_of(turns: Sequence[DialogueTurn]) -> list[str]:
    """The amounts that an Action may name, written as the model writes them."""
    found = {value for turn in turns for value in amounts(_read(turn))}
    for turn in turns:
        if turn.action is not None:
            limits = limits_of(turn.action)
            found |= {value for value in (limits.price_min, limits.price_max) if value is not None}
    return list(dict.fromkeys(amount(value) for value in sorted(found)))


def kinds_offered(turns: Sequence[DialogueTurn]) -> tuple[str, ...]:
    """The kinds that may answer the last of ``turns``: those about shown products need one, or go on with one."""
    shown = turns[-1].shown if turns else 0
    kept = turns[-2].action.kind if len(turns) > 1 and isinstance(turns[-2].action, Wish) else ""
    return tuple(kind for kind in actions.KINDS if shown or kind not in NEEDS_SHELF or kind == kept)


def action_grammar(turns: Sequence[DialogueTurn]) -> str:
    """The Lark grammar of the Action that answers the last of ``turns``, as changes of a wish that stands or whole."""
    turns = turns[-protocol.DIALOGUE_TURNS :]
    shown = min(turns[-1].shown, protocol.SHOWN_MOST) if turns else 0
    texts, prices = words_of(turns), amounts_of(turns)
    wishes = protocol.standing(turns)
    value = "value" if texts else ""
    order = " | ".join(json.dumps(f" {word}") for word in protocol.SORT_WORDS.values())
    parts = [
        f"({protocol.MUST} value){{0,{MOST_OF_EACH}}} ({protocol.MUST_NOT} value){{0,{MOST_OF_EACH}}}" if value else "",
        f"({protocol.BRAND} value)?" if value else "",
        f"({protocol.MIN} AMOUNT)? ({protocol.MAX} AMOUNT)?" if prices else "",
        f"({protocol.SORT} ORDER)? {protocol.STOCK}?",
    ]
    kinds = {
        "search": f"({value})? limits" if value else "limits",
        "compare": '(ITEM ("," ITEM)*)?',
        "ask": "ITEM",
        "similar": "ITEM limits",
        "goes_with": "ITEM limits",
        "recommend": "limits",
        "list": "ITEM",
        "more": "",
        "back": "",
        "store": "",
        "chat": _choice(actions.CHAT_REASONS),
        "decline": _choice(actions.DECLINE_REASONS),
    }
    offered = []
    for kind in kinds_offered(turns):
        if shown or kind not in NEEDS_SHELF:
            offered.append(f"{protocol.KIND_TOKENS[kind]} {kinds[kind]}".rstrip())
        if kind in wishes:
            offered.append(
                f"{protocol.KIND_TOKENS[kind]} {protocol.SAME} limits {_dropped(wishes[kind].limits)}".rstrip()
            )
    lines = ["start: " + " | ".join(offered)]
    lines.append("limits: " + " ".join(part for part in parts if part))
    lines.append(f"ORDER: {order}")
    if shown:
        lines.append(f"ITEM: /[1-{shown}]/")
    if prices:
        lines.append("AMOUNT: " + " | ".join(json.dumps(price) for price in prices))
    if texts:
        lines.append("value: " + " | ".join(f"VALUE_{n}" for n in range(len(texts))))
        for n, text in enumerate(texts):
            # A span begins and ends with a word, so that a comma next to it stays outside.
            lines.append(rf'VALUE_{n}: " " (SPAN_{n} & /{_EDGE}(.*{_LAST})?/)')
            lines.append(f"SPAN_{n}: %regex " + json.dumps({"substring_chunks": _CHUNK.findall(text)}))
    return "\n".join(lines) + "\n"


def _dropped(limits: Limits) -> str:
    """What may be taken out of a wish: its entries and the fields that it sets."""
    entries = dict.fromkeys(map(fold, (*limits.must, *limits.must_not)))
    held = [json.dumps(f" {text}") for text in entries]
    held += [token for token, name in protocol.FIELDS.items() if protocol.held(limits, name)]
    return f"({protocol.DROP} ({' | '.join(held)})){{0,{len(held)}}}" if held else ""


_EDGE = r"[^\s,;:!?()]"
_LAST = r"[^\s,;:(]"


def _choice(words: Iterable[str]) -> str:
    return "(" + " | ".join(json.dumps(f" {word}") for word in words) + ")"


def sentence_grammar(slots: int) -> str:
    """The Lark grammar of one sentence in which the first ``slots`` slot tokens may stand.

    No space stands alone, twice or at the end: a slot token brings its own.
    """
    lines = ["start: (TEXT | slot)+" if slots else "start: TEXT", r"TEXT: /( ?[^\s\p{N}<>{}\[\]\p{C}])+/"]
    if slots:
        lines.append("slot: " + " | ".join(protocol.SLOTS[:slots]))
    return "\n".join(lines) + "\n"
