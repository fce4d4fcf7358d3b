"""The comparison table, from rows: the differences first, "better" only where better is a fact."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import Comparison, ComparisonRow
from engine.products import Attribute, Product
from engine.respond.scales import scale_of

MOST = 4


def comparison(products: Sequence[Product]) -> Comparison:
    """Two to four products side by side. The price row comes first, then what differs, then what is the same."""
    columns = tuple(products[:MOST])
    rows = [_price(columns), *_plain(columns)]
    names = dict.fromkeys(a.name for p in columns for a in p.attributes)
    rows += [_attribute(columns, name) for name in names]
    head, rest = rows[0], rows[1:]
    # Facts that several products state come before what only one says.
    rest.sort(key=lambda r: (not r.differs, sum(v is None for v in r.values)))
    return Comparison(columns, (head, *rest))


def _price(products: Sequence[Product]) -> ComparisonRow:
    minors = [p.price.minor for p in products]
    same = len({p.price.currency for p in products}) == 1
    best = _best(minors, low=True) if same else ()
    return ComparisonRow("price", tuple(str(p.price) for p in products), len(set(minors)) > 1, best)


def _plain(products: Sequence[Product]) -> list[ComparisonRow]:
    ratings = [p.rating for p in products]
    known = [r for r in ratings if r is not None]
    best = _best([r if r is not None else -1.0 for r in ratings], low=False) if len(known) == len(ratings) else ()
    rated = tuple(f"{p.rating:g} ({p.rating_count})" if p.rating is not None else None for p in products)
    out = [ComparisonRow("rating", rated, len(set(ratings)) > 1, best)]
    out.append(_texts("brand", [p.brand for p in products]))
    out.append(_texts("stock", [p.stock_text for p in products]))
    out.append(_texts("place", [str(p.place) if p.place else None for p in products]))
    return [r for r in out if any(r.values)]


def _texts(label: str, values: Sequence[str | None]) -> ComparisonRow:
    return ComparisonRow(label, tuple(values), len(set(values)) > 1)


def _attribute(products: Sequence[Product], name: str) -> ComparisonRow:
    found = [p.attribute(name) for p in products]
    values = tuple(a.text if a else None for a in found)
    first = next(a for a in found if a)
    return ComparisonRow(first.label, values, len(set(values)) > 1, _better(found))


def _better(found: Sequence[Attribute | None]) -> tuple[int, ...]:
    stated = [a for a in found if a is not None]
    if len(stated) != len(found) or len({a.unit for a in stated}) != 1:
        return ()
    scale = scale_of(stated[0])
    numbers = [a.value for a in stated if isinstance(a.value, float) and not isinstance(a.value, bool)]
    if scale is None or scale.better is None or len(numbers) != len(found):
        return ()
    return _best(numbers, low=scale.better == "low")


def _best(numbers: Sequence[float], low: bool) -> tuple[int, ...]:
    if len(set(numbers)) < 2:
        return ()
    best = min(numbers) if low else max(numbers)
    return tuple(i for i, n in enumerate(numbers) if n == best)
