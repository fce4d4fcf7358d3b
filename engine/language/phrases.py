"""What sentences mostly go on with: drafts for replies, proposed after the last tokens and checked by the model.

A reply's sentences are made of few turns of phrase ("is the best rated of the"), so a table of what followed two to
four tokens in the corpus guesses about every second token; the model then reads several in one pass (speculative decoding,
Leviathan et al. 2023, with a table in the draft model's place). Only what the model itself chooses in that pass is kept; in int8
a pass over several tokens rounds a little differently from one over each, so where two words are as likely a draft may
tip the choice.
"""

from __future__ import annotations

import logging
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from engine.errors import ModelError
from engine.language.manifest import Manifest

log = logging.getLogger(__name__)

FILE = "phrases.npz"
ORDERS = (4, 3, 2)
"""Tokens that a guess is made from, the longest first."""
MOST, LEAST_ODDS = 6, 0.2
"""Tokens proposed at once, as long as the odds that all of them are right stay at ``LEAST_ODDS``."""
SEEN, SHARE = 3, 0.4
"""Kept are beginnings seen so often, of which the commonest next token has at least this share."""
_BITS = 16

Table = Mapping[int, tuple[int, float]]


class Phrases:
    """A table from the last tokens to the next one, with how often that was right in the corpus."""

    def __init__(self, table: Table) -> None:
        """``table`` is keyed by up to four tokens, the last one in the lowest 16 bits; see ``learned`` and ``read``."""
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def follow(self, seen: Sequence[int], end: int) -> list[int]:
        """The tokens that probably come after ``seen``; none of them is ``end``."""
        recent = list(seen[-ORDERS[0] :])
        out: list[int] = []
        odds = 1.0
        while len(out) < MOST:
            found = next((f for n in ORDERS if len(recent) >= n and (f := self._table.get(_key(recent[-n:])))), None)
            if found is None or found[0] == end or (odds := odds * found[1]) < LEAST_ODDS:
                break
            out.append(found[0])
            recent = [*recent[1 - ORDERS[0] :], found[0]]
        return out

    @classmethod
    def learned(cls, sentences: Iterable[Sequence[int]]) -> Phrases:
        """From sentences of the corpus as tokens, each from the last token of its prompt to its end."""
        counts: dict[int, Counter[int]] = {}
        for tokens in sentences:
            for at in range(1, len(tokens)):
                for n in ORDERS:
                    if at >= n:
                        counts.setdefault(_key(tokens[at - n : at]), Counter())[tokens[at]] += 1
        table = {}
        for key, after in sorted(counts.items()):
            (token, times), total = after.most_common(1)[0], after.total()
            if total >= SEEN and times >= SHARE * total:
                table[key] = (token, times / total)
        return cls(table)

    @classmethod
    def beside(cls, folder: Path, manifest: Manifest) -> Phrases | None:
        """The table that the manifest names; ``None`` where there is none or it is damaged, which is slower and no worse."""
        if FILE not in manifest.files:
            return None
        try:
            return cls.read(manifest.verified(folder, FILE))
        except ModelError as error:
            log.warning("replies are worded without drafts: %s", error)
            return None

    @classmethod
    def read(cls, path: Path) -> Phrases:
        """Raises ``ModelError`` for a file that is no such table."""
        try:
            with np.load(path, allow_pickle=False) as held:
                columns = [held[name].tolist() for name in ("keys", "tokens", "odds")]
                return cls({k: (t, o / 255) for k, t, o in zip(*columns, strict=True)})
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise ModelError(f"{path} is no table of phrases ({error}): install the model again.") from error

    def write(self, path: Path) -> None:
        """Written again from the same corpus the file is the same to the byte; it appears under its name when it is whole."""
        aside = path.with_name(f".{path.name}-fresh.npz")
        np.savez_compressed(
            aside,
            keys=np.array(list(self._table), dtype=np.uint64),
            tokens=np.array([token for token, _ in self._table.values()], dtype=np.uint16),
            odds=np.array([round(odds * 255) for _, odds in self._table.values()], dtype=np.uint8),
        )
        aside.replace(path)


def _key(tokens: Sequence[int]) -> int:
    key = 0
    for token in tokens:
        key = key << _BITS | token + 1  # no token counts as none
    return key
