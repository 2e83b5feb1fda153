"""The files: one function makes one, small on disk and built to take memory or time, or to reach outside itself.

Those with ``slow`` take more than a second to make or to read and belong to the long form.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zh_tongbao.project.hostile.check import KILLED, READ, REFUSED
from zh_tongbao.project.hostile.messages import hollow, huge_picture, many_parts

GOOD = "2 1 0"
# A document of its own beside each bomb: any text will do.

SECRET = "not for you"
MEGABYTES = 1_000_000
WIDE = '<w:gridSpan w:val="200000000"/>'
_ZEROS = b"0" * MEGABYTES


@dataclass(frozen=True)
class Bomb:
    """One file.

    Parameters:
        name: of the file, whose suffix says how it is read.
        make: writes it.
        outcomes: that keep the promise.
        slow: whether it is left out of the short form.
        by_folder: whether its folder is named on the command line, not the file.
        secret: words of a file beside it, that must not come out.
    """

    name: str
    make: Callable[[Path], object]
    outcomes: tuple[str, ...] = (REFUSED,)
    slow: bool = False
    by_folder: bool = False
    secret: str = ""


def zip_of(path: Path, *members: tuple[str, bytes, int]) -> None:
    """Write a zip: members with name, content and how often that is repeated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, times in members:
            with archive.open(name, "w", force_zip64=True) as stream:
                for _ in range(times):
                    stream.write(data)


def lying_zip(path: Path) -> None:
    """A zip that says that 100 MB are ten bytes."""
    zip_of(path, ("a.txt", _ZEROS, 100))
    data = bytearray(path.read_bytes())
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)


def docx_of(path: Path, body: str, media: int = 0) -> None:
    """Write a Word document with this body; media is the size of a picture in megabytes."""
    import docx

    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("@")
    document.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:p><w:r><w:t>@</w:t></w:r></w:p>", body.encode())
            new.writestr(name, data)
        if media:
            with new.open("word/media/a.png", "w", force_zip64=True) as picture:
                for _ in range(media):
                    picture.write(_ZEROS)


def xlsx_of(path: Path, rows: str, merged: str = "", times: int = 1) -> None:
    """Write a workbook of one sheet with these rows, so many times, and merged ranges."""
    import openpyxl

    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{space}"><sheetData>'.encode())
                for _ in range(times):
                    sheet.write(rows.encode())
                ranges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
                sheet.write(f"</sheetData>{ranges}</worksheet>".encode())


def long_merged(path: Path) -> None:
    """A workbook whose one long cell goes on over 90,000 rows."""
    xlsx_of(path, f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 9_000}</t></is></c></row>', "A1:A90000")


def _cell(properties: str, inner: str = "<w:p><w:r><w:t>x</w:t></w:r></w:p>") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _table(rows: str) -> str:
    return f"<w:tbl>{rows}</w:tbl><w:p/>"


def tall_table(path: Path) -> None:
    """A cell over 3,000 rows."""
    rows = "<w:tr>" + _cell('<w:vMerge w:val="restart"/>') + "</w:tr>" + f"<w:tr>{_cell('<w:vMerge/>')}</w:tr>" * 3_000
    docx_of(path, _table(rows))


def wide_table(path: Path) -> None:
    """A cell over 200 million columns."""
    docx_of(path, _table(f"<w:tr>{_cell(WIDE)}</w:tr>"))


def entities(path: Path) -> None:
    """A Word document whose entities multiply, and one of which names a file."""
    (path.parent.parent / "victim.txt").write_text(SECRET, encoding="utf-8")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    kind = f'<!DOCTYPE w [<!ENTITY a0 "x">{laughs}<!ENTITY f SYSTEM "file://{path.parent.parent}/victim.txt">]>'
    docx_of(path, "<w:p><w:r><w:t>&f;&a8;</w:t></w:r></w:p>")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    head, _, rest = parts["word/document.xml"].partition(b"?>")
    parts["word/document.xml"] = head + b"?>" + kind.encode() + rest
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def pdf_of(path: Path, *objects: bytes) -> None:
    """Write a PDF of numbered objects, the first of which is its root."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    data += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    path.write_bytes(data)


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (more, len(data), data)


_ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[%b]/Count %d>>"
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_SAY = b"BT /F 9 Tf (hello) Tj ET"


def many_pages(path: Path) -> None:
    """A PDF that lists one page a hundred thousand times."""
    count = 100_000
    pdf_of(path, _ROOT, _PAGES % (b"3 0 R " * count, count), _PAGE, _stream(_SAY), _FONT)


def nested_forms(path: Path) -> None:
    """A PDF whose forms each draw the next one ten times."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
    forms = [_stream(b"/X Do " * 10 if n < 12 else _SAY, form % min(n + 1, 12)) for n in range(6, 13)]
    pdf_of(path, _ROOT, _PAGES % (b"3 0 R", 1), _PAGE, _stream(b"/X Do " * 10), _FONT, *forms)


def flate(path: Path) -> None:
    """A PDF whose one page unpacks to 150 MB."""
    data = zlib.compress(b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 10_000_000, 9)
    pdf_of(path, _ROOT, _PAGES % (b"3 0 R", 1), _PAGE, _stream(data, b"/Filter/FlateDecode"), _FONT)


def dictionary(path: Path) -> None:
    """A Parquet file of a thousand rows that name one text of 9 MB."""
    import pyarrow
    import pyarrow.parquet

    numbers = pyarrow.array([0] * 1024, pyarrow.int32())
    texts = pyarrow.DictionaryArray.from_arrays(numbers, pyarrow.array(["0" * 41 * MEGABYTES]))
    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), path)


def plain_parquet(path: Path) -> None:
    """A Parquet file whose one batch of rows is 5 GB."""
    import pyarrow
    import pyarrow.parquet

    text = "0" * 20 * MEGABYTES
    schema = pyarrow.schema({"text": pyarrow.string()})
    with pyarrow.parquet.ParquetWriter(path, schema, use_dictionary=False, compression="zstd") as writer:
        writer.write_table(pyarrow.table({"text": [text] * 100}, schema))


def view(path: Path) -> None:
    """A database whose table is a view of a file beside it."""
    import duckdb

    (path.parent.parent / "victim.txt").write_text(SECRET, encoding="utf-8")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"CREATE VIEW documents AS SELECT content AS text FROM read_text('{path.parent.parent}/victim.txt')"
        )


def query_of(query: str) -> Callable[[Path], None]:
    """Return what writes a .sql file."""

    def make(path: Path) -> None:
        (path.parent.parent / "victim.txt").write_text(SECRET, encoding="utf-8")
        path.write_text(query, encoding="utf-8")

    return make


def endless_row(path: Path) -> None:
    """A CSV whose row goes on over all its lines."""
    with path.open("wb") as stream:
        stream.write(b"id,text\n1,")
        stream.writelines(b'"0\n",' * 100_000 for _ in range(110))


_COPY = "COPY (SELECT 'x' AS text) TO '../victim.txt'"

BOMBS: tuple[Bomb, ...] = (
    Bomb("text.zip", lambda path: zip_of(path, ("a.txt", _ZEROS, 200), ("b.txt", b"x", 1))),
    Bomb("table.zip", lambda path: zip_of(path, ("a.csv", b"id,text\n1,", 1), ("b.csv", b"text\n" + _ZEROS, 200))),
    Bomb("lying.zip", lying_zip),
    Bomb(
        "many.zip",
        lambda path: zip_of(path, *((f"{n}.bin", b"", 1) for n in range(20_000)), ("a.txt", b"x", 1)),
        (READ,),
        True,
    ),
    Bomb("query.zip", lambda path: zip_of(path, ("a.sql", _COPY.encode(), 1), ("b.txt", b"x", 1))),
    Bomb("outside.zip", lambda path: zip_of(path, ("../../victim.txt", b"x", 1), ("/victim.txt", b"x", 1)), (READ,)),
    Bomb("picture.docx", lambda path: docx_of(path, "<w:p/>", media=500)),
    Bomb("paragraphs.docx", lambda path: docx_of(path, "<w:p><w:r><w:t>1</w:t></w:r></w:p>" * 3_000_000), slow=True),
    Bomb("many.docx", lambda path: docx_of(path, "<w:p/>" * 2_000_000), (READ, KILLED), slow=True),
    Bomb("wide.docx", wide_table, (READ,)),
    Bomb("tall.docx", tall_table, (READ,)),
    Bomb("entities.docx", entities, (REFUSED, READ), secret=SECRET),
    Bomb("zeros.xlsx", lambda path: xlsx_of(path, " " * MEGABYTES, times=500)),
    Bomb("cells.xlsx", lambda path: xlsx_of(path, f"<row>{'<c><v>1</v></c>' * 100}</row>", times=20_000), slow=True),
    Bomb("far.xlsx", lambda path: xlsx_of(path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    Bomb("merged.xlsx", lambda path: xlsx_of(path, '<row r="1"><c r="A1"><v>1</v></c></row>', "A1:XFD1048576")),
    Bomb("long.xlsx", long_merged),
    Bomb("pages.pdf", many_pages, (READ, KILLED), slow=True),
    Bomb("forms.pdf", nested_forms, (READ, REFUSED, KILLED), slow=True),
    Bomb("cycle.pdf", lambda path: pdf_of(path, _ROOT, _PAGES % (b"2 0 R 2 0 R", 2))),
    Bomb("flate.pdf", flate, (REFUSED, KILLED), slow=True),
    Bomb("dictionary.parquet", dictionary),
    Bomb("plain.parquet", plain_parquet, (REFUSED, KILLED), slow=True),
    Bomb("view.duckdb", view, secret=SECRET),
    Bomb("write.sql", query_of(_COPY)),
    Bomb("hidden.sql", query_of(f"WITH t AS ({_COPY.replace('../', '')}) SELECT * FROM t")),
    Bomb("read.sql", query_of("SELECT content AS text FROM read_text('../victim.txt')"), secret=SECRET),
    Bomb("folder.sql", query_of("SELECT 'x' AS text"), by_folder=True),
    Bomb("large.sql", query_of("SELECT repeat('1', 9000000) AS text FROM range(4096)"), (REFUSED, KILLED), slow=True),
    Bomb(
        "attributes.html",
        lambda path: path.write_text(f"<p {' '.join(f'a{n}=1' for n in range(400_000))}>x</p>"),
        (REFUSED, KILLED),
        True,
    ),
    Bomb("deep.html", lambda path: path.write_text("<div>" * 200_000 + "x"), (READ, REFUSED, KILLED), True),
    Bomb(
        "punycode.html",
        lambda path: path.write_text("<meta charset=punycode>" + "a-" * 200_000),
        (READ, REFUSED, KILLED),
        True,
    ),
    Bomb("row.csv", endless_row, (REFUSED, KILLED)),
    Bomb("columns.csv", lambda path: path.write_text("a," * 200_000 + "text\n" + "," * 200_000 + "x\n"), (READ,), True),
    Bomb("values.jsonl", lambda path: path.write_text('{"text": "x", "y": [' + "{}," * 4_000_000 + "0]}\n")),
    Bomb("line.jsonl", lambda path: path.write_bytes(b'{"text": "' + b"0" * 60 * MEGABYTES + b'"}\n'), slow=True),
    Bomb("parts.eml", many_parts, (REFUSED, READ)),
    Bomb("hollow.doc", hollow, slow=True),
    *(Bomb(f"dots{suffix}", huge_picture) for suffix in (".png", ".jpg", ".jpeg")),
    Bomb("long.txt", lambda path: path.write_bytes(_ZEROS * 60)),
)
"""Every reader has one at least."""

if __name__ == "__main__":
    _, name, path = sys.argv
    next(bomb for bomb in BOMBS if bomb.name == name).make(Path(path))
