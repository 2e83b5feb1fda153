from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zh_tongbao.engine.extraction import extract_row
from zh_tongbao.errors import InputError
from zh_tongbao.io import traditional
from zh_tongbao.io.traditional import UNREAD, VIEWED, is_traditional, simplified_view

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = "2022年4月2日，臺灣地區新增確診病例3例（臺北市2例，高雄市1例），無新增死亡病例。"


def test_offsets_and_wording_are_those_of_the_text_as_given(nlp: Language) -> None:
    pytest.importorskip("opencc")
    document = extract_row(nlp, {"id": "a", "text": TEXT, "title": "疫情發佈"})
    assert (document["text"], document["title"]) == (TEXT, "疫情發佈")
    items = [*document["entities"], *document["records"]]
    assert all(TEXT[item["start"] : item["end"]] == item["text"] for item in items)
    assert [(record["count"], record["metric"]) for record in document["records"]] == [
        (3, "confirmed"),
        (2, "confirmed"),
        (1, "confirmed"),
        (0, "death"),
    ]
    assert document["records"][3]["text"] == "無"


@pytest.mark.parametrize("text", ["", "abc", "新增3例，喆", "全省新增确诊病例3例，" * 9 + "李喆、王喆、張喆参加"])
def test_simplified_texts_are_read_as_they_are(text: str) -> None:
    assert simplified_view(text, "a", print) is None


def test_a_view_of_another_length_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer:
        def convert(self, text: str) -> str:
            return text + "x"

    monkeypatch.setattr(traditional, "_converter", lambda: Longer())
    with pytest.raises(InputError, match="convert it to simplified characters first"):
        simplified_view(TEXT, "a", print)


def test_what_was_done_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opencc")
    notes: list[str] = []
    assert simplified_view(TEXT, "a", notes.append) != TEXT
    monkeypatch.setattr(traditional, "_converter", lambda: None)
    assert simplified_view(TEXT, "a", notes.append) is None
    assert is_traditional(TEXT)
    assert notes == [VIEWED, UNREAD]


def test_a_text_that_is_too_long_is_refused(nlp: Language) -> None:
    with pytest.raises(InputError, match="document 'a': 11 characters are too many"):
        extract_row(nlp, {"id": "a", "text": "a" * 11}, longest=10)
