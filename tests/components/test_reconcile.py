"""``tongbao_reconcile``: what a recognizer found and what the rules found, by policy."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from spacy.tokens import Span

from zh_tongbao.components.annotation import annotate
from zh_tongbao.components.reconcile.reconcile import Reconcile
from zh_tongbao.documents import make_doc
from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TEXT = "某局局长仝某到长春市调研，仝某表示。"
RULED = {"start": 7, "end": 10, "text": "长春市", "label": "PLACE", "adcode": "220100", "name": "长春市"}


@pytest.fixture
def doc(nlp: Language) -> Doc:
    """The rules have 长春市; the recognizer has the title, the name at both places, and 到长春市."""
    doc = make_doc(nlp, {"text": TEXT})
    annotate(doc, "places", [RULED], labels=["PLACE"])
    learned = [(0, 4, "TITLE"), (4, 6, "OFFICIAL"), (13, 15, "OFFICIAL")]
    doc.set_ents([span for start, end, label in learned if (span := doc.char_span(start, end, label=label))])
    return doc


def spans(doc: Doc, label: str) -> list[str]:
    return [entity["text"] for entity in doc._.entities if entity["label"] == label]


@pytest.mark.parametrize(
    ("policy", "places", "officials"),
    [("add", ["长春市"], ["仝某", "仝某"]), ("agree", [], []), ("replace", [], ["仝某", "仝某"])],
)
def test_policies(doc: Doc, policy: str, places: list[str], officials: list[str]) -> None:
    Reconcile("reconcile", ["OFFICIAL", "TITLE", "PLACE"], policy)(doc)
    assert (spans(doc, "PLACE"), spans(doc, "OFFICIAL")) == (places, officials)
    assert [span.text for span in doc.spans["places"]] == places


def test_a_title_right_before_a_name_is_tied_to_it(doc: Doc) -> None:
    Reconcile("reconcile", ["OFFICIAL", "TITLE"], "add")(doc)
    [title] = [entity for entity in doc._.entities if entity["label"] == "TITLE"]
    assert title["holder"] == "仝某"
    assert [entity["titles"] for entity in doc._.entities if entity["label"] == "OFFICIAL"] == [["某局局长"]] * 2


def test_what_overlaps_a_rule_is_not_added(doc: Doc) -> None:
    doc.set_ents([Span(doc, 0, len(doc), "PLACE")])
    Reconcile("reconcile", ["PLACE"], "add")(doc)
    assert spans(doc, "PLACE") == ["长春市"]


def test_it_can_be_pickled() -> None:
    kept = pickle.loads(pickle.dumps(Reconcile("x", ["PLACE"], "agree")))
    assert (kept.reconciled, kept.policy) == (["PLACE"], "agree")


@pytest.mark.parametrize(("labels", "policy", "message"), [(["X"], "add", "'X'"), (["PLACE"], "maybe", "'maybe'")])
def test_settings_that_cannot_be(labels: list[str], policy: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Reconcile("x", labels, policy)
