"""A rating that is asked for: "4 stars or more", "at least 4.5 stars"."""

from __future__ import annotations

import re

from engine.catalogue.folding import fold

_STARS = re.compile(
    r"(?:at least |over |above |from |minimum )?(?P<stars>[1-5](?:[.,]\d)?)\s?\+?[ -]?stars?"
    r"(?: (?:or|and) (?:more|up|above|better|higher))?(?: rating)?"
)


def stars_in(text: str) -> float | None:
    """The least rating that a said property asks for, of five; ``None`` where it is about something else."""
    found = _STARS.fullmatch(fold(text))
    return float(found["stars"].replace(",", ".")) if found else None


def stars_text(stars: float) -> str:
    """The same as a shopper says it: ``4 stars or more``."""
    return f"{stars:g} stars or more"
