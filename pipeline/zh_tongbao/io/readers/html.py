"""Web pages: the main text, the headline and the day of publication, as trafilatura finds them; tables a line a row.

What trafilatura kept is held against what the page shows (:mod:`zh_tongbao.io.readers.visible`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import UTF_8, decode, note
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.readers.html_tables import put_back, taken_out
from zh_tongbao.io.readers.script_days import day_in_script
from zh_tongbao.io.readers.visible import taken
from zh_tongbao.io.source import Report, Source

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_HEAD = 4096
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}  # the wider set that browsers take as well


_ENCODINGS = re.compile(
    r"utf-8|utf-16(-[lb]e)?|ascii|gb18030|gbk|gb2312|hz|big5|big5hkscs|cp950|cp1252|cp125\d|iso8859-\d+|koi8-[ru]|"
    r"shift_jis|cp932|euc_jp|iso2022_jp|euc_kr|cp949"
)
# Python's names of the encodings that pages are written in. It has others, which are none or take forever (punycode).


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one page, called after the file's stem.

    The day is taken only from where pages state it (meta data, address, a marked date), never from the running text.

    Raises:
        InputError: trafilatura is not installed, the page has no main text, or its encoding is not known.
        OSError: it cannot be opened.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise InputError(f"{source.name}: needs trafilatura: pip install 'zh-tongbao[html]'") from error
    page, encoding = decode_page(read_whole(source), source.name)
    note(source.name, [encoding])
    marked, tables = taken_out(page)
    found = bare_extraction(
        marked,
        with_metadata=True,
        include_comments=False,
        deduplicate=False,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if isinstance(found, dict):
        found = None
    text = taken((found.text or "") if found else "", marked, source.name)
    if not text.strip():
        raise InputError(f"{source.name}: no main text found in this page; save the text itself as .txt")
    day = (found.date if found else None) or day_in_script(page)
    yield (
        source.name,
        whole(source, put_back(text, tables) if tables else text, title=found.title if found else None, published=day),
    )


def decode_page(data: bytes, name: str) -> tuple[str, str]:
    """Decode a page by what it declares, and where it declares nothing or wrongly, by its bytes.

    Raises:
        InputError: no known encoding.

    Example:
        >>> from zh_tongbao.io.readers.html import decode_page
        >>> decode_page("<meta charset=gbk>吉林".encode("gbk"), "a.html")
        ('<meta charset=gbk>吉林', 'gb18030')
    """
    declared = _DECLARED.search(data[:_HEAD])
    if declared:
        encoding = declared.group(1).decode("ascii").lower()
        encoding = _SAME.get(encoding, encoding)
        try:
            if not _ENCODINGS.fullmatch(codecs.lookup(encoding).name):
                return decode(data, name)
            return data.removeprefix(b"\xef\xbb\xbf").decode(encoding), UTF_8 if encoding == "utf8" else encoding
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, name)
