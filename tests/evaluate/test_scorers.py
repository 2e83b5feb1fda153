from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.training import Example

from zh_tongbao.documents import reference_doc
from zh_tongbao.evaluate.convert import read_annotated
from zh_tongbao.evaluate.scorers import make_records_scorer, make_spans_scorer

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def documents(root: Path) -> list[dict[str, Any]]:
    return list(read_annotated([root / "training_data" / "bulletins.jsonl"]))


def example(nlp: Language, reference: dict[str, Any], predicted: dict[str, Any]) -> Example:
    return Example(reference_doc(nlp, predicted), reference_doc(nlp, reference))


def test_perfect_prediction_scores_one(nlp: Language, documents: list[dict[str, Any]]) -> None:
    examples = [example(nlp, row, row) for row in documents]
    for key in ("officials", "titles", "places", "slogans", "periods", "cases"):
        scores = make_spans_scorer(key)(examples)
        assert [scores[f"spans_{key}_{figure}"] for figure in "prf"] == [1.0, 1.0, 1.0]
        assert all(accuracy == 1.0 for accuracy in scores[f"spans_{key}_acc"].values())
    scores = make_records_scorer()(examples)
    assert {scores[f"{name}_{figure}"] for name in ("records", "records_exact") for figure in "prf"} == {1.0}
    assert set(scores["records_acc"].values()) == {1.0}


def test_spans_scorer_counts_spans_and_attributes(nlp: Language, documents: list[dict[str, Any]]) -> None:
    [row] = [row for row in documents if row["id"].startswith("harbin")]
    other = copy.deepcopy(row)
    places = [entity for entity in other["entities"] if entity["label"] == "PLACE"]
    other["entities"].remove(places[0])
    places[1]["adcode"] = "000000"
    scores = make_spans_scorer("places")([example(nlp, row, other)])
    n = len(places)
    assert scores["spans_places_p"] == 1.0
    assert scores["spans_places_r"] == pytest.approx((n - 1) / n)
    assert scores["spans_places_per_type"]["PLACE"]["r"] == scores["spans_places_r"]
    assert scores["spans_places_acc"]["PLACE.adcode"] == pytest.approx((n - 2) / (n - 1))
    assert scores["spans_places_acc"]["PLACE.country"] == 1.0


def test_optional_entities_count_neither_way(nlp: Language, documents: list[dict[str, Any]]) -> None:
    [row] = [row for row in documents if row["id"].startswith("gansu")]
    reference = copy.deepcopy(row)
    slogans = [entity for entity in reference["entities"] if entity["label"] == "SLOGAN"]
    slogans[0]["optional"] = True
    assert make_spans_scorer("slogans")([example(nlp, reference, row)])["spans_slogans_f"] == 1.0


def test_what_is_not_annotated_is_not_scored(nlp: Language, documents: list[dict[str, Any]]) -> None:
    row = copy.deepcopy(documents[0]) | {"annotated": ["OFFICIAL"]}
    examples = [example(nlp, row, documents[0])]
    assert make_spans_scorer("places")(examples) == {f"spans_places_{figure}": None for figure in "prf"}
    assert make_records_scorer()(examples)["records_f"] is None


def test_records_scorer_sees_a_wrong_field(nlp: Language, documents: list[dict[str, Any]]) -> None:
    [row] = [row for row in documents if row["id"].startswith("shandong")]
    other = copy.deepcopy(row)
    other["records"][0]["origin"] = "imported"
    other["records"][3]["parent"], other["records"][3]["relation"] = 0, "severity"
    scores = make_records_scorer()([example(nlp, row, other)])
    n = len(row["records"])
    assert scores["records_f"] == 1.0
    assert scores["records_exact_f"] == pytest.approx((n - 1) / n)
    assert scores["records_acc"]["origin"] == pytest.approx((n - 1) / n)
    assert scores["records_acc"]["parent"] == pytest.approx((n - 1) / n)


def test_scorers_can_be_pickled(nlp: Language, documents: list[dict[str, Any]]) -> None:
    examples = [example(nlp, documents[0], documents[0])]
    for scorer in (make_spans_scorer("places"), make_records_scorer()):
        assert pickle.loads(pickle.dumps(scorer))(examples) == scorer(examples)
