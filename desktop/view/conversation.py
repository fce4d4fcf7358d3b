"""The conversation: what was said, the answer as it is written, and what could be said or meant next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from desktop.view.answer import PIECE_FIELDS, pieces
from desktop.view.kinds import TEXTS
from desktop.view.rows import RowsModel
from engine.events import Choice, Fact

MESSAGE_FIELDS = ("key", "who", "text", "pieces", "state", "still", "rating")
SUGGESTIONS_MOST = 4


class Conversation(QObject):
    """``state`` of an answer: ``thinking`` (no word yet), ``writing``, ``done``, ``stopped`` or ``failed``."""

    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = RowsModel(MESSAGE_FIELDS, self)
        self._suggestions: tuple[str, ...] = ()
        self._choices: tuple[Choice, ...] = ()
        self._facts: tuple[Fact, ...] = ()
        self._busy = False
        self._next_key = 0

    messages = Property(QObject, lambda self: self._messages, constant=True)
    suggestions = Property(TEXTS, lambda self: list(self._suggestions), notify=changed)
    choices = Property(TEXTS, lambda self: [choice.text for choice in self._choices], notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    last = Property(str, lambda self: self._last_text(), notify=changed)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self._messages.rows

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Facts of the newest answer."""
        return self._facts

    def ask(self, say: str) -> None:
        """The shopper's words, and an answer that has no word yet."""
        self._close("stopped")
        self._facts = ()
        self._suggestions, self._choices = (), ()
        if say:
            self._append("shopper", say, "done")
        self._append("aisle", "", "thinking")
        self._busy = True
        self.changed.emit()
        self.grown.emit()

    def write(self, delta: str) -> None:
        row = self._messages.rows[-1]
        self._set(text=row["text"] + delta, state="writing")
        self.grown.emit()

    def mark_facts(self, facts: Sequence[Fact]) -> None:
        self._facts = tuple(facts)
        self._set(text=self._messages.rows[-1]["text"])

    def suggest(self, texts: Sequence[str]) -> None:
        self._suggestions = tuple(texts[:SUGGESTIONS_MOST])
        self.changed.emit()
        self.grown.emit()

    def offer(self, choices: Sequence[Choice]) -> None:
        """The words were unclear: what they may mean, to be touched."""
        self._choices = tuple(choices)
        self.changed.emit()
        self.grown.emit()

    def choice(self, at: int) -> Choice | None:
        return self._choices[at] if 0 <= at < len(self._choices) else None

    def fail(self, reason: str, still: str) -> None:
        row = self._messages.rows[-1]
        self._set(text=f"{row['text']}\n{reason}".strip(), state="failed", still=still)

    def finish(self, stopped: bool) -> None:
        self._close("stopped" if stopped else "done")
        self.changed.emit()

    def rate(self, key: int, rating: int) -> None:
        for at, row in enumerate(self._messages.rows):
            if row["key"] == key:
                self._messages.edit(at, rating=0 if row["rating"] == rating else rating)

    def wipe(self) -> None:
        models = [row["pieces"] for row in self._messages.rows]
        self._messages.clear()
        for model in models:
            model.clear()
            model.deleteLater()
        self._suggestions, self._choices, self._facts, self._busy = (), (), (), False
        self.changed.emit()

    def _last_text(self) -> str:
        rows = self._messages.rows
        return str(rows[-1]["text"]) if rows else ""

    def _append(self, who: str, text: str, state: str) -> None:
        model = RowsModel(PIECE_FIELDS, self._messages)
        row = {"key": self._next_key, "who": who, "text": text, "pieces": model}
        self._messages.append({**row, "state": state, "still": "", "rating": 0})
        self._next_key += 1

    def _set(self, **values: Any) -> None:
        at = len(self._messages.rows) - 1
        if "text" in values:
            self._messages.rows[at]["pieces"].show(pieces(values["text"], self._facts))
        self._messages.edit(at, **values)
        self.changed.emit()

    def _close(self, state: str) -> None:
        self._busy = False
        rows = self._messages.rows
        if rows and rows[-1]["state"] in {"thinking", "writing"}:
            if not rows[-1]["text"] and state == "done":
                state = "quiet"  # the shelf is the whole answer
            self._messages.edit(len(rows) - 1, state=state)
