"""Prodigy: JSON lines with ``text``, ``spans`` and ``meta``; ``answer`` says what the annotator decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zh_tongbao.exchange.files import read_lines, spans_in, write_lines
from zh_tongbao.exchange.spans import Row, document_of, given_of, spans_of
from zh_tongbao.io.names import escaped


def read(path: Path) -> Iterator[Row]:
    """Read an export of ``prodigy db-out``; examples that were rejected or skipped are left out."""
    for where, number, row in read_lines(path):
        if row.get("answer", "accept") != "accept":
            continue
        meta = row.get("meta") or {}
        spans = spans_in(row.get("spans"), ("start", "end", "label"), f"{where}, field 'spans'")
        yield document_of(meta.get("id", f"{escaped(path.stem)}-{number}"), row.get("text"), spans, meta, where)


def write(documents: Sequence[Row], path: Path) -> None:
    """Write examples to correct with ``prodigy spans.manual``."""
    write_lines(
        path,
        (
            {
                "text": document["text"],
                "spans": [{"start": start, "end": end, "label": label} for start, end, label in spans_of(document)],
                "meta": {"id": document["id"], **given_of(document)},
                "answer": "accept",
            }
            for document in documents
        ),
    )
