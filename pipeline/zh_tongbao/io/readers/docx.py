"""Word documents (.docx): paragraphs and the cells of tables, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.sources import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .docx file, called after its stem: a line for each paragraph and for each row of a table.

    Raises:
        InputError: python-docx is not installed, or the file is no Word document.
        OSError: it cannot be opened.
    """
    try:
        import docx
    except ImportError as error:
        raise InputError(f"{source.name}: needs python-docx: pip install 'zh-tongbao[docx]'") from error
    data = read_whole(source)
    try:
        document = docx.Document(BytesIO(data))
        text = "\n".join(_lines(document))
    except Exception as error:  # zip, XML and the library's own errors
        raise InputError(f"{source.name}: not a readable Word document ({type(error).__name__}: {error})") from error
    yield source.name, {"id": source.stem, "text": text}


def _lines(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells: list[Any] = []
                for cell in row.cells:  # a merged cell comes once for each column that it spans
                    if not cells or cell._tc is not cells[-1]._tc:
                        cells.append(cell)
                yield "\t".join("\n".join(_lines(cell)) for cell in cells)
        else:
            yield block.text
