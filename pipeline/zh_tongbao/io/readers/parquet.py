"""Parquet: the columns ``text`` and, where there are such, ``id``, ``title``, ``published``, ``region``."""

from __future__ import annotations

from collections.abc import Iterator

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.readers.columns import rows_of, wanted
from zh_tongbao.io.sources import Report, Source

ROWS = 1024
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
        try:
            file = pyarrow.parquet.ParquetFile(stream)
        except pyarrow.ArrowInvalid as error:
            raise InputError(f"{source.name}: not a Parquet file ({error})") from error
        fields = wanted(file.schema_arrow.names, source.name)
        batches = file.iter_batches(batch_size=ROWS, columns=fields)
        cells = (
            row
            for batch in batches
            for row in zip(*(batch.column(batch.schema.get_field_index(field)).to_pylist() for field in fields))
        )
        yield from rows_of(cells, fields, source)
