"""The formats that hold several tables, and frames."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import zh_tongbao
from zh_tongbao.documents import extract, make_doc
from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import TABLES
from zh_tongbao.io.wording import LABELS, Wording
from zh_tongbao.io.writers import make_writer
from zh_tongbao.report.messages import LANGUAGES, messages

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
            # A table without a key holds its rows in the order in which they were written.
            columns = ", ".join(f'"{column}"' for column in table.key)
            order = f" ORDER BY {columns}" if table.key else ""
            assert connection.execute(f"FROM {name}{order}").fetchall() == expected(documents, name)
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


WORDING = {language: Wording(language, {name: messages(name) for name in LANGUAGES}) for language in LANGUAGES}


def workbook(documents: list[dict[str, Any]], language: str) -> bytes:
    pytest.importorskip("xlsxwriter")
    stream = io.BytesIO()
    writer = make_writer("xlsx", stream, WORDING[language])
    for document in documents:
        writer.write(document)
    writer.finish()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("language", "sheets", "add", "metric", "total"),
    [
        ("en", ["about", "records", "documents"], "add_label", "metric_label", "total"),
        ("zh", ["说明", "记录", "通报"], "可加层级", "指标", "合计"),
    ],
)
def test_xlsx_for_people(
    documents: list[dict[str, Any]], language: str, sheets: list[str], add: str, metric: str, total: str
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbook(documents, language)))
    assert book.sheetnames[:3] == sheets
    assert [cell.value for cell in next(book[sheets[0]].columns)] == list(range(1, 11))
    assert all("{" not in cell.value for cell in list(book[sheets[0]].columns)[1])
    sheet = book[sheets[1]]
    heads = [cell.value for cell in sheet[1]]
    assert len(set(heads)) == len(heads)
    assert {column.name for column in (*TABLES["records"].columns, *LABELS)} == {
        cell.comment.text.splitlines()[0] for cell in sheet[1]
    }
    rows = [dict(zip(heads, row)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    day = heads[1]
    assert [(row[day].isoformat(), row[add] == total) for row in rows] == [
        ("2022-04-02T00:00:00", True),
        *[("2022-04-02T00:00:00", False)] * 2,
    ]
    assert rows[0]["metric"] == "confirmed"
    assert rows[0][metric] == WORDING[language].word("metric", "confirmed")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:{sheet.cell(4, len(heads)).coordinate}")
    folded = {
        at for group in sheet.column_dimensions.values() if group.hidden for at in range(group.min, group.max + 1)
    }
    assert heads.index("metric") + 1 in folded and 1 not in folded and max(folded) == len(heads)


def test_every_column_says_what_it_means_in_both_languages() -> None:
    for name, table in TABLES.items():
        for column in (*table.columns, *(LABELS if name == "records" else ())):
            lines = WORDING["zh"].note(name, column.name).splitlines()
            assert [len(line.split(": ")) >= 2 for line in lines[1:]] == [True, True], (name, lines)


def test_an_office_opens_a_workbook_as_it_is(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    (tmp_path / "a.xlsx").write_bytes(workbook(documents, "zh"))
    profile, second = (tmp_path / "profile").as_uri(), "44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", f"csv:Text - txt - csv (StarCalc):{second}", "a.xlsx"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    [found] = tmp_path.glob("*.csv")
    [head, first, *_] = found.read_text(encoding="utf-8").splitlines()
    assert head.startswith("编号,日期,")
    assert first.startswith("a,2022-04-02,吉林省,")


def test_csv_with_words(documents: list[dict[str, Any]]) -> None:
    stream = io.BytesIO()
    writer = make_writer("csv", stream, WORDING["zh"])
    writer.write(documents[0])
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"))))
    assert [(row["metric_label"], row["measure_label"], row["add_label"], row["date"]) for row in rows] == [
        ("确诊", "新增", "合计", "2022-04-02"),
        *[("确诊", "新增", "地级", "2022-04-02")] * 2,
    ]


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
    records = json.loads(json.dumps(found["records"]))  # spaCy's binary formats give tuples for lists
    assert (records, found["id"]) == (json.loads(json.dumps(documents[0]["records"])), "a")


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_frames(nlp: Language, documents: list[dict[str, Any]], library: str) -> None:
    pytest.importorskip(library)
    docs = [nlp(make_doc(nlp, row)) for row in ROWS]
    for name, table in TABLES.items():
        frame = zh_tongbao.to_frame(docs, name, library)
        assert list(frame.columns) == [column.name for column in table.columns]
        assert len(frame) == len(expected(documents, name))
    assert list(zh_tongbao.to_frame(docs[0], library=library)["count"]) == [4, 2, 1]


def test_frames_have_real_dates_and_categories(nlp: Language) -> None:
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    doc = nlp(make_doc(nlp, {"text": "2022年4月2日，长春市新增3例。", "published": "2022-04-03"}))
    frame = zh_tongbao.to_frame(doc, library="polars")
    types = {
        "published": polars.Date,
        "date": polars.Date,
        "period.start": polars.Datetime,
        "period.end": polars.Datetime,
    }
    types |= {name: polars.Categorical for name in ("metric", "measure", "origin", "severity", "place_level")}
    assert {name: frame.schema[name] for name in types} == types
    assert frame.select("published", "date", "period.start", "metric").rows() == [
        (date(2022, 4, 3), date(2022, 4, 2), datetime(2022, 4, 2), "confirmed")
    ]
    entities = zh_tongbao.to_frame(doc, "entities", "polars")
    assert entities.schema["label"] == polars.Categorical
    assert entities.filter(polars.col("label") == "PERIOD")["end_time"].to_list() == [datetime(2022, 4, 3)]
    frame = zh_tongbao.to_frame(doc, library="pandas")
    assert [frame[name].dtype.kind for name in ("published", "date", "period.end")] == ["M", "M", "M"]
    assert isinstance(frame["metric"].dtype, pandas.CategoricalDtype)
    assert list(frame["date"].dt.day) == [2]


def test_moments_without_a_year_are_said(nlp: Language) -> None:
    pytest.importorskip("polars")
    doc = nlp("4月2日，长春市新增3例（甲区2例）。")
    with pytest.warns(UserWarning, match=r"without a year are null \(\d in period.start, \d in period.end\); give"):
        frame = zh_tongbao.to_frame(doc, library="polars")
    assert set(frame["period.end"]) == {None}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("recods",), "take one of documents, records"), (("records", "numpy"), "take one of polars, pandas")],
)
def test_frames_that_are_none(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        zh_tongbao.to_frame([], *arguments)


def with_evidence() -> dict[str, Any]:
    """A document whose record, official and statement say what decided their fields."""
    text = "乙市新增3例，市长、书记张三说要早发现。"

    def words(written: str, via: str = "own") -> dict[str, Any]:
        return {"start": text.index(written), "end": text.index(written) + len(written), "via": via}

    evidence = {"count": words("3例"), "place": {"start": None, "end": None, "via": "input"}}
    record = {
        "start": 4,
        "end": 6,
        "text": "3例",
        "count": 3,
        "metric": "confirmed",
        "measure": "new",
        "evidence": evidence,
    }
    titles = [words("市长"), words("书记", "list")]
    entity = {"start": 12, "end": 14, "text": "张三", "label": "OFFICIAL", "evidence": {"titles": titles}}
    statement = {"start": 15, "end": 19, "text": "要早发现", "evidence": {"speaker": words("张三", "sentence")}}
    found = {"entities": [entity], "records": [{**record, "evidence": {}}, record], "statements": [statement]}
    return {"id": "e", "text": text, "checks": [], **found}


EVIDENCE = [
    (1, 1, None, None, None, "count", 4, 6, "3例", "own"),
    (1, 1, None, None, None, "place", None, None, None, "input"),
    (1, None, 0, None, None, "titles", 7, 9, "市长", "own"),
    (1, None, 0, None, None, "titles", 10, 12, "书记", "list"),
    (1, None, None, 0, None, "speaker", 12, 14, "张三", "sentence"),
]
# Rows of ``with_evidence`` as the second document of a run.


def test_evidence_is_a_table_of_its_own(tmp_path: Path) -> None:
    duckdb, openpyxl = pytest.importorskip("duckdb"), pytest.importorskip("openpyxl")
    parquet = pytest.importorskip("pyarrow.parquet")
    from zh_tongbao.engine.part_files import write_part

    both = [{"id": "old", "text": "", "entities": [], "records": [], "checks": []}, with_evidence()]
    assert list(TABLES["evidence"].rows(both[1], 1)) == EVIDENCE
    names = ["document", "record", "entity", "statement", "row", "field", "start", "end", "text", "via"]
    (tmp_path / "x.duckdb").write_bytes(write("duckdb", both))
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as connection:
        assert connection.execute("FROM evidence").fetchall() == EVIDENCE
        assert [column[0] for column in connection.description] == names
        keys = connection.execute("SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'evidence'")
        assert keys.fetchall() == [("FOREIGN KEY",)]
    sheet = openpyxl.load_workbook(io.BytesIO(write("xlsx", both)))["evidence"]
    assert list(sheet.iter_rows(values_only=True)) == [tuple(names), *EVIDENCE]
    write_part(tmp_path, 0, list(enumerate(both)))
    part = parquet.read_table(tmp_path / "evidence" / "part-00000.parquet")
    assert [tuple(row.values()) for row in part.to_pylist()] == EVIDENCE
    assert part.column_names == names
    assert "evidence" not in parquet.read_table(tmp_path / "records" / "part-00000.parquet").column_names


def test_json_lines_and_docbin_keep_evidence(nlp: Language) -> None:
    import json

    from spacy.tokens import DocBin

    document = with_evidence()
    assert json.loads(write("jsonl", [document])) == document
    [doc] = DocBin().from_bytes(write("docbin", [document])).get_docs(nlp.vocab)
    assert doc._.records[1]["evidence"]["count"] == document["records"][1]["evidence"]["count"]


def test_a_folder_from_before_there_was_evidence_is_read_back(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    import shutil

    pytest.importorskip("pyarrow")
    from zh_tongbao.engine.part_files import write_part
    from zh_tongbao.io.extracted import MANIFEST, read_extracted

    write_part(tmp_path, 0, list(enumerate(documents)))
    shutil.rmtree(tmp_path / "evidence")
    (tmp_path / MANIFEST).touch()
    problems: list[InputError] = []
    back = list(read_extracted([str(tmp_path)], problems.append))
    bare = [[{**record} for record in row["records"]] for row in documents]
    for record in (record for records in bare for record in records):
        record.pop("evidence", None)
    assert [row["records"] for row in back] == bare
    assert problems == []


def test_numbers_that_are_no_integers_are_numbers_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb, openpyxl = pytest.importorskip("duckdb"), pytest.importorskip("openpyxl")
    from zh_tongbao.io import tables
    from zh_tongbao.io.record_rows import Column
    from zh_tongbao.io.writers.csv import safe_cell

    columns = (tables.DOCUMENT, Column("rate", "number"))
    rates = tables.Table("rates", columns, ("document",), lambda document: iter([(document["rate"],)]))
    monkeypatch.setitem(TABLES, "rates", rates)
    both = [{"id": "a", "text": "", "rate": 128.4}, {"id": "b", "text": "", "rate": None}]
    (tmp_path / "x.duckdb").write_bytes(write("duckdb", both))
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as connection:
        assert connection.execute("FROM rates").fetchall() == [(0, 128.4), (1, None)]
    sheet = openpyxl.load_workbook(io.BytesIO(write("xlsx", both)))["rates"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [128.4, None]
    assert safe_cell(-0.5) == -0.5
