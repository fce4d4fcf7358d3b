"""Text and facts of a reply."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.protocol import Slot
from engine.products import Product, StoreDocument
from engine.respond.observations import Row
from engine.respond.render import Renderer, short_name, spoken


def test_facts_stand_where_the_text_says(shelf: list[Product]) -> None:
    renderer = Renderer([Row(1, shelf[0]), Row(2, shelf[1])])
    text = ""
    for sentence in ("The {1.name} weighs {1.attr.weight}.", "The {2.name} costs {2.price}, and you save {2.saves}."):
        text += "".join(p.text for p in renderer.pieces(sentence, [Slot("2.saves", "2 cheaper by: $40.00")]))
    assert text == "The Skerry Jacket No. 1 weighs 310 g. The Skerry Jacket No. 2 costs $89.00, and you save $40.00."
    for fact in renderer.facts:
        assert text[fact.start : fact.end] == fact.value
    assert [f.field for f in renderer.facts] == ["name", "weight", "name", "price", "saves"]
    assert renderer.facts[0].product == "jacket-1"
    outside = list(text)
    for fact in renderer.facts:
        outside[fact.start : fact.end] = "#" * (fact.end - fact.start)
    assert not re.search(r"\d", "".join(outside))


def test_a_title_with_its_own_article_is_not_doubled(shelf: list[Product]) -> None:
    from dataclasses import replace

    renderer = Renderer([Row(1, replace(shelf[0], title="The Winter Ferry"))])
    assert "".join(p.text for p in renderer.pieces("Take the {1.name}.", [])) == "Take The Winter Ferry."


def test_a_document_value_belongs_to_its_document() -> None:
    document = StoreDocument("hours", "Opening hours", "From 9 am.", values={"opens": "9 am"})
    renderer = Renderer([], [document])
    text = "".join(
        p.text for p in renderer.pieces("We open at {doc.1.opens}.", [Slot("doc.1.opens", "doc 1 opens: 9 am")])
    )
    assert text == "We open at 9 am."
    assert renderer.facts[0].product == "hours"


def test_the_sentence_before_is_read_without_values() -> None:
    assert spoken("The {1.name} weighs {1.attr.dry_weight}.") == "The 1 name weighs 1 dry weight."


@given(st.text(min_size=1, max_size=160))
def test_a_short_name_is_a_part_of_the_title(title: str) -> None:
    assert short_name(title).strip() in title


@pytest.mark.parametrize(("count", "text"), [("1", "Your list holds 1 item."), ("2", "Your list holds 2 items.")])
def test_one_is_counted_in_the_singular(count: str, text: str) -> None:
    pieces = Renderer([]).pieces("Your list holds {count} items.", [Slot("count", f"list: {count}")])
    assert "".join(p.text for p in pieces) == text
