from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Corpus

import zh_tongbao
from zh_tongbao.evaluate import context
from zh_tongbao.evaluate.convert import convert
from zh_tongbao.resources import configs_dir

SEEN: list[tuple[Any, ...]] = []
CALLBACK = "tongbao.evaluate_with_context.v1"


@Language.component("tongbao_test_witness")
def witness(doc: Doc) -> Doc:
    SEEN.append((doc._.id, doc._.published, doc._.region, doc._.title))
    return doc


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Language:
    if CALLBACK not in spacy.registry.callbacks:
        spacy.registry.callbacks.register(CALLBACK, func=context.create)
    text = (configs_dir() / "bulletin_char.cfg").read_text(encoding="utf-8")
    if CALLBACK not in text:
        text = text.replace(
            "\n[nlp.tokenizer]", f'\n[nlp.after_creation]\n@callbacks = "{CALLBACK}"\n\n[nlp.tokenizer]'
        )
    path = tmp_path_factory.mktemp("config") / "context.cfg"
    path.write_text(text, encoding="utf-8")
    return zh_tongbao.load(str(path))


def test_evaluation_knows_what_is_known_about_a_document(pipeline: Language, root: Path, tmp_path: Path) -> None:
    convert([root / "training_data" / "bulletins.jsonl"], tmp_path / "a.spacy", pipeline)
    nlp = pickle.loads(pickle.dumps(pipeline))
    nlp.add_pipe("tongbao_test_witness")
    SEEN.clear()
    scores = nlp.evaluate(list(Corpus(tmp_path / "a.spacy")(nlp)))
    assert ("shanghai-2022-05-12", "2022-05-13", "310000") in [row[:3] for row in SEEN]
    assert "spans_places_f" in scores


def test_it_stays_through_disk_and_pickle(pipeline: Language, tmp_path: Path) -> None:
    pipeline.to_disk(tmp_path / "model")
    for nlp in (spacy.load(tmp_path / "model"), pickle.loads(pickle.dumps(pipeline))):
        assert isinstance(nlp, context.BulletinChinese)
        assert nlp.lang == "zh"
        assert nlp.pipe_names == pipeline.pipe_names
