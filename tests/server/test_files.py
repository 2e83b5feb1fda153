"""Files sent to the server, and all documents taken along as one."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from report.documents import bulletin, hostile
from zh_tongbao.server.app import create_app
from zh_tongbao.server.limits import Limits

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市1例）。"


@pytest.fixture(scope="module")
def client(nlp: Language) -> TestClient:
    return TestClient(create_app(nlp, Limits(documents=3, characters=500)), raise_server_exceptions=False)


def send(client: TestClient, name: str, data: bytes, **given: str) -> Any:
    return client.post("/files", json={"name": name, "data": base64.b64encode(data).decode(), **given})


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name in names:
            written.writestr(name, TEXT)
    return stream.getvalue()


def test_a_file_is_read_by_its_name(client: TestClient) -> None:
    answer = send(client, "C:\\x\\20220403通报.txt", TEXT.encode("gb18030"), region="吉林省").json()
    [document] = answer["documents"]
    assert (document["id"], document["published"], document["region"]) == ("20220403通报", "2022-04-03", "220000")
    assert [record["count"] for record in document["records"]] == [3, 2, 1]
    assert answer["problems"] == []


def test_what_cannot_be_used_is_named_and_the_rest_is_read(client: TestClient) -> None:
    answer = send(client, "all.zip", archive("a.txt", "b.pptx", "c.txt"), published="2022年4月3日").json()
    assert [document["published"] for document in answer["documents"]] == ["2022-04-03"] * 2
    assert answer["problems"] == ["all.zip/b.pptx: unknown kind of file (.pptx)"]
    long = send(client, "long.txt", TEXT.encode() * 20).json()
    assert long["documents"] == []
    assert "more than 500" in long["problems"][0]


@pytest.mark.parametrize("name", ["a.sql", "a.duckdb", "a", "../../etc/passwd"])
def test_what_is_opened_by_its_path_is_not_taken(client: TestClient, name: str) -> None:
    answer = send(client, name, b"FROM read_text('/etc/passwd')").json()
    assert answer["documents"] == []
    assert "unknown kind of file" in answer["problems"][0]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"name": "a.txt", "data": "§"}, 400, "not base64"),
        ({"name": "a.txt", "data": "", "region": "无此地"}, 422, "region: '无此地' is not an adcode"),
        (
            {"name": "a.zip", "data": base64.b64encode(archive(*["0.txt", "1.txt", "2.txt", "3.txt"])).decode()},
            413,
            "more than 3",
        ),
    ],
)
def test_what_is_refused_is_one_line(client: TestClient, body: dict[str, str], status: int, said: str) -> None:
    answer = client.post("/files", json=body)
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_all_documents_as_one_file(client: TestClient) -> None:
    documents = [bulletin(), {**bulletin(), "id": "b2"}]
    answer = client.post("/tables", json={"documents": documents, "format": "csv", "language": "zh"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["id"], row["count"], row["add_label"]) for row in rows[:2]] == [
        ("b1", "3", "合计"),
        ("b1", "2", "地级"),
    ]
    assert len(rows) == 6
    openpyxl = pytest.importorskip("openpyxl")
    book = client.post("/tables", json={"documents": documents})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["records"]
    assert sheet.max_row == 7
    report = client.post("/tables", json={"documents": documents, "format": "html"}).text
    assert report.count("<article") == 2


def test_hostile_text_is_text_in_every_file(client: TestClient) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    text = "=1+1</script><img src=x onerror=1>甲乙"
    document = {**hostile(text), "checks": []}
    document["records"][0] |= {"modifier": None, "origin": None, "period": None, "source": None}
    document["entities"] = document["entities"][1:]
    for name in ("xlsx", "csv", "html"):
        answer = client.post("/tables", json={"documents": [document], "format": name})
        assert answer.status_code == 200, answer.text
        if name == "xlsx":
            cells = [
                cell for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)) for row in sheet for cell in row
            ]
            assert text in [cell.value for cell in cells]
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
        elif name == "csv":
            assert f"'{text}" in answer.text
        else:
            assert "<img" not in answer.text
