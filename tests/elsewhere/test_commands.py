"""spaCy's own commands run on the package and on a pipeline that was saved (docs/howto/elsewhere.md has the table)."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

import zh_tongbao
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.convert import convert
from zh_tongbao.loading import META, package_meta, requirement
from zh_tongbao.project import meta


def test_the_package_s_meta_is_what_the_command_writes(tmp_path: Path) -> None:
    written = META.read_text(encoding="utf-8")
    copy = tmp_path / "meta.json"
    copy.write_text(json.dumps({**json.loads(written), "pipeline": [], "labels": {}}), encoding="utf-8")
    meta.main(copy)
    assert copy.read_text(encoding="utf-8") == written, "run: python -m zh_tongbao.project.meta"
    shown = json.loads(written)
    assert shown["version"] == zh_tongbao.__version__
    assert shown["requirements"] == [requirement()] == package_meta("mine")["requirements"]
    assert spacy.util.is_compatible_version(spacy.about.__version__, shown["spacy_version"])
    assert all(source["name"] and source["license"] for source in shown["sources"])
    copy.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"meta.json: cannot be read"):
        meta.main(copy)


def test_displacy_has_its_options_by_one_import(nlp: Language) -> None:
    html = spacy.displacy.render(nlp("长春市新增3例。"), style="ent", options=zh_tongbao.displacy_options, page=True)
    assert zh_tongbao.displacy_options["colors"]["PLACE"] in html


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    from spacy.cli.info import info

    shown = info("zh_tongbao", silent=False)
    assert shown["name"] == "tongbao"
    assert "Administrative-divisions-of-China" in capsys.readouterr().out


def test_validate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It asks spaCy's server which packages fit; here the answer is an empty table."""
    validate = import_module("spacy.cli.validate")

    class Answer:
        status_code = 200

        @staticmethod
        def json() -> Any:
            return {"spacy": {spacy.about.__version__: {}}}

    monkeypatch.setattr(validate.requests, "get", lambda _: Answer)
    monkeypatch.setattr(validate, "get_installed_models", lambda: ["zh_tongbao"])
    validate.validate()
    assert "zh-tongbao" in capsys.readouterr().out.replace("_", "-")


@pytest.fixture(scope="module")
def saved(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    nlp.to_disk(folder / "saved")
    return folder


def test_apply(saved: Path) -> None:
    from spacy.cli.apply import apply

    source = saved / "texts.jsonl"
    row = {"text": "4月2日，长春市新增确诊病例3例。"}
    source.write_text(json.dumps(row) + "\n", encoding="utf-8")
    for model in (str(saved / "saved"), "zh_tongbao"):
        output = saved / "out.spacy"
        apply(source, output, model, "text", 1, 1)
        [doc] = spacy.tokens.DocBin().from_disk(output).get_docs(spacy.blank("zh").vocab)
        assert [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents][1:] == [
            ("长春市", "PLACE", "220100"),
            ("3例", "CASE", ""),
        ]


def test_evaluate_and_benchmark(nlp: Language, saved: Path, root: Path) -> None:
    from spacy.cli.benchmark_speed import annotate, benchmark
    from spacy.cli.evaluate import evaluate

    convert([root / "training_data" / "bulletins.jsonl"], saved / "gold.spacy", nlp)
    scores = evaluate(str(saved / "saved"), saved / "gold.spacy", saved / "scores.json", silent=True)
    assert scores["ents_f"] > 0.9
    assert json.loads((saved / "scores.json").read_text())["records_f"] == scores["records_f"] > 0.9
    docs = [nlp.make_doc("长春市新增3例。")] * 2
    assert len(annotate(nlp, docs, 1))
    assert benchmark(nlp, docs, n_batches=2, batch_size=1, shuffle=False) is not None


def test_find_threshold_says_that_rules_have_none(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from spacy.cli.find_threshold import find_threshold

    with pytest.raises(SystemExit):
        find_threshold(
            str(saved / "saved"), saved / "gold.spacy", "slogans", "threshold", "spans_slogans_f", n_trials=2
        )
    assert "components.slogans.threshold" in capsys.readouterr().out
