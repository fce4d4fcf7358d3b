"""Feed texts to plain text: HTML, entities, control characters and encodings."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Mapping
from typing import IO

from engine.catalogue.formats.sources import read_some

_DROPPED = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section|article|blockquote|dt|dd|hr)\b[^<>]*>", re.IGNORECASE
)
_CELL = re.compile(r"</(?:td|th)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_DIRECTIVE = re.compile(r"\{\{[^{}]*\}\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff]+")
# Marks that turn the direction of what follows, and letters that nobody sees: a name with them shows as another.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u206a-\u206f\U000e0000-\U000e007f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2007\u202f]+")
_BULLET = re.compile(r"^[\u2022\u00b7\u25cf\u25aa*\-\u2013] ?")


_HALF_EMPTY = 0.4
"""Share of zero bytes in every second place of Western text in UTF-16; a stray one in a table is only that."""


def plain(text: str) -> str:
    """One line of plain text: entities resolved, tags gone, white space single."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _DROPPED.sub(" ", text)))
    return " ".join(_CONTROL.sub(" ", text if text.isascii() else _UNSEEN.sub("", text)).split())


def prose(text: str) -> str:
    """HTML or plain text as lines of plain text: one paragraph or list item a line, bullets gone."""
    text = text.replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DIRECTIVE.sub("", _DROPPED.sub(" ", text)) if "<" in text or "{{" in text else text
    if "<" in text:
        if _BLOCK.search(text):
            text = text.replace("\r", " ").replace("\n", " ")
        text = _BLOCK.sub("\n", text)
        text = _TAG.sub("", _CELL.sub(" | ", text))
    if "&" in text:
        text = html.unescape(text)
    text = text if text.isascii() else _UNSEEN.sub("", text)
    lines = (_SPACES.sub(" ", _CONTROL.sub(" ", line)).strip(" |") for line in text.split("\n"))
    return "\n".join(bare for line in lines if (bare := _BULLET.sub("", line).strip()))


def decoding(stream: IO[bytes], most: int = 1 << 24) -> str:
    """The encoding of a text: by its mark, else UTF-8 where that is plausible, else the likeliest older one.

    Reads at most ``most`` bytes. A few broken bytes among much valid UTF-8 stay UTF-8: their rows are reported.
    """
    head = read_some(stream, 1 << 16)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    even, odd = (half.count(0) / max(1, len(half)) for half in (head[:400:2], head[1:400:2]))
    if max(even, odd) > _HALF_EMPTY and min(even, odd) < max(even, odd) / 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk, read = head, 0
    try:
        while chunk and read < most:
            decoder.decode(chunk)
            read += len(chunk)
            chunk = read_some(stream, 1 << 18)
    except UnicodeDecodeError:
        return _mostly(chunk + read_some(stream, 1 << 20))
    return "utf-8"


def _mostly(sample: bytes) -> str:
    """UTF-8 where broken bytes are few among valid ones, else the likeliest older encoding."""
    text = sample.decode("utf-8", "surrogateescape")
    bad = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    good = sum(1 for c in text if c > "\x7f") - bad
    if bad * 2 <= good:
        return "utf-8"
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    return _older(b"\n".join(lines)[: 1 << 16])


def _older(sample: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8, among those that shops' exports come in."""
    from charset_normalizer import from_bytes

    known = ["cp1252", "cp1250", "cp1251", "gb18030", "big5", "shift_jis", "euc_kr"]
    # A single accent or two between ASCII letters speaks for Western text, which is too short for statistics.
    lone = sum(
        len(run)
        for run in re.findall(
            rb"(?<=[a-zA-Z])[\xc0-\xff]{1,2}(?![\x80-\xff])|(?<![\x80-\xff])[\xc0-\xff](?=[a-z])", sample
        )
    )
    signs = len(re.findall(rb"(?<![\x80-\xff])[\x80\x91-\x97\xa3\xa9\xae\xb0\xb2\xb5\xbd](?![\x80-\xff])", sample))
    if (lone + signs) * 2 >= sum(1 for byte in sample if byte > 0x7F):
        return "cp1252"
    best = from_bytes(sample, cp_isolation=known).best()
    return best.encoding if best else "cp1252"


def broken(text: str) -> bool:
    """Whether ``text`` holds bytes that its encoding could not read (kept as lone surrogates)."""
    return not text.isascii() and _SURROGATE.search(text) is not None


_AMOUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONEY = rf"(?:[$€£]\s?{_AMOUNT}|{_AMOUNT}\s?(?:USD|EUR|GBP|dollars|euros))"
_SPAN = r"\d+(?:\s?(?:to|-|\u2013|\u2014)\s?\d+)?\s(?:(?:business|working|calendar)\s)?(?:minute|hour|day|week|month|year)s?\b"
_CLOCK = r"\b\d{1,2}(?::\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|noon)(?!\w)"
_SHARE = r"\d+(?:\.\d+)?\s?(?:%|percent\b)"
_VALUES = re.compile(f"(?P<amount>{_MONEY})|(?P<period>{_SPAN})|(?P<time>{_CLOCK})|(?P<share>{_SHARE})", re.IGNORECASE)


def named_values(text: str) -> Mapping[str, str]:
    """The amounts, periods, times and percentages that a store document states, named in their order of appearance."""
    counts: dict[str, int] = {}
    values: dict[str, str] = {}
    for found in _VALUES.finditer(text):
        if found.group() in values.values():
            continue
        kind = str(found.lastgroup)
        counts[kind] = counts.get(kind, 0) + 1
        values[kind if counts[kind] == 1 else f"{kind}_{counts[kind]}"] = found.group()
    return values
