"""Strings that repeat, and which of them are formulations."""

from __future__ import annotations

from datetime import date

import pytest

from discourse.corpora import document, entity, statement
from zh_tongbao.discourse.corpus import Corpus
from zh_tongbao.discourse.discovery import COLUMNS, discover
from zh_tongbao.discourse.discovery_words import DiscoveryWords, discovery_words
from zh_tongbao.discourse.ngrams import Stream, repeated
from zh_tongbao.errors import InputError

DAYS = ["2021-02-01", "2021-03-01", "2021-09-01", "2021-10-01", "2021-11-01", "2021-12-01"]
NEW = ["，要推进阳光菜园建设。", "，要办好阳光菜园。", "，让阳光菜园进社区。", "，推进“阳光菜园”。"]


def corpus() -> Corpus:
    """A formulation that is new in September, among two items without it."""
    heads = ["甲市修路", "乙县植树", "丙区开会", "丁镇选种", "戊乡办学", "己村通车"]
    rows = []
    for number, (head, day) in enumerate(zip(heads, DAYS, strict=True)):
        text = head + (NEW[number - 2] if number > 1 else "，天气晴朗。")
        said = [statement(text, text[5:], "王志远")] if number > 1 else []
        rows.append(document(text, day, id=f"n{number}", statements=said))
    return Corpus(rows)


def test_strings_that_repeat_stand_freely_and_hold_together() -> None:
    texts = ["甲阳光菜园乙", "丙阳光菜园丁", "戊阳光菜园己", "阳光菜园"]
    found = {one.text: one for one in repeated(Stream.of(texts, "\n"), 3, 0.6, 0.5)}
    assert set(found) == {"阳光菜园"}
    assert (found["阳光菜园"].documents, len(found["阳光菜园"].places)) == (4, 4)


def test_what_always_has_the_same_neighbour_is_a_piece() -> None:
    texts = [f"{one}大阳光菜园{two}" for one, two in ("甲乙", "丙丁", "戊己")]
    assert {one.text for one in repeated(Stream.of(texts, "\n"), 3, 0.6, 0.5)} == {"大阳光菜园"}


def test_nothing_repeats_in_nothing() -> None:
    assert (
        list(repeated(Stream.of([], "\n"), 2, 0.6, 0.5)) == list(repeated(Stream.of(["甲", ""], "\n"), 2, 0, 0)) == []
    )


def test_a_new_formulation_is_found_with_who_said_it_first() -> None:
    [row] = discover(corpus())
    assert list(row) == [column.name for column in COLUMNS]
    assert (row["formulation"], row["documents"], row["count"], row["weeks"]) == ("阳光菜园", 4, 4, 4)
    assert (row["first"], row["first_id"], row["first_speaker"]) == ("2021-09-01", "n2", "王志远")
    assert row["contexts"][0] == "要推进阳光菜园建设。" or "阳光菜园" in row["contexts"][0]
    assert (row["quoted"], row["speakers"]) == (0.25, 1)


def test_since_a_day_what_is_used_more_is_ranked_higher() -> None:
    [before], [since] = discover(corpus()), discover(corpus(), date(2021, 7, 1))
    assert since["novelty"] > 0 and since["score"] > before["score"]


def test_a_formulation_of_the_list_is_left_out_unless_the_list_is_hidden() -> None:
    known = [
        document(
            one["text"],
            one["published"],
            entities=[entity(one["text"], "阳光菜园", "SLOGAN", slogan_id="known")],
        )
        for one in corpus().documents[2:]
    ]
    assert discover(Corpus(known)) == []
    assert [row["formulation"] for row in discover(Corpus(known), hidden=True)] == ["阳光菜园"]


def test_names_and_posts_are_masked() -> None:
    named = [
        document(one["text"], entities=[entity(one["text"], "阳光菜园", "OFFICIAL", name="阳光菜园")])
        for one in corpus().documents[2:]
    ]
    assert discover(Corpus(named)) == []


def test_nothing_is_found_in_an_empty_corpus() -> None:
    assert discover(Corpus([])) == []


@pytest.mark.parametrize(
    ("text", "core"),
    [("深入贯彻新发展理念", "新发展理念"), ("推进阳光菜园", "阳光菜园"), ("建设国家", "建设国家")],
)
def test_frames_are_taken_off_while_enough_is_left(text: str, core: str) -> None:
    assert discovery_words().unframed(text) == core


def test_parallel_and_numbered_shapes_speak_for_a_formulation() -> None:
    shape = discovery_words().shape
    plain = shape("阳光菜园")
    assert all(shape(text) > plain for text in ("守初心、担使命", "三项清单", "互联网+", "应接尽接", "房住不炒"))
    assert shape("美好的生活") < plain


def test_a_sign_without_a_weight_is_named() -> None:
    with pytest.raises(InputError, match="weight"):
        DiscoveryWords([{"kind": "frame", "term": "坚持", "value": ""}])
