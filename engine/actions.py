"""The closed union of what a shopper can want. An Action re-states the whole wish, complete after every turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Literal, get_args

Sort = Literal["relevance", "price_asc", "price_desc", "rating", "popular", "newest"]
ChatReason = Literal["greeting", "thanks", "goodbye", "ack", "upset", "about"]
DeclineReason = Literal["offtopic", "unsafe", "instructions"]

SORTS: tuple[Sort, ...] = get_args(Sort)
CHAT_REASONS: tuple[ChatReason, ...] = get_args(ChatReason)
DECLINE_REASONS: tuple[DeclineReason, ...] = get_args(DeclineReason)


@dataclass(frozen=True, slots=True)
class Limits:
    """What narrows a result: properties, brand, prices in the major unit, order. Texts are as the shopper said them."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    brand: str | None = None
    price_min: float | None = None
    price_max: float | None = None
    sort: Sort = "relevance"
    in_stock: bool = False

    @property
    def empty(self) -> bool:
        return self == Limits()


@dataclass(frozen=True, slots=True)
class Search:
    kind: ClassVar[str] = "search"
    query: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Compare:
    """``items`` are places on the screen from 1 in the order said; empty means all that is shown."""

    kind: ClassVar[str] = "compare"
    items: tuple[int, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    kind: ClassVar[str] = "ask"
    item: int = 1
    question: str = ""


@dataclass(frozen=True, slots=True)
class Similar:
    kind: ClassVar[str] = "similar"
    item: int = 1
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class GoesWith:
    kind: ClassVar[str] = "goes_with"
    item: int = 1
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Recommend:
    kind: ClassVar[str] = "recommend"
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class AddToList:
    kind: ClassVar[str] = "list"
    item: int = 1


@dataclass(frozen=True, slots=True)
class More:
    kind: ClassVar[str] = "more"


@dataclass(frozen=True, slots=True)
class Back:
    kind: ClassVar[str] = "back"


@dataclass(frozen=True, slots=True)
class StoreQuestion:
    kind: ClassVar[str] = "store"
    question: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    kind: ClassVar[str] = "chat"
    reason: ChatReason = "ack"


@dataclass(frozen=True, slots=True)
class Decline:
    kind: ClassVar[str] = "decline"
    reason: DeclineReason = "offtopic"


Action = (
    Search | Compare | Ask | Similar | GoesWith | Recommend | AddToList | More | Back | StoreQuestion | Chat | Decline
)
ACTION_TYPES: tuple[type[Action], ...] = get_args(Action)
KINDS: tuple[str, ...] = tuple(t.kind for t in ACTION_TYPES)
_BY_KIND = {t.kind: t for t in ACTION_TYPES}


def limits_of(action: Action) -> Limits:
    """The limits of an action, empty where its kind has none."""
    return action.limits if isinstance(action, Search | Similar | GoesWith | Recommend) else Limits()


def with_limits(action: Action, limits: Limits) -> Action:
    """The same action with other limits (a chip removed by touch); kinds without limits come back unchanged."""
    return replace(action, limits=limits) if isinstance(action, Search | Similar | GoesWith | Recommend) else action


def to_json(action: Action, *, sparse: bool = False) -> dict[str, Any]:
    """The action object of the command line. ``sparse`` leaves out fields at their defaults (the corpus format)."""
    out: dict[str, Any] = {"kind": action.kind}
    for f in fields(action):
        value = getattr(action, f.name)
        if isinstance(value, Limits):
            for g in fields(Limits):
                limit = getattr(value, g.name)
                out[g.name] = list(limit) if isinstance(limit, tuple) else limit
        else:
            out[f.name] = list(value) if isinstance(value, tuple) else value
    if sparse:
        keep = {"kind", "query", "item", "reason"}
        out = {k: v for k, v in out.items() if k in keep or v not in (None, [], "", "relevance", False)}
    return out


def from_json(data: Mapping[str, Any]) -> Action:
    """Read an action object; absent fields take their defaults.

    Raises ``ValueError`` naming the field for an unknown kind, a wrong type or a value outside its set.
    """
    kind = data.get("kind")
    if kind not in _BY_KIND:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    cls = _BY_KIND[kind]
    values: dict[str, Any] = {}
    for f in fields(cls):
        if f.name == "limits":
            values["limits"] = _limits(data)
        elif f.name in data:
            values[f.name] = data[f.name]
    if "items" in values:
        values["items"] = tuple(_integer("items", i) for i in values["items"])
    if "item" in values:
        values["item"] = _integer("item", values["item"])
    if cls is Chat and values.get("reason") not in CHAT_REASONS:
        raise ValueError(f"reason must be one of {', '.join(CHAT_REASONS)}")
    if cls is Decline and values.get("reason") not in DECLINE_REASONS:
        raise ValueError(f"reason must be one of {', '.join(DECLINE_REASONS)}")
    for name in ("query", "question"):
        if not isinstance(values.get(name, ""), str):
            raise ValueError(f"{name} must be a text")
    action: Action = cls(**values)
    return action


def _integer(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a place on the screen from 1, not {value!r}")
    return value


def _limits(data: Mapping[str, Any]) -> Limits:
    sort = data.get("sort") or "relevance"
    if sort not in SORTS:
        raise ValueError(f"sort must be one of {', '.join(SORTS)}, not {sort!r}")
    brand = data.get("brand") or None
    if brand is not None and not isinstance(brand, str):
        raise ValueError("brand must be a text")
    return Limits(
        _texts(data, "must"),
        _texts(data, "must_not"),
        brand,
        _price(data, "price_min"),
        _price(data, "price_max"),
        sort,
        bool(data.get("in_stock", False)),
    )


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    entries = data.get(name) or ()
    if isinstance(entries, str) or not all(isinstance(e, str) for e in entries):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(entries)


def _price(data: Mapping[str, Any], name: str) -> float | None:
    price = data.get(name)
    if price is not None and (isinstance(price, bool) or not isinstance(price, int | float)):
        raise ValueError(f"{name} must be a number, not {price!r}")
    return price
