"""Importing feeds into a catalogue: products and the vectors of what is new or changed, in one transaction."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.catalogue.embedding import Embedder, embed
from engine.catalogue.formats.context import Context, Feed
from engine.catalogue.formats.detect import Format, detect
from engine.catalogue.formats.mapping import ColumnMapping, read_mapping
from engine.catalogue.formats.sources import find_sources
from engine.catalogue.import_run import BadRow, ImportRun, ProgressCallback
from engine.catalogue.keeping import kept_aside
from engine.catalogue.kept_vectors import KeptVectors
from engine.catalogue.vectors import sweep
from engine.catalogue.writer import CatalogueWriter
from engine.errors import InputError

# Products before links and documents, pictures and reviews before products.
_ORDER: dict[Format, int] = {"magento_images": 0, "magento_reviews": 0, "magento_links": 2, "magento_pages": 3}
_COLLECTED_AFTER = 50_000
"""So many new objects are looked through for cycles at once: those of some batches, where Python's own 700 are a few rows."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``bad`` holds the first 10,000 bad rows of ``bad_rows``; ``notes`` are whole sentences.

    ``embedded`` texts were encoded; ``resumed`` vectors were there from an import that was interrupted.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    documents: int
    links: int
    embedded: int
    resumed: int
    bad_rows: int
    bad: tuple[BadRow, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def products(self) -> int:
        """Products that the feeds hold and that are now in the catalogue."""
        return self.added + self.changed + self.unchanged


def import_paths(
    paths: Sequence[Path],
    target: Path,
    format: str = "auto",
    mapping: Path | ColumnMapping | None = None,
    replace: bool = False,
    embedder: Embedder | None = None,
    progress: ProgressCallback | None = None,
    currency: str | None = None,
    name: str | None = None,
    previous: Path | None = None,
) -> ImportReport:
    """Import files, zip files and folders into the catalogue at ``target``, made if missing.

    All products go in together with their vectors or not at all, and readers see the old catalogue until then. An import
    that is interrupted, in whatever way, leaves the old catalogue; the vectors that it has made are kept beside it and
    taken up by the next one. A product like the stored one is left alone. With ``replace`` the products that the feeds
    lack are removed, unless a feed could not be read to its end. Without ``embedder`` no vectors are made, which the
    report says. With ``previous`` the catalogue as it was is kept there if the import changes it (see
    :mod:`engine.catalogue.keeping`).

    Raises :class:`InputError` where nothing usable was found (nothing is changed then) and :class:`CatalogueError`
    where ``target`` cannot be written.
    """
    if isinstance(mapping, Path):
        mapping = read_mapping(mapping)
    mapping = mapping or ColumnMapping()
    # Local where the feed says nothing itself; a catalogue has one main currency.
    context = Context(currency or mapping.currency or "USD", mapping)
    chosen = mapping.format if format == "auto" and mapping.format else format
    run = ImportRun(progress)
    feeds = _feeds(paths, context, chosen, run)
    keeping: AbstractContextManager[list[bool]] = (
        kept_aside(Path(target), previous) if previous is not None else nullcontext([])
    )
    embedded = 0
    with _seldom_collected(), keeping as changed, ExitStack() as at_hand:
        kept: KeptVectors | None = None
        with CatalogueWriter(Path(target)) as writer:
            if embedder is not None:
                kept = at_hand.enter_context(closing(KeptVectors(Path(target))))
                run.resumes(kept.found)
            for feed_format, feed in feeds:
                run.read(feed_format, feed, writer)
            run.require_something(paths)
            writer.links_through_variants()
            if replace:
                run.remove_missing(writer)
            _put_meta(writer, run, context, name)
            run.tell("indexing")
            did = writer.changes
            changed.append(bool(did.added or did.changed or did.removed or run.documents))
            if embedder is not None and kept is not None:
                embedded = embed(Path(target), writer.connection, embedder, kept, run.embedding)
            else:
                run.notes.append("No vectors were made, so search goes by words alone until an encoder is installed.")
        if kept is not None:
            kept.remove()
    # After the catalogue before has been put aside, for its vectors stay with it.
    sweep(Path(target))
    changes = writer.changes
    return ImportReport(
        added=changes.added,
        changed=changes.changed,
        unchanged=changes.unchanged,
        removed=changes.removed,
        documents=run.documents,
        links=run.links,
        embedded=embedded,
        resumed=kept.found if kept is not None else 0,
        bad_rows=run.bad_rows,
        bad=tuple(run.bad),
        notes=tuple(run.all_notes()),
        seconds=time.monotonic() - run.started,
    )


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """The rows of a feed become objects without cycles, and to look for cycles in them takes a twentieth of an import."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _feeds(paths: Sequence[Path], context: Context, chosen: str, run: ImportRun) -> list[tuple[Format, Feed]]:
    """The feeds among the sources, in the order in which they must be read."""
    found: list[tuple[Format, Feed]] = []
    aside: list[str] = []
    for source in find_sources([Path(p) for p in paths], run.broken):
        try:
            detected = detect(source, context, chosen)
        except InputError as error:
            if not source.found and len(paths) == 1:
                raise
            run.broken(source.name, error)
            continue
        if detected is None:
            if not source.found:
                raise InputError(
                    "is no product feed that Aisle knows; name its columns in a mapping (--map) or its format (--format)",
                    source.name,
                )
            aside.append(source.stem)
            continue
        found.append(detected)
        run.total_bytes += source.size
    if aside:
        run.notes.append(f"Left aside, no product feeds: {', '.join(sorted(aside))}.")
    return sorted(found, key=lambda entry: _ORDER.get(entry[0], 1))


def _put_meta(writer: CatalogueWriter, run: ImportRun, context: Context, name: str | None) -> None:
    main = writer.connection.execute(
        "SELECT currency FROM product GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1"
    ).fetchone()
    writer.put_meta(
        currency=main[0] if main else context.currency,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        source=", ".join(sorted(run.formats)),
    )
    if name or run.heading.name:
        writer.put_meta(name=name or run.heading.name or "")
