"""How well a model understands: exact Actions and kinds over dialogues, each turn judged with the gold turns before it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import actions
from engine.actions import Action
from engine.language.protocol import DialogueTurn, fold

Understand = Callable[[Sequence[DialogueTurn]], Action]


def canonical(action: Action) -> dict[str, Any]:
    """An Action as it is compared: texts folded, lists without order, without the question (which is what was said)."""
    data = actions.to_json(action, sparse=True)
    data.pop("question", None)
    for name in ("must", "must_not"):
        if name in data:
            data[name] = sorted(fold(t) for t in data[name])
    for name in ("query", "brand"):
        if data.get(name):
            data[name] = fold(data[name])
    return data


@dataclass(slots=True)
class Score:
    """Counts over turns; ``wrong`` keeps what was said with the gold and the written Action."""

    turns: int = 0
    kinds: int = 0
    exact: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    wrong: list[dict[str, Any]] = field(default_factory=list)

    def add(self, turns: Sequence[DialogueTurn], gold: Action, written: Action) -> None:
        expected, got = canonical(gold), canonical(written)
        self.turns += 1
        self.kinds += gold.kind == written.kind
        self.exact += expected == got
        counts = self.by_kind.setdefault(gold.kind, [0, 0])
        counts[0] += 1
        counts[1] += expected == got
        self.confusion[gold.kind, written.kind] += 1
        if expected != got:
            if gold.kind == written.kind:
                self.fields.update(k for k in {*expected, *got} if expected.get(k) != got.get(k))
            self.wrong.append({"said": [f"{t.shown} {t.say}" for t in turns[-3:]], "gold": expected, "written": got})

    def summary(self) -> dict[str, Any]:
        n = max(self.turns, 1)
        return {
            "turns": self.turns,
            "exact": round(self.exact / n, 4),
            "kind": round(self.kinds / n, 4),
            "by_kind": {k: {"turns": t, "exact": round(e / t, 3)} for k, (t, e) in sorted(self.by_kind.items())},
            "fields_wrong": dict(self.fields.most_common()),
            "confusion": {
                meant: {w: n for (m, w), n in sorted(self.confusion.items()) if m == meant}
                for meant in sorted({m for m, _ in self.confusion})
            },
        }


def score(understand: Understand, dialogues: Iterable[Sequence[DialogueTurn]], most: int | None = None) -> Score:
    """Run every turn of the dialogues, the earlier turns with their gold Actions."""
    out = Score()
    for dialogue in dialogues:
        for end in range(1, len(dialogue) + 1):
            past, last = dialogue[: end - 1], dialogue[end - 1]
            assert last.action is not None
            turns = [*past, DialogueTurn(last.say, last.shown)]
            out.add(turns, last.action, understand(turns))
            if most is not None and out.turns >= most:
                return out
    return out


def write_report(path: Path, scores: dict[str, Score], replies: ReplyScore | None = None) -> None:
    """``path`` gets the summaries, and beside it the wrong turns (and all replies) as JSON Lines to read."""
    data: dict[str, Any] = {name: s.summary() for name, s in scores.items()}
    if replies is not None:
        data["replies"] = {"asked": replies.asked, "valid": replies.valid, "supported": replies.supported}
        with path.with_name(f"{path.stem}-replies.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(e, ensure_ascii=False) + "\n" for e in replies.examples)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    for name, s in scores.items():
        with path.with_name(f"{path.stem}-{name}-wrong.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(w, ensure_ascii=False) + "\n" for w in s.wrong)


@dataclass(slots=True)
class ReplyScore:
    """Of the sentences asked for: how many came to an end with valid pointers, and how many the verifier supports."""

    asked: int = 0
    valid: int = 0
    supported: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def reply_score(model: Any, pairs: Iterable[tuple[Any, str]]) -> ReplyScore:
    """Word each plan greedily; a sentence is valid when each pointer in it is one of the plan's slots."""
    from engine.respond.conveys import conveys
    from engine.respond.verify import supported

    out = ReplyScore()
    for plan, gold in pairs:
        out.asked += 1
        found = model.write(plan)
        if not found:
            out.examples.append({"plan": list(plan.observations), "gold": gold, "written": None})
            continue
        text = found[0].text
        allowed = {s.pointer for s in plan.slots}
        valid = set(re.findall(r"\{([^}]*)\}", text)) <= allowed and not re.search(
            r"\d", re.sub(r"\{[^}]*\}", "", text)
        )
        holds = valid and supported(text, plan, ()).ok and not conveys(text, plan)
        out.valid += valid
        out.supported += holds
        out.examples.append(
            {
                "situation": plan.situation,
                "plan": list(plan.observations),
                "gold": gold,
                "written": text,
                "valid": valid,
                "supported": holds,
            }
        )
    return out
