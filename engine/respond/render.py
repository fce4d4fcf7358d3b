"""Fills the pointers of a sentence from the rows and documents, and says where in the text each fact stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.events import Fact
from engine.language.protocol import Slot
from engine.products import StoreDocument
from engine.respond.articles import with_articles
from engine.respond.observations import Row, pointer_name
from engine.respond.reference import short_form

_POINTER = re.compile(r"\{([a-z0-9_.]+)\}")
LONGEST_NAME = 60
_COUNTS = frozenset(("count", "shown"))
"""Pointers that are how many: of one, the word behind it stands in the singular."""


def spoken(sentence: str) -> str:
    """A sentence as the model reads it before the next one: pointers in plain words, no values.

    ``The {1.name} weighs {1.attr.weight}.`` becomes ``The 1 name weighs 1 weight.``
    """
    return _POINTER.sub(lambda m: m.group(1).replace(".attr.", " ").replace(".", " ").replace("_", " "), sentence)


def short_name(title: str) -> str:
    """A product's name in running text: a long title ends before its first comma, bracket or dash."""
    if len(title) <= LONGEST_NAME:
        return title
    head = re.split(r"\s+[-–—|(\[]|,\s", title, maxsplit=1)[0].strip()
    # A stop that ends the cut name would end the sentence around it.
    return (head if 3 <= len(head) <= LONGEST_NAME else title[:LONGEST_NAME].rsplit(" ", 1)[0]).rstrip(".,;:")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reply: free words, or the value of one fact (``field`` is then not empty)."""

    text: str
    product: str = ""
    field: str = ""


@dataclass(slots=True)
class Renderer:
    """Renders the sentences of one reply after each other; offsets count from the reply's first character."""

    rows: Sequence[Row]
    documents: Sequence[StoreDocument] = ()
    facts: list[Fact] = field(default_factory=list)
    length: int = 0
    named: set[int] = field(default_factory=set)
    """The rows whose names were said in full."""

    def pieces(self, sentence: str, slots: Sequence[Slot]) -> Iterator[Piece]:
        """The sentence piece by piece, facts recorded as they pass. A space goes before a sentence that is not the first.

        Raises ``KeyError`` for a pointer that neither rows, documents nor slots can fill.
        """
        hints = {s.pointer: s.hint for s in slots}
        start = 0
        value = Piece("")
        if self.length:
            yield self._passed(Piece(" "))
        for found in _POINTER.finditer(sentence):
            value = self.value(found.group(1), hints)
            before = sentence[start : found.start()]
            if value.text[:4].lower() == "the " and before.lower().endswith("the "):
                before = before[:-4]
            if before:
                yield self._passed(Piece(with_articles(before, value.text)))
            yield self._passed(value)
            start = found.end()
        rest = sentence[start:]
        if start and value.text[-1:] in {".", "?"}:
            rest = rest.removeprefix(".")  # a quoted sentence brings its own full stop
        again = re.match(r"\s+([^\W\d_]+)\b", rest)
        if start and again and value.text.lower().endswith(f" {again.group(1).lower()}"):
            rest = rest[again.end() :]  # "{wish.1} people" where the wish is "4 people"
        if start and value.text == "1" and value.field in _COUNTS:
            rest = re.sub(r"^(\s+(?:item|product|thing))s\b", r"\1", rest)
        if rest:
            yield self._passed(Piece(with_articles(rest)))

    def _passed(self, piece: Piece) -> Piece:
        if piece.field:
            self.facts.append(Fact(piece.product, piece.field, piece.text, self.length, self.length + len(piece.text)))
        self.length += len(piece.text)
        return piece

    def value(self, pointer: str, hints: Mapping[str, str]) -> Piece:
        """What a pointer stands for: of a row from the row itself, of anything else from its slot."""
        head, _, rest = pointer.partition(".")
        if head.isdigit():
            row = next((r for r in self.rows if r.n == int(head)), None)
            if row is None:
                raise KeyError(pointer)
            text = self._name(row) if rest == "name" else _of_row(row, rest, hints.get(pointer, ""))
            return Piece(text, row.product.id, rest.removeprefix("attr."))
        text = hints[pointer].split(": ", 1)[1]
        if head == "doc":
            number = int(rest.split(".")[0])
            source = self.documents[number - 1].id if number <= len(self.documents) else ""
            return Piece(text, source, pointer)
        if head == "quote":
            owner = re.match(r"(\d+) quote", hints[pointer])
            row = next((r for r in self.rows if owner and r.n == int(owner.group(1))), None)
            return Piece(text, row.product.id if row else "", "description")
        return Piece(text, "", pointer)

    def _name(self, row: Row) -> str:
        name = short_name(row.product.title)
        if row.n not in self.named:
            self.named.add(row.n)
            return name
        return short_form(name, [short_name(r.product.title) for r in self.rows if r.n != row.n])


def _of_row(row: Row, name: str, hint: str) -> str:
    product = row.product
    match name:
        case "price":
            return str(product.price)
        case "stock":
            return product.stock_text
        case "place":
            return str(product.place)
        case "rating":
            return f"{product.rating:g}"
        case "brand":
            return product.brand or ""
        case "saves" | "over":
            return hint.split(": ", 1)[1]
    wanted = name.removeprefix("attr.")
    attribute = next((a for a in product.attributes if pointer_name(a.name) == wanted), None)
    if attribute is None:
        raise KeyError(f"{row.n}.{name}")
    return attribute.text
