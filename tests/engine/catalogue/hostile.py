"""Files as nobody should send them, made when a test asks for them. Each says what must come of it."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

GOOD = "id,title,price\n1,Mug,5\n2,Pan,7\n"
_NAMESPACE = 'xmlns:g="http://base.google.com/ns/1.0"'


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file ``name`` of these bytes: the products that go in, and for each bad row its line and words of its reason.

    Where nothing goes in, the import is refused with ``refused`` in its sentence.
    """

    name: str
    make: Callable[[], bytes]
    products: dict[str, str] = field(default_factory=dict)
    bad: tuple[tuple[int, str], ...] = ()
    refused: str = ""


def _zip(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def _traversal() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../../escaped.csv", "/tmp/escaped.csv", "C:\\escaped.csv", "a\x1b[2J\n.csv"):
            archive.writestr(zipfile.ZipInfo(name), GOOD.replace("\n1,", f"\n{len(archive.namelist())}-1,", 1))
    return out.getvalue()


def _encrypted() -> bytes:
    raw = bytearray(_zip(items_csv=GOOD))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.index(magic) + at
        raw[start : start + 2] = struct.pack("<H", struct.unpack_from("<H", raw, start)[0] | 1)
    return bytes(raw)


def zip_bomb(megabytes: int = 70) -> bytes:
    """A zip of a few hundred kilobytes that unpacks to so many megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("items.csv", "w") as member,
    ):
        member.write(GOOD.encode())
        for _ in range(megabytes):
            member.write(b"0" * 1_000_000)
    return out.getvalue()


def gzip_bomb(megabytes: int = 70) -> bytes:
    out = io.BytesIO()
    with gzip.open(out, "wb", compresslevel=1) as member:
        member.write(GOOD.encode())
        for _ in range(megabytes):
            member.write(b"0" * 1_000_000)
    return out.getvalue()


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return _rss("<item><id>1</id><title>&e9;</title><price>5</price></item>", f"<!DOCTYPE rss [{entities}]>")


def _rss(items: str, prologue: str = "", encoding: str = "utf-8", declared: str | None = None) -> bytes:
    text = f'<?xml version="1.0" encoding="{declared or encoding}"?>{prologue}<rss {_NAMESPACE}><channel>\n{items}\n</channel></rss>'
    return text.encode(encoding)


_MUG_XML = "<item><id>1</id><title>Mug</title><price>5</price></item>\n"
_MUG_LINE = '{"id": "1", "title": "Mug", "price": 5}\n'
_MUG = {"1": "Mug"}
_BOTH = {"1": "Mug", "2": "Pan"}


def hostile_files() -> Iterator[Hostile]:
    # Nothing there, or something else.
    yield Hostile("empty.csv", lambda: b"", refused="is empty")
    yield Hostile("blank.csv", lambda: b"\r\n \n\n", refused="is empty")
    yield Hostile("empty.xlsx", lambda: b"", refused="is empty")
    yield Hostile("empty.json", lambda: b"[]", refused="no product in")
    yield Hostile("header.csv", lambda: b"id,title,price\n", refused="no product in")
    yield Hostile("page.csv", lambda: b"<!DOCTYPE html>\n<html><body>Log in</body></html>", refused="is a web page")
    yield Hostile(
        "page.xlsx", lambda: b"id,title,price\n1,Mug,5\n", refused="is no Excel workbook in spite of its name"
    )
    yield Hostile("old.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, refused="old format")
    yield Hostile("old.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, refused="old format")
    yield Hostile("letter.xlsx", lambda: _zip(word__document_xml="<w/>"), refused="is a zip file but no Excel workbook")
    yield Hostile("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, refused="no product feed")

    # Packed.
    yield Hostile("cut.zip", lambda: _zip(items_csv=GOOD * 50)[:-40], refused="is not a complete zip file")
    yield Hostile("bomb.zip", zip_bomb, refused="unpacks to 70 MB")
    yield Hostile("bomb.csv.gz", gzip_bomb, refused="unpacks to 6")
    yield Hostile(
        "nested.zip", lambda: _zip(inner_zip=_zip(items_csv=GOOD)), refused="holds another packed file, inner.zip"
    )
    yield Hostile("book.zip", lambda: _zip(items_xlsx=b"PK\x03\x04"), refused="unpack that and import what is in it")
    yield Hostile(
        "some.zip", lambda: _zip(a_csv=GOOD, b_gz=gzip.compress(b"x")), _BOTH, ((0, "holds another packed file, b.gz"),)
    )
    yield Hostile("secret.zip", _encrypted, refused="encrypted")
    yield Hostile("climbing.zip", _traversal, {"0-1": "Mug", "1-1": "Mug", "2-1": "Mug", "3-1": "Mug", "2": "Pan"},
                  ((3, "has the id “2”"),) * 3)  # fmt: skip

    # Encodings.
    yield Hostile("marked.csv", lambda: GOOD.encode("utf-8-sig"), _BOTH)
    yield Hostile("wide.csv", lambda: GOOD.encode("utf-16"), _BOTH)
    yield Hostile("wide-unmarked.csv", lambda: GOOD.encode("utf-16-be"), _BOTH)
    yield Hostile("wide-cut.csv", lambda: GOOD.encode("utf-16")[:-1], {"1": "Mug", "2": "Pan"})
    yield Hostile(
        "german.csv", lambda: "id;title;price\n1;Grüße aus Köln;5\n".encode("cp1252"), {"1": "Grüße aus Köln"}
    )
    yield Hostile("mixed.csv", lambda: ("id,title,price\n" + "1,Größe äöü,5\n").encode() + b"2,P\xe4n,7\n3,Pot,8\n",
                  {"1": "Größe äöü", "3": "Pot"}, ((3, "not UTF-8"),))  # fmt: skip
    yield Hostile("nul.csv", lambda: b"id,title,price\n1,M\x00ug,5\n2,Pan\x00,7\n", {"1": "M ug", "2": "Pan"})
    yield Hostile("nul.jsonl", lambda: (_MUG_LINE + '{"id": "2", "title": "P\\u0000an", "price": 7}\n').encode(),
                  {"1": "Mug", "2": "P an"})  # fmt: skip
    yield Hostile(
        "chinese.xml", lambda: _rss(_MUG_XML.replace("Mug", "红色杯子"), encoding="gb18030"), {"1": "红色杯子"}
    )
    yield Hostile("unknown.xml", lambda: _rss(_MUG_XML, declared="klingon"), refused="unknown encoding")
    yield Hostile("base64.xml", lambda: _rss(_MUG_XML, declared="base64"), refused="cannot be read")
    yield Hostile("half.jsonl", lambda: (_MUG_LINE + '{"id": "2", "title": "\\ud83d", "price": 7}\n').encode(),
                  _MUG, ((2, "half a character"),))  # fmt: skip

    # Tables gone wrong.
    yield Hostile("quotes.csv", lambda: b'id,title,price\n1,Mug,5\n2,"Pan,7\n3,Pot,8\n', {"1": "Mug", "3": "Pot"},
                  ((3, "a quote is opened and never closed"),))  # fmt: skip
    yield Hostile("ragged.csv", lambda: b"id,title,price\n1,Mug,5\n2,Pan\n3,Pot,8,9,10\n4,Wok,9,,\n", {"1": "Mug", "4": "Wok"},
                  ((3, "has no price"), (4, "has 5 values for 3 columns")))  # fmt: skip
    yield Hostile("twins.csv", lambda: b"id,title,price\n1,Mug,5\n1,Pan,7\n 1 ,Pot,8\n", _MUG,
                  ((3, "twins.csv:2 has already"), (4, "twins.csv:2 has already")))  # fmt: skip
    yield Hostile("prices.csv", lambda: b'id,title,price\n1,Mug,5\n2,A,-7\n3,B,99999999999999999\n4,C,1e9\n5,D,NaN\n6,E,Infinity\n'
                  b'7,F,"5,00,00"\n8,G,0x10\n9,H,--5\n10,I,5 to 9\n11,J,\n12,K,free\n', _MUG,
                  ((3, "is negative"), (4, "is not plausible"), (5, "is not an amount"), (6, "is not"), (7, "is not"),
                   (8, "is not"), (9, "is not"), (10, "is negative"), (11, "is not one amount"), (12, "has no price"),
                   (13, "is not")))  # fmt: skip
    yield Hostile("formulas.csv", lambda: b"id,title,price\n1,Mug,5\n2,=cmd|' /C calc'!A0,7\n"
                  b'3,"=HYPERLINK(""http://x.test"",""Pan"")",7\n=1+1,Pot,7\n5,Wok,=2+3\n="06","=""Jug""",9\n',
                  {"1": "Mug", "06": "Jug"}, ((3, "formula"), (4, "formula"), (5, "formula"), (6, "formula")))  # fmt: skip
    yield Hostile("field.csv", lambda: b"id,title,price\n1,Mug,5\n2," + b"x" * 1_100_000 + b",7\n3,Pot,8\n",
                  {"1": "Mug", "3": "Pot"}, ((3, "a field of more than 1,048,576 characters"),))  # fmt: skip
    yield Hostile("title.csv", lambda: b"id,title,price\n1,Mug,5\n2," + b"x" * 1_000_000 + b",7\n3,Pot,8\n",
                  {"1": "Mug", "3": "Pot"}, ((3, "has a title of 1,000,000 characters"),))  # fmt: skip
    yield Hostile("line.csv", lambda: b"id,title,price\n1,Mug,5\n2," + b"x,y," * 1_300_000 + b"7\n3,Pot,8\n",
                  {"1": "Mug", "3": "Pot"}, ((3, "is a line of more than 4,194,304 characters"),))  # fmt: skip
    yield Hostile("columns.csv", lambda: b"id,title,price," + b",".join(b"c%d" % n for n in range(11_000)) + b"\n1,Mug,5\n",
                  refused="has 11,003 columns")  # fmt: skip

    # Texts that would show as something else.
    yield Hostile("scripts.csv", lambda: b'id,title,price\n1,"Mug<script>alert(1)</script><img src=x onerror=alert(1)>",5\n'
                  b'2,"<b onclick=""x()"">Pan</b> &lt;3",7\n', {"1": "Mug", "2": "Pan <3"})  # fmt: skip
    yield Hostile("turned.csv", lambda: "id,title,price\n1,M\u202eug\u2066\x07\x9b\u200b,5\n2,كوب أزرق,7\n".encode(),
                  {"1": "Mug", "2": "كوب أزرق"})  # fmt: skip

    # JSON.
    yield Hostile("line.jsonl", lambda: (_MUG_LINE + '{"id": "2", "title": \n{"id": "3", "title": "Pot", "price": 8}\n').encode(),
                  {"1": "Mug", "3": "Pot"}, ((2, "is not valid JSON"),))  # fmt: skip
    yield Hostile("deep.jsonl", lambda: (_MUG_LINE + '{"id": "d", "x": ' + "[" * 200_000 + "]" * 200_000 + "}\n").encode(),
                  _MUG, ((2, "nested too deeply"),))  # fmt: skip
    yield Hostile("deep.json", lambda: ("[" + _MUG_LINE + ', {"id": "d", "x": ' + '{"a":' * 100_000 + "1" + "}" * 100_001 + "]").encode(),
                  _MUG, ((2, "nested too deeply"),))  # fmt: skip
    yield Hostile("open.json", lambda: ("[" + _MUG_LINE + "," + '{"a":' * 100_000).encode(), _MUG, ((2, ""),))
    yield Hostile("cut.json", lambda: ("[" + _MUG_LINE + ', {"id": "2", "ti').encode(), _MUG, ((2, "it is truncated"),))
    yield Hostile("numbers.json", lambda: ('[{"id": "1", "title": "Mug", "price": 5}, {"id": "2", "title": "Pan", "price": '
                  + "9" * 5000 + '}, {"id": "3", "title": "Pot", "price": 1e999999999}]').encode(), _MUG,
                  ((1, "is not valid JSON"), (1, "is not plausible")))  # fmt: skip
    yield Hostile("types.jsonl", lambda: (_MUG_LINE + '[1]\n5\n"x"\nnull\n{"id": ["a"], "title": {"b": 1}, "price": [5]}\n').encode(),
                  _MUG, ((2, "is not a JSON object"), (3, "is not"), (4, "is not"), (5, "is not"), (6, "has no id")))  # fmt: skip
    yield Hostile("long.jsonl", lambda: (_MUG_LINE + '{"id": "2", "x": "' + "y" * 9_000_000 + '"}\n{"id": "3", "title": "Pot", "price": 8}\n').encode(),
                  {"1": "Mug", "3": "Pot"}, ((2, "is a line of more than 8,388,608 characters"),))  # fmt: skip
    yield Hostile("long.json", lambda: json.dumps([{"id": "1", "title": "Mug", "price": 5}, {"id": "2", "x": "y" * 12_000_000}]).encode(),
                  _MUG, ((1, "is an object of more than 8,388,608 characters"),))  # fmt: skip

    # XML.
    yield Hostile("laughs.xml", _laughs, refused="declares entities")
    yield Hostile("outside.xml", lambda: _rss(_MUG_XML.replace("Mug", "&x;"), '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
                  refused="declares entities")  # fmt: skip
    yield Hostile(
        "dtd.xml",
        lambda: _rss(_MUG_XML, '<!DOCTYPE rss SYSTEM "http://x.test/a.dtd">'),
        refused="refers to other files",
    )
    yield Hostile(
        "tag.xml",
        lambda: _rss(_MUG_XML + f'<item a="{"x" * 3_000_000}"/>'),
        _MUG,
        ((2, "a tag or comment of more than 1 MB"),),
    )
    yield Hostile(
        "comment.xml",
        lambda: _rss(_MUG_XML + f"<!--{'x' * 3_000_000}-->"),
        _MUG,
        ((2, "a tag or comment of more than 1 MB"),),
    )
    yield Hostile(
        "deep.xml", lambda: _rss(_MUG_XML + "<item>" + "<a>" * 100_000), _MUG, ((3, "nested more than 200 deep"),)
    )
    yield Hostile("long.xml", lambda: _rss(_MUG_XML + f"<item><id>2</id><title>{'x' * 3_000_000}</title></item>"
                  + _MUG_XML.replace("1<", "3<")), {"1": "Mug", "3": "Mug"}, ((3, "is longer than 1 MB"),))  # fmt: skip
    yield Hostile(
        "cut.xml", lambda: _rss(_MUG_XML + "<item><id>2</id>")[:-20], _MUG, ((3, "the XML ends or breaks here"),)
    )
