"""Files that the page sends, read and extracted from; and the tables that all of its documents become."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.bounded import BoundedReader
from zh_tongbao.io.inputs import check_date, check_region
from zh_tongbao.io.readers import read_input
from zh_tongbao.io.uploaded import uploaded
from zh_tongbao.io.wording import Wording
from zh_tongbao.io.writers import make_writer
from zh_tongbao.report.messages import LANGUAGES, messages
from zh_tongbao.report.page import report_page
from zh_tongbao.server.limits import Limits, Refusal

Row = dict[str, Any]

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""What all documents can be taken along as, with the type of each."""


def rows_of(
    name: str, data: str, given: Row, reader: BoundedReader, limits: Limits, problem: Callable[[str], None]
) -> Iterator[Row]:
    """Yield the rows of a file that was sent.

    Parameters:
        name: of the file.
        data: its bytes in base64.
        given: ``published`` and ``region`` of what has none, as a person writes them.
        reader: the process in which it is read.
        limits: ``documents`` is used.
        problem: called with a line for whatever of the file cannot be used.

    Raises:
        InputError: ``given`` is wrong.
        Refusal: not base64, or too many documents.
    """
    try:
        content = base64.b64decode(data, validate=True)
    except ValueError:
        raise Refusal(400, "field 'data': not base64") from None
    try:
        source = uploaded(name, content)
    except InputError as error:
        problem(str(error))
        return
    checks = {"published": check_date, "region": check_region}
    defaults = {key: checks[key](value, key) for key, value in given.items() if value}
    rows = read_input(source, lambda error: problem(str(error)), reader, defaults)
    for number, row in enumerate(rows):
        if number >= limits.documents:
            raise Refusal(413, f"{source.name}: more than {limits.documents} documents; use tongbao extract for it")
        yield row


def written(documents: Sequence[Row], format_name: str, language: str) -> bytes:
    """Return documents as one file.

    Parameters:
        documents: of the contract.
        format_name: a key of :data:`MEDIA`; ``html`` is the report.
        language: of its words.

    Raises:
        InputError: a library that the format needs is not installed.
    """
    if format_name == "html":
        return report_page(documents, language).encode()
    stream = BytesIO()
    wording = Wording(language, {name: messages(name) for name in LANGUAGES})
    writer = make_writer(format_name, stream, wording)
    for document in documents:
        writer.write(document)
    writer.finish()
    return stream.getvalue()


def too_long(row: Row, limits: Limits) -> InputError | None:
    """What is wrong with a row that is too long for one request's work."""
    if len(row["text"]) <= limits.characters:
        return None
    return InputError(f"{row['id']}: {len(row['text']):,} characters, more than {limits.characters:,}; left unread")
