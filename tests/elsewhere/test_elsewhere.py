"""Somebody else's pipeline: each component works by itself, with the shipped words, whatever cuts the tokens."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.errors import InputError
from zh_tongbao.resources import configs_dir, samples

FACTORIES = {
    "tongbao_ruler": "ruler",
    "tongbao_places": "places",
    "tongbao_officials": "officials",
    "tongbao_slogans": "slogans",
    "tongbao_statements": "statements",
    "tongbao_periods": "periods",
    "tongbao_diseases": "diseases",
    "tongbao_case_attributes": "case_attributes",
    "tongbao_ents": "ents",
}
TEXT = "2022年4月2日0—24时，吉林省新增本地确诊病例12例，其中长春市10例、吉林市2例。省委书记景俊海强调，坚持动态清零。"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    texts = [*samples(), TEXT, "", " \u3000\n", "坚持动态\u200b清零，长\u00ad春市新增3例 。"]
    return [{"id": str(number), "text": text, "published": "2022-04-07"} for number, text in enumerate(texts)]


def found(nlp: Language, rows: Rows) -> Rows:
    """What comes out, and where spaCy's spans are, which are whole tokens (a ruler's only where they happen to be)."""
    documents = []
    for doc in nlp.pipe(make_doc(nlp, row) for row in rows):
        groups = [key for key in doc.spans if key != "ruler"]
        spans = {key: sorted((s.start_char, s.end_char, s.label_) for s in doc.spans[key]) for key in groups}
        ents = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        documents.append(json.loads(json.dumps(to_document(doc) | {"spans": spans, "ents": ents})))
    return documents


@pytest.fixture(scope="module")
def expected(nlp: Language, rows: Rows) -> Rows:
    return found(nlp, rows)


def blank(segmenter: str = "char") -> Language:
    nlp = spacy.blank("zh", config={"nlp.tokenizer.segmenter": segmenter})
    if segmenter == "pkuseg":
        nlp.tokenizer.initialize(pkuseg_model=str(configs_dir() / "segmenter"))
    return nlp


def with_all(nlp: Language, without: tuple[str, ...] = ()) -> Language:
    for factory, name in FACTORIES.items():
        if name not in without:
            nlp.add_pipe(factory, name=name)
    return nlp


@pytest.mark.parametrize("segmenter", ["char", "jieba", "pkuseg"])
def test_the_same_comes_out_whatever_cuts_the_tokens(segmenter: str, rows: Rows, expected: Rows) -> None:
    if segmenter == "jieba":
        pytest.importorskip("jieba")
    assert found(with_all(blank(segmenter)), rows) == expected


def test_the_same_comes_out_without_a_ruler(rows: Rows, expected: Rows) -> None:
    assert found(with_all(blank(), without=("ruler",)), rows) == expected


def test_another_language_in_the_same_process(rows: Rows, expected: Rows) -> None:
    """Its tokenizer leaves whole sentences in a token; only blanks at the end of a line are cut otherwise."""
    english = with_all(spacy.blank("en"))
    chinese = with_all(blank())
    assert found(english, rows) == found(chinese, rows) == expected


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_component_by_itself(factory: str, nlp: Language) -> None:
    """It finds what it finds in the default pipeline, as far as that needs no other."""
    alone = blank()
    alone.add_pipe(factory)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        doc = alone(make_doc(alone, {"text": TEXT}))
    whole = nlp(TEXT)
    assert doc.text == TEXT
    if factory == "tongbao_ruler":
        assert {"动态清零", "长春市", "长春"} <= {span.text for span in doc.spans["ruler"]}
    if factory in ("tongbao_places", "tongbao_slogans", "tongbao_periods"):
        key = FACTORIES[factory]
        assert [(s.text, s.label_) for s in doc.spans[key]] == [(s.text, s.label_) for s in whole.spans[key]]
    if factory == "tongbao_case_attributes":
        assert [record["count"] for record in doc._.records] == [12, 10, 2]
        assert {record["place"] for record in doc._.records} == {None}


@pytest.mark.parametrize(
    ("factory", "reads"),
    [
        ("tongbao_case_attributes", "PLACE and PERIOD entities"),
        ("tongbao_statements", "OFFICIAL entities"),
        ("tongbao_officials", "PLACE entities"),
        ("tongbao_diseases", "PERIOD entities"),
    ],
)
def test_what_is_missing_is_said_in_one_line_once(factory: str, reads: str) -> None:
    nlp = blank()
    nlp.add_pipe(factory, name="mine")
    with pytest.warns(UserWarning, match=rf"component 'mine' .* reads {reads}.* nlp.add_pipe\('tongbao_") as said:
        nlp(TEXT)
        nlp(TEXT)
    assert len(said) == 1
    assert "\n" not in str(said[0].message)


def test_nothing_is_missing_in_the_default_pipeline(nlp: Language) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nlp("")
        nlp(TEXT)
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_analyze_pipes_tells_what_is_missing() -> None:
    nlp = blank()
    nlp.add_pipe("tongbao_officials")
    nlp.add_pipe("tongbao_diseases")
    nlp.add_pipe("tongbao_case_attributes")
    nlp.add_pipe("tongbao_statements")
    problems = nlp.analyze_pipes()["problems"]
    assert problems["tongbao_case_attributes"] == ["doc._.tongbao_places", "doc._.tongbao_periods"]
    assert problems["tongbao_officials"] == ["doc._.tongbao_places"]
    assert problems["tongbao_diseases"] == ["doc._.tongbao_periods"]
    assert problems["tongbao_statements"] == []


@pytest.mark.parametrize("with_ruler", [True, False])
def test_sourced_components_find_the_same(nlp: Language, rows: Rows, expected: Rows, with_ruler: bool) -> None:
    mixed = blank()
    for name in nlp.pipe_names:
        if name != "ruler" or with_ruler:
            mixed.add_pipe(name, source=nlp)
    documents = found(mixed, rows)
    assert [one["entities"] for one in documents] == [one["entities"] for one in expected]
    assert [one["records"] for one in documents] == [one["records"] for one in expected]


def test_initialize_takes_the_shipped_words_and_what_is_given_wins(tmp_path: Path) -> None:
    nlp = blank()
    ruler = nlp.add_pipe("tongbao_ruler")
    places = nlp.add_pipe("tongbao_places")
    text = "长春市动态清零，五灯长明"
    nlp.initialize()
    assert [[span.text for span in nlp(text).spans[key]] for key in ("ruler", "places")] == [
        ["长春", "长春市", "动态清零"],
        ["长春市"],
    ]
    assert len(ruler) > 10_000
    places.initialize(**{**places.tables, "gazetteer": []})
    ruler.initialize(patterns=[{"label": "SLOGAN", "pattern": "五灯长明"}])
    nlp.to_disk(tmp_path)
    for made in (nlp, spacy.load(tmp_path)):
        assert [[span.text for span in made(text).spans[key]] for key in ("ruler", "places")] == [["五灯长明"], []]


def test_a_table_that_is_left_out_beside_others_is_named() -> None:
    component = blank().add_pipe("tongbao_statements", name="mine")
    with pytest.raises(
        InputError, match="component 'mine': initialize got no table 'terms'; give it beside characters"
    ):
        component.initialize(characters=[])


def test_the_words_travel(rows: Rows, expected: Rows, tmp_path: Path) -> None:
    """Also those of components that have read nothing yet."""
    copies = [pickle.loads(pickle.dumps(with_all(blank())))]
    with_all(blank()).to_disk(tmp_path / "saved")
    assert (tmp_path / "saved" / "places").stat().st_size > 100_000
    copies.append(spacy.load(tmp_path / "saved"))
    copies.append(with_all(blank()).from_bytes(with_all(blank()).to_bytes()))
    for copy in copies:
        assert found(copy, rows) == expected


def test_eight_threads_share_a_pipeline(rows: Rows, expected: Rows) -> None:
    nlp = with_all(blank())  # not yet compiled: the threads meet at its first document
    with ThreadPoolExecutor(8) as pool:
        for documents in pool.map(lambda number: found(nlp, rows[number % 3 :] + rows[: number % 3]), range(16)):
            assert sorted(documents, key=lambda one: int(one["id"])) == expected


@pytest.mark.parametrize("way", ["disable", "exclude"])
def test_a_component_that_is_left_out(way: str, nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    part = spacy.load(tmp_path, **{way: ["ruler", "officials", "statements", "ents"]})
    doc = part(TEXT)
    assert [slogan._.slogan_id for slogan in doc.spans["slogans"]] == ["dynamic-zero-covid"]
    assert [record["count"] for record in doc._.records] == [12, 10, 2]


WORKERS = """
import multiprocessing, sys, spacy

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.blank("zh")
    for name in ("places", "officials", "slogans", "statements", "periods", "case_attributes", "ents"):
        nlp.add_pipe("tongbao_" + name)
    text = "4月2日，吉林省新增本地确诊病例3例（长春市2例，吉林市1例）。坚持动态清零。"
    for doc in nlp.pipe([text] * 3, n_process=2, batch_size=1):
        print([record["count"] for record in doc._.records], len(doc.ents), [s._.adcode for s in doc.spans["places"]])
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.long
def test_workers(method: str, tmp_path: Path) -> None:
    if method == "fork" and sys.platform in ("win32", "darwin"):
        pytest.skip("no safe fork here")
    script = tmp_path / "workers.py"
    script.write_text(WORKERS, encoding="utf-8")
    done = subprocess.run([sys.executable, script, method], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[3, 2, 1] 8 ['220000', '220100', '220200']"] * 3


SAVE = """
import sys, spacy
nlp = spacy.blank("zh")
nlp.add_pipe("tongbao_places")
nlp.to_disk(sys.argv[1])
doc = spacy.load(sys.argv[1])("\\u957f\\u6625\\u5e02")
print(ascii([(place.text, place._.name) for place in doc.spans["places"]]))
"""


def test_saved_and_loaded_where_the_locale_knows_no_chinese(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    command = [sys.executable, "-c", SAVE, str(tmp_path / "saved")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ascii([("长春市", "长春市")])
