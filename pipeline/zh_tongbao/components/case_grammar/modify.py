"""Clauses without a count that say something of the counts before them: modifiers, in the manner of ConText.

A row of ``configs/vocab/modifiers.csv`` is a cue: a pattern of the clause (in the language of :mod:`.patterns`), how far it
reaches, which fields it adds, and an example. The first cue that matches and has something to reach wins. It reaches

- ``count``: the count right before it, in the same sentence or in the bracket of that count;
- ``list``: that count, or the whole list or chain that it ends (5例和3例，均为轻症);
- ``half``: the counts of the list since the last semicolon;
- ``above``: the counts of the sentence before.

What is added plays its role in the count as if its own clause had said it; the ladders decide anew, and those of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import NATION, is_abroad, stem
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_grammar.attach import relation_of
from zh_tongbao.components.case_grammar.case import Case, Document
from zh_tongbao.components.case_grammar.context import COUNTED_ROLES
from zh_tongbao.components.case_grammar.frames import Frame, Frames
from zh_tongbao.components.case_grammar.lists import Level
from zh_tongbao.components.case_grammar.origins import settled
from zh_tongbao.components.case_grammar.patterns import Pattern, Patterns
from zh_tongbao.components.case_grammar.resolve import Ladders, resolve
from zh_tongbao.components.case_grammar.structure import Mention, Record, Remark
from zh_tongbao.vocab.tables import Row

MEMORY = 300
DENIES = frozenset({"zero", "guess", "not_count", "inside", "area", "reach"})
NAMED = frozenset({"measure", "event", "report"})
ROLES = {
    "origin": ("origin", "entry", "sender"),
    "severity": ("severity",),
    "detected": ("detected", "isolated"),
    "source": ("source", "travel"),
    "from": ("conversion", "was"),
}


class Cue(NamedTuple):
    """One row: the pattern, its reach, and the fields that it adds."""

    pattern: Pattern
    reach: str
    adds: frozenset[str]


class Modifiers:
    """Let modifiers add to counts.

    Parameters:
        rows: ``name``, ``pattern``, ``reach``, ``adds``, ``example``.
        frames: what writes clauses as strings.
    """

    def __init__(self, rows: Sequence[Row], frames: Frames):
        self.frames = frames
        told = [{**row, "claims": "0=ignored"} for row in rows]
        self.patterns = Patterns(told, (), "modifiers.csv", frames.patterns)
        self.cues = [
            Cue(pattern, row["reach"], frozenset(row["adds"].split()))
            for pattern, row in zip(self.patterns.patterns, rows)
        ]

    def modified(
        self, records: Sequence[Record], remarks: Sequence[Remark], document: Document, every: Ladders
    ) -> Sequence[Record]:
        """The records with what the remarks add to them."""
        current: list[Record] = list(records)
        for at in range(1, len(records)):
            _found_together(current, at, document, every)
        for remark in remarks:
            if remark.block:
                _amend_block(current, remark, document, every)
                continue
            cue = self._cue(remark, current[remark.target].mention.amount)
            if cue is None:
                self._act(current, remark, document, every)
                continue
            for at in self._reached(cue, remark, current, document):
                _amend(current, at, cue, remark, document, every)
        return current

    def _cue(self, remark: Remark, amount: int) -> Cue | None:
        frame: Frame = remark.frame
        items = frame.clause.items
        kinds = frame.kinds
        if "rest" in kinds or ("ordinal" in kinds and amount != 1):
            return None
        written = frame.written[: 2 * len(items) + 4]
        for at, pattern in self.patterns.of(written):
            if pattern.compiled.search(written) and self._may_reach(self.cues[at], remark):
                return self.cues[at]
        return None

    def _may_reach(self, cue: Cue, remark: Remark) -> bool:
        if cue.reach == "alone":
            return remark.fresh and not remark.counted
        if cue.reach == "bracket":
            return remark.inside and remark.target >= remark.sentence
        return cue.reach in ("above", "list") or remark.fresh or remark.target >= remark.sentence

    def _act(self, records: list[Record], remark: Remark, document: Document, every: Ladders) -> None:
        """Let a clause behind a count tell what those counted did (12例患者经过救治，…，于今日出院)."""
        says = remark.frame.says
        event = says.get("event")
        told = event is not None and ("already" in says or "measure" not in says)
        if not told or remark.levels > 1 or not DENIES.isdisjoint(remark.frame.kinds):
            return
        record = records[remark.target]
        roles = record.mention.says
        alone = remark.target >= remark.sentence and record.link is None and NAMED.isdisjoint(roles)
        if not alone or event.value not in document.metrics.outcomes or COUNTED_ROLES.isdisjoint(roles):
            return
        records[remark.target] = _acted(records, record, remark, event, document, every)

    # Reach

    def _reached(self, cue: Cue, remark: Remark, records: Sequence[Record], document: Document) -> Sequence[int]:
        """The records that a cue speaks of."""
        target = remark.target
        if cue.reach == "above":
            return range(remark.previous, remark.sentence)
        if cue.reach == "half":
            parent = _total(records[target])
            return [at for at in range(remark.half, target + 1) if _total(records[at]) == parent]
        if cue.reach in ("count", "bracket", "alone"):
            if cue.adds == {"place"} and not _is_within(remark.frame, records[target], document):
                return []
            return [target]
        if remark.fresh:
            return [target]
        if target < remark.sentence and not _begins(remark.frame):
            return []
        return self._list(remark, records)

    def _list(self, remark: Remark, records: Sequence[Record]) -> Sequence[int]:
        """均…: said of a list's total and its parts, or of all the counts that are joined."""
        target, says = remark.target, remark.frame.says
        records = records[: remark.made]
        parent = _total(records[target])
        if parent is not None:
            if "severity" in says and not remark.frame.places:
                return [parent] if _is_whole(records, parent, remark.half) else _ungraded(records, parent, remark.half)
            link = records[target].link
            apart = link is not None and link.relation in ("severity", "detected")
            if remark.frame.places and apart and _is_whole(records, parent, remark.half):
                return [parent]
            return [target]
        chain = _chain(records, target)
        if len(chain) == 1 and records[target].mention.amount == 1:
            chain = _besides(records, target, remark.sentence)
        return [*_divided(records, chain, remark.sentence), *chain]


def _found_together(records: list[Record], last: int, document: Document, every: Ladders) -> None:
    """Let what the last of joined counts says of how they were found hold for all (A例和B例在…中发现)."""
    found = records[last].mention.says.get("detected")
    if found is None or found.start < records[last].mention.item.end:
        return
    for at in range(last - 1, -1, -1):
        before, clause = records[at], records[at + 1].mention.clause
        if clause.before != "listing" or before.mention.clause.number != clause.number - 1:
            return
        if before.values["detected"] is None and before.values["metric"] not in document.metrics.contacts:
            mention = before.mention._replace(says={**before.mention.says, "detected": found})
            records[at] = _again(records, before, mention, document, every)


def _begins(frame: Frame) -> bool:
    return bool(frame.clause.before in ("stop", "line"))


def _total(record: Record) -> int | None:
    return record.link.total if record.link is not None else None


def _parts(records: Sequence[Record], total: int) -> list[int]:
    since = max(total + 1, len(records) - MEMORY)
    return [at for at in range(since, len(records)) if _total(records[at]) == total]


def _is_whole(records: Sequence[Record], total: int, half: int) -> bool:
    """Whether all parts of a total are told, in one stretch without a semicolon."""
    parts = _parts(records, total)
    told = sum(records[at].mention.amount for at in parts)
    return bool(parts) and half <= parts[0] and told >= records[total].mention.amount


def _ungraded(records: Sequence[Record], total: int, half: int) -> list[int]:
    """The parts of a total since the last semicolon that name no severity of their own."""
    return [at for at in _parts(records, total) if at >= half and not records[at].values["severity"]]


def _chain(records: Sequence[Record], last: int) -> list[int]:
    """The counts that are joined with this one by enumeration marks, and it."""
    chain = [last]
    while chain[0] > 0:
        before = records[chain[0] - 1]
        first = records[chain[0]].mention.clause
        joined = before.mention.clause.after == "listing" and before.mention.clause.number == first.number - 1
        if not (joined or before.mention.clause.number == first.number) or before.link is not None:
            break
        chain.insert(0, chain[0] - 1)
    return chain


def _besides(records: Sequence[Record], one: int, sentence: int) -> list[int]:
    """One case alone is no plural, so that 均 is said of the count before, too (重症病例5例，危重病例1例，均在…)."""
    before = one - 1
    if before < sentence or records[before].link != records[one].link:
        return [one]
    alike = all(records[before].values[field] == records[one].values[field] for field in ("metric", "place"))
    return [before, one] if alike else [one]


def _divided(records: Sequence[Record], parts: Sequence[int], sentence: int) -> list[int]:
    """The count that counts side by side add up to, though no word says that they are its parts."""
    before = parts[0] - 1
    if len(parts) < 2 or before < sentence or records[before].link is not None:
        return []
    whole = sum(records[at].mention.amount for at in parts)
    return [before] if records[before].mention.amount == whole else []


def _is_within(frame: Frame, record: Record, document: Document) -> bool:
    """Whether the place that a remark names can be where the count is."""
    places = [item for item in frame.clause.items if item.kind == PLACE]
    if any(item.kind == "at" for item in frame.clause.items):
        return True
    return bool(places) and bool(places[-1].value.get("adcode")) and document.areas.within(places[-1], record.values)


# Adding


def _amend(records: list[Record], at: int, cue: Cue, remark: Remark, document: Document, every: Ladders) -> None:
    """Put the record with what a modifier adds in place of one, and its parts decided anew.

    A division that the count itself named keeps a count that is written for its part alone now (上海3例，均在普陀区): as a
    derived record, so that a table by province is whole.
    """
    record = records[at]
    says = _said(cue, remark, record)
    mention = record.mention
    contacts = "contact_of" in remark.frame.kinds
    places = remark.frame.places if "place" in cue.adds and not contacts else ()
    places, source = _sorted(places, says, record, document)
    if source is not None and "source" in cue.adds:
        says["source"] = source
    if not says and not places:
        return
    mention = mention._replace(says={**mention.says, **says}, places=places or mention.places)
    records[at] = _again(records, record, mention, document, every)
    if records[at].values == record.values:
        return
    if places and _is_narrowed(record, places[-1], document):
        said = record.mention._replace(says={**record.mention.says, "derived": record.mention.item})
        records.append(record._replace(mention=said, link=None))
    for part in range(at + 1, min(len(records), at + MEMORY)):
        if _total(records[part]) == at:
            records[part] = _again(records, records[part], records[part].mention, document, every)


def _said(cue: Cue, remark: Remark, record: Record) -> dict[str, Item]:
    """What a modifier says of a count: nothing of what its contacts are, and nothing where it leaves a choice (轻型或普通型)."""
    says = dict(_added(cue, remark, record))
    if "contact_of" in remark.frame.kinds:
        says = {role: item for role, item in says.items() if role not in ("origin", "sender")}
    for role in ("severity", "detected"):
        if len({item.value for item in remark.frame.clause.items if item.kind == role}) > 1:
            says.pop(role, None)
    if cue.reach == "list" and _is_of_all_patients(remark):
        says.pop("severity", None)
    return says


def _is_narrowed(record: Record, place: Item, document: Document) -> bool:
    """Whether a place lies inside the division that a count of a list named."""
    listed = record.link is not None and record.link.relation == "place" and record.values["place"]["adcode"]
    return bool(listed) and place.kind == PLACE and document.areas.within(place, record.values)


def _is_of_all_patients(remark: Remark) -> bool:
    """A sentence of its own, about all patients, says of none how ill they are."""
    return _begins(remark.frame) and not remark.fresh and remark.target < remark.sentence


def _sorted(
    places: Sequence[Item], says: Mapping[str, Item], record: Record, document: Document
) -> tuple[tuple[Item, ...], Item | None]:
    """The places of a modifier that are counted, and the one that cases came from; 来自 a place of the count is counted."""
    source = says.get("source")
    if source is not None and isinstance(source.value, dict) and source.value.get("adcode"):
        inner = not is_abroad(source.value) and document.areas.within(source, record.values)
        if inner and record.values["place"] is not None and record.values["place"]["adcode"]:
            return (source,), None
    sender = says.get("sender")
    if sender is not None and sender in places and isinstance(sender.value, dict):
        home = (record.values["place"] or {}).get("adcode") or NATION
        code = sender.value.get("adcode") or ""
        if code and not (home == NATION or home.startswith(stem(code)) or code.startswith(stem(home))):
            places = [place for place in places if place is not sender]
    abroad = next((place for place in places if place.kind == PLACE and is_abroad(place.value)), None)
    imported = "origin" in says or "entry" in says or record.values["origin"] == "imported"
    if abroad is None or not imported:
        return tuple(places), source
    return tuple(place for place in places if place is not abroad), source or abroad


def _acted(
    records: Sequence[Record], record: Record, remark: Remark, event: Item, document: Document, every: Ladders
) -> Record:
    """Those counted were discharged, or died: that is the count's metric, and it is new on the day told with it."""
    before: Case = record.case
    says = dict(record.mention.says)
    if record.values["metric"] in document.metrics.whom:
        says["event"] = event
    period = remark.frame.says.get("period")
    time = before.time
    if period is not None and period.value["start_time"] is not None:
        time = time.begin(period.value, record.mention.number, main=True)
        says["acts"] = event
    elif record.values["measure"] != "new" and not time.until:
        says["acts"] = event
    case = Case(document, record.mention, None, before.records, before.context, time)
    return _again(records, record._replace(case=case), record.mention._replace(says=says), document, every)


def _amend_block(records: list[Record], remark: Remark, document: Document, every: Ladders) -> None:
    """Say of a block of case numbers how its cases were found, or what they were before."""
    told: Mapping[str, Item] = remark.frame.says
    state = told.get("state")
    for at in remark.block:
        record = records[at]
        says = dict(record.mention.says)
        if "detected" in told and not record.values["from"]:
            says.setdefault("detected", told["detected"])
        elif state is not None and state.value == "asymptomatic" and record.values["metric"] == "confirmed":
            says |= {} if record.values["detected"] else {"was": state}
        if says != record.mention.says:
            records[at] = _again(records, record, record.mention._replace(says=says), document, every)


def _added(cue: Cue, remark: Remark, record: Record) -> Iterator[tuple[str, Item]]:
    """The roles that a modifier adds to a count."""
    told: Mapping[str, Item] = remark.frame.says
    if "before" in cue.adds and record.values["metric"] == record.case.metrics.default:
        yield "conversion", told.get("report") or told["told"]
        yield "was", told["state"]
    for field in cue.adds:
        for role in ROLES.get(field, ()):
            if role not in told or (role == "severity" and record.values["severity"]):
                continue
            yield role, told[role]


def _again(records: Sequence[Record], record: Record, mention: Mention, document: Document, every: Ladders) -> Record:
    """A record decided anew."""
    before: Case = record.case
    total = records[record.link.total] if record.link is not None else None
    totals: Mapping[str, Any] | None = total.values if total is not None else None
    mention = settled(document, mention, totals, before.context)
    case = Case(document, mention, total, before.records, before.context, before.time, before.relations, before.listed)
    if resolve(case, every) is None:
        return record
    link = record.link
    if link is not None and total is not None and link.relation == "other":
        link = link._replace(relation=relation_of(mention, case.claims, total, Level("part")))
    return Record(mention, case.claims, case.values, link, case)
