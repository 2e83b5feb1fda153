"""What a number that compares is told of: the names, the diseases and the places in front of its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zh_tongbao.components.case_attributes.claims import Said, said
from zh_tongbao.components.case_attributes.compared import Compared
from zh_tongbao.components.case_attributes.items import (
    BARE,
    COUNT,
    DISEASE,
    PER_PEOPLE,
    PERCENT,
    PERIOD,
    PLACE,
    QUANTITY,
    RATE,
    Item,
)
from zh_tongbao.components.case_attributes.mentioned import Mention
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.words import Words

NAMES = frozenset({RATE, QUANTITY, "state", "event", "severity", "case", "ill", "report", "conversion"})
AREAS = frozenset({PLACE, "area"})
PASSED = frozenset(
    {
        "than",
        "sum",
        "measure",
        "compare",
        "respectively",
        "each",
        "all",
        "now",
        "day",
        "at",
        "being",
        "met",
        "is",
        "category",
    }
    | {"earlier", PERIOD, DISEASE, "in_order", "origin", "reach", *AREAS}
)
ENDS = frozenset(
    {"comma", "stop", "line", "semicolon", "colon", "open", "close", "listing", COUNT, BARE, PERCENT, PER_PEOPLE}
)
BEHIND_A_HEAD = frozenset({"open", "colon", "line"})
LONGEST_LIST = 40
# Items: how far back the names of a list are looked for.
IN_PER_CENT = "percent"
# The word of a row for a rate that is told in per cent.


class Name(NamedTuple):
    """What a number is told of: a metric, or the rate of one."""

    metric: Said
    rate: bool = False
    per_cent: bool = False


class Subject(NamedTuple):
    """What stands in front of a word: names, places, diseases, whether nothing unknown does, and all of it as written."""

    names: list[Name]
    places: list[Item]
    diseases: list[Mention]
    known: bool
    label: str


class Subjects:
    """Find them.

    Parameters:
        compared: knows the items of the document.
        words: word lists of the vocabulary.
    """

    def __init__(self, compared: Compared, words: Words):
        self.items = compared.items
        self.starts = compared.starts
        self.text = compared.text
        self.default = words.metrics.default
        self.fillers = words.fillers

    def names_before(self, word: int) -> list[Name]:
        """What stands named in front of a word."""
        return self.before(word).names

    def before(self, word: int) -> Subject:
        """What stands in front of a word; where the word is the name of a rate, it is a name of the list."""
        names: list[Name] = []
        segment: list[Item] = [self.items[word]] if self.items[word].kind == RATE else []
        places: list[Item] = []
        diseases: list[Mention] = []
        at, last = word - 1, max(-1, word - LONGEST_LIST)
        while at > last:
            item = self.items[at]
            if item.kind == "close":
                at = next((back for back in range(at, last, -1) if self.items[back].kind == "open"), last)
            elif item.kind in NAMES:
                segment.insert(0, item)
            elif item.kind == "listing":
                names = [*self.names(segment), *names]
                segment = []
            elif item.kind not in PASSED:
                break
            elif item.kind in AREAS and not names:
                places.insert(0, item)
            elif item.kind == DISEASE and (not diseases or diseases[0].chain == item.value.chain):
                diseases.insert(0, item.value)
            at -= 1
        if not (diseases or names or segment):
            diseases = self._headed(at)
        return Subject([*self.names(segment), *names], places, diseases, *self._clause(word))

    def _headed(self, at: int) -> list[Mention]:
        """The disease right before the mark that a clause stands behind (手足口病（上升20%）; 流感：较上周上升20%)."""
        heads = at > 0 and self.items[at].kind in BEHIND_A_HEAD and self.items[at - 1].kind == DISEASE
        near = heads and self.items[at].start - self.items[at - 1].end <= 1
        return [self.items[at - 1].value] if near else []

    def _clause(self, word: int) -> tuple[bool, str]:
        """Whether the clause in front of a word has nothing but words of the vocabulary, and the clause as written."""
        end = self.items[word].start
        first = next((at for at in range(word - 1, -1, -1) if self.items[at].kind in ENDS), None)
        begin = self.items[first].end if first is not None else 0
        reached, unknown = begin, ""
        for item in self.items[0 if first is None else first + 1 : word]:
            unknown += self.text[reached : item.start]
            reached = max(reached, item.end)
        unknown += self.text[reached:end]
        return not self.fillers.sub("", unknown).strip(), self.text[begin:end].strip()

    def names(self, segment: Sequence[Item]) -> list[Name]:
        """What a stretch without an enumeration mark names."""
        rates = [item for item in segment if item.kind == RATE]
        if rates:
            metric, *words = rates[-1].value.split()
            return [Name(said(metric, rates[-1]), rate=True, per_cent=IN_PER_CENT in words)]
        quantity = next((item for item in reversed(segment) if item.kind == QUANTITY), None)
        if quantity is not None:
            return [Name(said(quantity.value, quantity))]
        reading = read(segment)
        metric = reading.event or reading.state
        case = reading.case or reading.ill
        if metric is None and case is not None and self.default:
            metric = said(self.default, case)
        return [Name(metric)] if metric else []
