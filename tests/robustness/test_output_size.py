"""No text makes a document much larger than itself: what is found grows with the text, not with its square.

A shape is a text of any size; it is read at two sizes, and both the JSON of its document and the time taken must grow as the
text does. Hypothesis makes shapes of its own: up to four blocks, one behind the other, each a few words over and over.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING

import genre
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.resources import configs_dir

if TYPE_CHECKING:
    from spacy.language import Language

SMALL, TIMES = 120, 4
MOST_GROWTH = 1.3
# Of the document over that of the text.
MOST_TIME = 9.0
# For four times the text; a square is sixteen.
MOST_PER_CHARACTER = 2_000
# Characters of JSON.
SIZES = (48, 96, 192)
LONGEST = 12_000


@cache
def places() -> list[str]:
    with (configs_dir() / "vocab" / "places.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [row["name"] for row in csv.DictReader(lines) if row["level"] == "prefecture"][:300]


def listed(size: int, mark: str = "、") -> str:
    return mark.join(places()[at % len(places())] for at in range(size))


def posts(size: int) -> str:
    bureaus = ["财政", "教育", "民政", "水利", "司法", "审计", "商务", "公安"]
    return "、".join(f"{places()[at % 100]}{bureaus[at // 100 % 8]}局局长" for at in range(size))


SHAPES: dict[str, Callable[[int], str]] = {
    "open quotations": lambda n: "他指出：“" * n,
    "open quotations of an official": lambda n: "省长王志远强调：“" * n + "要落细措施。",
    "open quotations in paragraphs": lambda n: "会议指出：“要落细措施\n" * n + "”",
    "quotations closed at the end": lambda n: "会议指出：“" * n + "”" * n,
    "words in words": lambda n: "会议指出，王志远说，" * n,
    "formulas in words in words": lambda n: "会议指出，要坚持动态清零，王志远说，" * n,
    "posts of one person, and mentions": lambda n: f"{posts(n)}王志远强调。" + "王志远强调。" * n,
    "a post at each mention": lambda n: "".join(f"{post}王志远。" for post in posts(n).split("、")) + "王志远、" * n,
    "each of many places, many counts": lambda n: f"{listed(n)}各新增确诊病例3例" + "，无症状感染者2例" * n,
    "none of many places, many times": lambda n: "累计均为0例现有" * n + "日本" * n,
    "none of many things in many places": lambda n: f"{listed(n)}均无新增确诊病例" + "、疑似病例" * n,
    "a group of many places": lambda n: f"{listed(n)}等{n}市" + "新增确诊病例3例，" * n,
    "a bracket of many places, and counts": lambda n: f"新增确诊病例3例（{listed(n)}）" + "、死亡1例" * n,
    "parts of parts": lambda n: "新增3例，其中" * n,
    "brackets in brackets": lambda n: "新增3例（其中3例" * n + "）" * n,
    "accounts": lambda n: "累计确诊病例30例，治愈出院10例，死亡2例，现有确诊病例18例。" * n,
    "ranges of case numbers": lambda n: "病例1—病例5，居住于嘉定区，" * n,
    "one quoted programme again and again": lambda n: "“提级管控、统一指挥”方针。" + "提级管控、统一指挥。" * n,
    "a long programme again": lambda n: f"“{'、'.join(['提级管控'] * n)}”方针。" * 3,
    "long names": lambda n: "国务院" + "办公厅副" * n + "主任王志远。" + "王志远。" * n,
    "zones in zones": lambda n: "长春市" + "高新" * n + "开发区" + "新增3例，" * n,
    "invisible characters": lambda n: "新\u200b增1\u200b3例，" * n,
}


def document_size(nlp: Language, text: str) -> int:
    row = {"text": text, "published": "2022-04-03", "region": "220000"}
    return len(json.dumps(to_document(nlp(make_doc(nlp, row))), ensure_ascii=False))


@pytest.mark.parametrize("name", SHAPES)
def test_documents_grow_with_the_text(nlp: Language, name: str) -> None:
    small, large = (SHAPES[name](size) for size in (SMALL, TIMES * SMALL))
    sizes = [document_size(nlp, text) for text in (small, large)]
    assert sizes[1] / sizes[0] <= MOST_GROWTH * len(large) / len(small)
    assert sizes[1] <= MOST_PER_CHARACTER * len(large)


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_text(nlp: Language, name: str) -> None:
    texts = [SHAPES[name](size) for size in (SMALL, TIMES * SMALL)]
    least = [float("inf")] * 2
    for _ in range(4):
        for at, text in enumerate(texts):
            began = process_time()
            document_size(nlp, text)
            least[at] = min(least[at], process_time() - began)
        if least[1] <= MOST_TIME * least[0]:
            return
    pytest.fail(f"{least[1] / least[0]:.1f} times as long for {TIMES} times the text")


MARKED = st.sampled_from(["，", "。", "、", "\n", "（", "）", "“", "”", "：", "各", "均为0例", "无", "其中", "等7市"])
WORDS = st.sampled_from(genre.words()) | st.sampled_from(genre.PHRASES) | st.sampled_from(genre.NUMBERS) | MARKED
BLOCKS = st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=4)


@given(BLOCKS)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.long
def test_documents_of_repeated_blocks_are_linear(nlp: Language, blocks: list[list[str]]) -> None:
    texts = ["".join("".join(block) * size for block in blocks) for size in SIZES]
    if len(texts[-1]) > LONGEST:
        return
    sizes = [document_size(nlp, text) for text in texts]
    assert all(size <= MOST_PER_CHARACTER * len(text) + 1_000 for size, text in zip(sizes, texts))
    growth = [larger / smaller for smaller, larger in pairwise(sizes)]
    assert min(growth) < 2 * MOST_GROWTH
