"""Writes ``engine/respond/neutral.txt``: the words of the corpus's replies that are no claim of their own.

From the wordings and the authored replies of the training split, without what an observation or slot supplied and
without the words of ``claims.txt``. Run ``python -m quantize.corpus.neutral`` after the wordings have changed.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import engine.respond
from engine.respond.claims import claim_words
from engine.respond.questions import stem
from engine.respond.ranks import RANKS
from quantize.corpus.authored_replies import authored_pairs, read_planned
from quantize.corpus.wording import wordings

_WORD = re.compile(r"[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*")
_MORE = (
    "is are has have it they its their isn't aren't does do was were comes come suits suit made meant for not no without lacks lack "
    "instead of rather than neither nor or and the a an in on at to by with as from up goes go stays stay keeps keep costs cost under over within "
    "above less more weighs weigh measures measure holds hold runs run lasts last charges charge takes take shines shine gives give carries carry "
    "covered reaches reach turns turn covers cover contains contain lists list listed shows show long wide high deep thick across scales"
)
OFTEN = 5
"""So many of the sentences written to plans must say a word: names of things stray into them, as they are about things."""


def neutral_words() -> list[str]:
    """The words, sorted."""
    counts: Counter[str] = Counter()
    for lines in wordings().values():
        for line in lines:
            text = (
                re.sub(r"\{[^{}]*\}", " ", line.lower())
                .replace("[", " ")
                .replace("]", " ")
                .replace("<", " ")
                .replace(">", " ")
                .replace("|", " ")
                .replace("~", " ")
            )
            counts.update(_WORD.findall(text))
    planned = {sentence for pairs in read_planned() for _, sentence in pairs}
    heard: Counter[str] = Counter()
    for plan, sentence in authored_pairs("train"):
        own = heard if sentence in planned else counts
        support = " ".join((*plan.observations, *(s.hint for s in plan.slots), plan.say)).lower()
        backed = {stem(w) for w in _WORD.findall(support)}
        for word in _WORD.findall(re.sub(r"\{[^{}]*\}", " ", sentence.lower())):
            if stem(word) not in backed:
                own[word] += 1
    counts.update(word for word, times in heard.items() if times >= OFTEN)
    counts.update(_MORE.split())
    claims = claim_words()
    return sorted(w for w in counts if w not in claims and w not in RANKS)


def main() -> None:
    path = Path(engine.respond.__file__).parent / "neutral.txt"
    words = neutral_words()
    lines, line = ["# Words that claim nothing by themselves; written by quantize.corpus.neutral."], ""
    for word in words:
        if len(line) + len(word) > 118:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    path.write_text("\n".join([*lines, line]) + "\n", encoding="utf-8")
    print(f"{len(words)} words in {path.name}")


if __name__ == "__main__":
    main()
