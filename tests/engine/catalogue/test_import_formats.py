"""Each feed format that Aisle knows by itself, as shops write it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import Catalogue, ImportReport
from engine.errors import InputError
from engine.money import Money
from engine.products import Attribute

Imported = Callable[..., tuple[ImportReport, Catalogue]]
Feed = Callable[..., Path]


def product(catalogue: Catalogue, id: str) -> Any:
    found = catalogue.product(id)
    assert found is not None, f"{id} is missing"
    return found


def test_a_plain_csv_with_usual_names(feed: Feed, imported: Imported) -> None:
    path = feed(
        "items.csv",
        "SKU;Product Name;Price;Manufacturer;Category;Stock;Weight;Dishwasher Safe;Barcode;Link\n"
        'M-1;Blue Mug;"1.299,00 €";Tamber;Kitchen > Mugs;12;310 g;yes;4006381333931;https://example.test/1\n'
        "M-2;Red Mug;5;Tamber;Kitchen > Mugs;0;;no;;\n",
    )
    report, catalogue = imported(path)
    assert (report.added, report.bad_rows) == (2, 0)
    mug = product(catalogue, "M-1")
    assert mug.title == "Blue Mug"
    assert mug.price == Money(129900, "EUR")
    assert (mug.brand, mug.category, mug.kind, mug.stock) == ("Tamber", ("Kitchen", "Mugs"), "mug", 12)
    assert mug.ean == ("4006381333931",)
    assert mug.attribute("weight") == Attribute("weight", 310.0, "g")
    assert mug.attribute("dishwasher_safe").value is True
    assert mug.attribute("link") is None
    assert not product(catalogue, "M-2").available


def test_bad_rows_are_told_with_line_and_reason_and_the_rest_goes_in(feed: Feed, imported: Imported) -> None:
    path = feed(
        "items.csv",
        "id,title,price,stock\n1,Mug,5.00,3\n2,,6.00,1\n3,Pan,-7,1\n4,Pot,cheap,1\n1,Twin,8.00,1\n,Lid,9.00,1\n7,Wok,9.00,many\n8,Jug,4,\n",
    )
    report, catalogue = imported(path)
    assert report.added == 2
    assert {p.id for p in catalogue.all_products()} == {"1", "8"}
    assert [(b.line, b.reason.split(",")[0]) for b in report.bad if "id" not in b.reason] == [
        (3, "has no title"),
        (4, "price “-7” is negative"),
        (5, "price “cheap” is not an amount"),
        (8, "stock “many” is neither a number nor in stock / out of stock"),
    ]
    assert any(b.line == 6 and "items.csv:2" in b.reason for b in report.bad)
    assert any(b.line == 7 and b.reason == "has no id" for b in report.bad)
    assert all(b.file == str(path) for b in report.bad)


def test_a_lower_sale_price_is_the_price(feed: Feed, imported: Imported) -> None:
    path = feed("a.csv", "id,title,regular price,sale price\n1,Mug,9,7\n2,Pan,9,\n3,Pot,9,12\n4,Wok,,6\n")
    assert [p.price.minor for p in imported(path)[1].all_products()] == [700, 900, 900, 600]


def test_variants_by_parent_with_and_without_their_own_row(feed: Feed, imported: Imported) -> None:
    path = feed(
        "items.csv",
        "id,parent,title,price,size,color,stock\n"
        "T-S,T,Linden Tee,20,S,red,1\nT,,Linden Tee,,,,\nT-M,T,Linden Tee,22,M,red,0\n"
        "C-1,C,Canal Cap - Blue,9,,blue,4\nC-2,C,Canal Cap - Green,9,,green,5\nX,,Lone Scarf,5,,,1\n",
    )
    report, catalogue = imported(path)
    assert report.bad_rows == 0
    tee = product(catalogue, "T")
    assert [(v.id, dict(v.options), v.price.minor, v.stock) for v in tee.variants] == [
        ("T-S", {"size": "S"}, 2000, 1),
        ("T-M", {"size": "M"}, 2200, 0),
    ]
    assert (tee.price.minor, tee.stock, tee.title) == (2000, 1, "Linden Tee")
    cap = product(catalogue, "C")
    assert cap.title == "Canal Cap"
    assert [v.options["color"] for v in cap.variants] == ["blue", "green"]
    assert {p.id for p in catalogue.all_products()} == {"T", "C", "X"}


def test_json_arrays_lines_and_zips(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    array = feed(
        "a.json",
        '[{"id": 1, "name": "Mug", "price": 4.10, "attributes": {"Glazed": true, "volume": {"value": 300, "unit": "ml"}}}]',
    )
    lines = feed(
        "b.jsonl", '{"sku": "L1", "title": "Pan", "price": {"amount": "7.50", "currency": "EUR"}, "tags": ["a", "b"]}\n'
    )
    wrapped = feed("c.json", '{"products": [{"id": "W1", "title": "Pot", "price": "9"}]}')
    packed = tmp_path / "d.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/e.json", '[{"id": "Z1", "title": "Wok", "price": 3}]')
    report, catalogue = imported(array, lines, wrapped, packed)
    assert (report.added, report.bad_rows) == (4, 0)
    assert product(catalogue, "1").price == Money(410, "USD")
    assert product(catalogue, "1").attribute("glazed").value is True
    assert product(catalogue, "1").attribute("volume").text == "300 ml"
    assert product(catalogue, "L1").price == Money(750, "EUR")
    assert product(catalogue, "L1").attribute("tags").value == ("a", "b")
    assert product(catalogue, "Z1").title == "Wok"


SHOPIFY = """Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Barcode,Image Src,Variant Image,Status,Material (product.metafields.shopify.material)
linden-tee,Linden Tee,"<p>Soft &amp; light.</p><ul><li>Crew neck</li></ul>",Nettlewick,Apparel & Accessories > Clothing > Shirts & Tops,T-Shirts,"summer, sale",TRUE,Size,S,Color,Red,LT-S-R,180,shopify,3,deny,20.00,4006381333931,https://cdn.test/files/tee.jpg?v=1,,active,organic-cotton; elastane
linden-tee,,,,,,,,,M,,Red,LT-M-R,180,shopify,0,deny,22.00,,,,,
linden-tee,,,,,,,,,L,,Red,LT-L-R,180,shopify,-1,continue,22.00,,https://cdn.test/files/red.jpg,,,
linden-tee,,,,,,,,,,,,,,,,,,,https://cdn.test/files/extra.jpg,,,
plain-mug,Plain Mug,,Tamber,,Mugs,,TRUE,Title,Default Title,,,PM,350,,,deny,8.5,,,,active,
old-mug,Old Mug,,Tamber,,Mugs,,TRUE,Title,Default Title,,,OM,350,,,deny,8.5,,,,archived,
bad-mug,Bad Mug,,Tamber,,Mugs,,TRUE,Title,Default Title,,,BM,350,,,deny,-1,,,,active,
"""


def test_shopify(feed: Feed, imported: Imported) -> None:
    feed("images/tee.jpg", b"jpg")
    report, catalogue = imported(feed("products_export.csv", SHOPIFY))
    tee = product(catalogue, "linden-tee")
    assert tee.kind == "t-shirt"
    assert tee.brand == "Nettlewick"
    assert tee.description == "Soft & light.\nCrew neck"
    assert [(v.id, dict(v.options), v.stock) for v in tee.variants] == [
        ("LT-S-R", {"size": "S", "color": "Red"}, 3),
        ("LT-M-R", {"size": "M", "color": "Red"}, 0),
        ("LT-L-R", {"size": "L", "color": "Red"}, None),
    ]
    assert tee.price == Money(2000, "USD")
    assert tee.attribute("weight").text == "180 g"
    assert tee.attribute("material").value == ("organic-cotton", "elastane")
    assert tee.picture is not None
    assert tee.picture.endswith("images/tee.jpg")
    mug = product(catalogue, "plain-mug")
    assert (mug.variants, mug.stock, mug.price.minor, mug.kind) == ((), None, 850, "mug")
    assert catalogue.product("old-mug") is None
    assert [(b.line, "negative" in b.reason) for b in report.bad] == [(8, True)]
    assert any("archived" in note for note in report.notes)


WOOCOMMERCE = """ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Short description,Description,Date sale price starts,Date sale price ends,In stock?,Stock,Weight (kg),Length (cm),Sale price,Regular price,Categories,Tags,Images,Parent,Upsells,Cross-sells,Attribute 1 name,Attribute 1 value(s),Attribute 1 global,Attribute 2 name,Attribute 2 value(s)
21,variation,FEN-S,,Fen Jacket - S,1,,,,,1,4,,,,129.00,,,,id:20,,,Size,S,1,,
20,variable,FEN,,Fen Jacket,1,Light.,"<p>Dry &amp; light</p>",,,1,,0.31,,,,"Outdoor > Jackets, Sale","rain, packable",images/fen.jpg,,,BELL,Size,"S, M",1,Material,"Nylon, Wool\\, felted"
22,variation,FEN-M,4006381333931,Fen Jacket - M,1,,,,,0,,,,99.00,129.00,,,,id:20,,,Size,M,1,,
30,"simple, virtual",BELL,,Canal Bell,1,,Rings.,2020-01-01,2020-02-01,1,,,12,5.00,9.50,Bikes > Bells,,,,FEN,,Color,Brass,1,,
31,simple,,,Old Bell,-1,,,,,1,,,,,9.50,,,,,,,,,,,
32,simple,BAD,,Bad Bell,1,,,,,1,,,,,nine,,,,,,,,,,,
33,variation,LOST-1,,Lost,1,,,,,1,,,,,3.00,,,,LOST,,,Size,S,1,,
34,grouped,SET,,A Set,1,,,,,1,,,,,,,,,,,,,,,,
"""


def test_woocommerce(feed: Feed, imported: Imported) -> None:
    feed("images/fen.jpg", b"jpg")
    report, catalogue = imported(feed("wc-product-export.csv", WOOCOMMERCE))
    fen, bell = product(catalogue, "FEN"), product(catalogue, "BELL")
    assert [(v.id, dict(v.options), v.stock, v.price.minor) for v in fen.variants] == [
        ("FEN-S", {"size": "S"}, 4, 12900),
        ("FEN-M", {"size": "M"}, 0, 9900),
    ]
    assert (fen.price.minor, fen.stock, fen.kind, fen.category) == (12900, 4, "jacket", ("Outdoor", "Jackets"))
    assert fen.description == "Dry & light"
    assert fen.attribute("weight").text == "0.31 kg"
    assert fen.attribute("material").value == ("Nylon", "Wool, felted")
    assert fen.picture is not None and fen.picture.endswith("images/fen.jpg")
    assert (bell.price.minor, bell.stock, bell.attribute("length").text) == (950, None, "12 cm")  # the sale is over
    assert [link.target for link in catalogue.links("FEN")] == ["BELL"]
    assert {(b.line, b.reason.split(" ")[0]) for b in report.bad} == {(7, "price"), (8, "belongs"), (9, "has")}
    assert any("not published" in note for note in report.notes)


MERCHANT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>J-1</g:id><title>Fen Rain Jacket</title><description>Dry &lt;b&gt;and&lt;/b&gt; light</description>
<g:price>129.00 USD</g:price><g:sale_price>99.00 USD</g:sale_price><g:availability>in_stock</g:availability><g:brand>Skerry</g:brand>
<g:gtin>4006381333931</g:gtin><g:product_type>Outdoor &gt; Jackets</g:product_type><g:color>Blue</g:color><g:size>M</g:size>
<g:item_group_id>J</g:item_group_id><g:product_detail><g:attribute_name>Water column</g:attribute_name><g:attribute_value>10000 mm</g:attribute_value></g:product_detail></item>
<item><g:id>J-2</g:id><title>Fen Rain Jacket</title><g:price>129.00 USD</g:price><g:availability>out of stock</g:availability>
<g:size>L</g:size><g:color>Blue</g:color><g:item_group_id>J</g:item_group_id></item>
<item><g:id>X</g:id><title>No Price</title></item>
<item><g:id>B</g:id><title>Canal Bell</title><g:price>9,50 EUR</g:price><g:availability>out of stock</g:availability></item>
</channel></rss>
"""


def test_merchant_xml(feed: Feed, imported: Imported) -> None:
    report, catalogue = imported(feed("feed.xml", MERCHANT))
    jacket = product(catalogue, "J")
    assert [(v.id, v.options["size"], v.stock) for v in jacket.variants] == [("J-1", "M", None), ("J-2", "L", 0)]
    assert jacket.price == Money(9900, "USD")
    assert jacket.description == "Dry and light"
    assert (jacket.kind, jacket.category) == ("rain jacket", ("Outdoor", "Jackets"))
    assert product(catalogue, "B").price == Money(950, "EUR")
    assert not product(catalogue, "B").available
    assert [(b.line, b.reason) for b in report.bad] == [(9, "has no price")]


def test_merchant_tsv(feed: Feed, imported: Imported) -> None:
    path = feed(
        "feed.txt", "id\ttitle\tprice\tavailability\timage link\tcolor\nA\tBell\t9.50 USD\tin stock\t\tred/blue\n"
    )
    _, catalogue = imported(path)
    assert product(catalogue, "A").attribute("color").value == ("red", "blue")


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_xml_entities_are_refused(feed: Feed, imported: Imported, prologue: str) -> None:
    path = feed("feed.xml", MERCHANT.replace("<rss", prologue + "<rss", 1).replace("Shop", "&a;&x;"))
    with pytest.raises(InputError, match="entities"):
        imported(path)


def test_a_cut_xml_feed_gives_what_came_before_and_says_so(feed: Feed, imported: Imported) -> None:
    report, catalogue = imported(feed("feed.xml", MERCHANT[: MERCHANT.index("<item><g:id>B")]))
    assert {p.id for p in catalogue.all_products()} == {"J"}
    assert "breaks here" in report.bad[-1].reason


MAGENTO = (
    "sku,store_view_code,attribute_set_code,product_type,categories,name,description,price,special_price,visibility,product_online,"
    "additional_attributes,qty,is_in_stock,base_image,configurable_variations,crosssell_skus\n"
    'T-S,,Top,simple,"Default Category/Men/Tops/Tees",Linden Tee-S,<p>Soft</p>,20,,Not Visible Individually,1,"size=S,color=Red",3,1,/l/t.jpg,,\n'
    'T,,Top,configurable,"Default Category/Sale,Default Category/Men/Tops/Tees",Linden Tee,<p>Soft&trade;</p>,20,,"Catalog, Search",1,'
    '"has_options=1,material=Cotton|Hemp,care=Wash, dry,eco=Yes",0,1,/l/t.jpg,"sku=T-S,size=S,color=Red|sku=T-M,size=M,color=Red|sku=T-XL,size=XL,color=Red","B,gone"\n'
    'T-M,,Top,simple,"Default Category/Men/Tops/Tees",Linden Tee-M,,22,18,Not Visible Individually,1,"size=M,color=Red",0,1,,,\n'
    "B,,Bag,simple,Default Category/Gear/Bags,Canal Backpack,,40,,\"Catalog, Search\",1,,7,1,,,\n"
    "B,de,Bag,simple,,Rucksack,,,,,,,,,,,\n"
    "G,,Bag,grouped,Default Category/Gear/Bags,Set of Bags,,,,\"Catalog, Search\",1,,,1,,,\n"
    "O,,Top,simple,Default Category/Men,Orphan,,5,,Not Visible Individually,1,,1,1,,,\n"
)  # fmt: skip


def test_magento_configurables_become_one_product(feed: Feed, imported: Imported) -> None:
    feed("images/l/t.jpg", b"jpg")
    report, catalogue = imported(feed("csv/export.csv", MAGENTO))
    tee = product(catalogue, "T")
    assert [(v.id, dict(v.options), v.price.minor, v.stock) for v in tee.variants] == [
        ("T-S", {"size": "S", "color": "Red"}, 2000, 3),
        ("T-M", {"size": "M", "color": "Red"}, 1800, 0),
    ]
    assert (tee.kind, tee.category, tee.stock, tee.description) == ("tee", ("Men", "Tops", "Tees"), 3, "Soft™")
    assert tee.attribute("material").value == ("Cotton", "Hemp")
    assert tee.attribute("care").value == "Wash, dry"
    assert tee.attribute("eco").value is True
    assert tee.attribute("gender").value == "men"
    assert tee.picture is not None
    assert tee.picture.endswith("images/l/t.jpg")
    assert tee.goes_with == ("B",)
    assert {p.id for p in catalogue.all_products()} == {"T", "B"}
    assert sorted(b.reason.split(",")[0] for b in report.bad) == ["is a grouped product", "names the variant “T-XL”"]
    assert any("store view" in note for note in report.notes)


def test_magento_sample_folder(feed: Feed, imported: Imported, tmp_path: Path) -> None:
    feed(
        "csv/products_gear_bags.csv",
        "category,name,sku,price,qty,description,features_bags,material,eco_collection,special_price,attribute_set\n"
        '"Gear\nBags\nCollections\nNew",Canal Tote,24-B1,34,100,"<p>Roomy</p>","Waterproof\nLockable","Nylon\nPolyester",1,,Bag\n'
        '"Gear\nBags",Fen Backpack,24-B2,59,100,,,,,49,Bag\n',
    )
    feed("csv/images_gear_bags.csv", "sku,image\n24-B1,/b/b1.jpg\n")
    feed("images/b/b1.jpg", b"jpg")
    feed("csv/Links__crosssell.csv", 'sku,linked_sku\n24-B1,"24-B2\n24-NONE"\n')
    feed("csv/Links__upsell.csv", "sku,linked_sku\n24-B2,24-B1\n")
    feed(
        "csv/reviews.csv",
        "sku,rating_code,rating_value,title,review,reviewer\n24-B1,Rating,5,ok,good,Ann\n24-B1,Rating,4,ok,good,Bob\n",
    )
    feed(
        "csv/pages.csv",
        'title,identifier,content_heading,content,is_active\nHelp,help,Help,"<h2>Returns</h2><p>Bring it back within 30 days of receipt of merchandise.</p>",1\n',
    )
    feed("csv/orders.csv", "customer_email,currency\na@example.test,USD\n")
    report, catalogue = imported(tmp_path / "csv")
    tote = product(catalogue, "24-B1")
    assert (tote.category, tote.kind, tote.price.minor) == (("Gear", "Bags"), "tote", 3400)
    assert tote.attribute("features_bags").value == ("Waterproof", "Lockable")
    assert tote.attribute("eco_collection").value is True
    assert tote.picture is not None
    assert (tote.rating, tote.rating_count) == (4.5, 2)
    assert tote.goes_with == ("24-B2",)
    assert product(catalogue, "24-B2").price.minor == 4900
    assert [k.kind for k in catalogue.links("24-B2")] == ["upsell"]
    (returns,) = catalogue.documents()
    assert (returns.id, returns.title, returns.values["period"]) == ("help/returns", "Returns", "30 days")
    assert "orders.csv" in " ".join(report.notes)
    assert "Ann" not in (tmp_path / "data" / "catalog.db").read_bytes().decode("latin-1")


ICECAT = """[
{"id": "1", "name": "TK-665", "title": "KYOCERA TK-665 Original Black 1 pc(s)", "supplier": "KYOCERA", "price": 4995, "img_500x500": "", "img_thumb": "",
 "short_description": "Toner-Kit Black, for TASKalfa 620", "attr_t_type": "Original", "attr_n_weight": 980.0, "attr_n_pallet_weight": 9.0},
{"id": "2", "name": "A1", "title": "Tamber A1 Notebook Silver 43.2 cm (17\\") 4 GB", "supplier": "Tamber", "price": 109950, "ean": ["4006381333931"],
 "short_description": "17\\", 4GB DDR2<br />250GB HDD", "attr_n_internal_memory": 4.0, "attr_n_usb_ports": 4.0, "attr_b_touchscreen": false,
 "attr_t_product_colour": "Silver,Black", "date_released": "2009-12-10T00:00:00Z", "attr_n_display_diagonal": 17.0, "attr_t_lightscribe": "Y"},
{"id": "3", "name": "x", "title": "Broken", "supplier": "Y", "price": 19.5, "attr_t_type": "a"}
]"""


def test_icecat(feed: Feed, imported: Imported) -> None:
    report, catalogue = imported(feed("products.json", ICECAT))
    toner, notebook = product(catalogue, "1"), product(catalogue, "2")
    assert (toner.kind, toner.price, toner.brand, toner.sku) == (
        "toner cartridge",
        Money(4995, "USD"),
        "KYOCERA",
        "TK-665",
    )
    assert {a.name: a.text for a in toner.attributes} == {"type": "Original", "weight": "980 g"}
    assert (notebook.kind, notebook.price.minor, notebook.released) == ("notebook", 109950, "2009-12-10")
    assert {a.name: a.text for a in notebook.attributes} == {
        "internal_memory": "4 GB", "usb_ports": "4", "touchscreen": "no", "display_diagonal": "17 inch", "lightscribe": "yes",
        "color": "Silver and Black",
    }  # fmt: skip
    assert notebook.description == '17", 4GB DDR2\n250GB HDD'
    assert [(b.line, "whole number" in b.reason) for b in report.bad] == [(7, True)]


def test_an_unknown_file_is_told_and_one_in_a_folder_is_passed_over(
    feed: Feed, imported: Imported, tmp_path: Path
) -> None:
    notes = feed("shop/notes.csv", "who,what\nme,tea\n")
    with pytest.raises(InputError, match="mapping"):
        imported(notes)
    feed("shop/items.csv", "id,title,price\n1,Mug,5\n")
    report, _ = imported(tmp_path / "shop")
    assert report.added == 1
    assert "notes.csv" in " ".join(report.notes)


def test_a_format_can_be_named(feed: Feed, imported: Imported) -> None:
    path = feed("items.csv", "id,title,price,availability\n1,Mug,5,in stock\n")
    assert imported(path, format="merchant")[0].added == 1
    assert imported(path, format="csv")[0].products == 1
    with pytest.raises(InputError, match="no format"):
        imported(path, format="abacus")
    with pytest.raises(InputError, match="no product feed"):
        imported(path, format="shopify")
