"""One folded form of a text, so that ``Bügel  Café`` and ``bugel cafe`` are the same brand or value."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Case folded, without accents, white space single. Idempotent."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # Casefolding after decomposition too: some compatibility characters decompose into capitals.
    return " ".join(bare.casefold().split())
