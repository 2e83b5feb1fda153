"""What the items around a mark tell about what it does there; each function takes the items and the mark's index."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.headings import COUNTED
from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, PLACE, Item

NEAR, PAIR = 12, 2
# Items: how far ahead a sentence is looked at.
JOURNEYS = frozenset({PLACE, "listing", "other", "other_places"})
LINES = frozenset({"line", "stop", "semicolon"})
DATES = frozenset({PERIOD, "until"})
TELLS = frozenset({"report", "tells"})
TOLD = TELLS | {PERIOD, "until", "colon"}
NAMED = frozenset({"severity", "state", "event"})
NAMES = NAMED | {"listing", "measure", "origin", "case"}
EACH = frozenset({"each", "all"})
TIMES = frozenset({"this", PERIOD})
PLACES = frozenset({PLACE, "listing"})
PLACED = COUNTED | {PLACE, "area"}
BEHIND_ITS_COUNT = (["close"], ["comma"], ["semicolon"], ["part"])


def heads_a_list(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a colon stands between the count that ends this clause and its parts by place (169例：香港114例，澳门10例)."""
    return bool(clause) and clause[-1].kind == COUNT and begins_parts(items, index)


def tells_of_days(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a colon stands between a count and what happened on a day (较大事故2起，死亡8人：3月11日，…)."""
    return bool(clause) and clause[-1].kind == COUNT and _kinds(items, index, PAIR) == [PERIOD, "comma"]


def divides(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a word such as 为 stands between a count and its parts by place (5例为呼和浩特市2例、包头市3例)."""
    if not heads_a_list(items, clause, index):
        return False
    first = next(item for item in items[index + 1 :] if item.kind == COUNT)
    return bool(first.value < clause[-1].value)


def opens_on_a_count(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a bracket begins with the count of the place before it (佛山（275例）、广州（25例，均在…）)."""
    named = bool(clause) and clause[-1].kind == PLACE and all(item.kind not in COUNTED for item in clause)
    ahead = _kinds(items, index, 2)
    return named and ahead[:1] == [COUNT] and ahead[1:] in BEHIND_ITS_COUNT


def names_first_of_pairs(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a mark stands among names whose counts follow each by each, or that have one count each.

    重症、|危重症分别为14例和6例; 确诊病例、|疑似病例各2例.
    """
    if any(item.kind in COUNTED for item in clause):
        return False
    if clause[-1].kind in TIMES and _kinds(items, index, 1) == ["earlier"]:
        return True  # 本月和|上月均无死亡病例
    if clause[-1].kind == PERIOD:
        ahead = _kinds(items, index, NEAR)
        return next((kind for kind in ahead if kind not in (PERIOD, "listing")), "") == "respectively"
    if clause[-1].kind not in NAMED:
        return False
    ahead = _kinds(items, index, NEAR)
    at = next((at for at, kind in enumerate(ahead) if kind not in NAMES), len(ahead))
    if ahead[at : at + 1] == ["respectively"]:
        return True
    behind = next((kind for kind in ahead[at + 1 :] if kind != "being"), "")
    return ahead[at : at + 1] in (["each"], ["all"]) and behind in COUNTED


def is_dealt(items: Sequence[Item], index: int) -> bool:
    """Whether the clause behind a mark begins to give each of the places before it its count (甲市、乙市，分别报告3例、2例)."""
    return _kinds(items, index, 1) == ["respectively"]


def lists_journeys(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a mark stands among places where the counted have been (7例有湖北|及其他省份接触史)."""
    if clause[-1].kind != PLACE or all(item.kind != COUNT for item in clause):
        return False
    ahead = items[index + 1 : index + 1 + NEAR]
    told = next((item.kind for item in ahead if item.kind not in JOURNEYS), "")
    return told == "history"


def behind_a_mark(items: Sequence[Item], index: int) -> bool:
    """Whether a bracket with parts stands right behind the mark that ends its count (#云南确诊5例#（其中…）; 5例，（其中…）)."""
    mark, bracket = items[index - 1 : index + 1]
    adjacent = mark.kind in ("stop", "comma") and mark.end == bracket.start
    ahead = _kinds(items, index, 2)
    return adjacent and (ahead[:1] == ["part"] or ahead == [PLACE, COUNT])


def dated_without_a_place(items: Sequence[Item], index: int) -> bool:
    """Whether the sentence behind a mark begins with a date and names no place before its first count."""
    ahead = _kinds(items, index, NEAR)
    return bool(ahead) and ahead[0] in DATES and next((kind for kind in ahead if kind in PLACED), PLACE) in COUNTED


def tells_where(items: Sequence[Item]) -> bool:
    """Whether a clause only says of which place, and when, something is told (韩国17日最新数据显示，…; 山东，…)."""
    if not items or items[0].kind != PLACE or not TOLD.issuperset(item.kind for item in items[1:]):
        return False
    return any(item.kind in TELLS for item in items)


def heads_a_date(items: Sequence[Item], clause: Sequence[Item], index: int) -> bool:
    """Whether a place alone stands at the head of a line, and a comma and a date behind it (山东，2013年5月，…)."""
    if len(clause) != 1 or clause[0].kind != PLACE or items[index : index + 1] == [] or items[index].kind != "comma":
        return False
    before = items[index - 2].kind if index > 1 else "line"
    reached = items[index - 2].end if index > 1 else 0
    if clause[0].start != reached or clause[0].end != items[index].start:
        return False  # 据德国媒体报道，截至…
    return before in LINES and _kinds(items, index, 1) in ([PERIOD], ["until"])


def counts_no_more(items: Sequence[Item], index: int) -> bool:
    """Whether the bracket that goes on behind a mark holds no count."""
    ahead = _kinds(items, index, NEAR)
    return "close" in ahead and COUNTED.isdisjoint(ahead[: ahead.index("close")])


def found_behind(items: Sequence[Item]) -> bool:
    """Whether a clause tells behind its last count how the cases were found (A例和B例在…中发现)."""
    told = [item.kind for item in items if item.kind == "detected" or item.kind in COUNTED]
    return told[-1:] == ["detected"]


def begins_parts(items: Sequence[Item], index: int) -> bool:
    """Whether a part by place or by severity follows a mark (香港114例; 香港（114例）; 伊春市嘉荫县3例; 昭通市、曲靖市各1例; 重型3例)."""
    ahead = _kinds(items, index, NEAR)
    if ahead[:2] == ["severity", COUNT]:
        return True
    if ahead[:1] != [PLACE]:
        return False
    behind = next((at for at, kind in enumerate(ahead) if kind not in PLACES), len(ahead))
    behind += ahead[behind : behind + 1] in (["report"], ["each"], ["open"], ["state"])
    return ahead[behind : behind + 1] == [COUNT]


def _kinds(items: Sequence[Item], index: int, number: int) -> list[str]:
    return [item.kind for item in items[index + 1 : index + 1 + number]]
