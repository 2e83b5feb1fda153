"""Run by ``test_fields.py`` with a package whose records have one more field, ``hazard``: prints where it was found.

``python one_more_field.py FOLDER``: the documents are made by hand, and written and read by everything that knows fields.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import zh_tongbao
from zh_tongbao.documents import extract
from zh_tongbao.engine.part_files import write_part
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.generate.draft import Draft
from zh_tongbao.io.extracted import MANIFEST, read_extracted
from zh_tongbao.io.writers import make_writer
from zh_tongbao.io.writers.table import readable
from zh_tongbao.records import audit, series
from zh_tongbao.records.checks import checks_of
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.matching import score_records
from zh_tongbao.report.page import document_view
from zh_tongbao.server import webpage

Row = dict[str, Any]

TEXT = "洪水5人，其中甲县2人；地震7人。"
DAY = {"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}
EVIDENCE = {"hazard": {"start": 0, "end": 2, "via": "own"}}


def record(written: str, **values: Any) -> Row:
    start = TEXT.index(written)
    place = {"text": "甲省", "adcode": "220000"}
    known = {"start": start, "end": start + len(written), "text": written, "count": int(written[:-1]), "unit": "人"}
    return RECORD.blank() | known | {"metric": "death", "measure": "new", "place": place, "period": DAY} | values


def bulletin(name: str = "a") -> Row:
    part = {"hazard": "flood", "parent": 0, "relation": "place", "place": {"text": "甲县", "adcode": None}}
    records = [
        record("5人", hazard="flood", evidence=dict(EVIDENCE)),
        record("2人", **part),
        record("7人", hazard="quake"),
    ]
    document = {"id": name, "title": None, "region": None, "published": "2022-04-03", "text": TEXT}
    return document | {"entities": [], "statements": [], "records": records, "checks": checks_of(records)}


def written(format_name: str, document: Row) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(format_name, stream)
    writer.write(document)
    writer.finish()
    return stream.getvalue()


def fail(error: InputError) -> None:
    raise error


def tables(folder: Path, document: Row) -> Row:
    import duckdb
    import openpyxl
    import pyarrow.parquet

    (folder / "a.jsonl").write_bytes(written("jsonl", document))
    (folder / "a.duckdb").write_bytes(written("duckdb", document))
    run = folder / "run"
    run.mkdir()
    write_part(run, 0, [(0, document)])
    (run / MANIFEST).touch()
    with duckdb.connect(str(folder / "a.duckdb"), read_only=True) as connection:
        in_database = connection.execute("SELECT hazard FROM records ORDER BY record").fetchall()
        evidence = connection.execute('SELECT record, field, start, "end", text, via FROM evidence').fetchall()
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", document)))["records"]
    heading, *rows = sheet.iter_rows(values_only=True)
    in_csv = csv.DictReader(io.StringIO(written("csv", document).decode("utf-8-sig")))
    return {
        "jsonl": [
            one["hazard"]
            for [back] in [list(read_extracted([str(folder / "a.jsonl")], fail))]
            for one in back["records"]
        ],
        "csv": [row["hazard"] for row in in_csv],
        "parquet": pyarrow.parquet.read_table(io.BytesIO(written("parquet", document)))["hazard"].to_pylist(),
        "duckdb": [hazard for [hazard] in in_database],
        "xlsx": [row[heading.index("hazard")] for row in rows],
        "folder": [one["hazard"] for [back] in [list(read_extracted([str(run)], fail))] for one in back["records"]],
        "evidence": evidence,
    }


def pages(document: Row) -> Row:
    page, _ = webpage.page("zh", storing=False)
    label = page.split('<input name="hazard"')[0].rpartition("<label>")[2]
    return {
        "view": readable(document),
        "page": document_view(document),
        "form": ["hazard" if '<input name="hazard"' in page else "", label.split(">", 1)[1].partition("<")[0]],
    }


def server(document: Row) -> Row:
    from fastapi.testclient import TestClient

    from zh_tongbao.server.app import create_app

    client = TestClient(create_app(None))  # nothing is extracted here, so no pipeline is needed
    description = client.get("/openapi.json").json()["components"]["schemas"]["Record"]
    revised = client.post("/revise", json={"document": document}).json()
    wrong = json.loads(json.dumps(document))
    wrong["records"][0]["evidence"]["hazard"]["end"] = 99
    return {
        "described": description["properties"]["hazard"]["description"],
        "revised": [one["hazard"] for one in revised["records"]],
        "revised_evidence": revised["records"][0]["evidence"],
        "refused": client.post("/revise", json={"document": wrong}).json()["error"],
    }


def scores(document: Row) -> Row:
    def figures(found: list[Row]) -> list[Any]:
        scored = score_records([(document["records"], found, {"records"})])
        return [scored["records_f"], scored["records_exact_f"]]

    other = [*document["records"][:2], document["records"][2] | {"hazard": "storm"}]
    return {"same": figures(document["records"]), "other": figures(other)}


def books(document: Row) -> Row:
    draft = Draft({"id": "a"})
    total = draft.write_record("5人", 5, "人", {"metric": "death", "measure": "new", "hazard": "flood"})
    draft.write_record("2人", 2, "人", {"relation": "place"}, total)
    other = bulletin("b")
    other["records"][0]["count"] = 6
    states = [
        ("confirmed", "cumulative"),
        ("confirmed", "current"),
        ("discharged", "cumulative"),
        ("death", "cumulative"),
    ]
    account = [
        record("5人", metric=metric, measure=measure, hazard="flood" if index else "quake")
        for index, (metric, measure) in enumerate(states)
    ]
    return {
        "composed": [one["hazard"] for one in draft.records],
        "series": [[row["hazard"], row["count"]] for row in series.series([document])],
        "series_columns": [column.name for column in series.COLUMNS],
        "audit_columns": [column.name for column in audit.COLUMNS],
        "contradictions": [[found["hazard"], found["rule"]] for found in audit.audit([document, other])],
        "accounts": len(checks_of(account)),
    }


def reading() -> Row:
    """What the pipeline itself reads."""
    nlp = zh_tongbao.load("disaster.cfg", config={"nlp.tokenizer.segmenter": "char"})
    text = "受台风影响，截至8月3日18时，永嘉县死亡3人，其中岩坦镇2人。泥石流造成1人失踪。龙泉市5人受伤。"
    [document] = extract(nlp, [{"id": "r", "text": text, "published": "2023-08-04"}])
    words = [record["evidence"]["hazard"] for record in document["records"]]
    records = [record | {"metric": "death", "of": None} for record in document["records"]]
    return {
        "read": [[record["count"], record["hazard"]] for record in document["records"]],
        "words": [[text[one["start"] : one["end"]], one["via"]] for one in words],
        "read_is_right": bool(check_document({**document, "records": records}, "read")),
    }


def main(folder: Path) -> None:
    document = bulletin()
    check_document(document, "made by hand")
    found = {"package": str(Path(zh_tongbao.__file__).parent)}
    print(
        json.dumps(
            found
            | tables(folder, document)
            | pages(document)
            | server(document)
            | scores(document)
            | books(document)
            | reading()
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
