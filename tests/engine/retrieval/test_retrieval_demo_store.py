"""The demo store with the shipped encoder: what the first shopper of a fresh installation would ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.actions import Limits
from engine.catalogue import Catalogue
from engine.catalogue.demo import build_demo
from engine.retrieval import FITS, Encoder, Retriever, Wish

SHIPPED = Path(__file__).parents[3] / "resources" / "models" / "encoder"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalogue, Retriever]]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build_demo(path, Encoder(SHIPPED, threads=0))
    with Catalogue.open(path) as catalogue:
        yield catalogue, Retriever(catalogue, Encoder(SHIPPED))


@pytest.mark.parametrize(
    ("wish", "kinds"),
    [
        (Wish("waterproof jacket for hiking"), {"rain jacket"}),
        (Wish("earbuds"), {"headphones"}),
        (Wish("trousers"), {"jeans"}),
        (Wish("sun cream", Limits(must=("face",))), {"sunscreen"}),
        (Wish("something warm for winter"), {"winter coat", "sweater"}),
        (Wish("vacum cleaner"), {"vacuum cleaner"}),
        (Wish("lock for my bike"), {"bike lock"}),
        (Wish("printer ink"), {"ink cartridge"}),
        (Wish("phone", Limits(sort="price_asc")), {"smartphone"}),
    ],
)
def test_the_right_sort_of_product_comes_first(shop: tuple[Catalogue, Retriever], wish: Wish, kinds: set[str]) -> None:
    catalogue, retriever = shop
    hits = retriever.search(wish).hits[:3]
    assert hits
    assert {p.kind for p in catalogue.products([h.id for h in hits])} <= kinds


def test_a_whole_wish_is_met(shop: tuple[Catalogue, Retriever]) -> None:
    catalogue, retriever = shop
    result = retriever.search(Wish("jacket", Limits(must=("waterproof", "hiking"), price_max=150)))
    assert result.relaxed == ()
    assert all(t.understood for t in result.terms)
    found = catalogue.products([h.id for h in result.hits])
    assert found
    for product in found:
        assert product.price.major <= 150
        waterproof, use = product.attribute("waterproof"), product.attribute("use")
        assert waterproof is not None
        assert waterproof.value is True
        assert use is not None
        assert "hiking" in use.value  # type: ignore[operator]


def test_what_the_store_has_not_is_not_called_understood(shop: tuple[Catalogue, Retriever]) -> None:
    _, retriever = shop
    for query in ("surfboard", "red dress", "cat food", "wedding cake"):
        assert not retriever.search(Wish(query)).terms[0].understood, query


def test_a_present_may_be_anything_that_keeps_to_the_limits(shop: tuple[Catalogue, Retriever]) -> None:
    catalogue, retriever = shop
    found = retriever.search(Wish("birthday present", Limits(must=("dad",), price_max=30)))
    products = catalogue.products([h.id for h in found.hits])
    assert found.terms[0].understood and found.total > 6
    assert all(p.price.minor <= 3000 for p in products)
    assert len({p.kind for p in products}) > 3


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("can I bring this back if it does not fit?", "returns"),
        ("how late are you open on sunday", "opening-hours"),
        ("do you match prices of other shops", "price-match"),
        ("where can I leave my car", "parking"),
        ("my blender broke after three months", "warranty"),
    ],
)
def test_a_question_about_the_store_finds_its_document(
    shop: tuple[Catalogue, Retriever], question: str, document: str
) -> None:
    _, retriever = shop
    assert document in [d.id for d, _ in retriever.documents(question, 2)]


@pytest.mark.parametrize("question", ["who is the president", "what is OLED?", "tell me a joke"])
def test_a_question_about_something_else_fits_no_document(shop: tuple[Catalogue, Retriever], question: str) -> None:
    _, retriever = shop
    assert retriever.documents(question)[0][1] < FITS


@pytest.mark.parametrize(
    ("query", "said", "attribute"),
    [("smartphone", "128 gb memory", "storage"), ("backpack", "20 l of room", "volume")],
)
def test_an_amount_is_of_the_attribute_that_its_words_are_near_to(
    shop: tuple[Catalogue, Retriever], query: str, said: str, attribute: str
) -> None:
    _, retriever = shop
    result = retriever.search(Wish(query, Limits(must=(said,))))
    assert result.relaxed == ()
    assert [(t.attribute, t.understood) for t in result.terms if t.text == said] == [(attribute, True)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("when do you close today", "9 am to 9 pm"),
        ("are you open on sunday", "11 am to 6 pm"),
        ("opening hours", "9 am to 9 pm"),
        ("how long does delivery take", "the next day"),
        ("is parking free", "2 hours are free"),
        ("can my dog come in", "are welcome"),
        ("is there wifi", "Wi-Fi"),
    ],
)
def test_a_document_answers_with_the_sentence_that_holds_what_is_asked_for(
    shop: tuple[Catalogue, Retriever], question: str, said: str
) -> None:
    document, score = shop[1].documents(question, 1)[0]
    assert score >= FITS
    assert said in shop[1].passages(document, question, 1)[0][0]
