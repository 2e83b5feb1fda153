"""What an assistant can have done with files: the folders that it is kept to, the tools, and their limits."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.records.series import Chosen
from zh_tongbao.server.allowed import Allowed
from zh_tongbao.server.assistant import Assistant, Given
from zh_tongbao.server.limits import Limits, Refusal
from zh_tongbao.server.pipeline import ServedPipeline

if TYPE_CHECKING:
    from spacy.language import Language

ONE = "4月2日，吉林省新增确诊病例6例（长春市2例，吉林市3例）。"
DAY = "2022-04-03"
Make = Callable[..., Assistant]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bulletins"
    made.mkdir()
    (made / "one.txt").write_text(ONE, encoding="utf-8")
    rows = [{"id": f"r{number}", "text": f"长春市新增{number + 1}例。", "published": DAY} for number in range(3)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (made / "rows.jsonl").write_text("\n".join([lines[0], "no json", *lines[1:]]), encoding="utf-8")
    (tmp_path / "secret.txt").write_text("沈阳市新增9例。", encoding="utf-8")
    return made


@pytest.fixture
def make(nlp: Language, folder: Path) -> Make:
    def assistant(overdue: Callable[[], bool] = lambda: False, **limits: Any) -> Assistant:
        return Assistant(ServedPipeline(nlp), Allowed([folder]), replace(Limits(), **limits), overdue)

    return assistant


@pytest.fixture
def assistant(make: Make) -> Assistant:
    return make()


def test_extract_gives_what_the_document_says_and_nothing_more(assistant: Assistant, folder: Path) -> None:
    answer = assistant.extract(["one.txt"], Given(DAY))
    [document] = answer["documents"]
    assert (document["file"], document["number"], document["id"]) == (str(folder / "one.txt"), 0, "one")
    assert [record["count"] for record in document["records"]] == [6, 2, 3]
    assert document["records"][1]["place"] == {"text": "长春市", "adcode": "220100"}
    assert [check["ok"] for check in document["checks"]] == [False]
    assert "text" not in document
    rows = [*document["records"], *document["entities"]]
    assert not [name for row in rows for name, value in row.items() if value is None or name == "evidence"]
    assert answer["problems"] == [] and answer["next"] is None
    assert assistant.extract(["one.txt"], text=True)["documents"][0]["text"] == ONE


def test_a_row_that_is_wrong_is_a_line_and_the_rest_goes_on(assistant: Assistant, folder: Path) -> None:
    answer = assistant.extract([str(folder), "none.txt"])
    assert [one["id"] for one in answer["documents"]] == ["one", "r0", "r1", "r2"]
    one, *others = answer["problems"]
    assert one == f"{folder / 'one.txt'}, document 0: its days have no year; give published"
    assert [line.partition(": ")[0] for line in others] == [
        f"{folder / 'rows.jsonl'}, line 2",
        str(folder / "none.txt"),
    ]


OUTSIDE = ["../secret.txt", "{tmp}/secret.txt", "link.txt", "linked/secret.txt", "/etc/hosts", "..", "{tmp}"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_files_outside_are_refused_in_one_line(name: str, assistant: Assistant, folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "linked").symlink_to(folder.parent)
    name = name.format(tmp=folder.parent)
    with pytest.raises(InputError) as refused:
        assistant.extract([name])
    assert str(refused.value) == f"{name}: outside the folders that may be read; those are {folder}"
    with pytest.raises(InputError, match="outside the folders"):
        assistant.explain(name)


def test_links_in_a_folder_are_not_followed_out_of_it(assistant: Assistant, folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    answer = assistant.audit(["."], Given(DAY))
    assert answer["documents"] == 4
    assert f"{folder / 'link.txt'}: outside the folders that may be read" in answer["problems"][0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("https://example.org/a.txt", "an address; only files of this machine are read"),
        ("a\0.txt", "not a name of a file"),
        ("-", "no such file or folder"),
        ("none.txt", "no such file or folder"),
        ("query.sql", "unknown kind of file"),
        ("pipe.txt", "not a file"),
        ("round.txt", "no such file or folder|not a name of a file|not a file"),
    ],
)
def test_what_is_no_file_to_read(name: str, said: str, assistant: Assistant, folder: Path) -> None:
    (folder / "query.sql").write_text("SELECT 1 AS text")
    (folder / "round.txt").symlink_to(folder / "round.txt")
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(InputError, match=said) as refused:
        assistant.extract([name])
    assert "\n" not in str(refused.value)


def test_only_folders_are_allowed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none: no such folder"):
        Allowed([tmp_path / "none"])
    with pytest.raises(InputError, match="no folder is named"):
        Allowed([])


def test_explain_shows_the_words(assistant: Assistant) -> None:
    lines = assistant.explain("one.txt", record=1).splitlines()
    assert lines[0] == "record 1: 2例 confirmed"
    assert any(line.startswith("  place 长春市 220100 · ") and "[长春市]" in line for line in lines)
    assert assistant.explain("rows.jsonl", 2).startswith("record 0: 3例")
    with pytest.raises(InputError, match=r"one.txt, document 0: there is no record 7: the document has 3"):
        assistant.explain("one.txt", record=7)
    with pytest.raises(InputError, match=r"rows.jsonl: has no document 3"):
        assistant.explain("rows.jsonl", 3)


def test_audit_and_series(assistant: Assistant) -> None:
    [finding] = assistant.audit(["one.txt"], Given(DAY))["findings"]
    assert (finding["rule"], finding["expected"], finding["found"]) == ("breakdown", 6, 5)
    rows = assistant.series(["one.txt"], Given(DAY), Chosen(level="prefecture"))["rows"]
    assert [(row["date"], row["place"], row["count"]) for row in rows] == [
        ("2022-04-02", "长春市", 2),
        ("2022-04-02", "吉林市", 3),
    ]
    for chosen, said in ((Chosen(level="x"), "level 'x': unknown"), (Chosen(measure="x"), "measure 'x': unknown")):
        with pytest.raises(InputError, match=said):
            assistant.series(["one.txt"], chosen=chosen)


def test_what_is_given_is_checked(assistant: Assistant) -> None:
    for given, said in ((Given("2022-02-30"), "published: "), (Given(region="999999"), "region: ")):
        with pytest.raises(InputError, match=said):
            assistant.extract(["one.txt"], given)


def test_documents_of_a_call_are_bounded(make: Make, folder: Path) -> None:
    assistant = make(documents=2)
    answer = assistant.extract(["rows.jsonl"])
    assert ([one["id"] for one in answer["documents"]], answer["next"]) == (["r0", "r1"], 2)
    answer = assistant.extract(["rows.jsonl"], first=2)
    assert ([one["id"] for one in answer["documents"]], answer["next"]) == (["r2"], None)
    problems = assistant.series(["rows.jsonl"])["problems"]
    assert problems[-1].startswith(f"{folder / 'rows.jsonl'}, document 2: it and what follows were left out")


def test_characters_of_a_document_are_bounded(make: Make) -> None:
    answer = make(characters=20).extract(["."])
    assert [one["id"] for one in answer["documents"]] == ["r0", "r1", "r2"]
    assert "document 'one': 30 characters are too many" in answer["problems"][0]


def test_an_answer_is_bounded(make: Make) -> None:
    whole = make().extract(["rows.jsonl"])["documents"]
    size = len(json.dumps(whole[0], ensure_ascii=False))
    answer = make(answer=2 * size).extract(["rows.jsonl"])
    assert (answer["documents"], answer["next"]) == (whole[:2], 2)
    with pytest.raises(
        InputError, match=r"document 0: an answer of .* characters is more than 100; take tongbao extract"
    ):
        make(answer=100).extract(["one.txt"], Given(DAY))
    with pytest.raises(Refusal, match="ask for one record"):
        make(answer=100).explain("one.txt")
    assert make(answer=100).audit(["one.txt"], Given(DAY))["problems"] == [
        "1 more findings were left out, since the answer would be too long; name fewer files"
    ]


def test_the_time_of_a_call_is_bounded(make: Make) -> None:
    with pytest.raises(Refusal, match="the time is over"):
        make(overdue=lambda: True).extract(["one.txt"])
