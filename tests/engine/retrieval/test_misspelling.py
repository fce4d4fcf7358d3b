"""The words that a misspelled one may mean are those that counting the edits to every word finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from engine.retrieval.misspelling import Spelled

_TEXTS = st.text(alphabet="abcde \u00e4\u0161", max_size=9)


@given(texts=st.lists(_TEXTS, max_size=40), said=_TEXTS, slips=st.integers(1, 2), limit=st.integers(1, 8))
def test_nothing_near_is_passed_over(texts: list[str], said: str, slips: int, limit: int) -> None:
    every = process.extract(said, texts, scorer=OSA.distance, score_cutoff=slips, limit=limit) if said else []
    assert Spelled(texts).near(said, slips, limit) == [(word, distance) for word, distance, _ in every]


def test_the_fewest_slips_come_first_and_of_equally_many_the_order_stands() -> None:
    spelled = Spelled(["cabel", "table", "cable", "gable", "cablecar"])
    assert spelled.near("cable", 1, 8) == [("cable", 0), ("cabel", 1), ("table", 1), ("gable", 1)]
    assert Spelled([]).near("cable", 1, 8) == []
