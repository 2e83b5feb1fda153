"""doccano: JSON lines with ``text`` and ``label``, a list of ``[start, end, label]``; further keys are its meta data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zh_tongbao.exchange.files import read_lines, spans_in, write_lines
from zh_tongbao.exchange.spans import Row, document_of, given_of, spans_of
from zh_tongbao.io.names import escaped


def read(path: Path) -> Iterator[Row]:
    """Read an export for sequence labelling, in the form with ``label`` or with ``entities`` (``start_offset`` …).

    doccano numbers documents anew; the id that :func:`write` gave is in ``document``.
    """
    for where, number, row in read_lines(path):
        if "entities" in row:
            spans = spans_in(row["entities"], ("start_offset", "end_offset", "label"), f"{where}, field 'entities'")
        else:
            spans = spans_in(row.get("label"), (0, 1, 2), f"{where}, field 'label'")
        yield document_of(
            row.get("document", row.get("id", f"{escaped(path.stem)}-{number}")), row.get("text"), spans, row, where
        )


def write(documents: Sequence[Row], path: Path) -> None:
    """Write documents to import as JSONL."""
    write_lines(
        path,
        (
            {
                "text": document["text"],
                "label": [list(span) for span in spans_of(document)],
                "document": document["id"],
                **given_of(document),
            }
            for document in documents
        ),
    )
