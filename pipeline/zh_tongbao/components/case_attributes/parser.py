"""The grammar of case counts. Read :meth:`Parser.run` and :meth:`Parser._clause` first.

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

from zh_tongbao.components.case_attributes.amending import Amender
from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE, TOWN, Areas
from zh_tongbao.components.case_attributes.beside import Beside
from zh_tongbao.components.case_attributes.brackets import Brackets
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import CARRIED, SEPARATORS, Layout, explain
from zh_tongbao.components.case_attributes.classes import Classes
from zh_tongbao.components.case_attributes.compared import Compared
from zh_tongbao.components.case_attributes.counting import Counting
from zh_tongbao.components.case_attributes.divided import LISTS, by_place
from zh_tongbao.components.case_attributes.grids.grids import GRID
from zh_tongbao.components.case_attributes.grids.records import OF_ROW, GridRecords
from zh_tongbao.components.case_attributes.grids.words import GridWords
from zh_tongbao.components.case_attributes.headings import (
    COMPARED,
    COUNTED,
    HEADING,
    NAMES_A_COUNT,
    NAMES_A_METRIC,
    Headings,
)
from zh_tongbao.components.case_attributes.illness import Illness
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, CHANGE, COUNT, NUMBERED, PERIOD, PLACE, RANK, Item
from zh_tongbao.components.case_attributes.likeness import Likeness
from zh_tongbao.components.case_attributes.lookahead import (
    begins_parts,
    divides,
    found_behind,
    heads_a_date,
    heads_a_list,
    is_dealt,
    lists_journeys,
    names_first_of_pairs,
    opens_on_a_count,
    tells_where,
)
from zh_tongbao.components.case_attributes.mentioned import FIELD as DISEASE
from zh_tongbao.components.case_attributes.other_times import OtherTimes, ends_in_a_time
from zh_tongbao.components.case_attributes.parts import OPENS, Parts
from zh_tongbao.components.case_attributes.ranking import Ranking
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.relative import Relative
from zh_tongbao.components.case_attributes.remainders import Remainders
from zh_tongbao.components.case_attributes.remarks import Remarks
from zh_tongbao.components.case_attributes.scopes import MUTE, PART, Record, Scope, State, in_text_order
from zh_tongbao.components.case_attributes.separators import Separators
from zh_tongbao.components.case_attributes.sharing import Sharing
from zh_tongbao.components.case_attributes.tables import TABLE, add_records, with_tables
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.components.case_attributes.zeros import Zeros
from zh_tongbao.vocab.tables import Row

PAIR = 2
TOGETHER = "together"
LONE_NUMBER = re.compile(r"\n[^\S\n]*\d+[^\S\n]*\n")  # \s would run over all empty lines, from each of them anew
BREAKS = SEPARATORS | {NUMBERED, TABLE, GRID}
AREAS = frozenset({"area", "occurs", "ill", "issuer", "incident"})
NO_CODE = frozenset({NOWHERE, TOWN})
NO_WORDS = BREAKS | {"colon", "being"}
# Kinds of items that are more than words of their clause, or can be.
WHOLES = frozenset({"country", "province"})
PLACED = frozenset({PLACE, COUNT})
DENIES = frozenset({"zero", "guess", "not_count", "inside", "area", "reach"})
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
        self.illness = Illness(text, diseases, titled_diseases, words.listing, words.rungs.get(DISEASE, frozenset()))
        items = self.illness.joined(items)
        self.state = State(text, list(items))
        self.stack = self.state.stack
        self.passage = self.state.passage
        self.build = Builder(self.state, areas, words, published)
        self.named_units = self.build.metrics.by_unit.keys() | words.case_units
        self.headings = Headings(self.state, published, self.named_units)
        self.headings.of_title(titled)
        self.parts = Parts(self.state, self.build, words.once)
        self.remainders = Remainders(self.state, self.build)
        self.classes = Classes(self.state, self.build, self.parts.divided)
        self.amender = Amender(self.build)
        self.remarks = Remarks(self.state, self.amender)
        self.beside = Beside(self.state, self.build)
        self.zeros = Zeros(self.state, self.build, self.beside)
        self.other_times = OtherTimes(self.state, self.build)
        sharing = Sharing(self.state, words)
        self.counting = Counting(self.state, self.build, self.beside, self.zeros, self.other_times, sharing)
        self.brackets = Brackets(self.state, self.build, self.counting, self.other_times)
        self.separators = Separators(self.state, self.headings, self.parts, self.counting)

    def run(self) -> list[Record]:
        """Read all clauses and return the records in text order."""
        state = self.state
        if LONE_NUMBER.search(state.text):
            state.items = list(with_tables(state.items))
        clause: list[Item] = []
        for index, item in enumerate(state.items):
            if item.kind == "open" and opens_on_a_count(state.items, clause, index):
                item = self.brackets.before(index)
            elif item.kind == "open" and self.brackets.named_behind(clause, index):
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
                and self.parts.of_named(clause, index)
            ):
                clause = []
            elif kind == "colon" and not clause and begins_parts(self.state.items, index):
                self._listed_behind_bracket(item)
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
        self._clause(clause, "stop")
        self.build.finish()
        layout = Layout(state.items, state.sentences)
        told = self.illness.tell(in_text_order(state.records), state.items, layout)
        for record in told:
            if OF_ROW in record:
                record[DISEASE] = record.pop(OF_ROW)
        state.take(told)
        for other, own in state.others.items():
            state.records[other].update({field: state.records[own][field] for field in (DISEASE, "excludes")})
        self._compare()
        records = in_text_order(state.records)
        for record in records:
            if "value" not in record:
                record["value"], record["per"] = float(record["count"]), None
            record.setdefault("compared", None)
        explain(records, layout, [*CARRIED, *self.build.words.ladders])
        return records

    def _compare(self) -> None:
        """Append the records of what is said of the counts without counting, and say of each change what it compares."""
        state = self.state
        if not self.figures and not any(record["measure"] == CHANGE for record in state.records):
            return
        items = self.illness.among(sorted([*state.items, *self.figures], key=lambda item: item.start))
        compared = Compared(state, items, self.build.words.corrections)
        for change in compared.changes:
            if "compared" in change:
                continue  # of a table
            compared.compare(change, compared.of_change(change), compared.word_of(change))
        like = Likeness(self.build, self.illness)
        relative = Relative(state.text, compared, like, self.build.words)
        ranking = Ranking(relative, like)
        for group in relative.groups():
            for record in ranking.read(group[0]) if group[0].kind == RANK else relative.read(group):
                compared.append(record)

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
            if not (len(clause) == PAIR and self._list_item(clause, kind)):
                self._clause(clause, kind)
        if kind == "listing":
            return []
        self.separators.read(kind, index)
        held, self.separators.held = self.separators.held, []
        return held

    def _listed_behind(self, clause: list[Item], index: int) -> list[Item]:
        """Read the clause of a total and open the list behind its colon."""
        self.state.position = index
        before = len(self.state.records)
        self._clause(clause, "comma")
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
            self._clause(clause[:last], "comma")
        return clause[last:]

    def _interrupted(self, clause: Sequence[Item]) -> bool:
        """Whether a clause goes on behind the bracket that opens now (新疆（含兵团）新增…): it has no count to be split."""
        kinds = {item.kind for item in clause}
        speaks = kinds & SPEAKS_OF_BEFORE
        begins = speaks == {"part"} and clause[-1].kind == PLACE  # 其中甲市（含乙县）8例
        return kinds.isdisjoint(COUNTED) and (begins or not speaks)

    def _list_item(self, clause: Sequence[Item], separator: str) -> bool:
        """Read a place and a count inside a list of parts, as most clauses of a bulletin are.

        What :meth:`_clause` would make of it, without asking what it cannot say.
        """
        place, count = clause
        scope = self.stack[-1]
        if place.kind != PLACE or count.kind != COUNT or scope.total is None or scope.waiting or self.beside.pending:
            return False
        index = self.build.part_by_place(count, place, scope)
        if index is None:
            return False
        scope.last = index
        self.beside.joined.append(index)
        self.beside.member = None
        self.separators.begins = False
        self.separators.after_record = separator == "open"
        return True

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
        made = self.amender.numbered(item, place) if place is not None else None
        if made is not None:
            self.separators.block.append(made)

    def _clause(self, items: list[Item], separator: str) -> None:
        kinds = {item.kind for item in items}
        if self.stack[-1].kind == MUTE:
            self._muted(items)
            return
        if "sorted" in kinds:
            items = self.classes.open(items)
            kinds = {item.kind for item in items}
        if self.stack[-1].kind == PART:
            self.parts.resume(items, kinds)
        elif len(self.stack) == 1 and kinds.isdisjoint(OPENS) and ("detected" in kinds or kinds == PLACED):
            self.parts.of_both(items)
        elif len(self.stack) == 1 and not kinds.isdisjoint(LISTS):
            self.parts.of_last(items)
        if ATTRIBUTE in kinds:
            self.passage.attributes |= read([item for item in items if item.kind == ATTRIBUTE]).attributes
        if not kinds.isdisjoint(COMPARED):
            self.passage.compared = True
        if self.passage.candidate is not None or not kinds.isdisjoint(HEADING):
            self.headings.read(items, kinds)
        body = self.parts.open(items, kinds)
        body = self._of_a_group(body, kinds)
        counts = [at for at, item in enumerate(body) if item.kind in COUNTED]
        if counts and len(self.state.records) == self.passage.sentence:
            self.headings.scope_of_sentence(kinds)
        told = "guess" in kinds or ("repeats" in kinds and self.state.records)
        made = self.counting.read(body, counts, kinds) if counts and not told else []
        if made and found_behind(body):
            self.amender.amend_joined(self.beside.joined, made[-1])
        self.beside.joined.extend(made)
        if not counts:
            groups = (item for item in body if item.kind == "area" and item.value == GROUP)
            self.passage.group = next(groups, self.passage.group)
            self.beside.of_another_unit(body, self._end_of_clause())
            made = self.zeros.second_half(body)
            if not kinds.isdisjoint(NAMES_A_METRIC):
                self.counting.unclaimed = body
            if not (self.beside.pending or kinds.isdisjoint(AREAS)):
                self.build.area(body)
            elif (self.separators.begins and tells_where(body)) or heads_a_date(
                self.state.items, body, self.state.position
            ):
                self.build.at(body[0])
            elif self.separators.begins and [item.kind for item in body] == ["at", PLACE]:
                self.build.at(body[1])  # 在周口，新增12例
            elif separator == "comma" and "centre" in kinds:
                self.beside.here = next((item for item in body if item.kind == PLACE), None)
        elif not made and any(item.kind == "area" and item.value in WHOLES for item in body):
            self.build.area(body)  # 全省发热门诊诊疗300人: what follows is of the province, too
        if "rest" in kinds:
            self.remainders.rest(items, made)
        if not made and body:
            self._remark(body, kinds, separator)
            self._acts(body, kinds)
        dates = kinds == {PERIOD} and separator == "comma"  # 7月19日，甲区通报：… begins with the place
        self.separators.begins = self.separators.begins and dates
        opens = separator == "open"
        last = self.stack[-1].last
        goes_on = last is not None and last >= self.state.passage.sentence and _remarks(body, kinds)
        self.separators.after_record = opens and (bool(made) or goes_on)

    def _of_a_group(self, body: list[Item], kinds: set[str]) -> list[Item]:
        """A clause that sums up is of the places that its sentence named together, and so are those behind it."""
        passage = self.passage
        if passage.group is None or not kinds.isdisjoint({PLACE, "area"}):
            return body
        sums = any(item.kind == "sum" or (item.kind == "measure" and item.value == TOGETHER) for item in body)
        passage.grouped = passage.grouped or sums
        return [passage.group, *body] if passage.grouped else body

    def _end_of_clause(self) -> int:
        """Where the present clause ends."""
        state = self.state
        return state.items[state.position].start if state.position < len(state.items) else len(state.text)

    def _acts(self, body: Sequence[Item], kinds: set[str]) -> None:
        """A clause behind a count may tell what those counted did (12例患者经过救治，…，于今日出院)."""
        index = self.counting.subject
        if index is None or not kinds.isdisjoint(DENIES):
            return
        reading = read(body)
        if reading.event in self.build.metrics.outcomes and (reading.already or not reading.measure):
            self.amender.amend_act(index, reading)

    def _muted(self, items: list[Item]) -> None:
        """A bracket that belongs to no count: it may date its sentence, or hold the counts of the place before it."""
        scope = self.stack[-1]
        if self.brackets.told_apart(items):
            return
        place = scope.held[-1] if scope.held and scope.held[-1].kind == PLACE else scope.place
        if place is not None and any(item.kind == COUNT for item in items):
            muted = self.stack.pop()
            self._clause([*scope.held, *items] if scope.held else [place, *items], "comma")
            self.stack.append(muted)
            muted.held, muted.place = [], place
        elif len(self.stack) > 1 and self.stack[-2].kind == PART and by_place(items):
            muted = self.stack.pop()  # 其中：A市、B市首次报告确诊病例（A市2例、B市1例）
            self._clause(items, "comma")
            self.stack.append(muted)
        else:
            self.headings.aside(items)

    def _remark(self, body: list[Item], kinds: set[str], separator: str) -> None:
        """A clause without a count: places waiting for 各…例, or something said of the counts before."""
        places = [item for item in body if item.kind == PLACE or (item.kind == "area" and item.value in NO_CODE)]
        if places and (separator == "listing" or is_dealt(self.state.items, self.state.position)):
            self.beside.pending.append(places[-1])
        elif self.separators.block:
            self.amender.amend_block(self.separators.block, read(body))
        else:
            self.remarks.read(body, kinds, separator, self.separators.chain, begins=self.separators.begins)


def _remarks(body: Sequence[Item], kinds: set[str]) -> bool:
    """Whether a clause says something of the counts before it (均为…; 为…), which a bracket can go on with."""
    return "all" in kinds or (bool(body) and body[0].kind == "being")
