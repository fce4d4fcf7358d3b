"""The readers under the formats: tables, JSON, encodings, HTML and prices, whatever the bytes."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.catalogue.formats import fields
from engine.catalogue.formats.delimited import Record, read_table, sniff_delimiter
from engine.catalogue.formats.items import Rejected, RowError
from engine.catalogue.formats.jsonstream import read_array, read_lines
from engine.catalogue.formats.text import decoding, named_values, plain, prose
from engine.money import Money

_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["a,b", 'say "hi"', "two\nlines", '5" screen', ";", "\t", "|", "\u201c", ""]
)


def table(data: str | bytes, encoding: str = "utf-8", **options: Any) -> list[Record | Rejected]:
    raw = data.encode(encoding) if isinstance(data, str) else data
    return list(read_table(io.BytesIO(raw), encoding, **options))


@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), max_size=8), st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "title", "price"])
    writer.writerows(rows)
    found = table(out.getvalue())
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert [list(r.values.values()) for r in found if isinstance(r, Record)] == wanted
    assert not any(isinstance(r, Rejected) for r in found)


@given(st.binary(max_size=400))
@example(b'id,title,price\n1,"open,5\n2,"b",6\n')
@example(b"\xef\xbb\xbfid;title;price\r\n1;a;5\r\n")
@example(b'a,b\n"' + b"x" * 300)
def test_any_bytes_are_read_or_rejected_with_a_line(data: bytes) -> None:
    for encoding in ("utf-8", "utf-16", "cp1252"):
        try:
            found = table(data, encoding)
        except UnicodeError:
            assert encoding == "utf-16"  # no text at all in this encoding
            continue
        lines = [r.line for r in found]
        assert lines == sorted(lines)
        assert all(line >= 1 for line in lines)


def test_an_unclosed_quote_costs_one_row() -> None:
    found = table('id,title,price\n1,"Mug,5\n2,"Kettle",6\n3,Pan,7\n')
    assert isinstance(found[0], Rejected)
    assert found[0].line == 2
    assert "quote" in found[0].reason
    assert [(r.line, r.values["title"]) for r in found[1:] if isinstance(r, Record)] == [(3, "Kettle"), (4, "Pan")]


def test_an_unclosed_quote_at_the_end_costs_one_row() -> None:
    found = table('id,title,price\n1,Mug,"5\n2,Kettle,6\n')
    assert isinstance(found[0], Rejected)
    assert [r.values["id"] for r in found[1:] if isinstance(r, Record)] == ["2"]


def test_lines_inside_fields_count_and_inch_marks_survive() -> None:
    found = table('id,title,price\n1,"two\nlines",5\n2,5" screen,6\n')
    assert [(r.line, r.values["title"]) for r in found if isinstance(r, Record)] == [
        (2, "two\nlines"),
        (4, '5" screen'),
    ]


def test_too_many_values_are_told() -> None:
    (found,) = table("id,title,price\n1,Mug, red,5\n")
    assert isinstance(found, Rejected)
    assert found.line == 2
    assert "4 values for 3 columns" in found.reason


def test_excel_says_its_separator() -> None:
    (found,) = table("sep=;\nid;title\n1;a,b\n")
    assert isinstance(found, Record)
    assert found.values == {"id": "1", "title": "a,b"}


@pytest.mark.parametrize(
    ("header", "mark"), [("a,b;c,d", ","), ("a;b", ";"), ("a\tb c", "\t"), ('"a,b,c"|d', "|"), ("a", ",")]
)
def test_the_delimiter_is_told_from_the_header(header: str, mark: str) -> None:
    assert sniff_delimiter(header) == mark


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_OBJECTS = st.lists(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), _JSON, max_size=4), max_size=6
)


@given(_OBJECTS, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_back_from_arrays_and_lines(
    objects: list[dict[str, Any]], indent: int | None, ascii: bool
) -> None:
    array = json.dumps(objects, indent=indent, ensure_ascii=ascii).encode()
    found = [entry for entry in read_array(io.BytesIO(array), "utf-8") if not isinstance(entry, Rejected)]
    assert [value for _, value in found] == objects
    lines = "\n".join(json.dumps(o, ensure_ascii=ascii) for o in objects).encode()
    assert [e[1] for e in read_lines(io.BytesIO(lines), "utf-8") if not isinstance(e, Rejected)] == objects


@given(_OBJECTS.filter(bool), st.data())
def test_a_cut_array_gives_what_came_before_and_says_so(objects: list[dict[str, Any]], data: st.DataObject) -> None:
    whole = json.dumps(objects, indent=1).encode()
    cut = whole[: data.draw(st.integers(1, len(whole) - 1))]
    found = list(read_array(io.BytesIO(cut), "utf-8"))
    good = [entry[1] for entry in found if not isinstance(entry, Rejected)]
    assert good == objects[: len(good)]
    assert isinstance(found[-1], Rejected)


@given(st.binary(max_size=300))
@example(b'[{"a": 1}, {"b": }, {"c": 3}]')
@example(b'[{"a": "\\ud800"}]')
@example(b'[{"a": NaN}, ' + b"[" * 200)
def test_any_bytes_as_json_end_in_objects_or_rejections(data: bytes) -> None:
    for reader in (read_array, read_lines):
        for entry in reader(io.BytesIO(data), "utf-8"):
            if not isinstance(entry, Rejected):
                json.dumps(entry[1], default=str, ensure_ascii=False).encode()


def test_a_broken_object_costs_only_itself() -> None:
    data = b'[\n{"id": "1"},\n{"id": 2,, "x": {"y": "}"}},\n{"id": "3"}\n]'
    found = list(read_array(io.BytesIO(data), "utf-8"))
    assert [e[1]["id"] for e in found if not isinstance(e, Rejected)] == ["1", "3"]
    (bad,) = [e for e in found if isinstance(e, Rejected)]
    assert bad.line == 3


def test_objects_longer_than_a_chunk_are_read() -> None:
    objects = [{"id": str(n), "text": "x" * 700_000} for n in range(3)]
    found = list(read_array(io.BytesIO(json.dumps(objects).encode()), "utf-8"))
    assert [e[1] for e in found if not isinstance(e, Rejected)] == objects


def test_prices_in_json_are_exact() -> None:
    ((_, value),) = [e for e in read_lines(io.BytesIO(b'{"price": 19.99}'), "utf-8") if not isinstance(e, Rejected)]
    assert value["price"] == Decimal("19.99")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Gr\u00f6\u00dfe;Stra\u00dfe;Caf\u00e9 cr\u00e8me br\u00fbl\u00e9e", "cp1252"),
        ("\u7ea2\u8272\u8fde\u8863\u88d9\uff0c\u7eaf\u68c9\uff0c\u900f\u6c14\uff0c\u590f\u5b63\u65b0\u6b3e\u5973\u88c5\u3002" * 4, "gb18030"),
        ("\u041a\u0440\u0430\u0441\u043d\u0430\u044f \u043a\u0440\u0443\u0436\u043a\u0430 \u0434\u043b\u044f \u0447\u0430\u044f \u0438 \u043a\u043e\u0444\u0435" * 4, "cp1251"),
        ("Gr\u00f6\u00dfe", "utf-8"),
        ("Gr\u00f6\u00dfe", "utf-8-sig"),
        ("Gr\u00f6\u00dfe and more", "utf-16"),
    ],
)  # fmt: skip
def test_the_encoding_of_a_feed_is_found(text: str, encoding: str) -> None:
    raw = f"id,title\n1,{text}\n".encode(encoding)
    assert raw.decode(decoding(io.BytesIO(raw))) == f"id,title\n1,{text}\n"


def test_accents_far_into_a_long_file_still_tell_the_encoding() -> None:
    raw = b"1,plain\n" * 40_000 + "2,Gr\u00f6\u00dfe\n".encode("cp1252")
    assert decoding(io.BytesIO(raw)) == "cp1252"


def test_a_few_broken_bytes_stay_utf8_and_cost_their_rows() -> None:
    raw = b"id,title\n" + "1,Größe über Äpfel\n".encode() * 20 + b"2,bad \xff byte\n3,fine\n"
    assert decoding(io.BytesIO(raw)) == "utf-8"
    found = table(raw)
    assert [(r.line, "UTF-8" in r.reason) for r in found if isinstance(r, Rejected)] == [(22, True)]


def test_html_becomes_lines_of_text() -> None:
    html = "<p>Warm &amp; dry.<p>\n<ul>\n<li>&bull; Full zip</li><li>L 29\" x W 13\"</li></ul><script>alert(1)</script>{{media url='x'}}"
    assert prose(html) == 'Warm & dry.\nFull zip\nL 29" x W 13"'
    assert plain("CoolTech&trade; <b>Tank</b>\n Top ") == "CoolTech™ Tank Top"
    assert prose("a < b and 5 > 3") == "a < b and 5 > 3"


@given(st.text())
def test_cleaning_never_leaves_tags_or_control_characters(text: str) -> None:
    for cleaned in (plain(text), prose(text)):
        assert not any(ord(c) < 32 and c != "\n" for c in cleaned)
        assert cleaned == cleaned.strip()


def test_a_document_names_its_values() -> None:
    text = (
        "Return within 30 days. Shipping is $16, free from $200; we answer in 2 to 3 business days before 12:00 noon."
    )
    assert named_values(text) == {
        "period": "30 days", "amount": "$16", "amount_2": "$200", "period_2": "2 to 3 business days", "time": "12:00 noon",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "minor", "currency"),
    [
        ("129.00", 12900, "USD"),
        ("52.0000", 5200, "USD"),
        ("$1,299.00", 129900, "USD"),
        ("1.299,00 €", 129900, "EUR"),
        ("15.00 USD", 1500, "USD"),
        ("0", 0, "USD"),
        (Decimal("19.99"), 1999, "USD"),
        (5, 500, "USD"),
        ("500 JPY", 500, "JPY"),
    ],
)
def test_prices(value: Any, minor: int, currency: str) -> None:
    assert fields.price(value, "USD") == Money(minor, currency)


@pytest.mark.parametrize(
    "value", ["-5.00", "-$5", "($5)x", "free", "", None, "1e5", "12-15", "5.00 to 6.00", "from 12", "9" * 30, float("nan"), True, -1,
              Decimal("Infinity"), Decimal("1e400"), "call us", "−5"]
)  # fmt: skip
def test_what_is_no_price_is_refused_with_a_reason(value: Any) -> None:
    with pytest.raises(RowError, match="price"):
        fields.price(value, "USD")


@given(st.integers(0, 10**11))
def test_a_price_as_a_shop_writes_it_is_read_back(minor: int) -> None:
    assert fields.price(str(Money(minor, "USD")), "EUR") == Money(minor, "USD")
    assert fields.machine_price(f"{minor // 100}.{minor % 100:02}", "EUR") == Money(minor, "EUR")


@given(st.text(max_size=30) | st.integers() | st.decimals() | st.floats() | st.none() | st.booleans())
def test_no_value_breaks_a_field(value: Any) -> None:
    for read in (lambda v: fields.price(v, "USD"), fields.stock, fields.rating, fields.count, fields.identifier):
        try:
            result = read(value)
        except RowError:
            continue
        assert result is None or isinstance(result, Money | int | float | str)
    fields.released(value)
    fields.eans([value])


@pytest.mark.parametrize(("said", "stock"), [("12", 12), ("12.0", 12), ("1,200", 1200), ("in stock", None), ("out_of_stock", 0), ("-3", 0), ("", None), (True, None), (False, 0)])  # fmt: skip
def test_stock_as_feeds_write_it(said: Any, stock: int | None) -> None:
    assert fields.stock(said) == stock
