"""Whatever is typed: no error, and hard limits hold for everything that is shown."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.actions import SORTS, Limits
from engine.catalogue import Catalogue
from engine.retrieval import Retriever, Wish

_SYNTAX = (
    '"',
    "a AND",
    "NEAR(",
    "title:",
    "col : x",
    "*",
    "-",
    "^a",
    "OR OR",
    "'; DROP TABLE product; --",
    "%_",
    "(",
    "\x00",
    "{title}",
    "+1",
)
_HALF_SAID = ("jacket", "blue or", "under", '65"', "1e999 kg", "at least", "5x", "no ", "\ud800", "size", "free")
_SAID = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*_SYNTAX, *_HALF_SAID]),
    st.from_regex(
        r"(under|at least|between)? ?[0-9]{1,30}([.,][0-9]+)? ?(kg|inch|gb|person|years old|\")?", fullmatch=True
    ),
)
_PRICES = st.none() | st.floats(allow_nan=True, allow_infinity=True)
_LIMITS = st.builds(
    Limits,
    must=st.lists(_SAID | st.sampled_from(["waterproof", "blue", "size M", "vegan", "hiking"]), max_size=4).map(tuple),
    must_not=st.lists(_SAID | st.sampled_from(["nuts", "red"]), max_size=2).map(tuple),
    brand=st.none() | _SAID,
    price_min=_PRICES,
    price_max=_PRICES,
    sort=st.sampled_from(SORTS),
    in_stock=st.booleans(),
)
_relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_relaxed
@given(text=_SAID | st.text(max_size=400))
def test_any_text_can_be_searched(full: Retriever, text: str) -> None:
    full.text(text)
    full.documents(text)


@_relaxed
@given(query=_SAID, limits=_LIMITS)
def test_any_wish_can_be_searched(full: Retriever, query: str, limits: Limits) -> None:
    result = full.search(Wish(query, limits))
    assert len({h.id for h in result.hits}) == len(result.hits) <= result.total


@_relaxed
@given(
    query=st.sampled_from(["jacket", "chocolate", "smartphone", "t-shirt", "", "surfboard", "tent"]),
    must=st.lists(st.sampled_from(["waterproof", "vegan", "hiking", "128 gb", "under 3 kg"]), unique=True, max_size=3),
    must_not=st.lists(st.sampled_from(["nuts", "milk"]), max_size=1),
    brand=st.sampled_from([None, "Skerry", "Orrin", "Birchall"]),
    price_max=st.sampled_from([None, 3, 50, 150, 400]),
    price_min=st.sampled_from([None, 2.5, 100]),
    in_stock=st.booleans(),
)
def test_limits_that_were_not_let_go_hold(
    full: Retriever,
    store: Catalogue,
    query: str,
    must: list[str],
    must_not: list[str],
    brand: str | None,
    price_max: float | None,
    price_min: float | None,
    in_stock: bool,
) -> None:
    limits = Limits(tuple(must), tuple(must_not), brand, price_min, price_max, "relevance", in_stock)
    result = full.search(Wish(query, limits))
    let_go = " ".join(result.relaxed)
    for found in store.products([h.id for h in result.hits]):
        if price_max is not None and "under $" not in let_go:
            assert found.price.major <= price_max
        if price_min is not None and "over $" not in let_go:
            assert found.price.major >= price_min
        if brand and brand not in let_go:
            assert found.brand == brand
        if in_stock and "in stock" not in let_go:
            assert found.available
        for unwanted in must_not:
            assert not any(unwanted in str(a.value) for a in found.attributes if a.name == "allergens")
        for name in ("waterproof", "vegan"):
            stated = found.attribute(name)
            understood = any(t.text == name and t.attribute == name for t in result.terms)
            if name in must and name not in let_go and understood:
                assert stated is not None
                assert stated.value is True
