from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from report.documents import bulletin
from zh_tongbao import __version__
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.server.app import create_app
from zh_tongbao.server.limits import Limits

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市2例）。"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(nlp: Language) -> TestClient:
    return TestClient(create_app(nlp), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def document(client: TestClient) -> Row:
    found: Row = client.post("/extract", json={"text": TEXT, "published": "2022-04-03", "region": "220000"}).json()
    return found


def limited(nlp: Language, **limits: Any) -> TestClient:
    return TestClient(create_app(nlp, Limits(**limits)), raise_server_exceptions=False)


def error(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert list(body) == ["error"]
    assert "\n" not in body["error"]
    return answer.status_code, body["error"]


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": __version__}


def test_extract_gives_what_the_pipeline_gives(client: TestClient, nlp: Language) -> None:
    from zh_tongbao.documents import extract

    row = {"id": "a", "text": TEXT, "published": "2022-04-03", "region": "220000", "title": "t"}
    assert client.post("/extract", json=row).json() == json.loads(json.dumps(*extract(nlp, [row])))


def test_a_batch_names_what_it_could_not_use(client: TestClient) -> None:
    answer = client.post("/batch", json={"documents": [{"id": "a", "text": TEXT}, {"text": "x", "published": "soon"}]})
    assert [found["id"] for found in answer.json()["documents"]] == ["a"]
    [problem] = answer.json()["problems"]
    assert problem["index"] == 1
    assert problem["error"].startswith("documents[1], field 'published': 'soon' is not a date")


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/extract", {}, 422, "field 'text': Field required"),
        ("/extract", {"text": 5}, 422, "field 'text': Input should be a valid string"),
        ("/extract", {"text": "x", "colour": "red"}, 422, "field 'colour': Extra inputs are not permitted"),
        ("/extract", {"text": "x", "published": "2022-02-30"}, 422, "request, field 'published': '2022-02-30' is not"),
        ("/extract", {"text": "x", "region": "999999"}, 422, "request, field 'region': no division has the adcode"),
        ("/extract", [], 422, "Input should be"),
        ("/nowhere", {}, 404, "POST /nowhere: Not Found"),
        ("/healthz", {}, 405, "POST /healthz: Method Not Allowed"),
        ("/annotations", {}, 404, "POST /annotations: Not Found"),
    ],
)
def test_a_wrong_request_is_one_line(client: TestClient, path: str, body: Any, status: int, message: str) -> None:
    found, said = error(client.post(path, json=body))
    assert found == status
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", JSON, 400),
        (b'{"text": "\xff"}', JSON, 400),
        (b'{"text": "\\ud800"}', JSON, 422),
        (b"text=x", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b'{"text": "x"}', {"content-type": "text/plain"}, 415),
        (b'{"text": ' + b"[" * 100_000, JSON, 400),
    ],
)
def test_what_is_not_json(client: TestClient, content: bytes, headers: dict[str, str], status: int) -> None:
    assert error(client.post("/extract", content=content, headers=headers))[0] == status


def test_nothing_of_the_text_comes_back_with_an_error(client: TestClient) -> None:
    assert "secret" not in client.post("/extract", json={"text": ["secret"]}).text


def test_limits(nlp: Language) -> None:
    client = limited(nlp, characters=10, documents=2, body=300)
    assert error(client.post("/extract", json={"text": "x" * 11})) == (
        413,
        "request, field 'text': 11 characters, more than 10; send it in parts",
    )
    assert error(client.post("/extract", json={"text": "x" * 300}))[0] == 413
    chunks = (b'{"text": "', *[b"x" * 100] * 4, b'"}')
    assert error(client.post("/extract", content=iter(chunks), headers=JSON))[0] == 413
    assert error(client.post("/batch", json={"documents": [{"text": ""}] * 3}))[0] == 413
    answer = client.post("/batch", json={"documents": [{"text": ""}, {"text": "x" * 11}]})
    assert [len(answer.json()[key]) for key in ("documents", "problems")] == [1, 1]


def test_another_host_is_refused(nlp: Language) -> None:
    client = TestClient(create_app(nlp, hosts={"localhost", "[::1]"}))
    for host, status in (("localhost:8000", 200), ("[::1]:8000", 200), ("LOCALHOST", 200), ("evil.example", 421)):
        assert client.get("/healthz", headers={"host": host}).status_code == status


def test_headers(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_has_a_strict_policy_and_asks_nobody_else(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text)
    assert client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9"}).text.startswith(
        '<!doctype html>\n<html lang="zh-Hans">'
    )


def test_revising_computes_the_checks_anew(client: TestClient, document: Row) -> None:
    assert [check["ok"] for check in document["checks"]] == [False]
    records = [*document["records"][:2], {**document["records"][2], "count": 1}]
    revised = client.post("/revise", json={"document": {**document, "records": records}}).json()
    assert [check["ok"] for check in revised["checks"]] == [True]
    assert revised["entities"] == document["entities"]
    check_document(revised, "test")


def test_revising_nothing_changes_nothing(client: TestClient, document: Row) -> None:
    assert client.post("/revise", json={"document": document}).json() == document


def test_evidence_goes_in_and_comes_out(client: TestClient) -> None:
    """And so does all that is known of statements and slogans."""
    words = {"start": 4, "end": 6, "via": "own"}
    text = f"{TEXT}市长张三说，要动态清零。"
    sent = client.post("/extract", json={"text": text, "published": "2022-04-03", "region": "220000"}).json()
    assert sent["statements"][0]["verb"]
    sent["records"][0]["evidence"] = {"count": words, "place": {"start": None, "end": None, "via": "input"}}
    sent["statements"][0]["evidence"] = {"speaker": words}
    titled = next(entity for entity in sent["entities"] if entity.get("titles"))
    titled["evidence"] = {"titles": [words]}
    assert client.post("/revise", json={"document": sent}).json() == sent
    assert "data-edit=" in client.post("/view", json={"document": sent}).json()["html"]
    sent["records"][0]["evidence"]["count"] = {**words, "end": 9999}
    status, said = error(client.post("/revise", json={"document": sent}))
    assert (status, "field 'evidence.count': 4 to 9999 is no span" in said) == (422, True)
    sent["records"][0]["evidence"]["count"] = {**words, "via": "rumour"}
    status, said = error(client.post("/revise", json={"document": sent}))
    assert (status, said.startswith("field 'document.records.0.evidence.count.via'")) == (422, True)


def test_the_description_says_what_each_field_means(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert {"Record", "Entity", "Check", "Statement", "Evidence", "PlaceValue", "Period"} <= schemas.keys()
    assert schemas["Record"]["properties"]["metric"] == {
        "title": "Metric",
        "type": "string",
        "description": "what is counted",
    }
    assert schemas["Record"]["properties"]["measure"]["enum"] == [
        *("new", "cumulative", "current", "change", "rate", "share", "rank"),
    ]  # fmt: skip
    assert schemas["Record"]["required"] == ["start", "end", "text", "metric", "measure"]


def test_a_removed_record_leaves_its_parts(client: TestClient, document: Row) -> None:
    revised = client.post("/revise", json={"document": document, "remove": 0}).json()
    assert [(record["count"], record["parent"], record["relation"]) for record in revised["records"]] == [
        (2, None, None),
        (2, None, None),
    ]
    assert [entity["record"] for entity in revised["entities"] if entity["label"] == "CASE"] == [0, 1]
    check_document(revised, "test")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metric": "murdered"}, "field 'metric': 'murdered' is not one of"),
        ({"count": -1}, "field 'count': -1 is not a number of people"),
        ({"parent": 2, "relation": "place"}, "makes the record itself"),
        ({"parent": 99, "relation": "place"}, "field 'parent': 99 is not the index"),
        ({"relation": None}, "field 'relation': must say how"),
        ({"end": 999, "text": "x"}, "is no span of a text"),
    ],
)
def test_a_correction_that_breaks_the_contract_is_refused(
    client: TestClient, document: Row, change: Row, message: str
) -> None:
    records = [*document["records"][:2], {**document["records"][2], **change}]
    status, said = error(client.post("/revise", json={"document": {**document, "records": records}}))
    assert status == 422
    assert message in said


def test_view_and_charts(client: TestClient) -> None:
    pytest.importorskip("altair")
    body = {"document": bulletin(), "language": "zh"}
    assert client.post("/view", json=body).json()["html"].count("data-edit=") == 3
    assert "<svg" in client.post("/charts", json=body).json()["html"]


def test_nothing_is_stored_unless_a_folder_is_named(nlp: Language, tmp_path: Path) -> None:
    client = TestClient(create_app(nlp, folder=tmp_path))
    client.post("/extract", json={"text": TEXT})
    client.post("/revise", json={"document": bulletin()})
    assert list(tmp_path.iterdir()) == []
    answer = client.post("/annotations", json={"document": {**bulletin(), "id": "../../x y"}})
    assert answer.status_code == 201
    [path] = tmp_path.iterdir()
    assert path.name == answer.json()["name"]
    assert re.fullmatch(r"x_y-[0-9a-f]{12}\.jsonl", path.name)
    check_document(json.loads(path.read_text(encoding="utf-8")), "test")


def test_the_description_names_every_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert sorted(paths) == ["/batch", "/charts", "/extract", "/files", "/healthz", "/revise", "/tables", "/view"]


def test_an_account_is_checked_and_shown(client: TestClient) -> None:
    text = "截至4月2日24时，吉林省累计报告确诊病例90例，现有确诊病例30例，累计治愈出院58例，累计死亡1例。"
    row = {"text": text, "published": "2022-04-03", "region": "220000"}
    found = client.post("/extract", json=row).json()
    assert [(check["relation"], check["sum"], check["ok"]) for check in found["checks"]] == [("account", 89, False)]
    assert client.post("/revise", json={"document": found}).json() == found
    check_document(found, "test")
    assert "by outcome" in client.post("/view", json={"document": found}).json()["html"]


def test_a_record_without_period_and_place(client: TestClient, document: Row) -> None:
    records = [{**record, "period": None, "place": None} for record in document["records"]]
    answer = client.post("/revise", json={"document": {**document, "records": records}})
    assert answer.status_code == 200
    assert client.post("/view", json={"document": answer.json()}).status_code == 200


def test_evidence_goes_through_and_what_is_untrue_is_dropped(client: TestClient, document: Row) -> None:
    assert client.post("/revise", json={"document": document}).json()["records"] == document["records"]
    corrected = json.loads(json.dumps(document))
    corrected["records"][0]["measure"] = "cumulative"
    corrected["records"][0]["origin"] = None
    total, part, _ = client.post("/revise", json={"document": corrected}).json()["records"]
    assert "origin" not in total["evidence"]
    assert "measure" not in part["evidence"]
    assert part["evidence"]["metric"]["via"] == "total"
    alone = client.post("/revise", json={"document": document, "remove": 0}).json()["records"][0]
    assert sorted(alone["evidence"]) == ["count", "place", "unit", "value"]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"start": 0, "end": 9999, "via": "own"}, "field 'evidence.metric': 0 to 9999 is no span of a text of"),
        ({"start": 0, "end": None, "via": "own"}, "field 'evidence.metric': start and end may be null only where"),
        ({"start": 0, "end": 1, "via": "magic"}, "evidence.metric.via': Input should be 'own', 'total'"),
    ],
)
def test_evidence_that_cannot_be_is_refused(client: TestClient, document: Row, told: Row, message: str) -> None:
    wrong = json.loads(json.dumps(document))
    wrong["records"][0]["evidence"]["metric"] = told
    status, said = error(client.post("/view", json={"document": wrong}))
    assert status == 422
    assert message in said
