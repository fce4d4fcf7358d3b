"""Rows that are sizes or colours of one product, gathered until the last has come, then made one product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.catalogue.formats.items import Parsed
from engine.products import Attribute, Product, Variant

Member = tuple[Product, int]


class Grouper:
    """Holds the members of a group until as many came as ``expected``; memory follows the groups that are open.

    ``heads`` are the groups that have a row of their own, counted in ``expected``.
    """

    def __init__(self, expected: Mapping[str, int], heads: frozenset[str] = frozenset()) -> None:
        self.expected = expected
        self.heads = heads
        self._open: dict[str, list[Member]] = {}
        self._come: Counter[str] = Counter()

    def add(self, group: str, product: Product, line: int) -> list[Member] | None:
        """The whole group once this is its last member."""
        self._open.setdefault(group, []).append((product, line))
        return self._count(group)

    def missed(self, group: str) -> list[Member] | None:
        """Count a member whose row was not usable; the rest of the group, if it was the last."""
        return self._count(group)

    def rest(self) -> Iterator[tuple[str, list[Member]]]:
        """The groups that stayed incomplete because rows were not usable."""
        for group, members in self._open.items():
            if members:
                yield group, members
        self._open.clear()

    def _count(self, group: str) -> list[Member] | None:
        self._come[group] += 1
        if self._come[group] < self.expected.get(group, 0):
            return None
        del self._come[group]
        return self._open.pop(group, None)


def as_one_product(group: str, members: Sequence[Member], option_names: Sequence[str]) -> Parsed:
    """One product with a variant for each member. What differs among ``option_names`` are the options.

    The price is the lowest (of the available, if any is), the stock the sum. What the product says beyond that comes
    from the group's own row, or is what all members share.
    """
    head, line = next(((p, n) for p, n in members if p.id == group), (None, members[0][1]))
    products = [p for p, _ in members if p.id != group] or [p for p, _ in members]
    first = products[0]
    differing = [
        name
        for name in dict.fromkeys(a.name for p in products for a in p.attributes)
        if name in option_names and len({_said(p, name) for p in products}) > 1
    ]
    if not differing:
        differing = [name for name in option_names if first.attribute(name) is not None]
    base = head or first
    shared = tuple(
        a
        for a in base.attributes
        if a.name not in differing and (head is not None or all(p.attribute(a.name) == a for p in products[1:]))
    )
    variants = tuple(
        Variant(
            id=p.id,
            options={name: text for name in differing if (text := _said(p, name))} or {"title": p.title},
            price=p.price,
            stock=p.stock,
            picture=p.picture if p.picture != base.picture else None,
            ean=p.ean[0] if p.ean else None,
        )
        for p in products
    )
    available = [v for v in variants if v.stock is None or v.stock > 0] or list(variants)
    stocks = [v.stock for v in variants]
    product = replace(
        base,
        id=group,
        title=head.title if head is not None else _common_title(products),
        price=min((v.price for v in available), key=lambda price: price.minor),
        sku=group,
        ean=(),
        picture=base.picture or first.picture,
        stock=None if any(s is None for s in stocks) else sum(s for s in stocks if s is not None),
        attributes=shared,
        variants=variants,
    )
    return Parsed(product, line)


def _said(product: Product, name: str) -> str:
    attribute: Attribute | None = product.attribute(name)
    return attribute.text if attribute is not None else ""


def _common_title(products: Sequence[Product]) -> str:
    """The words that all titles begin with, without a trailing dash or option; the first title if that is too little."""
    titles = [p.title.split() for p in products]
    common: list[str] = []
    for words in zip(*titles, strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    while common and common[-1].strip("-\u2013,|/()") == "":
        common.pop()
    text = " ".join(common).rstrip(" -\u2013,|/(")
    return text if len(common) >= 2 or text == products[0].title else products[0].title
