"""Words a step of a plan: fills an authored wording with the phrases and pointers that its observations call for."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from engine.products import Attribute, join_words
from engine.respond import observations as obs
from engine.respond.observations import Observation, Row, Wish
from engine.respond.plan import Step
from quantize.corpus.wares import Form, with_article

_CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")
_PLACE = re.compile(r"\{([A-Za-z][\w.]*)\}")
_VERB = re.compile(r"\[([^\[\]]+)\]")


@cache
def wordings() -> dict[str, tuple[str, ...]]:
    """By shape (``pick: meets+most``), its wordings from every ``wordings*.toml``."""
    out: dict[str, list[str]] = {}
    for path in sorted(Path(__file__).parent.glob("wordings*.toml")):
        for shape, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
            out.setdefault(shape, []).extend(line for line in text.split("\n") if line.strip())
    return {k: tuple(dict.fromkeys(v)) for k, v in out.items()}


_OPENINGS = frozenset({"partly", "misses", "over", "over.bare"})


def shape_of(step: Step) -> str:
    """The key under which a step's wordings stand, without its situation."""
    parts: list[str] = []
    for o in step.observations:
        part: str = o.kind
        if part == "fits" and "often bought" in o.text:
            part = "fits.bought"
        elif part == "value":
            field = o.required[0].split(".")[1]
            part = "value.attr" if field == "attr" else f"value.{field}"
        elif part == "over" and "meets:" not in o.text:
            part = "over.bare"
        if part in _OPENINGS and not parts and not step.plan.previous and step.plan.situation == "nearest":
            part = f"{part}.first"
        elif part == "cheaper" and parts and o.products[0] != step.observations[0].products[0]:
            part = "dearer"
        elif part == "offer":
            part = f"offer {o.text.removeprefix('offer: ')}"
        elif part in {"chat", "decline"}:
            return f"{part}_{o.text}"
        elif part == "clarify":
            return "clarify_split" if "split most by" in o.text else "clarify_none"
        parts.append(part)
    return "+".join(parts)


def options(step: Step) -> tuple[str, ...]:
    """The wordings that the step's shape has; the situation's own before the common ones."""
    shape, known = shape_of(step), wordings()
    return known.get(f"{step.plan.situation}: {shape}") or known.get(f"*: {shape}") or known.get(shape) or ()


# -- phrases ------------------------------------------------------------------------------------------------------------

# A value in a verb phrase; {v} is its pointer. The rest reads "has a … of".
_SAYS: dict[str, tuple[str, ...]] = {
    "weight": ("[weighs] {v}", "[comes] to {v} on the scales", "[weighs] in at {v}"),
    "length": ("[is] {v} long", "[measures] {v} in length"), "width": ("[is] {v} wide", "[measures] {v} across"),
    "height": ("[is] {v} high", "[stands] {v} high"), "depth": ("[is] {v} deep",), "thickness": ("[is] {v} thick",),
    "diameter": ("[has] a diameter of {v}", "[measures] {v} across"), "volume": ("[holds] {v}",), "capacity": ("[holds] {v}", "[has] a capacity of {v}"),
    "tank_capacity": ("[has] a tank of {v}",), "battery_life": ("[runs] for {v} on a charge", "[lasts] {v} on its battery", "[has] a battery life of {v}"),
    "charging_time": ("[charges] in {v}", "[needs] {v} to charge"), "setup_time": ("[is] up in {v}", "[takes] {v} to set up"),
    "playing_time": ("[takes] {v} to play", "[plays] for {v}"), "drying_time": ("[dries] in {v}",), "power": ("[has] {v} of power", "[runs] at {v}"),
    "noise": ("[makes] {v} of noise", "[runs] at {v}", "[has] a noise level of {v}"), "brightness": ("[shines] at {v}", "[gives] {v}"),
    "warranty": ("[carries] a warranty of {v}", "[comes] with a warranty of {v}", "[is] covered for {v}"),
    "material": ("[is] made of {v}", "[comes] in {v}"), "upper": ("[has] an upper of {v}",), "color": ("[comes] in {v}", "[is] {v} in colour"),
    "finish": ("[has] a {v} finish", "[is] {v} in finish"), "roast": ("[is] a {v} roast",), "taste": ("[tastes] {v}",), "scent": ("[lists] {v} as scent",),
    "filling": ("[is] filled with {v}", "[lists] {v} as filling"), "max_load": ("[carries] up to {v}", "[takes] {v}"), "use": ("[is] made for {v}", "[is] meant for {v}"),
    "pieces": ("[has] {v} pieces", "[comes] with {v} pieces"), "range": ("[reaches] {v}",), "torque": ("[turns] with {v}", "[has] a torque of {v}"),
    "storage": ("[has] {v} of storage",), "memory": ("[has] {v} of memory",), "screen_size": ("[has] a screen of {v}", "[measures] {v} across the screen"),
    "coverage": ("[covers] {v}",), "cable": ("[has] a cable of {v}",), "origin": ("[comes] from {v}",), "fit": ("[has] a {v} fit",), "panel": ("[has] a panel of the {v} kind",),
    "lid": ("[has] a {v} lid",), "handle": ("[has] a handle of {v}",), "blade": ("[has] a blade of {v}",), "coating": ("[is] coated with {v}", "[lists] {v} as coating"),
    "chuck": ("[has] a {v} chuck",), "closure": ("[closes] with {v}",), "poles": ("[stands] on poles of {v}",), "shape": ("[has] a {v} shape",), "width_fit": ("[is] {v} in fit",),
    "season": ("[is] made for {v}",), "battery_type": ("[runs] on {v}",), "filter": ("[has] a {v} filter",), "grinder": ("[has] a {v} grinder",), "design": ("[has] a {v} design",),
    "display": ("[has] a display of the {v} kind",), "plug": ("[plugs] in by {v}", "[has] a plug of the {v} kind"), "light": ("[gives] {v} light",), "socket": ("[fits] a socket of the {v} kind",),
    "acidity": ("[has] {v} acidity",), "texture": ("[has] a {v} texture",), "protein_source": ("[is] made with {v}",), "theme": ("[is] all about {v}",), "language": ("[is] in {v}",),
    "drive": ("[runs] on {v}",), "frame": ("[has] a frame of {v}",), "brakes": ("[stops] with {v} brakes",), "base": ("[is] based on {v}",), "layout": ("[has] the {v} layout",), "pile": ("[has] a {v} pile",),
    "allergens": ("[lists] {v} among its allergens",), "origin_of_grain": ("[lists] {v} as origin of the grain",), "resolution_class": ("[shows] {v}",),
    "system": ("[runs] {v}",), "connection": ("[connects] by {v}",), "protein": ("[has] {v} of protein",), "sugar": ("[has] {v} of sugar", "[contains] {v} of sugar"),
}  # fmt: skip
_OTHER_SAYS = ("[has] {v} as {label}", "[lists] {v} as {label}", "[shows] {v} for {label}")
_OTHER_NUMBER = ("[has] a {label} of {v}", "[is] listed with a {label} of {v}", "[comes] with a {label} of {v}")


def says(attribute: Attribute, pointer: str, rng: random.Random) -> str:
    """A verb phrase with an attribute's value: ``[weighs] {1.attr.weight}``."""
    fallback = _OTHER_NUMBER if isinstance(attribute.value, float) else _OTHER_SAYS
    pool = _SAYS.get(attribute.name, fallback)
    if isinstance(attribute.value, float) and attribute.name != "pieces":
        pool = (*pool, *_OTHER_NUMBER[:1])
    return rng.choice(pool).replace("{label}", attribute.label).replace("{v}", f"{{{pointer}}}")


class Phrases:
    """The phrases that one step offers to its wordings."""

    def __init__(
        self,
        step: Step,
        rows: Mapping[int, Row],
        forms: Mapping[str, Form],
        met: Sequence[Wish],
        missed: Sequence[Wish],
        rng: random.Random,
    ) -> None:
        self.rng, self.rows, self.forms = rng, rows, forms
        self.step = step
        self.slots = {s.pointer: s.hint for s in step.plan.slots}
        numbers = list(dict.fromkeys(n for o in step.observations for n in o.products))
        self.roles = dict(zip("ab", numbers, strict=False))
        self.met, self.missed = met, missed

    def pointer(self, name: str) -> str | None:
        return f"{{{name}}}" if name in self.slots else None

    def get(self, place: str) -> str | None:
        """The text for a placeholder, ``None`` where the step has nothing for it."""
        head, _, tail = place.partition(".")
        if head in {"a", "b"}:
            n = self.roles.get(head)
            return self.pointer(f"{n}.{tail or 'name'}") if n else None
        capital = head[0].isupper()
        text = self._phrase(head.lower(), tail)
        return text[:1].upper() + text[1:] if text and capital else text

    def _phrase(self, head: str, tail: str) -> str | None:
        first, last = self.step.observations[0], self.step.observations[-1]
        match head:
            case "limit" | "count" | "shown":
                return self.pointer(head)
            case "saves" | "over":
                return next((f"{{{p}}}" for p in self.slots if p.endswith(f".{head}")), None)
            case "met":
                if not self.met:
                    return None
                return self._bare(self.met) if tail == "list" else self._predicate(self.met, True)
            case "missed":
                if not self.missed:
                    return None
                return self._bare(self.missed) if tail == "list" else self._predicate(self.missed, False)
            case "most":
                return self._ranked(last if last.kind == "most" else first)
            case "more":
                return self._compared(first)
            case "val" | "bval":
                return self._value(first if first.kind != "meets" else last, head == "bval")
            case "says" | "bsays":
                return self._says(first, head == "bsays")
            case "label":
                return _label(first.text)
            case "labels":
                return join_words(tuple(first.text.removeprefix("same: ").split(", ")))
            case "yes" | "no":
                return self._flag(first, head == "yes", tail)
            case "topic":
                return first.text.split(" about ", 1)[1] if " about " in first.text else None
            case "quote" | "doc" | "title":
                key = {"quote": r"quote\.\d", "doc": r"doc\.\d", "title": r"doc\.\d\.title"}[head]
                return next((f"{{{p}}}" for p in self.slots if re.fullmatch(key, p)), None)
            case "reason":
                return self._reason(first)
            case "shared":
                return self._shared(first)
            case "what":
                return (
                    first.text.split(": ", 1)[1]
                    if ": " in first.text and not any(c.isdigit() for c in first.text)
                    else None
                )
            case "options":
                found = re.search(r"\(([^()]*)\)$", first.text)
                if not found:
                    return None
                words = found.group(1).split(", ")
                return join_words(tuple(words)) if tail == "and" else f"{', '.join(words[:-1])} or {words[-1]}"
        return None

    # A wish in words; what was said with digits is pointed at.
    def _bare(self, wishes: Sequence[Wish]) -> str | None:
        out = []
        for wish in wishes:
            text = self._said(wish)
            # "You would give up no sugar", "do without under {limit}": such wishes stand in verb phrases only.
            if text is None or self.forms.get(wish.text) in {"not", "price"} or (wish.numeric and wish in self.missed):
                return None
            out.append(text)
        return join_words(tuple(out))

    def _said(self, wish: Wish) -> str | None:
        if not wish.numeric:
            return wish.text
        if self.forms.get(wish.text) == "price":
            return "under {limit}" if "limit" in self.slots else None
        return next(
            (f"{{{p}}}" for p, h in self.slots.items() if p.startswith("wish.") and h == f"wish: {wish.text}"), None
        )

    def _predicate(self, wishes: Sequence[Wish], yes: bool) -> str | None:
        """``[is] waterproof and windproof, [has] a hood and [is] made for hiking``."""
        rng = self.rng
        groups: dict[str, list[str]] = {}
        for wish in wishes:
            form = self.forms.get(wish.text, "is")
            part = self._part(wish, form, yes)
            if part is None:
                return None
            whole = part.startswith("[") or form not in {"is", "has", "for"}
            groups.setdefault(f"{form}:{wish.text}" if whole else form, []).append(part)
        out: list[str] = []
        for group, parts in groups.items():
            if group == "is":
                joined = join_words(tuple(parts))
                if yes:
                    out.append(f"[is] {joined}")
                else:
                    out.append(
                        f"[is] {'neither ' + ' nor '.join(parts) if len(parts) == 2 else 'not ' + ' or '.join(parts)}"
                        if rng.random() < 0.8
                        else f"[isn't] {' or '.join(parts)}"
                    )
            elif group == "has":
                if yes:
                    out.append(
                        f"{rng.choice(('[has]', '[has]', '[comes] with'))} {join_words(tuple(with_article(p) for p in parts))}"
                    )
                else:
                    no = rng.choice(("[has] no ", "[has] no ", "[comes] without ", "[lacks] "))
                    out.append(no + " or ".join(p if "no" in no else with_article(p) for p in parts))
            elif group == "for":
                joined = join_words(tuple(parts)) if yes else " or ".join(parts)
                out.append(
                    rng.choice(
                        ("[is] made for ", "[is] meant for ", "[suits] ")
                        if yes
                        else ("[is] not made for ", "[is] not meant for ", "[isn't] listed for ")
                    )
                    + joined
                )
            else:
                out.append(parts[0])
        rng.shuffle(out)
        return join_words(tuple(out))

    def _part(self, wish: Wish, form: Form, yes: bool) -> str | None:
        rng = self.rng
        row = self.rows[self.roles["a"]]
        attribute = row.product.attribute(wish.attribute) if wish.attribute else None
        pointer = f"{row.n}.attr.{obs.pointer_name(wish.attribute)}" if wish.attribute else ""
        match form:
            case "price":
                if "limit" not in self.slots:
                    return None
                return rng.choice(
                    ("[stays] under {limit}", "[costs] less than {limit}", "[keeps] within {limit}")
                    if yes
                    else ("[goes] over {limit}", "[is] above {limit}", "[costs] more than {limit}")
                )
            case "floor":
                return (
                    rng.choice(("[costs] more than {limit}", "[is] above {limit}", "[starts] above {limit}"))
                    if yes and "limit" in self.slots
                    else None
                )
            case "brand":
                maker = f"{{{row.n}.brand}}"
                if f"{row.n}.brand" not in self.slots:
                    return None
                if yes:
                    return rng.choice((f"[comes] from {maker}", f"[is] made by {maker}", f"[is] from {maker}"))
                return rng.choice(
                    (
                        f"[comes] from {maker}, not {wish.text}",
                        f"[is] by {maker} rather than {wish.text}",
                        f"[is] made by {maker}, not by {wish.text}",
                    )
                )
            case "for" if not yes and pointer in self.slots and rng.random() < 0.5:
                return rng.choice(
                    (
                        f"[is] meant for {{{pointer}}}, not {wish.text}",
                        f"[is] made for {{{pointer}}} rather than {wish.text}",
                    )
                )
            case "not":
                thing = wish.text.removeprefix("no ")
                one = with_article(thing)
                return rng.choice(
                    (f"[has] no {thing}", f"[comes] without {one}")
                    if yes
                    else (f"[does] have {one}", f"[has] {one} after all", f"[comes] with {one}")
                )
            case "say" | "num":
                if attribute is None or pointer not in self.slots:
                    return None
                phrase = says(attribute, pointer, rng)
                if yes:
                    return phrase
                said = self._said(wish)
                return f"{phrase}{rng.choice((' instead of ', ' rather than ', ', not '))}{said}" if said else None
            case _:
                return wish.text

    def _ranked(self, o: Observation) -> str | None:
        found = re.match(r"\d+ (is|has) (the .*?) of \d+(?: \(|$)", o.text)
        if not found:
            return None
        tail = self.rng.choice(("", "", " here", " of these")) if self.step.observations[0].kind != "meets" else ""
        return f"[{found.group(1)}] {found.group(2)}{tail}"

    def _compared(self, o: Observation) -> str | None:
        found = re.match(r"\d+ (is|has) (.*?) than \d", o.text)
        return f"[{found.group(1)}] {found.group(2)}" if found else None

    def _value(self, o: Observation, other: bool) -> str | None:
        n = self.roles.get("b" if other else "a")
        return next(
            (f"{{{s.pointer}}}" for s in o.slots if s.pointer.startswith(f"{n}.attr.") and s.pointer in self.slots),
            None,
        )

    def _says(self, o: Observation, other: bool) -> str | None:
        n = self.roles.get("b" if other else "a")
        pointer = self._value(o, other)
        if pointer is None or n is None:
            return None
        name = pointer[1:-1].split(".", 2)[2]
        attribute = self.rows[n].product.attribute(name)
        return (
            says(attribute, pointer[1:-1], self.rng).replace("]", ".b]")
            if attribute and other
            else says(attribute, pointer[1:-1], self.rng)
            if attribute
            else None
        )

    def _flag(self, o: Observation, yes: bool, tail: str) -> str | None:
        label = _label(o.text)
        if not label:
            return None
        form = self.forms.get(label, "has")
        suffix = ".b" if tail.startswith("b") else ""
        if tail in {"one", "b.short"}:
            return None
        if form == "is":
            return (
                f"[is{suffix}] {label}"
                if yes
                else self.rng.choice(
                    (f"[is{suffix}] not {label}", f"[is{suffix}] not {label}", f"[isn't{suffix}] {label}")
                )
            )
        if yes:
            return self.rng.choice(
                (
                    f"[has{suffix}] {with_article(label)}",
                    f"[has{suffix}] {with_article(label)}",
                    f"[comes{suffix}] with {with_article(label)}",
                )
            )
        return self.rng.choice(
            (
                f"[has{suffix}] no {label}",
                f"[has{suffix}] no {label}",
                f"[comes{suffix}] without {with_article(label)}",
                f"[lacks{suffix}] {with_article(label)}",
            )
        )

    def _reason(self, o: Observation) -> str | None:
        text = o.text.split("because: ", 1)[1]
        text = re.sub(r"\b(\d)\b", lambda m: f"the {{{m.group(1)}.name}}", text)
        return text if all(p[1:-1] in self.slots for p in re.findall(r"\{[\w.]+\}", text)) else None

    def _shared(self, o: Observation) -> str | None:
        if ": " not in o.text:
            return None
        parts = o.text.split(": ", 1)[1].split(", ")
        return join_words(tuple(f"the {p}" if p.startswith("same ") else p for p in parts))


def _label(text: str) -> str:
    found = re.match(r"\d+ ([^:]+): ", text)
    return found.group(1) if found else ""


# -- agreement ------------------------------------------------------------------------------------------------------------

_PLURALS = {
    "is": "are",
    "has": "have",
    "it": "they",
    "It": "They",
    "its": "their",
    "Its": "Their",
    "isn't": "aren't",
    "does": "do",
    "was": "were",
    "goes": "go",
    "misses": "miss",
    "carries": "carry",
    "dries": "dry",
    "does not": "do not",
}


def plural_kind(kind: str) -> bool:
    """Whether a product of this kind is spoken of as several: shoes, jeans, scissors."""
    last = kind.split()[-1] if kind else ""
    return (
        last.endswith("s") and not last.endswith(("ss", "us", "is")) and last not in {"goggles case", "binoculars case"}
    )


def agree(text: str, plural: Mapping[str, bool]) -> str:
    """Resolve ``[is]``, ``[has.b]`` and ``[it~them]`` by whether their subject is plural."""

    def one(match: re.Match[str]) -> str:
        verb = match.group(1)
        role = "a"
        if verb.endswith((".a", ".b")):
            verb, role = verb[:-2], verb[-1]
        many = plural.get(role, False)
        if "~" in verb:
            return verb.split("~")[many]
        if not many:
            return verb
        if verb in _PLURALS:
            return _PLURALS[verb]
        return verb[:-2] if verb.endswith(("sses", "shes", "ches")) else verb.removesuffix("s")

    return _VERB.sub(one, text)


def worded(wording: str, phrases: Phrases, plural: Mapping[str, bool], rng: random.Random) -> str | None:
    """A wording filled for one step, ``None`` where the step lacks a part of it."""
    text = _CHOICE.sub(lambda m: rng.choice(m.group(1).split("|")), wording)
    missing = False

    def fill(match: re.Match[str]) -> str:
        nonlocal missing
        found = phrases.get(match.group(1))
        if found is None:
            missing = True
            return ""
        return found

    text = _PLACE.sub(fill, text)
    text = re.sub(r"(\b(?:[Aa]mong|[Oo]f)\b[^.:;]*\b(?:these|those|shown)\b.*?)(?: of these| here)\b", r"\1", text)
    if missing:
        return None
    text = agree(text, plural)
    text = re.sub(r"([.?!]) ([.?!])", r"\1", text).replace("..", ".")
    if text.endswith("}"):
        return text
    return text[:1].upper() + text[1:]
