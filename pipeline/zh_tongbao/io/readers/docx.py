"""Word documents (.docx): paragraphs and the cells of tables, in the order in which they stand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, check_length, read_whole
from zh_tongbao.io.readers.rows import LONGEST, WIDEST, cell_text
from zh_tongbao.io.source import Report, Source

UNPACKED = 2 * LARGEST
# Bytes of all parts of a document, pictures too: python-docx holds each of them.

XML = LARGEST
# Bytes of the part with the text, which takes many times as much once it is parsed.

_TEXT = "word/document.xml"
_GRID = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblGrid"


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .docx file, called after its stem: a line for each paragraph and for each row of a table.

    Raises:
        InputError: python-docx is not installed, or the file is no Word document, or one that is too large unpacked.
        OSError: it cannot be opened.
    """
    try:
        import docx
    except ImportError as error:
        raise InputError(f"{source.name}: needs python-docx: pip install 'zh-tongbao[docx]'") from error
    data = read_whole(source)
    try:
        _check_unpacked(data, source.name)
        text = _Text(source.name).of(docx.Document(BytesIO(data)))
    except (InputError, MemoryError):
        raise
    except Exception as error:  # zip, XML and the library's own errors
        raise InputError(f"{source.name}: not a readable Word document ({type(error).__name__}: {error})") from error
    yield source.name, whole(source, text)


def _check_unpacked(data: bytes, name: str) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED:
        raise InputError(f"{name}: unpacks to {unpacked:,} bytes (at most {UNPACKED:,}); save its text as .txt")
    if sizes.get(_TEXT, 0) > XML:
        raise InputError(f"{name}: its text unpacks to {sizes[_TEXT]:,} bytes (at most {XML:,}); split it")


class _Text:
    """The text of a document, of its tables and of the tables in their cells.

    A cell is read once; behind one that spans columns of its table stand empty ones (how many it spans is a number in the
    file that may say anything). One that goes on below stands in each row that it spans, as a reader of the page sees it.

    Parameters:
        name: of the file, for messages.
    """

    def __init__(self, name: str):
        self._name = name

    def of(self, container: Any) -> str:
        """The lines of a document or of a cell."""
        lines: list[str] = []
        length = 0
        for block in container.iter_inner_content():
            for line in self._rows(block) if hasattr(block, "rows") else (block.text,):
                length += len(line) + 1
                check_length(length, self._name)
                lines.append(line)
        return "\n".join(lines)

    def _cell(self, cell: Any) -> str:
        """The text of a cell, in one line where that is no running text."""
        text = self.of(cell)
        return cell_text(text.replace("\n", "")) if len(text) <= LONGEST else text

    def _rows(self, table: Any) -> Iterator[str]:
        from docx.table import _Cell

        width = min(len(table._tbl.tblGrid.gridCol_lst), WIDEST) if table._tbl.find(_GRID) is not None else 0
        above: dict[int, str] = {}  # the text of the cell that stands over a column of the grid
        for row in table._tbl.tr_lst:
            column = getattr(row, "grid_before", 0)
            cells: list[str] = []
            here: dict[int, str] = {}
            for cell in row.tc_lst:
                continued = cell.vMerge == "continue" and column in above
                here[column] = above[column] if continued else self._cell(_Cell(cell, table))
                cells.append(here[column])
                span = max(1, cell.grid_span)
                cells.extend([""] * (min(span, max(1, width - column)) - 1))
                column += span
            above = here
            check_length(sum(map(len, cells)), self._name)
            yield "\t".join(cells)
