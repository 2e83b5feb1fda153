"""The slots that write counts, and breakdowns of them that add up or, now and then, deliberately do not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.generate.draft import Draft
from zh_tongbao.generate.facts import Facts, split_number
from zh_tongbao.generate.grammar import Slot
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]
Word = Callable[[str], str]

BROKEN = 0.06
# Share of breakdowns whose parts do not add up.

SEVERITIES = RECORD["severity"].values
ORIGINS = ("imported", "local")
THOUSANDS = 0.2


class Counts:
    """Writes counts into a draft.

    Parameters:
        draft: the document.
        facts: countries.
        below: the divisions inside the issuer, and how to write one.
        word: gives the text of a template line without slots (units, separators, words of severity).
        random: the source of every choice.
    """

    def __init__(
        self, draft: Draft, facts: Facts, below: Callable[[int], list[tuple[Any, str]]], word: Word, random: Random
    ):
        self.draft = draft
        self.facts = facts
        self.below = below
        self.word = word
        self.random = random
        self.named: dict[str, int] = {}
        self.commas = random.random() < THOUSANDS

    def count(self, slot: Slot) -> None:
        """``{count NAME metric=… measure=… lo=1 hi=90 unit=unit}`` and any other field of a record."""
        settings = dict(slot.settings)
        low, high = int(settings.pop("lo", "1")), int(settings.pop("hi", "90"))
        unit = self.word(settings.pop("unit", "unit"))
        number = int(low * (high / low) ** self.random.random()) if low else self.random.randint(0, high)
        index = self.draft.write_record(self._number(number) + unit, number, unit, settings)
        self.named[slot.words[0]] = index

    def none(self, slot: Slot) -> None:
        """``{none metric=… measure=…}``: the word that says that there are none."""
        word = self.word("none")
        self.draft.write_record(word, 0, None, dict(slot.settings))

    def part(self, slot: Slot) -> None:
        """``{part OF relation=… …}``: one part of a total, smaller than it or as large."""
        parent, total = self._total(slot)
        settings = dict(slot.settings)
        number = self.random.randint(1, total) if total else 0
        unit = self.word("unit")
        self.draft.write_record(self._number(number) + unit, number, unit, settings, parent)

    def parts(self, slot: Slot) -> None:
        """``{parts OF by=place most=6}``: a whole breakdown ``by`` place, severity, origin or source."""
        parent, total = self._total(slot)
        writers = {
            "place": self._places,
            "severity": self._severities,
            "origin": self._origins,
            "source": self._sources,
        }
        by, most = slot.settings.get("by", "place"), int(slot.settings.get("most", "6"))
        if by not in writers:
            raise InputError(f"templates, slot 'parts': by={by} is not one of {', '.join(writers)}")
        numbers = split_number(total, self.random.randint(2, most), self.random)
        if len(numbers) > 1 and self.random.random() < BROKEN:
            numbers[0] += self.random.choice((1, 2, 3))
        writers[by](parent, numbers)

    def _total(self, slot: Slot) -> tuple[int, int]:
        name = slot.words[0]
        if name not in self.named:
            raise InputError(f"templates, slot {slot.kind!r}: no count is named {name!r} before it")
        parent = self.named[name]
        return parent, self.draft.records[parent]["count"]

    def _places(self, parent: int, numbers: list[int]) -> None:
        places = self.below(len(numbers))
        if len(places) < len(numbers):
            numbers = [*numbers[: len(places) - 1], sum(numbers[len(places) - 1 :])]
        verb, separator = self.word("part_verb"), self.word("separator")
        for index, ((place, form), number) in enumerate(zip(places, numbers)):
            if index:
                self.draft.write(separator)
            where = self.draft.write_place(place, form)
            self.draft.write(verb)
            self._part(parent, number, {"relation": "place", "place": where})

    def _severities(self, parent: int, numbers: list[int]) -> None:
        numbers = numbers[:3] + ([sum(numbers[3:])] if len(numbers) > 3 else [])
        for index, (severity, number) in enumerate(zip(SEVERITIES, numbers)):
            if index:
                self.draft.write(self.word("enumeration"))
            self.draft.write(self.word(f"severity_{severity}"))
            self._part(parent, number, {"relation": "severity", "severity": severity})

    def _origins(self, parent: int, numbers: list[int]) -> None:
        numbers = [numbers[0], sum(numbers[1:])] if len(numbers) > 1 else numbers
        for index, (origin, number) in enumerate(zip(ORIGINS, numbers)):
            if index:
                self.draft.write(self.word("separator"))
            self.draft.write(self.word(f"origin_{origin}"))
            self._part(parent, number, {"relation": "origin", "origin": origin})

    def _sources(self, parent: int, numbers: list[int]) -> None:
        countries = self.facts.some(self.facts.countries, len(numbers))
        for index, (country, number) in enumerate(zip(countries, numbers)):
            if index:
                self.draft.write(self.word("separator"))
            self._part(parent, number, {"relation": "source", "source": country.country})
            self.draft.write(self.word("from"))
            self.draft.write_place(country, country.name)

    def _part(self, parent: int, number: int, values: Row) -> None:
        unit = self.word("unit")
        self.draft.write_record(self._number(number) + unit, number, unit, values, parent)

    def _number(self, number: int) -> str:
        return f"{number:,}" if self.commas else str(number)
