from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import COLUMNS, record_rows
from zh_tongbao.io.writers import FORMATS, SUFFIXES, format_of, make_writer

NAMES = [column.name for column in COLUMNS]


def record(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        [
            "modifier",
            "unit",
            "metric",
            "of",
            "measure",
            "origin",
            "severity",
            "from",
            "detected",
            "place",
            "source",
            "period",
            "parent",
            "relation",
        ]
    )
    return {"start": 0, "end": 2, "text": "3例", "count": 3, **empty, "derived": False, **fields}


def document(*records: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "title": None,
        "region": None,
        "published": "2022-04-03",
        "text": "",
        "entities": [],
        "records": list(records),
        "checks": [],
        **fields,
    }


def write(format_name: str, *documents: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(format_name, stream)
    for one in documents:
        writer.write(one)
    writer.finish()
    return stream.getvalue()


def test_columns_are_those_of_the_contract() -> None:
    assert NAMES == [
        "id",
        "published",
        "region",
        "record",
        "start",
        "end",
        "text",
        "count",
        "value",
        "per",
        "modifier",
        "unit",
        "metric",
        "disease.text",
        "disease.code",
        "excludes",
        "of",
        "measure",
        "compared.record",
        "compared.base",
        "compared.against",
        "origin",
        "severity",
        "from",
        "detected",
        "place.text",
        "place.adcode",
        "source",
        "period.start",
        "period.end",
        "parent",
        "relation",
        "derived",
        "date",
        "place_name",
        "province",
        "city",
        "county",
        "place_level",
        "add",
        "sentence",
    ]


def test_rows_are_flat() -> None:
    total = record(
        place={"text": "全省", "adcode": "220000"}, period={"start": None, "end": "2022-04-03T00:00"}, count=-2
    )
    part = record(parent=0, relation="place", derived=True)
    rows = [dict(zip(NAMES, row)) for row in record_rows(document(total, part))]
    assert rows[0]["place.adcode"] == "220000"
    assert rows[0]["period.start"] is None
    assert rows[0]["period.end"] == "2022-04-03T00:00"
    assert (rows[1]["record"], rows[1]["parent"], rows[1]["place.text"], rows[1]["derived"]) == (1, 0, None, True)


def test_jsonl_is_one_line_a_document_and_nothing_is_lost() -> None:
    one = document(text="a\nb\u2028c\x9b31md\x1b[0m\x7f\u0085")
    data = write("jsonl", one, one)
    assert data.count(b"\n") == 2
    assert len(data.decode().splitlines()) == 2
    assert not any(ord(character) < 32 or 126 < ord(character) < 160 for character in data.decode().replace("\n", ""))
    assert [json.loads(line) for line in data.splitlines()] == [one, one]


def test_csv_opens_in_a_spreadsheet() -> None:
    data = write("csv", document(record(place={"text": "长春市", "adcode": "220100"}, parent=None)))
    assert data.startswith(b"\xef\xbb\xbfid,published,")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n")
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (row["place.text"], row["parent"], row["derived"]) == ("长春市", "", "false")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_csv_cell_is_never_a_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x","y")'
    data = write("csv", document(record(place={"text": evil, "adcode": None}), id=evil))
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["place.text"] == row["id"] == f"'{evil}"


def test_csv_negative_count_stays_a_number() -> None:
    [row] = csv.DictReader(io.StringIO(write("csv", document(record(count=-2))).decode("utf-8-sig")))
    assert row["count"] == "-2"


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("a\0b")
def test_csv_text_comes_back(text: str) -> None:
    data = write("csv", document(record(text=text)))
    if "\0" in text and sys.version_info < (3, 11):  # the csv module of Python 3.10 cannot read it
        assert text.encode() in data or '"' in text
        return
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["text"] in (text, f"'{text}")


def test_csv_without_documents_is_a_header() -> None:
    assert write("csv").decode("utf-8-sig") == ",".join(NAMES) + "\r\n"


def test_parquet_has_types(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.parquet"
    path.write_bytes(
        write("parquet", document(record(count=-2), record(parent=0, relation="place")), document(record(count=10**30)))
    )
    table = parquet.read_table(path)
    assert table.column_names == NAMES
    assert table["count"].to_pylist() == [-2, 3, None]
    assert table["parent"].to_pylist() == [None, 0, None]
    assert table["derived"].to_pylist() == [False, False, False]
    assert str(table.schema.field("place.adcode").type) == "string"


def test_parquet_without_documents_has_the_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.parquet"
    path.write_bytes(write("parquet"))
    assert parquet.read_table(path).column_names == NAMES


def test_parquet_writes_group_by_group(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("zh_tongbao.io.writers.parquet.ROWS_A_GROUP", 4)
    path = tmp_path / "x.parquet"
    path.write_bytes(write("parquet", *[document(record(), record(), record())] * 5))
    read = parquet.ParquetFile(path)
    assert (read.metadata.num_rows, read.metadata.num_row_groups) == (15, 3)


def table(*documents: dict[str, Any]) -> list[str]:
    return write("table", *documents).decode().splitlines()


def test_table_is_a_tree_with_marks() -> None:
    period = {"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}
    whole = {"metric": "confirmed", "measure": "new", "unit": "例", "period": period}
    place = {"text": "全省", "adcode": "220000"}
    records = [
        record(**whole, count=3, place=place),
        record(**whole, count=2, place={"text": "长春市", "adcode": "220100"}, parent=0, relation="place"),
        record(**(whole | {"from": "asymptomatic"}), count=1, place=place, parent=1, relation="conversion"),
        record(**whole, count=2, place={"text": "吉林市", "adcode": None}, parent=0, relation="place"),
        record(metric="confirmed", measure="change", severity="severe", count=-1, modifier="about"),
    ]
    checks = [{"parent": 0, "relation": "place", "expected": 3, "sum": 4, "ok": False, "parts": [1, 3]}]
    assert table(document(*records, checks=checks, title="标题")) == [
        "a  2022-04-03  标题",
        "records 5",
        "  3例 confirmed · new · 全省 220000 · 2022-04-02",
        "  │  ✗ by place: expected 3, parts sum to 4 (+1) = 2 + 2",
        "  ├─ 2例 confirmed · 长春市 220100",
        "  │  └─ 1例 confirmed · from asymptomatic · 全省 220000",
        "  └─ 2例 confirmed · 吉林市",
        "  about -1 confirmed · change · severe",
    ]


def test_table_names_people_places_slogans() -> None:
    entities = [
        {"label": "OFFICIAL", "text": "许怀民", "name": "许怀民", "titles": ["省委书记"]},
        {"label": "OFFICIAL", "text": "许怀民", "name": "许怀民", "titles": ["省委书记"]},
        {"label": "PLACE", "text": "长春", "name": "长春市", "path": ["吉林省", "长春市"], "adcode": "220100"},
        {"label": "PLACE", "text": "长春市", "name": "长春市", "path": ["吉林省", "长春市"], "adcode": "220100"},
        {"label": "PLACE", "text": "韩国", "name": "韩国", "path": [], "adcode": None},
        {"label": "SLOGAN", "text": "四早", "canonical": "四早"},
    ]
    assert table(document(entities=entities), document()) == [
        "a  2022-04-03",
        "records none",
        "officials 1",
        "  许怀民  省委书记",
        "places 2",
        "  220100 吉林省 长春市 ×2",
        "  ------ 韩国",
        "slogans 1",
        "  四早",
        "",
        "a  2022-04-03",
        "records none",
    ]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (None, "2022-04-03T00:00", "until 2022-04-03T00:00"),
        ("--04-02T00:00", "--04-03T00:00", "--04-02"),
        ("--02-28T00:00", "--03-01T00:00", "--02-28T00:00/--03-01T00:00"),
        ("2022-04-02T12:00", "2022-04-03T00:00", "2022-04-02T12:00/2022-04-03T00:00"),
        ("2022-04-01T00:00", "2022-04-03T00:00", "2022-04-01T00:00/2022-04-03T00:00"),
    ],
)
def test_table_shows_periods(start: str | None, end: str, shown: str) -> None:
    lines = table(document(record(metric="death", measure="new", period={"start": start, "end": end})))
    assert lines[-1].endswith(f" · {shown}")


def test_table_lets_no_control_character_through() -> None:
    evil = "\x1b]0;x\x07\x9b31m\r\u202e[bold]"
    entities = [{"label": "SLOGAN", "text": evil, "canonical": evil}]
    data = write(
        "table", document(record(place={"text": evil, "adcode": None}, metric="x"), id=evil, entities=entities)
    )
    text = data.decode()
    assert not any(ord(character) < 32 or 126 < ord(character) < 160 for character in text.replace("\n", ""))
    assert "\u202e" not in text
    assert "\\x1b]0;x\\x07\\x9b31m\\r\\u202e[bold]" in text


def test_formats() -> None:
    assert {format_of(Path(f"x{suffix}")) for suffix in SUFFIXES} == set(FORMATS)
    assert format_of(Path("x.JSONL")) == "jsonl"
    with pytest.raises(InputError, match=r"^x\.doc: the suffix names no format"):
        format_of(Path("x.doc"))
    with pytest.raises(InputError, match="unknown format; take one of table, jsonl, csv, parquet"):
        make_writer("xml", io.BytesIO())
