"""What the store itself puts together: its stated links, and the kinds that they lead to again and again."""

from __future__ import annotations

import sqlite3

from engine.catalogue import Catalogue
from engine.errors import CatalogueError

LEAST_PAIRS = 2
"""Products of a kind whose links must lead to another kind before the kinds count as paired."""

_PAIRED = """
SELECT a.kind AS source, b.kind AS target, count(DISTINCT a.id) AS pairs
FROM (SELECT source, target FROM link WHERE kind = 'goes_with'
      UNION SELECT target, source FROM link WHERE kind = 'goes_with') AS l
JOIN product AS a ON a.id = l.source
JOIN product AS b ON b.id = l.target
WHERE a.kind <> '' AND b.kind <> '' AND a.kind <> b.kind
GROUP BY a.kind, b.kind
HAVING pairs >= ?
"""


class StoreLinks:
    """Links of one catalogue, read as they are asked for. Raises :class:`CatalogueError` where it cannot be read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._paired: dict[str, list[tuple[str, int]]] | None = None

    def goes_with(self, product_id: str) -> list[str]:
        """Products linked with one, in the store's order; those whose own links name it come last."""
        own = [link.target for link in self._catalogue.links(product_id) if link.kind == "goes_with"]
        back = self._rows("SELECT source FROM link WHERE target = ? AND kind = 'goes_with' ORDER BY source", product_id)
        return list(dict.fromkeys([*own, *(str(row[0]) for row in back)]))

    def paired_kinds(self, kind: str) -> list[tuple[str, int]]:
        """Kinds that a kind is linked with, and by how many of its products, the most first."""
        if self._paired is None:
            self._paired = {}
            for source, target, pairs in self._rows(_PAIRED, LEAST_PAIRS):
                self._paired.setdefault(source, []).append((target, pairs))
            for targets in self._paired.values():
                targets.sort(key=lambda t: (-t[1], t[0]))
        return self._paired.get(kind, [])

    def _rows(self, query: str, value: str | int) -> list[sqlite3.Row]:
        try:
            return self._catalogue.connection.execute(query, (value,)).fetchall()
        except sqlite3.DatabaseError as error:
            raise CatalogueError(
                f"The catalogue {self._catalogue.path} cannot be read ({error}); import it again."
            ) from error
