"""A store's own types, properties and makers come into the generated dialogues."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from engine.actions import Search
from quantize.corpus.feed import feed_words
from quantize.corpus.mixture import generated

FEED = """id,title,price,type,brand,waterproof,weight,use,material,size
1,Fen Sou'wester,39.00,sou'wester,Skerrywick,yes,310 g,deck work,oilskin,59
2,Fen Sou'wester Kids,29.00,sou'wester,Skerrywick,no,210 g,puddles,oilskin,51
"""


def test_a_feed_s_words_become_a_type_with_its_properties(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    types, makers = feed_words(path)
    (entry,) = types
    assert (entry.name, makers) == ("sou'wester", ("Skerrywick",))
    assert "waterproof" in entry.adjectives and "310 g" in entry.sizes
    assert set(entry.uses) == {"deck work", "puddles"} and entry.materials == ("oilskin",)


def test_dialogues_are_about_them(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    dialogues = islice(generated("train", 3, feed=path), 60)
    queries = [t.action.query for d in dialogues for t in d if isinstance(t.action, Search)]
    assert sum(q.startswith("sou") for q in queries) > 10
