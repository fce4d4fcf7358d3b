"""The authored replies as sentence pairs.

``replies-*.jsonl`` hold whole replies, cut here at their citations: each sentence with the observations it cites and the
pointers it uses. ``planned-*.jsonl`` hold replies to plans of the engine's own: a sentence for each step.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from engine.language.protocol import SentencePlan, Slot
from engine.money import Money
from engine.products import Attribute, Place, Product
from engine.respond.observations import Row
from engine.respond.render import spoken
from quantize.corpus.mixture import AUTHORED, Split, split_of

WHOLE = frozenset({"chat", "decline", "clarify"})
_POINTER = re.compile(r"\{([a-z0-9_.]+)\}")
_CITED = re.compile(r"\[(\d+)\]")
_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z{\"“])")


@cache
def read_replies(folder: Path = AUTHORED) -> tuple[dict[str, Any], ...]:
    """Every authored reply. Raises ``ValueError`` with file and line for one that is no JSON object."""
    return tuple(_records(folder, "replies-*.jsonl"))


def _records(folder: Path, names: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(names)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error


def read_planned(folder: Path = AUTHORED, files: str = "planned-*.jsonl") -> Iterator[list[tuple[SentencePlan, str]]]:
    """Every reply to a plan as its steps and their sentences, in order. The plans were made when more pointers were
    offered: those that the engine offers no more are left out where the sentence does without them.

    Raises ``ValueError`` for a line that is no JSON object, with file and line, or has not a sentence for each step.
    """
    for record in _records(folder, files):
        out: list[tuple[SentencePlan, str]] = []
        previous = ""
        for step, sentence in zip(record["steps"], record["reply"], strict=True):
            slots = _offered((Slot(pointer, hint) for pointer, hint in step["slots"]), step["observations"], sentence)
            plan = SentencePlan(record["situation"], record["say"], tuple(step["observations"]), slots, previous)
            out.append((plan, sentence))
            previous = spoken(sentence)
        yield out


# Older plans offered these with every product; now they are where the observation speaks of them.
_TOLD = {
    "price": re.compile(r"^\d+ price:|\bcheapest\b|\bmost expensive\b"),
    "place": re.compile(r"^\d+ place:"),
    "stock": re.compile(r"^\d+ stock:"),
    "rating": re.compile(r"\brating\b|\brated\b"),
}


def _offered(slots: Iterable[Slot], observations: Sequence[str], sentence: str) -> tuple[Slot, ...]:
    """The slots that the engine offers for these observations, and those that the sentence uses."""
    used = set(_POINTER.findall(sentence))
    out = []
    for slot in slots:
        word = _TOLD.get(slot.pointer.partition(".")[2])
        if word is None or slot.pointer in used or any(word.search(text) for text in observations):
            out.append(slot)
    return tuple(out)


def slot_for(pointer: str, record: dict[str, Any]) -> Slot | None:
    """The slot that a pointer of an authored reply stands for, ``None`` if its rows and documents lack it."""
    head, _, rest = pointer.partition(".")
    if head == "doc":
        number, _, name = rest.partition(".")
        doc = next((d for d in record.get("docs", ()) if str(d["n"]) == number), None)
        if doc is None:
            return None
        if not name:
            return Slot(pointer, f"doc {number}: {_quoted(record, f'doc {number}')}")
        if name == "title":
            return Slot(pointer, f"doc {number} title: {doc['title']}")
        found = doc.get("values", {}).get(name)
        return Slot(pointer, f"doc {number} {name.replace('_', ' ')}: {found}") if found else None
    if head == "quote":
        text = record["observations"][int(rest) - 1]
        found = re.search(r"'(.*)'", text)
        return Slot(pointer, f"{text.split()[0]} quote: {found.group(1)}") if found else None
    row = next((r for r in record.get("rows", ()) if str(r["n"]) == head), None)
    if row is None:
        return None
    if rest == "name":
        return Slot(pointer, f"{head} name")
    if rest == "rating":
        return Slot(pointer, f"{head} rating: {str(row.get('rating', '')).split(' (')[0]}")
    if rest.startswith("attr."):
        found = row["attrs"].get(rest[5:])
        return Slot(pointer, f"{head} {rest[5:].replace('_', ' ')}: {found}") if found else None
    return Slot(pointer, f"{head} {rest}: {row[rest]}") if row.get(rest) else None


def product_rows(record: dict[str, Any]) -> list[Row]:
    """The rows of an authored reply as products; a text that begins with a number and a unit becomes a number."""
    out = []
    for row in record.get("rows", ()):
        attributes = []
        for name, text in row["attrs"].items():
            number = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?)(?: ([^\d\s,]+(?: per .*)?))?", str(text))
            if text in {"yes", "no"}:
                attributes.append(Attribute(name, text == "yes"))
            elif number:
                attributes.append(Attribute(name, float(number.group(1).replace(",", "")), number.group(2)))
            else:
                attributes.append(Attribute(name, str(text)))
        rating = re.match(r"[\d.]+", str(row.get("rating", "")))
        stock = re.match(r"\d+", str(row.get("stock", "")))
        place = re.fullmatch(r"Aisle (.+), Bay (.+)", str(row.get("place", "")))
        out.append(
            Row(
                row["n"],
                Product(
                    str(row["n"]), row["name"], Money.parse(str(row.get("price", "0")), "EUR"), row.get("kind", ""), brand=row.get("brand"), rating=float(rating.group()) if rating else None,
                    place=Place(*place.groups()) if place else None,
                    stock=int(stock.group()) if stock else 0 if "sold out" in str(row.get("stock")) else None, attributes=tuple(attributes),
                ),
            )
        )  # fmt: skip
    return out


def _quoted(record: dict[str, Any], head: str) -> str:
    for text in record["observations"]:
        found = re.match(rf"{head} (?:answers|adds|requires|asks): '(.*)'$", text)
        if found:
            return found.group(1)
    return ""


def pairs_of(record: dict[str, Any], rng: random.Random) -> list[tuple[SentencePlan, str]]:
    """One reply as pairs. Small talk, refusals and questions back stay whole; sentences without a citation go, unless
    they close the reply as an offer."""
    situation, say = record["situation"], record["say"]
    texts: list[str] = record["observations"]
    if situation in WHOLE:
        whole = _CITED.sub("", record["reply"]).replace(" .", ".").replace(" ?", "?").replace("  ", " ")
        plan = _plan(record, whole, tuple(t for t in texts), rng, "")
        return [(plan, _tidy(whole))] if plan and len(texts) <= 3 else []
    out: list[tuple[SentencePlan, str]] = []
    previous = ""
    sentences = _END.split(record["reply"])
    for index, sentence in enumerate(sentences):
        cited = [int(n) for n in _CITED.findall(sentence)]
        clean = _tidy(sentence)
        observations = tuple(texts[n - 1] for n in cited if n <= len(texts))
        if not cited:
            if index == len(sentences) - 1 and clean.endswith("?") and not _POINTER.search(clean) and out:
                out.append((SentencePlan(situation, say, ("offer",), (), previous), clean))
            previous = spoken(clean)
            continue
        plan = _plan(record, clean, observations, rng, previous)
        if plan and len(observations) <= 3:
            out.append((plan, clean))
        previous = spoken(clean)
    return out


def _plan(
    record: dict[str, Any], sentence: str, observations: tuple[str, ...], rng: random.Random, previous: str
) -> SentencePlan | None:
    pointers = list(dict.fromkeys(_POINTER.findall(sentence)))
    slots = [slot_for(p, record) for p in pointers]
    if any(s is None for s in slots) or len(slots) > 8 or re.search(r"\d", _POINTER.sub("", sentence)):
        return None
    subjects = {p.split(".")[0] for p in pointers if p[0].isdigit()} or {
        t.split()[0] for t in observations if t[:1].isdigit()
    }
    spare = [f"{n}.name" for n in subjects]
    for row in record.get("rows", ()):
        if str(row["n"]) in subjects:
            spare += [f"{row['n']}.attr.{a}" for a in row["attrs"]]
    spare = [p for p in spare if p not in pointers]
    rng.shuffle(spare)
    if record["situation"] not in WHOLE:
        for p in spare[: rng.choice((0, 1, 1, 2))]:
            extra = slot_for(p, record)
            if extra is not None and len(slots) < 8:
                slots.append(extra)
    ordered = sorted((s for s in slots if s), key=lambda s: (not s.pointer.endswith(".name"), s.pointer))
    return SentencePlan(record["situation"], record["say"], observations, tuple(ordered), previous)


def _tidy(sentence: str) -> str:
    text = " ".join(_CITED.sub("", sentence).split())
    return re.sub(r"\s+([.,;:?])", r"\1", text)


@cache
def _all(split: Split) -> tuple[tuple[SentencePlan, str], ...]:
    rng = random.Random(7)
    out = []
    for record in read_replies():
        if split_of(record["say"], 12) == split:
            out += pairs_of(record, rng)
    for pairs in read_planned():
        if split_of(pairs[0][0].say, 12) == split:
            out += pairs
    return tuple(out)


def authored_pairs(split: Split) -> list[tuple[SentencePlan, str]]:
    """The authored pairs of a split, by a hash of what the shopper said."""
    return list(_all(split))


def pairs_in(files: Sequence[str], split: Split) -> list[tuple[SentencePlan, str]]:
    """Those of a split that are replies to plans in the files of these patterns."""
    replies = chain.from_iterable(read_planned(files=pattern) for pattern in files)
    return [pair for pairs in replies if split_of(pairs[0][0].say, 12) == split for pair in pairs]
