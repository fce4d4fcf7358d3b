"""A list model of small rows whose changes reach QML as inserts, moves and edits, so that things slide, not flash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Property as QtProperty
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

Row = Mapping[str, Any]
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowsModel(QAbstractListModel):
    """Rows are mappings with the same ``fields``; the first field is the key that tells a moved row from a new one."""

    changed = Signal()

    def __init__(self, fields: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        self._rows: list[dict[str, Any]] = []

    count = QtProperty(int, lambda self: len(self._rows), notify=changed)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self._rows

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, Any]:
        return {Qt.ItemDataRole.UserRole + n: name.encode() for n, name in enumerate(self._fields)}

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        field = role - Qt.ItemDataRole.UserRole
        if not index.isValid() or not 0 <= field < len(self._fields) or index.row() >= len(self._rows):
            return None
        return self._rows[index.row()][self._fields[field]]

    def show(self, rows: Sequence[Row]) -> None:
        """Become ``rows`` with as few changes as possible."""
        key = self._fields[0]
        wanted = {row[key] for row in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at][key] not in wanted:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, row in enumerate(rows):
            new = {name: row[name] for name in self._fields}
            found = next((n for n in range(at, len(self._rows)) if self._rows[n][key] == new[key]), None)
            if found is None:
                self.beginInsertRows(QModelIndex(), at, at)
                self._rows.insert(at, new)
                self.endInsertRows()
                continue
            if found != at:
                self.beginMoveRows(QModelIndex(), found, found, QModelIndex(), at)
                self._rows.insert(at, self._rows.pop(found))
                self.endMoveRows()
            self._edit(at, new)
        while len(self._rows) > len(rows):  # a key that stood twice
            self.beginRemoveRows(QModelIndex(), len(self._rows) - 1, len(self._rows) - 1)
            del self._rows[-1]
            self.endRemoveRows()
        self.changed.emit()

    def append(self, row: Row) -> None:
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append({name: row[name] for name in self._fields})
        self.endInsertRows()
        self.changed.emit()

    def edit(self, at: int, **values: Any) -> None:
        """Change some fields of one row."""
        self._edit(at, {**self._rows[at], **values})

    def clear(self) -> None:
        self.show(())

    def _edit(self, at: int, new: dict[str, Any]) -> None:
        old = self._rows[at]
        roles = [Qt.ItemDataRole.UserRole + n for n, name in enumerate(self._fields) if old[name] != new[name]]
        if roles:
            self._rows[at] = new
            index = self.index(at)
            self.dataChanged.emit(index, index, roles)
