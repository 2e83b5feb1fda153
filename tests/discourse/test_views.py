"""Frequencies, concordance, keyness, timelines, networks."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from discourse.corpora import document, entity, said
from zh_tongbao.discourse.concordance import concordance
from zh_tongbao.discourse.corpus import Corpus
from zh_tongbao.discourse.frequencies import columns, frequencies
from zh_tongbao.discourse.keyness import COLUMNS, keyness
from zh_tongbao.discourse.networks import graph, graphml, network
from zh_tongbao.discourse.selection import selection
from zh_tongbao.discourse.timelines import officials
from zh_tongbao.errors import InputError


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """A year of weeks: one slogan each week, and one that is said ten times in a week of July."""
    start = date(2021, 1, 4)
    days = [(start + timedelta(weeks=week)).isoformat() for week in range(52)]
    documents = [said("张三", "合作共赢", day) for day in days]
    documents += [said("李四", "共同富裕", "2021-07-07") for _ in range(10)]
    return Corpus([*documents, said("李四", "共同富裕", "2021-12-01")])


def test_a_slogan_has_its_counts_and_days(corpus: Corpus) -> None:
    first, second = frequencies(corpus)
    assert [column.name for column in columns([])] == list(first)
    assert (first["slogan"], first["count"], first["documents"]) == ("合作共赢", 52, 52)
    assert (second["first"], second["last"], second["count"]) == ("2021-07-07", "2021-12-01", 11)
    assert second["per_10000"] == round(10_000 * 11 / corpus.characters, 4)
    assert second["per_document"] == round(11 / 63, 4)


def test_a_burst_is_a_week_that_chance_does_not_explain(corpus: Corpus) -> None:
    steady, sudden = frequencies(corpus)
    assert (steady["bursts"], sudden["bursts"]) == ([], ["2021-07-05/2021-07-11"])


def test_slices_have_frequencies_and_bursts_of_their_own(corpus: Corpus) -> None:
    rows = {(row["slogan"], row["month"]): row for row in frequencies(corpus, ["month", "speaker"])}
    july, december = rows["共同富裕", "2021-07"], rows["共同富裕", "2021-12"]
    assert (july["speaker"], july["count"], july["bursts"]) == ("李四", 10, ["2021-07-05/2021-07-11"])
    assert (december["count"], december["bursts"]) == (1, [])
    inside = [document for document in corpus.documents if document["published"].startswith("2021-07")]
    assert july["per_10000"] == round(10_000 * 10 / sum(len(one["text"]) for one in inside), 4)


@pytest.mark.parametrize("by", [["colour"], ["month", "year"], ["speaker", "speaker"]])
def test_rows_are_made_by_what_there_is(corpus: Corpus, by: list[str]) -> None:
    with pytest.raises(InputError, match="--by"):
        frequencies(corpus, by)


def test_nothing_comes_of_an_empty_corpus() -> None:
    empty = Corpus([])
    assert frequencies(empty) == network(empty) == officials(empty) == concordance(empty, ["甲"]) == []


def test_words_in_context() -> None:
    text = "长春市消息。张三说，要坚持合作共赢。\n李四说，不要合作共赢。"
    place = entity(text, "长春市", "PLACE", name="长春市")
    one = said("张三", "合作共赢", "2021-07-01")
    lines = concordance(
        Corpus([one, document(text, "2021-06-01", entities=[place])]), ["合作共赢"], width=4, sort="left"
    )
    assert [(row["left"], row["hit"], row["right"], row["speaker"], row["place"]) for row in lines] == [
        ("，要坚持", "合作共赢", "。 李四", None, "长春市"),
        ("，要坚持", "合作共赢", "。", "张三", None),
        ("说，不要", "合作共赢", "。", None, "长春市"),
    ]


def test_an_id_finds_every_way_of_writing() -> None:
    [row] = concordance(Corpus([said("张三", "合作共赢", None)]), ["known"])
    assert row["hit"] == "合作共赢"


@pytest.mark.parametrize(("terms", "wanted"), [([], {}), (["甲"], {"sort": "colour"}), (["甲"], {"width": 0})])
def test_a_concordance_refuses_what_it_cannot_do(terms: list[str], wanted: dict[str, object]) -> None:
    with pytest.raises(InputError):
        concordance(Corpus([]), terms, **wanted)  # type: ignore[arg-type]


def test_keyness_is_log_likelihood_with_an_effect_size(corpus: Corpus) -> None:
    rows = keyness(corpus, selection("month=2021-07"))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert [row["term"] for row in rows] == ["共同富裕", "合作共赢"]
    inside = sum(len(one["text"]) for one in corpus.documents if one["published"].startswith("2021-07"))
    outside = corpus.characters - inside
    row = rows[0]
    assert (row["target"], row["reference"]) == (10, 1)
    assert row["log_ratio"] == pytest.approx(3.3219 + _log2(outside / inside), abs=0.01)
    assert row["log_likelihood"] > 20 and row["p"] < 0.001 and row["q"] >= row["p"]


def _log2(value: float) -> float:
    from math import log2

    return log2(value)


def test_keyness_of_speakers_reads_statements_alone(corpus: Corpus) -> None:
    rows = keyness(corpus, selection("speaker=李四"), selection("speaker=张三"))
    assert [(row["term"], row["target"], row["reference"]) for row in rows] == [
        ("共同富裕", 11, 0),
        ("合作共赢", 0, 52),
    ]


def test_words_are_counted_by_the_word_cutter(corpus: Corpus) -> None:
    rows = keyness(Corpus(corpus.documents[50:]), selection("month=2021-07"), of="words", least=2)
    assert {"坚持"} <= {row["term"] for row in rows}


@pytest.mark.parametrize("target", ["month=1999-01", "speaker=nobody"])
def test_an_empty_part_is_refused(corpus: Corpus, target: str) -> None:
    with pytest.raises(InputError, match="--target"):
        keyness(corpus, selection(target))


@pytest.mark.parametrize("written", ["month", "colour=red", "month="])
def test_a_selection_is_key_and_value(written: str) -> None:
    with pytest.raises(InputError, match="selection"):
        selection(written)


def test_a_selection_takes_ranges_and_alternatives(corpus: Corpus) -> None:
    rows = [corpus.heads(number) for number in range(len(corpus.documents))]
    held = [selection(one).holds for one in ("month=2021-11..", "month=2021-01,month=2021-02", "title=x")]
    assert [sum(holds(corpus, row) for row in rows) for holds in held] == [10, 8, 0]


def test_officials_have_posts_over_time_and_company() -> None:
    text = "外长林知行和张三到访。"
    documents = [
        document(
            text,
            day,
            entities=[
                entity(text, "林知行", "OFFICIAL", name="林知行", titles=[title]),
                entity(text, "张三", "OFFICIAL", name="张三", titles=[]),
            ],
        )
        for day, title in (("2021-03-01", "外长"), ("2021-09-01", "外交部长"), (None, "外交部副部长"))
    ]
    rows = {(row["name"], row["post"]): row for row in officials(Corpus(documents))}
    post = rows["林知行", "外交部部长"]
    assert (post["first"], post["last"], post["documents"], post["mentions"]) == ("2021-03-01", "2021-09-01", 2, 3)
    assert (sorted(post["written"]), post["appears_with"]) == (["外交部长", "外长"], ["张三 3"])
    assert rows["林知行", "外交部副部长"]["first"] is None
    assert rows["张三", None]["documents"] == 3


def test_networks_are_counted_by_document(corpus: Corpus) -> None:
    first, second = network(corpus, least=2)
    assert (first["source"], first["target"], first["weight"]) == ("张三", "合作共赢", 52)
    assert (second["first"], second["last"]) == ("2021-07-07", "2021-12-01")
    assert network(corpus, least=12) == [first]
    with pytest.raises(InputError, match="--kind"):
        network(corpus, "official-slogan")


def test_people_and_places_are_tied() -> None:
    text = "张三和李四在长春市。"
    entities = [
        entity(text, "张三", "OFFICIAL", name="张三", titles=[]),
        entity(text, "李四", "OFFICIAL", name="李四", titles=[]),
        entity(text, "长春市", "PLACE", name="长春市"),
    ]
    corpus = Corpus([document(text, entities=entities)])
    assert [(row["source"], row["target"]) for row in network(corpus, "official-official", 1)] == [("张三", "李四")]
    assert [(row["source"], row["target"]) for row in network(corpus, "place-official", 1)] == [
        ("长春市", "张三"),
        ("长春市", "李四"),
    ]


def test_graphml_is_read_back_whatever_names_hold() -> None:
    corpus = Corpus([said("张\x00三<b>丙", "合作共赢", "2021-07-01")])
    edges = network(corpus, least=1)
    root = ElementTree.fromstring(graphml(edges))
    texts = [element.text for element in root.iter() if element.tag.endswith("data")]
    assert "张\\x00三<b>丙" in texts and "合作共赢" in texts
    assert graph(edges).number_of_edges() == 1
