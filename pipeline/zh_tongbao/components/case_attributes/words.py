"""The word lists that the grammar asks for beside the items themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.vocab.tables import Row


class Words:
    """What case_terms.csv says beyond one value a word.

    Parameters:
        rows: the rows of case_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        self.metrics = Metrics(rows)
        self.once = frozenset(row["term"] for row in rows if row["kind"] == "part" and row["value"] == "once")
        self.case_units = frozenset(row["value"] for row in rows if row["kind"] == "case_unit")
        endings = "|".join(re.escape(row["term"]) for row in rows if row["kind"] == "division_ending") or "(?!)"
        self.area_name = re.compile(rf"(?<![^\W\d])[^\W\d]{{1,7}}(?:{endings})$")
        self.source_codes = {row["term"]: row["value"] for row in rows if row["kind"] == "source_code"}
