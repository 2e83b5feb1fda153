"""What each part of the pipeline costs: ``python -m pytest tests/benchmark/test_speed.py --benchmark-enable``.

Without that option each part runs once, as a test. The parts are timed in one run, on the same sample bulletins; the
table's column of ratios is what can be compared, the times cannot. Peers: ``python -m zh_tongbao.benchmark``.
"""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import zh_tongbao
from zh_tongbao.benchmark.texts import read_texts

COMPONENTS = ("places", "officials", "slogans", "statements", "periods", "diseases", "case_attributes", "ents")
CONFIGS = ("bulletin.cfg", "bulletin_char.cfg")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return read_texts(None)[:4]


@pytest.fixture(scope="module", params=CONFIGS)
def nlp(request: pytest.FixtureRequest) -> Language:
    return zh_tongbao.load(request.param)


@pytest.mark.benchmark(group="pipelines")
def test_pipeline(benchmark: Any, nlp: Language, texts: list[str]) -> None:
    documents = benchmark(lambda: list(nlp.pipe(texts)))
    assert all(document._.records for document in documents)


@pytest.mark.benchmark(group="tokenizers")
def test_tokenizer(benchmark: Any, nlp: Language, texts: list[str]) -> None:
    documents = benchmark(lambda: [nlp.make_doc(text) for text in texts])
    assert [document.text for document in documents] == texts


@pytest.mark.benchmark(group="tokenizers")
def test_stock_tokenizer(benchmark: Any, texts: list[str]) -> None:
    stock = spacy.blank("zh")
    documents = benchmark(lambda: [stock.make_doc(text) for text in texts])
    assert [document.text for document in documents] == texts


@pytest.fixture(scope="module")
def whole() -> Language:
    return zh_tongbao.load("bulletin_char.cfg")


@pytest.mark.benchmark(group="components")
@pytest.mark.parametrize("name", COMPONENTS)
def test_component(benchmark: Any, whole: Language, texts: list[str], name: str) -> None:
    nlp = whole
    text = max(texts, key=len)
    before = nlp.pipe_names[: nlp.pipe_names.index(name)]
    component = nlp.get_pipe(name)

    def document() -> tuple[tuple[Doc], dict[str, Any]]:
        made = nlp.make_doc(text)
        for earlier in before:
            made = nlp.get_pipe(earlier)(made)
        return (made,), {}

    assert benchmark.pedantic(component, setup=document, rounds=50).text == text
