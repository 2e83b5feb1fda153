"""The grammar of case counts. Read :meth:`Parser.run` first, then :mod:`.clauses` and :mod:`.finishing`.

A document is a sequence of clauses, cut at commas, semicolons, enumeration marks, brackets and sentence ends. Each
clause says something about its counts and leaves the rest to the scope that it stands in (DESIGN 5):

- the *passage*: period, measure, origin and place that the last heading and the clauses behind it named
  (:mod:`.headings`);
- the *scope stack*: a bracket behind a count, or a list opened by a word such as 其中 or 含, whose counts are parts of
  that count and inherit from it all that they do not say (:mod:`.parts`).

A clause without a count may still say something about the counts before it (均为境外输入病例; 均在北海市; 在云南):
:mod:`.remarks`. Tables are found before the clauses are read: :mod:`.grids`, and :mod:`.tables` for those that lost their lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import SEPARATORS
from zh_tongbao.components.case_attributes.clauses import Clauses
from zh_tongbao.components.case_attributes.finishing import finished
from zh_tongbao.components.case_attributes.grids.grids import GRID
from zh_tongbao.components.case_attributes.grids.records import GridRecords
from zh_tongbao.components.case_attributes.grids.words import GridWords
from zh_tongbao.components.case_attributes.headings import (
    COUNTED,
    NAMES_A_COUNT,
    Headings,
)
from zh_tongbao.components.case_attributes.illness import Illness
from zh_tongbao.components.case_attributes.items import COUNT, NUMBERED, PLACE, Item
from zh_tongbao.components.case_attributes.lookahead import (
    begins_parts,
    divides,
    heads_a_list,
    lists_journeys,
    names_first_of_pairs,
    opens_on_a_count,
    tells_of_days,
)
from zh_tongbao.components.case_attributes.other_times import ends_in_a_time
from zh_tongbao.components.case_attributes.scopes import MUTE, PART, Record, Scope, State
from zh_tongbao.components.case_attributes.tables import TABLE, add_records, with_tables
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.vocab.tables import Row

PAIR = 2
LONE_NUMBER = re.compile(r"\n[^\S\n]*\d+[^\S\n]*\n")  # \s would run over all empty lines, from each of them anew
BREAKS = SEPARATORS | {NUMBERED, TABLE, GRID}
NO_WORDS = BREAKS | {"colon", "being"}
# Kinds of items that are more than words of their clause, or can be.
SPEAKS_OF_BEFORE = frozenset(
    {"all", "all_above", "all_source", "at", "being", "detected", "from_day", "is", "part", "rest", "source"}
)


class Parser:
    """Parse the items of one document into records.

    Parameters:
        text: the text as given.
        items: what the lexer found in it.
        areas: resolves places.
        words: word lists of the vocabulary.
        published: day of publication (``YYYY-MM-DD``), or None.
        titled: the periods that the title names.
        diseases: the diseases that the text names, in text order.
        titled_diseases: those of the title.
        figures: the numbers that count nobody, and the words that say what they are.
        view: the normalised text.
        grid_words: the words of tables.
    """

    def __init__(
        self,
        text: str,
        items: Sequence[Item],
        areas: Areas,
        words: Words,
        published: str | None = None,
        titled: Sequence[Row] = (),
        diseases: Sequence[Row] = (),
        titled_diseases: Sequence[Row] = (),
        figures: Sequence[Item] = (),
        *,
        view: str | None = None,
        grid_words: GridWords | None = None,
    ):
        self.view = view or text
        self.grid_words = grid_words or GridWords()
        self.figures = figures
        self.illness = Illness(text, diseases, titled_diseases, words)
        items = self.illness.joined(items)
        self.state = State(text, list(items))
        self.stack = self.state.stack
        self.passage = self.state.passage
        self.build = Builder(self.state, areas, words, published)
        self.named_units = self.build.metrics.by_unit.keys() | words.case_units
        self.headings = Headings(self.state, published, self.named_units)
        self.headings.of_title(titled)
        self.clauses = Clauses(self.state, self.build, self.headings, words)
        self.brackets = self.clauses.brackets
        self.separators = self.clauses.separators

    def run(self) -> list[Record]:
        """Read all clauses and return the records in text order."""
        state = self.state
        if LONE_NUMBER.search(state.text):
            state.items = list(with_tables(state.items))
        clause: list[Item] = []
        for index, item in enumerate(state.items):
            if item.kind == "open" and opens_on_a_count(state.items, clause, index):
                item = self.brackets.before(index)
            elif item.kind == "open" and (
                self.brackets.named_behind(clause, index) or self.brackets.limits(clause, index)
            ):
                item = state.items[index]
            kind = item.kind
            if kind not in NO_WORDS:
                clause.append(item)
            elif (kind == "colon" and heads_a_list(self.state.items, clause, index)) or (
                kind == "being" and divides(self.state.items, clause, index)
            ):
                clause = self._listed_behind(clause, index)
            elif (
                kind == "colon"
                and clause
                and begins_parts(self.state.items, index)
                and self.clauses.parts.of_named(clause, index)
            ):
                clause = []
            elif kind == "colon" and not clause and begins_parts(self.state.items, index):
                self._listed_behind_bracket(item)
            elif kind == "colon" and tells_of_days(self.state.items, clause, index):
                state.position = index
                self.clauses.read(clause, "comma")
                clause = []
            elif kind not in BREAKS:
                clause.append(item)
            elif kind == NUMBERED:
                self._numbered(item, index)
            elif kind == TABLE:
                add_records(item.value, self.build)
            elif kind == GRID:
                GridRecords(item.value, self.build, self.view, self.grid_words).add()
            else:
                state.position = index
                clause = self._ended(clause, item, index)
        state.position = len(state.items)
        self.clauses.read(clause, "stop")
        return finished(state, self.build, self.illness, self.figures)

    def _ended(self, clause: list[Item], separator: Item, index: int) -> list[Item]:
        """Read a clause that a separator ends, and the separator; return what the next clause begins with."""
        kind = separator.kind
        if clause:
            if kind == "listing" and self._goes_on(clause, index):
                return clause
            if kind == "open" and ends_in_a_time(clause):
                clause = self._before_the_time(clause)
            if kind == "open" and self._interrupted(clause):
                self.stack.append(Scope(MUTE, held=clause))
                return []
            if not (len(clause) == PAIR and self.clauses.read_member(clause, kind)):
                self.clauses.read(clause, kind)
        if kind == "listing":
            return []
        self.separators.read(kind, index)
        held, self.separators.held = self.separators.held, []
        return held

    def _listed_behind(self, clause: list[Item], index: int) -> list[Item]:
        """Read the clause of a total and open the list behind its colon."""
        self.state.position = index
        before = len(self.state.records)
        self.clauses.read(clause, "comma")
        if len(self.state.records) > before:
            self.stack.append(Scope(PART, total=len(self.state.records) - 1, inside=True, mark=self.state.items[index]))
        return []

    def _listed_behind_bracket(self, colon: Item) -> None:
        """Open the list behind the colon of a total that a bracket follows (12例（重症3例）：贵阳市1例，…)."""
        last = self.stack[-1].last
        if len(self.stack) == 1 and last is not None and last >= self.passage.sentence:
            self.stack.append(Scope(PART, total=last, inside=True, mark=colon))

    def _before_the_time(self, clause: list[Item]) -> list[Item]:
        """Read what stands before the time that a count is compared with, where that are counts (30例较上月（25例）)."""
        last = max((at for at, item in enumerate(clause) if item.kind in COUNTED), default=-1) + 1
        if last and last < len(clause):
            self.clauses.read(clause[:last], "comma")
        return clause[last:]

    def _interrupted(self, clause: Sequence[Item]) -> bool:
        """Whether a clause goes on behind the bracket that opens now (新疆（含兵团）新增…): it has no count to be split."""
        kinds = {item.kind for item in clause}
        speaks = kinds & SPEAKS_OF_BEFORE
        begins = speaks == {"part"} and clause[-1].kind == PLACE  # 其中甲市（含乙县）8例
        return kinds.isdisjoint(COUNTED) and (begins or not speaks)

    def _goes_on(self, clause: Sequence[Item], index: int) -> bool:
        """Whether a clause goes on behind an enumeration mark, for what follows says what it counts."""
        items = self.state.items
        return (
            self._unnamed(clause) or lists_journeys(items, clause, index) or names_first_of_pairs(items, clause, index)
        )

    def _unnamed(self, clause: Sequence[Item]) -> bool:
        """Whether a count that names nothing waits for the noun of the next one (青岛市8名、日照市45名密切接触者)."""
        last = clause[-1]
        return (
            last.kind == COUNT
            and last.unit not in self.named_units
            and not any(item.kind in NAMES_A_COUNT for item in clause)
        )

    def _numbered(self, item: Item, index: int) -> None:
        """Case numbers as a count: the place is the next one named, and what holds for the block follows it."""
        place = next((other for other in self.state.items[index + 1 : index + 6] if other.kind == PLACE), None)
        made = self.clauses.amender.numbered(item, place) if place is not None else None
        if made is not None:
            self.separators.block.append(made)
