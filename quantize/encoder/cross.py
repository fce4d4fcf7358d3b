"""Would a cross-encoder earn its milliseconds? Query and product read together, on the first places of the search.

The base model reads ``query [SEP] product text``; a linear head on the mean of its last layer says how well they fit. It is
trained on judged queries and measured on those of other folds: by its own order of the first places, and by that order
fused with the search's (reciprocal ranks). What is gained at best, with the judges' own order of those places, stands
beside it. Nothing of this ships; it measures whether anything should.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertModel

from engine.catalogue import Catalogue
from engine.retrieval import Encoder, Retriever, product_text
from engine.retrieval.judged import Judged, Measure, measured
from quantize.encoder.base import SentenceModel, padded, tokenizer
from quantize.train import mixed_precision

PLACES = 20
"""Of the search's first: what is read again."""
MOST_TOKENS = 80
_RANK = 10.0
"""The constant of the fusion: small, for only the first places are fused."""
_TOKENS_A_PASS = 4096
_PAIRS = 24
"""Of a query in a step, drawn anew each time."""


class CrossEncoder(torch.nn.Module):
    """Token ids, types and mask (batch, tokens) to a score (batch)."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.head = torch.nn.Linear(bert.config.hidden_size, 1)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        scores: torch.Tensor = self.head(mean.float()).squeeze(-1)
        return scores


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query: the first places of the search, and the text of every product that is shown or judged."""

    judged: Judged
    found: tuple[str, ...]
    texts: dict[str, str]

    def fit(self) -> list[tuple[str, float]]:
        """Product ids with their grades as 0 to 1, those of the search's first places that nobody judged as 0."""
        grades = dict.fromkeys(self.found[:PLACES], 0) | self.judged.grades
        return [(product, grades[product] / 3) for product in grades if product in self.texts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """nDCG@10 of the search, of the cross-encoder's order of its first places, of both fused, of the judges' own order."""

    search: Measure
    cross: Measure
    fused: Measure
    best: Measure
    pairs_per_second: float


def asked(retriever: Retriever, catalogue: Catalogue, judged: Sequence[Judged], name: str) -> list[Asked]:
    """What the search finds for each judged query; ``name`` keeps the same query on two catalogues apart."""
    out = []
    for each in judged:
        found = tuple(hit.id for hit in retriever.text(each.query, 100))
        products = catalogue.products([*found[:PLACES], *(g for g in each.grades if g not in found[:PLACES])])
        texts = {p.id: product_text(p) for p in products}
        out.append(Asked(Judged(f"{name}/{each.name}", each.query, each.grades), found, texts))
    return out


def learn(model: CrossEncoder, queries: Sequence[Asked], epochs: int, rate: float, seed: int) -> CrossEncoder:
    """Train in place: the grade of each pair, and within a query the better ones before the worse (a softmax)."""
    rng = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    total, step = epochs * len(queries), 0
    model.train()
    for _ in range(epochs):
        for query in rng.sample(list(queries), len(queries)):
            pairs = query.fit()
            rng.shuffle(pairs)
            pairs = pairs[:_PAIRS]
            grades = torch.tensor([grade for _, grade in pairs])
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1.0, 10 * (step + 1) / total) * (1 - step / total)
            with mixed_precision():
                scores = _scores(model, query.judged.query, [query.texts[product] for product, _ in pairs])
            scores = scores.float()
            loss = F.binary_cross_entropy_with_logits(scores, grades)
            if float(grades.max()) > 0:
                loss = loss - (torch.softmax(6 * grades, 0) * torch.log_softmax(scores, 0)).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
    return model.eval()


def compare(
    base: SentenceModel, queries: Sequence[Asked], encoder: Encoder, folds: int, epochs: int, rate: float, seed: int
) -> Outcome:
    """Cross-validation over queries, and how many pairs the shipped encoder (int8, of one core) reads in a second.

    Raises ``ValueError`` for fewer queries than folds.
    """
    if not 2 <= folds <= len(queries):
        raise ValueError(
            f"{folds} folds need at least as many judged queries, not {len(queries)}, and there are two at least"
        )
    order = list(range(len(queries)))
    random.Random(seed).shuffle(order)
    orders: dict[str, list[str]] = {}
    for fold in range(folds):
        out = set(order[fold::folds])
        torch.manual_seed(seed + fold)
        bert = BertModel(base.bert.config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
        bert.load_state_dict(base.bert.state_dict())
        model = learn(
            CrossEncoder(bert), [q for place, q in enumerate(queries) if place not in out], epochs, rate, seed
        )
        for query in (queries[place] for place in sorted(out)):
            orders[query.judged.name] = _order(model, query)
    judged = [Judged(q.judged.name, q.judged.name, q.judged.grades) for q in queries]
    found = {q.judged.name: list(q.found) for q in queries}
    ideal = {q.judged.name: _by_grade(q) for q in queries}
    fused = {name: _fused(found[name][:PLACES], orders[name]) for name in found}

    def measure(first: dict[str, list[str]]) -> Measure:
        return measured(judged, lambda name, limit: [*first[name], *found[name][PLACES:]][:limit])[0]

    return Outcome(measure(found), measure(orders), measure(fused), measure(ideal), _speed(encoder, queries))


def _scores(model: CrossEncoder, query: str, texts: Sequence[str]) -> torch.Tensor:
    encoded = tokenizer(MOST_TOKENS).encode_batch([(query, text) for text in texts])
    out = []
    width = max(len(e.ids) for e in encoded)
    for at in range(0, len(encoded), max(1, _TOKENS_A_PASS // width)):
        part = encoded[at : at + max(1, _TOKENS_A_PASS // width)]
        ids, mask = padded([e.ids for e in part])
        types, _ = padded([e.type_ids for e in part])
        out.append(model(ids, types, mask))
    return torch.cat(out)


@torch.no_grad()
def _order(model: CrossEncoder, query: Asked) -> list[str]:
    first = [p for p in query.found[:PLACES] if p in query.texts]
    if not first:
        return list(query.found[:PLACES])
    with mixed_precision():
        scores = _scores(model, query.judged.query, [query.texts[p] for p in first]).float().numpy()
    return [first[place] for place in np.argsort(-scores, kind="stable")]


def _by_grade(query: Asked) -> list[str]:
    return sorted(query.found[:PLACES], key=lambda p: -query.judged.grades.get(p, 0))


def _fused(one: Sequence[str], other: Sequence[str]) -> list[str]:
    score = {p: 1 / (_RANK + place) for place, p in enumerate(one)}
    for place, p in enumerate(other):
        score[p] = score.get(p, 0.0) + 1 / (_RANK + place)
    return sorted(score, key=lambda p: -score[p])


def _speed(encoder: Encoder, queries: Sequence[Asked]) -> float:
    encoder.load()
    texts = [f"{q.judged.query} {q.texts[p]}" for q in queries[:20] for p in q.found[:PLACES] if p in q.texts]
    began = time.perf_counter()
    for at in range(0, len(texts), PLACES):
        encoder.encode(texts[at : at + PLACES])
    return len(texts) / max(time.perf_counter() - began, 1e-9)
