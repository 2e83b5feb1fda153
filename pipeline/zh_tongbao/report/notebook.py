"""One document in a notebook's cell: what ``doc._.show()`` and ``doc._.explain()`` show.

The cell holds the report's own view in a frame: its styles do not reach the notebook, and the frame's sandbox gives a
hostile text nothing to reach. Where HTML is not to be had (a terminal, a log) the readable table stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable
from zh_tongbao.io.writers.table import readable
from zh_tongbao.records import explaining
from zh_tongbao.records.explaining import checked_index
from zh_tongbao.records.fields import DOCUMENT
from zh_tongbao.report.messages import messages

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

PIXELS = {"text": 0.95, "records": 31.0, "rest": 260.0}
# Of the frame's height: for a character of the text, for a record, and for all else.

LOWEST, HIGHEST = 320, 760


class DocumentView:
    """A document of the contract that a notebook shows as the report does, and everything else as a table.

    Parameters:
        document: of the contract: from :func:`zh_tongbao.documents.to_document`, or a line of ``--format jsonl``.
        language: of the labels, ``en`` or ``zh``.

    Raises:
        InputError: unknown language.

    Example:
        >>> from zh_tongbao.report.notebook import DocumentView
        >>> view = DocumentView({"id": "a", "text": "A", "entities": [], "records": [], "checks": []})
        >>> view
        a
        records none
        >>> view._repr_html_()[:38]
        '<iframe sandbox="allow-scripts" title='
    """

    def __init__(self, document: Mapping[str, Any], language: str = "en"):
        messages(language)  # says which languages there are
        self.document: Row = {**dict.fromkeys(DOCUMENT.given), **document}
        self.language = language

    def __repr__(self) -> str:
        return readable(self.document)

    def _repr_html_(self) -> str | None:
        """Return the view for a notebook; None, so that the table is taken, where the extra ``[report]`` is not installed."""
        try:
            from markupsafe import escape

            from zh_tongbao.report.page import cell_page

            page = cell_page(self.document, self.language)
        except (ImportError, InputError):
            return None
        name = escape(f"tongbao: {self.document.get('title') or self.document.get('id') or ''}")
        style = f"width: 100%; height: {self._height()}px; border: 0; resize: vertical; overflow: auto"
        return f'<iframe sandbox="allow-scripts" title="{name}" style="{style}" srcdoc="{escape(page)}"></iframe>'

    def _height(self) -> int:
        records = self.document.get("records") or ()
        longer = max(PIXELS["text"] * len(self.document["text"]), PIXELS["records"] * len(records))
        return round(min(HIGHEST, max(LOWEST, PIXELS["rest"] + longer)))


class ExplanationView:
    """Where the values of records come from: in a notebook a table with the words marked, elsewhere text.

    Parameters:
        document: of the contract.
        index: of the record; None for all.
        language: of the labels in a notebook, ``en`` or ``zh``.

    Raises:
        IndexError: there is no such record.
        InputError: unknown language.

    Example:
        >>> from zh_tongbao.report.notebook import ExplanationView
        >>> evidence = {"measure": {"start": 2, "end": 4, "via": "own"}}
        >>> record = {"start": 8, "end": 10, "text": "3例", "metric": "confirmed", "measure": "new", "evidence": evidence}
        >>> ExplanationView({"text": "全市新增确诊病例3例。", "records": [record]}, 0)
        record 0: 3例 confirmed
          measure new · 全市[新增]确诊病例3例… · in its own clause
    """

    def __init__(self, document: Row, index: int | None = None, language: str = "en"):
        messages(language)  # says which languages there are
        records = document.get("records") or []
        self.document = document
        self.indices = list(range(len(records))) if index is None else [checked_index(records, index)]
        self.language = language

    def __repr__(self) -> str:
        if not self.indices:
            return "records none"
        found = (explaining.readable(self.document, index) for index in self.indices)
        return "\n".join(printable(line) for text in found for line in text.splitlines())

    def _repr_html_(self) -> str | None:
        """Return the table for a notebook; None, so that the text is taken, where the extra ``[report]`` is not installed."""
        try:
            from zh_tongbao.report.page import explanation
        except ImportError:
            return None
        try:
            return explanation(self.document, self.indices, self.language)
        except InputError:
            return None


def explain(doc: Doc, index: int | None = None, language: str = "en") -> ExplanationView:
    """Return where the values of a record come from: each field with its words and how they reach the record.

    It is ``doc._.explain()``.

    Parameters:
        doc: that ran through the pipeline.
        index: of the record; None for all.
        language: of the labels in a notebook, ``en`` or ``zh``.

    Raises:
        IndexError: there is no such record.
        InputError: unknown language.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
        >>> doc = nlp("2022年4月2日，吉林省新增确诊病例3例（长春市2例，吉林市1例）。")
        >>> doc._.explain(1)
        record 1: 2例 confirmed
          metric confirmed · …，吉林省新增[确诊病例]3例（长春市… · from its total
          measure new · …2日，吉林省[新增]确诊病例3例… · from its total
          place 长春市 220100 · …诊病例3例（[长春市]2例，吉林市… · in its own clause
          period 2022-04-02 · [2022年4月2日]，吉林省新增… · from its total
          parent 3例 (record 0) · …确诊病例3例[（]长春市2例，… · in its own clause
          relation place · …诊病例3例（[长春市]2例，吉林市… · in its own clause
    """
    from zh_tongbao.documents import to_document

    return ExplanationView({**to_document(doc)}, index, language)


def show(doc: Doc, language: str = "en") -> None:
    """Show what was found in a Doc: in a notebook as the report does, elsewhere as a table on standard output.

    It is ``doc._.show()``.

    Parameters:
        doc: that ran through the pipeline.
        language: of the labels, ``en`` or ``zh``.

    Raises:
        InputError: unknown language.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
        >>> nlp("2022年4月2日，吉林省新增确诊病例3例。")._.show()
        document
        records 1
          3例 confirmed · new · 吉林省 220000 · 2022-04-02
        places 1
          220000 吉林省
    """
    from spacy.util import is_in_jupyter

    from zh_tongbao.documents import to_document

    view = DocumentView(to_document(doc), language)
    if is_in_jupyter():
        from IPython.display import display

        display(view)  # type: ignore[no-untyped-call]
    else:
        print(view)
