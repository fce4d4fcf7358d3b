"""The staff pages behind the passphrase: catalogue, health, figures, settings, leave."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from desktop.engine_port import Shop
from desktop.staff_port import BackOffice, CatalogueState, HealthLine, ImportPreview
from desktop.threads import Engine, UiThread
from desktop.view.figures import Figures
from desktop.view.kinds import LIST, MAP
from desktop.view.preferences import Preferences
from desktop.view.words import stock_words, tr
from engine.cancel import Cancel
from engine.errors import AisleError
from engine.money import Money
from engine.products import Product
from engine.settings import RULES, Settings

T = TypeVar("T")
TRIES, PAUSE_SECONDS = 3, 30.0
SECTIONS = ("catalogue", "health", "figures", "settings", "leave")


class Staff(QObject):
    """``door`` is ``shut``, ``asking`` or ``open``. The passphrase is checked on the worker: argon2 takes its time."""

    changed = Signal()
    left = Signal()
    closed = Signal()
    settingsChanged = Signal()

    def __init__(
        self,
        engine: Engine,
        office: BackOffice | None,
        preferences: Preferences,
        figures: Figures,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._engine, self._office, self._preferences, self._counted, self._clock = (
            engine,
            office,
            preferences,
            figures,
            clock,
        )
        self._ui = UiThread()
        self._door, self._section = "shut", "catalogue"
        self._wrong, self._open_at = 0, 0.0
        self._message, self._checking, self._busy = "", False, False
        self._catalogue: CatalogueState | None = None
        self._preview: ImportPreview | None = None
        self._import_path: Path | None = None
        self._cancel: Cancel | None = None
        self._progress, self._progress_text = 0.0, ""
        self._health: tuple[HealthLine, ...] = ()
        self._found: tuple[Product, ...] = ()
        self._draft: Settings | None = None
        self._saved = preferences.house

    door = Property(str, lambda self: self._door, notify=changed)
    section = Property(str, lambda self: self._section, notify=changed)
    message = Property(str, lambda self: self._message, notify=changed)
    checking = Property(bool, lambda self: self._checking, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    hasPassphrase = Property(bool, lambda self: bool(self._preferences.house.staff_passphrase), notify=changed)
    catalogue = Property(MAP, lambda self: self._catalogue_row(), notify=changed)
    preview = Property(MAP, lambda self: self._preview_row(), notify=changed)
    progress = Property(float, lambda self: self._progress, notify=changed)
    progressText = Property(str, lambda self: self._progress_text, notify=changed)
    health = Property(LIST, lambda self: self._health_rows(), notify=changed)
    figures = Property(LIST, lambda self: self._figure_rows(), notify=changed)
    found = Property(LIST, lambda self: self._found_rows(), notify=changed)
    draft = Property(MAP, lambda self: self._draft_row(), notify=changed)
    edited = Property(bool, lambda self: self._draft is not None, notify=changed)

    # The door

    def knock(self) -> None:
        self._door, self._message = "asking", ""
        if not self._preferences.house.staff_passphrase:
            self._message = tr("No staff passphrase is set yet. Set one with: aisle kiosk --set-passphrase")
        self.changed.emit()

    @Slot(str)
    def enter(self, passphrase: str) -> None:
        wait = self._open_at - self._clock()
        if wait > 0:
            self._say(tr("Too many tries. Wait %n seconds.", round(wait + 0.5)))
            return
        if not passphrase or self._checking:
            return
        self._checking = True
        self._say("")
        house = self._preferences.house
        self._engine.run(lambda _shop: house.is_staff(passphrase), self._answer, lambda _error: self._answer(False))

    @Slot()
    def close(self) -> None:
        """Back to the shopper's side."""
        self._forget_draft()
        self._door, self._section, self._message = "shut", "catalogue", ""
        self._preview, self._import_path, self._found = None, None, ()
        self.changed.emit()
        self.closed.emit()

    @Slot()
    def leaveKiosk(self) -> None:
        if self._door == "open":
            self.left.emit()

    @Slot(str)
    def show(self, section: str) -> None:
        if self._door != "open" or section not in SECTIONS:
            return
        if section != "settings":
            self._forget_draft()
        self._section, self._message = section, ""
        self.changed.emit()
        if section == "catalogue":
            self._ask(lambda office: office.catalogue(), lambda state: self._keep("_catalogue", state))
        elif section == "health":
            self._ask(lambda office: office.health(), lambda lines: self._keep("_health", lines))

    # Catalogue

    @Slot(str)
    def previewImport(self, address: str) -> None:
        """``address``: a path or a ``file:`` URL of a feed."""
        path = Path(QUrl(address).toLocalFile() if address.startswith("file:") else address).expanduser()
        self._import_path = path
        self._ask(lambda office: office.preview_import(path), lambda preview: self._keep("_preview", preview))

    @Slot()
    def runImport(self) -> None:
        path = self._import_path
        if path is None or self._preview is None or self._busy:
            return
        cancel = self._cancel = Cancel()
        self._progress, self._progress_text = 0.0, tr("Importing")

        def progress(share: float, line: str) -> None:
            self._ui.post(lambda: self._advance(share, line))

        def imported(said: str) -> None:
            self._preview, self._import_path, self._cancel = None, None, None
            self._progress_text = ""
            self._engine.reopen()
            self.show("catalogue")
            self._say(said)

        self._ask(lambda office: office.run_import(path, progress, cancel), imported)

    @Slot()
    def stopImport(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()

    @Slot()
    def rollBack(self) -> None:
        office = self._office
        if office is None:
            return

        def back(said: str) -> None:
            self.show("catalogue")
            self._say(said)

        self._engine.reopen(office.roll_back, back, lambda error: self._say(str(error)))

    @Slot(str)
    def find(self, text: str) -> None:
        self._ask(lambda office: office.find(text, 6), lambda found: self._keep("_found", found))

    @Slot(str, str)
    def setPrice(self, product_id: str, text: str) -> None:
        product = next((p for p in self._found if p.id == product_id), None)
        if product is None:
            return
        try:
            price = Money.parse(text, product.price.currency)
        except ValueError as error:
            self._say(tr("That is no price: {why}.").format(why=error))
            return

        def saved(changed: Product) -> None:
            self._found = tuple(changed if p.id == changed.id else p for p in self._found)
            self._say(tr("{title} now costs {price}.").format(title=changed.title, price=changed.price))

        self._ask(lambda office: office.set_price(product_id, price), saved)

    # Settings with a live preview

    @Slot(str, "QVariant")
    def edit(self, name: str, value: Any) -> None:
        """Change one setting; the window shows it at once, ``keepSettings`` makes it stay."""
        draft = self._draft or self._preferences.house
        if name in {"idle_seconds", "text_size"} and isinstance(value, float):
            value = int(value)  # every number of QML is a float
        if name not in _EDITABLE or not RULES[name].admits(value):
            return
        if self._draft is None:
            self._saved = self._preferences.house
        self._draft = replace(draft, **{name: value})
        self._preferences.use(self._draft)
        self.settingsChanged.emit()
        self.changed.emit()

    @Slot()
    def keepSettings(self) -> None:
        draft = self._draft
        if draft is not None:
            self._draft = None
            self._ask(lambda office: office.save(draft), lambda _none: self._say(tr("Saved.")))

    @Slot()
    def dropSettings(self) -> None:
        self._forget_draft()

    def _forget_draft(self) -> None:
        if self._draft is not None:
            self._draft = None
            self._preferences.use(self._saved)
            self.settingsChanged.emit()
            self.changed.emit()

    def _answer(self, right: bool) -> None:
        self._checking = False
        if right:
            self._door, self._wrong = "open", 0
            self.show("catalogue")
            return
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._open_at = 0, self._clock() + PAUSE_SECONDS
        self._say(tr("That is not the passphrase."))

    def _ask(self, work: Callable[[BackOffice], T], then: Callable[[T], None]) -> None:
        office = self._office
        if office is None:
            self._say(tr("This part is not available here."))
            return

        def got(result: T) -> None:
            self._busy = False
            then(result)

        def failed(error: Exception) -> None:
            self._busy = False
            if not isinstance(error, AisleError):
                raise error
            self._say(str(error))

        def job(_shop: Shop) -> T:
            return work(office)

        self._busy = True
        self.changed.emit()
        self._engine.run(job, got, failed)

    def _keep(self, name: str, value: Any) -> None:
        setattr(self, name, value)
        self.changed.emit()

    def _say(self, message: str) -> None:
        self._message = message
        self.changed.emit()

    def _advance(self, share: float, line: str) -> None:
        self._progress, self._progress_text = share, line
        self.changed.emit()

    def _health_rows(self) -> list[dict[str, Any]]:
        rows = [_row(line) for line in self._health]
        last = self._counted.last
        if rows and last is not None:
            stages = [
                (tr("products"), last.rank),
                (tr("first word"), last.first_word),
                (tr("whole answer"), last.total),
            ]
            said = ", ".join(f"{stage} {taken:.0f} ms" for stage, taken in stages if taken is not None)
            rows.insert(0, {"name": tr("last answer"), "state": "ok", "detail": said})
        return rows

    def _figure_rows(self) -> list[dict[str, str]]:
        names = {
            "asked": tr("questions asked"),
            "found nothing": tr("found nothing"),
            "opened": tr("products opened"),
            "listed": tr("put on a list"),
        }
        return [{"name": names[what], "value": f"{count:,}"} for what, count in self._counted.counts.items()]

    def _catalogue_row(self) -> dict[str, Any]:
        return _row(self._catalogue) if self._catalogue else {}

    def _preview_row(self) -> dict[str, Any]:
        if self._preview is None:
            return {}
        return {
            "format": self._preview.format,
            "rows": self._preview.rows,
            "bad": self._preview.bad,
            "samples": list(self._preview.samples),
            "problems": list(self._preview.problems),
            "file": self._import_path.name if self._import_path else "",
        }

    def _found_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "id": p.id,
                "title": p.title,
                "price": str(p.price),
                "amount": str(p.price.decimal),
                "stock": stock_words(p.stock),
            }
            for p in self._found
        ]

    def _draft_row(self) -> dict[str, Any]:
        row = _row(self._draft or self._preferences.house)
        row.pop("staff_passphrase")
        return row


_EDITABLE = {"store_name", "accent", "theme", "text_size", "reduce_motion", "idle_seconds"}


def _row(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
