"""Colour words of a catalogue as colours: for swatches and for tinting the drawings."""

from __future__ import annotations

import colorsys
import re

NEUTRAL = "#B9AE9C"

_WORDS = {
    "black": "#33332F", "charcoal": "#4A4A48", "anthracite": "#45474A", "graphite": "#56585A", "grey": "#8D8F8E",
    "gray": "#8D8F8E", "silver": "#B8BCBE", "steel": "#A3A9AC", "stainless": "#B4B8BA", "chrome": "#B9BEC1",
    "white": "#F1EEE7", "ivory": "#EFE7D4", "cream": "#EDE2C8", "beige": "#D8C7A6", "sand": "#D2BC93",
    "tan": "#C09A6B", "khaki": "#A39766", "brown": "#7B5538", "walnut": "#6B4730", "oak": "#B98D58",
    "natural": "#CDB48A", "wood": "#B58656", "bamboo": "#CDAE74", "copper": "#B5703F", "bronze": "#96703F",
    "brass": "#BC9A4A", "gold": "#C9A23F", "golden": "#C9A23F", "yellow": "#E5BD39", "mustard": "#CB9A2B",
    "orange": "#DB7C33", "amber": "#DB9A35", "coral": "#E07C64", "peach": "#EBAE8B", "terracotta": "#B8613F",
    "rust": "#A4502F", "red": "#B93A32", "crimson": "#A42B3B", "burgundy": "#702A3A", "wine": "#6E2B3C",
    "maroon": "#6C2C2F", "pink": "#DE90A5", "rose": "#D28A92", "fuchsia": "#B8397F", "magenta": "#AF3C81",
    "purple": "#6E4A8A", "violet": "#6F55A0", "lilac": "#AC98CB", "lavender": "#A99CCB", "plum": "#6B3F5E",
    "blue": "#3C6AA0", "navy": "#2C3F63", "indigo": "#3D4580", "cobalt": "#2F56A0", "sky": "#7FB0D4",
    "aqua": "#5FB3B3", "turquoise": "#46A5A0", "teal": "#2F7A7A", "cyan": "#4AA8BF", "petrol": "#2A5F6D",
    "denim": "#4D6A8C", "green": "#4C8050", "olive": "#75783F", "sage": "#97A585", "mint": "#9CCBB0",
    "forest": "#33573D", "moss": "#6B7841", "lime": "#9ABF45", "emerald": "#2C8059", "clear": "#D5DEDF",
    "transparent": "#D5DEDF", "slate": "#5D6B75", "stone": "#A79F92", "taupe": "#93857A", "mocha": "#7E6250",
    "multicolor": "#C98B5B", "multicolour": "#C98B5B", "rainbow": "#C98B5B",
}  # fmt: skip


def known_colour(text: str) -> str | None:
    """``"Heather Navy Blue"`` to ``#RRGGBB``; the last known word decides, ``dark`` and ``light`` shift it."""
    words = re.findall(r"[a-z]+", text.lower())
    found = next((_WORDS[w] for w in reversed(words) if w in _WORDS), None)
    if found is None:
        hexa = re.fullmatch(r"#[0-9a-fA-F]{6}", text.strip())
        return hexa.group().upper() if hexa else None
    if "navy" in words:
        found = _WORDS["navy"]
    if "dark" in words or "deep" in words:
        found = shade(found, 0.72)
    if "light" in words or "pale" in words:
        found = tint(found, 0.45)
    return found


def shade(colour: str, keep: float = 0.74) -> str:
    """A darker one of the same hue."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _hex(*colorsys.hls_to_rgb(hue, light * keep, saturation))


def tint(colour: str, towards_white: float = 0.62) -> str:
    """A lighter one of the same hue."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return _hex(*colorsys.hls_to_rgb(hue, light + (1 - light) * towards_white, saturation))


def _parts(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(red: float, green: float, blue: float) -> str:
    return "#{:02X}{:02X}{:02X}".format(*(round(max(0.0, min(1.0, part)) * 255) for part in (red, green, blue)))


def readable(colour: str, ground: str, share: float = 0.0, ratio: float = 4.6) -> str:
    """``colour`` moved away from ``ground`` until its contrast (WCAG 2.2) is at least ``ratio``.

    ``share``: it also stands on ``ground`` tinted with that much of itself.
    """
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    step = 0.02 if luminance(ground) < 0.18 else -0.02
    while (
        min(contrast(colour, ground), contrast(colour, mix(colour, ground, share))) < ratio
        and 0.0 <= light + step <= 1.0
    ):
        light += step
        colour = _hex(*colorsys.hls_to_rgb(hue, light, saturation))
    return colour


def mix(front: str, back: str, share: float) -> str:
    """``share`` of ``front`` over ``back``."""
    red, green, blue = (f * share + b * (1 - share) for f, b in zip(_parts(front), _parts(back), strict=True))
    return _hex(red, green, blue)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), 0 to 1."""
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
