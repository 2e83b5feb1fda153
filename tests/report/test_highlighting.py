from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zh_tongbao.report.highlighting import highlighted

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(["PLACE", "TITLE", "SLOGAN"])))


def marked(text: str, *spans: tuple[int, int, str]) -> str:
    entities = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return str(highlighted({"text": text, "entities": entities, "records": []}))


def bare(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_inner_marks_stand_inside_outer_ones() -> None:
    assert re.sub(" data-e=...", "", marked("abcd", (0, 4, "TITLE"), (0, 2, "PLACE"))) == (
        '<mark class="e title"><mark class="e place">ab</mark>cd</mark>'
    )


def test_crossing_marks_are_cut() -> None:
    assert re.sub(" data-e=...", "", marked("abcd", (0, 3, "TITLE"), (2, 4, "PLACE"))) == (
        '<mark class="e title">ab<mark class="e place">c</mark></mark><mark class="e place">d</mark>'
    )


def test_one_mark_for_all_records_on_one_expression() -> None:
    records: list[dict[str, Any]] = [{"start": 0, "end": 2}, {"start": 0, "end": 2}]
    assert highlighted({"text": "1例", "records": records}) == '<mark class="e case" data-r="0 1">1例</mark>'


@given(st.text("ab<&>\"'c\n", max_size=12), SPANS)
def test_the_text_stays_whole_and_the_marks_nest(text: str, spans: list[tuple[int, int, str]]) -> None:
    inside = [(start, end, label) for start, end, label in spans if start < end <= len(text)]
    markup = marked(text, *inside)
    assert bare(markup) == text
    depth = 0
    for tag in re.findall(r"</?mark", markup):
        depth += 1 if tag == "<mark" else -1
        assert depth >= 0
    assert depth == 0
    for start, end, label in inside:
        pieces = re.findall(rf'<mark class="e {label.lower()}"', markup)
        assert pieces, f"{label} {start}-{end} is not marked"


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\ufeff", "\x00", "\x1b"])
def test_characters_that_hide_are_shown(character: str) -> None:
    assert bare(marked(f"a{character}b")) == f"aU+{ord(character):04X}b"
