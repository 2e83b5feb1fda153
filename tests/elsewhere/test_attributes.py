"""The attributes of documents and spans: one namespace that no other package takes, and that documents keep wherever they go."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from zh_tongbao.components.extensions import _told, register_extensions
from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.records.checks import checks_of

ONE = "4月2日，吉林省新增本地确诊病例3例（长春市2例，吉林市1例）。"
OTHER = "省委书记景俊海强调，坚持动态清零。截至4月2日，累计报告5例，其中长春市3例、缅甸2例。"
KNOWN = {"published": "2022-04-03", "region": "220000", "title": "吉林省通报"}


@pytest.fixture
def doc(nlp: Language) -> Doc:
    return nlp(make_doc(nlp, {"id": "a", "text": ONE, **KNOWN}))


def plain(document: Any) -> Any:
    return json.loads(json.dumps(document))


def test_the_namespace_holds_what_the_short_names_say(doc: Doc) -> None:
    found = doc._.tongbao
    assert found == to_document(doc)
    assert (found["records"], found["published"]) == (doc._.records, "2022-04-03")
    assert doc._.tongbao_places == [one for one in doc._.entities if one["label"] == "PLACE"]
    for place in doc.spans["places"]:
        assert place._.tongbao["adcode"] == place._.adcode
    assert doc[0:1]._.tongbao is None


def test_codes_stand_in_the_spans_and_the_entities(nlp: Language) -> None:
    doc = nlp(OTHER)
    codes = {ent.text: ent.kb_id_ for ent in doc.ents if ent.kb_id_}
    assert codes == {"动态清零": "dynamic-zero-covid", "长春市": "220100", "缅甸": "MM"}
    assert {ent.text: ent.id_ for ent in doc.ents if ent.id_} == codes
    spans = [span for key in ("slogans", "places") for span in doc.spans[key]]
    assert {span.text: span.kb_id_ for span in spans} == {span.text: span.id_ for span in spans} == codes


def test_codes_outlive_a_token_that_is_split() -> None:
    english = spacy.blank("en")
    for name in ("places", "slogans", "ents"):
        english.add_pipe(f"tongbao_{name}")
    assert {ent.text: ent.kb_id_ for ent in english("长春市\u200b坚持动态清零。").ents} == {
        "长春市": "220100",
        "动态清零": "dynamic-zero-covid",
    }


def test_a_document_keeps_what_it_knows(nlp: Language, doc: Doc) -> None:
    binary = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [stored] = DocBin(store_user_data=True).from_bytes(binary).get_docs(nlp.vocab)
    copies = [stored, Doc(nlp.vocab).from_bytes(doc.to_bytes()), doc.copy()]
    copies.append(Doc(nlp.vocab).from_json(json.loads(json.dumps(doc.to_json(underscore=["tongbao"])))))
    for copy in copies:
        assert plain(to_document(copy)) == plain(to_document(doc))


def test_json_carries_what_was_known_before_the_pipeline_reads(nlp: Language, doc: Doc) -> None:
    given = make_doc(nlp, {"text": ONE, **KNOWN}).to_json(underscore=list(KNOWN))
    assert given["_"] == KNOWN
    read = nlp(Doc(nlp.vocab).from_json(given))
    assert plain(read._.records) == plain(doc._.records)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.long)])
def test_tuples_carry_it_too(nlp: Language, doc: Doc, processes: int) -> None:
    pairs = [(ONE, {**KNOWN, "mine": 1}), (ONE, None), (ONE, "a name")]
    read = list(nlp.pipe(pairs, as_tuples=True, n_process=processes))
    assert [context for _, context in read] == [context for _, context in pairs]
    assert plain(read[0][0]._.records) == plain(doc._.records)
    assert [one._.published for one, _ in read] == ["2022-04-03", None, None]


def test_joined_documents_have_the_findings_of_all(nlp: Language, doc: Doc) -> None:
    other = nlp(make_doc(nlp, {"text": OTHER, "published": "2022-04-03"}))
    joined = Doc.from_docs([doc, other])
    found = to_document(joined)
    assert [one["text"] for one in found["entities"]] == [one["text"] for one in doc._.entities + other._.entities]
    for one in found["entities"] + found["records"] + found["statements"]:
        assert joined.text[one["start"] : one["end"]] == one["text"]
    for one in [words for record in found["records"] for words in record["evidence"].values()]:
        assert one["start"] is None or 0 <= one["start"] < one["end"] <= len(joined.text)
    assert [record["parent"] for record in found["records"]] == [None, 0, 0, None, 3, 3]
    assert found["checks"] == checks_of(found["records"])
    assert (joined._.published, joined._.region) == ("2022-04-03", None)
    assert [place._.adcode for place in joined.spans["places"]] == ["220000", "220100", "220200", "220100", None]


def test_a_part_of_a_document_has_its_own_findings(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, {"text": ONE + OTHER, **KNOWN}))
    begin = len(ONE)
    for start, end in ((0, begin), (begin, len(doc.text)), (0, len(doc.text)), (begin, begin + 7)):
        part = doc.char_span(start, end).as_doc(copy_user_data=True)
        found = to_document(part)
        whole = [one for one in doc._.entities if start <= one["start"] and one["end"] <= end]
        assert [one["text"] for one in found["entities"]] == [one["text"] for one in whole]
        for one in found["entities"] + found["records"] + found["statements"]:
            assert part.text[one["start"] : one["end"]] == one["text"]
        assert found["checks"] == checks_of(found["records"])
        assert part._.published == "2022-04-03"
    inner = doc.char_span(ONE.index("长春"), begin).as_doc(copy_user_data=True)
    assert [(record["count"], record["parent"], record["relation"]) for record in inner._.records] == [
        (2, None, None),
        (1, None, None),
    ]
    assert doc.char_span(0, begin).as_doc()._.records == []


def test_a_joined_or_cut_document_can_be_read_anew(nlp: Language, doc: Doc) -> None:
    joined = nlp(Doc.from_docs([doc, nlp(OTHER)], ensure_whitespace=False))
    assert plain(joined._.records) == plain(nlp(make_doc(nlp, {"text": ONE + OTHER}))._.records)


def test_a_name_that_another_package_has_taken_is_said(nlp: Language) -> None:
    kept = Doc.get_extension("title"), Span.get_extension("name")
    try:
        Doc.set_extension("title", default="theirs", force=True)
        Span.set_extension("name", default="theirs", force=True)
        with pytest.warns(UserWarning) as said:
            register_extensions()
        assert sorted(str(one.message).split(" is ")[0] for one in said) == ["doc._.title", "span._.name"]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            register_extensions()
        read = nlp(make_doc(nlp, {"text": "新增3例。", "title": "长春市通报"}))
        assert (read._.title, read._.tongbao["title"]) == ("theirs", "长春市通报")
        assert read._.records[0]["place"]["adcode"] == "220100"
    finally:
        for kind, name, extension in ((Doc, "title", kept[0]), (Span, "name", kept[1])):
            _, _, getter, setter = extension
            kind.set_extension(name, getter=getter, setter=setter, force=True)
            _told.discard((kind, name))
