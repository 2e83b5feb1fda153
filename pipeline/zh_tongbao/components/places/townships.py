"""Towns and streets written in full (乐从镇): where one may stand, and which ones of that name there are.

The table has some 40,000 of them, so they are no forms of the finder's automaton: a text is searched for the few units that
their names end in, and the table is asked for what stands before each. A division is made only for a name that was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zh_tongbao.components.places.finder import LIKELY, UNSURE, Mention
from zh_tongbao.components.places.gazetteer import COUNTRY, FULL, SHORT, TOWNSHIP, Division, Gazetteer
from zh_tongbao.vocab.tables import Row

CODE = 9
# Digits of a township's code; the first of them are those of the division above it.
COUNTY_DIGITS = 6
BEHIND = CODE - COUNTY_DIGITS
SHORTEST = 2
SHORTEST_UNLISTED = 3
LONGEST_UNLISTED = 5


@dataclass(slots=True)
class Town(Mention):
    """One place in a text where a township may stand.

    Parameters:
        unlisted: where a name would start that the table need not have, right behind a place; None where none can.
    """

    unlisted: int | None = None


class Townships:
    """Find what may be townships in a normalised text.

    Parameters:
        rows: rows of townships.csv: ``term`` (the code of a division), ``value`` (the names of those in it, with ``|``
            between, each behind the last three digits of its code). Without any no township is found.
        terms: rows of place_terms.csv. Read here: ``township_unit`` (what a name ends in; value ``unlisted``: also one that
            no table has, right behind its county), ``township_noun`` (words that a name may end in by chance: 城镇),
            ``not_in_township`` (what no unlisted name has in it; value ``first``: begins with), ``continued`` (what makes
            another word of a unit).
        gazetteer: the divisions above them.
    """

    def __init__(self, rows: Iterable[Row], terms: Iterable[Row], gazetteer: Gazetteer):
        self._codes: dict[str, str] = {}
        for row in rows:
            for entry in row["value"].split("|"):
                digits, name = entry[:BEHIND], entry[BEHIND:]
                self._codes[name] = self._codes.get(name, "") + row["term"] + digits
        self._gazetteer = gazetteer
        words: dict[str, list[str]] = {}
        following: dict[str, str] = {}
        for row in terms:
            words.setdefault(row["kind"], []).append(row["term"])
            if row["kind"] == "continued":
                following[row["term"]] = row["value"]
        self._open_units = tuple(
            row["term"] for row in terms if row["kind"] == "township_unit" and row["value"] == "unlisted"
        )
        units = words.get("township_unit", []) if self._codes else []
        self._unit = re.compile("|".join(map(re.escape, units)) or "(?!)")
        self._continued = {
            unit: re.compile("|".join(map(re.escape, following[unit].split("|"))))
            for unit in units
            if unit in following
        }
        self._nouns = tuple(words.get("township_noun", ()))
        barred = [(row["term"], row["value"]) for row in terms if row["kind"] == "not_in_township"]
        self._never = tuple(word for word, where in barred if not where)
        self._never_first = tuple(word for word, where in barred if where)
        self._longest = max(map(len, self._codes), default=0)

    def find(self, view: str, date: str, mentions: Sequence[Mention]) -> list[Town]:
        """Return what may be townships, in text order.

        Parameters:
            view: the normalised text.
            date: the document's day, or today's.
            mentions: of other places, in text order.
        """
        found: list[Town] = []
        index, before = 0, 0
        for unit in self._unit.finditer(view):
            while index < len(mentions) and mentions[index].end < unit.end():
                last = mentions[index]
                if last.kind == FULL and last.senses and last.senses[0].level != COUNTRY:
                    before = last.end
                index += 1
            another = mentions[index] if index < len(mentions) and mentions[index].start < unit.end() else None
            if another is not None and another.kind != SHORT:
                continue
            town = self._town(view, date, before, unit, in_another=another is not None)
            if town is None:
                continue
            if found and town.start == found[-1].start:
                found.pop()  # 嘉定镇|街道: the longer name
            if not (found and town.start < found[-1].end):
                found.append(town)
        return found

    def _town(self, view: str, date: str, before: int, unit: re.Match[str], *, in_another: bool) -> Town | None:
        end = unit.end()
        first = max(before, end - self._longest)
        start = next((at for at in range(first, end - SHORTEST + 1) if view[at:end] in self._codes), None)
        following = self._continued.get(unit[0])
        unsure = in_another or (following is not None and following.match(view, end) is not None)
        unlisted = None if unsure else self._unlisted(view, before, unit)
        if start is None:
            start = unlisted
        if start is None:
            return None
        form = view[start:end]
        unsure = unsure or form.endswith(self._nouns)
        codes = self._codes.get(form, "")
        senses = [self._made(form, codes[at : at + CODE], date) for at in range(0, len(codes), CODE)]
        return Town(start, end, form, FULL, UNSURE if unsure else LIKELY, senses, unlisted=unlisted)

    def _unlisted(self, view: str, before: int, unit: re.Match[str]) -> int | None:
        """Where a name behind the last place or a mark starts that may be a township's, though the table has it not."""
        if unit[0] not in self._open_units:
            return None
        start, end = unit.start(), unit.end()
        while start > before and end - start <= LONGEST_UNLISTED and view[start - 1].isalpha():
            start -= 1
        name = view[start:end]
        if name in self._codes:
            return start
        if not SHORTEST_UNLISTED <= len(name) <= LONGEST_UNLISTED or name.endswith(self._nouns):
            return None
        barred = name.startswith(self._never_first) or any(word in name[: -len(unit[0])] for word in self._never)
        return None if barred else start

    def _made(self, name: str, code: str, date: str) -> Division:
        today = self._gazetteer.of_code(code[:COUNTY_DIGITS], date) or self._gazetteer.of_code(f"{code[:4]}00", date)
        above = self._gazetteer.earlier(today, date) if today is not None else None
        return township(name, above, code if above is today else None)


def township(name: str, above: Division | None, code: str | None = None) -> Division:
    """The township of this name in that division.

    Parameters:
        name: as written.
        above: the division that it lies in.
        code: nine digits, or None.
    """
    return Division(name, code, TOWNSHIP, ancestors=(*above.ancestors, above) if above is not None else ())
