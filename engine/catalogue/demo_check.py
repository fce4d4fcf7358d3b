"""What is wrong with the demo store's sources: the validator that its tests run, with one sentence for each problem.

``python -m engine.catalogue.demo_check`` prints them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine import places
from engine.catalogue.claims import contradictions
from engine.catalogue.demo import Store, kind_slug, read_store
from engine.catalogue.vocabulary import is_colour
from engine.errors import InputError
from engine.products import Product

FEWEST = {"products": 400, "kinds": 40, "departments": 8, "documents": 12}
_DEAREST = 500_000  # minor units: nothing in a department store costs more than $5,000
_CHEAPEST = 50
_ATTRIBUTES = (4, 16)
_UNNATURAL = re.compile(r"[<>{}|\\]|\s{2,}|TODO|lorem", re.IGNORECASE)


def problems(folder: Path | None = None) -> list[str]:
    """All that is wrong, each naming the file and the product or document; empty for a sound store."""
    folder = folder or places.demo_store()
    try:
        store = read_store(folder)
    except InputError as error:
        return [str(error)]
    return [
        *_sizes(store),
        *_identity(store),
        *(
            f"{origin}: {p.id}: {text}"
            for p, origin in zip(store.products, store.origins, strict=True)
            for text in _product(p)
        ),
        *_places(store, folder),
        *_links(store),
        *_kinds(store, folder),
        *_documents(store),
    ]


def _sizes(store: Store) -> Iterator[str]:
    have = {
        "products": len(store.products),
        "kinds": len({p.kind for p in store.products}),
        "departments": len({p.category[0] for p in store.products if p.category}),
        "documents": len(store.documents),
    }
    for what, fewest in FEWEST.items():
        if have[what] < fewest:
            yield f"the store has {have[what]} {what}, fewer than {fewest}"


def _identity(store: Store) -> Iterator[str]:
    for what, values in (
        ("id", [p.id for p in store.products]),
        ("title", [p.title for p in store.products]),
        ("variant id", [v.id for p in store.products for v in p.variants]),
        ("document id", [d.id for d in store.documents]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{what} {value!r} is there {count} times"


def _product(product: Product) -> Iterator[str]:
    low, high = _ATTRIBUTES
    if not low <= len(product.attributes) <= high:
        yield f"has {len(product.attributes)} attributes, not {low} to {high}"
    for price in [product.price, *(v.price for v in product.variants)]:
        if not _CHEAPEST <= price.minor <= _DEAREST:
            yield f"costs {price}, which is not plausible"
    if not 2.5 <= (product.rating or 0) <= 5 or product.rating_count < 1:
        yield f"has a rating of {product.rating} from {product.rating_count}"
    if product.brand and not product.title.startswith(product.brand):
        yield f"has a title that does not begin with its brand {product.brand!r}"
    if product.variants and sum(v.stock or 0 for v in product.variants) != product.stock:
        yield f"has a stock of {product.stock}, but its variants have {sum(v.stock or 0 for v in product.variants)}"
    if len(product.variants) == 1:
        yield "has a single variant"
    options = [tuple(sorted(v.options.items())) for v in product.variants]
    if len(set(options)) != len(options):
        yield "has two variants with the same options"
    if len({tuple(sorted(v.options)) for v in product.variants}) > 1:
        yield "has variants that differ in the names of their options"
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", product.released or ""):
        yield f"has the release date {product.released!r}"
    if len(product.description.split()) < 8:
        yield "has a description of fewer than eight words"
    if _UNNATURAL.search(product.description) or _UNNATURAL.search(product.title):
        yield "has marks in its texts that are not plain language"
    if not product.goes_with:
        yield "goes with nothing"
    if product.id in product.goes_with:
        yield "goes with itself"
    yield from contradictions(product)


def _places(store: Store, folder: Path) -> Iterator[str]:
    try:
        bays = set(tomllib.loads((folder / "map.toml").read_text(encoding="utf-8"))["bays"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        yield f"map.toml cannot be read: {error}"
        return
    for product, origin in zip(store.products, store.origins, strict=True):
        place = product.place
        if place is None or f"{place.aisle}-{place.bay}" not in bays:
            yield f"{origin}: {product.id}: stands at {place}, which is not on the map"
        elif product.category and place.aisle not in store.aisles.get(product.category[0], ()):
            yield f"{origin}: {product.id}: stands in aisle {place.aisle}, which is not of {product.category[0]}"


def _links(store: Store) -> Iterator[str]:
    ids = {p.id for p in store.products}
    for product, origin in zip(store.products, store.origins, strict=True):
        for target in product.goes_with:
            if target not in ids:
                yield f"{origin}: {product.id}: goes with {target!r}, which does not exist"


def _kinds(store: Store, folder: Path) -> Iterator[str]:
    by_kind: dict[str, list[Product]] = defaultdict(list)
    for product in store.products:
        by_kind[product.kind].append(product)
    sold_out = 0
    for kind, products in by_kind.items():
        if not (folder / "pictures" / f"{kind_slug(kind)}.svg").is_file():
            yield f"there is no picture pictures/{kind_slug(kind)}.svg for {kind!r}"
        if len({p.price for p in products}) < min(3, len(products)):
            yield f"{kind!r}: all {len(products)} products cost nearly the same"
        if len(products) > 1 and max(p.price.minor for p in products) > 60 * min(p.price.minor for p in products):
            yield f"{kind!r}: the dearest costs more than 60 times the cheapest"
        sold_out += any(not p.available for p in products)
        yield from _units(kind, products)
    if sold_out < len(by_kind) // 4:
        yield f"only {sold_out} of {len(by_kind)} product types have anything sold out"
    yield from _spellings(store.products)


def _units(kind: str, products: Sequence[Product]) -> Iterator[str]:
    """The same attribute must be of one type within a kind."""
    types: dict[str, set[str]] = defaultdict(set)
    for product in products:
        for attribute in product.attributes:
            types[attribute.name].add("flag" if isinstance(attribute.value, bool) else "fact")
    for name, found in types.items():
        if len(found) > 1:
            yield f"{kind!r}: {name} is a yes or no in some products and something else in others"


def _spellings(products: Sequence[Product]) -> Iterator[str]:
    """One spelling of a colour in the whole store."""
    said: set[str] = set()
    for product in products:
        said |= {a.text.lower() for a in product.attributes if is_colour(a.name)}
        said |= {text.lower() for v in product.variants for name, text in v.options.items() if is_colour(name)}
    for one, other in (("gray", "grey"), ("multicolor", "multicolour"), ("multicolored", "multicoloured")):
        if one in said and other in said:
            yield f"a colour is written both {one!r} and {other!r}"


def _documents(store: Store) -> Iterator[str]:
    for document in store.documents:
        sentences = re.findall(r"[.!?](?:\s|$)", document.text)
        if not 3 <= len(sentences) <= 9:
            yield f"documents.toml: {document.id}: has {len(sentences)} sentences, not 3 to 8"
        if not document.topics:
            yield f"documents.toml: {document.id}: has no topics"
        for name, value in document.values.items():
            if value not in document.text:
                yield f"documents.toml: {document.id}: {name} = {value!r} does not stand in its text"


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "The demo store is sound.")
    sys.exit(1 if found else 0)
