"""The window's state as a whole: which page stands, and what each touch does."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from desktop.engine_port import Face, Shop, ShopFace
from desktop.pictures import Pictures, QrCode
from desktop.scenery import FindScenery, Scenery
from desktop.staff_port import BackOffice
from desktop.store_map import StoreMap
from desktop.threads import Engine
from desktop.view.comparison import ComparisonPage
from desktop.view.conversation import Conversation
from desktop.view.figures import Figures
from desktop.view.idle import Idle
from desktop.view.kinds import LIST, MAP, TEXTS
from desktop.view.preferences import Preferences
from desktop.view.product_page import ProductPage
from desktop.view.shelf import Shelf
from desktop.view.shopping_list import ShoppingList
from desktop.view.staff import Staff
from desktop.view.turns import Turns
from desktop.view.typing import Typing
from desktop.view.wishes import sorted_by, without
from desktop.view.words import place_words, tr
from engine.actions import SORTS, More, Search
from engine.events import Comparison, Timings
from engine.products import Product
from engine.settings import Settings

SHELF_CARDS, STRIP_CARDS = 12, 8


class Kiosk(QObject):
    """``page`` is ``attract``, ``shop``, ``list``, ``done`` or ``staff``; ``pane`` is ``shelf`` or ``compare``."""

    changed = Signal()
    leave = Signal()
    wiped = Signal()

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        scenery: FindScenery,
        office: BackOffice | None = None,
        qr: QrCode | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.engine = engine
        self._scenery = scenery
        self._map: StoreMap | None = None
        self._pictures = Pictures()
        self._figures = Figures()
        self._face: Face = ShopFace(settings.store_name)
        self._page, self._pane, self._trouble = "attract", "shelf", ""
        self._ready = False
        self._located: Product | None = None
        self._preferences = Preferences(settings, self)
        self._conversation = Conversation(self)
        self._shelf = Shelf(self._pictures, self)
        self._product = ProductPage(self._pictures, self)
        self._comparison = ComparisonPage(self._pictures, self)
        self._list = ShoppingList(qr or QrCode(), self._pictures, self)
        self._idle = Idle(settings.idle_seconds, settings.countdown_seconds, self)
        self._staff = Staff(engine, office, self._preferences, self._figures, self)
        self._turns = Turns(engine, self._conversation, self._shelf, self)
        self._typing = Typing(engine, self._pictures, self)
        self._typing.product.connect(self._show_product)
        self._typing.question.connect(self._ask_anew)
        self._typing.category.connect(self._look_for)
        self._turns.compared.connect(self._show_comparison)
        self._turns.shelved.connect(self._show_shelf)
        self._turns.shown.connect(self._count_shown)
        self._turns.timed.connect(self._keep_timings)
        self._turns.listed.connect(self._list_product)
        self._idle.gone.connect(self.done)
        self._staff.left.connect(self.leave)
        self._staff.closed.connect(self.showAttract)
        self._staff.settingsChanged.connect(self._use_settings)
        self._list.set_store(settings.store_name)

    page = Property(str, lambda self: self._page, notify=changed)
    pane = Property(str, lambda self: self._pane, notify=changed)
    storeName = Property(str, lambda self: self._preferences.house.store_name or self._face.name, notify=changed)
    examples = Property(TEXTS, lambda self: list(self._face.examples), notify=changed)
    off = Property(TEXTS, lambda self: list(self._face.off), notify=changed)
    trouble = Property(str, lambda self: self._trouble, notify=changed)
    ready = Property(bool, lambda self: self._ready, notify=changed)
    placeholder = Property(str, lambda self: self._placeholder(), notify=changed)
    located = Property(MAP, lambda self: self._located_row(), notify=changed)
    mapDrawing = Property(str, lambda self: self._map.drawing.as_uri() if self._map else "", notify=changed)
    mapWidth = Property(float, lambda self: self._map.width if self._map else 1.0, notify=changed)
    mapHeight = Property(float, lambda self: self._map.height if self._map else 1.0, notify=changed)

    mapSigns = Property(LIST, lambda self: self._signs(), notify=changed)

    conversation = Property(QObject, lambda self: self._conversation, constant=True)
    shelf = Property(QObject, lambda self: self._shelf, constant=True)
    product = Property(QObject, lambda self: self._product, constant=True)
    comparison = Property(QObject, lambda self: self._comparison, constant=True)
    list = Property(QObject, lambda self: self._list, constant=True)
    idle = Property(QObject, lambda self: self._idle, constant=True)
    preferences = Property(QObject, lambda self: self._preferences, constant=True)
    typing = Property(QObject, lambda self: self._typing, constant=True)
    staff = Property(QObject, lambda self: self._staff, constant=True)

    # The engine opens and fails behind the standing window.

    def engine_opened(self) -> None:
        def got(found: tuple[Face, Scenery]) -> None:
            self._face, scenery = found
            self._ready, self._trouble = True, ""
            self._map = scenery.store_map
            self._pictures.folders = scenery.pictures
            self._list.use_map(scenery.store_map)
            self._list.set_store(self.property("storeName"))
            self.changed.emit()

        self.engine.run(lambda shop: (shop.face(), self._scenery()), got, self.engine_failed)

    def engine_failed(self, error: Exception) -> None:
        self._trouble = str(error)
        self.changed.emit()

    # Attract and session

    @Slot()
    def begin(self) -> None:
        """Somebody touched the attract screen."""
        if self._page == "attract":
            self.engine.run(lambda shop: shop.start_session())
            self._go("shop")
            self._fill_popular()

    def _enter(self) -> None:
        """To the shop page, with a session."""
        if self._page == "attract":
            self.engine.run(lambda shop: shop.start_session())
        self._typing.dismiss()
        self._go("shop")

    def _show_product(self, product: Product) -> None:
        self._enter()
        if not self._shelf.card_ids():
            self._fill_popular()  # what is behind the sheet
        self._open(product)

    def _ask_anew(self, text: str) -> None:
        """A question of before, whatever stands open now."""
        self._enter()
        self._product.close()
        self.ask(text)

    def _look_for(self, action: Search) -> None:
        self._enter()
        self._product.close()
        self._figures.count("asked")
        self._turns.start(action.query, lambda shop, cancel: shop.turn_from(action, cancel, action.query))

    @Slot(str)
    def ask(self, text: str) -> None:
        said = " ".join(text.split())
        if not said:
            return
        self._enter()
        self._figures.count("asked")
        product = self._product.product
        if product is not None:
            id = product.id
            self._turns.start(said, lambda shop, cancel: shop.ask_about(id, said, cancel), wait=False)
        else:
            self._turns.start(said, lambda shop, cancel: shop.turn(said, cancel))

    @Slot(int)
    def mean(self, at: int) -> None:
        """A reading of unclear words was touched: it is what the shopper meant."""
        choice = self._conversation.choice(at)
        if choice is not None:
            self._turns.start(choice.text, lambda shop, cancel: shop.turn_from(choice.action, cancel, choice.text))

    @Slot()
    def stop(self) -> None:
        self._turns.stop()

    @Slot()
    def again(self) -> None:
        self._turns.again()

    @Slot(int, bool)
    def rate(self, key: int, liked: bool) -> None:
        """Thumbs at an answer: they go to the products that it names."""
        self._conversation.rate(key, 1 if liked else -1)
        named = dict.fromkeys(fact.product for fact in self._conversation.facts if fact.field == "name")
        for id in [name for name in named if name]:
            self.engine.run(lambda shop, id=id: shop.record("liked" if liked else "disliked", id))  # type: ignore[misc]

    @Slot()
    def done(self) -> None:
        """Wipe everything that this guest said and did, then say so."""
        self._wipe()
        self._go("done")

    @Slot()
    def showAttract(self) -> None:
        self._wipe()
        self._go("attract")

    # The wish and the shelf

    @Slot(int)
    def removeWish(self, at: int) -> None:
        chip, action = self._shelf.chip(at), self._shelf.action
        if chip is not None and action is not None:
            wish = without(action, chip)
            say = tr("Without \u201c{wish}\u201d").format(wish=chip.text)
            self._turns.start(say, lambda shop, cancel: shop.turn_from(wish, cancel, say))

    @Slot(int, int)
    def narrow(self, facet: int, value: int) -> None:
        """A value of a facet was touched: the same wish, narrowed."""
        narrower = self._shelf.narrower(facet, value)
        if narrower is not None:
            wish, say = narrower
            self._turns.start(say, lambda shop, cancel: shop.turn_from(wish, cancel, say))

    @Slot(str)
    def sortBy(self, sort: str) -> None:
        action = self._shelf.action
        order = next((known for known in SORTS if known == sort), None)
        if action is not None and order is not None:
            wish = sorted_by(action, order)
            say = _sort_says()[order]
            self._turns.start(say, lambda shop, cancel: shop.turn_from(wish, cancel, say))

    @Slot()
    def more(self) -> None:
        say = tr("Show me more")
        self._turns.start(say, lambda shop, cancel: shop.turn_from(More(), cancel, say))

    @Slot(str)
    def light(self, product_id: str) -> None:
        """A product's name was touched in the answer: light its card, or open it where it has none."""
        if product_id in self._shelf.card_ids() and self._pane == "shelf" and not self._product.product:
            self._shelf.light(product_id)
        else:
            self.openProduct(product_id)

    @Slot(str)
    def mark(self, product_id: str) -> None:
        self._shelf.mark(product_id)

    @Slot()
    def unmarkAll(self) -> None:
        self._shelf.unmark_all()

    @Slot()
    def compareMarked(self) -> None:
        ids = self._shelf.marked_ids
        if len(ids) < 2:
            return
        self._product.close()
        say = tr("Compare these %n", len(ids))
        self._turns.start(say, lambda shop, cancel: shop.compare(ids, cancel), wait=False)

    @Slot()
    def closeComparison(self) -> None:
        self._pane = "shelf"
        self._shelf.unmark_all()
        self.changed.emit()

    # The product sheet

    @Slot(str)
    def openProduct(self, product_id: str) -> None:
        known = self._known(product_id)
        if known is not None:
            self._open(known)
            return
        self.engine.run(lambda shop: shop.product(product_id), lambda found: self._open(found) if found else None)

    @Slot()
    def closeProduct(self) -> None:
        self._product.close()
        self.changed.emit()

    @Slot(str, str)
    def choose(self, option: str, value: str) -> None:
        self._product.choose(option, value)

    # My list and the map

    @Slot(str)
    def toggleListed(self, product_id: str) -> None:
        if product_id in self._list.ids:
            self._list.remove(product_id)
            self.engine.run(lambda shop: shop.remove_from_list(product_id))
            self._tell_listed()
            return
        product = self._known(product_id)
        if product is not None:
            self._list_product(product)
            self.engine.run(lambda shop: shop.add_to_list(product_id))

    @Slot()
    def clearList(self) -> None:
        self._list.clear()
        self.engine.run(lambda shop: shop.clear_list())
        self._tell_listed()

    @Slot()
    def showList(self) -> None:
        self._product.close()
        self._located = None
        self._go("list")

    @Slot()
    def showShop(self) -> None:
        self._go("shop")

    @Slot(str)
    def locate(self, product_id: str) -> None:
        """Show on the map where a product stands."""
        product = self._known(product_id)
        if product is not None:
            self._located = product
            self.engine.run(lambda shop: shop.record("located", product_id))
            self.changed.emit()

    @Slot()
    def closeMap(self) -> None:
        self._located = None
        self.changed.emit()

    # Staff

    @Slot()
    def showStaff(self) -> None:
        self._staff.knock()
        self._go("staff")

    def _known(self, product_id: str) -> Product | None:
        return self._shelf.product(product_id) or self._list.product(product_id)

    def _open(self, product: Product) -> None:
        id = product.id
        self._shelf.know([product])
        self._product.show_listed(self._list.ids)
        self._product.show(product)
        self._located = None
        self.changed.emit()

        self._figures.count("opened")

        def near(shop: Shop) -> tuple[Any, Any, Any]:
            shop.record("opened", id)
            return shop.similar(id, STRIP_CARDS), shop.goes_with(id, STRIP_CARDS), shop.likely_questions(id)

        def got(found: tuple[Any, Any, Any]) -> None:
            similar, goes_with, questions = found
            self._shelf.know(card.product for card in (*similar, *goes_with))
            self._product.fill(id, similar, goes_with, questions)

        self.engine.run(near, got, lambda _error: self._product.fill(id, (), (), ()))

    def _fill_popular(self) -> None:
        self._shelf.wait()

        def got(cards: Any) -> None:
            if not self._shelf.property("searched") and self._page == "shop":
                heading = tr("Popular here")
                plain = [replace(card, why="") if card.why == heading else card for card in cards]
                self._shelf.fill(plain, len(plain), heading=heading)

        self.engine.run(lambda shop: shop.popular(SHELF_CARDS), got, lambda _error: self._shelf.settle())

    def _show_comparison(self, comparison: Comparison) -> None:
        self._shelf.know(comparison.products)
        self._comparison.show_listed(self._list.ids)
        self._comparison.show(comparison)
        self._product.close()
        self._pane = "compare"
        self.changed.emit()

    def _show_shelf(self) -> None:
        self._product.close()
        self._pane = "shelf"
        self.changed.emit()

    def _list_product(self, product: Product) -> None:
        open_product = self._product.product
        variant = self._product.variant if open_product and open_product.id == product.id else None
        self._shelf.know([product])
        self._figures.count("listed")
        self._list.add(product, ", ".join(variant.options.values()) if variant else "")
        self._tell_listed()

    def _tell_listed(self) -> None:
        ids = self._list.ids
        self._shelf.show_listed(ids)
        self._product.show_listed(ids)
        self._comparison.show_listed(ids)

    def _keep_timings(self, timings: Timings) -> None:
        self._figures.last = timings

    def _count_shown(self, cards: int) -> None:
        if not cards:
            self._figures.count("found nothing")

    def _wipe(self) -> None:
        self._turns.wipe()
        self._typing.wipe()
        self.wiped.emit()
        self._conversation.wipe()
        self._shelf.wipe()
        self._product.close()
        self._comparison.wipe()
        self._list.clear()
        self._preferences.reset()
        self._located, self._pane = None, "shelf"
        self.engine.run(lambda shop: shop.end_session())

    def _go(self, page: str) -> None:
        self._page = page
        self._idle.watch(page in {"shop", "list", "staff"})
        self.changed.emit()

    def _use_settings(self) -> None:
        house = self._preferences.house
        self._idle.set_times(house.idle_seconds, house.countdown_seconds)
        self._list.set_store(self.property("storeName"))
        self.changed.emit()

    def _placeholder(self) -> str:
        if self._product.product is not None:
            return tr("Ask about this product")
        if self._pane == "compare":
            return tr("Ask about these products")
        return tr("What are you looking for?") if not self._conversation.rows else tr("Ask, or change it")

    def _signs(self) -> builtins.list[dict[str, Any]]:
        signs = self._map.signs if self._map else {}
        return [{"label": aisle, "x": x, "y": y} for aisle, (x, y) in signs.items()]

    def _located_row(self) -> dict[str, Any]:
        product = self._located
        if product is None:
            return {}
        point = self._map.middle(product.place) if self._map else None
        route = self._map.route([product.place]) if self._map else []
        if self._map and self._map.checkout and route:  # to the product only, not on to the tills
            end = self._map.doors.get(f"{product.place.aisle}-{product.place.bay}") if product.place else None
            if end in self._map.nodes and self._map.nodes[end] in route:
                route = route[: route.index(self._map.nodes[end]) + 1]
        return {
            "title": product.title,
            "place": place_words(product.place),
            "stops": [{"x": point[0], "y": point[1], "label": ""}] if point else [],
            "route": [{"x": x, "y": y} for x, y in route],
        }


def _sort_says() -> dict[str, str]:
    return {
        "relevance": tr("Best match first"),
        "price_asc": tr("Cheapest first"),
        "price_desc": tr("Most expensive first"),
        "rating": tr("Best rated first"),
        "popular": tr("Most popular first"),
        "newest": tr("Newest first"),
    }
