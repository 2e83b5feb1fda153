"""From a grammar and facts to annotated documents: every slot writes text and, with it, the annotation of that text.

Slots of a template:

- ``{use NAME}`` one of the lines of that name; ``{maybe NAME}`` the same, or nothing.
- ``{issuer}`` who reports; ``{area}`` the word for all of it (a line ``area``); ``{below}`` a division inside it;
  ``{province}`` some province.
- ``{period day|window}`` what is reported on and ``{period until}`` the moment it holds at: lines ``period_day`` …
  with the slots ``{year}``, ``{month}``, ``{date}``, ``{hour}``, and ``{month2}``, ``{date2}`` of the day after.
- ``{title NAME}`` marks a line as a title, ``{name}`` a new person who holds the titles just before it, ``{again}``
  the latest person once more. ``{slogan}`` one of the vocabulary's.
- ``{count …}``, ``{none …}``, ``{part …}``, ``{parts …}``: :mod:`zh_tongbao.generate.counts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from zh_tongbao.components.places.gazetteer import Division
from zh_tongbao.errors import InputError
from zh_tongbao.generate.counts import Counts
from zh_tongbao.generate.draft import Draft
from zh_tongbao.generate.facts import Facts
from zh_tongbao.generate.grammar import Grammar, Slot, Way

Row = dict[str, Any]

MAYBE = 0.5
SHORT = 0.3
TWO_CHARACTERS = 0.75
OTHER_NAME = 0.06
HOURS = (9, 12, 15, 16, 18, 20)


def compose(grammar: Grammar, facts: Facts, number: int, random: Random) -> Iterator[Row]:
    """Compose that many documents.

    Parameters:
        grammar: the templates; a document is one of the lines ``document``.
        facts: what they are filled with.
        number: how many.
        random: the source of every choice; the same seed gives the same documents.
    """
    levels = sorted({way.level for way in grammar.ways.get("document", ()) if way.level})
    if not levels:
        raise InputError("templates: no line 'document' with a level")
    for index in range(number):
        level = random.choice(levels)
        issuer = random.choice(facts.issuers[level])
        yield Composer(grammar, facts, issuer, random).document(f"generated-{index:05}")


class Composer:
    """Writes one document.

    Parameters:
        grammar, facts, random: as of :func:`compose`.
        issuer: the division that reports.
    """

    def __init__(self, grammar: Grammar, facts: Facts, issuer: Division, random: Random):
        self.grammar, self.facts, self.issuer, self.random = grammar, facts, issuer, random
        self.day = facts.day()
        self.short = random.random() < SHORT
        published = self.day + timedelta(days=1)
        given = {"id": "", "title": None, "region": issuer.adcode, "published": published.isoformat()}
        self.draft = Draft(given)
        self.counts = Counts(self.draft, facts, self._below, self.word, random)
        self.titles: list[Row] = []
        self.people: dict[str, list[str]] = {}
        self.latest = ""
        self.slots = {
            "use": self._use, "maybe": self._maybe, "issuer": self._issuer, "area": self._area, "below": self._one_below,
            "province": self._province, "period": self._period, "title": self._title, "name": self._name,
            "again": self._again, "slogan": self._slogan, "count": self.counts.count, "none": self.counts.none,
            "part": self.counts.part, "parts": self.counts.parts,
        }  # fmt: skip

    def document(self, name: str) -> Row:
        """Compose the document of that id."""
        self.draft.given["id"] = name
        self.draft.place = {"text": self.issuer.name, "adcode": self.issuer.adcode}
        self._write(self._pick("document"))
        for entity in self.draft.entities:
            if entity["label"] == "OFFICIAL":
                entity["titles"] = sorted(dict.fromkeys(self.people[entity["name"]]), key=len, reverse=True)
        return self.draft.finish()

    def word(self, name: str) -> str:
        """The text of one line of that name, which has no slots.

        Raises:
            InputError: it has.
        """
        pieces = self._pick(name).pieces
        if any(isinstance(piece, Slot) for piece in pieces):
            raise InputError(f"templates, {name!r}: this line must not have slots")
        return "".join(str(piece) for piece in pieces)

    def _pick(self, name: str) -> Way:
        return self.grammar.pick(name, self.random, self.issuer.level, self.issuer.name)

    def _write(self, way: Way) -> None:
        for piece in way.pieces:
            if isinstance(piece, str):
                self.draft.write(piece)
            elif piece.kind in self.slots:
                self.slots[piece.kind](piece)
            else:
                raise InputError(f"templates: no slot is of the kind {piece.kind!r} ({', '.join(sorted(self.slots))})")

    def _use(self, slot: Slot) -> None:
        self._write(self._pick(slot.words[0]))

    def _maybe(self, slot: Slot) -> None:
        if self.random.random() < MAYBE:
            self._use(slot)

    def _form(self, place: Division) -> str:
        return place.short if self.short and place.short else place.name

    def _issuer(self, slot: Slot) -> None:
        form = self.issuer.name if "full" in slot.words else self._form(self.issuer)
        self.draft.place = self.draft.write_place(self.issuer, form)

    def _area(self, _: Slot) -> None:
        text = self.word("area")
        self.draft.write(text)
        self.draft.place = {"text": text, "adcode": self.issuer.adcode}

    def _below(self, number: int) -> list[tuple[Division, str]]:
        places = self.facts.some(self.facts.below(self.issuer), number)
        return [(place, self._form(place)) for place in places]

    def _one_below(self, _: Slot) -> None:
        place = self.random.choice(self.facts.below(self.issuer) or [self.issuer])
        self.draft.write_place(place, place.name)

    def _province(self, _: Slot) -> None:
        place = self.random.choice(self.facts.provinces)
        self.draft.write_place(place, place.short or place.name)

    def _period(self, slot: Slot) -> None:
        kind = slot.words[0]
        following, hour = self.day + timedelta(days=1), self.random.choice(HOURS)
        values = {
            "year": self.day.year, "month": self.day.month, "date": self.day.day, "hour": hour,
            "month2": following.month, "date2": following.day,
        }  # fmt: skip
        text = "".join(
            piece if isinstance(piece, str) else str(values[piece.kind])
            for piece in self._pick(f"period_{kind}").pieces
        )
        span = self.draft.write(text)
        if kind == "until":
            self.draft.until = _moment(following)
            self.draft.mark(span, "PERIOD", start_time=None, end_time=self.draft.until)
            return
        hours = 0 if kind == "day" else hour
        start, end = _moment(self.day, hours), _moment(following, hours)
        self.draft.range, self.draft.until = {"start": start, "end": end}, end
        self.draft.mark(span, "PERIOD", start_time=start, end_time=end)

    def _title(self, slot: Slot) -> None:
        start = self.draft.length
        place = self.draft.place
        self._use(slot)
        self.draft.place = place
        self.titles.append(self.draft.mark((start, self.draft.length), "TITLE", holder=None))

    def _name(self, _: Slot) -> None:
        name = self._new_name()
        self.people[name] = [title["text"] for title in self.titles]
        for title in self.titles:
            title["holder"] = name
        self.titles, self.latest = [], name
        self._again(_)

    def _new_name(self) -> str:
        while True:
            if self.random.random() < OTHER_NAME:
                name = self.word("other_name")
            else:
                length = 2 if self.random.random() < TWO_CHARACTERS else 1
                name = self.random.choice(self.facts.surnames) + "".join(self.word("given") for _ in range(length))
            if not any(name in other or other in name for other in self.people):
                return name

    def _again(self, _: Slot) -> None:
        self.draft.mark(self.draft.write(self.latest), "OFFICIAL", name=self.latest, titles=[])

    def _slogan(self, _: Slot) -> None:
        slogan = self.random.choice(self.facts.slogans)
        form = slogan["canonical"]
        self.draft.mark(self.draft.write(form), "SLOGAN", canonical=form, slogan_id=slogan["id"])


def _moment(day: date, hour: int = 0) -> str:
    return f"{day.isoformat()}T{hour:02}:00"
