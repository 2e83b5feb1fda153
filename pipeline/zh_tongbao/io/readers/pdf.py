"""PDF files: the text of their pages, lines that the page broke joined again; of scans what is recognised."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import check_length, read_whole
from zh_tongbao.io.readers.ocr import scanned
from zh_tongbao.io.source import Report, Source

_ROW = re.compile(r"[^\W\d_]\S{0,40}(?: {1,9}(?:[0-9][0-9,.%]{0,15}|[-.\u2014])){1,20}$")
FULL = 0.75
# Share of the longest line's length from which on a line may have been broken by the page and not by the writer.


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .pdf file, called after its stem.

    Raises:
        InputError: pypdf is not installed, the file cannot be read (damaged, locked) or holds no text.
        OSError: it cannot be opened.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise InputError(f"{source.name}: needs pypdf: pip install 'zh-tongbao[pdf]'") from error
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every small slip of the file's maker
    data = read_whole(source)
    pages: list[str] = []
    length = 0
    try:
        for page in PdfReader(BytesIO(data)).pages:  # one page may be listed any number of times
            pages.append(page.extract_text())
            length += len(pages[-1])
            check_length(length, source.name)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the library lets many kinds out of damaged files
        raise InputError(f"{source.name}: not a readable PDF ({type(error).__name__}: {error})") from error
    text = join_lines("\n".join(pages))
    if not text.strip():
        text = scanned(data, source.name)
    if not text.strip():
        raise InputError(f"{source.name}: no text was recognised in this PDF; save its text as .txt")
    yield source.name, whole(source, text)


def join_lines(text: str) -> str:
    r"""Join the lines that a page broke: those nearly as long as the longest that end in no punctuation.

    Rows of a table, which end in a blank and a number, are joined with nothing. Chinese has no spaces between words, so that nothing stands for the line's end; between two Latin letters or digits
    a space does.

    Example:
        >>> from zh_tongbao.io.readers.pdf import join_lines
        >>> join_lines("关于疫情的通报\n4月2日，全省新增本地确诊病\n例3例，均在长春市。")
        '关于疫情的通报\n4月2日，全省新增本地确诊病例3例，均在长春市。'
    """
    lines = [line.strip() for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    joined = ""
    open_line = False
    for line in lines:
        if joined:
            open_line = open_line and _ROW.search(line) is None
            latin = joined[-1:].isascii() and joined[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
            joined += (" " if latin else "") if open_line and line else "\n"
        joined += line
        ends = not line or unicodedata.category(line[-1]).startswith("P")
        open_line = len(line) >= FULL * longest and not ends and _ROW.search(line) is None
    return joined
