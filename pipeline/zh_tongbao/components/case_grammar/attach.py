"""Which total a list or a part belongs to, scored by features with names.

Each feature is a predicate over a question and a candidate; what it weighs stands in ``configs/vocab/attach.csv``, with its sign.
The candidate with the highest score wins; *none* has the score of the feature ``none``. A part that is larger than its total is
heavily penalised and not forbidden, for wrong totals are what checks are there for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_grammar.case import has_property
from zh_tongbao.components.case_grammar.context import Context
from zh_tongbao.components.case_grammar.lists import TOP, Level, Opener
from zh_tongbao.components.case_grammar.structure import NAMES, Claim, Mention, Record
from zh_tongbao.errors import InputError
from zh_tongbao.vocab.tables import Row

MEMORY, NEAR, LEAST = 300, 30, -99.0
WHOLE_LISTS = frozenset({"origin", "place", "source", "detected", "disease", "other"})
IMPORTED = frozenset({"imported", "imported_domestic"})


class Choice(NamedTuple):
    """What was chosen: a record or None, its score, and that of the next best."""

    total: int | None
    score: float
    runner_up: float


class Opening(NamedTuple):
    """A list opens: which total does it divide.

    Parameters:
        opener: the word, and what it names.
        listed: the counts of the list.
        placed: whether the list begins with a place.
        level: where it opens.
        records: those so far.
        context: what is in force.
        metrics: of the domain.
        state, event: what the names before the word say.
        incident: the metric of the list's unit, where the unit tells.
        fits: the metric that the first part names.
        nearest: the latest record that the names before the word fit, and that can hold the first part.
    """

    opener: Opener
    listed: tuple[int, ...]
    placed: bool
    level: Level
    records: Sequence[Record]
    context: Context
    metrics: Metrics
    metric: str | None
    incident: str | None
    nearest: int | None = None
    fits: str | None = None


class Parting(NamedTuple):
    """A count stands in a list: what is it a part of."""

    mention: Mention
    level: Level
    outer: Level
    records: Sequence[Record]
    context: Context
    metrics: Metrics
    areas: Areas
    metric: str | None
    state: str | None
    measure: str | None


Question = Any
About = Callable[[Question, str], bool]
"""A predicate of the question alone."""
Of = Callable[[Question, int, Record], bool]
"""A predicate of a candidate."""


class Feature(NamedTuple):
    """One row: the predicates that must hold, and those that must not, of the question and of the candidate."""

    name: str
    weight: float
    about: tuple[tuple[About, str], ...]
    not_about: tuple[tuple[About, str], ...]
    needs: tuple[Of, ...]
    forbids: tuple[Of, ...]

    def may_hold(self, ask: Question) -> bool:
        """Whether a candidate of this question can have it."""
        for predicate, argument in self.about:
            if not predicate(ask, argument):
                return False
        return not any(predicate(ask, argument) for predicate, argument in self.not_about)

    def holds(self, ask: Question, at: int, record: Record) -> bool:
        """Whether a candidate has it, where it can."""
        for predicate in self.needs:
            if not predicate(ask, at, record):
                return False
        return not (self.forbids and any(predicate(ask, at, record) for predicate in self.forbids))


class Weights:
    """The features and their weights.

    Parameters:
        rows: ``question``, ``feature``, ``if``, ``unless``, ``weight``, ``sign``.
        name: the table's name, for errors.
    """

    def __init__(self, rows: Sequence[Row], name: str = "attach.csv"):
        self.tables: dict[str, list[Feature]] = {"open": [], "part": []}
        self.none = {"open": 0.0, "part": 0.0}
        for line, row in enumerate(rows, start=2):
            weight = float(row["weight"])
            if weight and (weight > 0) != (row["sign"] == "+"):
                raise InputError(f"{name}, line {line}, column weight: {weight} has not the sign {row['sign']!r}")
            if row["feature"] == "none":
                self.none[row["question"]] = weight
                continue
            try:
                self.tables[row["question"]].append(_feature(row, weight))
            except KeyError as error:
                raise InputError(f"{name}, line {line}: {error.args[0]!r} is no predicate of the question") from error

    def features(self, question: str, ask: Question, at: int) -> tuple[str, ...]:
        """The names of the features that a candidate has."""
        record = ask.records[at]
        live = (feature for feature in self.tables[question] if feature.may_hold(ask))
        return tuple(feature.name for feature in live if feature.holds(ask, at, record))

    def choose(self, question: str, ask: Question, candidates: Sequence[int]) -> Choice:
        """The best of the candidates, or none."""
        total, best, second = None, self.none[question], LEAST
        live = [feature for feature in self.tables[question] if feature.may_hold(ask)] if candidates else []
        for at in candidates:
            record = ask.records[at]
            score = 0.0
            for feature in live:
                if feature.holds(ask, at, record):
                    score += feature.weight
            if score > best:
                total, best, second = at, score, best
            elif score > second:
                second = score
        return Choice(total, best, second)


def _feature(row: Row, weight: float) -> Feature:
    about, needs = _asked(row["question"], row["if"])
    not_about, forbids = _asked(row["question"], row["unless"])
    return Feature(row["feature"], weight, about, not_about, needs, forbids)


def _asked(question: str, words: str) -> tuple[tuple[tuple[About, str], ...], tuple[Of, ...]]:
    """The predicates of a cell: those of the question, and those of the candidate."""
    about: list[tuple[About, str]] = []
    of: list[Of] = []
    for word in words.split():
        name, _, argument = word.partition(":")
        if name in ABOUT[question]:
            about.append((ABOUT[question][name], argument))
        elif name == "metric":
            of.append(partial(_counts, argument))
        else:
            of.append(OF[question][name])
    return tuple(about), tuple(of)


# Candidates


def totals(ask: Opening) -> list[int]:
    """The records that a list may divide, latest first: those at hand, and the latest that its words name."""
    records, last = ask.records, ask.level.last
    since = max(0, len(records) - NEAR)
    own = (last, ask.level.total)
    named = bool(ask.opener.names)
    near = [
        at
        for at in range(len(records) - 1, since - 1, -1)
        if (records[at].link is None or at in own or named) and _may_be_total(records[at])
    ]
    near += [at for at in own if at is not None and at < since]
    if ask.level.kind != TOP:
        near = [at for at in near if at in (last, ask.level.total)]
    if ask.opener.names:
        far = range(since - 1, max(-1, len(records) - MEMORY), -1)
        found = next((at for at in far if _may_be_total(records[at]) and _is_named(ask, at, records[at])), None)
        near += [found] if found is not None else []
    return near


def nearest(ask: Opening, candidates: Sequence[int]) -> Opening:
    """The question with the latest of the candidates that its names fit."""
    first = ask.listed[0] if ask.listed else 0
    fits = (at for at in candidates if ask.records[at].mention.amount >= first and _is_named(ask, at, ask.records[at]))
    return ask._replace(nearest=next(fits, None))


def _may_be_total(record: Record) -> bool:
    told = record.mention.item.kind not in ("rest", "numbered") and "compared" not in record.mention.says
    return told and record.values["measure"] != "change"


# Predicates of a total that a list may divide


def _latest(ask: Opening, at: int, _: Record) -> bool:
    return at == ask.level.last


def _same_sentence(ask: Opening, at: int, _: Record) -> bool:
    return at >= ask.context.sentence


def _sentence_before(ask: Opening, at: int, _: Record) -> bool:
    return ask.context.previous <= at < ask.context.sentence


def _same_half(ask: Opening, at: int, _: Record) -> bool:
    return at >= ask.context.half


def _is_named(ask: Opening, _: int, record: Record) -> bool:
    """The words before 中 name what it counts: its metric, severity, origin and measure."""
    names, values = ask.opener.names, record.values
    if NAMES.isdisjoint(names) or (
        record.link is not None and record.link.relation not in ("severity", "other", "origin")
    ):
        return False
    if ask.metric is not None and values["metric"] != ask.metric:
        return False
    graded = names["severity"].value if "severity" in names else None
    if "severity" in names and values["severity"] != graded:
        return False
    if "severity" not in names and values["severity"] is not None:
        return False
    return _measured(names, values) and _from_there(names, values)


def _measured(names: Mapping[str, Item], values: Mapping[str, Any]) -> bool:
    word = names.get("measure")
    return word is None or word.value not in ("new", "cumulative", "current") or word.value == values["measure"]


def _from_there(names: Mapping[str, Item], values: Mapping[str, Any]) -> bool:
    word = names.get("origin")
    if word is None:
        return True
    return values["origin"] in (IMPORTED if word.value == "by_date" else {word.value})


def _nearest(ask: Opening, at: int, _: Record) -> bool:
    return at == ask.nearest


def _named_count(ask: Opening, _: int, record: Record) -> bool:
    count = ask.opener.names.get("count")
    return count is not None and count.value == record.mention.amount


def _sum(ask: Opening, at: int, record: Record) -> bool:
    """The list adds up to it, and it is the last count, or like it, or the last one cannot hold the list."""
    whole = sum(ask.listed)
    if len(ask.listed) < 2 or whole != record.mention.amount:
        return False
    last = ask.records[ask.level.last] if ask.level.last is not None else record
    alike = all(last.values[field] == record.values[field] for field in ("metric", "severity"))
    return at == ask.level.last or alike or last.mention.amount <= whole


def _fits(ask: Opening, _: int, record: Record) -> bool:
    """The first part names what it counts."""
    return ask.fits is not None and record.values["metric"] == ask.fits


def _sum_exceeds(ask: Opening, _: int, record: Record) -> bool:
    return sum(ask.listed) > record.mention.amount


def _first_exceeds(ask: Opening, _: int, record: Record) -> bool:
    return bool(ask.listed) and ask.listed[0] > record.mention.amount


def _other_passage(ask: Opening, at: int, _: Record) -> bool:
    """It stands under another time."""
    return at < ask.context.opened


def _far_back(ask: Opening, at: int, _: Record) -> bool:
    return at < ask.context.previous


def _is_part(ask: Opening, _: int, record: Record) -> bool:
    """It is a part itself, and not of what the list stands in."""
    return record.link is not None and (ask.level.kind == TOP or record.link.total != ask.level.total)


def _is_zero(_: Opening, __: int, record: Record) -> bool:
    return record.mention.amount == 0


def _other_unit(ask: Opening, _: int, record: Record) -> bool:
    return ask.incident is not None and record.values["metric"] != ask.incident


def _same_unit(ask: Opening, _: int, record: Record) -> bool:
    return ask.incident is not None and record.values["metric"] == ask.incident


def _outcome(ask: Opening, _: int, record: Record) -> bool:
    return ask.metric is None and record.values["metric"] in ask.metrics.outcomes


def _other_place(ask: Opening, _: int, record: Record) -> bool:
    code = ask.opener.places[-1].value.get("adcode") if ask.opener.places else None
    place = record.values["place"]
    return code is not None and code != (place or {}).get("adcode")


def _compared(_: Opening, __: int, record: Record) -> bool:
    """It only says how many more there are (较9日13时新增205例)."""
    return "than" in record.mention.says


def _header(ask: Opening, at: int, _: Record) -> bool:
    return at == ask.context.header


def _within(ask: Opening, at: int, _: Record) -> bool:
    """The list stands in the list or bracket of this total."""
    return at == ask.level.total


def _divided(ask: Opening, at: int, _: Record) -> bool:
    """It has been divided by a list of the same clause kind before."""
    following = ask.records[at + 1 : at + 2]
    return bool(following) and following[0].link is not None and following[0].link.total == at


def _names(ask: Opening, _: str) -> bool:
    """The words before 中 name what is divided."""
    return not NAMES.isdisjoint(ask.opener.names)


def _nested(ask: Opening, _: str) -> bool:
    """The list opens in a list or a bracket."""
    return ask.level.kind != TOP


def _numbers(ask: Opening, _: str) -> bool:
    """A number stands before 中."""
    return "count" in ask.opener.names


# Predicates of a total that a count may be a part of


def _total(ask: Parting, at: int, _: Record) -> bool:
    """It is the total of the list."""
    return at == ask.level.total


def _says(ask: Parting, role: str) -> bool:
    return role in ask.mention.says


def _kind(ask: Parting, kind: str) -> bool:
    return ask.mention.item.kind == kind


def _list(ask: Parting, what: str) -> bool:
    """Of the list: a ``part`` or a ``bracket``; ``waiting`` behind a semicolon, ``inside`` where it named its total, ``once``."""
    return what == ask.level.kind or bool(getattr(ask.level, what, False))


def _relation(ask: Parting, relation: str) -> bool:
    """The list has parts told apart so; without an argument, any."""
    return relation in ask.level.relations if relation else bool(ask.level.relations)


def _places(ask: Parting, kind: str) -> bool:
    places = ask.mention.places
    return bool(places) and (not kind or places[-1].value == kind)


def _graded(ask: Parting, _: str) -> bool:
    """It goes on with severities."""
    return "severity" in ask.mention.says and "severity" in ask.level.relations


def _outcome_told(ask: Parting, _: str) -> bool:
    return ask.metric in ask.metrics.outcomes


def _counts(prop: str, ask: Parting, _: int, record: Record) -> bool:
    """The candidate counts what has this property, or this name."""
    return has_property(ask.metrics, record.values["metric"], prop)


def _state(ask: Parting, prop: str) -> bool:
    """The clause names a state; with an argument, one with this property."""
    return ask.state is not None and (not prop or has_property(ask.metrics, ask.state, prop))


def _beside(ask: Parting, at: int, record: Record) -> bool:
    """It stands beside the list's total and counts what this part does (deaths beside cases)."""
    if at == ask.level.total or ask.metric is None or record.values["metric"] != ask.metric or record.link is not None:
        return False
    whole = ask.records[ask.level.total].values if ask.level.total is not None else None
    if whole is None or not record.mention.amount:
        return False
    return all(record.values[field] == whole[field] for field in ("place", "measure"))


def _elsewhere(ask: Parting, at: int, _: Record) -> bool:
    """It stands before the sentence of the list's total."""
    since = min(ask.context.sentence, ask.level.total if ask.level.total is not None else ask.context.sentence)
    return at != ask.level.total and at < since


def _remeasured(ask: Parting, _: int, record: Record) -> bool:
    return ask.measure is not None and ask.measure != record.values["measure"]


def _other_state(ask: Parting, _: int, record: Record) -> bool:
    """It names a state that is neither the total's nor whom the total counts."""
    if ask.state is None or "event" in ask.mention.says or "conversion" in ask.mention.says:
        return False
    return ask.state not in (record.values["metric"], record.values["of"])


def _same_state(ask: Parting, _: int, record: Record) -> bool:
    return ask.metric is not None and record.values["metric"] == ask.metric


def _complete(ask: Parting, at: int, record: Record) -> bool:
    """A zero behind a list that adds up to its total."""
    if ask.mention.item.kind != "zero" or ask.mention.places or not ask.level.relations <= WHOLE_LISTS:
        return False
    if "severity" in ask.mention.says and "severity" in ask.level.relations:
        return False
    parts = _parts(ask.records, at)
    return len(parts) > 1 and sum(part.mention.amount for part in parts) == record.mention.amount


def _full(ask: Parting, at: int, record: Record) -> bool:
    """The parts so far, of the same kind, already come to the total."""
    if not ask.level.relations:
        return False
    parts = [part for part in _parts(ask.records, at) if part.values["metric"] == record.values["metric"]]
    told = sum(part.mention.amount for part in parts)
    return bool(told and told >= record.mention.amount and ask.mention.amount)


def _parts(records: Sequence[Record], total: int) -> list[Record]:
    since = max(total + 1, len(records) - MEMORY)
    return [record for record in records[since:] if record.link is not None and record.link.total == total]


def _exceeds(ask: Parting, _: int, record: Record) -> bool:
    return bool(ask.mention.amount > record.mention.amount)


def _inside(ask: Parting, _: int, record: Record) -> bool:
    places = ask.mention.places
    return bool(places) and places[-1].kind == PLACE and ask.areas.within(places[-1], record.values)


def _outside(ask: Parting, _: int, record: Record) -> bool:
    places = ask.mention.places
    if not places or places[-1].kind != PLACE or ask.areas.within(places[-1], record.values):
        return False
    return bool(places[-1].value.get("adcode") != (record.values["place"] or {}).get("adcode"))


def _like_before(ask: Parting, at: int, _: Record) -> bool:
    """It is told apart as the parts before it are."""
    told = relation_told(ask.mention)
    return at == ask.level.total and told != "other" and told in ask.level.relations


def _other_origin(ask: Parting, _: int, record: Record) -> bool:
    word = ask.mention.says.get("origin")
    return word is not None and record.values["origin"] not in (None, word.value) and word.value != "by_date"


def _of_events(ask: Parting, _: int, record: Record) -> bool:
    events = ask.metrics.by_unit
    here = ask.mention.item.unit in events
    return here != (record.values["metric"] in events.values())


def _whom_contacts(ask: Parting, _: int, record: Record) -> bool:
    return record.values["of"] in ask.metrics.contacts


ABOUT: dict[str, dict[str, About]] = {
    "open": {"names": _names, "numbers": _numbers, "nested": _nested},
    "part": {
        "says": _says, "kind": _kind, "list": _list, "relation": _relation, "places": _places, "outcome": _outcome_told,
        "state": _state, "graded": _graded,
    },
}  # fmt: skip
OF: dict[str, dict[str, Of]] = {
    "open": {
        "latest": _latest, "same_sentence": _same_sentence, "sentence_before": _sentence_before,
        "same_half": _same_half, "named": _is_named, "nearest": _nearest, "named_count": _named_count, "sum": _sum,
        "fits": _fits, "sum_exceeds": _sum_exceeds, "first_exceeds": _first_exceeds, "other_passage": _other_passage,
        "far": _far_back, "part": _is_part, "zero": _is_zero, "other_unit": _other_unit, "same_unit": _same_unit,
        "outcome": _outcome, "other_place": _other_place, "compared": _compared, "header": _header, "within": _within,
        "divided": _divided,
    },
    "part": {
        "total": _total, "beside": _beside, "elsewhere": _elsewhere, "remeasured": _remeasured,
        "other_state": _other_state, "same_metric": _same_state, "of_contacts": _whom_contacts, "complete": _complete,
        "full": _full, "exceeds": _exceeds, "inside": _inside, "outside": _outside, "like_before": _like_before,
        "other_origin": _other_origin, "other_events": _of_events,
    },
}  # fmt: skip


def part_candidates(ask: Parting) -> list[int]:
    """The records that a count of a list may be a part of: the list's total, and the latest that counts the same thing."""
    found = [ask.level.total] if ask.level.total is not None else []
    if ask.metric is not None and not ask.level.once:
        records = ask.records
        since = max(0, ask.context.previous, len(records) - NEAR)
        like = (
            at
            for at in range(len(records) - 1, since - 1, -1)
            if records[at].values["metric"] == ask.metric and records[at].link is None and _may_be_total(records[at])
        )
        beside = next((at for at in like if at not in found), None)
        if beside is not None:
            found.append(beside)
    return found


def relation_told(mention: Mention) -> str:
    """How the words of a count tell it apart from others."""
    says = mention.says
    if "conversion" in says:
        return "conversion"
    if "source" in says or "sources" in says:
        return "source"
    if mention.places:
        return "place"
    if "severity" in says:
        return "severity"
    if "origin" in says or "entry" in says or "sent" in says:
        return "origin"
    if "detected" in says or "isolated" in says:
        return "detected"
    return "disease" if "named" in says or "class" in says else "other"


def relation_of(mention: Mention, claims: Mapping[str, Claim], total: Record, level: Level) -> str:
    """How a part is a part of its total."""
    told = relation_told(mention)
    values = {field: claim.value for field, claim in claims.items()}
    if told in ("place", "origin", "other") and _is_from(claims):
        told = "source"
    if told == "conversion":
        return "place" if mention.places and not level.once and level.relations == {"place"} else "conversion"
    if values["metric"] != total.values["metric"]:
        return "other"
    if "class" in mention.says or (
        level.relations == {"disease"} and not (mention.places or "severity" in mention.says)
    ):
        return "disease"
    if values["measure"] == "change" != total.values["measure"]:
        return "other"
    return told


def _is_from(claims: Mapping[str, Claim]) -> bool:
    """Whether the clause names where cases came from, and not where they are counted."""
    source, place = claims.get("source"), claims.get("place")
    return source is not None and source.rung == "own" and (place is None or place.rung != "own")
