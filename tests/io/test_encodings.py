from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import decode

TEXT = "4月2日，吉林省新增本地确诊病例956例。\r\n其中长春市723例。"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), (TEXT, "utf-8")),
        (b"\xef\xbb\xbf" + TEXT.encode(), (TEXT, "utf-8")),
        (TEXT.encode("gb18030"), (TEXT, "gb18030")),
        ("联通".encode("gb18030") + TEXT.encode("gb18030"), ("联通" + TEXT, "gb18030")),
        ("𠮷𬬮".encode("gb18030"), ("𠮷𬬮", "gb18030")),
        (b"", ("", "utf-8")),
        (b"\xef\xbb\xbf", ("", "utf-8")),
    ],
)
def test_decodes(data: bytes, expected: tuple[str, str]) -> None:
    assert decode(data, "a.txt") == expected


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (TEXT.encode() + b"\xff", len(TEXT.encode())),
        (TEXT.encode()[:-1], len(TEXT.encode()) - 3),
        (b"\xef\xbb\xbfabc\xff", 6),
        (b"abc\xff\xff", 3),
    ],
)
def test_refuses_with_name_and_offset(data: bytes, offset: int) -> None:
    with pytest.raises(InputError, match=rf"^a\.txt: .*\bbyte {offset}\b"):
        decode(data, "a.txt")


def test_offset_counts_from_the_start_of_the_file() -> None:
    with pytest.raises(InputError, match="byte 103"):
        decode(b"abc\xff\xff", "a.jsonl, line 2", offset=100)


@given(st.text())
def test_utf8_comes_back(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == (text, "utf-8")


@given(st.binary())
def test_any_bytes_are_text_or_a_clear_refusal(data: bytes) -> None:
    try:
        decode(data, "a.txt")
    except InputError as error:
        assert "byte" in str(error)
