"""What a count takes over from the list that it stands in and from the counts beside it, before its fields are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.areas import is_abroad
from zh_tongbao.components.case_attributes.items import COUNT, PLACE, Item
from zh_tongbao.components.case_grammar.case import Document
from zh_tongbao.components.case_grammar.context import COUNTED_ROLES, Context
from zh_tongbao.components.case_grammar.lists import PART, Level
from zh_tongbao.components.case_grammar.structure import Mention, Record

NAME_ITEMS = frozenset({"modifier", "ordinal"})
MEMORY, NEAR = 300, 12


def member(mention: Mention, level: Level, records: Sequence[Record], context: Context, document: Document) -> Mention:
    """The mention with what its list and the counts beside it say for it."""
    if level.named is not None and not _counted(mention):
        mention = mention._replace(says={**level.named, **mention.says})
    if "reach" in mention.says and context.unclaimed and not _counted(mention):
        mention = mention._replace(says={**context.unclaimed, **mention.says})
    if not ("event" in mention.says or "measure" in mention.says):
        mention = _governed(mention, records, context, document)
    if level.total is None:
        return _from_here(mention, context)
    return _of_a_list(mention, level, records, context, document)


def _counted(mention: Mention) -> bool:
    return not COUNTED_ROLES.isdisjoint(mention.says)


def _from_here(mention: Mention, context: Context) -> Mention:
    """The place that the clause before named for the next count (集中在南宁，新增9例)."""
    if context.here_place is None or mention.places:
        return mention
    return mention._replace(places=(context.here_place,), says={**mention.says, "listed": context.here_place})


def _governed(mention: Mention, records: Sequence[Record], context: Context, document: Document) -> Mention:
    """The verb of the first of counts side by side governs the next.

    在院治疗重型3例、危重型1例; 出院本地3例、境外输入1例; 在院治疗确诊病例3例、无症状感染者1例. Of severities, also behind a comma.
    """
    says = mention.says
    if len(records) <= context.sentence or not _says_any(says, ("severity", "origin", "state")):
        return mention
    last = records[-1]
    joined = mention.clause.before == "listing" and last.mention.clause.number == mention.clause.number - 1
    if last.values["metric"] not in document.metrics.of_somebody or not (joined or "severity" in says):
        return mention
    state = says["state"].value if "state" in says else None
    graded = last.values["severity"] is not None and "severity" in says and state is None and "case" not in says
    told = last.values["origin"] is not None and "origin" in says and state in (None, last.values["of"])
    words = last.claims["metric"].words
    verb = Item("event", getattr(words, "start", 0), getattr(words, "end", 0), last.values["metric"])
    if graded or (told and joined):
        return mention._replace(says={**says, "event": verb, **_whom(last, verb)})
    leads = "event" in last.mention.says and "state" in last.mention.says and joined
    if leads and state is not None and "conversion" not in says:
        ordered = last.mention.says["event"].start < last.mention.says["state"].start < last.mention.item.start
        return mention._replace(says={**says, "event": verb}) if ordered else mention
    return mention


def _whom(last: Record, verb: Item) -> Mapping[str, Item]:
    whom = last.values["of"]
    return {"state": Item("state", verb.start, verb.end, whom)} if whom else {}


def _says_any(says: Mapping[str, Item], roles: Sequence[str]) -> bool:
    return any(role in says for role in roles)


def _of_a_list(
    mention: Mention, level: Level, records: Sequence[Record], context: Context, document: Document
) -> Mention:
    """What the list of a total says for its member."""
    assert level.total is not None  # the list has one
    total = records[level.total]
    if "place" not in level.relations and [place.kind for place in mention.places] == ["outsiders"]:
        says = {**mention.says, "category": mention.places[0]}
        return mention._replace(places=(), says=says)
    if level.period is not None and "period" not in mention.says and not mention.places:
        mention = mention._replace(says={**mention.says, "period": level.period})
    if are_cases(mention, total, document, waiting=level.waiting):
        mention = mention._replace(says={role: item for role, item in mention.says.items() if role != "state"})
    if level.sourced:
        mention = _sourced(mention, level, total, document)
    if mention.places or "source" in mention.says or (mention.item.kind == "zero" and "event" not in mention.says):
        return mention
    places = _unlisted(mention, level, records, context, document)
    if not places:
        return mention
    return mention._replace(places=places, says={**mention.says, "led": places[0]})


def are_cases(mention: Mention, total: Record, document: Document, *, waiting: bool) -> bool:
    """Whether contacts in a list are those of the cases who were contacts (新增3例，其中密切接触者2例)."""
    says, metrics = mention.says, document.metrics
    if "state" not in says or says["state"].value not in metrics.contacts or mention.places:
        return False
    if "event" in says or "measure" in says or waiting:
        return False
    cases = mention.item.unit in document.words.case_units and mention.amount <= total.mention.amount
    return cases and total.values["metric"] in metrics.staged


def _sourced(mention: Mention, level: Level, total: Record, document: Document) -> Mention:
    """In a list of where cases came from, a place that is abroad or outside the total's is a source."""
    place = mention.places[-1] if mention.places else None
    if place is None or place.kind != PLACE or _says_any(mention.says, ("source", "origin")):
        return mention
    if not is_abroad(place.value) and document.areas.within(place, total.values):
        return mention
    says: dict[str, Any] = {role: item for role, item in mention.says.items() if role != "led"}
    says["source"] = place
    if level.apart and total.values["origin"] is None:
        says["origin"] = Item("origin", place.start, place.end, "by_date")
    return mention._replace(places=(), says=says)


def _unlisted(
    mention: Mention, level: Level, records: Sequence[Record], context: Context, document: Document
) -> tuple[Item, ...]:
    """The place of a member that names none which the gazetteer knows: an unlisted name, or that of the member before."""
    words, areas, says = document.words, document.areas, mention.says
    before = [item for item in mention.clause.items if item.end <= mention.item.start and item.kind != "part"]
    plain = NAME_ITEMS.issuperset(item.kind for item in before if item.kind != "colon")
    if "place" in level.relations:
        again = _goes_on(mention, level, records, context, document)
        if again or _counted(mention) or not plain or mention.item.kind == "zero":
            return again
        listed = mention.item.kind == COUNT and level.relations == {"place"}
        return areas.unlisted(mention.item.start, words.area_name, listed=listed)
    if (
        _counted(mention)
        or not plain
        or (level.kind != PART and mention.clause.before not in ("open", "comma", "listing"))
    ):
        return ()
    place = records[level.total or 0].values["place"]
    abroad = place is not None and place["adcode"] is None
    name = words.area_name if abroad else words.first_name
    since = max((item.end for item in before), default=mention.clause.start)
    return areas.unlisted(mention.item.start, name, listed=False, since=since) if says is not None else ()


def _goes_on(
    mention: Mention, level: Level, records: Sequence[Record], context: Context, document: Document
) -> tuple[Item, ...]:
    """The place of the member before, where a count only goes on about it (朔城区转为确诊2例、新增确诊1例)."""
    last = records[level.last if level.last is not None and level.last > (level.total or 0) else -1]
    if last.link is None or last.link.relation != "place" or last.values["place"] is None:
        return ()
    says = mention.says
    events = document.metrics.by_unit
    incident = last.values["metric"] in events.values() and mention.item.unit not in events
    zero = mention.item.kind == "zero" and "event" in says and last is records[-1] and _parts_by_half(mention, last)
    anew = "measure" in says and _counted(mention) and mention.clause.before == "listing" and last.values["from"]
    beside = mention.item.kind != "zero" and _has_beside(mention, level, records, context)
    if not (incident or zero or anew or beside):
        return ()
    where = last.claims["place"].words
    code = last.values["place"]
    row = {"text": code["text"], "adcode": code["adcode"], "start": where.start, "end": where.end}
    return (Item(PLACE, where.start, where.end, row),)


def _has_beside(mention: Mention, level: Level, records: Sequence[Record], context: Context) -> bool:
    """Whether the same thing was counted beside the list's total (确诊35例，死亡2例。其中甲省20例，死亡1例)."""
    whole = records[level.total or 0].values
    since = max(context.previous, len(records) - MEMORY)
    named = mention.says.get("event") or mention.says.get("state")
    if named is None or "conversion" in mention.says:
        return False
    return any(
        record.values["metric"] == named.value
        and named.value != whole["metric"]
        and record.link is None
        and record.mention.amount >= mention.amount
        and all(record.values[field] == whole[field] for field in ("place", "measure"))
        for record in records[since:]
    )


def _parts_by_half(mention: Mention, last: Record) -> bool:
    """Whether a zero is of the place of its half of the sentence (其中河北12例，无死亡；内蒙古6例)."""
    return mention.clause.after == "semicolon" and last.mention.clause.half == mention.clause.half
