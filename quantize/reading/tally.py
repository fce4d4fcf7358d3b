"""What readers found on a sheet: shares with their intervals, and how far two readers of the same reply agree."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from engine.errors import InputError

MARKS = ("ok", "unsupported", "wrong_fact")
"""From mild to strict: a wrong number or name is a claim that no row supports, and more than that."""
Z = 1.959964  # 97.5 % of the standard normal


@dataclass(frozen=True, slots=True)
class Item:
    """What there is to judge on one line of a sheet: how many sentences before and after the check."""

    id: str
    source: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reader's judgement of one reply: a mark for each sentence, and whether the whole is helpful."""

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    helpful: bool

    def stricter(self, other: Verdict) -> Verdict:
        return Verdict(
            self.id,
            tuple(max(pair, key=MARKS.index) for pair in zip(self.before, other.before, strict=True)),
            tuple(max(pair, key=MARKS.index) for pair in zip(self.after, other.after, strict=True)),
            self.helpful and other.helpful,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``, with the Wilson score interval of 95 % (E. B. Wilson, JASA 22, 1927)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.value
        middle = p + Z * Z / (2 * n)
        reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over replies that two readers judged: of ``of`` judgements ``same`` are equal; a fault was seen by ``both`` or by
    ``one`` alone.
    """

    of: int
    same: int
    both: int
    one: int


def read_sheet(path: Path) -> dict[str, Item]:
    """The items of a sheet by id. Raises ``InputError`` with file and line for what is no line of a sheet."""
    out: dict[str, Item] = {}
    for number, record in _records(path):
        match record:
            case {"id": str(id_), "source": str(source), "before": [*before], "after": [*after]} if id_ not in out:
                out[id_] = Item(id_, source, len(before), len(after))
            case {"id": str(id_)} if id_ in out:
                raise InputError(f"{id_} stands on the sheet twice.", path, number)
            case _:
                raise InputError("this is no line of `python -m quantize reading sheet`.", path, number)
    if not out:
        raise InputError("the sheet is empty.", path)
    return out


def read_verdicts(path: Path, items: Mapping[str, Item]) -> dict[str, Verdict]:
    """One reader's verdicts by id. Raises ``InputError`` with file and line for an unknown or repeated id, a mark that is
    none, too many or too few of them, or a fault without a word on why.
    """
    out: dict[str, Verdict] = {}
    for number, record in _records(path):
        try:
            verdict = _verdict(record, items)
            if verdict.id in out:
                raise ValueError(f"{verdict.id} is judged twice in this file; a second reader has a file of their own")
        except ValueError as error:
            raise InputError(f"{error}.", path, number) from error
        out[verdict.id] = verdict
    return out


def _verdict(record: object, items: Mapping[str, Item]) -> Verdict:
    if not isinstance(record, dict) or record.get("id") not in items:
        known = record.get("id") if isinstance(record, dict) else None
        raise ValueError(f"id {known!r} does not stand on the sheet (or its line has changed since)")
    item = items[record["id"]]
    before = _marks(record, "before", item.before)
    after = _marks(record, "after", item.after)
    helpful, why = record.get("helpful"), record.get("why", "")
    if not isinstance(helpful, bool):
        raise ValueError(f"{item.id}: helpful must be true or false")
    if not isinstance(why, str) or (not why.strip() and not (helpful and {*before, *after} <= {"ok"})):
        raise ValueError(f'{item.id}: a fault needs a few words in "why"')
    return Verdict(item.id, before, after, helpful)


def _marks(record: Mapping[str, Any], name: str, count: int) -> tuple[str, ...]:
    marks = record.get(name)
    if not isinstance(marks, list) or any(m not in MARKS for m in marks):
        raise ValueError(f"{record['id']}: {name} must be a list of {', '.join(MARKS)}")
    if len(marks) != count:
        raise ValueError(f"{record['id']}: {name} has {len(marks)} marks for {count} sentences")
    return tuple(marks)


def _records(path: Path) -> Iterator[tuple[int, object]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}).", path) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise InputError(f"not JSON: {error}.", path, number) from error


def together(items: Mapping[str, Item], readers: Sequence[Mapping[str, Verdict]]) -> dict[str, Verdict]:
    """The stricter verdict on each reply. Raises ``InputError`` where one of them was judged by nobody."""
    out: dict[str, Verdict] = {}
    for reader in readers:
        for id_, verdict in reader.items():
            out[id_] = verdict.stricter(out[id_]) if id_ in out else verdict
    missing = [id_ for id_ in items if id_ not in out]
    if missing:
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise InputError(f"{len(missing)} of {len(items)} replies are judged by nobody: {some}.")
    return out


def agreement(readers: Sequence[Mapping[str, Verdict]]) -> dict[str, Agreement]:
    """By what was judged (``before``, ``after``, ``helpful``), over all pairs of readers; empty if they share no reply."""
    pairs = [(a[i], b[i]) for a, b in combinations(readers, 2) for i in a if i in b]
    judged: dict[str, list[tuple[str | bool, str | bool]]] = {
        "before": [m for a, b in pairs for m in zip(a.before, b.before, strict=True)],
        "after": [m for a, b in pairs for m in zip(a.after, b.after, strict=True)],
        "helpful": [(a.helpful, b.helpful) for a, b in pairs],
    }
    out = {}
    for name, marks in judged.items():
        faults = [(a not in ("ok", True)) + (b not in ("ok", True)) for a, b in marks]
        out[name] = Agreement(len(marks), sum(a == b for a, b in marks), faults.count(2), faults.count(1))
    return out if pairs else {}


def shares(verdicts: Sequence[Verdict]) -> dict[str, Share]:
    """What the issue of replies that hold is measured by; sentences are counted, helpfulness by whole replies."""
    before = [m for v in verdicts for m in v.before]
    after = [m for v in verdicts for m in v.after]
    return {
        "unsupported claims before the check": Share(sum(m != "ok" for m in before), len(before)),
        "unsupported claims after the check": Share(sum(m != "ok" for m in after), len(after)),
        "wrong numbers or names before the check": Share(before.count("wrong_fact"), len(before)),
        "wrong numbers or names after the check": Share(after.count("wrong_fact"), len(after)),
        "helpful replies": Share(sum(v.helpful for v in verdicts), len(verdicts)),
    }
