"""Writes ``engine/respond/pointing.txt``: what stands beside pointers of each sort in true replies.

These are the training split's, and all replies to plans: like every rule of the check, this one accepts each of them.
Run ``python -m quantize.corpus.pointing`` after the wordings or the authored replies have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import engine.respond
from engine.language.protocol import SentencePlan
from engine.respond.plain import plain_line
from engine.respond.plan import reply_plan
from engine.respond.pointing import is_linked, standings
from quantize.corpus.authored_replies import authored_pairs, read_planned
from quantize.corpus.replies import generated_pairs
from quantize.corpus.scenes import SceneWriter

GENERATED = 20_000
"""Sentences of the generator that are read beside the authored ones."""


SCENES = 3_000


def lines_of(pairs: Iterable[tuple[SentencePlan, str]]) -> Iterator[str]:
    """``before price<TAB>at|cost|for``, sorted."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for plan, sentence in pairs:
        for s in standings(sentence, plan):
            seen[f"before {s.sort}"].add(s.before)
            seen[f"behind {s.sort}"].add(s.behind)
            if is_linked(s):
                seen[f"linked {s.sort}"].add(f"{s.earlier} {s.before}")
    for key in sorted(seen):
        yield f"{key}\t{'|'.join(sorted(seen[key]))}"


def plain_pairs(seed: int, scenes: int) -> Iterator[tuple[SentencePlan, str]]:
    """The fixed lines for the steps of invented scenes: what is said where no wording holds has to hold itself."""
    writer = SceneWriter(seed, "train")
    for _ in range(scenes):
        for step in reply_plan(writer.scene().situation).steps:
            yield step.plan, plain_line(step)


def main() -> None:
    path = Path(engine.respond.__file__).parent / "pointing.txt"
    pairs = chain(
        authored_pairs("train"),
        chain.from_iterable(read_planned()),
        islice(generated_pairs(7, "train", placed=False), GENERATED),
        plain_pairs(7, SCENES),
    )
    head = "% What stands before, behind and two words before pointers of a sort; written by quantize.corpus.pointing."
    lines = [head, *lines_of(pairs)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} lines in {path.name}")


if __name__ == "__main__":
    main()
