"""What separators do: brackets open and close scopes, semicolons, sentences and lines end what a clause stands in."""

from __future__ import annotations

from zh_tongbao.components.case_attributes.continuation import Continuation
from zh_tongbao.components.case_attributes.counting import Counting
from zh_tongbao.components.case_attributes.headings import Headings, is_of_months, spans_days
from zh_tongbao.components.case_attributes.items import PERIOD, Item
from zh_tongbao.components.case_attributes.lookahead import behind_a_mark, dated_without_a_place, is_dealt
from zh_tongbao.components.case_attributes.parts import OPENS
from zh_tongbao.components.case_attributes.scopes import BRACKET, MUTE, PART, Scope, State
from zh_tongbao.vocab.tables import Row

ENDS_A_CLAUSE = frozenset({"comma", "semicolon", "stop", "line"})
CONTINUES = frozenset({"comma", "semicolon", "listing", "open"})


class Separators:
    """Read separators.

    Parameters:
        state: where the parser stands.
        headings: begins passages.
        continuation: closes lists.
        counting: makes the records of a clause.

    Attributes:
        after_record: whether a bracket that opens now belongs to a count.
        begins: whether the next clause begins its sentence.
        held: the clause that a bracket interrupted, to be gone on with.
        block: records of a range of case numbers, of which the clauses behind it speak.
        chain: the counts that were joined right before.
    """

    def __init__(self, state: State, headings: Headings, continuation: Continuation, counting: Counting):
        self.state = state
        self.headings = headings
        self.continuation = continuation
        self.counting = counting
        self.beside = counting.beside
        self.after_record = False
        self.begins = True
        self.held: list[Item] = []
        self.block: list[int] = []
        self.chain: list[int] = []

    def read(self, kind: str, index: int) -> None:
        """Let a separator end what it ends.

        Parameters:
            kind: of the separator.
            index: its place among the document's items.
        """
        outside: list[int] = []
        if kind == "line" and self._soft(index):
            self._colon(index)
            return
        if kind == "open":
            scope = self.state.stack[-1]
            if scope.kind != MUTE and (
                self.after_record or (scope.last is not None and behind_a_mark(self.state.items, index))
            ):
                self.state.stack.append(Scope(BRACKET, total=scope.last, mark=self.state.items[index]))
            else:
                self.state.stack.append(Scope(MUTE))
            self.state.stack[-1].joined = self.beside.joined
            self.after_record = True
        elif kind == "close":
            while len(self.state.stack) > 1:
                closed = self.state.stack.pop()
                if closed.kind in (BRACKET, MUTE):
                    self.after_record = closed.kind == BRACKET
                    self.held = closed.held
                    outside = closed.joined
                    break
        elif kind == "semicolon":
            self.continuation.semicolon()
            self.beside.member = None
            self.state.passage.segment = len(self.state.records)
            self.state.passage.here, self.state.passage.reporter, self.state.passage.others = set(), None, None
        elif kind in ("stop", "line"):
            self._end_of_sentence(kind)
            self.state.sentences.append(self.state.items[index].start)
            following = self.state.items[index + 1] if index + 1 < len(self.state.items) else None
            self.counting.build.areas.begin_sentence(self.state.items[index].end, following)
            self._home(index)
        if kind in ENDS_A_CLAUSE:
            if self.state.stack[-1].once:
                closed = self.state.stack.pop()
                if closed.last is not None:
                    self.state.stack[-1].last = closed.last
            self.beside.here = self.beside.here if kind == "comma" else None
            self.beside.shares, self.counting.sharing.names = None, []
            if not (kind == "comma" and is_dealt(self.state.items, index)):
                self.beside.pending = []
        self.counting.zeros.last = None
        if self.beside.joined:
            self.chain = self.beside.joined
        self.beside.joined = outside  # 5例（其中…）和2例，均为…: joined across the bracket

    def _soft(self, index: int) -> bool:
        """Whether a line break stands inside a list: behind a mark that goes on, or behind the word that opens it."""
        before = self.state.items[index - 1].kind
        behind = self.state.items[index + 1].kind if index + 1 < len(self.state.items) else ""
        if before == "comma" and behind == PERIOD:
            return False  # 玉田路76弄，\n5月3日，闵行区新增…
        scope = self.state.stack[-1]
        if before == "colon":
            return len(self.state.records) > self.state.passage.sentence or scope.kind == PART
        return before in CONTINUES or (scope.kind == PART and scope.last is None and before in OPENS)

    def _colon(self, index: int) -> None:
        """A count with a colon at the end of its line heads the lines below it: their counts are its parts."""
        scope = self.state.stack[-1]
        ends = len(self.state.stack) == 1 and self.state.items[index - 1].kind == "colon"
        if ends and scope.last is not None and scope.last >= self.state.passage.sentence:
            self.state.stack.append(Scope(PART, total=scope.last, inside=True, mark=self.state.items[index - 1]))

    def _end_of_sentence(self, kind: str) -> None:
        del self.state.stack[1:]
        self.beside.member = None
        passage = self.state.passage
        if passage.sentence < len(self.state.records):
            passage.previous = passage.sentence
            if passage.period is passage.main and passage.report is None:
                passage.report = passage.place
        passage.sentence, passage.lead = len(self.state.records), None
        passage.segment = passage.sentence
        passage.said, passage.here, passage.reporter = set(), set(), None
        passage.since = passage.among = passage.group = passage.others = None
        if passage.ungrouped is not None:
            passage.place, passage.ungrouped = passage.ungrouped[0], None
        passage.grouped = False
        passage.compared, passage.bases = False, []
        self.begins = True
        self.counting.unclaimed, self.counting.subject = [], None
        self.headings.end_of_sentence()
        if kind == "stop":
            self.block = []
        main = passage.main
        if main is not None and main["start_time"] is not None and is_of_months(main):
            self._of_months(main, kind)

    def _of_months(self, main: Row, kind: str) -> None:
        """Of a report of months, a new line is of the report again, after the day and place of an example or a group of places."""
        passage = self.state.passage
        period = passage.period
        if kind != "line" or period is None:
            return
        start = period["start_time"]
        inside = start is not None and main["start_time"] <= start < main["end_time"]
        example = period is not main and inside and not spans_days(period)
        if example:
            passage.begin(main, at=len(self.state.records), main=True)
        if example or (passage.place is not None and passage.place["adcode"] is None):
            passage.place = passage.report

    def _home(self, index: int) -> None:
        """A sentence that begins with a date is about the whole country again, where the document is."""
        if self.state.passage.home is not None and dated_without_a_place(self.state.items, index):
            self.state.passage.place = self.state.passage.home
