"""Each field of a count by its ladder: the first rung that gives a value wins, and its words are the evidence.

A row of ``configs/vocab/ladders.csv`` is a rung: the ``field``, the ``rung``, and the guards that must hold (``if``) and must not
(``unless``). Guards are names of :data:`.case.GUARDS` with an argument (``total:staged``), parted by blanks; ``a|b`` holds where one
of the two does. The rungs are

- ``own ROLE``: the value of the word that plays this role in the count's clause;
- ``total``, ``header``, ``previous``, ``whole`` (the total around the previous one), ``lead``: what another count has in this field, or in the one named behind it;
- ``VALUE by ROLE``: this value, for the word of this role (``metric``, ``time`` and ``total`` are words, too); ``default`` is the
  metric that the vocabulary calls so;
- ``stop``: nothing; and the names of :data:`SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import NATION, stem
from zh_tongbao.components.case_attributes.origins import IMPORTED
from zh_tongbao.components.case_grammar import origins, periods
from zh_tongbao.components.case_grammar.case import GUARDS, Case, Guard, Shape, known
from zh_tongbao.components.case_grammar.structure import Claim, Record, Words
from zh_tongbao.errors import InputError
from zh_tongbao.vocab.tables import Row

Won = tuple[Any, Any] | None
Source = Callable[[Case], Won]
STOP: tuple[Any, Any] = (None, None)
MOST_SHAPES = 5_000
WANTS = {
    "measure": ("measure", "new_state"),
    "origin": ("origin",),
    "severity": ("severity",),
    "was": ("conversion", "numbered"),
    "total_place": ("total",),
    "changed_period": ("total",),
    "total_period": ("total",),
    "own_period": ("period",),
    "last_hours": ("last_hours",),
    "run": ("run",),
    "earlier": ("earlier",),
}
"""Roles without one of which a source gives nothing; ``total`` is a total."""
OTHERS = ("total", "header", "previous", "whole", "lead")


Asked = tuple[str, str]
"""A guard by name, and its argument."""


class Rung(NamedTuple):
    """One rung: how it is written, what it gives, and under which guards.

    Parameters:
        written: in the table.
        kind: how its words reach the count.
        source: what gives the value.
        wants: roles of which one must be played, or ``total``; empty for what needs none.
        needs, forbids: guards; of those parted by ``|`` one must hold.
    """

    written: str
    kind: str
    source: Source
    wants: tuple[str, ...]
    needs: tuple[tuple[Asked, ...], ...]
    forbids: tuple[Asked, ...]


class Ladder(NamedTuple):
    """The rungs of one field, in order."""

    field: str
    rungs: tuple[Rung, ...]


class Step(NamedTuple):
    """A rung for counts of one shape: only the guards that depend on values are left."""

    source: Source
    written: str
    kind: str
    needs: tuple[tuple[Guard, str], ...]
    either: tuple[tuple[tuple[Guard, str], ...], ...]
    forbids: tuple[tuple[Guard, str], ...]


class Ladders:
    """The ladders of a table, in the order in which its fields first stand there.

    Parameters:
        rows: ``field``, ``rung``, ``if``, ``unless``.
        name: the table's name, for errors.
    """

    def __init__(self, rows: Sequence[Row], name: str = "ladders.csv"):
        found: dict[str, list[Rung]] = {}
        for line, row in enumerate(rows, start=2):
            try:
                found.setdefault(row["field"], []).append(_rung(row))
            except (KeyError, IndexError) as error:
                raise InputError(f"{name}, line {line}: {error.args[0]!r} is no guard, rung or word of one") from error
        self.ladders = tuple(Ladder(field, tuple(rungs)) for field, rungs in found.items())
        self.shapes: dict[Shape, tuple[tuple[str, tuple[Step, ...]], ...]] = {}

    def of(self, shape: Shape) -> tuple[tuple[str, tuple[Step, ...]], ...]:
        """The ladders for counts of a shape, made once: without the rungs that such a count never climbs."""
        steps = self.shapes.get(shape)
        if steps is None:
            if len(self.shapes) > MOST_SHAPES:
                self.shapes = {}
            steps = tuple((ladder.field, tuple(_steps(ladder, shape))) for ladder in self.ladders)
            self.shapes[shape] = steps
        return steps


def resolve(case: Case, every: Ladders) -> Case | None:
    """Decide all fields of a count; None where nothing tells what it counts."""
    values, claims = case.values, case.claims
    shape = Shape(frozenset(case.says), case.count.kind, bool(case.places), case.totals is not None)
    for field, steps in every.of(shape):
        values[field] = None
        for step in steps:
            if (step.needs or step.forbids or step.either) and not _holds(case, step):
                continue
            won = step.source(case)
            if won is STOP:
                break
            if won is not None and field == "metric":
                won = _in_unit(case, won)
            if won is not None:
                values[field] = won[0]
                claims[field] = Claim(field, won[0], won[1], step.written, step.kind)
                break
        if field == "metric" and values[field] is None:
            return None
    return case


def _in_unit(case: Case, won: tuple[Any, Any]) -> Won:
    """What is counted in this unit where the words name a metric of several units (受灾3公顷); None for no such count."""
    if not case.metrics.units or won[0] in case.metrics.by_unit.values():
        return won
    metric = case.metrics.in_unit(won[0], case.count.unit)
    return None if metric is None else (metric, won[1])


def _holds(case: Case, step: Step) -> bool:
    for guard, argument in step.needs:
        if not guard(case, argument):
            return False
    for guard, argument in step.forbids:
        if guard(case, argument):
            return False
    return all(any(guard(case, argument) for guard, argument in some) for some in step.either)


def _steps(ladder: Ladder, shape: Shape) -> Iterator[Step]:
    """The rungs of a ladder that counts of a shape may climb, up to the first that needs nothing more."""
    for rung in ladder.rungs:
        if rung.wants and not any(shape.part if role == "total" else role in shape.roles for role in rung.wants):
            continue
        needs = [_open(shape, some) for some in rung.needs]
        forbids = _open(shape, rung.forbids)
        if None in needs or forbids is True:
            continue
        left = [some for some in needs if isinstance(some, tuple)]
        alone = tuple((GUARDS[some[0][0]], some[0][1]) for some in left if len(some) == 1)
        either = tuple(tuple((GUARDS[name], argument) for name, argument in some) for some in left if len(some) > 1)
        yield Step(rung.source, rung.written, rung.kind, alone, either, _functions(forbids))


def _open(shape: Shape, some: Sequence[Asked]) -> tuple[Asked, ...] | bool | None:
    """Of guards of which one must hold, those that depend on values; True where one holds, None where none can."""
    told = [known(shape, name, argument) for name, argument in some]
    if True in told:
        return True
    left = tuple(asked for asked, is_known in zip(some, told) if is_known is None)
    return left or None


def _functions(left: tuple[Asked, ...] | bool | None) -> tuple[tuple[Guard, str], ...]:
    return tuple((GUARDS[name], argument) for name, argument in left) if isinstance(left, tuple) else ()


def _rung(row: Row) -> Rung:
    needs = tuple(tuple(_guard(one) for one in word.split("|")) for word in (row.get("if") or "").split())
    forbids = tuple(_guard(word) for word in (row.get("unless") or "").split())
    kind, source, wants = _source(row["field"], row["rung"].split())
    return Rung(row["rung"], kind, source, wants, needs, forbids)


def _guard(word: str) -> Asked:
    name, _, argument = word.partition(":")
    if name not in GUARDS:
        raise KeyError(name)
    return name, argument


def _source(field: str, words: Sequence[str]) -> tuple[str, Source, tuple[str, ...]]:
    first, rest = words[0], list(words[1:])
    if first == "stop":
        return "none", _stop, ()
    if first == "own" and rest:
        return "own", _Own(rest[0]), (rest[0],)
    if first in OTHERS:
        wants = ("total",) if first == "total" else ()
        return ("total" if first == "total" else "sentence"), _Other(first, rest[0] if rest else field), wants
    if rest[:1] == ["by"]:
        wants = () if rest[1] in ("time", "metric", "count") else (rest[1],)
        return BY.get(rest[1], "own"), _Constant(first, rest[1]), wants
    kind, source = SOURCES[first]
    return kind, source, WANTS.get(first, ())


def _stop(_: Case) -> Won:
    return STOP


class _Own:
    """The value of the word that plays a role."""

    def __init__(self, role: str):
        self.role = role

    def __call__(self, case: Case) -> Won:
        item = case.says.get(self.role)
        return (item.value, item) if item is not None and item.value not in (None, "") else None


class _Other:
    """What another count has in a field."""

    def __init__(self, which: str, field: str):
        self.which, self.field = which, field

    def __call__(self, case: Case) -> Won:
        record = self._record(case)
        if record is None:
            return None
        claim = record.claims.get(self.field)
        value = record.values[self.field]
        return None if value is None else (value, claim.words if claim is not None else None)

    def _record(self, case: Case) -> Record | None:
        if self.which == "total":
            return case.total
        if self.which == "lead":
            return case.records[case.context.lead] if case.context.lead is not None else None
        found: Record | None = getattr(case, self.which)
        return found


class _Constant:
    """A value, for the word of a role."""

    def __init__(self, value: str, role: str):
        self.value, self.role = value, role

    def __call__(self, case: Case) -> Won:
        value = case.metrics.default if self.value == "default" else self.value
        if value is None:
            return None
        if self.role == "time":
            return value, case.time.period
        if self.role == "metric":
            claim = case.claims.get("metric")
            return value, claim.words if claim is not None else None
        if self.role == "count":
            return value, case.count
        item = case.says.get(self.role)
        return (value, item) if item is not None else None


BY = {"time": "passage"}


def _unit(case: Case) -> Won:
    """What is counted in this unit, whatever the words say."""
    unit = case.count.unit or ""
    metric = case.metrics.by_unit.get(unit)
    words = case.document.words
    if metric is None and unit in words.event_units and words.outbreak.match(case.document.text, case.count.end):
        metric = next(iter(case.metrics.by_unit.values()), None)
    noun = case.says.get("case")
    if case.count.kind == "zero" and noun is not None and words.outbreak.match(case.document.text, noun.end):
        return next(iter(case.metrics.by_unit.values()), None), noun
    return (metric, case.count) if metric is not None else None


def _measure(case: Case) -> Won:
    measure = case.measure
    return (measure, case.says.get("measure") or case.says["new_state"]) if measure is not None else None


def _in_force(case: Case) -> Won:
    told = case.context.measure
    return (told[0], told[1]) if told is not None else (case.by_time(), case.time.period)


def _in_the_list(case: Case) -> Won:
    """What a count without a noun counts by its unit, in a list of things counted in it (死亡大牲畜35头、羊1.4万只)."""
    last = case.previous
    if last is None or not case.count.unit or last.mention.item.unit == case.count.unit:
        return None
    own = case.count.unit in case.metrics.units.get(last.values["metric"], ())
    return (last.values["metric"], last.claims["metric"].words) if own else None


def _base(case: Case) -> Won:
    """The count whose number at another time was told right before."""
    bases = (case.records[at] for at in reversed(case.context.bases))
    found = next((record for record in bases if record.mention.item.unit == case.count.unit), None)
    return (found.values["metric"], found.claims["metric"].words) if found is not None else None


def _first_header(case: Case) -> Won:
    """The header of the passage, else the first count of the sentence."""
    header = case.header
    if header is None and len(case.records) > case.context.sentence:
        first = case.records[case.context.sentence]
        header = None if case.of_events(first) else first
    if header is None or (header.values["metric"] in case.metrics.outcomes and case.measure is not None):
        return None
    return header.values["metric"], header.claims["metric"].words


def _own_origin(case: Case) -> Won:
    return (origins.own_origin(case), case.says["origin"]) if "origin" in case.says else None


def _origin_in_force(case: Case) -> Won:
    return case.context.origin()


def _sentence_origin(case: Case) -> Won:
    """Of a zero: what is imported governs its sentence, or a stock; nothing else governs it."""
    told = case.context.origin()
    if told is None or told[0] != IMPORTED:
        return None
    measure = case.context.measure[0] if case.context.measure is not None else None
    return told if told in case.context.said or measure != "new" else None


def _severity(case: Case) -> Won:
    item = case.says.get("severity")
    return (item.value or None, item) if item is not None else None


def _was(case: Case) -> Won:
    """The state that converted cases were in before."""
    if "conversion" not in case.says:
        told = case.says.get("was") if "numbered" in case.says else None
        return (told.value, told) if told is not None else None
    word = case.says["conversion"]
    named = case.says.get("was")
    if named is not None:
        return (named.value, named) if named.value in ("asymptomatic", "suspected") else STOP
    if case.totals is not None:
        if case.totals["metric"] in case.metrics.contacts:
            return STOP
        return ("suspected" if case.totals["metric"] == "suspected" else "asymptomatic"), word
    last = case.previous
    among = case.context.among or (last is not None and (last.values["of"] or last.values["metric"]))
    if among in case.metrics.contacts:
        return STOP
    return ("suspected" if among == "suspected" else "asymptomatic"), word


def _whom(case: Case) -> Won:
    """Whom an outcome counts."""
    metric = case.values["metric"]
    if metric not in case.metrics.of_somebody:
        return STOP
    told = _whom_told(case, metric)
    return told if told is not None and told[0] in case.metrics.whom else STOP


def _whom_told(case: Case, metric: str) -> Won:
    state = case.state
    if state is not None:
        return state, case.says.get("state") or case.says.get("conversion") or case.says.get("new_state")
    totals = case.totals or {}
    if metric in case.metrics.of:
        return totals.get("of") or case.metrics.of[metric], case.claims["metric"].words
    inherited = totals.get("of") or totals.get("metric")
    if inherited and inherited not in case.metrics.of_somebody:
        return inherited, None
    return (case.context.observed, None) if case.context.observed is not None else None


def _detected(case: Case) -> Won:
    if case.values["metric"] in case.metrics.contacts:
        return None
    item = case.says.get("detected")
    if item is not None:
        return item.value, item
    isolated = case.says.get("isolated")
    return ("quarantine", isolated) if isolated is not None else None


def _place(case: Case) -> Won:
    """The place that the clause names: of nested ones the innermost, of 全省 and the like the division in force."""
    places = origins.from_abroad(case) if case.values["origin"] == IMPORTED else case.places
    if not places:
        return None
    return case.document.place(places[-1], case.context), Words(places[-1].start, places[-1].end)


def _place_of_total(case: Case) -> Won:
    if case.total is None:
        return None
    claim = case.total.claims.get("place")
    return (claim.value, claim.words) if claim is not None else STOP


def _place_of_sentence(case: Case) -> Won:
    heading, context = case.context.heading, case.context
    if heading is None or heading["start"] < context.offset or "origin" in case.says or "source" in case.says:
        return None
    scene = context.scene.value["adcode"] if context.scene is not None else None
    if scene and scene.startswith(stem(heading.get("adcode") or NATION)):
        return None
    return {"text": heading["text"], "adcode": heading.get("adcode")}, Words(heading["start"], heading["end"])


def _place_in_force(case: Case) -> Won:
    claim = case.context.place
    return (claim.value, claim.words) if claim is not None else None


def _source_country(case: Case) -> Won:
    item = origins.source_item(case)
    if item is None or not isinstance(item.value, dict):
        return None
    special = case.document.words.source_codes.get(item.value.get("adcode") or "")
    country = special or item.value.get("country")
    return (country, item) if country not in (None, "CN") else None


def _attribute(case: Case) -> Won:  # noqa: ARG001
    return None


SOURCES: dict[str, tuple[str, Source]] = {
    "unit": ("own", _unit),
    "measure": ("own", _measure),
    "in_the_list": ("sentence", _in_the_list),
    "in_force": ("passage", _in_force),
    "base": ("sentence", _base),
    "first_header": ("sentence", _first_header),
    "origin": ("own", _own_origin),
    "origin_in_force": ("passage", _origin_in_force),
    "sentence_origin": ("sentence", _sentence_origin),
    "severity": ("own", _severity),
    "was": ("own", _was),
    "whom": ("own", _whom),
    "detected": ("own", _detected),
    "place": ("own", _place),
    "total_place": ("total", _place_of_total),
    "sentence_place": ("sentence", _place_of_sentence),
    "place_in_force": ("passage", _place_in_force),
    "country": ("own", _source_country),
    "last_hours": ("own", periods.last_hours),
    "run": ("own", periods.run_of_days),
    "earlier": ("own", periods.earlier),
    "own_period": ("own", periods.own),
    "total_period": ("total", periods.total),
    "changed_period": ("total", periods.changed),
    "stock_period": ("passage", periods.stock),
    "period_in_force": ("passage", periods.passage),
    "no_period": ("none", periods.nothing),
}
