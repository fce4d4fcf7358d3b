"""The article before a word or a value: "an umbrella holder", "an 18 V drill", "a one-litre bottle".

Only words of which the sound is plain are judged; before anything else the article stays as it was written.
"""

from __future__ import annotations

import re

_BEFORE = re.compile(r"(?:(?<![\w-])an?|(?<![^ ])An?)(?=\s+(\w[\w-]*))|(?:(?<![\w-])an?|(?<![^ ])An?)(?=\s+$)")
_LETTER = re.compile(r"\b(?:class|grade|type|vitamin|plan|size|hepatitis|usb|letter|and|or)\s+$", re.IGNORECASE)
"""What an "a" follows that is a letter, no article."""
_NUMBER = re.compile(r"\d+")
_AN = re.compile(
    r"(?:[aei](?!u?[wx]e)|o(?!n(?:e|ce|esie)|ui)|u(?:mb|n(?!i[^nm])|p|lt|rg)|honest|honou?r|hour|heir)[a-z]*"
)
_A = re.compile(
    r"(?:eu|ewe|one|once|onesie|ouija|u(?:ni[^nm]|s[aeu]|ti|to|ra)|(?!honest|honou?r|hour|heir)(?:[b-df-hj-np-tv-z][aeiouyhlrw]|s[cklmnpqt]|kn|gn|ps))[a-z]*"
)


def _article(word: str) -> str | None:
    """``a`` or ``an`` before a word as it is said; ``None`` where that is not plain ("led", "USB", "X-ray", "hdmi")."""
    first = word.split("-")[0]
    if _NUMBER.fullmatch(first):
        return "an" if re.fullmatch(r"8\d*|11|18", first) else "a"
    if len(first) < 4 and first != "one":
        return None
    return "a" if _A.fullmatch(first) else "an" if _AN.fullmatch(first) else None


def with_articles(text: str, following: str = "") -> str:
    """The text with each "a" and "an" as the next word asks for; ``following`` is what comes behind the text."""

    def right(found: re.Match[str]) -> str:
        word = found.group(1) or (following.split() or [""])[0]
        article = _article(word.rstrip(",.;:")) if word and not _LETTER.search(text[: found.start()]) else None
        return found.group() if article is None else found.group()[0] + article[1:]

    return _BEFORE.sub(right, text)
