"""One run over several sizes: every stage in a process of its own, so that memory is that stage's and nothing is warm."""

from __future__ import annotations

import functools
import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from engine import places
from engine.catalogue import Catalogue
from engine.catalogue.vector_file import LARGE
from engine.products import Product
from engine.retrieval import Encoder
from engine.scale import building, peers, queries
from engine.scale.figures import Built, Peer, Searched
from engine.scale.generator import Generator
from engine.scale.searching import exact_nearest, searched
from engine.scale.seeds import Seed, read_seeds
from engine.scale.vectors import SeedVectors, embed_seeds

P = ParamSpec("P")
R = TypeVar("R")
_ASKED_ABOUT = 20_000
Figures = Built | Searched | Peer


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: ``sizes`` of catalogues grown from the demo store, groceries and the catalogue ``own``.

    Each is asked ``asked`` texts and as many wishes. ``folder`` keeps the catalogues, and the seeds' vectors for the
    next run. From ``large`` products on there is a file of vectors.
    """

    sizes: tuple[int, ...]
    own: Path | None
    folder: Path
    asked: int = 200
    seed: int = 0
    large: int = LARGE


@dataclass(frozen=True, slots=True)
class About:
    """What the catalogues were grown from, and how true variants stand to their seeds (cosines: 5, 50, 95 %)."""

    seeds: int
    encoder_rate: float
    variant_cosines: tuple[float, float, float]


def run(plan: Plan, say: Callable[[str], None]) -> Iterator[About | Figures]:
    """All figures, each as soon as it is known. Raises :class:`AisleError` where a catalogue or the encoder is not usable."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    # At most half of the biggest catalogue, so that any has variants.
    seeds = read_seeds(plan.own, max(plan.sizes) // 2, plan.seed)
    say(f"{len(seeds):,} seeds")
    yield _apart(_about, plan, seeds)
    whole = plan.folder / "feed.jsonl"
    say(f"a feed of {max(plan.sizes):,} products")
    _apart(_write, plan, seeds, whole)
    for size in sorted(plan.sizes):
        yield from _one(plan, seeds, whole, size, say)
    whole.unlink()


def _one(plan: Plan, seeds: Sequence[Seed], whole: Path, size: int, say: Callable[[str], None]) -> Iterator[Figures]:
    home = plan.folder / f"store-{size}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    catalogue = home / "catalog.db"
    feed = building.feed_of(whole, size)
    say(f"{size:,}: import by words")
    imported = _apart(building.import_feed, feed, catalogue, size)
    before = catalogue.stat().st_size
    say(f"{size:,}: vectors and their file")
    added = _apart(_vectored, plan, seeds, catalogue, size)
    yield building.built(feed, catalogue, size, imported, before, added)
    feed.unlink()
    say(f"{size:,}: search")
    known = _known(plan, seeds)
    yield _apart(_searched, plan, known, catalogue)
    for name in ("fts5", *peers.installed()):
        say(f"{size:,}: {name}")
        yield _apart(_peer, plan, known, catalogue, name)


def _apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The result of a function in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(functools.partial(function, *args, **kwargs)).result()


def _encoder(threads: int) -> Encoder:
    encoder = Encoder(places.models() / "encoder", threads)
    encoder.load()
    return encoder


def _embedded(plan: Plan, seeds: Sequence[Seed]) -> tuple[Generator, SeedVectors, str]:
    generator = Generator([s.product for s in seeds], plan.seed)
    encoder = _encoder(0)
    return generator, embed_seeds(seeds, generator, encoder, plan.folder), encoder.sha256


def _about(plan: Plan, seeds: Sequence[Seed]) -> About:
    _, found, _ = _embedded(plan, seeds)
    low, middle, high = (round(float(c), 3) for c in np.percentile(found.spread.cosines, [5, 50, 95]))
    return About(len(seeds), round(found.rate), (low, middle, high))


def _write(plan: Plan, seeds: Sequence[Seed], feed: Path) -> None:
    building.write_feed(Generator([s.product for s in seeds], plan.seed), max(plan.sizes), feed)


def _vectored(plan: Plan, seeds: Sequence[Seed], catalogue: Path, size: int) -> tuple[float, float, float]:
    generator, found, encoder = _embedded(plan, seeds)
    return building.add_vectors(catalogue, generator, found, encoder, size, plan.large)


def _searched(plan: Plan, known: Sequence[Product], catalogue: Path) -> Searched:
    return searched(catalogue, known, _encoder(1), plan.asked, plan.seed)


def _peer(plan: Plan, known: Sequence[Product], catalogue: Path, name: str) -> Peer:
    texts = queries.texts(known, plan.asked, plan.seed)
    folder = catalogue.parent / name
    shutil.rmtree(folder, ignore_errors=True)
    if name == "fts5":
        return peers.fts5(catalogue, texts)
    if name == "tantivy":
        return peers.tantivy(catalogue, folder, texts)
    vectors = _encoder(1).encode(texts)
    with Catalogue.open(catalogue) as opened:
        exact = exact_nearest(opened, vectors, 10)
    return (peers.sqlite_vec if name == "sqlite_vec" else peers.usearch)(catalogue, folder, vectors, exact)


def _known(plan: Plan, seeds: Sequence[Seed]) -> Sequence[Product]:
    """The products that questions are drawn from: those that every one of the catalogues holds."""
    generator = Generator([s.product for s in seeds], plan.seed)
    return [g.product for g in generator.products(min(_ASKED_ABOUT, *plan.sizes))]
