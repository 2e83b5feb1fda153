"""The formats that hold several tables, and frames."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import zh_tongbao
from zh_tongbao.documents import extract, make_doc
from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import TABLES
from zh_tongbao.io.writers import make_writer

if TYPE_CHECKING:
    from spacy.language import Language

ROWS = [
    {
        "id": "a",
        "text": "4月2日，吉林省新增确诊病例4例（长春市2例，吉林市1例）。省委书记景俊海强调，要落实“四应四尽”。",
        "published": "2022-04-03",
    },
    {"id": "a", "text": "=1+1", "title": "=2"},
]


@pytest.fixture(scope="module")
def documents(nlp: Language) -> list[dict[str, Any]]:
    return list(extract(nlp, ROWS))


def write(format_name: str, documents: list[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(format_name, stream)
    for document in documents:
        writer.write(document)
    writer.finish()
    return stream.getvalue()


def expected(documents: list[dict[str, Any]], name: str) -> list[tuple[Any, ...]]:
    return [row for number, document in enumerate(documents) for row in TABLES[name].rows(document, number)]


def test_every_row_has_every_column(documents: list[dict[str, Any]]) -> None:
    for name, table in TABLES.items():
        assert {len(row) for row in expected(documents, name)} <= {len(table.columns)}
        assert {column.name for column in table.columns} >= set(table.key)
    assert len(expected(documents, "documents")) == 2
    assert expected(documents, "checks") == [(0, "a", 0, 0, "place", 4, 3, False, [1, 2])]


def test_duckdb_has_tables_with_keys(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    (tmp_path / "x.duckdb").write_bytes(write("duckdb", documents))
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as connection:
        for name, table in TABLES.items():
            assert connection.execute(f"FROM {name} ORDER BY ALL").fetchall() == sorted(
                expected(documents, name), key=lambda row: row[:3] if name != "documents" else row[:1]
            )
            names = [column[0] for column in connection.execute(f"FROM {name}").description]
            assert names == [column.name for column in table.columns]
        keys = connection.execute("SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'records'")
        assert {"PRIMARY KEY", "FOREIGN KEY"} <= {row[0] for row in keys.fetchall()}


def test_duckdb_reads_back_as_input(documents: list[dict[str, Any]], tmp_path: Path, nlp: Language) -> None:
    from zh_tongbao.io.readers import SUFFIXES, read_inputs
    from zh_tongbao.io.sources import find_sources

    (tmp_path / "x.duckdb").write_bytes(write("duckdb", documents))
    rows = list(read_inputs(find_sources([str(tmp_path)], SUFFIXES, print), print))
    assert list(extract(nlp, rows)) == documents


def test_xlsx_holds_text_never_formulas(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "x.xlsx").write_bytes(write("xlsx", [*documents, {"id": "b", "text": "x" * 40_000}]))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == list(TABLES)
    rows = list(book["documents"].iter_rows())
    assert [cell.value for cell in rows[0]] == [column.name for column in TABLES["documents"].columns]
    assert {cell.data_type for cell in rows[2]} <= {"s", "n"}
    assert rows[2][5].value == "=1+1"
    assert len(rows[3][5].value) == 32_767
    assert [cell.value for cell in list(book["checks"].iter_rows())[1]] == [0, "a", 0, 0, "place", 4, 3, False, "1; 2"]


def test_a_full_sheet_is_one_line(documents: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter")
    monkeypatch.setattr("zh_tongbao.io.writers.xlsx.LAST_ROW", 2)
    with pytest.raises(InputError, match="do not fit a sheet"):
        write("xlsx", documents)


def test_docbin_holds_docs(documents: list[dict[str, Any]], nlp: Language) -> None:
    from spacy.tokens import DocBin

    from zh_tongbao.documents import to_document

    docs = list(DocBin().from_bytes(write("docbin", documents)).get_docs(nlp.vocab))
    assert [doc.text for doc in docs] == [row["text"] for row in ROWS]
    assert [(place.text, place._.adcode) for place in docs[0].spans["places"]] == [
        ("吉林省", "220000"),
        ("长春市", "220100"),
        ("吉林市", "220200"),
    ]
    found = to_document(docs[0])
    assert (list(found["records"]), found["id"]) == (documents[0]["records"], "a")


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_frames(nlp: Language, documents: list[dict[str, Any]], library: str) -> None:
    pytest.importorskip(library)
    docs = [nlp(make_doc(nlp, row)) for row in ROWS]
    for name, table in TABLES.items():
        frame = zh_tongbao.to_frame(docs, name, library)
        assert list(frame.columns) == [column.name for column in table.columns]
        assert len(frame) == len(expected(documents, name))
    assert list(zh_tongbao.to_frame(docs[0], library=library)["count"]) == [4, 2, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("recods",), "take one of documents, records"), (("records", "numpy"), "take one of polars, pandas")],
)
def test_frames_that_are_none(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        zh_tongbao.to_frame([], *arguments)
