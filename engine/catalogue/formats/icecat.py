"""Icecat's JSON: ``attr_t_`` texts, ``attr_n_`` numbers, ``attr_b_`` yes or no, a price in US cents, supplier as brand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.catalogue.formats import fields
from engine.catalogue.formats.context import Feed
from engine.catalogue.formats.items import Item, Parsed, Rejected, RowError
from engine.catalogue.formats.text import plain, prose
from engine.catalogue.kinds import kind_in, known_kind
from engine.catalogue.values import attribute_name, typed
from engine.catalogue.vocabulary import is_colour
from engine.products import Attribute, Product

CURRENCY = "USD"

# Facts of pallets, customs and the data sheet itself, which no shopper asks about.
_LOGISTICS = re.compile(
    r"(?:pallet|package|packaging|master_outer_case|outer_case|case|shipping|container)_(?:gross_|net_)?"
    r"(?:width|height|depth|length|weight|dimensions|gross|net|volume|quantity|layers?).*"
    r"|.*_per_(?:pallet|master|container|layer|outer).*|.*pallet.*|.*master_.*case.*|harmonized_system.*|last_change"
    r"|processor_ark_id|products_per_.*|.*_imperial|.*commodity_code.*|.*trade_item.*|bus_type_units|retail_only|.*footnote.*"
)
# The unit Icecat means where its export leaves it out; only names that always mean one (checked on 19,406 products).
_UNITS = {
    "weight": "g", "width": "mm", "height": "mm", "depth": "mm", "length": "mm", "diameter": "mm", "thickness": "mm",
    "cable_length": "m", "display_diagonal": "inch", "tape_width": "mm", "tape_length": "m", "roll_length": "m",
    "print_media_weight": "g/m²", "screen_size": "inch", "thermal_design_power_tdp": "W",
    "black_toner_page_yield": "pages", "colour_toner_page_yield": "pages", "black_ink_page_yield": "pages",
}  # fmt: skip
# Where the unit varies, the product's own text must give it to the same number ("4 GB"), from this family.
_SAID_UNITS = (
    (re.compile(r".*(?:memory|storage|hdd|ssd|flash).*"), ("MB", "GB", "TB")),
    (re.compile(r".*(?:frequency|clock).*"), ("MHz", "GHz", "kHz", "Hz")),
    (re.compile(r".*(?:power|wattage).*"), ("W", "kW", "VA", "kVA")),
    (re.compile(r".*cache.*"), ("KB", "MB")),
    (re.compile(r".*(?:ink|volume).*"), ("ml", "l")),
    (re.compile(r".*battery_capacity.*"), ("mAh", "Ah", "Wh")),
    (re.compile(r".*voltage.*"), ("V",)),
)
_SAID = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[ -]?(MB|GB|TB|MHz|GHz|kHz|Hz|W|kW|VA|kVA|KB|ml|l|mAh|Ah|Wh|V)\b")
# The export's names of ranges keep a trace of their unit: "temperature (T-T)", "humidity (H-H)".
_RANGE = re.compile(r"__(?:t_t|h_h)_?$")
# Addresses of the same picture, the largest first; a copy saved beside the feed is found by its file name.
_PICTURES = ("img_high", "img_500x500", "img_low", "img_thumb")
_COLOURS = ("product_colour", "colour_of_product", "cable_colour", "label_colour", "colour_name")
# Facts that tell the type where no text names it. The first rules hold whatever the short text mentions on the way.
_SURE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("attr_t_printing", "attr_t_maximum_resolution"), "printer"),
    (("attr_t_print_technology", "attr_t_maximum_resolution"), "printer"),
    (("attr_t_print_technology", "attr_b_duplex_printing"), "printer"),
    (("attr_t_print_technology", "attr_n_internal_memory"), "printer"),
    (("attr_t_sim_card_capability",), "mobile phone"),
    (("attr_t_mobile_operating_system",), "mobile phone"),
    (("attr_t_subscription_type",), "mobile phone"),
    (("attr_t_processor_family", "attr_n_display_diagonal"), "notebook"),
    (("attr_t_processor_family", "attr_n_internal_memory"), "pc"),
    (("attr_n_display_diagonal", "attr_n_display_brightness__typical_"), "monitor"),
)
_LIKELY: tuple[tuple[tuple[str, ...], str], ...] = (
    (("attr_n_black_toner_page_yield",), "toner cartridge"),
    (("attr_n_colour_toner_page_yield",), "toner cartridge"),
    (("attr_t_ink_type",), "ink cartridge"),
    (("attr_n_black_ink_page_yield",), "ink cartridge"),
    (("attr_t_printing_colours", "attr_t_print_technology"), "printer cartridge"),
    (("attr_t_printing_colours", "attr_t_type"), "printer cartridge"),
    (("attr_b_colour", "attr_t_print_technology"), "printer"),
    (("attr_n_number_of_years",), "warranty extension"),
    (("attr_n_recommended_age__min_",), "toy"),
    (("attr_t_recommended_gender",), "toy"),
    (("attr_n_cable_length", "attr_t_connector_gender"), "cable"),
    (("attr_n_cable_length", "attr_t_connector_1"), "cable"),
    (("attr_n_total_megapixels",), "camera"),
    (("attr_t_battery_technology", "attr_n_battery_voltage"), "battery"),
    (("attr_t_paper_size", "attr_n_media_weight"), "paper"),
    (("attr_n_print_media_weight",), "paper"),
    (("attr_n_license_quantity",), "software license"),
)


def looks_like_icecat(entry: Mapping[str, Any]) -> bool:
    typed_names = any(key.startswith(("attr_t_", "attr_n_", "attr_b_")) for key in entry)
    return typed_names or {"img_500x500", "img_thumb", "short_description"} <= entry.keys()


def read_icecat(
    records: Iterator[tuple[int, Mapping[str, Any]] | Rejected], feed: Feed, currency: str
) -> Iterator[Item]:
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        line, entry = record
        try:
            yield Parsed(_product(entry, feed, currency), line)
        except RowError as error:
            yield Rejected(line, str(error), error.id)


def _product(entry: Mapping[str, Any], feed: Feed, currency: str) -> Product:
    id = fields.identifier(entry.get("id"))
    try:
        title = fields.title(entry.get("title") or entry.get("name"))
        name = plain(str(entry.get("name") or ""))
        short = prose(str(entry.get("short_description") or ""))
        brand = plain(str(entry.get("supplier") or "")) or None
        eans = entry.get("ean")
        return Product(
            id=id,
            title=title,
            price=fields.minor_price(entry.get("price"), currency),
            kind=_kind(entry, title, short, name, brand),
            brand=brand,
            sku=name if name and " " not in name and any(c.isdigit() for c in name) else None,
            ean=fields.eans(eans if isinstance(eans, list) else [eans]),
            description=short if short != title else "",
            released=fields.released(entry.get("date_released")),
            attributes=tuple(_attributes(entry, f"{title} {short}")),
            picture=next(
                (found for name in _PICTURES if (found := feed.context.picture(feed.source, entry.get(name)))), None
            ),
        )
    except RowError as error:
        raise RowError(str(error), id) from error


def _kind(entry: Mapping[str, Any], title: str, short: str, name: str, brand: str | None) -> str:
    """The type: from the words after brand and name, a type the data sheet states, the short text, then telling facts."""
    rest = title
    if brand and rest.lower().startswith(brand.lower()):
        rest = rest[len(brand) :].strip()
    after_name = rest[len(name) :].strip() if name and rest.lower().startswith(name.lower()) else ""
    if named := _category(after_name):
        return named
    stated = str(entry.get("attr_t_product_type") or "")
    for text in (after_name, stated, rest):
        if text and (found := kind_in(text)):
            return found
    if sure := _by_facts(entry, _SURE):
        return sure
    for text in (short, str(entry.get("attr_t_type") or "")):
        if text and (found := kind_in(text, phrases=2)):
            return found
    return _by_facts(entry, _LIKELY) or (stated.lower() if 0 < len(stated) < 40 else "")


_SMALL = re.compile(r"[a-z][a-z'/&-]*(?: [a-z][a-z'/&-]*)*(?![\w'/&-])")
_CATEGORY_WORDS = 5
_NO_CATEGORY = frozenset({"other", "component", "blank", "for", "with", "and", "kids'", "black", "white"})


def _category(after_name: str) -> str:
    """The category that a title names in small letters after the product's name; what follows it are values.

    "remote control Wired Digital camera" is a remote control, "tablet security enclosure 25.9 cm" no tablet.
    """
    found = _SMALL.match(after_name)
    if not found:
        return ""
    words = found.group().split()[:_CATEGORY_WORDS]
    if words[0] in _NO_CATEGORY:
        return ""
    for start in range(len(words)):
        if known := known_kind(" ".join(words[start:])):
            return known
    return " ".join(words)


def _by_facts(entry: Mapping[str, Any], rules: tuple[tuple[tuple[str, ...], str], ...]) -> str:
    return next((kind for names, kind in rules if all(name in entry for name in names)), "")


@dataclass(frozen=True, slots=True)
class _Field:
    """What a key of the export means: the attribute, its unit where one is always meant, or those that texts may give."""

    name: str
    colour: bool
    product_colour: bool
    unit: str | None
    said_units: tuple[str, ...]


@lru_cache(maxsize=16_384)
def _field(key: str) -> _Field | None:
    if not key.startswith(("attr_t_", "attr_n_", "attr_b_")):
        return None
    name = attribute_name(_RANGE.sub("", key[7:]))
    if not name or _LOGISTICS.fullmatch(name):
        return None
    said = next((units for pattern, units in _SAID_UNITS if pattern.fullmatch(name)), ())
    return _Field(name, is_colour(name), name in _COLOURS, _UNITS.get(name), said)


def _attributes(entry: Mapping[str, Any], said_text: str) -> Iterator[Attribute]:
    said = set(_SAID.findall(said_text))
    colours: list[str] = []
    for key, value in entry.items():
        field = _field(key)
        if field is None:
            continue
        if isinstance(value, str):
            if field.product_colour:
                colours += [c for c in (plain(c) for c in re.split(r"[,/]", value)) if c and c not in colours]
                continue
            if field.colour:
                value = value.replace(",", "\n")
        attribute = _attribute(field, value, said)
        if attribute is not None:
            yield attribute
    if colours:
        yield Attribute("color", tuple(colours) if len(colours) > 1 else colours[0])


def _attribute(field: _Field, value: Any, said: set[tuple[str, str]]) -> Attribute | None:
    name = field.name
    if isinstance(value, str):
        lines = [t for line in value.replace("\\n", "\n").split("\n") if (t := plain(line))]
        if lines in (["Y"], ["N"]):
            return Attribute(name, lines == ["Y"])
        return typed(name, lines) if len(lines) > 1 else Attribute(name, lines[0]) if lines else None
    attribute = typed(name, float(value) if isinstance(value, Decimal) else value)
    if attribute is None or not isinstance(attribute.value, float):
        return attribute
    unit = field.unit
    if unit is None and field.said_units:
        number = f"{attribute.value:g}"
        found = [u for u in field.said_units if (number, u) in said]
        unit = found[0] if len(found) == 1 else None
    return Attribute(name, attribute.value, unit) if unit else attribute
