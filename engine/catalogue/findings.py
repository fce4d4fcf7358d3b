"""What a check found: every defect a whole sentence with what to do, of one kind only the first ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

_TOLD_MOST = 20
REPAIR = "run `aisle catalog check --repair`"
RESTORE = "go back with `aisle catalog rollback`, or move the file away and import again"


class Findings:
    """Gathers defects by kind; a kind is what is wrong and what to do about it."""

    def __init__(self) -> None:
        self._sentences: list[str] = []
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, what: object, problem: str, fix: str) -> None:
        """``what`` (the id of a product, say) has this problem."""
        kind = (problem, fix)
        self._counts[kind] += 1
        if self._counts[kind] <= _TOLD_MOST:
            self._sentences.append(f"{what} {problem}; {fix}.")

    def sentences(self) -> Iterator[str]:
        yield from self._sentences
        for (problem, fix), count in self._counts.items():
            if count > _TOLD_MOST:
                yield f"{count - _TOLD_MOST:,} more: … {problem}; {fix}."
