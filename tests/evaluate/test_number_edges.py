"""An annotation may not cut a number: the tokenizer keeps numbers whole, so such a span would be lost."""

from __future__ import annotations

from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import check_document

TEXT = "H7N9病例123例"


def document(start: int, end: int) -> dict[str, Any]:
    return {
        "id": "a",
        "text": TEXT,
        "entities": [{"start": start, "end": end, "text": TEXT[start:end], "label": "PLACE"}],
    }


@pytest.mark.parametrize("span", [(7, 10), (6, 8)])
def test_a_cut_number_is_named(span: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=r"document 'a', entities\[0\].* cuts the number '123'"):
        check_document(document(*span), "f.jsonl, line 1")


@pytest.mark.parametrize("span", [(6, 9), (6, 10), (0, 4), (0, 2)])
def test_other_edges_are_free(span: tuple[int, int]) -> None:
    check_document(document(*span), "f.jsonl, line 1")
