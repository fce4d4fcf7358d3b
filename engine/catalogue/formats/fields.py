"""Single fields of a feed to typed values, each with one clear reason when it is not usable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.catalogue.formats.items import RowError
from engine.catalogue.formats.text import plain
from engine.money import Money, exponent

_MACHINE = re.compile(r"[-+]?\d+(?:\.\d+)?")
_CENTS = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
"""What nearly all prices are, read without :class:`Decimal`."""
_EXPONENT = re.compile(r"\d[eE][-+]?\d")
_AMOUNT = re.compile(r"(?:\d|[.,](?=\d))[\d.,'\u00a0\u202f ]*")
# 1299  1299.00  ,50  1,299.00  1 299,00  1'299.00  and 5,00,000.00 as in India.
_GROUPED = re.compile(
    r"\d*(?:[.,]\d+)?|\d{1,3}(?:(?P<mark>[.,'\u00a0\u202f ])\d{3})(?:(?P=mark)\d{3})*(?:(?!(?P=mark))[.,]\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"
)
_WORDS = re.compile(r"[^\W\d_]{4,}")
_DEAREST = 10**13  # in minor units; more is a mistake of the feed
_INTEGER = re.compile(r"[-+]?\d[\d,\u00a0 ]*(?:\.0+)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SCHEMA_ORG = re.compile(r"https?://schema\.org/")
_AVAILABLE = frozenset(
    ("in stock", "instock", "available", "yes", "true", "y", "limited availability", "limitedavailability", "instoreonly",
     "lager", "auf lager")
)  # fmt: skip
_UNAVAILABLE = frozenset(
    ("out of stock", "outofstock", "sold out", "soldout", "no", "false", "n", "discontinued", "preorder", "pre-order",
     "backorder", "back order", "onbackorder", "unavailable", "onlineonly")
)  # fmt: skip
_ID_LONGEST = 200
_TITLE_LONGEST = 500
# What a spreadsheet would compute: no name of a product, and never meant as its price.
_FORMULA = re.compile(r"=\s*[\w+@('\"-]")
COUNT_MOST = 10**12
"""More units or ratings than this are a mistake of the feed."""


def price(value: Any, currency: str) -> Money:
    """A price from a text, an integer or a decimal in the major unit. Raises :class:`RowError`."""
    if isinstance(value, bool) or value is None or value == "":
        raise RowError("has no price")
    if isinstance(value, int | Decimal | float):
        return _bounded(Decimal(str(value)), value, currency)
    text = plain(str(value))
    if not text:
        raise RowError("has no price")
    if _FORMULA.match(text):
        raise RowError(f"price {shorten(text)} is a formula; save its value")
    if _MACHINE.fullmatch(text) and not re.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}", text):
        return _bounded(Decimal(text), value, currency)
    amount = _AMOUNT.search(text)
    if not amount or _EXPONENT.search(text):
        raise RowError(f"price {shorten(text)} is not an amount")
    digits = amount.group().rstrip(".,'\u00a0\u202f ")
    if not _GROUPED.fullmatch(digits) or re.search(r"\d", text[amount.end() :]) or _WORDS.search(text):
        raise RowError(f"price {shorten(text)} is not one amount")
    if re.search(r"[-\u2212(]\s*[^\d\s]{0,3}\s*$", text[: amount.start()]):
        raise RowError(f"price {shorten(text)} is negative")
    try:
        money = Money.parse(
            f"{text[: amount.start()]}0{text[amount.start() :]}" if digits[0] in ".," else text, currency
        )
    except ValueError as error:
        raise RowError(f"price {shorten(text)} is not an amount") from error
    return _checked(money, value)


def machine_price(value: str, currency: str) -> Money:
    """A price in a format that always writes ``1234.5678`` (a point before the decimals). Raises :class:`RowError`."""
    text = value.strip()
    if _CENTS.fullmatch(text) and exponent(currency) == 2:
        return Money(int(text[:-3] + text[-2:]), currency)
    if _MACHINE.fullmatch(text):
        return _bounded(Decimal(text), value, currency)
    return price(value, currency)


def minor_price(value: Any, currency: str) -> Money:
    """A price that is an integer of the minor unit."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowError(f"price {shorten(str(value))} is not a whole number of the smallest unit")
    return _checked(Money(value, currency), value)


def _bounded(amount: Decimal, value: Any, currency: str) -> Money:
    if not amount.is_finite() or amount.copy_abs() >= _DEAREST:
        raise RowError(f"price {shorten(str(value))} is not plausible")
    return _checked(Money.from_major(amount, currency), value)


def _checked(money: Money, value: Any) -> Money:
    if money.minor < 0:
        raise RowError(f"price {shorten(str(value))} is negative")
    if money.minor > _DEAREST:
        raise RowError(f"price {shorten(str(value))} is not plausible")
    return money


def identifier(value: Any, what: str = "id") -> str:
    text = plain(str(value)) if value is not None and not isinstance(value, bool | dict | list) else ""
    if not text:
        raise RowError(f"has no {what}")
    if _FORMULA.match(text):
        raise RowError(f"{what} {shorten(text)} is a formula; save its value")
    if len(text) > _ID_LONGEST:
        raise RowError(f"{what} is longer than {_ID_LONGEST} characters")
    return text


def title(value: Any, id: str | None = None) -> str:
    text = plain(value) if isinstance(value, str) else str(value) if isinstance(value, int | Decimal) else ""
    if not text:
        raise RowError("has no title", id)
    if _FORMULA.match(text):
        raise RowError(f"title {shorten(text)} is a formula; save its value", id)
    if len(text) > _TITLE_LONGEST:
        raise RowError(f"has a title of {len(text):,} characters; {_TITLE_LONGEST} are the most", id)
    return text


def stock(value: Any) -> int | None:
    """Units in stock: a number, or words as feeds use them (``in stock``, ``out of stock``); ``None`` if not said.

    Back orders (negative numbers) are not available: 0.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return None if value else 0
    if isinstance(value, int | float | Decimal):
        return _units(Decimal(value), str(value))
    text = plain(str(value)).lower().replace("_", " ")
    if not text:
        return None
    if _INTEGER.fullmatch(text):
        return _units(Decimal(re.sub(r"[,\u00a0 ]|\.0+$", "", text)), text)
    if re.fullmatch(r"[-+]?\d+\.\d+", text):
        return _units(Decimal(text), text)
    text = _SCHEMA_ORG.sub("", text)
    if text in _AVAILABLE:
        return None
    if text in _UNAVAILABLE:
        return 0
    raise RowError(f"stock {shorten(text)} is neither a number nor in stock / out of stock")


def _units(number: Decimal, text: str) -> int:
    if not number.is_finite() or number.copy_abs() > COUNT_MOST:
        raise RowError(f"stock {shorten(text)} is not plausible")
    return max(int(number), 0)


def rating(value: Any) -> float | None:
    """A rating from 0 to 5; scales up to 100 are not guessed."""
    number = value if isinstance(value, Decimal) and value.is_finite() else _decimal(value)
    if number is None:
        return None
    if not 0 <= number <= 5:
        raise RowError(f"rating {shorten(str(value))} is not between 0 and 5")
    return float(number)


def count(value: Any) -> int:
    number = _decimal(str(value).replace(",", "") if isinstance(value, str) else value)
    if number is None:
        return 0
    if number < 0 or number > COUNT_MOST:
        raise RowError(f"{shorten(str(value))} is not a count")
    return int(number)


def released(value: Any) -> str | None:
    """An ISO date from the start of a text, ``None`` for anything else."""
    found = _DATE.match(str(value or "").strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def is_running(begins: Any, ends: Any) -> bool:
    """Whether today lies between two dates (ISO or as in America, ``7/31/24``); an empty one is open.

    A date that cannot be read is no promise that a price holds: ``False``.
    """
    today = date.today().isoformat()
    first, last = str(begins or "").strip(), str(ends or "").strip()
    from_day, to_day = day(first), day(last)
    if (first and from_day is None) or (last and to_day is None):
        return False
    return (from_day or today) <= today <= (to_day or today)


def day(value: Any) -> str | None:
    """An ISO date from the start of a text, which may be written ``7/31/24`` or ``07/31/2024``."""
    found = _AMERICAN.match(str(value or "").strip())
    if not found:
        return released(value)
    month, number, year = map(int, found.groups())
    if month > 12:
        month, number = number, month  # another locale, told by a month that there is not
    return released(f"{year + 2000 if year < 100 else year}-{month}-{number}")


def eans(values: Iterable[Any]) -> tuple[str, ...]:
    """The bar codes among some texts, without spaces and dashes, in order."""
    out: dict[str, None] = {}
    for value in values:
        digits = re.sub(r"[\s'-]", "", str(value if value is not None else ""))
        if re.fullmatch(r"\d{8,14}", digits):
            out[digits] = None
    return tuple(out)


def split_path(value: Any, separators: str = ">/|\n") -> tuple[str, ...]:
    """A category path: ``Home > Kitchen > Pans`` to its parts; a list stays one."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(text for item in value if isinstance(item, str) and (text := plain(item)))
    text = str(value or "")
    mark = next((s for s in separators if s in text), None)
    return tuple(part for piece in (text.split(mark) if mark else [text]) if (part := plain(piece)))


def shorten(text: str) -> str:
    """A value as it is quoted in a reason: at most 40 characters, in quotes."""
    text = plain(text)
    return f"“{text[:39]}…”" if len(text) > 40 else f"“{text}”"


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise RowError(f"{shorten(str(value))} is not a number") from None
    return number if number.is_finite() else None
