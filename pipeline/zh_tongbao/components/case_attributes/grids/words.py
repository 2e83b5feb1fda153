"""What the vocabulary says of tables: the words of heads, labels and captions (configs/vocab/table_terms.csv)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.case_attributes.stretches import any_of, terms_of, values_of
from zh_tongbao.vocab.tables import Row

TABLE = "table_"
# What the kinds of these words begin with.
BLANK = re.compile(r"\s+")
FOOTNOTE = re.compile(r"[*#\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2473\u25b3\u203b]+$|(?<=[^\W\d_])[0-9]{1,2}$")
# A mark, or a number, behind a name.


def squeezed(written: str) -> str:
    """A head or label without blanks and line ends."""
    return BLANK.sub("", written)


def unmarked(written: str) -> str:
    """A name without the mark of its footnote."""
    return FOOTNOTE.sub("", written.rstrip())


class GridWords:
    """The words of tables.

    Parameters:
        rows: of the vocabulary, those whose kind begins with :data:`TABLE`.
        families: the rows of diseases.csv, which say of what a disease is a type.
    """

    def __init__(self, rows: Iterable[Row] = (), families: Iterable[Row] = ()):
        rows = list(rows)
        kinds = {row["kind"] for row in rows}
        self._patterns = {kind: re.compile(any_of(rows, kind)) for kind in kinds}
        self._values = {kind: values_of(rows, kind) for kind in kinds}
        self.labels = terms_of(rows, "table_label")
        self.nones = terms_of(rows, "table_none")
        year, month = any_of(rows, "table_year"), any_of(rows, "table_month")
        self.months = re.compile(
            rf"(?:(?P<year>(?:19|20)[0-9]{{2}}){year})?(?P<month>1[0-2]|0?[1-9]){month}|(?P<alone>(?:19|20)[0-9]{{2}}){year}?"
        )
        lead, week = any_of(rows, "table_ordinal"), any_of(rows, "table_week")
        self.weeks = re.compile(rf"(?:(?P<year>(?:19|20)[0-9]{{2}}){year})?{lead}(?P<week>[0-9]{{1,2}}){week}")
        self.year = re.compile(rf"(?<![0-9])(?P<year>(?:19|20)[0-9]{{2}}){year}")
        self.metrics = values_of(rows, "table_metric")
        wholes = (r"[ \u3000]{0,8}".join(map(re.escape, term)) for term in sorted(terms_of(rows, "table_whole")))
        self.spaced = re.compile("|".join(wholes) or "(?!)")
        classes = values_of(rows, "table_class")
        self.classes = {code: frozenset(letters) for code, letters in classes.items()}
        self.families = {row["code"]: row["parent"] for row in families if row["parent"] and row["kind"] == "disease"}

    def find(self, kind: str, written: str) -> str | None:
        """The first word of a kind in a stretch without blanks, the longest of those that begin there."""
        pattern = self._patterns.get(TABLE + kind)
        match = pattern.search(written) if pattern is not None else None
        return match.group() if match else None

    def value(self, kind: str, written: str) -> str | None:
        """The value of that word."""
        word = self.find(kind, written)
        return self._values[TABLE + kind][word] if word is not None else None
