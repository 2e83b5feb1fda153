"""``tongbao evaluate``: the table, the misses, and the same figures as the yardstick beside the checkout."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.training import Example

from zh_tongbao.cli.evaluate import evaluate, found_beside, print_table
from zh_tongbao.documents import reference_doc
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.comparison import misses, scores
from zh_tongbao.evaluate.convert import read_annotated

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def documents(root: Path) -> list[dict[str, Any]]:
    return list(read_annotated([root / "training_data" / "bulletins.jsonl"]))


def test_a_document_agrees_with_itself(documents: list[dict[str, Any]]) -> None:
    pairs = [(document, document) for document in documents]
    table = scores(pairs)
    assert {row["f"] for name, row in table.items() if name != "fields"} == {1.0}
    assert list(misses(pairs)) == []


def test_every_difference_is_a_miss_with_its_context(documents: list[dict[str, Any]]) -> None:
    gold = documents[0]
    found = copy.deepcopy(gold)
    place = next(e for e in found["entities"] if e["label"] == "PLACE" and not e.get("optional"))
    place["adcode"] = "000000"
    found["records"][0]["origin"] = "local"
    gone = found["records"].pop()
    kinds = {miss.kind: miss for miss in misses([(gold, found)])}
    assert set(kinds) == {"PLACE.adcode", "record.origin", "record missed"}
    assert kinds["record missed"].detail == gone["text"]
    assert f"[{place['text']}]" in kinds["PLACE.adcode"].context


def test_the_table(documents: list[dict[str, Any]], nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    table = scores(found_beside(nlp, documents))
    print_table(table, len(documents))
    printed = capsys.readouterr().out
    assert printed.startswith("12 documents")
    assert f"{table['PLACE']['f']:.3f}" in printed


def test_no_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated documents"):
        evaluate([tmp_path])


def test_a_model_that_is_none(root: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pipeline can be loaded"):
        evaluate([root / "training_data" / "bulletins.jsonl"], model=tmp_path)


def test_the_same_figures_as_the_yardstick(shared: Path, nlp: Language, tmp_path: Path) -> None:
    gold = shared / "eval" / "gold"
    pairs = found_beside(nlp, list(read_annotated([gold])))
    found = tmp_path / "found.jsonl"
    found.write_text("\n".join(json.dumps(document) for _, document in pairs), encoding="utf-8")
    command = [sys.executable, str(shared / "eval" / "score.py"), str(found), str(gold), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)
    ours = scores(pairs)
    for name in ("OFFICIAL", "TITLE", "PLACE", "SLOGAN", "record mention", "record exact"):
        assert {figure: round(ours[name][figure], 3) for figure in "prf"} == {
            figure: round(theirs[name][figure], 3) for figure in "prf"
        }, name
    for field, value in ours["fields"].items():
        assert round(value, 3) == round(theirs[f"record.{field}"]["accuracy"], 3), field
    # What ``spacy evaluate`` writes to metrics.json.
    spacys = nlp.evaluate([example(nlp, document) for document, _ in pairs])
    names = {"spans_places": "PLACE", "records": "record mention", "records_exact": "record exact"}
    names |= {"spans_slogans": "SLOGAN"}
    for name, row in names.items():
        assert [round(spacys[f"{name}_{figure}"], 3) for figure in "prf"] == [
            round(theirs[row][figure], 3) for figure in "prf"
        ], name


def example(nlp: Language, document: dict[str, Any]) -> Example:
    reference = reference_doc(nlp, document)
    return Example(nlp.make_doc(document["text"]), reference)
