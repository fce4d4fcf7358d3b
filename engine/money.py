"""Money: an integer of the minor unit with a currency. Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# ISO 4217 exponents that differ from 2.
_EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "HUF": 2,
    "KWD": 3,
    "BHD": 3,
    "OMR": 3,
    "TND": 3,
    "JOD": 3,
}
_SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "CNY": "¥",
    "INR": "₹",
    "AUD": "A$",
    "CAD": "C$",
    "KRW": "₩",
}
_NUMBER = re.compile(r"[-+]?\d[\d.,'\u00a0\u202f ]*")


def exponent(currency: str) -> int:
    """Number of decimal places of a currency's minor unit (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units of ``currency`` (an ISO 4217 code): ``Money(8900, "USD")`` is $89.00."""

    minor: int
    currency: str

    @property
    def major(self) -> float:
        """The amount in the major unit, for JSON and comparisons with what a shopper said; never for arithmetic."""
        return float(self.decimal)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        places = exponent(self.currency)
        number = f"{abs(self.decimal):,.{places}f}"
        sign = "-" if self.minor < 0 else ""
        symbol = _SYMBOLS.get(self.currency)
        return f"{sign}{symbol}{number}" if symbol else f"{sign}{number} {self.currency}"

    def __sub__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot subtract {other.currency} from {self.currency}")
        return Money(self.minor - other.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    @classmethod
    def from_major(cls, amount: Decimal | int | float | str, currency: str) -> Money:
        """From an amount in the major unit; raises ``ValueError`` for what is not a finite number."""
        try:
            value = amount if isinstance(amount, Decimal) else Decimal(str(amount))
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount") from None
        if not value.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        return cls(int(value.scaleb(exponent(currency)).to_integral_value()), currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a price as shops write it: ``1,299.00``, ``1.299,00 €``, ``USD 5``, ``12,5``.

        A code or symbol in the text wins over ``currency``. Raises ``ValueError`` with the reason.
        """
        found = _NUMBER.search(text)
        if not found:
            raise ValueError(f"no amount in {text!r}")
        number = re.sub(r"['\u00a0\u202f ]", "", found.group()).rstrip(".,")
        code = re.search(r"\b[A-Z]{3}\b", text)
        if code:
            currency = code.group()
        else:
            for known, symbol in _SYMBOLS.items():
                if (
                    symbol in text
                    and not (symbol == "¥" and currency == "CNY")
                    and not (symbol == "$" and currency in {"AUD", "CAD", "NZD", "SGD", "MXN"})
                ):
                    currency = known
                    break
        comma, dot = number.rfind(","), number.rfind(".")
        decimal_mark = max(comma, dot)
        if comma >= 0 and dot >= 0:
            whole, fraction = number[:decimal_mark], number[decimal_mark + 1 :]
        elif decimal_mark >= 0 and (
            number.count(number[decimal_mark]) > 1
            or (len(number) - decimal_mark - 1 == 3 and exponent(currency) != 3 and number[0] != "0")
        ):
            whole, fraction = number, ""  # a thousands separator
        elif decimal_mark >= 0:
            whole, fraction = number[:decimal_mark], number[decimal_mark + 1 :]
        else:
            whole, fraction = number, ""
        whole = whole.replace(",", "").replace(".", "")
        return cls.from_major(f"{whole or '0'}.{fraction or '0'}", currency)
