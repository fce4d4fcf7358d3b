"""The table marks "better" only where better is a fact, and puts what differs first."""

from __future__ import annotations

from engine.assistant.comparison import comparison
from engine.money import Money
from engine.products import Attribute, Product


def _product(n: int, price: int, **attributes: object) -> Product:
    made = tuple(Attribute(k, v[0], v[1]) if isinstance(v, tuple) else Attribute(k, v) for k, v in attributes.items())  # type: ignore[arg-type]
    return Product(
        f"p{n}",
        f"Product {n}",
        Money(price, "USD"),
        "drill",
        "Maker",
        rating=4.0 + n / 10,
        rating_count=9,
        attributes=made,
    )


def test_cheaper_and_lighter_are_better_and_a_colour_is_not() -> None:
    table = comparison(
        [
            _product(1, 9900, weight=(900.0, "g"), color="red", cordless=True),
            _product(2, 7900, weight=(1200.0, "g"), color="blue", cordless=True),
        ]
    )
    rows = {r.label: r for r in table.rows}
    assert rows["price"].best == (1,)
    assert rows["weight"].best == (0,)
    assert rows["color"].best == () and rows["color"].differs
    assert not rows["cordless"].differs
    assert rows["rating"].best == (1,)


def test_differences_stand_before_what_is_the_same() -> None:
    table = comparison([_product(1, 100, a="x", b="same"), _product(2, 100, a="y", b="same")])
    differs = [r.differs for r in table.rows[1:]]
    assert differs == sorted(differs, reverse=True)


def test_nothing_is_better_where_units_or_facts_are_missing() -> None:
    table = comparison([_product(1, 100, weight=(900.0, "g")), _product(2, 100, weight=(2.0, "kg")), _product(3, 100)])
    rows = {r.label: r for r in table.rows}
    assert rows["weight"].best == () and rows["weight"].values[2] is None
    assert rows["price"].best == ()


def test_four_columns_at_most() -> None:
    assert len(comparison([_product(n, 100 + n) for n in range(6)]).products) == 4
