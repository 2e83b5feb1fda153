"""From what a clause says and what its scope gives to one record of the contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.areas import ABOVE, GROUP, NATION, Areas, is_abroad, stem
from zh_tongbao.components.case_attributes.claims import Found, Said, found, said
from zh_tongbao.components.case_attributes.counted import Counted
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.origins import IMPORTED, Origins
from zh_tongbao.components.case_attributes.parents import Parents, relation_of
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import BRACKET, PART, TOP, Record, Scope, State
from zh_tongbao.components.case_attributes.timing import STOCK, STRETCHES, Timing
from zh_tongbao.components.case_attributes.totals import IMPORTED as IMPORTED_FROM
from zh_tongbao.components.case_attributes.totals import Totals
from zh_tongbao.components.case_attributes.words import Words

HAPPENS = frozenset({"occurs", "ill"})
WEAK = frozenset({"incident", "office"})
# Words whose place holds where nothing else has named one.
NOTHING: Record = dict.fromkeys(("severity", "from", "detected", "source"))
NOBODY: Record = dict.fromkeys(("metric", "of"))
NO_READING = Reading()


class Builder:
    """Make records and keep the passage up to date.

    Parameters:
        state: where the parser stands.
        areas: resolves places.
        words: word lists of the vocabulary.
        published: day of publication (``YYYY-MM-DD``), or None.
    """

    def __init__(self, state: State, areas: Areas, words: Words, published: str | None = None):
        self.state = state
        self.text = state.text
        self.records = state.records
        self.passage = state.passage
        self.areas = areas
        self.words = words
        self.metrics = words.metrics
        self.origins = Origins(state, areas, words, published)
        self.counted = Counted(state, words)
        self.totals = Totals(state, words)
        self.timing = Timing(state, self.metrics.by_unit.values())
        self.parents = Parents(state, self.totals, areas)
        self.whole: Found | None = None
        self._scene: Found | None = None
        self._undated: list[Record] = []
        self._unsaid: set[int] = set()
        self._now: dict[int, Item] = {}
        self.published = published

    def record(self, count: Item, reading: Reading, scope: Scope) -> int | None:
        """Append the record of one count and return its index; None where nothing tells what it counts.

        Of a text there are no more records than characters, as counts and places said together may be multiplied.
        """
        if len(self.records) >= len(self.text):
            return None
        parent = self.parents.of(reading, scope, count.value, events=count.unit in self.metrics.by_unit)
        total = self.records[parent] if parent is not None else None
        reading = self.origins.inside(self.origins.sent(reading, total), total)
        metric = self.counted.metric(reading, total, count)
        if metric is None:
            return None
        measure = self.counted.measure(reading, metric, total, count)
        origin = self.origins.of(reading, metric, total, scope)
        if count.kind == "zero" and total is None and not reading.origin:
            origin = self.origins.of_zero(origin, reading, metric)
        if origin == IMPORTED:
            if reading.source is None and reading.travel is not None and is_abroad(reading.travel):
                reading = reading.copy(source=reading.travel)
            reading = self.origins.from_abroad(reading, total)
        place, named = self._place(reading, total)
        given = total if total is not None else NOTHING
        alike = total if total is not None and total["metric"] == metric else NOTHING
        record: Record = {
            **self._written(count),
            "metric": metric,
            "of": self.counted.of(reading, metric, total) if metric in self.metrics.of_somebody else None,
            "measure": measure,
            "origin": origin,
            "severity": reading.severity if reading.has_severity else alike["severity"],
            "from": self._from(reading, total) if reading.conversion else alike["from"],
            "detected": self.counted.detected(reading, metric) or given["detected"],
            "place": place,
            "source": self.origins.source(reading) or given["source"],
            "period": self.period(reading, measure, total),
            "parent": None,
            "relation": None,
            "derived": False,
            "mark": scope.mark or reading.category or (reading.places[-1] if reading.places else count),
        }
        for field, rungs in self.words.ladders.items():
            record[field] = self._climb(field, rungs, reading, total)
        base = self.passage.base(count.unit)
        if measure == "change":
            record["count"] *= reading.change or 1
        else:
            self.passage.bases = []
        if base is not None and measure == "change" and reading.state in (None, base["metric"]):
            self._changed(record, base, reading)
            record["period"] = base["period"] if base["period"]["start"] else record["period"]
        elif total is not None:
            record["parent"] = parent
            record["relation"] = relation_of(record, total, reading, scope)
            told = scope.last is not None or scope.kind == BRACKET
            if measure == "change" and told and not reading.counted:
                same_unit = (other for other in reversed(self.records[parent:]) if other["unit"] == record["unit"])
                self._changed(record, next(same_unit, self.records[-1]), reading)  # 201起、死亡118人，减少24起
            if record["relation"] == "origin" and parent in self._unsaid and record["count"] < total["count"]:
                total["origin"] = None  # 新增出院8例，其中境外输入7例: the 8 are of no one origin
            scope.relations.add(record["relation"] or "")
            scope.sourced = scope.sourced or (scope.kind == PART and reading.source is not None)
            if scope.apart:
                record.update(parent=None, relation=None)
        elif measure == "change" and not reading.counted and len(self.records) > self.passage.sentence:
            record["severity"] = self.records[-1]["severity"]  # 重症9797例，较前一日减少628例
        if total is None and not reading.origin:
            self._unsaid.add(len(self.records))
        self._remember(record, reading, named, scope)
        self.records.append(record)
        return len(self.records) - 1

    def part_by_place(self, count: Item, place: Item, scope: Scope) -> int | None:
        """Append a part that differs from its total in place and count alone; None where more may differ.

        Equal to :meth:`record` with a reading of that place (a test holds the two together).
        """
        assert scope.total is not None  # the list has one
        total = self.records[scope.total]
        if scope.apart or scope.sourced:
            return None
        if total["origin"] == IMPORTED and is_abroad(place.value):  # speed: the long way comes to the same
            return None
        if scope.kind == BRACKET and total["origin"] in IMPORTED_FROM and not self.areas.within(place, total):
            return None
        if total["metric"] in self.metrics.of_somebody_or_ended or self.passage.period is None:  # speed: as above
            return None
        written = self.text[place.start : place.end]
        self.records.append(
            total
            | {
                "start": count.start,
                "end": count.end,
                "text": self.text[count.start : count.end],
                "count": count.value,
                "modifier": count.modifier,
                "unit": count.unit,
                "place": found({"text": written, "adcode": place.value.get("adcode")}, place),
                "period": self.period(NO_READING, total["measure"], total),
                "parent": scope.total,
                "relation": "place",
                "derived": False,
                "mark": scope.mark or place,
            }
        )
        scope.relations.add("place")
        return len(self.records) - 1

    def _written(self, count: Item) -> dict[str, Any]:
        """What a record has from its count alone: where it stands, and its words, number and unit."""
        return {
            "start": count.start,
            "end": count.end,
            "text": self.text[count.start : count.end],
            "count": int(count.value),
            "modifier": count.modifier,
            "unit": count.unit,
        }

    def of_another_time(self, count: Item, word: Item, compared: int) -> None:
        """Append the record of what a count was at another time: the same, but for number, unit and time, and no part."""
        record = self.records[compared]
        told = {
            **self._written(count),
            "period": self.timing.of_another(word, record),
            "parent": None,
            "relation": None,
        }
        if (
            word.kind == "earlier"
            and word.value in STRETCHES
            and record["measure"] == "cumulative"
            and record["period"]["start"] is None
        ):
            told["measure"] = said("new", word)  # 累计90例，上月报告12例
        self.state.others[len(self.records)] = compared
        self.records.append(record | told)

    def twin(self, count: Item) -> int:
        """Append a record that says the last one anew in another unit (12户|29间)."""
        self.records.append(self.records[-1] | self._written(count))
        if self._undated and self._undated[-1] is self.records[-2]:
            self._undated.append(self.records[-1])
        return len(self.records) - 1

    def derived(self, word: Item, count: int, reading: Reading, scope: Scope) -> None:
        """Append the record of a computed remainder, which stands at a word (其余)."""
        index = self.record(Item(word.kind, word.start, word.end, count), reading, scope)
        if index is not None:
            self.records[index].update(derived=True, unit=None, modifier=None)

    def _changed(self, record: Record, before: Record, reading: Reading) -> None:
        """A change behind a count is of what that counts, and no part (重症27例，比上日减少4例)."""
        record.update(parent=None, relation=None)
        fields = ("metric", "of", "severity", "origin", *(() if reading.places else ("place",)))
        record.update({field: before[field] for field in fields})

    def _climb(self, field: str, rungs: frozenset[str], reading: Reading, total: Record | None) -> Said | None:
        """The value of a field that a ladder decides: of its own clause, of its total, of its sentence, of the passage."""
        if "own" in rungs and field in reading.attributes:
            return reading.attributes[field]
        if "total" in rungs and total is not None:
            inherited: Said | None = total[field]
            return inherited
        told = self.passage.attributes.get(field)
        if told is None or "passage" in rungs:
            return told
        return told if "sentence" in rungs and (told.start or 0) >= self.areas.sentence else None

    def _from(self, reading: Reading, total: Record | None) -> str | None:
        if not reading.converted_from and (total is None or self.passage.among == "suspected"):
            return self._among(reading)
        if reading.converted_from or total is None:
            return reading.before
        if total["metric"] in self.metrics.contacts or reading.conversion is None:
            return None
        return said("suspected" if total["metric"] == "suspected" else "asymptomatic", reading.conversion)

    def _among(self, reading: Reading) -> str | None:
        """What those were before who were moved out of a group of the sentence (密切接触者670人，15人转为确诊病例)."""
        told = self.records[-1] if len(self.records) > self.passage.sentence else NOBODY
        among = self.passage.among or told["of"] or told["metric"]
        if among in self.metrics.contacts:
            return None
        return said("suspected", among) if among == "suspected" else reading.before

    def _place(self, reading: Reading, total: Record | None) -> tuple[Found | None, bool]:
        named = self.areas.of_items(reading.places, self.passage.place)
        if named is not None:
            return named, True
        if total is not None:
            return total["place"], False
        if self.passage.others is not None:
            return self.passage.others, False
        begun = None if reading.origin or reading.source else self.areas.of_sentence()
        scene = self._scene if self._scene is self.passage.place else None
        if begun and scene and (scene["adcode"] or "").startswith(stem(begun["adcode"] or NATION)):
            return scene, False  # 消防救援支队 of a city tells of an event in one of its districts
        return begun or self.passage.place, False

    def date(self, record: Record, period: Found) -> None:
        """Give the last record a time of its own."""
        record["period"] = period
        if self._undated and self._undated[-1] is record:
            self._undated.pop()

    def period(self, reading: Reading, measure: str, total: Record | None) -> dict[str, Any]:
        """What time a count is of."""
        return self.timing.period(reading, measure, total)

    def _remember(self, record: Record, reading: Reading, named: bool, scope: Scope) -> None:
        passage = self.passage
        if passage.period is None:
            self._undated.append(record)
            if passage.now is not None:
                self._now[len(self.records)] = passage.now
        aside = (
            record["metric"] == "suspected" and passage.observed in self.metrics.contacts and passage.lead is not None
        )
        if record["metric"] in ("asymptomatic", "close_contact", "suspected") and not aside:
            passage.observed = record["metric"]
        if reading.state in ("asymptomatic", "close_contact"):
            passage.observed = reading.state
        if scope.kind != TOP:
            return
        if reading.reported and reading.led:
            passage.reporter = len(self.records)
        if reading.measure in ("new", "cumulative", "current") and not (
            reading.compared and record["measure"] == "new"
        ):
            passage.measure = reading.measure if reading.already else record["measure"]
        if reading.origin and not (reading.trailing and reading.origin_by_date):
            self.origins.keep(record["origin"], reading)
        counted = reading.counted or record["metric"] in self.metrics.by_unit.values()
        first = bool(reading.reported) and len(self.records) == passage.sentence
        if named:
            rest = record["place"] if reading.places and reading.places[-1].kind == "other_places" else None
            passage.others = rest if counted else passage.others
        above = bool(reading.places) and (
            reading.places[-1].value == ABOVE or reading.places[-1].kind == "other_places"
        )
        if (
            named
            and reading.led
            and not above
            and not self._only_here(reading)
            and (reading.measure or counted or first)
        ):
            if reading.places[-1].value == GROUP and passage.ungrouped is None:
                passage.ungrouped = (passage.place,)
            self._be_at(record["place"])
        if counted:
            if record["count"] or passage.header is None:
                passage.header = len(self.records)
            if passage.lead is None:
                passage.lead = len(self.records)

    def _only_here(self, reading: Reading) -> bool:
        """Whether a place holds for its clause alone: it is told of a count, or lies in the one that leads the sentence."""
        lead, place = self.passage.lead, reading.places[-1]
        if reading.listed or place.kind != PLACE or lead is None or lead < self.passage.segment:
            return reading.listed
        return bool(place.value.get("adcode")) and self.areas.within(place, self.records[lead])

    def area(self, body: list[Item]) -> None:
        """A clause that only says who reports (据31个省…报告) or where it happened (…发生地震) sets the place of what follows."""
        happened = any(item.kind in HAPPENS for item in body)
        said = next((at for at, item in enumerate(body) if item.kind == "issuer"), 0)
        if self.state.scope.kind != TOP:
            return
        if said and body[said - 1].kind == PLACE and body[said - 1].end == body[said].start:
            start = body[said - 1].start
            if self.text[start - 1 : start] not in self.words.agents:
                self._be_at(self.areas.of_item(body[said - 1], None))
            return
        areas = [item for item in body if item.kind == "area" or (happened and item.kind == PLACE)]
        place = self.areas.of_items(areas, self.passage.place)
        if happened and place is None:
            place = self.areas.of_clause_before(body[0].start)  # 小金县一处沟谷，突发泥石流
        weak = place is None and self.passage.place is None and any(item.kind in WEAK for item in body)
        if weak:
            place = self.areas.of_items([item for item in body if item.kind == PLACE], None)
        told = happened or any(item.kind == "report" for item in body)
        group = bool(areas) and told and areas[-1].value == GROUP
        if self.state.scope.kind == TOP and place is not None and (place["adcode"] or group):
            self.passage.around = self.passage.place if happened else None
            self._be_at(place)
            self._scene = place if happened or weak else None

    def at(self, item: Item) -> None:
        """A clause that only says who reports, in front of what is reported, sets the place of what follows."""
        if self.state.scope.kind == TOP:
            self._be_at(self.areas.of_item(item, self.passage.place))

    def _be_at(self, place: Found) -> None:
        """Let a place hold for the counts that name none."""
        self.passage.place = place
        self.areas.heading = None
        if place["adcode"] == NATION:
            self.passage.home = self.passage.home or place

    def finish(self) -> None:
        """Fill in what only the rest of the document gave: the place and the period of counts in a headline."""
        headed = (r["place"] for r in self.records if r["place"] and r["parent"] is None and r["place"]["adcode"])
        first = self.areas.fallback() or next(headed, None) or self.areas.first_path()
        for record in self.records:
            if record["place"] is None:
                record["place"] = first
        self.whole = first
        dated = next((record for record in self.records if record["period"]["end"]), None)
        if dated is None and self.published:
            self._of_now()
        start = next((record["period"]["start"] for record in self.records if record["period"]["start"]), None)
        for record in self._undated:
            if dated is not None:
                new = record["measure"] not in STOCK
                record["period"] = found(
                    {"start": start if new else None, "end": dated["period"]["end"]}, dated["period"]
                )

    def _of_now(self) -> None:
        """Where a document names no time, what is there now (目前) is so at the end of the day of publication."""
        for index in self._now:
            record, word = self.records[index], self._now[index]
            if record["measure"] in STOCK:
                end = datetime.fromisoformat(self.published or "") + timedelta(days=1)
                record["period"] = found({"start": None, "end": end.isoformat(timespec="minutes")}, word)
