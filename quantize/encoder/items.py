"""The things that pairs are made of: products of feeds, product types of the lexicon, wishes of authored dialogues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine import actions
from engine.catalogue import Catalogue, fold, import_paths
from engine.catalogue.demo import read_store
from engine.products import Product
from engine.retrieval.text import product_text, sentences_of
from engine.retrieval.things import made_for
from engine.retrieval.words import content, stems, words
from quantize.corpus.lexicon import TypeEntry
from quantize.corpus.mixture import authored, brands_of, entries_of

_DULL = frozenset(
    {
        "origin",
        "warranty",
        "country_of_origin",
        "certification",
        "tags",
        "brand",
        "kind",
        "dimensions_wxdxh",
        "oem_code",
    }
)
_USES = frozenset({"use", "activity", "occasion", "suitable_for", "purpose", "climate"})
_LONGEST = 4
_CODE = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S{3,}|[A-Z]{2,}-?\d+\S*")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing and what a shopper may say of it. ``text`` is what an import embeds, ``brief`` its beginning.

    ``kind``, ``values``, ``uses`` and ``phrases`` are folded; ``words`` holds every word of the row in order with a space
    at either end, for telling whether a wish may hold.
    """

    source: str
    title: str
    text: str
    brief: str
    kind: str
    brand: str
    values: tuple[str, ...]
    uses: tuple[str, ...]
    phrases: tuple[str, ...]
    words: str
    accessory: bool = False

    def is_a(self, kind: str) -> bool:
        """Whether it is of this type or of one that is named after it ("laser printer" is a "printer")."""
        if self.accessory:
            return False
        return self.kind == kind or self.kind.endswith(f" {kind}") or (not self.kind and f" {kind} " in self.words)

    def says(self, text: str) -> bool:
        """Whether the row holds these words as they stand."""
        return f" {text} " in self.words

    @property
    def codes(self) -> tuple[str, ...]:
        """Model numbers in the title."""
        return tuple(fold(c.strip("()[],;")) for c in _CODE.findall(self.title))


def spaced(text: str) -> str:
    """The words of a text, folded, parted by single spaces."""
    return " ".join(words(text))


def product_item(source: str, product: Product) -> Item:
    """A product of a feed."""
    values: dict[str, None] = {}
    uses: dict[str, None] = {}
    for attribute in product.attributes:
        if attribute.name in _DULL or attribute.value is False:
            continue
        if attribute.value is True:
            values[fold(attribute.label)] = None
        elif isinstance(attribute.value, float):
            if attribute.unit:
                values[fold(attribute.text)] = None
        else:
            texts = attribute.value if isinstance(attribute.value, tuple) else (attribute.text,)
            (uses if attribute.name in _USES else values).update(dict.fromkeys(fold(t) for t in texts))
    for variant in product.variants:
        values.update(dict.fromkeys(fold(v) for v in variant.options.values()))
    everything = [product.title, product.kind or "", product.brand or "", *product.category, *values, *uses]
    kind = spaced(product.kind or "")
    return Item(
        source, product.title, product_text(product),
        product.title if kind in spaced(product.title) else f"{product.title}. {product.kind}",
        kind, fold(product.brand or ""), _short(values), _short(uses), _phrases(product.description),
        f" {spaced(' '.join((*everything, product.description)))} ",
        accessory=bool(product.kind) and made_for(product.kind or "", product.title),
    )  # fmt: skip


def _short(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(t for t in texts if 0 < len(t.split()) <= _LONGEST and len(stems(t)) > 0 and len(t) > 1)


def _told(values: Iterable[str], text: str) -> tuple[str, ...]:
    """Those that an import embeds: what the text does not say no vector can be found by."""
    said = f" {spaced(text)} "
    return tuple(v for v in _short(values) if f" {spaced(v)} " in said and any(c.isalpha() for c in v))


def _phrases(description: str) -> tuple[str, ...]:
    """What the description says, in runs of a few words."""
    found = []
    for sentence in sentences_of(description)[:6]:
        for run in re.split(r"[,;:.!?()]| and | but ", sentence):
            kept = content(run)
            if 2 <= len(kept) <= 7:
                found.append(fold(run))
    return tuple(dict.fromkeys(found))


def catalogue_items(source: str, path: Path) -> list[Item]:
    """The products of a catalogue file."""
    with Catalogue.open(path) as catalogue:
        return [product_item(source, p) for p in catalogue.all_products()]


def feed_items(source: Path, work: Path) -> list[Item]:
    """The products of a ``catalog.db`` or of feeds that ``aisle catalog import`` reads; the import is kept in ``work``."""
    if source.suffix == ".db":
        return catalogue_items(source.parent.name if source.stem == "catalog" else source.stem, source)
    kept = work / f"{source.stem}.db"
    if not kept.is_file():
        work.mkdir(parents=True, exist_ok=True)
        fresh = work / f".{source.stem}-fresh.db"
        fresh.unlink(missing_ok=True)
        import_paths([source], fresh)
        fresh.rename(kept)
    return catalogue_items(source.stem, kept)


def demo_items() -> list[Item]:
    """The demo store's products."""
    return [product_item("demo", p) for p in read_store().products]


def lexicon_items(taxonomy: Path | None) -> list[Item]:
    """One of each product type of the training split: a row that has every property which people ask of the type."""
    ours, others = entries_of("train", taxonomy)
    brands = brands_of("train")
    return [
        _entry_item(entry, brands[place % len(brands)], source)
        for source, entries in (("lexicon", ours), ("taxonomy", others))
        for place, entry in enumerate(entries)
    ]


def _entry_item(entry: TypeEntry, brand: str, source: str) -> Item:
    values = dict.fromkeys((*entry.adjectives, *entry.features, *entry.materials[:8], *entry.sizes[:8], *entry.phrases))
    shown = ", ".join(list(dict.fromkeys((*entry.adjectives[:5], *entry.features[:4], *entry.materials[:2]))))
    text = f"{brand} {entry.name}. {shown}"
    if entry.uses:
        text += f". For {', '.join(entry.uses[:4])}"
    everything = spaced(" ".join((entry.name, brand, *values, *entry.uses)))
    return Item(
        source, entry.name, text, entry.name, spaced(entry.name), brand, _short(values), _short(dict.fromkeys(entry.uses)),
        (), f" {everything} ",
    )  # fmt: skip


def heard() -> Iterator[tuple[str, Item]]:
    """(what was said, the wish as a row) for each first search of an authored dialogue of the training split."""
    for dialogue in authored("train"):
        turn = dialogue[0]
        if not isinstance(turn.action, actions.Search) or not turn.action.query:
            continue
        limits = turn.action.limits
        must = tuple(fold(m) for m in limits.must)
        brand = fold(limits.brand or "")
        title = f"{brand} {fold(turn.action.query)}".strip()
        text = f"{title}. {', '.join(must)}" if must else title
        words_ = f" {spaced(f'{title} {chr(32).join(must)}')} "
        yield turn.say, Item("dialogue", title, text, title, spaced(turn.action.query), brand, must, (), (), words_)
