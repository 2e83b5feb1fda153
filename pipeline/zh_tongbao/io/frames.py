"""Docs as polars or pandas frames, for notebooks: with dates as dates and words as categories."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.arrow import arrow_table, schema_of
from zh_tongbao.io.tables import TABLES

if TYPE_CHECKING:
    import pyarrow
    from spacy.tokens import Doc

    from zh_tongbao.io.record_rows import Column

LIBRARIES = ("polars", "pandas")


def to_frame(docs: Doc | Iterable[Doc], table: str = "records", library: str | None = None) -> Any:
    """Return what was found in Docs as one frame.

    Parameters:
        docs: that ran through the pipeline; one or several.
        table: ``documents``, ``records``, ``entities``, ``checks``, ``statements``, ``line_list``, ``contacts``, ``itinerary``
            or ``evidence``.
        library: ``polars`` or ``pandas``; by default the first of them that is installed.

    Returns:
        A ``polars.DataFrame`` or ``pandas.DataFrame``, with the columns of :data:`zh_tongbao.io.tables.TABLES`. Days are
        dates, moments are datetimes (local time), words of which there are few (metric, measure, label …) are categories. A
        day or moment of no known year is null, which a warning says.

    Raises:
        InputError: unknown table or library, or one that is not installed.

    Example:
        >>> import spacy, zh_tongbao
        >>> nlp = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
        >>> doc = nlp("2022年4月2日，吉林省新增确诊病例3例（长春市2例，吉林市1例）。")
        >>> frame = zh_tongbao.to_frame(doc, library="polars")
        >>> frame.select("count", "place.adcode", "parent").rows()
        [(3, '220000', None), (2, '220100', 0), (1, '220200', 0)]
        >>> frame.select("date", "period.start").row(0)
        (datetime.date(2022, 4, 2), datetime.datetime(2022, 4, 2, 0, 0))
    """
    from spacy.tokens import Doc

    from zh_tongbao.documents import to_document

    if table not in TABLES:
        raise InputError(f"table {table!r}: unknown; take one of {', '.join(TABLES)}")
    chosen = _choose(library)
    found = [docs] if isinstance(docs, Doc) else docs
    columns = TABLES[table].columns
    read = [_Moments(column) if column.day or column.moment else None for column in columns]
    rows = (
        [reader(cell) if reader else cell for reader, cell in zip(read, row)]
        for number, doc in enumerate(found)
        for row in TABLES[table].rows(to_document(doc), number)
    )
    arrow = arrow_table(rows, frame_schema(columns))
    _warn(reader for reader in read if reader)
    if chosen == "pandas":
        return arrow.to_pandas(date_as_object=False)
    import polars

    return polars.from_arrow(arrow)


def frame_schema(columns: Iterable[Column]) -> pyarrow.Schema:
    """Return the Arrow schema of a frame.

    Parameters:
        columns: in order.

    Raises:
        InputError: pyarrow is not installed.
    """
    columns = list(columns)
    schema = schema_of(columns, "to_frame")
    import pyarrow

    for place, column in enumerate(columns):
        if column.day:
            schema = schema.set(place, pyarrow.field(column.name, pyarrow.date32()))
        elif column.moment:
            schema = schema.set(place, pyarrow.field(column.name, pyarrow.timestamp("s")))
        elif column.words:
            words = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
            schema = schema.set(place, pyarrow.field(column.name, words))
    return schema


class _Moments:
    """Reads the strings of one column as dates or datetimes, and counts those that are none.

    Parameters:
        column: of days or moments.
    """

    def __init__(self, column: Column):
        self.column = column
        self.lost = 0

    def __call__(self, cell: Any) -> date | None:
        if not isinstance(cell, str):
            return None
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            self.lost += 1
            return None
        return moment.date() if self.column.day else moment


def _warn(read: Iterable[_Moments]) -> None:
    lost = [f"{one.lost} in {one.column.name}" for one in read if one.lost]
    if lost:
        message = f"days and moments without a year are null ({', '.join(lost)}); give make_doc the day of publication"
        warnings.warn(message, stacklevel=3)


def _choose(library: str | None) -> str:
    if library is not None and library not in LIBRARIES:
        raise InputError(f"library {library!r}: unknown; take one of {', '.join(LIBRARIES)}")
    for name in LIBRARIES if library is None else (library,):
        if find_spec(name) is not None:
            return name
    raise InputError(f"{library or 'polars'} is not installed: pip install 'zh-tongbao[{library or 'polars'}]'")
