"""What holds of every document, whatever its text: the properties that hypothesis and the fuzzer test."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.evaluate.contract import METRICS, VALUES, check_document
from zh_tongbao.tokenizer.invisible import visible

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Row = dict[str, Any]

EVIDENT = (
    "count",
    "value",
    "per",
    "compared",
    "modifier",
    "unit",
    "metric",
    "of",
    "measure",
    "origin",
    "severity",
    "disease",
    "from",
    "detected",
    "place",
    "source",
)
VIAS = frozenset({"own", "total", "list", "sentence", "passage", "document", "title", "input", "default"})
OUTSIDE = frozenset({"title", "input", "default"})
MOST = 10**14  # far below what tables can hold (64 bits)
ADCODE = re.compile(r"[0-9]{6}(?:[0-9]{3})?")  # a township has nine digits
ARABIC = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)[余多]?([千万亿]*)")
PAIR = re.compile(r"(?<![一二三四五六七八九])([一二三四五六七八])[二三四五六七八九](?![一二三四五六七八九])")
MIXED = re.compile(r"[〇零一二两三四五六七八九十百][0-9]|[0-9][〇零一二两三四五六七八九十]")
INNER = re.compile(r"[余多](?=[千万亿])")
PARTED = re.compile(r"(?<=[0-9])[ ，\t](?=[0-9]{2})")
RANGE = re.compile(r"([0-9]+)(?:[^0-9、]*?([0-9]+))?")
DIGITS = "零一二三四五六七八九"
NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千万亿]+")
BELOW_MYRIAD = re.compile(
    r"(?:(?P<k>[一二三四五六七八九])千)?零?(?:(?P<h>[一二三四五六七八九])百)?零?"
    r"(?:(?P<t>[一二三四五六七八九])?(?P<ten>十))?零?(?P<o>[一二三四五六七八九])?"
)
NAMES_A_METRIC = frozenset({"metric", "state", "event", "case", "new_state", "conversion", "contact_of"})
FACTORS = {"千": 10**3, "万": 10**4, "亿": 10**8}


def extract_soundly(nlp: Language, row: Row) -> Row:
    """The document of one input row, after its checks.

    Raises:
        AssertionError: an invariant is broken.
        InputError: the data contract is.
    """
    doc = nlp(make_doc(nlp, row))
    document = to_document(doc)
    check(document, row["text"], metrics_of(nlp))
    check_spans(doc, document)
    return document


def metrics_of(nlp: Language) -> set[str]:
    """The metrics that the pipeline's vocabulary names."""
    rows = nlp.get_pipe("case_attributes").lexer.rows
    return {row["term"] if row["kind"] == "metric" else row["value"] for row in rows if row["kind"] in NAMES_A_METRIC}


def check(document: Row, text: str, metrics: Collection[str] = METRICS) -> None:
    """The invariants of a document of the contract, made of this text; of another domain's metrics only the names differ."""
    assert document["text"] == text
    assert all(record["metric"] in metrics and record["of"] in {None, *metrics} for record in document["records"])
    named = [
        {
            **record,
            "metric": record["metric"] if record["metric"] in METRICS else METRICS[0],
            "of": record["of"] if record["of"] in VALUES["of"] else None,
        }
        for record in document["records"]
    ]
    check_document({**document, "records": named, "id": document["id"] or "x", "annotated": None}, "checked")
    json.dumps(document, ensure_ascii=False).encode()
    entities, records = document["entities"], document["records"]
    assert entities == sorted(entities, key=lambda one: (one["start"], -one["end"]))
    for entity in entities:
        assert entity["label"] in GROUPS
        if entity["label"] == "CASE":
            record = records[entity["record"]]
            assert (entity["start"], entity["end"]) == (record["start"], record["end"])
        if entity["label"] == "PLACE":
            assert entity["name"]
            assert entity["adcode"] is None or ADCODE.fullmatch(entity["adcode"])
    for record in records:
        check_evidence(record, records, len(text))
    for one in document["statements"]:
        assert text[one["start"] : one["end"]] == one["text"] != ""
    assert [record["start"] for record in records] == sorted(record["start"] for record in records)
    counted = [record for record in records if record["count"] is not None]
    assert all(record["value"] == record["count"] for record in counted)
    assert all(isinstance(record["value"], float) and abs(record["value"]) <= MOST for record in records)
    highest = max((record["count"] for record in counted if not record["derived"]), default=0)
    for record in counted:
        assert abs(record["count"]) <= MOST
        possible = readings(record["text"])
        if record["derived"]:
            assert abs(record["count"]) <= highest  # a change may be a minus
        else:
            assert possible is None or abs(record["count"]) in possible, (record["text"], record["count"])


def check_spans(doc: Doc, document: Row) -> None:
    """spaCy's spans stand on tokens, one for each entity of the document."""
    assert doc.text == document["text"]
    for label, key in GROUPS.items():
        spans = sorted((span.start_char, span.end_char) for span in doc.spans.get(key, ()) if span.label_ == label)
        wanted = sorted((one["start"], one["end"]) for one in document["entities"] if one["label"] == label)
        assert spans == wanted, (key, spans, wanted)


def readings(written: str) -> set[int] | None:
    """The counts that a count expression can mean, read without the project's grammar; None where it is unclear.

    Digits with separators and 千, 万, 亿; well-formed Chinese numerals; ranges of case numbers; no number at all is 0.
    """
    view = PARTED.sub("", unicodedata.normalize("NFKC", visible(written))).replace("，", ",")
    view = INNER.sub("", view)  # 十余万
    if MIXED.search(view):
        return None
    if any(character.isdigit() and not character.isascii() for character in view):
        return None
    numeral = NUMERAL.search(view)
    arabic = list(ARABIC.finditer(view))
    if not arabic and numeral is None:
        return {0}
    if not arabic:
        assert numeral is not None
        digits = numeral.group().replace("〇", "零").replace("两", "二")
        value, lower = _numeral(digits), _numeral(PAIR.sub(r"\1", digits))  # 七八例, 二三十例
        return None if value is None and lower is None else {one for one in (value, lower) if one is not None}
    if any(len(match[2]) > 1 and match[2] not in ("千万", "万亿") for match in arabic):
        return None
    found = {round(sum(_arabic(match) for match in arabic))}
    found.update(round(_arabic(match)) for match in arabic)
    spans = [(int(first), int(last or first)) for part in view.split("、") for first, last in RANGE.findall(part)]
    found.add(sum(max(0, last - first) + 1 for first, last in spans))
    return found


def _arabic(match: re.Match[str]) -> float:
    value = float(match[1].replace(",", ""))
    for character in match[2]:
        value *= FACTORS[character]
    return value


def _numeral(written: str) -> int | None:
    """A Chinese numeral below 100 million, well-formed; else None."""
    if len(written) > 1 and all(character in DIGITS for character in written):
        return int("".join(str(DIGITS.index(character)) for character in written))
    if written in ("零", "万"):
        return {"零": 0, "万": 10_000}[written]
    above, myriad, below = written.rpartition("万")
    high, low = _below_myriad(above), _below_myriad(below.removeprefix("零") if above else below)
    if (myriad and (not above or high is None)) or (below and low is None) or not (above or below):
        return None
    return (high or 0) * 10_000 + (low or 0)


def _below_myriad(written: str) -> int | None:
    match = BELOW_MYRIAD.fullmatch(written)
    if match is None or not written or written.startswith("零") or written.endswith("零"):
        return None
    tens = (DIGITS.index(match["t"]) if match["t"] else 1) if match["ten"] else 0
    k, h, o = (DIGITS.index(match[name]) if match[name] else 0 for name in ("k", "h", "o"))
    return k * 1000 + h * 100 + tens * 10 + o


def check_evidence(record: Row, records: list[Row], length: int) -> None:
    """Every value of a record has its words, or says that they stand outside the text; what is null has none."""
    evidence = record["evidence"]
    known = {field for field in EVIDENT if record[field] is not None}
    known |= {"parent", "relation"} if record["parent"] is not None else set()
    known |= {"period"} if any(record["period"].values()) else set()
    assert set(evidence) == known
    for field, words in evidence.items():
        assert words.keys() == {"start", "end", "via"}
        assert words["via"] in VIAS
        if words["via"] in OUTSIDE:
            assert words["start"] is None and words["end"] is None
        else:
            assert 0 <= words["start"] < words["end"] <= length
        if words["via"] == "total" and field not in ("count", "value"):
            assert record[field] == records[record["parent"]][field]
