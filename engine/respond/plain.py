"""One plain line for each kind of step: what is said when there is no model, or none of its wordings held.

The degraded mode. The responder counts how often it was needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.products import join_words
from engine.respond.observations import Observation
from engine.respond.plan import Step
from engine.respond.questions import words

_CHAT = {
    "greeting": "Hello. What are you looking for?",
    "thanks": "You're welcome.",
    "goodbye": "Goodbye, and thank you for coming in.",
    "ack": "All right. Tell me when you want to see something else.",
    "upset": "I'm sorry. Tell me in a few words what you need, and I'll try again.",
    "about": "I'm the assistant of this store, a program that runs on this device and knows its catalogue.",
    "offtopic": "I only know this store, so I can't help with that. What can I find for you here?",
    "unsafe": "I can't help with that. If somebody is in danger, please tell the staff or call the emergency number.",
    "instructions": "That isn't something I can change. What are you looking for in the store?",
}
_OFFERS = {
    "compare the first two": "Shall I compare the first two?",
    "ask the staff": "The staff at the service desk can tell you.",
    "other words": "Could you say it in other words?",
    "something similar": "Shall I look for something similar?",
    "what goes with 1": "Shall I show you what goes with it?",
    "change the wish": "Would you like to change something about your wish?",
}


def plain_line(step: Step) -> str:
    """The step's fixed sentence in ``{1.name}`` form; only pointers that the step's slots offer stand in it."""
    first, last = step.observations[0], step.observations[-1]
    slots = {s.pointer for s in step.plan.slots}
    a, b = (*first.products, 0, 0)[:2]
    name, other = f"{{{a}.name}}", f"{{{b}.name}}"
    price = f", at {{{a}.price}}" if f"{a}.price" in slots else ""
    match first.kind:
        case "meets":
            top = _top(last.text) if last.kind == "most" and last.products == first.products else ""
            met = _met(step, first.text, a, [f"{top} of these"] if top else [])
            return f"The {name} {met}." if met else f"The {name} has all of it."
        case "misses" | "partly" | "over" | "nothing":
            return _miss(step)
        case "most":
            return f"The {name} {_top(first.text)} of these{price}."
        case "cheaper" | "more" | "rated" if last.kind == "misses":
            gain = {"cheaper": "is cheaper", "rated": "is better rated"}.get(first.kind) or _more(first.text)
            return f"The {name} {gain}, {_but(step)}."
        case "cheaper":
            return f"The {name} is {{{a}.saves}} cheaper than the {other}."
        case "more":
            return f"The {name} {_more(first.text)} than the {other}."
        case "rated":
            return f"The {name} is better rated than the {other}."
        case "only":
            return f"The {name} says yes to {_label(first.text)}, the {other} says no to it."
        case "differ":
            mine, theirs = (s.pointer for s in first.slots if ".attr." in s.pointer)
            return f"The {name} has {{{mine}}}, the {other} {{{theirs}}}."
        case "same":
            same = [_worded(w) for w in first.text.removeprefix("same: ").split(", ")]
            return f"They are the same in {join_words(same)}."
        case "yes":
            return f"Yes, the catalogue says yes to {_label(first.text)} for the {name}."
        case "no":
            return f"No, the catalogue says no to {_label(first.text)} for the {name}."
        case "value":
            return _value(first.required[0], a, first.text)
        case "quote":
            return f"The description says: {{{first.required[0]}}}"
        case "unknown":
            return f"The catalogue doesn't say that about the {name}."
        case "found":
            return "Here are {count} that match."
        case "empty":
            return "I found nothing for that in the catalogue."
        case "sold_out":
            return f"The {name} is sold out."
        case "in_stock":
            shared = _shared(first.text, "nearest in stock")
            return f"In stock and nearest to it is the {name}{shared and f', which shares this: {shared}'}{_gap(last, a, b)}."
        case "like":
            shared = _shared(first.text, rf"like {b}")
            return f"The {name} is close to the {other}{shared and f': {shared}'}{_gap(last, a, b)}."
        case "fits" if "goes with" in first.text:
            return f"The {name} goes with the {other}."
        case "fits":
            return f"The {name} is often bought with the {other}."
        case "nothing_fits":
            return f"Nothing is listed to go with the {name}."
        case "nothing_like":
            return f"I found nothing close to the {name}."
        case "because":
            reason = re.sub(r"\b(\d)\b", r"the {\1.name}", first.text.partition("because: ")[2])
            return f"Have a look at the {name}: {reason}."
        case "listed":
            return f"The {name} is on your list."
        case "more_shown":
            return "Here are {shown} more."
        case "no_more":
            one = any(s.pointer == "count" and s.hint.endswith(": 1") for s in step.plan.slots)
            return "That is the only one." if one else "You have seen all {count} now."
        case "back":
            what = first.text.removeprefix("back at: ")
            return "Here is what we had before." if re.search(r"\d", what) else f"Back at {what}."
        case "no_back":
            return "There is nothing to go back to."
        case "answers" | "adds":
            return f"{{{first.slots[0].pointer}}}"
        case "no_document":
            return "The store's information says nothing about that."
        case "chat" | "decline":
            return _CHAT[first.text]
        case "offer":
            return _OFFERS.get(first.text.removeprefix("offer: "), "Shall I look further?")
        case "clarify" if "one product is shown" in first.text:
            return "Only one product is shown, so there is none to compare it with."
        case "clarify" if split := re.search(r"split most by: ([^(]+) \(", first.text):
            return f"Many products match. Which {_worded(split.group(1))} would you like?"
        case "clarify":
            return "Could you tell me a little more about what you need?"


def _gap(last: Observation, a: int, b: int) -> str:
    """How the prices of two neighbours differ, where the step's last observation tells it."""
    if last.kind != "cheaper":
        return ""
    return f"; it is {{{a}.saves}} cheaper" if last.products[0] == a else f"; the {{{b}.name}} is {{{b}.saves}} cheaper"


def _miss(step: Step) -> str:
    first, last = step.observations[0], step.observations[-1]
    if not last.products:
        return "Nothing here meets every wish; these come nearest."
    n = last.products[0]
    head = "Nothing here meets every wish. The" if first.kind == "nothing" else "The"
    if last.kind == "over":
        return f"{head} {{{n}.name}} {_met(step, last.text, n) or 'comes near'}, but is {{{n}.over}} over {{limit}}."
    return f"{head} {{{n}.name}} {_met(step, last.text, n) or 'comes near'}, {_but(step)}."


def _but(step: Step) -> str:
    """What the last observation says is missed, said with digits only through pointers."""
    n = step.observations[-1].products[0]
    slots = {s.hint: s.pointer for s in step.plan.slots}
    without: list[str] = []
    clauses: list[str] = []
    unwanted: list[str] = []
    for text, form in _entries(step.observations[-1].text, "misses"):
        if text.startswith(("under ", "over ")) and f"limit: {text.split(' ', 1)[1]}" in slots:
            without.append(f"{text.split(' ', 1)[0]} {{limit}}")
        elif re.search(r"\d", text):
            without += [f"{{{slots[f'wish: {text}']}}}"] if f"wish: {text}" in slots else []
        elif text.startswith("no "):
            unwanted.append(text.removeprefix("no "))
        elif form:
            clauses.append(
                {"is": f"it is not {text}", "has": f"it has no {text}", "for": f"it is not for {text}"}[form]
            )
        elif instead := _instead(step, n, text):
            clauses.append(f"{instead}, not {text}")
        else:
            without.append(text)
    listed = " or ".join(filter(None, (", ".join(without[:-1]), without[-1]))) if without else ""
    parts = [f"but not {listed}"] if listed else []
    parts += [f"{'and' if parts else 'but'} {', and '.join(clauses)}"] if clauses else []
    parts += [f"{'yet' if parts else 'but'} it does have {join_words(unwanted)}"] if unwanted else []
    return ", ".join(parts) or "but not on every point"


def _instead(step: Step, n: int, wish: str) -> str:
    """What the row has in place of a wish, by the pointer that the step has for it; empty where it has none."""
    found = re.search(rf"(?:[:,] ){re.escape(wish)} \(([^()]*)\)", step.observations[-1].text)
    note = found.group(1).lower() if found else ""
    for slot in step.plan.slots:
        label, _, value = slot.hint.removeprefix(f"{n} ").partition(": ")
        if note and slot.pointer.startswith((f"{n}.attr.", f"{n}.brand")) and value.lower() == note:
            return f"it {_states(label, slot.pointer, value)}"
    return ""


def _entries(text: str, mark: str) -> list[tuple[str, str]]:
    """The wishes that stand behind ``meets`` or ``misses`` in an observation, bare, with their forms."""
    found = re.search(rf"\b{mark}: ([^;]*)", text)
    out = []
    for entry in re.split(r", (?![^()]*\))", found.group(1)) if found else []:
        bare, _, beside = entry.partition(" (")
        form = beside.split(",")[0].rstrip(")")
        out.append((re.sub(r"\s*\([^()]*\)", "", bare), form if form in {"is", "has", "for"} else ""))
    return out


def _states(label: str, pointer: str, value: str) -> str:
    """What a row states under a label, as a predicate: ``weighs {1.attr.weight}``."""
    match label:
        case "brand":
            return f"is from {{{pointer}}}"
        case "color" | "colour":
            return f"comes in {{{pointer}}}"
        case "material":
            return f"is made of {{{pointer}}}"
        case "weight":
            return f"weighs {{{pointer}}}"
    if re.match(r"\d", value):
        return f"has {_article(label)} {_worded(label)} of {{{pointer}}}"
    return f"has {{{pointer}}} as its {_worded(label)}"


def _article(label: str) -> str:
    return "an" if label[:1].lower() in "aeiou" else "a"


def _more(text: str) -> str:
    found = re.match(r"\d+ ((?:is|has) .*?) than \d", text)
    return found.group(1) if found else "differs"


def _top(text: str) -> str:
    """``is the cheapest``, ``has the longest cable``, of an observation that says so; empty of any other."""
    found = re.match(r"\d+ ((?:is|has) the .*?) of \d+(?: \(|$)", text)
    return found.group(1) if found else ""


def _met(step: Step, text: str, n: int, more: Sequence[str] = ()) -> str:
    """The wishes that an observation says product ``n`` meets, as a predicate; what can only be said with digits stands
    behind pointers. ``more`` are predicates to end with. Empty where there is nothing to say.
    """
    slots = {s.hint: s.pointer for s in step.plan.slots}
    by_form: dict[str, list[str]] = {"is": [], "for": [], "has": []}
    stated: dict[str, None] = {}
    free_of: list[str] = []
    others: list[str] = []
    for wish, form in _entries(text, "meets"):
        fact = next((p for h, p in slots.items() if _speaks_of(h, p, n, wish)), None) if not form else None
        if form and not re.search(r"\d", wish):
            by_form[form].append(wish)
        elif wish.startswith("no ") and not re.search(r"\d", wish):
            free_of.append(wish)
        elif fact:
            label, _, value = next(h for h, p in slots.items() if p == fact).removeprefix(f"{n} ").partition(": ")
            stated[_states(label, fact, value)] = None
        elif wish.startswith(("under ", "over ")) and f"limit: {wish.split(' ', 1)[1]}" in slots:
            stated[f"is {wish.split(' ', 1)[0]} {{limit}}"] = None
        elif f"wish: {wish}" in slots:
            others.append(f"{{{slots[f'wish: {wish}']}}}")
        elif not re.search(r"\d", wish):
            others.append(wish)
    parts = [
        *([f"is {join_words(by_form['is'])}"] if by_form["is"] else []),
        *([f"is for {join_words(by_form['for'])}"] if by_form["for"] else []),
        *([f"has {join_words(by_form['has'] + free_of)}"] if by_form["has"] or free_of else []),
        *stated,
    ]
    others.sort(key=lambda w: "{" in w)
    if others:
        parts.append(f"fits what you said{':' if others[0].startswith('{') else ' about'} {join_words(others)}")
    return join_words([*parts, *more])


def _speaks_of(hint: str, pointer: str, n: int, wish: str) -> bool:
    """Whether a slot's value is what a wish of no known form was met by: it holds its words, or is in its unit."""
    if not pointer.startswith((f"{n}.attr.", f"{n}.brand")):
        return False
    value = hint.partition(": ")[2].lower()
    unit = re.search(r"\d[\d.,]*\s?([^\W\d_]+|%)", wish)
    if unit:
        return bool(re.search(rf"\d[\d.,]*\s?{re.escape(unit.group(1))}$", value, re.IGNORECASE))
    return not re.search(r"\d", wish) and bool(words(wish)) and words(wish) <= words(value)


def _shared(text: str, after: str) -> str:
    """What two products have in common by an observation: ``the same brand, waterproof``; empty where nothing is told."""
    found = re.search(rf"{after}: (.*)", text)
    listed = [w for w in found.group(1).split(", ") if not re.search(r"\d", w)] if found else []
    return join_words([re.sub(r"^same ", "the same ", w) for w in listed])


def _label(text: str) -> str:
    return _worded(re.sub(r"^\d+ |: .*", "", text))


def _value(pointer: str, n: int, text: str) -> str:
    match pointer.split(".")[1]:
        case "price":
            return f"The {{{n}.name}} costs {{{pointer}}}."
        case "place":
            return f"You will find the {{{n}.name}} at {{{pointer}}}."
        case "stock":
            return f"Of the {{{n}.name}} we have {{{pointer}}}."
        case "rating":
            return f"Shoppers rate the {{{n}.name}} at {{{pointer}}}."
    return f"The catalogue gives {{{pointer}}} as {_label(text)} of the {{{n}.name}}."


def _worded(label: str) -> str:
    """A label without digits, which no free word may hold, and of "my dad" said as "your dad"."""
    return re.sub(r"\b(?:my|our)\b", "your", re.sub(r"\s*\d\S*\s*", " ", label).strip()) or "that"
