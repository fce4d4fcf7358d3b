"""What an import would bring: the same reading into a catalogue that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue import guessing
from engine.catalogue.guessing import Guess, guess_paths
from engine.catalogue.import_run import ProgressCallback
from engine.catalogue.importing import import_paths
from engine.catalogue.reader import Catalogue

_ROWS, _MOST, _BAD = 10, 12, 20


@dataclass(frozen=True, slots=True)
class Row:
    """A product as it was understood."""

    id: str
    title: str
    price: str
    kind: str
    brand: str
    stock: str
    category: str
    attributes: str


@dataclass(frozen=True, slots=True)
class Preview:
    """``shares``: for each field the share of products that have it; ``kinds`` … the most frequent with their counts.

    ``guess`` is how the columns were read, ``None`` for feeds of several formats.
    """

    formats: str
    currency: str
    products: int
    documents: int
    links: int
    shares: dict[str, float]
    kinds: dict[str, int]
    brands: dict[str, int]
    attributes: dict[str, int]
    rows: tuple[Row, ...]
    bad_rows: int
    bad: tuple[str, ...]
    notes: tuple[str, ...]
    guess: Guess | None


def preview_of(
    paths: Sequence[Path],
    format: str = "auto",
    mapping: Path | None = None,
    currency: str | None = None,
    progress: ProgressCallback | None = None,
) -> Preview:
    """Read the feeds as an import would. Raises what :func:`import_paths` raises; nothing is written but a temporary."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "preview.db"
        report = import_paths(paths, target, format, mapping, currency=currency, progress=progress)
        with Catalogue.open(target) as catalogue:
            words = catalogue.vocabulary()
            about = catalogue.info
            ids = [
                str(i)
                for (i,) in catalogue.connection.execute("SELECT id FROM product ORDER BY rowid LIMIT ?", (_ROWS,))
            ]
            rows = tuple(
                Row(
                    p.id, p.title, str(p.price), p.kind, p.brand or "", p.stock_text, " > ".join(p.category),
                    "; ".join(f"{a.label}: {a.text}" for a in p.attributes),
                )
                for p in catalogue.products(ids)
            )  # fmt: skip
            return Preview(
                formats=catalogue.meta("source") or "",
                currency=about.currency,
                products=about.products,
                documents=report.documents,
                links=report.links,
                shares=_shares(catalogue),
                kinds=dict(list(words.kinds.items())[:_MOST]),
                brands=dict(list(words.brands.items())[:_MOST]),
                attributes=dict(list(words.attributes.items())[:_MOST]),
                rows=rows,
                bad_rows=report.bad_rows,
                bad=tuple(map(str, report.bad[:_BAD])),
                # What the temporary catalogue lacks on purpose is no news.
                notes=tuple(n for n in report.notes if not n.startswith("No vectors")),
                guess=guess_paths(paths, format, mapping, currency),
            )


def told(seen: Preview) -> Iterator[str]:
    """The preview as lines to read."""
    yield f"Format {seen.formats}, prices in {seen.currency}: {seen.products:,} products, {seen.documents} documents, {seen.links:,} links."
    if seen.guess is not None:
        yield from guessing.told(seen.guess)
    yield "Of the products have: " + ", ".join(f"{name} {share:.0%}" for name, share in seen.shares.items()) + "."
    for name, counts in (("Types", seen.kinds), ("Makers", seen.brands), ("Attributes", seen.attributes)):
        if counts:
            yield f"{name}: " + ", ".join(f"{text or 'unknown'} ({count:,})" for text, count in counts.items())
    for row in seen.rows:
        yield f"  {row.id}  {row.title} · {row.price} · {row.kind or 'type unknown'} · {row.brand or 'maker unknown'} · {row.stock}"
        if row.attributes:
            yield f"      {row.attributes[:160]}"
    yield from seen.notes
    yield from seen.bad
    if seen.bad_rows > len(seen.bad):
        yield f"... and {seen.bad_rows - len(seen.bad):,} more bad rows"
    yield "Nothing was written. If this is right, run the same with `import`."


def _shares(catalogue: Catalogue) -> dict[str, float]:
    tests = {
        "type": "kind <> ''",
        "maker": "brand IS NOT NULL",
        "description": "description <> ''",
        "stock": "stock IS NOT NULL",
        "place": "aisle IS NOT NULL",
        "rating": "rating IS NOT NULL",
        "picture": "picture IS NOT NULL",
    }
    sums = ", ".join(f"avg({test})" for test in tests.values())
    values = catalogue.connection.execute(f"SELECT {sums} FROM product").fetchone()
    return {name: float(value or 0) for name, value in zip(tests, values, strict=True)}
