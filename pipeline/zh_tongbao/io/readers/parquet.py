"""Parquet: the columns ``text`` and, where there are such, ``id``, ``title``, ``published``, ``region``."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import Unpacked
from zh_tongbao.io.readers.columns import rows_of, wanted
from zh_tongbao.io.source import Report, Source

ROWS = 256
# Rows held at a time.


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .parquet file batch by batch.

    Raises:
        InputError: pyarrow is not installed, the file is not Parquet, or it has no column ``text``.
        OSError: it cannot be opened.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(f"{source.name}: needs pyarrow: pip install 'zh-tongbao[parquet]'") from error
    with source.open() as stream:
        size = stream.seek(0, SEEK_END)
        try:
            schema = pyarrow.parquet.read_schema(stream)
            fields = wanted(schema.names, source.name)
            names = list(fields.values())
            texts = [field for field in names if _is_text(schema.field(schema.names.index(field)).type)]
            stream.seek(0)
            file = pyarrow.parquet.ParquetFile(stream, read_dictionary=texts, pre_buffer=False)
        except pyarrow.ArrowInvalid as error:
            raise InputError(f"{source.name}: not a Parquet file ({error})") from error
        batches = file.iter_batches(batch_size=ROWS, columns=names, use_threads=False)
        unpacked = Unpacked(source.name, size)
        cells = (row for batch in batches for row in _rows(batch, names, unpacked))
        yield from rows_of(cells, fields, source)


def _is_text(kind: Any) -> bool:
    """Whether a column may be read with its dictionary: many rows that name one long text then cost it once."""
    return str(kind) in ("string", "binary")


def _rows(batch: Any, fields: list[str], unpacked: Unpacked) -> Iterator[tuple[Any, ...]]:
    columns = [batch.column(batch.schema.get_field_index(field)) for field in fields]
    for place in range(batch.num_rows):
        row = tuple(column[place].as_py() for column in columns)
        unpacked.add(sum(len(cell) for cell in row if isinstance(cell, str | bytes)))
        yield row
