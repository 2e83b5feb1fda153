"""Parts by disease (CONTRACT R49, R52–R54): which total a count hangs on, once it is known of which disease each is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from zh_tongbao.components.case_attributes.claims import Layout
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.mentioned import FIELD, code_of
from zh_tongbao.components.case_attributes.scopes import Record

CLASS = "class"
EXCEPTS = frozenset({"rest", "outside", "except"})
# Words behind a zero of several diseases that make it an exception (A、B无发病，其余22种…; 除A、B无发病外).


class Tree:
    """Amend the parents of a document's records, one after the other.

    Parameters:
        records: in text order, each with its disease when it is added.
        layout: where sentences begin.
        items: the document's items.
        kinds: of each code, what kind of thing it is.
    """

    def __init__(self, records: Sequence[Record], layout: Layout, items: Sequence[Item], kinds: Mapping[str, str]):
        self.records = records
        self.sentences = layout.sentences
        self.excepts = [item.start for item in items if item.kind in EXCEPTS]
        self.anew = [item.start for item in items if item.kind == "new_scope"]
        self.kinds = kinds
        self.classes: int | None = None

    def add(self, index: int, *, own: bool) -> None:
        """Amend the parent and the relation of a record.

        Parameters:
            index: of the record.
            own: whether its clause names its disease.
        """
        record = self.records[index]
        if own and record["count"] == 0 and self._is_excepted(record):
            record.update(parent=None, relation=None)
            return
        code = code_of(record)
        if code is not None and self.kinds[code] == CLASS and not record["derived"]:
            self._hang_class(index, code)
        parent = record["parent"]
        if parent is None or code is None or code == code_of(self.records[parent]):
            return
        total = self.records[parent]
        beside = parent + 1
        if record["metric"] != total["metric"] and beside < index:
            other = self.records[beside]
            alike = all(other[field] == total[field] for field in ("parent", "measure")) and code_of(other) != code
            if alike and other["metric"] == record["metric"] and other["count"] >= record["count"]:
                record.update(parent=beside, relation=FIELD)
        if record["relation"] == "other" and (own or self.records[record["parent"]]["metric"] == record["metric"]):
            record["relation"] = FIELD

    def _sentence(self, offset: int) -> int:
        return bisect_right(self.sentences, offset)

    def _divides(self, total: Record, code: str) -> bool:
        """Whether a total is of another class, which the class can be a part of."""
        whole = code_of(total)
        return whole not in (None, code) and self.kinds[whole or ""] == CLASS and total["parent"] is None

    def _is_excepted(self, record: Record) -> bool:
        """Whether a zero only says what the count behind it leaves out."""
        at = bisect_left(self.excepts, record["end"])
        return at < len(self.excepts) and self._sentence(self.excepts[at]) == self._sentence(record["start"])

    def _hang_class(self, index: int, code: str) -> None:
        """A class told of in a later sentence is a part like the classes before it (其中，甲类…。同期，丙类…)."""
        record = self.records[index]
        parent = record["parent"]
        if parent is not None and (self.classes is None or parent != self.classes + 1):
            above = self.records[parent]
            if self._divides(above, code) and above["metric"] == record["metric"]:
                self.classes = parent
        if self.classes is None or parent in (self.classes, self.classes + 1):
            return
        total = self.records[self.classes]
        if code_of(total) == code:
            return
        if bisect_left(self.anew, record["start"]) > bisect_left(self.anew, total["start"]):
            self.classes = None
            return
        beside = self.records[self.classes + 1]
        for at, whole in ((self.classes, total), (self.classes + 1, beside)):
            alike = all(whole[field] == record[field] for field in ("metric", "measure", "period", "place"))
            if alike and whole["parent"] is None and whole["count"] >= record["count"] and at < index:
                record.update(parent=at, relation=FIELD)
