"""A session from a file: one product id a line, or one event a line as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from engine.errors import InputError
from engine.history import DEEDS, Deed, ShopperEvent


def read_session(path: Path) -> list[ShopperEvent]:
    """Events of ``path`` in their order. A bare id counts as opened; an event is ``{"product", "deed", "at"}``, of
    which only the product must be there. Raises :class:`InputError` naming the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text; save it as UTF-8", path) from error
    now = datetime.now(UTC)
    return [_event(line.strip(), path, n, now) for n, line in enumerate(lines, 1) if line.strip()]


def _event(line: str, path: Path, number: int, now: datetime) -> ShopperEvent:
    if not line.startswith("{"):
        return ShopperEvent("opened", line, now)
    try:
        data = json.loads(line)
        product, deed = data["product"], data.get("deed", "opened")
        at = datetime.fromisoformat(data["at"]) if "at" in data else now
    except (ValueError, KeyError, TypeError) as error:
        raise InputError('is neither a product id nor an event with a "product"', path, number) from error
    if not isinstance(product, str) or not product:
        raise InputError(f'"product" must be an id, not {product!r}', path, number)
    if deed not in DEEDS:
        raise InputError(f'"deed" must be one of {", ".join(DEEDS)}, not {deed!r}', path, number)
    return ShopperEvent(cast(Deed, deed), product, at if at.tzinfo else at.replace(tzinfo=UTC))
