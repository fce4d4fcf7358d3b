"""What unclear words may have meant, as chips to touch: each a whole Action, said in a few plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine import actions
from engine.actions import Action
from engine.assistant.chips import wish_chips
from engine.events import Choice
from engine.language.protocol import fold
from engine.products import join_words

MOST = 3
LEAST_LIKELY = 0.05
"""A kind that the model itself gives less is not offered."""
LONGEST = 3
"""Limits told on one chip; the others are meant too."""
QUESTIONS = {2: "I could read that in two ways. Which do you mean?", 3: "I'm not sure I got that. Which do you mean?"}

_REASONS = {
    "greeting": "Just say hello",
    "thanks": "Just say thanks",
    "goodbye": "Say goodbye",
    "ack": "Nothing more for now",
    "upset": "Say that something is wrong",
    "about": "A question about Aisle",
}
_NUMBERS = {"1": 0, "one": 0, "first": 0, "2": 1, "two": 1, "second": 1, "3": 2, "three": 2, "third": 2}
_NUMBERED = re.compile(rf"(?:(?:i mean|i meant|the|number|option) )*({'|'.join(_NUMBERS)})(?: one| option)?[.! ]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """The open question of a session: the words that were unclear, and what they may have meant."""

    say: str
    choices: tuple[Choice, ...]

    def chosen(self, text: str) -> Choice | None:
        """The choice that ``text`` names by its number or in its words; ``None`` where it says something else."""
        said = fold(text)
        numbered = _NUMBERED.fullmatch(said)
        if numbered:
            at = _NUMBERS[numbered[1]]
            return self.choices[at] if at < len(self.choices) else None
        bare = _bare(said)
        return next((c for c in self.choices if _bare(fold(c.text)) == bare), None)

    def offers(self, action: Action) -> bool:
        return any(c.action == action for c in self.choices)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def choices(readings: Sequence[Action], say: str, currency: str, names: Sequence[str] = ()) -> tuple[Choice, ...]:
    """A chip for each reading that says something of its own, at most ``MOST``. ``names`` are those of what is shown."""
    out: dict[str, Choice] = {}
    for action in readings:
        text = choice_text(action, say, currency, names)
        if text:
            out.setdefault(text, Choice(text, action))
    return tuple(out.values())[:MOST]


def choice_text(action: Action, say: str, currency: str, names: Sequence[str] = ()) -> str:
    """The Action in plain words; empty where it is nothing to offer (a search for nothing)."""
    said = fold(say)
    chips = [c for c in wish_chips(action, (), currency) if c.slot != "query"]
    # What was just said comes first: a long wish is cut at its end.
    limits = [c.text for c in sorted(chips, key=lambda c: fold(c.value) not in said)]

    def named(item: int) -> str:
        return f"the {names[item - 1]}" if item <= len(names) else f"number {item}"

    match action:
        case actions.Search(query):
            wish = _wish(fold(query), limits, said)
            return f"Look for {wish}" if wish else ""
        case actions.Similar(item):
            return _listed([f"More like {named(item)}"], limits)
        case actions.GoesWith(item):
            return _listed([f"What goes with {named(item)}"], limits)
        case actions.Recommend():
            return _listed(["Recommend me something"], limits)
        case actions.Compare(items):
            return f"Compare {join_words([named(i) for i in items])}" if len(items) > 1 else "Compare what is shown"
        case actions.Ask(item):
            return f"A question about {named(item)}"
        case actions.AddToList(item):
            return f"Put {named(item)} on my list"
        case actions.More():
            return "Show me more of these"
        case actions.Back():
            return "Go back to what I had before"
        case actions.StoreQuestion():
            return "A question about the store"
        case actions.Chat(reason):
            return _REASONS[reason]
        case actions.Decline(reason):
            return "Something that may be dangerous" if reason == "unsafe" else "Something outside the store"


def _wish(query: str, limits: list[str], said: str) -> str:
    """``waterproof boots, size 42, no leather, under $50``: what was said right before the thing stays before it."""
    phrase, rest = query, list(limits)
    while phrase:
        before = next((t for t in rest if f"{fold(t)} {phrase}" in said), None)
        if before is None:
            break
        phrase = f"{fold(before)} {phrase}"
        rest.remove(before)
    return _listed([phrase] if phrase else [], rest)


def _listed(head: list[str], limits: Sequence[str]) -> str:
    return ", ".join([*head, *limits[:LONGEST], *(["\u2026"] if len(limits) > LONGEST else [])])
