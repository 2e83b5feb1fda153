from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest

from report.documents import bulletin
from zh_tongbao.report.shelf import FEW, PACK, shelved

pytest.importorskip("jinja2")


def unpacked(pack: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(pack), -zlib.MAX_WBITS))


def test_every_document_is_where_the_index_says() -> None:
    documents = [{"id": str(number), "checks": [{"ok": number % 3 > 0}]} for number in range(3 * PACK + 1)]
    shelf = shelved(documents, lambda number: f"<p>{number}</p>")
    packs = [unpacked(pack) for pack in shelf.packs]
    assert [packs[pack][place] for *_, pack, place in shelf.index] == [
        f"<p>{number}</p>" for number in range(3 * PACK + 1)
    ]
    assert shelf.left_out == 0


def test_what_finds_no_room_is_counted_and_failing_ones_go_first() -> None:
    documents = [{"id": str(number), "checks": [{"ok": number < 2 * PACK}]} for number in range(3 * PACK)]
    one = len(shelved(documents[:PACK], lambda number: f"<p>{number}</p>").packs[0])
    shelf = shelved(documents, lambda number: f"<p>{number}</p>", room=one + 20)
    assert [entry[3] for entry in shelf.index] == [-1] * 2 * PACK + [0] * PACK
    assert shelf.left_out == 2 * PACK


def test_the_page_says_how_many_texts_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from zh_tongbao.report import page

    monkeypatch.setattr(page, "shelved", lambda documents, markup_of: shelved(documents, markup_of, room=10))
    markup = page.report_page([{**bulletin(), "id": str(number)} for number in range(FEW + 1)], with_charts=False)
    assert f"</span> {FEW + 1}</p>" in markup
    assert "<article" not in markup


def test_contradictions_between_documents_are_listed_with_their_clauses() -> None:
    from zh_tongbao.report.page import report_page

    other = bulletin()
    other = {**other, "id": "b2", "records": [{**other["records"][0], "count": 5}, *other["records"][1:]]}
    [section] = report_page([bulletin(), other], with_charts=False).split('id="h-findings"')[1:]
    section = section.split("</section>")[0]
    assert "one figure in several documents" in section
    assert '<a href="#d1">b2</a>' in section
