"""How a pointer may stand in a sentence: a price is no limit, a product is no purpose, and a "not" needs a reason.

Each rule refuses a way of writing that says something false whatever the row holds. ``verify`` joins them to its other
checks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.language.protocol import SentencePlan
from engine.respond.conveys import wish_said
from engine.respond.labels import called_otherwise
from engine.respond.observations import Row, pointer_name
from engine.respond.questions import words
from engine.respond.scales import COMPARATIVES, scale_of

_LIMIT = r"(?:limit|wish\.\d+|doc\.[\w.]+|quote\.\d+|\d+\.attr\.\w+)"
_MISUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a limit that is none", re.compile(r"\b(?:under|below|within|inside) (?:the )?\{(?!" + _LIMIT + r"\})")),
    # "Choose the one over the other", "rated above it": a name or a rating may follow.
    ("a limit that is none", re.compile(r"\b(?:over|above) (?:the )?\{(?!" + _LIMIT + r"\}|\d+\.(?:name|rating)\})")),
    ("a limit that is none", re.compile(r"\bstays? (?:under|below|within) (?:the )?\{(?!limit\}|wish)")),
    ("a price as a difference", re.compile(r"\{\d+\.price\} (?:dearer|cheaper|less|more|above|below|over|under)\b(?! (?:your |the )?(?:limit|budget|\{(?:limit|wish)))")),
    ("a saving as a price", re.compile(r"\b(?:at|for|costs?|pays?) (?:just |only )?\{\d+\.saves\}(?! (?:cheaper|less|more|dearer|lower|off|below)\b)")),
    ("a product as a price", re.compile(r"\bcosts? (?:the )?\{\d+\.name\}|(?<!look )(?<!looked )(?<!looking )\bat \{\d+\.name\}")),
    ("a rank with another value", re.compile(r"\bbest rated(?: of (?:the |these )?[a-z]+| here)?,? (?:at|with) (?:just |only )?\{(?!\d+\.rating\}|\d+\.name\}|\d+\.price\})")),
    ("a rank with another value", re.compile(r"\bcheapest(?: of (?:the |these )?[a-z]+| here)?,? (?:at|for) (?:just |only )?\{(?!\d+\.price\}|\d+\.name\}|[^}]*\} and \{\d+\.price\})")),
    ("a product as a saving", re.compile(r"\b(?:is|are) (?:the )?\{\d+\.name\} (?:cheaper|dearer|less|more)\b")),
    ("a price as something else", re.compile(r"\b(?:is from|comes in|by|made of|made for|meant for) (?:the )?\{\d+\.price\}")),
    ("a product as a purpose", re.compile(r"\b(?:meant|made|suited|suitable|right|good) for (?:the )?\{\d+\.name\}")),
    ("a colour that is none", re.compile(r"\{(?!\d+\.attr\.\w*colou?r)[^}]*\} in colou?r\b")),
    ("is where has belongs", re.compile(r"(?:(?<!of the )\{\d+\.name\}|\b(?:it|they|this|that|which))(?: also| still| even)? (?:is|are) the (?:highest|lowest|longest|largest|smallest) (?!rated\b|of\b|here\b|one\b|ones\b|among\b|in\b|and\b|at\b|by\b|with\b|on\b)[a-z]")),
    ("a wish as a price", re.compile(r"\bcosts?\b[^,.;]*\{wish\.\d+\}")),
    ("a wish as a price", re.compile(r"\b(?:under|below|within) (?:just |only )?\{wish\.\d+\}")),
    ("an amount as a beginning", re.compile(r"\bfrom \{(?:wish\.\d+|\d+\.attr\.(?!from|age|min)\w+)\} on\b")),
    ("a limit as a price", re.compile(r"\b(?:is|are|costs?) (?:just |only )?\{limit\}")),
    ("a wish as a possession", re.compile(r"\bhas a wish\b|\ba wish of \{")),
    ("a number as a product", re.compile(r"^the \{(?:count|shown|limit|wish\.\d+)\} (?:is|has|was|costs?)\b")),
    ("listed to be", re.compile(r"\blisted to be\b|\b(?:is|are) in the catalogue lists\b")),
    ("a comparison without its end", re.compile(r"\b(?:is|are) as [a-z-]+;")),
    ("a sentence that stops early", re.compile(r"\b(?:under|below|than|(?<!look )(?<!looking )at|and|or) ?\.$")),
    ("a name as a predicate", re.compile(r"\b(?:is|are) an? [\w -]+ of \{\d+\.attr\.")),
    ("an age as a predicate", re.compile(r"\b(?:is|are) \{\d+\.attr\.(?:\w*_)?age(?:_\w*)?\}")),
    ("a word that is missing", re.compile(r"\byour rated\b|\bin the (?:closest|nearest)\b|\b(?:is|are) your (?:full |whole )?(?:list|wish|wishes|points?)\b")),
    ("less than its own price", re.compile(r"\{(\d)\.name\}[^{]*(?:\{(?!\d\.name)[^}]*\}[^{]*)*\bcosts? (?:less|more) than \{\1\.price\}")),
    ("two reasons that are one", re.compile(r"\bfor two reasons:(?!.*(?:\band\b|, ))")),
    ("a choice that nothing backs", re.compile(r"\bit is the one that\b|\} is the one[,.]?$|\bso (?:it|that) is the one here\b|\bso that is where the \{")),
    ("a load as a weight", re.compile(r"^(?!.*\bload of the \{\d\.name\} (?:is|was)).*(?<!load )\b(?:is|are|was) \{\d+\.attr\.max_load\}")),
    ("a question about nothing", re.compile(r"\bwhich of these are it\b")),
    ("a value as a limit", re.compile(r"\{(\d)\.name\}[^{]*(?:\{(?!\d\.name)[^}]*\}[^{]*)*(?<!not )\b(?:under|below) \{\1\.attr\.")),
    ("its own value denied", re.compile(r"\{(\d)\.name\}[^{]*(?:\{(?!\d\.name)[^}]*\}[^{]*)*\bnot (?:under |over |at least )?\{\1\.attr\.")),
    ("a property that is itself", re.compile(r"\bit is the (?:weight|width|height|depth|length|size|volume|capacity|power|noise|[a-z ]+ (?:life|time)) of\b")),
    ("a name that is itself", re.compile(r"\{(\d)\.name\} (?:is|are) (?:by |from |of )?(?:the )?\{\1\.name\}|\bgo(?:es)? with the \{(\d)\.name\}[^.]*\bgo(?:es)? with the \{\2\.name\}")),
    ("a reason that says it again", re.compile(r"\b((?:is|are) [a-z' -]{4,}?),? (?:because|since|as) (?:it|they) \1")),
    ("a cause that is none", re.compile(r"\bso (?:it|they|that one) (?:is|are) not (?!\{|under\b|over\b|within\b)|^no other product\b")),
    ("what is in it as a use", re.compile(r"(?<!lists )\b(?:is|are|for|suits?) (?:the )?\{\d+\.attr\.(?:ingredients|allergens|contents|composition|ports|included|tasting_notes)\}")),
    ("a value as a price", re.compile(r"\bat \{(?!\d+\.price\})[^}]*\},? (?:it|they) (?:is|are) the cheap")),
    ("a price among purposes", re.compile(r"\bis for [^.,;{]*(?:\{\d+\.attr\.\w+\})? and for \{\d+\.price\}")),
    ("a price without its place", re.compile(r"\bsays? \{\d+\.price\}|\{\d+\.price\} as\b")),
)  # fmt: skip
_NOT = re.compile(
    r"\b(?:is|are|was) not\b|\b(?:is|are|does|do)n't\b|\b(?:does|do) not\b|\bnot (?:made|meant|suited|quite)\b|\bafraid\b|\blacks?\b"
)
_REASON = re.compile(
    r"\bmiss(?:es|ing)?\b|: no\b|\bnot?\b|\bnothing\b|\bnone\b|\bsold out\b|\bwithout\b|n't\b|\bonly\b|\bunknown\b|\bdescription\b|\bless\b|\bdoc\b|\boffer\b"
)
_REFUSES = re.compile(r"\b(?:can't|cannot) (?:help|go|do|find)\b")
_FREE = frozenset({"ask_unknown", "ask_no", "empty", "decline", "clarify", "upset", "about", "store", "chat"})


_PURPOSE = re.compile(
    r"\b(?:made|meant|suited|suitable|listed|right|intended) for (?:an? |the )?([a-z -]+?)(?= and | or | but | as |[,.;:]|$)"
)


def misuses(sentence: str, plan: SentencePlan, rows: Sequence[Row] = ()) -> list[str]:
    """What is wrong with the use of pointers and of "not" in a sentence, as reasons."""
    low = sentence.lower()
    out = [why for why, pattern in _MISUSES if pattern.search(low)]
    out += [*_names_as_predicates(low), *_other_values(low), *_other_scales(low, rows)]
    flags = {a.label.lower() for row in rows for a in row.product.attributes if isinstance(a.value, bool)}
    out += [f"a property as a purpose: {said}" for said in _PURPOSE.findall(low) if said in flags]
    out += [*_purposes(low, plan), *_materials(low, plan, rows), *_half_amounts(low, plan), *_sames(low, plan)]
    out += [
        *_found_as(low, plan),
        *_unbacked_purposes(low, plan),
        *_no_purposes(low),
        *_twice(low, plan),
        *_halves(low, plan),
        *_likes(low, plan),
        *_as_wanted(low, plan),
        *_denied_rows(low, plan),
        *_denied_wishes(low, plan),
        *_another(low, plan),
        *_misplaced_amounts(low, plan),
    ]
    if plan.situation == "empty" and "for nothing" in low:
        out.append("found for nothing")
    out += [
        f"a bare number as a predicate: {slot.pointer}"
        for slot in plan.slots
        if slot.pointer.startswith("wish.")
        and slot.hint.removeprefix("wish: ").isdigit()
        and re.search(rf"\b(?:is|are) \{{{slot.pointer}\}}", low)
    ]
    out += called_otherwise(low, plan)
    known = " | ".join(plan.observations).lower()
    if plan.situation not in _FREE and _NOT.search(low) and not _REASON.search(known):
        out.append("a denial without a reason")
    if plan.situation in {"chat", "back", "list", "more"} and "upset" not in plan.observations and _REFUSES.search(low):
        out.append("a refusal where none was asked for")
    if low.startswith("the answer is") and (low[:13] in plan.previous.lower() or not _ASKED.search(plan.say.lower())):
        out.append("an answer to no question")
    if "one product is shown" in known and not re.search(
        r"\b(?:(?:only|just|is|see|shows?|have) (?:the )?(?:one|single)|compar\w*|another|others?|second)\b", low
    ):
        out.append("a question back that does not say why")
    kinds = {m.group(1).lower() for s in plan.slots if (m := re.search(r"\d name \(([^()]*[^s]s)\)$", s.hint))}
    out += [
        f"one of several: {kind}"
        for kind in kinds
        if re.search(rf"\b(?:it|which|that) is (?:an? )?{re.escape(kind)}\b", low)
    ]
    out += _unvalued(low, plan)
    out += [*_missed_amounts(low, plan), *_both(low, plan), *_choice(low, plan)]
    if re.search(r"\bscales\b", low) and not re.search(r"weigh|light|heav", f"{low} {known}"):
        out.append("scales without a weight")
    return out


def _unvalued(low: str, plan: SentencePlan) -> list[str]:
    """ "It has a display diagonal": a measure that every product has tells nothing without its amount; and "all" of one."""
    out = []
    for slot in plan.slots:
        owner, _, rest = slot.hint.partition(" ")
        label, _, value = rest.partition(": ")
        if (
            ".attr." in slot.pointer
            and re.match(r"[\d.,]+ ?(?!(?:years?|months?)\b)[^\W\d]", value)
            and owner.isdigit()
        ):
            bare = rf"\b(?:has|have|with) (?:an? |the )?{re.escape(label.lower())}(?= ?(?:$|[.,;]|and\b|but\b))"
            out += [f"a measure without its amount: {label}"] if re.search(bare, low) else []
        if (
            slot.pointer == "count"
            and slot.hint.endswith(": 1")
            and re.search(r"\ball (?:of )?(?:the )?\{count\}", low)
        ):
            out.append("all of one")
    return out


_UNMET = re.compile(
    r"\b(?:not|no|none|nothing|neither|nor|never|without|instead|rather|short of|miss\w*|only|wanted|want|asked|wish\w*|over|above|under|below|than|cannot|lacks?|less|more|fails?|against)\b|n['’]t\b"
)


def _missed_amounts(low: str, plan: SentencePlan) -> list[str]:
    """An amount that was asked for and is missed is not the product's own: "but it is {wish.1}"."""
    out = []
    for slot in plan.slots:
        text = slot.hint.partition(": ")[2].lower()
        if not slot.pointer.startswith("wish.") or any(text in w for w in _wishes(plan)):
            continue
        if not any(text in o.lower().partition("misses: ")[2] for o in plan.observations):
            continue
        for clause in re.split(r"[;:]|, (?:but|so)\b| but ", low):
            if f"{{{slot.pointer}}}" in clause and not _UNMET.search(re.sub(r"\{[^}]*\}", "#", clause)):
                out.append(f"a missed wish as met: {slot.pointer}")
    return out


def _both(low: str, plan: SentencePlan) -> list[str]:
    """ "Nothing meets both wishes" of one wish or of three, "all three" of two."""
    both = re.search(r"\bboth (?:of (?:your|the) )?wishes\b|\bmeets? both\b", low)
    three = re.search(r"\b(?:meets?|of|has|have) all three\b", low)
    said = 2 if both else 3 if three else None
    all_of = [text for text in plan.observations if text.startswith("nothing meets all: ")]
    counts = [len(re.split(r", (?![^(]*\))", text)) for text in all_of]
    return ["both or all three of other than so many wishes"] if said and any(count != said for count in counts) else []


def _choice(low: str, plan: SentencePlan) -> list[str]:
    """A question back that names neither by what to choose nor from what."""
    for text in plan.observations:
        found = re.match(r"many products match; they split most by: (.+)$", text.lower())
        label = found.group(1).partition(" (")[0] if found else ""
        if found and label not in low and not words(found.group(1)) & words(low):
            return [f"the choice is not named: {found.group(1)}"]
    return []


_RANKED = re.compile(
    r"\b(?:has|have|with) the (?:highest|lowest|longest|shortest|largest|smallest|higher|lower|longer|shorter|larger|smaller) ([a-z ]+?), \{\d+\.attr\.(\w+)\}"
)


def _other_values(low: str) -> list[str]:
    """ "The highest water column, {1.attr.use}": the value behind a rank is that of the rank."""
    return [
        f"another value: {key}" for noun, key in _RANKED.findall(low) if not words(noun) & words(key.replace("_", " "))
    ]


_AT_TOP = re.compile(
    r"\bat (?:just |only )?\{(\d+)\.attr\.(\w+)\},? (?:it|they) (?:is|are) the ([a-z]+est)\b|\bthe ([a-z]+est)\b(?! rated)(?: of (?:the |these )?[a-z]+| here)?,? (?:at|with) (?:just |only )?\{(\d+)\.attr\.(\w+)\}"
)


def _other_scales(low: str, rows: Sequence[Row]) -> list[str]:
    """ "At {1.attr.length} it is the lightest": a value stands beside a rank on its own scale only."""
    out = []
    for n, key, word, word_2, n_2, key_2 in _AT_TOP.findall(low):
        number, pointer, said = (n, key, word) if n else (n_2, key_2, word_2)
        row = next((r for r in rows if r.n == int(number)), None)
        named = (a for a in row.product.attributes if pointer_name(a.name) == pointer) if row else ()
        scale = next((scale_of(a) for a in named), None)
        if scale is not None and said in COMPARATIVES and said not in {scale.high[1], scale.low[1], *_ANY_SIZE}:
            out.append(f"a rank with another value: {pointer}")
    return out


_ANY_SIZE = frozenset({"highest", "lowest", "largest", "smallest", "longest", "shortest", "biggest"})


def _names_as_predicates(low: str) -> list[str]:
    """ "Is a care", "is care of {1.attr.care}": what an attribute is called is nothing that a product is."""
    out = []
    for key in re.findall(r"\{\d+\.attr\.(\w+)\}", low):
        called = re.escape(key.replace("_", " "))
        if re.search(rf"\b(?:is|are) (?:an? {called}\b|{called} (?:of|at)\b)|\ban? {called}(?<=[^s]s) of\b", low):
            out.append(f"a name as a predicate: {key}")
    return out


_ASKED = re.compile(r"\?|\b(?:which|what|who|where|how|is|are|does|do)\b|est\b|\bmost\b")
_FOR = re.compile(
    r"\b(?:made|meant|designed|intended) for (?:an? |the )?([a-z][a-z -]*?)(?= and | or | but | as |[,.;:]|$)"
)
_OF = re.compile(r"\bmade (?:of|from) (?:an? |the )?([a-z][a-z -]*?)(?= and | or | but | as |[,.;:]|$)")
_STUFF = re.compile(
    r"material|fabric|fibre|composition|upper|lining|outer|shell|body|blade|frame|filling|wood|coating|sole|finish"
)


def _wishes(plan: SentencePlan) -> dict[str, str]:
    """The wishes met with the form that the plan tells ("hiking (for)"), empty where it tells none."""
    out: dict[str, str] = {}
    for text in plan.observations:
        for listed in re.findall(r"\bmeets: ([^;]*)", text.lower()):
            for wish in re.split(r", (?![^(]*\))", listed):
                said, _, beside = wish.partition(" (")
                out[said.strip()] = beside.split(",")[0].rstrip(")").strip()
    return out


def _purposes(low: str, plan: SentencePlan) -> list[str]:
    """ "Made for two batteries", "is train": what the plan calls a purpose is one, and nothing else."""
    wishes = _wishes(plan)
    is_one = [
        f"a purpose as a property: {wish}"
        for wish, form in wishes.items()
        if form == "for" and re.search(rf"\b(?:is|are) (?:[a-z-]+(?:,| and|, and) )?{re.escape(wish)}\b", low)
    ]
    return is_one + [
        f"a property as a purpose: {said}" for said in _FOR.findall(low) if wishes.get(said, "for") != "for"
    ]


def _materials(low: str, plan: SentencePlan, rows: Sequence[Row]) -> list[str]:
    """ "Made of warm": what a product is made of stands among its materials."""
    wishes = _wishes(plan)
    stuff = " ".join(a.text.lower() for row in rows for a in row.product.attributes if _STUFF.search(a.name))
    pointed = re.findall(r"\bmade (?:of|from) (?:the )?\{\d+\.attr\.(\w+)\}", low)
    return [
        *[f"no material: {said}" for said in _OF.findall(low) if said in wishes and said not in stuff],
        *[f"no material: {key}" for key in pointed if not _STUFF.search(key)],
    ]


_SAME = re.compile(
    r"\b(?:the|a|of the) same (?!in\b)([a-z][a-z -]*?)(?= is\b| are\b| comes?\b| the\b| but\b| and\b| as\b| or\b| with\b| too\b| for\b|[,.;:]| \{|$)"
)
_SORT = frozenset(
    (
        "sort",
        "kind",
        "type",
        "style",
        "line",
        "lines",
        "way",
        "vein",
        "idea",
        "thing",
        "things",
        "one",
        "shelf",
        "bill",
        "family",
    )
)


def _sames(low: str, plan: SentencePlan) -> list[str]:
    """ "The same size": what two products have in common stands in the plan."""
    if not any(re.match(r"\d is like \d", o) for o in plan.observations):
        return []
    told = " ".join((*plan.observations, *(slot.hint for slot in plan.slots)))
    known = words(told.replace("colour", "color"))
    return [
        f"not the same: {said}"
        for said in _SAME.findall(low.replace("colour", "color"))
        if not words(said) <= known and said not in _SORT
    ]


def _found_as(low: str, plan: SentencePlan) -> list[str]:
    """ "I found 6 shorts for hot days": what was counted is what the observation says, not all that was asked for."""
    found = re.match(r"\d+ found(?:: (.*))?$", plan.observations[0].lower()) if plan.observations else None
    asked = words(plan.say) - words(found.group(1) or "") if found else set()
    return [f"not what was counted: {word}" for word in sorted(asked & words(re.sub(r"\{[^{}]*\}", " ", low)) - _IDLE)]


_FOR_VALUE = re.compile(r"\b(?:is|are|made|meant|suited|suitable) for (?:the |an? )?\{\d+\.attr\.(\w+)\}")
_OF_PURPOSE = re.compile(
    r"use|for|suit|good|best|skin|hair|level|surface|sleep|player|age|season|room|stage|animal|hand|fits|compat|works|goes|purpose|occasion|activity|sport|terrain|pet|breed|gender|people|persons|device|size|wind|tyre|base|water"
)


def _no_purposes(low: str) -> list[str]:
    """ "Is for {1.attr.processor_family}": what a product is for stands under a label that says so."""
    return [f"no purpose: {key}" for key in _FOR_VALUE.findall(low) if not _OF_PURPOSE.search(key)]


_PURPOSE_SAID = re.compile(
    r"\b(?:is|are)\b[^,.;:{]*? for (?:my|our|an?) ([a-z]+(?: [a-z]+)?)(?= and | or | but |[,.;:])"
)


def _unbacked_purposes(low: str, plan: SentencePlan) -> list[str]:
    """ "A gift for my girlfriend" of what is for yoga: that somebody asked for it makes it nobody's purpose."""
    known = words(" ".join((*plan.observations, *(slot.hint for slot in plan.slots))).lower())
    asked = words(plan.say.lower()) - known
    return [f"a purpose that is only asked for: {said}" for said in _PURPOSE_SAID.findall(low) if words(said) & asked]


_IDLE = words("here found find have see show look looking you your that these")


def _twice(low: str, plan: SentencePlan) -> list[str]:
    """ "Is decaf, so it has a decaf": of one product a wish is told once."""
    lone = len(set(re.findall(r"\{(\d)\.name\}", low))) == 1
    if not lone or re.search(r"\b(?:nothing|none|both)\b", low) or "nothing " in " ".join(plan.observations):
        return []
    free = re.sub(r"\{[^{}]*\}", " ", low)
    missed = {text for o in plan.observations for text in _listed("misses", o.lower())}
    pointed = [
        s.hint.partition(": ")[2].lower() for s in plan.slots if ".attr." in s.pointer and f"{{{s.pointer}}}" in low
    ]
    return [
        f"a wish told twice: {wish}"
        for wish in (*_wishes(plan), *missed)
        if wish and len(re.findall(rf"(?<![a-z-]){re.escape(wish)}(?![a-z-])", free)) + pointed.count(wish) > 1
    ]


def _listed(mark: str, observation: str) -> list[str]:
    """The wishes that stand behind ``meets`` or ``misses`` in an observation, bare."""
    found = re.search(rf"\b{mark}: ([^;]*)", observation)
    entries = re.split(r", (?![^(]*\))", found.group(1)) if found else []
    return [re.sub(r"\s*\([^()]*\)", "", entry).strip() for entry in entries]


def _halves(low: str, plan: SentencePlan) -> list[str]:
    """ "It is limescale" of "limescale removing": a wish of two words is told whole."""
    wishes = [w for o in plan.observations for mark in ("meets", "misses") for w in _listed(mark, o.lower())]
    out = []
    for wish in wishes:
        parts = wish.split(" ")
        if len(parts) != 2 or parts[0] == "no" or sum(part in low for part in parts) != 1:
            continue
        if re.search(
            rf"\b(?:is|are|has|have) (?:an? )?(?:{'|'.join(map(re.escape, parts))})(?=[,.;]| and\b| but\b)", low
        ):
            out.append(f"half a wish: {wish}")
    return out


def _likes(low: str, plan: SentencePlan) -> list[str]:
    """ "Is quiet the {1.name}": what two products share is said with a word that joins them."""
    shared = [
        text.strip()
        for o in plan.observations
        if (found := re.match(r"\d is like \d: (.*)", o.lower()))
        for text in found.group(1).split(", ")
    ]
    kinds = {m.group(1) for s in plan.slots if (m := re.search(r"\d name \(([^()]*)\)$", s.hint.lower()))}
    sort = len(kinds) > 1 and any(re.match(r"\d is like \d", o) for o in plan.observations)
    out = ["not the same sort"] if sort and re.search(r"\bsame (?:sort|kind|type)\b", low) else []
    return out + [
        f"a word that is missing: {text}" for text in shared if re.search(rf"\b{re.escape(text)} the \{{\d", low)
    ]


_AS_WANTED = re.compile(r"\bas you (?:want|ask|wish|said|hoped|described|need)")


def _as_wanted(low: str, plan: SentencePlan) -> list[str]:
    """ "It is red as you wanted, not black": what is as wanted is a wish that the plan calls met."""
    if not any("misses: " in o for o in plan.observations):
        return []
    out = []
    for clause in re.split(r"[;:]|, (?:but|so|not)\b| but ", low):
        spoken = words(re.sub(r"\{[^{}]*\}", " ", clause))
        of = {o[0] for o in plan.observations if "meets: " in o}
        met = any(wish_said(wish, n, clause, spoken, plan) for wish in _wishes(plan) for n in of)
        if _AS_WANTED.search(clause) and not met and not _UNMET.search(_AS_WANTED.sub(" ", clause)):
            out.append("a missed wish as met: as wanted")
    return out


_FACT = r"\{(\d)\.(?:attr\.\w+|brand|price|rating)\}"
_OWN = re.compile(r"\{(\d)\.name\}[^{,;.]*? (?:is|are|has|have|weighs?) not (?:an? )?" + _FACT)
_ITS_OWN = re.compile(r"\b(?:but|and|so|it|they)(?: is| are| has| have| weighs?)? not (?:an? )?" + _FACT)


def _denied_rows(low: str, plan: SentencePlan) -> list[str]:
    """ "Is not 57 kg" of what weighs just that, "is not a dog leash" of one: a row's own value and type are not denied."""
    lone = set(re.findall(r"\{(\d)\.name\}", low)[:1])
    own = any(a == b for a, b in _OWN.findall(low)) or any({n} == lone for n in _ITS_OWN.findall(low))
    kinds = [m.group(1).lower() for s in plan.slots if (m := re.search(r"\d name \(([^()]*)\)$", s.hint))]
    other = [
        kind for kind in kinds if re.search(rf"\b(?:is|are) not (?:an? )?{re.escape(kind)}(?=[,.;]| and\b| but\b)", low)
    ]
    return [*(["a row's own value denied"] if own else []), *(f"a type denied: {kind}" for kind in other)]


def _denied_wishes(low: str, plan: SentencePlan) -> list[str]:
    """ "Not black" of what misses another wish only: nothing that was asked for is denied but what is missed."""
    said = "; ".join(plan.observations).lower()
    missed = [wish for o in plan.observations for wish in _listed("misses", o.lower())]
    if not missed or "nothing meets all" in said:
        return []
    asked = words(plan.say.lower()) - words(" ".join(missed)) - words(said)
    return [
        f"a denial without a reason: {word}"
        for word in re.findall(r", not ([a-z]+)(?=[,.]| and\b)", low)
        if words(word) & asked
    ]


_SO = re.compile(
    r"\{(\d)\.name\}[^.{]*, so you (?:could|might|may) (?:look at|start with|try|see) [^.{]*\{(\d)\.name\}"
)


def _another(low: str, plan: SentencePlan) -> list[str]:
    """ "It is popular, so look at that other one": a reason that names one product recommends that one."""
    alone = all(re.match(r"\d because: [^\d]*$", o) for o in plan.observations)
    return ["a reason for another product"] if alone and any(a != b for a, b in _SO.findall(low)) else []


_BOTH_WAYS = re.compile(
    r"\bcheaper\b.*\bso (?:it|they) costs? more\b|\bcosts? more\b.*\bso (?:it|they) (?:is|are) cheaper\b"
)


def _misplaced_amounts(low: str, plan: SentencePlan) -> list[str]:
    """ "A 6.5 phone holder", "is for 13.3 kg", "chicken high", "cheaper, so it costs more"."""
    out = ["cheaper and dearer at once"] if _BOTH_WAYS.search(low) else []
    for slot in plan.slots:
        value, pointer = slot.hint.partition(": ")[2], re.escape(f"{{{slot.pointer}}}")
        if not re.match(r"(?:\d+\.attr|wish)\.", slot.pointer):
            continue
        bare, amount = re.fullmatch(r"[\d.,]+", value), re.match(r"[\d.,]+ [^\W\d]", value)
        if bare and re.search(rf"\ban? {pointer} (?!of\b|out\b|and\b|or\b|on\b|to\b)[a-z]", low):
            out.append(f"a number as a name: {slot.pointer}")
        if amount and not _OF_PURPOSE.search(slot.hint) and re.search(rf"\b(?:is|are) for {pointer}", low):
            out.append(f"an amount as a purpose: {slot.pointer}")
        if not re.search(r"\d", value) and re.search(rf"{pointer} (?:high|wide|deep|long|tall|thick)\b", low):
            out.append(f"a size without an amount: {slot.pointer}")
    return out


def _half_amounts(low: str, plan: SentencePlan) -> list[str]:
    """ "It has a ram", where 16 GB of it were asked for: what has a number is told with it."""
    if re.search(r"\{(?:wish\.\d+|\d+\.attr\.\w+)\}", low):
        return []
    named = {wish: re.findall(r"[a-z]+$", wish) for wish in _wishes(plan) if re.search(r"\d", wish)}
    return [
        f"an amount without its number: {wish}"
        for wish, last in named.items()
        if last and re.search(rf"\b(?:an?|the|has|have|with) {last[0]}\b", low)
    ]
