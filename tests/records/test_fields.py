"""Every field is declared once: what is declared, and that nothing lists fields beside the declarations."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from typing_extensions import TypedDict

import zh_tongbao
from zh_tongbao.components.extensions import SPAN_FIELDS
from zh_tongbao.components.span_groups import GROUPS, SCORED_ATTRIBUTES
from zh_tongbao.records import fields
from zh_tongbao.records.fields import CHECK, DOCUMENT, ENTITY, RECORD, SCHEMAS, STATEMENT
from zh_tongbao.records.schema import SPAN, Field, Schema
from zh_tongbao.report.messages import LANGUAGES, messages

# Files whose lists of names are no lists of a record's fields, or that make the object itself.
RECORD_LISTS = {
    "components/case_attributes": "makes the records",
    "components/line_list": "makes rows of line lists, whose fields share names with those of records",
    "records/fields.py": "declares them",
    "records/case_fields.py": "declares links, which have a relation and evidence of their own",
    "records/explaining.py": "what the count's own expression gives, whose evidence need not be said",
    "records/audit.py": "makes findings, which have a severity, a place and evidence of their own",
    "project/compare.py": "what a place, an entity or a record is named by in a line",
    "project/verdicts.py": "what one form of case lines says of a record",
    "vocab/diseases.py": "columns of the table of diseases",
    "generate/counts.py": "relations by which a breakdown is written, each with its method",
}
OTHER_LISTS = {
    "discourse": "makes rows of tables over a corpus",
    "components": "make entities and statements",
    "records/fields.py": "declares them",
    "vocab": "columns of the tables of divisions and diseases",
    "benchmark/growth.py": "makes rows of an overlay",
    "documents.py": "makes the entity of a count",
}


def test_the_lists_that_scores_and_tables_had_before_there_was_a_schema() -> None:
    assert RECORD.core == (
        *("count", "metric", "measure", "origin", "severity", "from", "place", "period", "disease", "excludes"),
    )  # fmt: skip
    assert RECORD.compared[len(RECORD.core) :] == ("of", "detected", "source", "relation", "parent", "modifier")
    assert RECORD.shown == RECORD.inherited
    assert RECORD.inherited == (
        *("metric", "of", "measure", "origin", "severity", "from", "detected", "source", "place", "period", "disease"),
    )  # fmt: skip
    assert RECORD.view[1:] == (
        *("measure", "origin", "severity", "from", "of", "detected", "source", "place", "period", "disease"),
    )  # fmt: skip
    assert (RECORD.line, RECORD.scope) == (("metric", "of", "measure"), ("origin", "disease"))
    assert RECORD.series == ("metric", "of", "measure", "origin", "severity", "disease")
    assert RECORD.subset == ("severity", "from", "detected", "source")
    assert RECORD.needed == ("start", "end", "text", "metric", "measure")
    assert [column.name for column in RECORD.columns] == [
        *("start", "end", "text", "count", "value", "per", "modifier", "unit", "metric", "disease.text", "disease.code"),
        *("excludes", "of", "measure", "compared.record", "compared.base", "compared.against", "origin", "severity", "from"),
        *("detected", "place.text", "place.adcode", "source", "period.start", "period.end", "parent", "relation", "derived"),
    ]  # fmt: skip
    assert DOCUMENT.heads == ("id", "published", "region")
    assert SCORED_ATTRIBUTES["PLACE"] == ("adcode", "country")
    assert {"titles", "adcode", "slogans", "verb"} <= set(SPAN_FIELDS)


def test_labels_of_entities_are_those_of_the_span_groups() -> None:
    assert set(get_args(fields.Label)) == set(GROUPS)
    assert all(set(field.role.labels) <= set(GROUPS) for field in ENTITY)


def test_a_documents_lists_are_typed() -> None:
    assert DOCUMENT["records"].type == list[fields.Record]
    assert {"Record", "Entity", "Check", "Statement", "Document"} <= set(zh_tongbao.__all__)
    assert zh_tongbao.Record is fields.Record


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_field_says_what_it_means_and_has_a_label_in_each_language(kind: str) -> None:
    for field in SCHEMAS[kind]:
        assert re.fullmatch(r"[ -~…]{2,}", field.role.meaning), field.name
    wanted = {f"field.{kind}.{name}" for name in SCHEMAS[kind].names}
    wanted |= {f"field.{kind}.{column.name}" for column in SCHEMAS[kind].columns}
    for language in LANGUAGES:
        labelled = {key for key, text in messages(language).items() if key.startswith(f"field.{kind}.") and text}
        assert labelled == wanted


def test_every_value_has_a_word_in_each_language() -> None:
    wanted = {f"{name}.{value}" for name, values in RECORD.values.items() for value in values if value}
    assert all(wanted <= messages(language).keys() for language in LANGUAGES)


def test_a_field_without_a_declaration_is_named() -> None:
    with pytest.raises(TypeError, match=r"field 'colour': declare it as Annotated\[type, Field"):
        Schema.of(TypedDict("Bare", {"colour": str}))


def test_what_the_type_says_is_read() -> None:
    class Thing(TypedDict):
        sizes: Annotated[list[int] | None, Field("how large")]

    [field] = Schema.of(Thing)
    assert (field.kind, field.nullable, field.needed, field.values) == ("integers", True, False, ())
    assert RECORD["metric"].closed is False and RECORD["measure"].closed is True
    assert RECORD["origin"].allows(None) and not RECORD["measure"].allows(None)
    assert RECORD["evidence"].columns == ENTITY["evidence"].columns == ()


def words_of(node: ast.AST) -> Iterator[str]:
    """The strings that a display lists, also as first arguments of calls: ``Column("of")``."""
    elements: list[Any] = []
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        elements = node.elts
    elif isinstance(node, ast.Dict):
        elements = node.keys
    for element in elements:
        inner = element.args[0] if isinstance(element, ast.Call) and element.args else element
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def listed(source: str, names: set[str]) -> list[tuple[int, list[str]]]:
    """Displays of three or more of the names, by line."""
    found = [(node, sorted(names.intersection(words_of(node)))) for node in ast.walk(ast.parse(source))]
    return [(node.lineno, said) for node, said in found if len(said) >= 3]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("schema", "allowed"),
    [(RECORD, RECORD_LISTS), (ENTITY, OTHER_LISTS), (STATEMENT, OTHER_LISTS), (CHECK, OTHER_LISTS)],
)
def test_no_list_of_fields_stands_elsewhere(root: Path, schema: Schema, allowed: dict[str, str]) -> None:
    names = set(schema.names) - set(SPAN) - ({"parent", "relation"} if schema is CHECK else set())
    package = root / "pipeline" / "zh_tongbao"
    found = [
        f"{path.relative_to(package)}:{line}: {', '.join(said)}"
        for path in sorted(package.rglob("*.py"))
        for line, said in listed(path.read_text(encoding="utf-8"), names)
        if not path.relative_to(package)
        .as_posix()
        .startswith((*allowed, "records/checks.py" if schema is CHECK else "-"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('X = ("metric", "of", "measure")', [1]),
        ('X = [Column("metric"), Column("of"), Column("place")]', [1]),
        ('\nX = {"metric": 1, "of": 2, **y, "from": 3}', [2]),
        ('X = {"metric", "of"}', []),
        ('X = ("start", "end", "text")', []),
    ],
)
def test_what_counts_as_a_list(source: str, lines: list[int]) -> None:
    assert [line for line, _ in listed(source, set(RECORD.names) - set(SPAN))] == lines


TYPED = """
import zh_tongbao

def severe(records: list[zh_tongbao.Record]) -> list[int]:
    return [record["count"] or 0 for record in records if record["severity"] == "severe" and record["place"]]

def wrong(record: zh_tongbao.Record) -> str:
    return record["metrik"]

def never(record: zh_tongbao.Record) -> bool:
    return record["measure"] == "newest"
"""


@pytest.mark.long
def test_a_type_checker_knows_fields_and_values(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="pip install '.[dev]'")
    (tmp_path / "typed.py").write_text(TYPED, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "typed.py"]
    result = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"MYPYPATH": str(root / "pipeline"), "PATH": ""}
    )
    told = [line for line in result.stdout.splitlines() if line.startswith("typed.py")]
    assert {line.split(":")[1] for line in told if ": error:" in line} == {"8", "11"}, result.stdout
    assert 'TypedDict "Record" has no key "metrik"' in result.stdout


# ---- One more field --------------------------------------------------------------------------------------------------

LINE = """        "hazard": Annotated[str | None, Field("what struck", core=True, inherited=True)],\n"""
LABELS = {"en": "hazard", "zh": "灾种"}
WORDS = ("hazard,ladder,own total sentence passage,", "台风,hazard,typhoon,", "泥石流,hazard,debris-flow,")
ONE_MORE = Path(__file__).with_name("one_more_field.py")


@pytest.fixture(scope="module")
def copied(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package in which a record has one more field: one line of the schema, one label in each
    language, and its words.
    """
    import shutil

    folder = tmp_path_factory.mktemp("copied")
    for name in ("pipeline", "configs"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    package = folder / "pipeline" / "zh_tongbao"
    declared = package / "records" / "fields.py"
    before, after = declared.read_text(encoding="utf-8").split('        "place": Annotated[\n', 1)
    declared.write_text(before + LINE + '        "place": Annotated[\n' + after, encoding="utf-8")
    for language, label in LABELS.items():
        path = package / "report" / "messages" / f"{language}.json"
        texts = json.loads(path.read_text(encoding="utf-8")) | {"field.record.hazard": label}
        path.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    with (folder / "configs" / "vocab" / "disaster_terms.csv").open("a", encoding="utf-8") as table:
        table.writelines(f"{row}\n" for row in WORDS)
    return folder


@pytest.fixture(scope="module")
def outcome(copied: Path) -> dict[str, Any]:
    for name in ("pyarrow", "duckdb", "xlsxwriter", "openpyxl", "jinja2", "fastapi", "httpx"):
        pytest.importorskip(name)
    result = subprocess.run(
        [sys.executable, "-W", "ignore", str(ONE_MORE), str(copied)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(copied / "pipeline"), "PYTHONUTF8": "1", "PATH": ""},
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_one_more_field_is_in_every_table(outcome: dict[str, Any], copied: Path) -> None:
    assert outcome["package"] == str(copied / "pipeline" / "zh_tongbao")
    for name in ("jsonl", "csv", "parquet", "duckdb", "xlsx", "folder"):
        assert outcome[name] == ["flood", "flood", "quake"], name
    assert outcome["evidence"] == [[0, "hazard", 0, 2, "洪水", "own"]]


def test_one_more_field_is_read_and_shown(outcome: dict[str, Any]) -> None:
    # What a part has from its total is not said again.
    assert outcome["view"].count("flood") == outcome["page"].count("flood") == 1
    assert outcome["form"] == ["hazard", "灾种"]


def test_one_more_field_goes_through_the_server(outcome: dict[str, Any]) -> None:
    assert outcome["described"] == "what struck"
    assert outcome["revised"] == ["flood", "flood", "quake"]
    assert outcome["revised_evidence"] == {"hazard": {"start": 0, "end": 2, "via": "own"}}
    assert "evidence.hazard" in outcome["refused"]


def test_one_more_core_field_decides_whether_a_record_is_exact(outcome: dict[str, Any]) -> None:
    assert outcome["same"] == [1.0, 1.0]
    assert outcome["other"] == [1.0, pytest.approx(2 / 3)]


def test_one_more_inherited_field_is_inherited_and_keeps_books_apart(outcome: dict[str, Any]) -> None:
    assert outcome["composed"] == ["flood", "flood"]
    # 5 of one hazard and 7 of another, of one place and day: two series, and no contradiction between sources.
    assert outcome["series"] == [["flood", 5], ["quake", 7]]
    assert outcome["series_columns"].count("hazard") == outcome["audit_columns"].count("hazard") == 1
    assert outcome["contradictions"] == [["flood", "sources"]]
    assert outcome["accounts"] == 0


def test_one_more_field_is_read_by_the_pipeline(outcome: dict[str, Any]) -> None:
    """Its words and its ladder are rows of the vocabulary; no code knows its name."""
    assert outcome["read"] == [[3, "typhoon"], [2, "typhoon"], [1, "debris-flow"], [5, "debris-flow"]]
    assert outcome["words"] == [["台风", "sentence"], ["台风", "total"], ["泥石流", "own"], ["泥石流", "passage"]]
    assert outcome["read_is_right"]
