"""The case grammar by genre and domain: texts written for the project, and every field of the records that must come out.

A line of ``cases/records_*.jsonl``, ``cases/diseases.jsonl`` or ``cases/disaster.jsonl`` is one text:

- ``why``, ``text``, and where it matters ``published``, ``region``, ``title``;
- ``all``: fields that every record has;
- ``records``: each with ``text``, ``count`` and the fields of the contract that are not as in ``all`` or :data:`DEFAULTS`;
  ``place`` is an adcode, ``period`` is ``start/end`` with nothing for null; ``place_text`` is how the place is written, and
  ``disease`` (a code) and ``excludes`` are compared where the case names them; ``evidence`` gives of some fields ``words via`` (``-`` for no words of the text), both where it matters;
  ``evidence`` gives of some fields ``words via`` (``-`` for no words of the text), ``compared`` of a change the indices of
  what changed and of what it is compared with, and against which time (``0 - year_before``), each where it matters;
  ``value`` is the count where it is not given;
- ``failing``: the checks that do not add up, as ``parent relation expected sum``;
- ``xfail``: the cause, where the grammar does not do yet what the contract says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import zh_tongbao
from zh_tongbao.documents import extract

if TYPE_CHECKING:
    from spacy.language import Language

FOLDER = Path(__file__).parent / "cases"
FILES = sorted([*FOLDER.glob("records_*.jsonl"), FOLDER / "diseases.jsonl", FOLDER / "disaster.jsonl"])
OF_DISEASES = {"disease": None, "excludes": []}
"""Fields that a case gives of each record where it gives them of one."""
CONFIGS = {"disaster": "disaster.cfg"}
DEFAULTS: dict[str, Any] = {
    "modifier": None,
    "unit": "例",
    "of": None,
    "origin": None,
    "severity": None,
    "from": None,
    "detected": None,
    "place": None,
    "source": None,
    "parent": None,
    "relation": None,
    "derived": False,
    "per": None,
}
WORDS = ("place_text", "evidence", "compared")
# Of a line, what is looked at where it is given.


def cases() -> list[Any]:
    found = []
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            marks = [pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else []
            found.append(pytest.param(path.stem, case, id=f"{path.stem}: {case['why'][:50]}", marks=marks))
    return found


@pytest.fixture(scope="module")
def pipelines(nlp: Language) -> dict[str, Language]:
    """The pipeline of each file; those that :data:`CONFIGS` does not name have the default one."""
    config = {"nlp.tokenizer.segmenter": "char"}
    named = {stem: zh_tongbao.load(name, config=config) for stem, name in CONFIGS.items()}
    return {path.stem: nlp for path in FILES} | named


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """One record in the form of the case files."""
    period = record["period"]
    shown = {key: value for key, value in record.items() if key not in ("start", "end", "evidence", "compared")}
    return shown | {
        "place": (record["place"] or {}).get("adcode"),
        "disease": (record["disease"] or {}).get("code"),
        "period": f"{period['start'] or ''}/{period['end'] or ''}",
    }


def told_words(record: dict[str, Any], line: dict[str, Any], text: str) -> dict[str, Any]:
    """Of one record, the words that its line gives, in the form of the line."""
    found: dict[str, Any] = {}
    if "place_text" in line:
        found["place_text"] = (record["place"] or {}).get("text")
    if "compared" in line:
        compared = record["compared"] or {}
        found["compared"] = " ".join("-" if one is None else str(one) for one in compared.values())
    if "evidence" in line:
        words = {field: record["evidence"].get(field) for field in line["evidence"]}
        found["evidence"] = {
            field: one and f"{'-' if one['start'] is None else text[one['start'] : one['end']]} {one['via']}"
            for field, one in words.items()
        }
    return found


@pytest.mark.parametrize(("stem", "case"), cases())
def test_records(pipelines: dict[str, Language], stem: str, case: dict[str, Any]) -> None:
    [document] = extract(pipelines[stem], [case])
    given = {name for record in (case.get("all", {}), *case["records"]) for name in record}
    defaults = DEFAULTS | {name: value for name, value in OF_DISEASES.items() if name in given}
    expected = [defaults | case.get("all", {}) | record for record in case["records"]]
    for line in expected:
        line.setdefault("value", line["count"])
    found = document["records"]
    words = [told_words(record, line, case["text"]) for record, line in zip(found, expected, strict=False)]
    expected_words = [{key: line.pop(key) for key in WORDS if key in line} for line in expected]
    shown = [flat(record) for record in found]
    for name in OF_DISEASES:
        if not any(name in line for line in expected):
            for line in shown:
                del line[name]
    assert shown == expected
    assert words == expected_words
    failing = [check for check in document["checks"] if not check["ok"]]
    told = [f"{c['parent']} {c['relation']} {c['expected']} {c['sum']}" for c in failing]
    assert told == case.get("failing", [])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 8
    assert len({row["text"] for row in rows}) == len(rows)
    known = {*DEFAULTS, *OF_DISEASES, *WORDS, "text", "count", "value", "metric", "measure", "period"}
    for row in rows:
        assert set(row) <= {
            "why", "text", "published", "region", "title", "all", "records", "failing", "xfail"
        }  # fmt: skip
        for record in row["records"]:
            assert set(record) <= known
            assert record["text"] in row["text"]
