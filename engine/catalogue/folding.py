"""One folded form of a text, so that ``Bügel  Café`` and ``bugel cafe`` are the same brand or value, and its words."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_APART = {n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)}
"""ASCII in small letters, and a space for what is in no word: with a split a third of the pattern's time."""


def fold(text: str) -> str:
    """Case folded, without accents, white space single. Idempotent."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # Casefolding after decomposition too: some compatibility characters decompose into capitals.
    return " ".join(bare.casefold().split())


def words(text: str) -> list[str]:
    """Folded words in order: ``"Wi-Fi 6E, blue"`` to ``["wi", "fi", "6e", "blue"]``."""
    return text.translate(_APART).split() if text.isascii() else _WORD.findall(fold(text))
