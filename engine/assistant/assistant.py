"""The one door to the engine: a turn goes in as words, and comes out as events."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from engine import actions
from engine.actions import Action
from engine.assistant import reasons
from engine.assistant.chips import what_was_met, wish_chips
from engine.assistant.choices import QUESTIONS, Asked
from engine.assistant.comparison import comparison
from engine.assistant.finder import Finder, Found
from engine.assistant.judge import as_said, is_unknown, price_text
from engine.assistant.session import Session, Shelf
from engine.assistant.suggestions import likely_questions, suggestions
from engine.assistant.understanding import Reading, Understanding
from engine.cancel import Cancel, Cancelled
from engine.catalogue import Catalogue
from engine.errors import AisleError, HistoryError
from engine.events import (
    Card,
    Clarify,
    Done,
    Event,
    Facets,
    Failed,
    Listed,
    Products,
    Suggestions,
    TextDelta,
    Timings,
    Understood,
)  # fmt: skip
from engine.history import Deed, ShopperStore
from engine.language.assistant_model import AssistantModel
from engine.language.protocol import DialogueTurn, fold
from engine.products import Product, StoreDocument
from engine.recommend import Recommendation, Recommender
from engine.respond.questions import evidence_for, is_general
from engine.respond.responder import Responder
from engine.respond.situation import Evidence, Judged, Situation
from engine.retrieval import FITS, MatchedTerm, Retriever, Wish
from engine.retrieval.text import sentences_of
from engine.settings import Settings
from engine.typeahead import Typeahead
from engine.typeahead.completer import Completer

log = logging.getLogger(__name__)


EXAMPLES = (
    "a waterproof jacket for hiking under $150",
    "a present for my sister, up to 30",
    "quiet headphones for the train",
    "what is your return policy?",
    "what do you recommend?",
)


@dataclass(frozen=True, slots=True)
class ShopFace:
    """How the store presents itself: its name, things one could ask, and what is switched off (one sentence each)."""

    name: str
    examples: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(slots=True)
class _Turn:
    """What one turn gathers on its way: when each stage ended, what its reply is about, which question it may answer."""

    start: float
    cancel: Cancel
    say: str
    timings: Timings = field(default_factory=Timings)
    spoken: str = ""
    asked: Asked | None = None

    def mark(self, stage: str) -> None:
        self.timings = replace(self.timings, **{stage: (time.perf_counter() - self.start) * 1000})


class Assistant:
    """Answers one shopper at a time. Every method is called from one thread.

    ``model`` may be ``None`` (missing or damaged): words are then searched as they are, and replies are plain lines.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        recommender: Recommender,
        model: AssistantModel | None,
        responder: Responder,
        history: ShopperStore,
        settings: Settings | None = None,
        off: tuple[str, ...] = (),
    ) -> None:
        self.catalogue = catalogue
        self.retriever = retriever
        self.recommender = recommender
        self.model = model
        self.responder = responder
        self.history = history
        self.settings = settings or Settings()
        self.off = off
        self.finder = Finder(catalogue, retriever, recommender)
        self.completer = Completer(catalogue, retriever)
        self.currency = catalogue.info.currency
        self.understanding = Understanding(model, catalogue)
        self.session = Session()

    # -- sessions ---------------------------------------------------------------------------------------------

    def start_session(self) -> None:
        self.session = Session()
        self.history.start_session()

    def end_session(self) -> None:
        """Forget the dialogue, the shelf and the list; a guest's history is wiped with them."""
        self.session = Session()
        if self.model is not None:
            self.model.forget()
        self.retriever.forget()
        self.history.end_session()

    def close(self) -> None:
        """End the session and close the files."""
        self.end_session()
        self.history.close()
        self.catalogue.close()

    # -- turns ------------------------------------------------------------------------------------------------

    def turn(self, text: str, cancel: Cancel | None = None) -> Iterator[Event]:
        """One turn from the shopper's words. Ends with ``Done``, also when it fails or is cancelled."""
        turn = _Turn(time.perf_counter(), cancel or Cancel(), text)
        self.session.said.append(text)

        def read() -> Reading:
            return self.understanding.read(text, self.session, turn.asked, turn.cancel)

        return self._guarded(turn, read)

    def turn_from(self, action: Action, cancel: Cancel | None = None, say: str = "") -> Iterator[Event]:
        """One turn from a touch: the Action is given, ``say`` stands for it in the dialogue."""
        turn = _Turn(time.perf_counter(), cancel or Cancel(), say)
        return self._guarded(turn, lambda: Reading(action))

    def ask_about(self, product_id: str, question: str, cancel: Cancel | None = None) -> Iterator[Event]:
        """A question about one product, wherever it stands."""
        turn = _Turn(time.perf_counter(), cancel or Cancel(), question)
        item = self.session.place_of(product_id) or 1
        return self._guarded(turn, lambda: Reading(actions.Ask(item, question)), (product_id,))

    def compare(self, product_ids: Sequence[str], cancel: Cancel | None = None) -> Iterator[Event]:
        """Two to four products side by side, wherever they stand."""
        turn = _Turn(time.perf_counter(), cancel or Cancel(), "compare these")
        items = tuple(self.session.place_of(i) or n for n, i in enumerate(product_ids, 1))
        return self._guarded(turn, lambda: Reading(actions.Compare(items)), tuple(product_ids))

    def _guarded(self, turn: _Turn, read: Callable[[], Reading], products: tuple[str, ...] = ()) -> Iterator[Event]:
        """The border of a turn: whatever happens inside, the screen gets ``Done``."""
        cancelled = False
        shown = len(self.session.shown)
        action: Action | None = None
        turn.asked, self.session.asked = self.session.asked, None
        try:
            reading = read()
            action = reading.action
            turn.mark("understand")
            turn.cancel.raise_if()
            if turn.asked is not None and turn.asked.offers(action):
                # The answer takes the question's place in the dialogue: as if the unclear words had been understood.
                turn.say = turn.asked.say
                self.session.turns.pop()
            for event in self._clarify(turn, reading) if reading.choices else self._act(turn, action, products):
                yield replace(event, sure=reading.sure) if isinstance(event, Understood) else event
                turn.cancel.raise_if()
        except Cancelled:
            cancelled = True
        except GeneratorExit:
            self._remember(turn, shown, action)
            raise
        except AisleError as error:
            yield Failed(str(error), "Search and browsing still work.")
        except Exception:
            log.exception("a turn failed")
            yield Failed("Something went wrong with that. Please try other words.", "Search and browsing still work.")
        try:
            self._remember(turn, shown, action)
        except HistoryError as error:
            yield Failed(str(error), "Everything else works.")
        turn.mark("total")
        name, sha256 = (self.model.name, self.model.sha256) if self.model else ("", "")
        yield Done(turn.timings, cancelled, name, sha256, turn.spoken)

    def _remember(self, turn: _Turn, shown: int, action: Action | None) -> None:
        """The turn joins the dialogue and the history. Raises ``HistoryError``."""
        if action is not None:
            self.session.turns.append(DialogueTurn(turn.say, shown, action))
            self.history.add_turn(turn.say, actions.to_json(action), turn.spoken)

    def _act(self, turn: _Turn, action: Action, products: tuple[str, ...]) -> Iterator[Event]:
        match action:
            case actions.Search():
                yield from self._shelf(turn, action, self.finder.search(action))
            case actions.Similar(item, limits):
                yield from self._neighbours(turn, action, item, lambda i: self.finder.similar(i, limits))
            case actions.GoesWith(item, limits):
                yield from self._neighbours(turn, action, item, lambda i: self.finder.goes_with(i, limits))
            case actions.Recommend(limits):
                events = self.history.events() if self.history.personal else self.history.session_events()
                yield from self._shelf(turn, action, self.finder.recommend(events, limits))
            case actions.Compare():
                yield from self._compare(turn, action, products)
            case actions.Ask():
                yield from self._ask(turn, action, products)
            case actions.AddToList():
                yield from self._list(turn, action)
            case actions.More():
                yield from self._more(turn, action)
            case actions.Back():
                yield from self._back(turn, action)
            case actions.StoreQuestion():
                yield Understood(action)
                yield from self._reply(turn, self._store_situation(turn, action))
            case actions.Chat() | actions.Decline():
                yield Understood(action)
                yield from self._reply(turn, Situation(action, turn.say))

    def _clarify(self, turn: _Turn, reading: Reading) -> Iterator[Event]:
        """Ask which reading is meant. The shelf stays, so every place that a reading names is still there."""
        self.session.asked = Asked(turn.say, reading.choices)
        yield Clarify(reading.action, reading.choices, reading.sure)
        turn.mark("first_word")
        turn.spoken = QUESTIONS[len(reading.choices)]
        yield TextDelta(turn.spoken)

    # -- the kinds that show products -------------------------------------------------------------------------

    def _shelf(self, turn: _Turn, action: Action, found: Found, about: str | None = None) -> Iterator[Event]:
        turn.mark("retrieve")
        yield Understood(action, wish_chips(action, found.terms, self.currency))
        self.session.put(Shelf(action, found.ids, found.total, 0, found.relaxed, about, found.showing))
        said = " | ".join([*(t.say for t in self.session.turns), turn.say])
        judged = [as_said(j, said) for j in self.finder.judged(self.session.shown, action, found.terms)]
        yield self._products(turn, judged, found)
        yield from self._reply(turn, self._shelf_situation(turn, action, judged, found, about))
        if found.ids and self.session.shelf is not None:
            # After the words: a shopper reads first, and counting a large result takes longer than a word.
            self.session.shelf = replace(self.session.shelf, facets=self.finder.facets(found, turn.cancel))
            yield from self._facets()

    def _facets(self) -> Iterator[Event]:
        shelf = self.session.shelf
        if shelf is not None and shelf.facets:
            yield Facets(what_was_met(shelf.action, shelf.relaxed, self.currency), shelf.total, shelf.facets)

    def _products(self, turn: _Turn, judged: Sequence[Judged], found: Found) -> Products:
        fitting = {j.product.id for j in judged if j.met} if found.by_words else ()
        because = {i: r.reason.text for i, r in found.why.items() if i not in fitting}
        cards = reasons.cards(judged, because)
        for card in cards:
            self.history.record("shown", card.product.id)
        turn.mark("rank")
        return Products(cards, found.total, found.relaxed, found.showing)

    def _shelf_situation(
        self, turn: _Turn, action: Action, judged: Sequence[Judged], found: Found, about: str | None
    ) -> Situation:
        limits = actions.limits_of(action)
        sources = {i: r.reason.source for i, r in found.why.items() if r.reason.source}
        because_of = (
            {i: p for i, source in sources.items() for p in self.catalogue.products([source])}
            if isinstance(action, actions.Recommend)
            else {}
        )
        return Situation(
            action,
            turn.say,
            tuple(judged),
            found.total,
            action.query if isinstance(action, actions.Search) else "",
            found.relaxed,
            self.catalogue.product(about) if about else None,
            because={i: r.reason.spoken for i, r in found.why.items()},
            because_of=because_of,
            stated=frozenset(i for i, r in found.why.items() if r.reason.cause == "stated"),
            price_max=price_text(limits.price_max, self.currency) if limits.price_max is not None else "",
            unknown=is_unknown(judged, found.terms),
        )

    def _neighbours(
        self, turn: _Turn, action: actions.Similar | actions.GoesWith, item: int, find: Callable[[str], Found]
    ) -> Iterator[Event]:
        # A refinement keeps the kind and the place it started from, which stood on the screen before this one.
        previous = self.session.shelf
        same = previous is not None and isinstance(previous.action, type(action)) and previous.action.item == item
        refines = same and previous is not None and actions.limits_of(action) != actions.limits_of(previous.action)
        source = previous.about if refines and previous is not None else self.session.at(item)
        if source is None:
            yield Understood(action)
            yield from self._reply(turn, Situation(action, turn.say))
            return
        yield from self._shelf(turn, action, find(source), source)

    def _more(self, turn: _Turn, action: Action) -> Iterator[Event]:
        turned = self.session.turn_page()
        shelf = self.session.shelf
        wish = shelf.action if shelf else action
        terms = self._terms(wish)
        yield Understood(action, wish_chips(wish, terms, self.currency))
        turn.mark("retrieve")
        total = shelf.total if shelf else 0
        if shelf is None or not turned:
            yield from self._reply(turn, Situation(action, turn.say, total=total))
            return
        judged = self.finder.judged(self.session.shown, wish, terms)
        yield self._products(turn, judged, Found(self.session.shown, total, terms, shelf.relaxed, shelf.showing))
        yield from self._reply(turn, Situation(action, turn.say, tuple(judged), total))
        yield from self._facets()

    def _back(self, turn: _Turn, action: Action) -> Iterator[Event]:
        shelf = self.session.go_back()
        if shelf is None:
            yield Understood(action)
            yield from self._reply(turn, Situation(action, turn.say))
            return
        terms = self._terms(shelf.action)
        yield Understood(action, wish_chips(shelf.action, terms, self.currency))
        turn.mark("retrieve")
        judged = self.finder.judged(shelf.shown, shelf.action, terms)
        yield self._products(turn, judged, Found(shelf.results, shelf.total, terms, shelf.relaxed, shelf.showing))
        limits = actions.limits_of(shelf.action)
        query = shelf.action.query if isinstance(shelf.action, actions.Search) else ""
        restored = ", ".join([t for t in (query, *limits.must, limits.brand or "") if t]) or shelf.action.kind.replace(
            "_", " "
        )
        yield from self._reply(turn, Situation(action, turn.say, tuple(judged), shelf.total, restored=restored))
        yield from self._facets()

    def _terms(self, action: Action) -> tuple[MatchedTerm, ...]:
        """How the words of an earlier wish were understood."""
        query = action.query if isinstance(action, actions.Search) else ""
        return self.retriever.search(Wish(query, actions.limits_of(action)), 1).terms

    # -- the kinds about what is shown ------------------------------------------------------------------------

    def _compare(self, turn: _Turn, action: actions.Compare, products: tuple[str, ...]) -> Iterator[Event]:
        named = list(dict.fromkeys(products or [i for i in map(self.session.at, action.items) if i]))
        ids = named if len(named) > 1 else list(self.session.shown)
        chosen = self.catalogue.products(ids[:4])
        yield Understood(action)
        turn.mark("retrieve")
        if len(chosen) > 1:
            for product in chosen:
                self.history.record("compared", product.id)
            yield comparison(chosen)
        turn.mark("rank")
        yield from self._reply(turn, Situation(action, turn.say, tuple(Judged(p) for p in chosen)))

    def _ask(self, turn: _Turn, action: actions.Ask, products: tuple[str, ...]) -> Iterator[Event]:
        yield Understood(action)
        chosen = products[0] if products else self.session.at(action.item)
        product = self.catalogue.product(chosen) if chosen else None
        if product is None:
            yield from self._reply(turn, self._store_situation(turn, actions.StoreQuestion(turn.say)))
            return
        self.session.focus = product.id
        question = action.question or turn.say
        described = self.retriever.sentences(product, question)
        if is_general(question):
            described = [(sentence, 1.0) for sentence in sentences_of(product.description)[:1]]
        evidence = evidence_for(product, question, described, values=self.retriever.values(question))
        turn.mark("retrieve")
        others = [p for p in self.catalogue.products(self.session.shown) if p.id != product.id]
        yield from self._reply(
            turn, Situation(action, turn.say, tuple(Judged(p) for p in (product, *others)), evidence=evidence)
        )

    def _list(self, turn: _Turn, action: actions.AddToList) -> Iterator[Event]:
        yield Understood(action)
        chosen = self.session.at(action.item)
        product = self.catalogue.product(chosen) if chosen else None
        if product is not None:
            self.add_to_list(product.id)
            self.session.focus = product.id
            yield Listed(product)
        yield from self._reply(turn, Situation(action, turn.say, about=product, listed=len(self.session.listed)))

    def _store_situation(self, turn: _Turn, action: actions.StoreQuestion) -> Situation:
        question = action.question or turn.say
        found = [(d, score) for d, score in self.retriever.documents(question, 2) if score >= FITS]
        turn.mark("retrieve")
        passages: list[tuple[StoreDocument, str]] = []
        if found:
            best = found[0][0]
            passages = [(best, text) for text, _ in self.retriever.passages(best, question, 2)]
        return Situation(action, turn.say, documents=tuple(passages), evidence=Evidence(topic=fold(question)))

    # -- the reply --------------------------------------------------------------------------------------------

    def _reply(self, turn: _Turn, situation: Situation) -> Iterator[Event]:
        for event in self.responder.reply(situation, turn.cancel):
            if isinstance(event, TextDelta):
                if turn.timings.first_word is None:
                    turn.mark("first_word")
                turn.spoken += event.text
            yield event
        shown = self.catalogue.products(self.session.shown)
        yield Suggestions(suggestions(situation.action, shown, bool(self.session.past)))

    def face(self) -> ShopFace:
        """How the store presents itself to a shopper who has not said anything yet."""
        name = self.settings.store_name or self.catalogue.info.name or "Aisle"
        return ShopFace(name, EXAMPLES, self.off)

    def popular(self, limit: int) -> tuple[Card, ...]:
        """What fills the shelf before the first question."""
        return self._cards(self.recommender.popular(limit=limit))

    def similar(self, product_id: str, limit: int) -> tuple[Card, ...]:
        return self._cards(self.recommender.similar(product_id, limit=limit))

    def goes_with(self, product_id: str, limit: int) -> tuple[Card, ...]:
        return self._cards(self.recommender.goes_with(product_id, limit=limit))

    def likely_questions(self, product_id: str) -> tuple[str, ...]:
        product = self.catalogue.product(product_id)
        return likely_questions(product) if product else ()

    def _cards(self, found: Sequence[Recommendation]) -> tuple[Card, ...]:
        products = self.catalogue.products([r.product_id for r in found])
        return reasons.cards([Judged(p) for p in products], {r.product_id: r.reason.text for r in found})

    def suggest(self, text: str, cancel: Cancel | None = None) -> Typeahead:
        """What a half-typed text may become, in milliseconds and without the model; also between two events of a turn.

        Raises ``Cancelled`` and ``CatalogueError``.
        """
        return self.completer.suggest(text, self.session.said, cancel)

    # -- what the window does besides talking -----------------------------------------------------------------

    def product(self, product_id: str) -> Product | None:
        return self.catalogue.product(product_id)

    def shopping_list(self) -> tuple[Product, ...]:
        return tuple(self.catalogue.products(self.session.listed))

    def add_to_list(self, product_id: str) -> None:
        if product_id not in self.session.listed:
            self.session.listed.append(product_id)
            self.history.record("listed", product_id)

    def remove_from_list(self, product_id: str) -> None:
        self.session.listed = [i for i in self.session.listed if i != product_id]

    def clear_list(self) -> None:
        self.session.listed = []

    def record(self, deed: Deed, product_id: str) -> None:
        self.history.record(deed, product_id)
