"""Suggestions under the fingers: what the half-typed words may become, and which of it is chosen."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from desktop.pictures import Pictures
from desktop.threads import Engine
from desktop.view.rows import RowsModel
from desktop.view.words import tr
from engine.cancel import Cancel, Cancelled
from engine.typeahead import CategoryMatch, Match, ProductMatch, QuestionMatch, Typeahead

WAIT_MS = 70
"""Between two letters of a quick hand: asking in between would be for nothing."""
TYPED_FIELDS = ("key", "sort", "title", "detail", "picture", "spoken")
log = logging.getLogger(__name__)


class Typing(QObject):
    """``sort`` of a row is ``question``, ``category`` or ``product``; ``current`` is the row under the keys, -1 for none."""

    changed = Signal()
    product = Signal(object)
    question = Signal(str)
    category = Signal(object)

    def __init__(self, engine: Engine, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._pictures = engine, pictures
        self._rows = RowsModel(TYPED_FIELDS, self)
        self._matches: tuple[Match, ...] = ()
        self._current = -1
        self._text = ""
        self._cancel = Cancel()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._look)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    open = Property(bool, lambda self: bool(self._matches), notify=changed)
    current = Property(int, lambda self: self._current, notify=changed)
    currentText = Property(
        str, lambda self: self._rows.rows[self._current]["spoken"] if self._current >= 0 else "", notify=changed
    )

    @Slot(str)
    def edit(self, text: str) -> None:
        """The field holds ``text`` now. What was looked for before is not wanted any more."""
        self._cancel.cancel()
        self._text = text
        if text.strip():
            self._wait.start()
        else:
            self.dismiss()

    @Slot(int)
    def move(self, step: int) -> None:
        """The next row (1) or the one before (-1); beyond the ends no row, so that Enter sends what is typed."""
        if self._matches:
            at = self._current + step
            self._current = at if 0 <= at < len(self._matches) else len(self._matches) - 1 if at < -1 else -1
            self.changed.emit()

    @Slot(int)
    def choose(self, at: int) -> None:
        if not 0 <= at < len(self._matches):
            return
        match = self._matches[at]
        self.dismiss()
        if isinstance(match, ProductMatch):
            self.product.emit(match.product)
        elif isinstance(match, CategoryMatch):
            self.category.emit(match.action)
        else:
            self.question.emit(match.text)

    @Slot()
    def dismiss(self) -> None:
        """Take the list away until more is typed."""
        self._cancel.cancel()
        self._wait.stop()
        self._show(())

    def wipe(self) -> None:
        self._text = ""
        self.dismiss()

    def _look(self) -> None:
        text, cancel = self._text, Cancel()
        self._cancel = cancel

        def got(found: Typeahead) -> None:
            if not cancel.cancelled:
                self._show(found.matches)

        def failed(error: Exception) -> None:
            # Typing goes on without suggestions; what is wrong is told when the question is asked.
            if not isinstance(error, Cancelled):
                log.warning("no suggestions: %s", error)
                self._show(())

        self._engine.glance(lambda shop: shop.suggest(text, cancel), got, failed)

    def _show(self, matches: tuple[Match, ...]) -> None:
        self._matches, self._current = matches, -1
        self._rows.show([self._row(match) for match in matches])
        self.changed.emit()

    def _row(self, match: Match) -> dict[str, Any]:
        match match:
            case QuestionMatch(text):
                return _row("question", text, text, "", "", tr("Asked before: {text}").format(text=text))
            case CategoryMatch(text, count):
                products = tr("1 product") if count == 1 else tr("%n products", count)
                return _row("category", text, text[:1].upper() + text[1:], products, "", f"{text}, {products}")
            case ProductMatch(product):
                price = str(product.price) if product.available else tr("Sold out")
                spoken = f"{product.title}, {price}"
                return _row("product", product.id, product.title, price, self._pictures.address(product), spoken)


def _row(sort: str, key: str, text: str, detail: str, picture: str, spoken: str) -> dict[str, Any]:
    return {
        "key": f"{sort}:{key}", "sort": sort, "title": text, "detail": detail, "picture": picture, "spoken": spoken,
    }  # fmt: skip
