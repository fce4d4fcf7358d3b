"""Feeds in the shape that each vendor publishes: variants, sale prices, availability, categories, pictures, codes, maker."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from engine.catalogue import Catalogue, ImportReport
from engine.money import Money

Imported = Callable[..., tuple[ImportReport, Catalogue]]
Feed = Callable[..., Path]

EAN, OTHER_EAN = "4006381333931", "4012345678901"
PAST = (date.today() - timedelta(days=30)).isoformat()
FUTURE = (date.today() + timedelta(days=30)).isoformat()


def table(rows: Sequence[Mapping[str, object]], delimiter: str = ",", columns: Sequence[str] = ()) -> str:
    """Rows as a table with all columns, those that ``columns`` names first."""
    names = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def american(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(month)}/{int(number)}/{year[2:]}, 12:00 AM"


def product(catalogue: Catalogue, id: str) -> Any:
    found = catalogue.product(id)
    assert found is not None, f"{id} is missing"
    return found


# Shopify's column names since 2024, in its order.
SHOPIFY_COLUMNS = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,"
    "Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,Option3 value,Option3 Linked To,"
    "Price,Compare-at price,Cost per item,Charge tax,Tax code,Unit price total measure,Inventory tracker,Inventory quantity,"
    "Continue selling when out of stock,Weight value (grams),Weight unit for display,Requires shipping,Fulfillment service,"
    "Product image URL,Image position,Image alt text,Variant image URL,Gift card,SEO title,SEO description,"
    "Color (product.metafields.shopify.color-pattern),Google Shopping / MPN"
)


def test_shopify_as_it_exports_today(feed: Feed, imported: Imported) -> None:
    first = {
        "Title": "Linden Tee", "URL handle": "linden-tee", "Description": "<p>Soft</p>", "Vendor": "Nettlewick",
        "Product category": "Apparel & Accessories > Clothing > Shirts", "Type": "T-Shirts", "Status": "Active",
        "Published on online store": "TRUE", "Option1 name": "Size", "Option1 value": "S", "SKU": "LT-S", "Barcode": f"'{EAN}",
        "Price": "18.00", "Compare-at price": "24.00", "Inventory tracker": "shopify", "Inventory quantity": "3",
        "Continue selling when out of stock": "DENY", "Weight value (grams)": "180", "Gift card": "FALSE",
        "Product image URL": "https://cdn.test/s/files/tee.jpg?v=17", "Google Shopping / MPN": "NW-1800",
    }  # fmt: skip
    second = {
        "URL handle": "linden-tee", "Option1 value": "M", "SKU": "LT-M", "Barcode": OTHER_EAN, "Price": "24.00",
        "Inventory tracker": "shopify", "Inventory quantity": "0", "Continue selling when out of stock": "DENY",
    }  # fmt: skip
    feed("images/tee.jpg", b"jpg")
    report, catalogue = imported(
        feed("products_export_1.csv", table([first, second], columns=next(csv.reader([SHOPIFY_COLUMNS]))))
    )
    tee = product(catalogue, "linden-tee")
    assert (report.bad_rows, tee.brand, tee.price, tee.stock) == (0, "Nettlewick", Money(1800, "USD"), 3)
    assert [(v.id, dict(v.options), v.stock, v.ean) for v in tee.variants] == [
        ("LT-S", {"size": "S"}, 3, EAN),
        ("LT-M", {"size": "M"}, 0, OTHER_EAN),
    ]
    assert tee.category == ("Apparel & Accessories", "Clothing", "Shirts")
    assert tee.attribute("part_number").value == "NW-1800"
    assert tee.picture.endswith("images/tee.jpg")


WOOCOMMERCE = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Is featured?","Visibility in catalog","Short description",Description,'
    '"Date sale price starts","Date sale price ends","Tax status","Tax class","In stock?",Stock,"Low stock amount",'
    '"Backorders allowed?","Sold individually?","Weight (kg)","Length (cm)","Width (cm)","Height (cm)","Allow customer reviews?",'
    '"Purchase note","Sale price","Regular price",Categories,Tags,"Shipping class",Images,"Download limit",'
    '"Download expiry days",Parent,"Grouped products",Upsells,Cross-sells,"External URL","Button text",Position,Brands,'
    '"Attribute 1 name","Attribute 1 value(s)","Attribute 1 visible","Attribute 1 global"'
)


@pytest.mark.parametrize(
    ("begins", "ends", "price"),
    [("", "", 900), (PAST, FUTURE, 900), (PAST, "", 900), (PAST, PAST, 1200), (FUTURE, "", 1200), ("", "soon", 1200)],
)
def test_woocommerce_as_it_exports_today(feed: Feed, imported: Imported, begins: str, ends: str, price: int) -> None:
    names = next(csv.reader([WOOCOMMERCE]))
    rows: list[dict[str, object]] = [
        {"ID": 7, "Type": "variable", "SKU": "MUG", "Name": "Fen Mug", "Published": 1, "In stock?": 1, "Brands": "Tamber",
         "Categories": "Kitchen, Kitchen > Mugs", "Images": "https://shop.test/wp/mug.jpg, https://shop.test/wp/two.jpg",
         "Attribute 1 name": "Color", "Attribute 1 value(s)": "Blue, Red"},
        {"ID": 8, "Type": "variation", "SKU": "MUG-B", "GTIN, UPC, EAN, or ISBN": EAN, "Name": "Fen Mug - Blue", "Published": 1,
         "In stock?": 1, "Stock": 4, "Regular price": "12.00", "Sale price": "9.00", "Date sale price starts": f"{begins} 00:00:00" if begins else "",
         "Date sale price ends": ends, "Parent": "MUG", "Attribute 1 name": "Color", "Attribute 1 value(s)": "Blue"},
        {"ID": 9, "Type": "variation", "SKU": "MUG-R", "Name": "Fen Mug - Red", "Published": 1, "In stock?": "backorder",
         "Stock": -2, "Regular price": "12.00", "Parent": "id:7", "Attribute 1 name": "Color", "Attribute 1 value(s)": "Red"},
    ]  # fmt: skip
    feed("images/mug.jpg", b"jpg")
    report, catalogue = imported(feed("wc-product-export.csv", table(rows, columns=names)))
    mug = product(catalogue, "MUG")
    assert (report.bad_rows, mug.brand, mug.category, mug.price.minor) == (0, "Tamber", ("Kitchen", "Mugs"), price)
    assert [(v.id, dict(v.options), v.stock, v.ean) for v in mug.variants] == [
        ("MUG-B", {"color": "Blue"}, 4, EAN),
        ("MUG-R", {"color": "Red"}, 0, None),
    ]
    assert mug.picture.endswith("images/mug.jpg")


@pytest.mark.parametrize(
    ("ends", "price"), [("", 1800), (american(FUTURE), 1800), (american(PAST), 2400), (FUTURE, 1800)]
)
def test_magento_as_it_exports_today(feed: Feed, imported: Imported, ends: str, price: int) -> None:
    common = {"attribute_set_code": "Top", "product_websites": "base", "product_online": 1, "tax_class_name": "Taxable Goods",
              "categories": "Default Category/Men,Default Category/Men/Tops", "is_in_stock": 1}  # fmt: skip
    rows: list[dict[str, object]] = [
        common | {"sku": "TEE-S", "product_type": "simple", "name": "Linden Tee-S", "price": "24.0000", "special_price": "18.0000",
                  "special_price_from_date": american(PAST), "special_price_to_date": ends, "qty": "3.0000",
                  "visibility": "Not Visible Individually", "additional_attributes": f"size=S,gtin={EAN}"},
        common | {"sku": "TEE-M", "product_type": "simple", "name": "Linden Tee-M", "price": "24.0000", "qty": "0.0000",
                  "visibility": "Not Visible Individually", "additional_attributes": "size=M", "is_in_stock": 0},
        common | {"sku": "TEE", "product_type": "configurable", "name": "Linden Tee", "visibility": "Catalog, Search",
                  "base_image": "/t/e/tee.jpg", "created_at": "1/23/24, 4:33 AM",
                  "additional_attributes": "manufacturer=Nettlewick,mpn=NW-1800,material=Cotton|Hemp",
                  "configurable_variations": "sku=TEE-S,size=S|sku=TEE-M,size=M", "configurable_variation_labels": "size=Size"},
        common | {"sku": "CAP", "product_type": "simple", "name": "Canal Cap", "price": "9", "qty": "2", "visibility": "Catalog, Search",
                  "additional_attributes": f"ean={OTHER_EAN},brand=Tamber"},
    ]  # fmt: skip
    feed("pub/media/catalog/product/t/e/tee.jpg", b"jpg")
    report, catalogue = imported(feed("export_catalog_product.csv", table(rows)))
    tee, cap = product(catalogue, "TEE"), product(catalogue, "CAP")
    assert (report.bad_rows, tee.brand, tee.price.minor, tee.released) == (0, "Nettlewick", price, "2024-01-23")
    assert [(v.id, dict(v.options), v.stock, v.ean) for v in tee.variants] == [
        ("TEE-S", {"size": "S"}, 3, EAN),
        ("TEE-M", {"size": "M"}, 0, None),
    ]
    assert tee.category == ("Men", "Tops")
    assert tee.attribute("part_number").value == "NW-1800" and tee.attribute("mpn") is None
    assert tee.picture.endswith("t/e/tee.jpg")
    assert (cap.ean, cap.brand, cap.attribute("ean")) == ((OTHER_EAN,), "Tamber", None)


MERCHANT: list[dict[str, str]] = [
    {"id": "J-M", "title": "Fen Rain Jacket", "description": "Dry and light", "link": "https://shop.test/j", "image_link": "https://shop.test/no.jpg",
     "additional_image_link": "https://shop.test/fen.jpg,https://shop.test/back.jpg", "availability": "in_stock", "price": "129.00 EUR",
     "sale_price": "99.00 EUR", "sale_price_effective_date": f"{PAST}T00:00+0100/{FUTURE}T23:59+0100", "brand": "Skerry", "gtin": EAN,
     "mpn": "SK-77", "condition": "new", "google_product_category": "5598", "product_type": "Outdoor > Jackets", "item_group_id": "J",
     "color": "Blue", "size": "M", "product_detail": 'General:Water column:10000 mm,"Care:Wash, dry:cold, flat"',
     "product_highlight": '"Taped seams, all of them",Two pockets'},
    {"id": "J-L", "title": "Fen Rain Jacket", "description": "Dry and light", "availability": "backorder", "price": "129.00 EUR",
     "sale_price": "89.00 EUR", "sale_price_effective_date": f"{PAST}T00:00+0100/{PAST}T23:59+0100", "brand": "Skerry",
     "item_group_id": "J", "color": "Blue", "size": "L"},
    {"id": "B", "title": "Canal Bell", "availability": "preorder", "price": "EUR 9.50", "brand": "Tamber", "mpn": "T-9", "color": "Brass/Black"},
    {"id": "X", "title": "No Price", "availability": "in_stock", "price": "", "brand": "Tamber"},
]  # fmt: skip


def merchant_xml(rows: Sequence[Mapping[str, str]]) -> str:
    """What the TSV writes with commas and colons, as elements."""

    def element(name: str, value: str) -> str:
        text = value.replace("&", "&amp;").replace(">", "&gt;")
        return f"<g:{name}>{text}</g:{name}>"

    out = []
    for row in rows:
        parts = []
        for name, value in row.items():
            pieces = next(csv.reader([value])) if value else []
            if name == "product_detail":
                for section, label, text in (piece.split(":", 2) for piece in pieces):
                    inner = (
                        element("section_name", section)
                        + element("attribute_name", label)
                        + element("attribute_value", text)
                    )
                    parts.append(f"<g:product_detail>{inner}</g:product_detail>")
            elif name in ("product_highlight", "additional_image_link"):
                parts += [element(name, piece) for piece in pieces]
            elif value:
                parts.append(element(name, value))
        out.append(f"<item>{''.join(parts)}</item>")
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>{"".join(out)}</channel></rss>'


@pytest.mark.parametrize("form", ["xml", "atom", "tsv", "csv", "spaced"])
def test_google_merchant_in_each_form(feed: Feed, imported: Imported, form: str) -> None:
    xml = merchant_xml(MERCHANT)
    content = {
        "xml": xml,
        "atom": xml.replace("<rss version=\"2.0\"", "<feed xmlns=\"http://www.w3.org/2005/Atom\"").replace("</rss>", "</feed>")
        .replace("<channel>", "").replace("</channel>", "").replace("<item>", "<entry>").replace("</item>", "</entry>"),
        "tsv": table(MERCHANT, "\t"),
        "csv": table(MERCHANT),
        "spaced": table([{k.replace("_", " "): v for k, v in row.items()} for row in MERCHANT], "\t"),
    }[form]  # fmt: skip
    feed("images/fen.jpg", b"jpg")
    report, catalogue = imported(feed({"xml": "f.xml", "atom": "f.xml", "csv": "f.csv"}.get(form, "f.txt"), content))
    jacket, bell = product(catalogue, "J"), product(catalogue, "B")
    assert [b.reason for b in report.bad] == ["has no price"]
    assert [(v.id, dict(v.options), v.price, v.stock, v.ean) for v in jacket.variants] == [
        ("J-M", {"size": "M"}, Money(9900, "EUR"), None, EAN),
        ("J-L", {"size": "L"}, Money(12900, "EUR"), 0, None),  # its sale is over
    ]
    assert (jacket.brand, jacket.category, jacket.kind) == ("Skerry", ("Outdoor", "Jackets"), "rain jacket")
    assert jacket.picture.endswith("images/fen.jpg")
    assert (bell.brand, bell.sku, bell.stock, bell.price) == ("Tamber", "T-9", 0, Money(950, "EUR"))
    assert bell.attribute("color").value == ("Brass", "Black")
    (alone,) = [row for row in MERCHANT if row["id"] == "J-M"]
    lone = {name: value for name, value in alone.items() if name != "item_group_id"}
    _, catalogue = imported(feed("g.txt", table([lone], "\t")))
    single = product(catalogue, "J-M")
    assert single.attribute("water_column").text == "10,000 mm"
    assert single.attribute("wash_dry").value == "cold, flat"
    assert single.attribute("highlights").value == ("Taped seams, all of them", "Two pockets")


def test_icecat_pictures_are_found_by_their_names(feed: Feed, imported: Imported) -> None:
    feed("images/77_27.jpg", b"jpg")
    entry = {"id": "77", "name": "V14", "title": "Lenovo V14 Notebook Gray", "supplier": "Lenovo", "price": 57595, "ean": [EAN],
             "img_high": "http://images.test/gallery/77_27.jpg", "img_500x500": "", "img_thumb": "", "attr_n_usb_ports": 3.0,
             "short_description": "Full HD", "date_released": "2019-12-19T00:00:00Z"}  # fmt: skip
    _, catalogue = imported(feed("products.json", json.dumps([entry])))
    found = product(catalogue, "77")
    assert found.picture.endswith("images/77_27.jpg")
    assert (found.brand, found.ean, found.price, found.sku) == ("Lenovo", (EAN,), Money(57595, "USD"), "V14")


ROWS: list[dict[str, object]] = [
    {"sku": "T-S", "mpn": "NW-1", "gtin": EAN, "title": "Linden Tee", "price": "24.00", "sale price": "18.00", "brand": "Nettlewick",
     "category": "Clothing > Tees", "availability": "in stock", "image": "tee.jpg", "parent": "T", "size": "S"},
    {"sku": "T-M", "mpn": "NW-1", "gtin": OTHER_EAN, "title": "Linden Tee", "price": "24.00", "brand": "Nettlewick",
     "category": "Clothing > Tees", "availability": "out of stock", "image": "tee.jpg", "parent": "T", "size": "M"},
    {"sku": "CAP", "mpn": "NW-2", "gtin": EAN, "title": "Canal Käppi", "price": "9.00", "brand": "Nettlewick",
     "category": "Clothing > Caps", "availability": "https://schema.org/OutOfStock", "image": "https://shop.test/img/cap.jpg"},
]  # fmt: skip


def _workbook(path: Path) -> Path:
    book = Workbook()
    names = list(dict.fromkeys(name for row in ROWS for name in row))
    book.active.append(names)
    for row in ROWS:
        book.active.append([row.get(name) for name in names])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(d, "utf-8") for d in ",;\t|^~¦§\x01\x1f"]
    + [(",", e) for e in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")],
)
def test_tables_of_any_delimiter_and_encoding(feed: Feed, imported: Imported, delimiter: str, encoding: str) -> None:
    _holds(feed, imported, feed("items.csv", table(ROWS, delimiter).encode(encoding)))


@pytest.mark.parametrize("form", ["xlsx", "json", "jsonl", "wrapped", "nested"])
def test_the_same_in_excel_json_and_json_lines(feed: Feed, imported: Imported, tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        path = _workbook(tmp_path / "items.xlsx")
    elif form == "nested":
        own = ("sku", "gtin", "price", "sale price", "availability", "size")
        tee = {k: v for k, v in ROWS[0].items() if k not in (*own, "parent")} | {
            "id": "T", "variants": [{k: v for k, v in row.items() if k in own} for row in ROWS[:2]]
        }  # fmt: skip
        path = feed("items.json", json.dumps({"products": [tee, ROWS[2]]}))
    else:
        text = "\n".join(map(json.dumps, ROWS)) if form == "jsonl" else json.dumps(ROWS)
        path = feed(f"items.{form}", f'{{"items": {text}}}' if form == "wrapped" else text)
    _holds(feed, imported, path)


def _holds(feed: Feed, imported: Imported, path: Path) -> None:
    feed("images/tee.jpg", b"jpg")
    feed("images/cap.jpg", b"jpg")
    report, catalogue = imported(path)
    tee, cap = product(catalogue, "T"), product(catalogue, "CAP")
    assert (report.bad_rows, catalogue.info.products) == (0, 2)
    assert [(v.id, dict(v.options), v.price.minor, v.stock, v.ean) for v in tee.variants] == [
        ("T-S", {"size": "S"}, 1800, None, EAN),
        ("T-M", {"size": "M"}, 2400, 0, OTHER_EAN),
    ]
    assert (tee.price.minor, tee.brand, tee.category) == (1800, "Nettlewick", ("Clothing", "Tees"))
    assert tee.picture.endswith("images/tee.jpg") and cap.picture.endswith("images/cap.jpg")
    assert (cap.title, cap.sku, cap.ean, cap.stock) == ("Canal Käppi", "CAP", (EAN,), 0)
    assert cap.attribute("part_number").value == "NW-2"


def test_a_shop_s_json_with_numbered_options(feed: Feed, imported: Imported) -> None:
    entry = {
        "id": 632, "title": "Linden Tee", "body_html": "<p>Soft</p>", "vendor": "Nettlewick", "product_type": "T-Shirts",
        "created_at": "2024-01-02T10:00:00+01:00", "handle": "linden-tee", "tags": ["summer"],
        "options": [{"id": 1, "name": "Size", "values": ["S", "M"]}, {"id": 2, "name": "Colour", "values": ["Red"]}],
        "images": [{"id": 5, "src": "https://cdn.test/files/tee.jpg?v=1"}],
        "variants": [
            {"id": 808, "product_id": 632, "title": "S / Red", "sku": "LT-S", "price": "18.00", "option1": "S", "option2": "Red", "available": True},
            {"id": 809, "product_id": 632, "title": "M / Red", "sku": "LT-M", "price": "20.00", "option1": "M", "option2": "Red", "available": False},
            {"id": 810, "product_id": 632, "title": "L / Red", "sku": "LT-L", "price": "oops", "option1": "L", "option2": "Red"},
        ],
    }  # fmt: skip
    feed("images/tee.jpg", b"jpg")
    report, catalogue = imported(feed("products.json", json.dumps({"products": [entry]})))
    tee = product(catalogue, "632")
    assert [(v.id, dict(v.options), v.price.minor, v.stock) for v in tee.variants] == [
        ("808", {"size": "S"}, 1800, None),
        ("809", {"size": "M"}, 2000, 0),
    ]
    assert (tee.title, tee.brand, tee.kind, tee.released) == ("Linden Tee", "Nettlewick", "t-shirt", "2024-01-02")
    assert tee.picture.endswith("images/tee.jpg")
    assert [(b.line, b.reason) for b in report.bad] == [(1, "variant 3: price “oops” is not an amount")]
