"""What a query is about at all: the products among which limits filter and wishes rank."""

from __future__ import annotations

import numpy as np

from engine.catalogue.folding import fold
from engine.retrieval.columns import Bools, Ints
from engine.retrieval.index import POOL, Index
from engine.retrieval.kinds import WantedKinds
from engine.retrieval.results import MatchedTerm, Wish
from engine.retrieval.things import DOUBTFUL, IN_ORDER
from engine.retrieval.words import stems

SURE, CERTAIN, NAMED = 0.66, 0.74, 0.9
"""How surely a kind is meant: enough to look only among its products, enough to call it understood, named by a word."""
_GIVEN = frozenset({"present", "presents", "gift", "gifts", "surprise", "souvenir"})
_BESIDE = frozenset(
    {"a", "the", "some", "little", "small", "nice", "birthday", "christmas", "wedding", "idea", "ideas"}
)
_NEAR_LEAST, _NEAR_SHARE = 0.28, 0.75
"""Where no kind is recognised: the least cosine of a product, and its least share of the best one's."""


def meaning(wish: Wish) -> str:
    """The wish as one phrase for the encoder: brand, type and properties."""
    return " ".join((wish.limits.brand or "", wish.query, *wish.limits.must)).strip()


def is_open(query: str) -> bool:
    """Whether the query leaves open what it is: a "birthday present" may be anything."""
    words = set(fold(query).split())
    return bool(words & _GIVEN) and words <= _GIVEN | _BESIDE


def scope_of(index: Index, wish: Wish, kinds: WantedKinds) -> tuple[Bools, MatchedTerm | None]:
    """The products that the query is about, and how it was understood (``None`` without a query)."""
    if not wish.query.strip():
        return np.ones(len(index.columns), dtype=np.bool_), None
    if not _is_type(kinds, wish.query) and (category := category_scope(index, wish.query)) is not None:
        return category, MatchedTerm("query", wish.query, "category", (wish.query,), True)
    # In an explicit order nothing may come first that only resembles what was asked for.
    ordered = wish.limits.sort != "relevance"
    least = NAMED if ordered and not kinds.alike else SURE
    sure = {kind for kind, level in kinds.kinds.items() if level >= least}
    if sure:
        places, factors = index.things(sure)
        scope = _mask(index, places[factors >= (IN_ORDER if ordered else DOUBTFUL)])
        if scope.any():
            understood = _understood(index, kinds, wish.query, scope)
            return scope, MatchedTerm("query", wish.query, "kind", tuple(sorted(sure)), understood)
    terms = index.lexical.terms(wish.query)
    titled, every = index.lexical.search(terms, POOL, columns="title kind category", match_any=False)
    found, complete = (titled, every) if titled else index.lexical.search(terms, POOL)
    scope = index.columns.mask(found[: complete or POOL // 4])
    near, cosines = index.nearest(meaning(wish))
    if near:
        floor = max(_NEAR_LEAST, float(cosines[0]) * _NEAR_SHARE)
        scope |= index.columns.mask([row for row, cosine in zip(near, cosines, strict=True) if cosine >= floor])
    if kinds:
        scope |= index.columns.of_kinds(kinds.kinds)
    return scope, MatchedTerm("query", wish.query, "kind" if kinds else None, tuple(kinds.kinds), bool(titled))


def category_scope(index: Index, query: str) -> Bools | None:
    """The products of the category that a query is the name of, and of the types that its words name.

    ``None`` where there is no such category.
    """
    scope = index.of_category(query)
    if not scope.any():
        return None
    named = index.kinds.wanted(query, describes=index.lexicon.describes)
    sure = {kind for kind, level in named.kinds.items() if level >= NAMED}
    return scope | _mask(index, _typical(index, sure)) if sure else scope


def named_count(index: Index, name: str) -> int:
    """How many products a search for a type or category will show; 0 where the name is neither."""
    kinds = index.kinds.wanted(name, describes=index.lexicon.describes)
    if _is_type(kinds, name):
        return len(_typical(index, {kind for kind, level in kinds.kinds.items() if level >= SURE}))
    category = category_scope(index, name)
    return int(category.sum()) if category is not None else 0


def typical_of(index: Index, kind: str) -> Bools:
    """The products that a search for a type of the catalogue is about."""
    kinds = index.kinds.wanted(kind, describes=index.lexicon.describes)
    return _mask(index, _typical(index, {k for k, level in kinds.kinds.items() if level >= SURE}))


def _is_type(kinds: WantedKinds, query: str) -> bool:
    """Whether the whole query is a type's name: "tea", not "coffee & tea"."""
    return kinds.exact and stems(kinds.phrase) == stems(query)


def _typical(index: Index, kinds: set[str]) -> Ints:
    places, factors = index.things(kinds)
    return places[factors >= DOUBTFUL]


def _understood(index: Index, kinds: WantedKinds, query: str, scope: Bools) -> bool:
    """Whether the kinds are what was asked for: "cat food" is not understood where all food is for dogs."""
    if kinds.exact or (kinds.alike and max(kinds.kinds.values()) >= CERTAIN):
        return True
    terms = index.lexical.terms(query)
    if not terms:
        return False
    named = index.lexical.rows(" AND ".join(t.expression for t in terms))
    return bool((index.columns.mask(named) & scope).any())


def _mask(index: Index, places: Ints) -> Bools:
    mask = np.zeros(len(index.columns), dtype=np.bool_)
    mask[places] = True
    return mask
