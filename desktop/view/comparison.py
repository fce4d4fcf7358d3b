"""The comparison: columns of products, rows that differ first, the same values folded."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from desktop.pictures import Pictures
from desktop.view.kinds import LIST
from desktop.view.words import card_row, tr
from engine.events import Card, Comparison, ComparisonRow
from engine.products import Product


class ComparisonPage(QObject):
    changed = Signal()

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._products: tuple[Product, ...] = ()
        self._rows: tuple[ComparisonRow, ...] = ()
        self._listed: tuple[str, ...] = ()
        self._unfolded = False

    columns = Property(LIST, lambda self: self._columns(), notify=changed)
    differences = Property(LIST, lambda self: self._table(True), notify=changed)
    same = Property(LIST, lambda self: self._table(False), notify=changed)
    unfolded = Property(bool, lambda self: self._unfolded, notify=changed)

    @property
    def product_ids(self) -> tuple[str, ...]:
        return tuple(product.id for product in self._products)

    def show(self, comparison: Comparison) -> None:
        self._products, self._rows, self._unfolded = comparison.products, comparison.rows, False
        self.changed.emit()

    @Slot()
    def fold(self) -> None:
        """Fold or unfold what is the same in all."""
        self._unfolded = not self._unfolded
        self.changed.emit()

    def show_listed(self, ids: tuple[str, ...]) -> None:
        self._listed = ids
        self.changed.emit()

    def wipe(self) -> None:
        self._products, self._rows, self._unfolded = (), (), False
        self.changed.emit()

    def _columns(self) -> list[dict[str, Any]]:
        return [
            card_row(self._pictures, Card(at, product), self._listed)
            for at, product in enumerate(self._products, start=1)
        ]

    def _table(self, differs: bool) -> list[dict[str, Any]]:
        return [
            {
                "label": row.label[:1].upper() + row.label[1:],
                "cells": [
                    {
                        "text": value if value is not None else tr("not said"),
                        "said": value is not None,
                        "best": at in row.best,
                    }
                    for at, value in enumerate(row.values)
                ],
            }
            for row in self._rows
            if row.differs == differs
        ]
