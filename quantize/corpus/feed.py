"""A store's own words for the generated corpus: product types with their properties, and makers, out of its catalogue."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from engine.catalogue import Catalogue, import_paths
from engine.language.protocol import fold
from engine.products import Product
from quantize.corpus.lexicon import TypeEntry, settled

_LONGEST = 4
"""Words of a property that people say in one breath."""
_DULL = frozenset({"origin", "warranty", "certification", "country_of_origin", "tags", "brand", "kind"})
_USES = frozenset({"use", "activity", "occasion", "suitable_for", "purpose"})
_MATERIALS = frozenset({"material", "fabric", "outer_material"})


@cache
def feed_words(source: Path) -> tuple[tuple[TypeEntry, ...], tuple[str, ...]]:
    """(product types, makers) of a catalogue (``catalog.db``) or of feeds that ``aisle catalog import`` reads.

    Raises what opening or importing raises.
    """
    if source.suffix == ".db":
        return _words(source)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "feed.db"
        import_paths([source], target)
        return _words(target)


def _words(path: Path) -> tuple[tuple[TypeEntry, ...], tuple[str, ...]]:
    with Catalogue.open(path) as catalogue:
        by_kind: dict[str, list[Product]] = {}
        ids = [str(row[0]) for row in catalogue.connection.execute("SELECT id FROM product WHERE kind <> ''")]
        for start in range(0, len(ids), 500):
            for product in catalogue.products(ids[start : start + 500]):
                by_kind.setdefault(fold(product.kind or ""), []).append(product)
        makers = tuple(catalogue.vocabulary().brands)
    return tuple(_entry(kind, products) for kind, products in sorted(by_kind.items())), makers


def _entry(kind: str, products: Iterable[Product]) -> TypeEntry:
    adjectives: dict[str, None] = {}
    uses: dict[str, None] = {}
    sizes: dict[str, None] = {}
    materials: dict[str, None] = {}
    for product in products:
        for attribute in product.attributes:
            if attribute.name in _DULL:
                continue
            if isinstance(attribute.value, bool):
                adjectives[fold(attribute.label)] = None
            elif isinstance(attribute.value, float):
                sizes[fold(attribute.text)] = None
            else:
                texts = attribute.value if isinstance(attribute.value, tuple) else (attribute.text,)
                into = uses if attribute.name in _USES else materials if attribute.name in _MATERIALS else adjectives
                into.update(dict.fromkeys(fold(t) for t in texts))
        for variant in product.variants:
            sizes.update(dict.fromkeys(fold(t) for name, t in variant.options.items() if name == "size"))
    kept = [tuple(t for t in texts if 0 < len(t.split()) <= _LONGEST) for texts in (adjectives, uses, sizes, materials)]
    return settled(TypeEntry(kind, kept[0], (), kept[1], kept[2], (), kept[3], group="feed"))
