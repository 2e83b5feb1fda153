"""One count as the ladders see it, and the guards that they ask: named predicates over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.headings import is_of_days, spans_days
from zh_tongbao.components.case_attributes.items import BARE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.words import Words as Vocabulary
from zh_tongbao.components.case_grammar.context import COUNTED_ROLES, Context
from zh_tongbao.components.case_grammar.structure import Claim, Mention, Record
from zh_tongbao.components.case_grammar.times import Time

SO_FAR = frozenset({"in_all", "already", "grown", "together"})
TELLS_WHICH = ("source", "sources", "category", "period", "origin", "detected")
MYRIAD = 10_000


class Document(NamedTuple):
    """What does not change from count to count."""

    text: str
    view: str
    areas: Areas
    words: Vocabulary
    metrics: Metrics
    published: str | None

    def place(self, item: Item, context: Context, *, alone: bool = False) -> dict[str, Any]:
        """The place that one item names: a division, or for 全省 and the like the one in force (or none, with ``alone``).

        The areas know of no context, so they are told it anew at each call.
        """
        self.areas.sentence, self.areas.heading = context.offset, dict(context.heading or {}) or None
        current = context.place.value if context.place is not None and not alone else None
        return dict(self.areas.of_item(item, current))


class Case:
    """One count, and all that may decide its fields.

    Parameters:
        document: the text and the vocabulary.
        mention: what its clause says.
        total: the count that it is a part of, or None.
        records: those before it.
        context: what is in force.
        time: the time in force.
        relations: how the parts so far of its list are parts.
        listed: whether it stands in a list or bracket.

    Attributes:
        values: by field, what the ladders have decided so far.
        claims: the same with words and rungs.
    """

    __slots__ = (
        "claims", "context", "count", "document", "listed", "mention", "metrics", "places", "records", "relations", "says",
        "time", "total", "totals", "values",
    )  # fmt: skip

    def __init__(
        self,
        document: Document,
        mention: Mention,
        total: Record | None,
        records: Sequence[Record],
        context: Context,
        time: Time,
        relations: frozenset[str] = frozenset(),
        listed: bool = False,
    ):
        self.document, self.metrics = document, document.metrics
        self.mention, self.count, self.says, self.places = mention, mention.item, mention.says, mention.places
        self.total, self.records, self.context, self.time = total, records, context, time
        self.totals: Mapping[str, Any] | None = total.values if total is not None else None
        self.relations, self.listed = relations, listed
        self.values: dict[str, Any] = {}
        self.claims: dict[str, Claim] = {}

    # What the guards and rungs share

    def value(self, role: str) -> Any:
        """The value of the word that plays a role, or None."""
        item = self.says.get(role)
        return None if item is None else item.value

    @property
    def measure(self) -> str | None:
        """The measure that the clause names; words such as 共 are cumulative."""
        word = self.says.get("measure")
        if word is None:
            return "new" if "new_state" in self.says else None
        return "cumulative" if word.value in SO_FAR else str(word.value)

    @property
    def counted(self) -> bool:
        """Whether the clause names what is counted."""
        return not COUNTED_ROLES.isdisjoint(self.says)

    @property
    def state(self) -> str | None:
        """The state that the clause names."""
        if "conversion" in self.says:
            return "confirmed"
        named: str | None = self.value("state") or self.value("new_state")
        return named

    @property
    def header(self) -> Record | None:
        """The last count that named what it counts, unless it counts outbreaks."""
        at = self.context.header
        record = self.records[at] if at is not None else None
        return None if record is None or self.of_events(record) else record

    def of_events(self, record: Record | None) -> bool:
        """Whether a count is of outbreaks."""
        return record is not None and record.values["metric"] in self.metrics.by_unit.values()

    @property
    def previous(self) -> Record | None:
        """The count before it in its sentence."""
        return self.records[-1] if len(self.records) > self.context.sentence else None

    @property
    def whole(self) -> Record | None:
        """The count before it in its sentence that is no part."""
        last = self.previous
        while last is not None and last.link is not None:
            last = self.records[last.link.total]
        return last

    @property
    def in_force(self) -> str:
        """The measure in force: the last one named, else what follows from the time."""
        return self.context.measure[0] if self.context.measure is not None else self.by_time()

    def by_time(self) -> str:
        """The measure of a count where nothing has named one."""
        window = self.time.period is not None and not self.time.until and self.time.now is None
        landmark = self.count.modifier == "over" and self.mention.amount >= MYRIAD and self.counted
        acts = self.behind("event") and self.values["metric"] in self.metrics.outcomes
        tolled = "state" in self.says and self.says["state"].start == self.count.end
        bare = self.count.kind == BARE and ("event" in self.says or tolled)
        told = (acts or bare) and self.time.period is None
        return "new" if told or (window and not (landmark and "change" not in self.says)) else "cumulative"

    def behind(self, role: str) -> bool:
        """Whether the word of a role stands behind the count, together with the noun that it is said of."""
        word = self.says.get(role)
        return word is not None and word.start > self.count.start and ("state" in self.says or "case" in self.says)

    def over_a_range(self) -> bool:
        """Whether the time in force is a report's days or months, or the day of an event: a sum over it is new."""
        period = self.time.period
        if period is None or self.time.now is not None or period["start_time"] is None:
            return False
        return bool(period.get("event")) or spans_days(period)


Guard = Callable[[Case, str], bool]


def _says(case: Case, role: str) -> bool:
    return role in case.says


def _counted(case: Case, _: str) -> bool:
    return case.counted


def _total(case: Case, prop: str) -> bool:
    """There is a total; with an argument, one whose metric has this property."""
    if case.totals is None:
        return False
    return not prop or has_property(case.metrics, case.totals["metric"], prop)


def _total_measure(case: Case, measure: str) -> bool:
    return case.totals is not None and case.totals["measure"] == measure


def _metric(case: Case, prop: str) -> bool:
    """The metric has this property, or this name."""
    return has_property(case.metrics, case.values["metric"], prop)


def _measure(case: Case, measure: str) -> bool:
    return bool(case.values["measure"] == measure)


def _same_metric(case: Case, _: str) -> bool:
    return case.totals is not None and case.totals["metric"] == case.values["metric"]


def _unit(case: Case, kind: str) -> bool:
    return case.count.unit in case.document.words.case_units if kind == "case" else case.count.unit is not None


def _kind(case: Case, kind: str) -> bool:
    return case.count.kind == kind


def _named(case: Case, measure: str) -> bool:
    """The clause names a measure; with an argument, this one."""
    return case.measure == measure if measure else case.measure is not None


def _in_force(case: Case, measure: str) -> bool:
    return case.in_force == measure


def _time(case: Case, what: str) -> bool:
    """Of the time in force: ``now``, ``until``, ``window``, ``range``, ``none``, ``compared``, ``since``."""
    time = case.time
    if what == "window":
        return time.period is not None and not time.until and time.now is None
    if what == "range":
        return case.over_a_range() or (case.context.start is not None and time.now is None)
    if what == "days":
        return case.over_a_range()
    if what == "none":
        return time.period is None
    return bool(getattr(time, what))


def _place(case: Case, _: str) -> bool:
    return bool(case.places)


def _lists(case: Case, _: str) -> bool:
    """The clause says of which of the counted cases it speaks, or describes them."""
    return bool(case.places) or any(role in case.says for role in (*TELLS_WHICH, "described"))


def _header(case: Case, prop: str) -> bool:
    return case.header is not None and (not prop or has_property(case.metrics, case.header.values["metric"], prop))


def _first(case: Case, _: str) -> bool:
    return len(case.records) == case.context.sentence


def _outbreak(case: Case, _: str) -> bool:
    """This sentence or the one before has counted outbreaks."""
    return any(case.of_events(record) for record in case.records[case.context.previous :][-300:])


def _whom_of_total(case: Case, _: str) -> bool:
    return case.totals is not None and case.state is not None and case.state == case.totals["of"]


def _told_of_other(case: Case, _: str) -> bool:
    """The clause names the cases alone, without a measure."""
    return case.state == case.metrics.default and case.measure is None


def _observes_new(case: Case, _: str) -> bool:
    return case.value("event") == "under_observation" and case.measure == "new" and case.state is not None


def _goes_on(case: Case, _: str) -> bool:
    """A count without a noun that says what the one before it in the sentence does, under another measure."""
    last = case.whole
    if last is None or case.places:
        return False
    if last.mention.item.unit not in (None, case.count.unit) and "day" not in case.says:
        return False
    if not (case.measure or "reach" in case.says or "compare" in case.says or "than" in case.says):
        return False
    return last.values["measure"] != case.measure or "reach" in case.says


def _total_started(case: Case, _: str) -> bool:
    return case.totals is not None and bool(case.totals["period"]["start"])


def _own_range(case: Case, _: str) -> bool:
    return (
        "period" in case.says
        and bool(case.says["period"].value["start_time"])
        and spans_days(case.says["period"].value)
    )


def _joined(case: Case, _: str) -> bool:
    """The word of the measure stands right before the verb (累计|住院病例230例)."""
    word, event = case.says.get("measure"), case.says.get("event")
    return word is not None and "together" not in case.says and event is not None and word.end == event.start


def _grave(case: Case, _: str) -> bool:
    """A stock, or a grade that is counted by who is in it now."""
    return case.in_force == "cumulative" or case.value("severity") in case.metrics.current_grades


def _admitted(case: Case, _: str) -> bool:
    event = case.says.get("event")
    return (
        event is not None
        and case.document.text[event.start : event.end] in case.document.words.admitted
        and case.time.now is None
    )


def _of_a_day(case: Case, _: str) -> bool:
    """The measure stands behind a day or range (2日已出院7例), and not behind a cut-off."""
    return "of_day" in case.says and bool(case.says["of_day"].value["start_time"])


def _falls(case: Case, _: str) -> bool:
    return "change" in case.says and int(case.says["change"].value) < 0


def _ended_window(case: Case, _: str) -> bool:
    """A zero behind those in hospital, in a window that the text has named."""
    window, period = case.time.window, case.time.period
    if not case.records or case.records[-1].values["metric"] not in case.metrics.current:
        return False
    return window is not None and period is not None and window["end_time"] == period["end_time"]


def _stands(case: Case, _: str) -> bool:
    """A zero without a measure of what is there now: behind 目前, or behind the zero of what is new."""
    state = case.state
    if state not in case.metrics.staged - case.metrics.unsplit or "event" in case.says or case.measure is not None:
        return False
    listed = case.previous is not None and case.in_force == "new"
    if state == "suspected" and not listed:
        return True
    before = case.records[case.context.sentence :][-300:]
    like = (r.values["metric"] == state and r.values["measure"] == "new" and not r.mention.amount for r in before)
    return case.time.now is not None or any(like)


def _not_done(case: Case, _: str) -> bool:
    """A zero of something that is done to people, without a measure (没有接种)."""
    if case.count.kind != "zero" or "event" not in case.says:
        return False
    return case.value("event") not in case.metrics.deniable and case.measure is None


def _observed(case: Case, what: str) -> bool:
    """Whom the passage speaks of has this property."""
    return case.context.observed is not None and has_property(case.metrics, case.context.observed, what)


def _state(case: Case, prop: str) -> bool:
    """The state that the clause names has this property."""
    return case.state is not None and has_property(case.metrics, case.state, prop)


def _days(case: Case, _: str) -> bool:
    period = case.time.period
    return period is not None and period["start_time"] is not None and is_of_days(period)


def has_property(metrics: Metrics, metric: str, prop: str) -> bool:
    """Whether a metric has a property of the vocabulary, or this name."""
    if prop == "events":
        return metric in metrics.by_unit.values()
    found = PROPERTIES.get(prop)
    return metric in getattr(metrics, found) if found else metric == prop


class Shape(NamedTuple):
    """What guards can know of a count before its values are looked at.

    Parameters:
        roles: those that its clause plays.
        kind: of the count.
        placed: whether the clause names places.
        part: whether it has a total.
    """

    roles: frozenset[str]
    kind: str
    placed: bool
    part: bool


def known(shape: Shape, name: str, argument: str) -> bool | None:
    """What a guard says of all counts of a shape; None where it depends on values."""
    if name == "says":
        return argument in shape.roles
    if name == "kind":
        return shape.kind == argument
    if name == "place":
        return shape.placed
    if name == "counted":
        return not COUNTED_ROLES.isdisjoint(shape.roles)
    if name == "lists":
        return shape.placed or not shape.roles.isdisjoint((*TELLS_WHICH, "described"))
    if name == "named" and not argument:
        return "measure" in shape.roles or "new_state" in shape.roles
    if name == "total" and not argument:
        return shape.part
    needs = NEEDS.get(name, ())
    return False if any(not shape.part if role == "total" else role not in shape.roles for role in needs) else None


NEEDS: dict[str, tuple[str, ...]] = {
    "total": ("total",),
    "total_measure": ("total",),
    "total_started": ("total",),
    "same_metric": ("total",),
    "whom_of_total": ("total",),
    "observes_new": ("event",),
    "own_range": ("period",),
    "of_a_day": ("of_day",),
    "joined": ("measure", "event"),
    "admitted": ("event",),
    "falls": ("change",),
    "not_done": ("event",),
}
"""Roles without which a guard does not hold; ``total`` is a total."""

PROPERTIES = {
    "staged": "staged",
    "unsplit": "unsplit",
    "half": "halves",
    "current": "current",
    "act": "acts",
    "outcome": "outcomes",
    "contact": "contacts",
    "observed": "of_observed",
    "somebody": "of_somebody",
    "of": "of",
}
GUARDS: dict[str, Guard] = {
    "says": _says,
    "counted": _counted,
    "total": _total,
    "total_measure": _total_measure,
    "total_started": _total_started,
    "metric": _metric,
    "measure": _measure,
    "same_metric": _same_metric,
    "unit": _unit,
    "kind": _kind,
    "named": _named,
    "in_force": _in_force,
    "time": _time,
    "place": _place,
    "lists": _lists,
    "header": _header,
    "first": _first,
    "outbreak": _outbreak,
    "whom_of_total": _whom_of_total,
    "cases_alone": _told_of_other,
    "observes_new": _observes_new,
    "goes_on": _goes_on,
    "own_range": _own_range,
    "joined": _joined,
    "grave": _grave,
    "admitted": _admitted,
    "falls": _falls,
    "of_a_day": _of_a_day,
    "ended_window": _ended_window,
    "stands": _stands,
    "not_done": _not_done,
    "observed": _observed,
    "state": _state,
}
