"""Nothing of what was searched for stays in memory when a session ends."""

from __future__ import annotations

import pickle

from engine.actions import Limits
from engine.retrieval import Retriever
from engine.retrieval.results import Wish
from engine.retrieval.words import stem

ODD = "zwatirprof quibblebag"


def _held(retriever: Retriever) -> bytes:
    """All that the caches keyed by what was asked hold, as bytes to look a word up in."""
    index = retriever._current
    assert index is not None
    words = index.lexical
    kept = [words._known, words._corrected, words._kept, words._frequencies, index._said._vectors]
    kept += [index._mentions, index._categories, index._holders, index._things]
    return pickle.dumps(kept) + repr(kept).encode()


def test_what_was_asked_is_forgotten_and_found_again(full: Retriever) -> None:
    wish = Wish(ODD, Limits(must=("zorblish", "under 321 g")))
    before = [hit.id for hit in full.search(wish).hits]
    full.text(ODD)
    full.search(Wish("zanzibarish"))
    assert all(said in _held(full) for said in (b"zwatirprof", b"zorblish", b"zanzibarish", b"321"))
    assert stem.cache_info().currsize
    full.forget()
    held = _held(full)
    assert not any(said in held for said in (b"zwatirprof", b"quibblebag", b"zorblish", b"zanzibarish", b"321"))
    index = full._current
    assert index is not None and index.dense is not None
    assert index.dense._asked[0] == b""
    assert stem.cache_info().currsize == 0
    assert index.lexical._kept_bytes == 0
    assert [hit.id for hit in full.search(wish).hits] == before
