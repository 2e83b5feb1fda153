"""Speakers over a corpus, posts, and the complete table of slogans."""

from __future__ import annotations

import pytest

from discourse.corpora import document, entity, said, statement
from zh_tongbao.discourse.corpus import SLOGANS, STATEMENTS, Corpus
from zh_tongbao.discourse.people import People
from zh_tongbao.discourse.posts import posts, posts_of_person


@pytest.mark.parametrize(
    ("title", "organisation", "rank"),
    [
        ("中央外事办主任", "中央外事工作委员会办公室", "主任"),
        ("外长", "外交部", "部长"),
        ("外交部长", "外交部", "部长"),
        ("外交部部长", "外交部", "部长"),
        ("外交部副部长", "外交部", "副部长"),
        ("我国外长", "外交部", "部长"),
        ("吉林省长", "吉林省", "省长"),
        ("长春市市长", "长春市", "市长"),
        ("总书记", "", "总书记"),
        ("首席数据官", "", "首席数据官"),
    ],
)
def test_a_title_is_an_organisation_and_a_rank(title: str, organisation: str, rank: str) -> None:
    assert posts().post(title) == (organisation, rank)


def test_a_bare_rank_is_the_one_post_that_ends_so() -> None:
    assert posts_of_person(["全国政协主席", "主席"], posts())["主席"] == "中国人民政治协商会议全国委员会主席"
    two = posts_of_person(["国家主席", "中央军委主席", "主席"], posts())
    assert two["主席"] == "主席"


@pytest.mark.parametrize(
    ("written", "speaker"),
    [
        ("俄罗斯总统普京", "普京"),
        ("俄罗斯总统新闻秘书佩斯科夫", "佩斯科夫"),
        ("彼得·马克斯", "彼得·马克斯"),
        ("美国某研究中心主任彼得·马克斯", "彼得·马克斯"),
        ("甲国总统普京和乙国总理马丁", "甲国总统普京和乙国总理马丁"),
        ("王志远委员", "王志远"),
        ("国家文物局相关负责人", "国家文物局相关负责人"),
        ("他", None),
        ("大家", None),
        ("某党主席、", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_speaker_is_a_person_of_the_corpus(written: str | None, speaker: str | None) -> None:
    text = "王志远到会。"
    documents = [
        document(text, entities=[entity(text, "王志远", "OFFICIAL", name="王志远", titles=[])]),
        document("甲", statements=[statement("甲", "甲", "普京")]),
    ]
    assert People(documents, posts()).speaker(written, "person") == speaker


def test_a_body_stays_as_it_is_written() -> None:
    assert People([], posts()).speaker("国务院常务会议", "body") == "国务院常务会议"


def test_the_table_of_slogans_is_complete() -> None:
    corpus = Corpus([said("俄罗斯总统普京", "合作共赢", "2021-07-01", id="a"), said(None, "合作共赢", None)])
    known, unknown = corpus.slogans
    assert set(known) == {column.name for column in SLOGANS} == set(unknown)
    assert (known["id"], known["published"], known["speaker"], known["speaker_written"]) == (
        "a",
        "2021-07-01",
        "普京",
        "俄罗斯总统普京",
    )
    assert (known["no_speaker"], known["statement"], known["policy_field"]) == (None, 0, "party")
    assert "要坚持合作共赢" in known["sentence"]
    assert (unknown["speaker"], unknown["no_speaker"], unknown["published"]) == (None, "unresolved", None)


def test_a_pronoun_leaves_a_slogan_unresolved() -> None:
    [row] = Corpus([said("他们", "合作共赢", None)]).slogans
    assert (row["speaker"], row["no_speaker"]) == (None, "unresolved")


def test_a_slogan_outside_of_statements_keeps_its_reason() -> None:
    text = "合作共赢的一年"
    slogan = entity(text, "合作共赢", "SLOGAN", canonical="合作共赢", no_speaker="headline")
    [row] = Corpus([document(text, entities=[slogan])]).slogans
    assert (row["speaker"], row["no_speaker"], row["statement"]) == (None, "headline", None)


def test_the_table_of_statements_names_their_slogans() -> None:
    [row] = Corpus([said("张三", "合作共赢", "2021-07-01")]).statements
    assert set(row) == {column.name for column in STATEMENTS}
    assert (row["speaker"], row["slogans"]) == ("张三", ["合作共赢"])


@pytest.mark.parametrize(
    ("size", "name"), [("day", "2021-01-03"), ("week", "2020-W53"), ("month", "2021-01"), ("year", "2021")]
)
def test_time_slices(size: str, name: str) -> None:
    corpus = Corpus([document("甲", "2021-01-03"), document("甲"), document("甲", "no day")])
    assert [corpus.slice_of(number, size) for number in range(3)] == [name, None, None]
