"""One plain line for each kind of step: what is said when there is no model, or none of its wordings held.

The degraded mode. The responder counts how often it was needed.
"""

from __future__ import annotations

import re

from engine.products import join_words
from engine.respond.plan import Step

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
            met = _wishes(step, first.text)
            return f"The {name} fits what you said{met}." if met else f"The {name} has all of it."
        case "misses" | "partly" | "over" | "nothing":
            return _miss(step)
        case "most" | "tie":
            found = re.match(r"\d+ (is|has) (the .*?) of \d+(?: \(|$)", first.text)
            return (
                f"The {name} {found.group(1)} {found.group(2)} of these{price}."
                if found
                else f"The {name} and the {other} are level."
            )
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
            return "They are the same in much of what the catalogue states."
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
            return f"In stock and near to it is the {name}."
        case "like":
            return f"The {name} is close to the {other}."
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
            return "You have seen all {count} now."
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


def _miss(step: Step) -> str:
    first, last = step.observations[0], step.observations[-1]
    if not last.products:
        return "Nothing here meets every wish; these come nearest."
    name = f"{{{last.products[0]}.name}}"
    head = "Nothing here meets every wish. The" if first.kind == "nothing" else "The"
    if last.kind == "over":
        return f"{head} {name} comes near, but is {{{last.products[0]}.over}} over {{limit}}."
    met = _wishes(step, last.text)
    return f"{head} {name} {f'fits what you said{met}' if met else 'comes near'}, {_but(step)}."


def _but(step: Step) -> str:
    """What the last observation says is missed, said with digits only through pointers."""
    slots = {s.hint: s.pointer for s in step.plan.slots}
    found = re.search(r"\bmisses: ([^;]*)", step.observations[-1].text)
    lacks: list[str] = []
    has: list[str] = []
    for entry in re.split(r", (?![^()]*\))", found.group(1)) if found else ():
        text = re.sub(r"\s*\([^()]*\)", "", entry)
        if text.startswith(("under ", "over ")) and f"limit: {text.split(' ', 1)[1]}" in slots:
            lacks.append(f"{text.split(' ', 1)[0]} {{limit}}")
        elif re.search(r"\d", text):
            lacks += [f"{{{slots[f'wish: {text}']}}}"] if f"wish: {text}" in slots else []
        elif text.startswith("no "):
            has.append(text.removeprefix("no "))
        else:
            lacks.append(text)
    parts = [f"but not {' or '.join(filter(None, (', '.join(lacks[:-1]), lacks[-1])))}"] if lacks else []
    parts += [f"but it does have {join_words(has)}"] if has else []
    return ", ".join(parts) or "but not on every point"


def _more(text: str) -> str:
    found = re.match(r"\d+ ((?:is|has) .*?) than \d", text)
    return found.group(1) if found else "differs"


def _wishes(step: Step, text: str) -> str:
    """`` about`` and the wishes that an observation says are met, those with digits last and as their pointers, where the
    step offers them; empty where there is nothing to say.
    """
    slots = {s.hint: s.pointer for s in step.plan.slots}
    found = re.search(r"\bmeets: ([^;]*)", text)
    entries = re.split(r", (?![^()]*\))", found.group(1)) if found else []
    bare = [re.sub(r"\s*\([^()]*\)", "", e) for e in entries]
    said = [f"{{{slots[f'wish: {w}']}}}" if f"wish: {w}" in slots else w for w in bare]
    kept = [w for w in said if not re.search(r"\d", re.sub(r"\{[^{}]*\}", "", w))]
    kept.sort(key=lambda w: w.startswith("{"))
    return f"{':' if kept[0].startswith('{') else ' about'} {join_words(kept)}" if kept else ""


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
    """A label without digits, which no free word may hold."""
    return re.sub(r"\s*\d\S*\s*", " ", label).strip() or "that"
