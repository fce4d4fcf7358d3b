"""The text protocol between the engine and the assistant model: its own special tokens and two prompts.

One decoder does two jobs. *Understand* reads the dialogue and writes an Action::

    <user>0 waterproof jacket for hiking<act><search> jacket<must> waterproof<must> hiking<|im_end|>
    <user>6 anything under 150?<act><search><same><max>150<|im_end|>
    <user>4 no need for waterproof<act><search><same><drop> waterproof<|im_end|>

The digit after ``<user>`` is how many products stand on the screen. An Action re-states the whole wish; the model only
writes what changes (decision 0011): ``<same>`` is the last wish of its kind, ``<drop>`` takes an entry or a field out. *Respond* reads one step of the plan and writes
one sentence, in which a slot token stands for a value that the engine fills in from a row::

    <reply> pick<say> jacket for hiking<obs> 1 meets: hiking<p1> 1 name<p2> 1 weight: 310 g<write>
    The<p1> is made for hiking and weighs just<p2>.<|im_end|>

The corpus (``quantize``) and the runtime both use this module, so what is trained is what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from engine import actions
from engine.actions import Action, Limits

END = "<|im_end|>"
USER, ACT = "<user>", "<act>"
REPLY, SAY, OBS, PREVIOUS, WRITE = "<reply>", "<say>", "<obs>", "<prev>", "<write>"
KIND_TOKENS = {kind: f"<{kind}>" for kind in actions.KINDS}
MUST, MUST_NOT, BRAND, MIN, MAX, SORT, STOCK = "<must>", "<not>", "<brand>", "<min>", "<max>", "<sort>", "<stock>"
SAME, DROP = "<same>", "<drop>"
SLOTS = tuple(f"<p{n}>" for n in range(1, 13))

BASE_SPECIALS = ("<|endoftext|>", "<|im_start|>", END)
# Ours take the ids of the base vocabulary's unused specials first, then the last ids of the trimmed vocabulary.
SPECIALS: tuple[str, ...] = (
    USER, ACT, REPLY, SAY, OBS, PREVIOUS, WRITE,
    *KIND_TOKENS.values(),
    MUST, MUST_NOT, BRAND, MIN, MAX, SORT, STOCK,
    *SLOTS,
    SAME, DROP,
)  # fmt: skip

# One plain word for each order and reason: a single token, with a meaning the base model already knows.
SORT_WORDS: dict[str, str] = {
    "price_asc": "cheapest",
    "price_desc": "expensive",
    "rating": "best",
    "popular": "popular",
    "newest": "newest",
}
SHOWN_MOST = 9
DIALOGUE_TURNS = 8
"""How many turns, the newest last, the model sees; older ones are left out of the prompt."""


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """What was said with ``shown`` products on the screen, and what it was taken to mean (``None``: not yet)."""

    say: str
    shown: int
    action: Action | None = None


def fold(text: str) -> str:
    """The form in which the model reads a shopper's words: case folded, white space single, no control characters."""
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    # Angle brackets are the protocol's own; between numbers they mean what shoppers mean by them.
    text = text.replace("<", " under ").replace(">", " over ")
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return " ".join(text.lower().split())


def amount(value: float) -> str:
    """``150.0`` to ``150``, ``12.5`` to ``12.50``: as a price tag would say it."""
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


Wish = actions.Search | actions.Similar | actions.GoesWith | actions.Recommend
Wishes = Mapping[str, Wish]
"""The wishes that words may go on with, by their kind."""
NO_WISHES: Wishes = MappingProxyType({})


def standing(turns: Iterable[DialogueTurn]) -> Wishes:
    """The wishes that stand after these turns: the last search, and the last wish of all (``back`` takes one back)."""
    said: list[Wish] = []
    for turn in turns:
        if isinstance(turn.action, Wish):
            said.append(turn.action)
        elif isinstance(turn.action, actions.Back) and len(said) > 1:
            said.pop()
    return {wish.kind: wish for at, wish in enumerate(said, 1) if at == len(said) or isinstance(wish, actions.Search)}


def action_text(action: Action, wishes: Wishes = NO_WISHES) -> str:
    """An Action as the model writes it where ``wishes`` stand, without the end token."""
    head = KIND_TOKENS[action.kind]
    before = wishes.get(action.kind)
    if isinstance(action, Wish) and before is not None and _subject(before) == _subject(action):
        return head + SAME + _changes_text(before.limits, action.limits)
    match action:
        case actions.Search(query, limits):
            return head + (f" {fold(query)}" if query else "") + _limits_text(limits)
        case actions.Similar(item, limits) | actions.GoesWith(item, limits):
            return f"{head}{item}{_limits_text(limits)}"
        case actions.Recommend(limits):
            return head + _limits_text(limits)
        case actions.Compare(items):
            return head + ",".join(map(str, items))
        case actions.Ask(item) | actions.AddToList(item):
            return f"{head}{item}"
        case actions.Chat(reason) | actions.Decline(reason):
            return f"{head} {reason}"
        case _:
            return head


def _subject(wish: Wish) -> str | int:
    """What a wish is about: as long as that stays, only changes are written."""
    match wish:
        case actions.Search(query):
            return fold(query)
        case actions.Similar(item) | actions.GoesWith(item):
            return item
        case _:
            return ""


def _limits_text(limits: Limits) -> str:
    parts = [f"{MUST} {fold(v)}" for v in limits.must] + [f"{MUST_NOT} {fold(v)}" for v in limits.must_not]
    if limits.brand:
        parts.append(f"{BRAND} {fold(limits.brand)}")
    if limits.price_min is not None:
        parts.append(f"{MIN}{amount(limits.price_min)}")
    if limits.price_max is not None:
        parts.append(f"{MAX}{amount(limits.price_max)}")
    if limits.sort != "relevance":
        parts.append(f"{SORT} {SORT_WORDS[limits.sort]}")
    if limits.in_stock:
        parts.append(STOCK)
    return "".join(parts)


FIELDS: dict[str, str] = {BRAND: "brand", MIN: "price_min", MAX: "price_max", SORT: "sort", STOCK: "in_stock"}
"""The fields of ``Limits`` that hold one value, by the token that writes them."""
_UNSET = Limits()


def _changes_text(before: Limits, after: Limits) -> str:
    """What is new in ``after``, as in a whole wish, then what of ``before`` is dropped."""
    had, has = set(map(fold, before.must)), set(map(fold, after.must))
    had_not, has_not = set(map(fold, before.must_not)), set(map(fold, after.must_not))
    new = replace(
        after,
        must=tuple(v for v in after.must if fold(v) not in had),
        must_not=tuple(v for v in after.must_not if fold(v) not in had_not),
        **{name: getattr(_UNSET, name) for name in FIELDS.values() if getattr(after, name) == getattr(before, name)},
    )
    dropped = [f" {fold(v)}" for v in before.must if fold(v) not in has]
    dropped += [f" {fold(v)}" for v in before.must_not if fold(v) not in has_not]
    dropped += [token for token, name in FIELDS.items() if held(before, name) and not held(after, name)]
    return _limits_text(new) + "".join(DROP + entry for entry in dropped)


def held(limits: Limits, name: str) -> bool:
    """Whether a field of ``limits`` that holds one value is set."""
    return bool(getattr(limits, name) != getattr(_UNSET, name))


_PIECE = re.compile(r"<[a-z_0-9|]+>")


def parse_action(text: str, say: str, wishes: Wishes = NO_WISHES) -> Action:
    """Read what the model wrote where ``wishes`` stand. ``say`` becomes the question of the kinds that carry one.

    Raises ``ValueError`` where the text is no action (which the grammar rules out at run time).
    """
    text = text.removesuffix(END)
    names = _PIECE.findall(text)
    pieces = [p.strip() for p in _PIECE.split(text)]
    if not names or pieces[0]:
        raise ValueError(f"no action in {text!r}")
    kind = names[0][1:-1]
    head = pieces[1]
    if names[1:2] == [SAME]:
        if kind not in wishes or head or pieces[2]:
            raise ValueError(f"no wish to go on with in {text!r}")
        before = wishes[kind]
        return replace(before, limits=_changed(before.limits, names[2:], pieces[3:]))
    limits = _parse_limits(names[1:], pieces[2:])
    match kind:
        case "search":
            return actions.Search(head, limits)
        case "similar":
            return actions.Similar(_item(head), limits)
        case "goes_with":
            return actions.GoesWith(_item(head), limits)
        case "recommend":
            return actions.Recommend(limits)
        case "compare":
            items = tuple(_item(i) for i in head.split(",")) if head else ()
            return actions.Compare(items, say)
        case "ask":
            return actions.Ask(_item(head), say)
        case "list":
            return actions.AddToList(_item(head))
        case "store":
            return actions.StoreQuestion(say)
        case "chat" | "decline":
            return actions.from_json({"kind": kind, "reason": head})
        case _:
            return actions.from_json({"kind": kind})


def _changed(before: Limits, names: Sequence[str], values: Sequence[str]) -> Limits:
    """``before`` with what was written after ``<same>``: new entries and values, then what is dropped."""
    end = names.index(DROP) if DROP in names else len(names)
    new = _parse_limits(names[:end], values[:end])
    entries: set[str] = set()
    emptied: set[str] = set()
    for name, value in zip(names[end:], values[end:], strict=True):
        if name == DROP and value:
            entries.add(value)
        elif name in FIELDS and not value:
            emptied.add(FIELDS[name])
        elif name != DROP:
            raise ValueError(f"{name} has no place after {DROP}")
    single = {
        name: getattr(_UNSET, name) if name in emptied else getattr(new if held(new, name) else before, name)
        for name in FIELDS.values()
    }
    return replace(
        before,
        must=(*(v for v in before.must if fold(v) not in entries), *new.must),
        must_not=(*(v for v in before.must_not if fold(v) not in entries), *new.must_not),
        **single,
    )


def _item(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ValueError(f"no place on the screen: {text!r}")
    return int(text)


def _parse_limits(names: Sequence[str], values: Sequence[str]) -> Limits:
    must: list[str] = []
    must_not: list[str] = []
    rest: dict[str, str | float | bool] = {}
    orders = {word: sort for sort, word in SORT_WORDS.items()}
    for name, value in zip(names, values, strict=True):
        if name == MUST:
            must.append(value)
        elif name == MUST_NOT:
            must_not.append(value)
        elif name == BRAND:
            rest["brand"] = value
        elif name == MIN:
            rest["price_min"] = float(value)
        elif name == MAX:
            rest["price_max"] = float(value)
        elif name == SORT:
            if value not in orders:
                raise ValueError(f"no order: {value!r}")
            rest["sort"] = orders[value]
        elif name == STOCK:
            rest["in_stock"] = True
        else:
            raise ValueError(f"{name} has no place in an action")
    known = {f.name for f in fields(Limits)}
    return Limits(tuple(must), tuple(must_not), **{k: v for k, v in rest.items() if k in known})  # type: ignore[arg-type]


def dialogue_prompt(turns: Sequence[DialogueTurn]) -> str:
    """The understand prompt: past turns with their actions, the last one open after ``<act>``.

    The first wish among ``turns`` is written whole, so the prompt stands for itself wherever a dialogue is cut.
    """
    turns = turns[-DIALOGUE_TURNS:]
    out = []
    for at, turn in enumerate(turns):
        out.append(turn_prompt(turn))
        if turn.action is not None:
            out.append(action_text(turn.action, standing(turns[:at])) + END)
    return "".join(out)


def turn_prompt(turn: DialogueTurn) -> str:
    """One turn as the model reads it, its action open."""
    return f"{USER}{min(turn.shown, SHOWN_MOST)} {fold(turn.say)}{ACT}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that a sentence may point at: ``pointer`` as in a corpus reply (``1.attr.weight``), and its hint.

    ``hint`` is what the model may read to word the sentence around the value: ``1 weight: 310 g``.
    """

    pointer: str
    hint: str


@dataclass(frozen=True, slots=True)
class SentencePlan:
    """One step of a reply: the situation, the observations to word (as text), and the slots that belong to them."""

    situation: str
    say: str
    observations: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    previous: str = ""


def sentence_prompt(plan: SentencePlan) -> str:
    """The respond prompt for one sentence."""
    out = [f"{REPLY} {plan.situation}{SAY} {fold(plan.say)[:240]}"]
    out += [f"{OBS} {_plain(o)}" for o in plan.observations]
    out += [f"{token} {_plain(slot.hint)}" for token, slot in zip(SLOTS, plan.slots, strict=False)]
    if plan.previous:
        out.append(f"{PREVIOUS} {_plain(plan.previous)}")
    return "".join(out) + WRITE


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[<>]+", " ", text).split())


_POINTER = re.compile(r" ?\{([a-z0-9_.]+)\}")
_SLOT = re.compile(r"<p(\d+)>")


def tokenized_sentence(sentence: str, slots: Sequence[Slot]) -> str:
    """A corpus sentence with ``{1.name}`` pointers as the model writes it; a slot token swallows the space before it.

    Raises ``KeyError`` with the pointer for one that no slot offers.
    """
    tokens = {slot.pointer: token for slot, token in zip(slots, SLOTS, strict=False)}
    return _POINTER.sub(lambda m: tokens[m.group(1)], sentence)


def pointer_sentence(text: str, slots: Sequence[Slot]) -> str:
    """What the model wrote, back to ``{1.name}`` form with its spaces. Raises ``IndexError`` for an unknown slot."""
    out: list[str] = []
    end = 0
    for found in _SLOT.finditer(text):
        before = text[end : found.start()]
        out.append(before)
        so_far = "".join(out)
        if so_far and so_far[-1] not in " (\u201c\"'-/":
            out.append(" ")
        out.append("{" + slots[int(found.group(1)) - 1].pointer + "}")
        end = found.end()
    out.append(text[end:])
    return "".join(out).strip()
