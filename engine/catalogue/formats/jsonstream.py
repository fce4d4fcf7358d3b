"""JSON arrays and JSON Lines as streams of objects: bounded memory, and a broken object costs only itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any

from engine.catalogue.formats.delimited import BoundedLines
from engine.catalogue.formats.items import Rejected
from engine.catalogue.formats.text import broken

_CHUNK = 1 << 18
_OBJECT_LONGEST = 1 << 23
_TOO_LONG = f"is an object of more than {_OBJECT_LONGEST:,} characters"
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_WRAPPED = re.compile(r'\s*\{\s*"(?:products|items|data|results|rows|entries|catalog(?:ue)?)"\s*:\s*\[')
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)

Found = tuple[int, dict[str, Any]]


def read_lines(stream: IO[bytes], encoding: str) -> Iterator[Found | Rejected]:
    """The objects of a JSON Lines file with their line numbers."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    lines = BoundedLines(TextIOWrapper(stream, encoding=encoding, errors=errors), _OBJECT_LONGEST)
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line:
            continue
        if lines.cut:
            yield Rejected(number, f"is a line of more than {_OBJECT_LONGEST:,} characters")
            continue
        if broken(line):
            yield Rejected(number, "holds bytes that are not UTF-8")
            continue
        try:
            value = _DECODER.decode(line)
        except (ValueError, RecursionError) as error:
            yield Rejected(number, f"is not valid JSON ({_why(error)})")
            continue
        if _HALF.search(line) and _has_half(value):
            yield Rejected(number, "holds half a character (a lone surrogate)")
            continue
        yield (number, value) if isinstance(value, dict) else Rejected(number, "is not a JSON object")


def is_wrapped(head: str) -> bool:
    """Whether a text starts an object around one array of products: ``{"products": [``."""
    return bool(_WRAPPED.match(head.removeprefix("\ufeff")))


def read_array(stream: IO[bytes], encoding: str) -> Iterator[Found | Rejected]:
    """The objects of one JSON array (bare, or the first value of an object) with the lines where they start."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = _Window(TextIOWrapper(stream, encoding=encoding, errors=errors))
    if not text.enter_array():
        yield Rejected(1, "is not a JSON array of objects")
        return
    while True:
        mark = text.skip_separators()
        if mark == "]":
            return
        line = text.line
        if not mark:
            yield Rejected(line, "the file ends in the middle of the array; it is truncated", ends_early=True)
            return
        value = text.take()
        if isinstance(value, Rejected):
            yield value
            if value.ends_early:
                return
        elif isinstance(value, dict):
            yield line, value
        else:
            yield Rejected(line, "is not a JSON object")


class _Window:
    """The part of a text that is being read."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self._ended = not chunk
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def enter_array(self) -> bool:
        self._more()
        self._text = self._text.removeprefix("\ufeff")
        found = re.compile(r"\s*\[").match(self._text) or _WRAPPED.match(self._text)
        if found:
            self._move(found.end())
        return bool(found)

    def skip_separators(self) -> str:
        """Go to the next value; returns its first character, or nothing at the end of the text."""
        while True:
            at = self._at
            while at < len(self._text) and self._text[at] in " \t\r\n,":
                at += 1
            self._move(at)
            if at < len(self._text):
                return self._text[at]
            if not self._more():
                return ""

    def take(self) -> Any:
        """The value that starts here, or a :class:`Rejected` for one that is not valid; moves past either."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                end_of_object = self._end_of_object()
                if end_of_object is None and len(self._text) - self._at < _OBJECT_LONGEST and self._more():
                    continue
                if end_of_object is None:
                    reason = "the file ends in the middle of this object; it is truncated"
                    if not self._ended:
                        reason = f"{_TOO_LONG}; nothing after it was read"
                    return replace(self._reject(len(self._text), reason, whole=True), ends_early=True)
                return self._reject(end_of_object, _why(error))
            if end == len(self._text) and self._more():
                continue  # a number could go on
            if end - self._at > _OBJECT_LONGEST:
                return self._reject(end, _TOO_LONG, whole=True)
            raw = self._text[self._at : end]
            if broken(raw):
                return self._reject(end, "holds bytes that are not UTF-8", whole=True)
            if _HALF.search(raw) and _has_half(value):
                return self._reject(end, "holds half a character (a lone surrogate)", whole=True)
            self._move(end)
            return value

    def _reject(self, end: int, reason: str, whole: bool = False) -> Rejected:
        line = self.line
        self._move(max(end, self._at + 1))
        return Rejected(line, reason if whole else f"is not valid JSON ({reason})")

    def _end_of_object(self) -> int | None:
        """Where the value that starts here ends by its brackets, ``None`` if that is not in sight."""
        if self._text[self._at] not in "{[":
            comma = re.compile(r"[,\]\n]").search(self._text, self._at)
            return comma.start() if comma else None
        depth = 0
        for token in _TOKEN.finditer(self._text, self._at):
            mark = token.group()
            if mark in ("{", "["):
                depth += 1
            elif mark in ("}", "]"):
                depth -= 1
                if depth == 0:
                    return token.end()
        return None


def _has_half(value: Any) -> bool:
    if isinstance(value, str):
        return broken(value)
    if isinstance(value, dict):
        return any(_has_half(k) or _has_half(v) for k, v in value.items())
    return isinstance(value, list) and any(map(_has_half, value))


def _why(error: BaseException) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg.lower()
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
