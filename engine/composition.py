"""The composition root: which parts an assistant is made of on this machine, and what is switched off."""

from __future__ import annotations

import gc
import logging
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engine import places
from engine.assistant import Assistant
from engine.catalogue import Catalogue, VectorSpace, build_demo
from engine.errors import AisleError, InputError, ModelError
from engine.history import ShopperStore, open_history
from engine.language.assistant_model import AssistantModel
from engine.places import DataFolder
from engine.recommend import CoVisits, Recommender
from engine.respond.claims import property_words
from engine.respond.responder import Responder
from engine.retrieval import Encoder, Retriever
from engine.retrieval.synonyms import shipped, with_own
from engine.settings import Settings

log = logging.getLogger(__name__)

MOST_VALUES = 40
"""Values of one attribute whose words are guarded: the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be loaded; ``off`` names in one sentence each what is switched off and what that means."""

    settings: Settings
    catalogue: Catalogue
    retriever: Retriever
    model: AssistantModel | None
    off: tuple[str, ...] = ()


def load_encoder(threads: int = 1) -> tuple[Encoder | None, str]:
    """The shipped encoder, loaded, or ``None`` with the reason why not. For an import ``threads`` 0 takes all cores."""
    try:
        encoder = Encoder(places.models() / "encoder", threads)
        encoder.load()
        return encoder, ""
    except ModelError as error:
        return None, str(error)


def encoder_space() -> VectorSpace | None:
    """The vector space of the shipped encoder by its manifest, ``None`` where there is none to be read."""
    try:
        encoder = Encoder(places.models() / "encoder")
        return VectorSpace(encoder.sha256, encoder.dimensions)
    except ModelError:
        return None


def load_assistant_model(threads: int = 2) -> tuple[AssistantModel | None, str]:
    """The shipped assistant model, or ``None`` with the reason why not."""
    try:
        return AssistantModel.load(places.models() / "assistant", threads=threads), ""
    except ModelError as error:
        return None, str(error)


def open_catalogue(folder: DataFolder) -> Catalogue:
    """The imported catalogue; the demo store, compiled once, where none was imported (or the first import was cut off)."""
    if Catalogue.was_begun(folder.catalogue):
        return Catalogue.open(folder.catalogue)
    if folder.demo.is_file() and _current(folder.demo):
        with suppress(AisleError):
            return Catalogue.open(folder.demo)
    encoder, _ = load_encoder(threads=0)
    folder.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.root) as aside:
        # Built aside and put in place whole: two first starts at once, or a kill, leave no half of it.
        built = Path(aside) / "demo.db"
        build_demo(built, encoder)
        built.replace(folder.demo)
    return Catalogue.open(folder.demo)


def _current(demo: Path) -> bool:
    """Whether the compiled demo store is newer than its sources."""
    sources = [
        *places.demo_store().glob("*.toml"),
        *places.demo_store().glob("products/*.toml"),
        places.models() / "encoder" / "manifest.json",
    ]
    built = demo.stat().st_mtime
    return all(s.stat().st_mtime <= built for s in sources if s.is_file())


def open_retriever(catalogue: Catalogue, folder: DataFolder) -> Retriever:
    """Search alone. Raises ``InputError`` where the store's own synonyms are not usable."""
    encoder, _ = load_encoder()
    return Retriever(catalogue, encoder, with_own(folder.synonyms))


def open_parts(folder: DataFolder) -> Parts:
    """Everything but the shopper's own. Raises ``AisleError`` where there is no usable catalogue or settings."""
    settings = Settings.load(folder.settings)
    catalogue = open_catalogue(folder)
    off: list[str] = []
    encoder, why = load_encoder()
    if encoder is None:
        off.append(f"Search by meaning is off: {why}")
    model, why = load_assistant_model(settings.threads)
    if model is None:
        off.append(f"Conversation is off, search works: {why}")
    synonyms = shipped()
    try:
        synonyms = with_own(folder.synonyms)
    except InputError as error:
        off.append(f"The store's own synonyms are left out: {error}")
    return Parts(settings, catalogue, Retriever(catalogue, encoder, synonyms), model, tuple(off))


def open_assistant(folder: DataFolder, history: ShopperStore | None = None, passphrase: str | None = None) -> Assistant:
    """An assistant ready for its first turn: a guest's unless the settings say personal or ``history`` is given.

    ``passphrase`` opens a personal history that has one.
    """
    parts = open_parts(folder)
    for line in parts.off:
        log.warning(line)
    store = history or open_history(folder, parts.settings, passphrase)
    recommender = Recommender(parts.catalogue, parts.retriever, CoVisits(store.visits()))
    responder = Responder(parts.model, _property_words(parts.catalogue))
    assistant = Assistant(
        parts.catalogue, parts.retriever, recommender, parts.model, responder, store, parts.settings, parts.off
    )
    parts.retriever.warm()
    assistant.completer.warm()
    recommender.warm()
    if parts.model is not None:
        parts.model.warm()
    settle()
    return assistant


def settle() -> None:
    """Keep the collector from looking through what is loaded by now: with 20,000 products it would halt every thread, the
    window's too, for a tenth of a second in the midst of an answer.
    """
    gc.freeze()


def _property_words(catalogue: Catalogue) -> frozenset[str]:
    """Words that name a property here, which a sentence may not claim without a row that says so."""
    known = catalogue.vocabulary()
    values = [v for by_name in known.values.values() for v in islice(by_name, MOST_VALUES)]
    return property_words([name.replace("_", " ") for name in known.flags] + values)
