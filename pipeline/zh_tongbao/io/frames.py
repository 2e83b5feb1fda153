"""Docs as polars or pandas frames, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.arrow import arrow_table, schema_of
from zh_tongbao.io.tables import TABLES

if TYPE_CHECKING:
    from spacy.tokens import Doc

LIBRARIES = ("polars", "pandas")


def to_frame(docs: Doc | Iterable[Doc], table: str = "records", library: str | None = None) -> Any:
    """Return what was found in Docs as one frame.

    Parameters:
        docs: that ran through the pipeline; one or several.
        table: ``documents``, ``records``, ``entities``, ``checks``, ``statements``, ``line_list``, ``contacts``, ``itinerary``
            or ``evidence``.
        library: ``polars`` or ``pandas``; by default the first of them that is installed.

    Returns:
        A ``polars.DataFrame`` or ``pandas.DataFrame``, with the columns of :data:`zh_tongbao.io.tables.TABLES`.

    Raises:
        InputError: unknown table or library, or one that is not installed.

    Example:
        >>> import spacy, zh_tongbao
        >>> nlp = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
        >>> doc = nlp("2022年4月2日，吉林省新增确诊病例3例（长春市2例，吉林市1例）。")
        >>> frame = zh_tongbao.to_frame(doc, library="polars")
        >>> frame.select("count", "place.adcode", "parent").rows()
        [(3, '220000', None), (2, '220100', 0), (1, '220200', 0)]
    """
    from spacy.tokens import Doc

    from zh_tongbao.documents import to_document

    if table not in TABLES:
        raise InputError(f"table {table!r}: unknown; take one of {', '.join(TABLES)}")
    chosen = _choose(library)
    found = [docs] if isinstance(docs, Doc) else docs
    rows = (row for number, doc in enumerate(found) for row in TABLES[table].rows(to_document(doc), number))
    arrow = arrow_table(rows, schema_of(TABLES[table].columns, "to_frame"))
    if chosen == "pandas":
        return arrow.to_pandas()
    import polars

    return polars.from_arrow(arrow)


def _choose(library: str | None) -> str:
    if library is not None and library not in LIBRARIES:
        raise InputError(f"library {library!r}: unknown; take one of {', '.join(LIBRARIES)}")
    for name in LIBRARIES if library is None else (library,):
        if find_spec(name) is not None:
            return name
    raise InputError(f"{library or 'polars'} is not installed: pip install 'zh-tongbao[{library or 'polars'}]'")
