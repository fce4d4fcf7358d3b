"""Whatever the bytes: readers give rows or say what is wrong, encodings and delimiters are told, amounts keep their value."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.catalogue import Catalogue, export_lines, import_paths
from engine.catalogue.formats.context import Context, Feed
from engine.catalogue.formats.delimited import sniff_delimiter
from engine.catalogue.formats.detect import FORMATS, Format
from engine.catalogue.formats.fields import is_running, machine_price, price
from engine.catalogue.formats.items import Heading, Parsed, ParsedDocument, ParsedLinks, Passed, Rejected
from engine.catalogue.formats.reading import read
from engine.catalogue.formats.sources import Source
from engine.catalogue.formats.text import decoding, plain, prose
from engine.catalogue.rows import attributes_json
from engine.errors import InputError
from engine.money import Money
from engine.products import Attribute
from tests.engine.catalogue.test_import_formats import ICECAT, MAGENTO, MERCHANT, SHOPIFY, WOOCOMMERCE

_OWN = "\n".join(
    json.dumps(line)
    for line in (
        {"type": "catalogue", "version": 1, "name": "S", "currency": "USD"},
        {"type": "document", "id": "r", "title": "Returns", "text": "30 days", "topics": ["a"], "values": {"p": "1"}},
        {"type": "product", "id": "1", "title": "Mug", "price": "5.00", "place": {"aisle": "1", "bay": "B"}, "ean": ["4006381333931"],
         "attributes": {"w": {"value": 1, "unit": "g"}}, "variants": [{"id": "v", "options": {"size": "S"}}], "links": {"goes_with": ["2"]}},
    )
)  # fmt: skip
_JSON = json.dumps(
    [{"id": 1, "name": "Mug", "price": 4.1, "stock": 3, "attributes": {"a": True}, "parent": "x", "images": ["a"], "ean": [1],
      "variants": [{"sku": "a", "price": {"amount": 5, "currency": "EUR"}, "option1": "S"}], "options": [{"name": "Size"}]}]
)  # fmt: skip
_SAMPLES: dict[Format, str] = {
    "csv": "sep=;\nid;title;price;stock;parent;size;rating\n1;Mug;5;3;;;4\n2-S;Tee;9;1;2;S;\n2-M;Tee;9;1;2;M;5\n",
    "json": _JSON,
    "jsonl": _JSON[1:-1],
    "aisle": _OWN,
    "icecat": ICECAT,
    "icecat_lines": "\n".join(json.dumps(entry) for entry in json.loads(ICECAT)),
    "shopify": SHOPIFY,
    "woocommerce": WOOCOMMERCE,
    "merchant_xml": MERCHANT,
    "merchant_tsv": "id\ttitle\tprice\tsale_price_effective_date\tproduct_detail\titem_group_id\n1\tA\t5 USD\t2024-01-01/x\ta:b:c\tg\n",
    "magento": MAGENTO,
    "magento_sample": "sku,name,category,attribute_set,price,qty,color\n1,Mug,\"A\nB\",Bag,5,3,red\n",
    "magento_links": "sku,linked_sku\n1,\"2\n3\"\n",
    "magento_images": "sku,image\n1,/a.jpg\n",
    "magento_reviews": "sku,rating_value,review\n1,5,good\n",
    "magento_pages": "title,identifier,content,is_active\nHelp,help,\"<h2>Returns</h2><p>Bring it back within 30 days of receipt.</p>\",1\n",
}  # fmt: skip
_SPLICES = [
    b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xae", b"<", b">", b"&", b"{", b"}", b"[", b"]",
    b":", b"null", b"true", b"-1", b"1e999999999", b"NaN", b"[[[[", b"</item>", b"<item>", b"<![CDATA[", b"&#0;", b"&#xD800;", b"\\ud800",
    b"sku=", b"id:", b"=1+1", b"9" * 400, b"x" * 5000, b"\n" * 50,
]  # fmt: skip


def refusal(action: Callable[[], object]) -> str:
    """What the typed error says, nothing where there was none; any other error fails the test."""
    try:
        action()
    except InputError as error:
        return str(error)
    return ""


@st.composite
def mangled(draw: st.DrawFn, whole: bytes) -> bytes:
    """A valid file with pieces cut out, put in, doubled or cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 3)):
            case 0:
                del data[start : start + draw(st.integers(1, 40))]
            case 1:
                data[start:start] = draw(st.sampled_from(_SPLICES) | st.binary(max_size=12))
            case 2:
                data[start:start] = data[start : start + draw(st.integers(1, 200))]
            case _:
                del data[start:]
    return bytes(data)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40)
@given(data=st.data())
def test_every_reader_gives_items_or_its_typed_error(
    tmp_path_factory: pytest.TempPathFactory, format: Format, data: st.DataObject
) -> None:
    text = data.draw(mangled(_SAMPLES[format].encode()) | st.binary(max_size=300))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252"]))
    delimiter = data.draw(st.sampled_from([None, None, ",", ";", "\t"]))
    path = tmp_path_factory.getbasetemp() / "mangled.txt"
    path.write_bytes(text)
    feed = Feed(Source(path, None, len(text), False), Context("USD"), encoding, delimiter)
    items: list[Any] = []
    told = refusal(lambda: items.extend(read(format, feed)))
    assert "\n" not in told
    lines = text.count(b"\n") + text.count(b"\r") + 1
    for item in items:
        assert isinstance(item, Parsed | ParsedDocument | ParsedLinks | Heading | Rejected | Passed)
        if isinstance(item, Parsed):
            assert item.product.id and item.product.title and item.product.price.minor >= 0
            assert all(v.price.minor >= 0 for v in item.product.variants)
        if isinstance(item, Rejected):
            assert 1 <= item.line <= lines + 1 and item.reason


def _workbook() -> bytes:
    book = Workbook()
    for row in (["id", "title", "price"], [1, "Mug", 5], [2, "Pan", "=1+1"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id,title,price\n1,Mug,5\n")
        archive.writestr("b.json", _JSON)
    return out.getvalue()


_FILES = [_workbook(), _zip(), *(text.encode() for text in _SAMPLES.values())]


@settings(max_examples=60)
@given(data=st.data())
@example(data=None)
def test_no_file_breaks_an_import_or_the_catalogue_before(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject | None
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-file"
    folder.mkdir(exist_ok=True)
    target = folder / "catalog.db"
    if not target.is_file():
        (folder / "old.csv").write_text("id,title,price\nold,Kettle,9\n")
        import_paths([folder / "old.csv"], target)
    with Catalogue.open(target) as catalogue:
        before = list(export_lines(catalogue))
    if data is None:
        content, name = b"PK\x03\x04", "a.xlsx"
    else:
        content = data.draw(st.sampled_from(_FILES).flatmap(mangled) | st.binary(max_size=200))
        name = data.draw(
            st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xml", "a.zip", "a.csv.gz", "a.xlsx", "a.txt"])
        )
    path = folder / name
    path.write_bytes(content)
    told = refusal(lambda: import_paths([path], folder / "other.db"))
    assert told == "" or (name in told and "\n" not in told)
    with Catalogue.open(target) as catalogue:
        assert list(export_lines(catalogue)) == before


_NAME = st.text("abcdefghijklmnopqrstuvwxyz äöü0123456789", min_size=1, max_size=10)


@given(st.lists(_NAME, min_size=2, max_size=12), st.sampled_from(",;\t|^~¦§\x01\x1f"))
def test_the_delimiter_of_any_header_is_told(names: list[str], delimiter: str) -> None:
    assert sniff_delimiter(delimiter.join(names)) == delimiter


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_unicode_is_told_whatever_the_script(text: str, encoding: str) -> None:
    whole = f"id,title,price\n1,{text},5\n"
    raw = whole.encode(encoding)
    assert raw.decode(decoding(io.BytesIO(raw))) == whole


@given(
    st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs", "Cc"]), max_size=30),
    st.sampled_from(["utf-16-le", "utf-16-be"]),
)
def test_wide_texts_without_a_mark_are_told(text: str, encoding: str) -> None:
    raw = f"id,title,price,description,stock\n1,{text},5\n".encode(encoding)
    assert decoding(io.BytesIO(raw)) == encoding


_WESTERN = [
    "Größe",
    "Köln",
    "Straße",
    "crème brûlée",
    "café",
    "señor",
    "über",
    "façade",
    "naïve",
    "Bügel",
    "plain",
    "mug",
    "£5",
]


@given(st.lists(st.sampled_from(_WESTERN), min_size=1, max_size=20))
def test_western_words_in_an_old_encoding_are_told(words: list[str]) -> None:
    text = f"id;title\n1;{' '.join(words)}\n"
    raw = text.encode("cp1252")
    assert raw.decode(decoding(io.BytesIO(raw))) == text


_STYLES: dict[str, Callable[[int, int], str]] = {
    "American": lambda major, cents: f"${major:,}.{cents:02}",
    "German": lambda major, cents: f"{major:,}".replace(",", ".") + f",{cents:02} €",
    "French": lambda major, cents: f"{major:,}".replace(",", "\u202f") + f",{cents:02} €",
    "Swiss": lambda major, cents: "CHF " + f"{major:,}".replace(",", "'") + f".{cents:02}",
    "plain": lambda major, cents: f"{major}.{cents:02} USD",
    "comma": lambda major, cents: f"{major},{cents:02} EUR",
    "code first": lambda major, cents: f"GBP {major:,}.{cents:02}",
}


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(sorted(_STYLES)))
def test_an_amount_in_any_style_is_read_to_the_cent(major: int, cents: int, style: str) -> None:
    assert price(_STYLES[style](major, cents), "EUR").minor == major * 100 + cents


@given(st.text("0123456789.,' -€$", max_size=14))
def test_what_is_read_as_a_price_has_the_digits_of_its_text(text: str) -> None:
    try:
        money = price(text, "EUR")
    except ValueError:
        return
    assert isinstance(money, Money) and money.minor >= 0
    digits = "".join(c for c in text if c.isdigit()).strip("0")
    assert str(money.minor).strip("0") == digits or len(digits) > len(str(money.minor).strip("0"))


@given(st.text(max_size=20) | st.dates().map(str) | st.datetimes().map(str), st.text(max_size=20) | st.dates().map(str))
def test_no_date_breaks_the_question_whether_a_sale_runs(begins: str, ends: str) -> None:
    assert is_running(begins, ends) in (True, False)


_HIDDEN = st.lists(
    st.sampled_from([*"ab <>&;\u202e\u2066\u200b\ufeff\x00\x07\x9b\U000e0041\n\t", "<script>", "&#8238;", "&lt;b&gt;"]), max_size=30
).map("".join)  # fmt: skip


@given(st.text() | _HIDDEN)
def test_what_cleaning_leaves_shows_as_it_is(text: str) -> None:
    for cleaned in (plain(text), prose(text)):
        assert not any(
            c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b" or 0xE0000 <= ord(c) <= 0xE007F
            for c in cleaned
        )
        assert all(c == "\n" or c.isprintable() or ord(c) > 0x9F for c in cleaned)


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.none() | st.text(max_size=8) | st.integers() | st.lists(st.integers(), max_size=2),
        max_size=4,
    )
)
def test_any_object_with_any_variants_is_a_row_or_told(
    tmp_path_factory: pytest.TempPathFactory, variant: dict[str, Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "nested.json"
    path.write_text(json.dumps([{"id": "1", "title": "Mug", "price": 5, "variants": [variant, {"sku": "b"}]}]))
    feed = Feed(Source(path, None, 100, False), Context("USD"), "utf-8")
    items = list(read("json", feed))
    assert items and all(isinstance(item, Parsed | Rejected) for item in items)


@given(
    st.lists(
        st.builds(
            Attribute,
            st.text(),
            st.text()
            | st.booleans()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.tuples(st.text(), st.text()),
            st.none() | st.text(),
        )
    )
)
def test_attributes_are_stored_as_plain_json(attributes: list[Attribute]) -> None:
    plain = [[a.name, a.value, a.unit] for a in attributes]
    assert attributes_json(attributes) == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


@given(st.from_regex(r"\A\d{1,9}\.\d{2}\Z"), st.sampled_from(["USD", "JPY", "KWD"]))
def test_a_usual_price_is_what_its_decimal_is(text: str, currency: str) -> None:
    assert machine_price(text, currency) == Money.from_major(text, currency)
