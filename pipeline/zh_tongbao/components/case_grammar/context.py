"""What the counts so far leave for the next one: the context, a new one behind each count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import ABOVE
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_grammar.structure import Claim, Mention, Record
from zh_tongbao.components.case_grammar.times import Time

COUNTED_ROLES = frozenset({"state", "event", "case", "severity", "conversion", "new_state"})
OBSERVED = frozenset({"asymptomatic", "close_contact", "suspected"})
MEASURES = frozenset({"new", "cumulative", "current"})


class Context(NamedTuple):
    """What is in force.

    Parameters:
        place: where counts are that name no place.
        scene: the place of an event, which a place around it does not take over from.
        measure: the last one that a count named, and its words, in this epoch of the time.
        origins: those that the passage has named for itself; ``said`` those of the sentence, ``here`` of its present half.
        observed: whom 解除, 尚在 … speak of.
        among: whom the sentence speaks of that it does not count.
        header, lead: the last count that named what it counts, and the sentence's first such one.
        sentence, half, previous: how many records there were when the sentence, its present half, and the sentence before began.
        opened: how many records there were when the passage began.
        reporter: the count that a place reported in this half.
        attributes: the last value that each field with words of its own was given.
        bases: counts whose numbers at another time were just told.
        start: where what is cumulative begins.
        begins: whether no clause of the sentence has been read.
    """

    place: Claim | None = None
    home: Claim | None = None
    scene: Claim | None = None
    heading: Mapping[str, Any] | None = None
    offset: int = 0
    measure: tuple[str, Any] | None = None
    origins: tuple[tuple[str, Any], ...] = ()
    said: tuple[tuple[str, Any], ...] = ()
    here: tuple[tuple[str, Any], ...] = ()
    observed: str | None = None
    among: str | None = None
    header: int | None = None
    lead: int | None = None
    sentence: int = 0
    half: int = 0
    previous: int = 0
    reporter: int | None = None
    opened: int = 0
    attributes: Mapping[str, tuple[str, Any]] = {}
    bases: tuple[int, ...] = ()
    start: str | None = None
    epoch: int = 0
    passage: int = 0
    begins: bool = True
    unclaimed: Mapping[str, Item] = {}
    here_place: Item | None = None

    def origin(self) -> tuple[str, Any] | None:
        """The origin in force: the one that the sentence named, else the passage, where it named one alone."""
        said = self.here or self.said
        if said:
            return said[0] if len(said) == 1 else None
        return self.origins[0] if len(self.origins) == 1 else None

    def at_time(self, time: Time, made: int) -> Context:
        """The same under the time in force at the next clause, of which so many records were made."""
        context = self
        if time.passage != context.passage:
            context = context._replace(
                passage=time.passage,
                epoch=time.epoch,
                measure=None,
                header=None,
                origins=(),
                start=time.start,
                opened=made,
            )
            if time.told is not None:
                context = context._replace(measure=("cumulative", time.told))
        elif time.epoch != context.epoch:
            told = ("cumulative", time.told) if time.told is not None else None
            context = context._replace(epoch=time.epoch, measure=told)
        if time.start is not None and context.start != time.start:
            context = context._replace(start=time.start)
        return context

    def next_sentence(self, made: int, offset: int, first: Item | None) -> Context:
        """The same at the beginning of a sentence."""
        heading = self.heading
        if first is not None and first.kind == PLACE and first.start == offset:
            heading = first.value
        return self._replace(
            previous=self.sentence if self.sentence < made else self.previous,
            sentence=made,
            half=made,
            lead=None,
            said=(),
            here=(),
            reporter=None,
            among=None,
            bases=(),
            begins=True,
            unclaimed={},
            here_place=None,
            heading=heading,
            offset=offset,
        )

    def next_half(self, made: int) -> Context:
        """The same behind a semicolon."""
        return self._replace(half=made, here=(), reporter=None)

    def be_at(self, place: Claim | None, scene: bool = False) -> Context:
        """The same in another place."""
        home = self.home
        if home is None and place is not None and place.value["adcode"] == "100000":
            home = place
        return self._replace(place=place, heading=None, home=home, scene=place if scene else None)


def after(
    context: Context, record: Record, index: int, metrics: Metrics, *, top: bool, inside_lead: bool, until: bool
) -> Context:
    """The context behind a record.

    Parameters:
        context: the one that it was read in.
        record: the record.
        index: its number.
        metrics: the metrics of the domain.
        top: whether it stands in no list and no bracket.
        inside_lead: whether its place lies inside that of the count that leads the sentence.
        until: whether the time in force is a cut-off.
    """
    context = _observing(context, record, metrics)
    if context.bases and record.values["measure"] != "change":
        context = context._replace(bases=())
    if record.values["measure"] == "cumulative" and record.link is None:
        start = record.values["period"]["start"]
        if start is not None and start != context.start:
            context = context._replace(start=start)
    return _leading(context, record, index, metrics, inside_lead, until) if top else context


def _observing(context: Context, record: Record, metrics: Metrics) -> Context:
    """Whom the next 解除 or 尚在 speaks of."""
    metric, says = record.values["metric"], record.mention.says
    aside = metric == "suspected" and context.observed in metrics.contacts and context.lead is not None
    observed = metric if metric in OBSERVED and not aside else context.observed
    state = says["state"].value if "state" in says else None
    if state in ("asymptomatic", "close_contact"):
        observed = state
    return context if observed == context.observed else context._replace(observed=observed)


def _leading(context: Context, record: Record, index: int, metrics: Metrics, inside_lead: bool, until: bool) -> Context:
    """What a count that stands for itself leaves to those behind it."""
    mention, values, says = record.mention, record.values, record.mention.says
    changes: dict[str, Any] = {}
    leads = context.lead is None
    counted = not COUNTED_ROLES.isdisjoint(says) or values["metric"] in metrics.by_unit.values()
    if "measure" in says:
        word = says["measure"]
        own = word.value if word.value in MEASURES else "cumulative"
        kept = "already" in says or values["measure"] not in MEASURES
        changes["measure"] = (own if kept else values["measure"], word)
    if "report" in says and "led" in says:
        changes["reporter"] = index
    if counted:
        if mention.amount or context.header is None:
            changes["header"] = index
        if context.lead is None:
            changes["lead"] = index
    if changes:
        context = context._replace(**changes)
    if "origin" in says and not ("trailing" in says and says["origin"].value == "by_date"):
        context = _keeping(context, record, leads, until)
    if "led" in says and "place" in record.claims and record.claims["place"].rung == "own":
        first = "report" in says and index == context.sentence
        if _may_hold(mention, inside_lead) and ("measure" in says or counted or first):
            context = context.be_at(record.claims["place"])
    return context


def _may_hold(mention: Mention, inside_lead: bool) -> bool:
    """Whether a place holds beyond its clause: it is not listed, sums nothing up, and lies not inside the sentence's first."""
    return not ("listed" in mention.says or inside_lead or mention.places[-1].value == ABOVE)


def _keeping(context: Context, record: Record, leads: bool, until: bool) -> Context:
    """Let the origin that a count names hold for those behind it."""
    origin = record.values["origin"]
    told = (origin, record.mention.says["origin"])
    origins = context.origins
    if leads and until and "measure" in record.mention.says and record.values["measure"] == "new":
        origins = (told,)
    elif all(value != origin for value, _ in origins) and (leads or origins):
        origins = (*origins, told)
    context = context._replace(origins=origins)
    if leads or context.said:
        context = context._replace(said=_with(context.said, told), here=_with(context.here, told))
    return context


def _with(told: Sequence[tuple[str, Any]], one: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(told) if any(value == one[0] for value, _ in told) else (*told, one)
