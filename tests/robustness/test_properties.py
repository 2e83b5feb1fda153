"""What holds of any text: nothing crashes, offsets index it, counts are written in it; and of any corpus: its documents are
independent of one another, of their order, of batches and engines."""

from __future__ import annotations

import json
import random
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import genre
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invariants import extract_soundly, readings
from mutation import Mutator

from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.documents import extract, make_doc, to_document
from zh_tongbao.engine.local import LocalEngine
from zh_tongbao.engine.serial import SerialEngine

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

some = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
PIECES = st.one_of(
    st.sampled_from(genre.words()),
    st.sampled_from(genre.NUMBERS),
    st.sampled_from(genre.MARKS),
    st.sampled_from(genre.PHRASES),
    st.integers(0, 10**13).map(str),
)
GENRE = st.lists(PIECES, max_size=60).map("".join)
MIXED = st.lists(
    st.one_of(PIECES, PIECES, PIECES, st.sampled_from(genre.STRANGE), st.text(max_size=3)), max_size=40
).map(lambda pieces: "".join(pieces).encode("utf-8", "ignore").decode())
DAYS = st.dates().map(str) | st.none()
REGIONS = st.sampled_from([None, "220000", "220100", "310000", "650000", "810000", "100000"])


def row_of(text: str, published: str | None, region: str | None, title: str | None) -> Row:
    row = {"text": text, "published": published, "region": region, "title": title}
    return {name: value for name, value in row.items() if value is not None}


@given(UNICODE, DAYS, REGIONS, st.none() | UNICODE)
@some
def test_any_unicode(nlp: Language, text: str, published: str | None, region: str | None, title: str | None) -> None:
    extract_soundly(nlp, row_of(text, published, region, title))


@given(GENRE, DAYS, REGIONS, st.none() | GENRE)
@some
def test_any_words_of_the_genre(
    nlp: Language, text: str, published: str | None, region: str | None, title: str | None
) -> None:
    extract_soundly(nlp, row_of(text, published, region, title))


@given(MIXED)
@some
def test_words_and_strange_characters(nlp: Language, text: str) -> None:
    extract_soundly(nlp, {"text": text})


@given(st.lists(GENRE | UNICODE, min_size=1, max_size=12), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(some, max_examples=60)
def test_documents_do_not_depend_on_batches_or_order(
    nlp: Language, texts: list[str], size: int, chance: random.Random
) -> None:
    alone = [to_document(nlp(text)) for text in texts]
    assert [to_document(doc) for doc in nlp.pipe(texts, batch_size=size)] == alone
    assert [
        to_document(doc) for doc in nlp.pipe([make_doc(nlp, {"text": text}) for text in texts], batch_size=64)
    ] == alone
    order = list(range(len(texts)))
    chance.shuffle(order)
    assert list(extract(nlp, [{"text": texts[at]} for at in order])) == [alone[at] for at in order]


@pytest.mark.long
def test_documents_do_not_depend_on_the_engine() -> None:
    """Ray is held to the same in tests/engine/test_ray.py."""
    mutator = Mutator(["全省新增确诊病例3例（长春市2例，吉林市1例）。", "省长王志远强调，要落实“四早”要求。"], 20220403)
    rows = [{"id": str(number), "text": mutator.text()} for number in range(200)]
    load = partial(load_for_command, "bulletin_char.cfg")
    engines = [SerialEngine(load), LocalEngine(load, 1), LocalEngine(load, 2)]
    one, *others = ([json.dumps(vars(outcome)) for outcome in engine.run(iter(rows))] for engine in engines)
    assert len(one) == len(rows)
    assert all(other == one for other in others)


PROVINCES = {
    "吉林省": ["长春市", "吉林市", "四平市", "延边州"],
    "云南省": ["昆明市", "大理州", "德宏州", "玉溪市"],
    "河北省": ["石家庄市", "邢台市", "唐山市"],
    "新疆维吾尔自治区": ["乌鲁木齐市", "喀什地区", "伊犁州"],
}
SENTENCES = [
    "全省新增本地确诊病例{}例（{}{}例，{}{}例），新增无症状感染者{}例。",
    "新增境外输入确诊病例{}例，其中{}{}例、{}{}例，{}例由无症状感染者转为确诊病例。",
    "截至当日24时，现有确诊病例{}例（{}{}例，{}{}例，重型{}例）。",
    "累计治愈出院{}例，{}{}例、{}{}例；累计死亡{}例。",
    "省委书记王志远强调，要落实“四早”要求，新增{}例。{}{}例，{}{}例，当日解除医学观察{}例。",
    "（{}，其中{}{}例。均为轻型，{}{}例，“{}例。",
]


@st.composite
def bulletins(draw: st.DrawFn, official: str) -> str:
    """A bulletin that begins with a heading of its own: the whole date with its hours, the province, and its count."""
    province = draw(st.sampled_from(sorted(PROVINCES)))
    names = st.sampled_from(PROVINCES[province])
    counts = st.integers(0, 2000)
    day = draw(st.dates(date(2020, 4, 1), date(2022, 12, 31)))
    body = ""
    for sentence in [SENTENCES[0], *draw(st.lists(st.sampled_from(SENTENCES), max_size=5))]:
        body += sentence.replace("王志远", official).format(
            draw(counts), draw(names), draw(counts), draw(names), draw(counts), draw(counts)
        )
    return f"{day.year}年{day.month}月{day.day}日0—24时，{province}{body.removeprefix('全省')}"


BOUNDARY = "\n\n"
# Between two documents in one text: a blank line, and behind it the heading of the second.
#
# A blank line ends every scope of the grammar, open brackets and quotations too. Year, period, province and measure of what
# went before are inherited across it, as by the next paragraph of one bulletin, until a heading names others; the titles of a person are those
# of the whole text (CONTRACT), so the two bulletins name different ones.


@given(bulletins("王志远"), bulletins("陈思明"))
@some
def test_two_bulletins_in_one_text_give_the_union(nlp: Language, first: str, second: str) -> None:
    one, two, both = extract(nlp, [{"text": first}, {"text": second}, {"text": first + BOUNDARY + second}])
    moved = shifted(two, len(first + BOUNDARY), len(one["records"]), len(one["statements"]))
    for field in ("entities", "records", "statements", "checks"):
        assert both[field] == one[field] + moved[field], field


def shifted(document: Row, offset: int, before: int, statements: int = 0) -> Row:
    """A document whose text begins so many characters later, behind so many records and statements."""

    def move(item: Any, name: str = "") -> Any:
        if isinstance(item, dict):
            return {key: move(value, key) for key, value in item.items()}
        if isinstance(item, list):
            return [move(value, name) for value in item]
        if isinstance(item, int) and not isinstance(item, bool):
            if name in ("start", "end", "speaker_start", "speaker_end", "slogans"):
                return item + offset
            if name in ("parent", "record", "parts"):
                return item + before
            if name == "statement":
                return item + statements
        return item

    moved: Row = move(document)
    return moved


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ("956例", {956}),
        ("1,204例", {1204}),
        ("１２例", {12}),
        ("3.5万剂次", {35_000}),
        ("1200余万人次", {12_000_000}),
        ("二百三十例", {230}),
        ("十二万零五十人", {120_050}),
        ("无", {0}),
        ("病例1—病例15、病例20", {16}),
    ],
)
def test_the_reader_of_counts(written: str, counts: set[int]) -> None:
    found = readings(written)
    assert found is not None
    assert counts <= found
    assert max(found) + 1 not in found


@pytest.mark.parametrize("wrong", ["957", "95", "9566"])
def test_a_wrong_count_would_be_seen(wrong: str) -> None:
    assert int(wrong) not in (readings("956例") or set())
