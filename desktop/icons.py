"""The line icons of the window, each a few strokes on a 24 x 24 grid."""

from __future__ import annotations

_STROKES = {
    "send": "M4 12h15 M13 6l6 6-6 6",
    "back": "M20 12H5 M11 6l-6 6 6 6",
    "close": "M6 6l12 12 M18 6L6 18",
    "stop": "M7 7h10v10H7z",
    "again": "M19 12a7 7 0 1 1-2.2-5.1 M19 3v4.5h-4.5",
    "plus": "M12 5v14 M5 12h14",
    "minus": "M5 12h14",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "list": "M9 6h11 M9 12h11 M9 18h11 M4.5 6h.01 M4.5 12h.01 M4.5 18h.01",
    "place": "M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11z M12 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z",
    "text": "M3 18l4.5-12L12 18 M4.6 14h5.8 M14 18l3-8 3 8 M15 15.5h4",
    "globe": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M3.5 12h17 M12 3.5c2.6 2.3 3.8 5.2 3.8 8.5s-1.2 6.2-3.8 8.5c-2.6-2.3-3.8-5.2-3.8-8.5S9.4 5.8 12 3.5z",
    "up": "M7 20H4v-9h3 M7 11l4-8c1.6 0 2.5 1 2.5 2.6V9H19c1.2 0 2 1 1.8 2.2l-1.2 7A2.2 2.2 0 0 1 17.4 20H7z",
    "down": "M17 4h3v9h-3 M17 13l-4 8c-1.6 0-2.5-1-2.5-2.6V15H5c-1.2 0-2-1-1.8-2.2l1.2-7A2.2 2.2 0 0 1 6.6 4H17z",
    "compare": "M4 5h6v14H4z M14 5h6v14h-6z",
    "sort": "M7 5v14 M7 19l-3-3 M7 19l3-3 M14 7h7 M14 12h5 M14 17h3",
    "filter": "M4 6h16 M7 12h10 M10 18h4",
    "star": "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M16 16l4.5 4.5",
    "heart": "M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
    "staff": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
    "shift": "M12 4l7 8h-4v7H9v-7H5z",
    "erase": "M9 6h11v12H9l-6-6z M12.5 9.5l4 5 M16.5 9.5l-4 5",
    "hide": "M4 5h16v9H4z M9 18l3 3 3-3",
    "box": "M4 8l8-4 8 4v9l-8 4-8-4z M4 8l8 4 8-4 M12 12v9",
    "chart": "M4 20h16 M7 16v-5 M12 16V6 M17 16v-8",
    "gear": "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.6 5.6l2.2 2.2 M16.2 16.2l2.2 2.2 M5.6 18.4l2.2-2.2 M16.2 7.8l2.2-2.2",
    "pulse": "M3 12h4l3-7 4 14 3-7h4",
    "door": "M6 21V4h9v17 M3 21h18 M12 12.5h.01",
    "moon": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "question": "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4 M12 17.5h.01 M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
    "lock": "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
}  # fmt: skip
_FILLED = {"stop"}


def icon_svg(name: str, colour: str) -> str:
    """The icon as an SVG text; an unknown name gives an empty drawing."""
    fill = colour if name in _FILLED else "none"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path d="{_STROKES.get(name, "")}" fill="{fill}" stroke="{colour}" stroke-width="1.9" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


ICON_NAMES = tuple(_STROKES)
