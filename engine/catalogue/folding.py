"""One folded form of a text, so that ``Bügel  Café`` and ``bugel cafe`` are the same brand or value, and its words."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Case folded, without accents, white space single. Idempotent."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # Casefolding after decomposition too: some compatibility characters decompose into capitals.
    return " ".join(bare.casefold().split())


def words(text: str) -> list[str]:
    """Folded words in order: ``"Wi-Fi 6E, blue"`` to ``["wi", "fi", "6e", "blue"]``."""
    return _WORD.findall(text.lower() if text.isascii() else fold(text))
