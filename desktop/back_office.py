"""The staff's side of the engine on this machine: imports with the way back, prices, health, settings."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop.staff_port import CatalogueState, HealthLine, ImportPreview, Progress
from desktop.view.words import tr
from engine.cancel import Cancel, Cancelled
from engine.errors import AisleError, CatalogueError
from engine.money import Money
from engine.places import DataFolder
from engine.products import Product
from engine.settings import Settings

_SAMPLES = 3


class DataFolderOffice:
    """A ``BackOffice`` over one data folder. The heavy parts of the engine are imported where they are used."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    @property
    def _previous(self) -> Path:
        return self._folder.root / "catalog.previous.db"

    @property
    def _from_demo(self) -> Path:
        """Says that before the first import there was only the demo store."""
        return self._folder.root / "catalog.previous.none"

    def catalogue(self) -> CatalogueState:
        from engine.catalogue import Catalogue

        with Catalogue.open(self._in_use()) as catalogue:
            info = catalogue.info
        return CatalogueState(
            info.name or tr("Unnamed"),
            info.products,
            info.variants,
            info.documents,
            str(info.imported_at or ""),
            self._folder.catalogue.is_file() and (self._previous.is_file() or self._from_demo.is_file()),
        )

    def preview_import(self, path: Path) -> ImportPreview:
        from engine.catalogue import Catalogue, import_paths

        with tempfile.TemporaryDirectory() as aside:
            target = Path(aside) / "preview.db"
            report = import_paths([path], target)
            with Catalogue.open(target) as catalogue:
                samples = catalogue.products(catalogue.popular(_SAMPLES))
        return ImportPreview(
            path.suffix.lstrip(".").upper() or tr("folder"),
            report.products,
            report.bad_rows,
            tuple(f"{p.title} \u00b7 {p.price}" for p in samples),
            tuple(str(bad) for bad in report.bad[:_SAMPLES]),
        )

    def run_import(self, path: Path, progress: Progress, cancel: Cancel) -> str:
        from engine.catalogue import Progress as Told
        from engine.catalogue import import_paths
        from engine.composition import load_encoder

        def told(state: Told) -> None:
            cancel.raise_if()
            progress(state.done, tr("{stage}: {rows} rows").format(stage=state.stage, rows=f"{state.rows:,}"))

        first = not self._folder.catalogue.is_file()
        encoder, _ = load_encoder(threads=0)
        self._keep_previous()
        try:
            report = import_paths([path], self._folder.catalogue, embedder=encoder, progress=told)
        except (AisleError, Cancelled) as ended:
            if first:  # an empty file would stand in the way of the demo store
                _remove(self._folder.catalogue)
                self._from_demo.unlink(missing_ok=True)
            if isinstance(ended, Cancelled):
                return tr("Stopped.")
            raise
        return tr("{added} new, {changed} changed, {same} as before, {bad} bad rows.").format(
            added=report.added, changed=report.changed, same=report.unchanged, bad=report.bad_rows
        )

    def roll_back(self) -> str:
        if self._previous.is_file():
            _copy(self._previous, self._folder.catalogue)
            _remove(self._previous)
        elif self._from_demo.is_file():
            _remove(self._folder.catalogue)
            self._from_demo.unlink()
        else:
            raise CatalogueError(tr("There is no earlier catalogue to go back to."))
        return tr("The catalogue before the last import is back.")

    def find(self, text: str, limit: int) -> tuple[Product, ...]:
        from engine.catalogue import Catalogue
        from engine.retrieval import Retriever

        with Catalogue.open(self._in_use()) as catalogue:
            hits = Retriever(catalogue, None).text(text, limit)
            return tuple(catalogue.products([hit.id for hit in hits]))

    def set_price(self, product_id: str, price: Money) -> Product:
        from engine.catalogue import Catalogue, CatalogueWriter

        with Catalogue.open(self._in_use()) as catalogue:
            product = catalogue.product(product_id)
        if product is None:
            raise CatalogueError(tr("This product is no longer in the catalogue; search for it again."))
        changed = replace(product, price=price)
        with CatalogueWriter(self._in_use()) as writer:
            writer.put([changed])
        return changed

    def health(self) -> tuple[HealthLine, ...]:
        from engine.cli.doctor import examine

        found = sorted(examine(self._folder), key=lambda f: (f.state == "ok", not f.part.startswith("model")))
        return tuple(
            HealthLine(f.part, f.state, f.text if f.state == "ok" or not f.fix else f"{f.text}. {f.fix}") for f in found
        )

    def save(self, settings: Settings) -> None:
        settings.save(self._folder.settings)

    def _in_use(self) -> Path:
        return self._folder.catalogue if self._folder.catalogue.is_file() else self._folder.demo

    def _keep_previous(self) -> None:
        if self._folder.catalogue.is_file():
            _copy(self._folder.catalogue, self._previous)
            self._from_demo.unlink(missing_ok=True)
        else:
            self._folder.root.mkdir(parents=True, exist_ok=True)
            self._from_demo.touch()


def _copy(source: Path, target: Path) -> None:
    """Copy a database through SQLite, so that what stands in its write-ahead log comes along."""
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)
    except sqlite3.DatabaseError as error:
        raise CatalogueError(
            tr("The catalogue at {path} cannot be copied ({why}).").format(path=source, why=error)
        ) from error


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
