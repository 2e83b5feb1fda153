"""Whatever cuts the text between the vocabulary's entries, the same entities, statements and records come out.

Real documents where they are at hand: every gold document and a seeded sample of the corpus; each pipeline is loaded
once. A difference is shown as the first document that differs and what differs in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from zh_tongbao.documents import make_doc, to_document

SEED = 20220407
DRAWN = 500
INPUTS = ("id", "text", "published", "title", "region")
FOUND = ("entities", "statements", "records", "checks", "spans", "ents")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def real(shared: Path) -> list[Row]:
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "eval" / "gold").glob("*.json"))]
    corpus = [
        json.loads(line) for path in sorted((shared / "corpus").glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    texts = [row for row in corpus if isinstance(row, dict) and row.get("text")]
    drawn = random.Random(SEED).sample(texts, DRAWN)
    return [{name: row[name] for name in INPUTS if row.get(name)} for row in [*gold, *drawn]]


@pytest.fixture(scope="module")
def expected(nlp: Language, real: list[Row]) -> list[Row]:
    return list(found_by(nlp, real))


def found_by(nlp: Language, rows: list[Row]) -> Iterator[Row]:
    """The documents of the contract, and where spaCy's own spans are, which must fall on tokens.

    Not the group of the ruler: as every ruler of spaCy it matches whole tokens, so that single characters give it
    more candidates. What the components make of them must be the same.
    """
    for doc in nlp.pipe(make_doc(nlp, row) for row in rows):
        groups = [(key, group) for key, group in doc.spans.items() if key != "ruler"]
        spans = [(key, span.start_char, span.end_char, span.label_) for key, group in groups for span in group]
        yield to_document(doc) | {
            "spans": sorted(spans),
            "ents": [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents],
        }


def differences(found: Row, expected: Row) -> Iterator[str]:
    for name in FOUND:
        ours, theirs = ([json.dumps(item, ensure_ascii=False) for item in row[name]] for row in (found, expected))
        yield from (f"{name} +{item}" for item in ours if item not in theirs)
        yield from (f"{name} -{item}" for item in theirs if item not in ours)


@pytest.mark.parametrize("segmenter", ["pkuseg", "jieba"])
@pytest.mark.long
def test_the_same_comes_out_as_with_single_characters(expected: list[Row], real: list[Row], segmenter: str) -> None:
    if segmenter == "jieba":
        pytest.importorskip("jieba")
    nlp = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": segmenter})
    different = {
        str(row.get("id")): list(differences(found, other))
        for row, found, other in zip(real, found_by(nlp, real), expected)
        if any(found[name] != other[name] for name in FOUND)
    }
    assert not different, (len(different), next(iter(different.items())))
