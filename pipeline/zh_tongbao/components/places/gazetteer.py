"""The gazetteer as an index: which divisions a form can mean, and what lies inside what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zh_tongbao.vocab.tables import Row

COUNTRY = "country"
PROVINCE = "province"
PREFECTURE = "prefecture"
COUNTY = "county"
TOWNSHIP = "township"
ZONE = "zone"
HOME = "CN"
HOME_CODE = "100000"
TODAY = "9999-12-31"

FULL = "full"
SHORT = "short"
GENERIC = "generic"


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """One place of the gazetteer.

    Parameters:
        name: official name.
        adcode: six digits, or None.
        level: level of the contract.
        country: ISO 3166-1 alpha-2.
        ancestors: the divisions above, from the province down.
        valid_from, valid_to: ``YYYY-MM-DD``, half-open.
        successor: adcode of the same place under its next name, or empty.
        short: usual short form, or empty.
        municipality: whether it is a province whose counties lie right below it (北京).

    Attributes:
        path: official names from the province down; of a country none.
    """

    name: str
    adcode: str | None
    level: str
    country: str = HOME
    ancestors: tuple[Division, ...] = ()
    valid_from: str = ""
    valid_to: str = TODAY + "~"
    successor: str = ""
    short: str = ""
    municipality: bool = False
    path: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = () if self.level == COUNTRY else (*(above.name for above in self.ancestors), self.name)
        object.__setattr__(self, "path", names)

    @property
    def parent(self) -> Division | None:
        """The division right above, or None."""
        return self.ancestors[-1] if self.ancestors else None

    def valid(self, date: str) -> bool:
        """Whether the row holds on that day (``YYYY-MM-DD``)."""
        return self.valid_from <= date < self.valid_to

    def entity(self, start: int, end: int, text: str) -> dict[str, Any]:
        """This place as an entity of the contract."""
        return {
            "start": start,
            "end": end,
            "text": text,
            "label": "PLACE",
            "name": self.name,
            "path": list(self.path),
            "adcode": self.adcode,
            "level": self.level,
            "country": self.country,
        }


class Gazetteer:
    """All divisions, by form and by code.

    Parameters:
        rows: rows of places.csv, zones.csv and countries.csv, as :func:`zh_tongbao.vocab.readers.gazetteer` reads them.
    """

    def __init__(self, rows: Iterable[Row]):
        self.by_code: dict[str, list[Division]] = defaultdict(list)
        self._before: dict[str, list[Division]] = defaultdict(list)
        self.forms: dict[str, dict[str, list[Division]]] = {FULL: {}, SHORT: {}, GENERIC: {}}
        rows = list(rows)
        self.units = {row["name"][-1] for row in rows}
        # Most prefectures are called cities; a province called one is a municipality.
        units = Counter(row["name"][-1] for row in rows if row["level"] == PREFECTURE)
        self.city = units.most_common(1)[0][0] if units else ""
        parents = {row["adcode"]: row for row in reversed(rows) if row["adcode"]}
        parents |= {row["adcode"]: row for row in rows if row["adcode"] and not row["valid_to"]}
        built: dict[str, tuple[Division, ...]] = {}
        for row in rows:
            if row["level"] == COUNTRY:
                self._add_country(row)
            else:
                self._add(row, self._above(row["parent"], parents, built))
        self._dated = {
            form
            for kind in self.forms.values()
            for form, senses in kind.items()
            if any(sense.valid_from or sense.valid_to <= TODAY for sense in senses)
        }

    def _above(self, code: str, rows: dict[str, Row], built: dict[str, tuple[Division, ...]]) -> tuple[Division, ...]:
        """The chain of divisions from the province down to the one with this code."""
        if not code or code not in rows:
            return ()
        if code not in built:
            row = rows[code]
            above = self._above(row["parent"], rows, built)
            built[code] = (*above, self._division(row, above))
        return built[code]

    def _division(self, row: Row, above: tuple[Division, ...]) -> Division:
        """The row's division; made once, so that divisions compare by identity."""
        for known in self.by_code.get(row["adcode"], ()) if row["adcode"] else ():
            if known.name == row["name"]:
                return known
        division = Division(
            name=row["name"],
            adcode=row["adcode"] or None,
            level=row["level"],
            ancestors=above,
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or TODAY + "~",
            successor=row["successor"],
            short=row["short"],
            municipality=row["level"] == PROVINCE and row["name"][-1] == self.city,
        )
        if row["adcode"]:
            self.by_code[row["adcode"]].append(division)
        if row["successor"]:
            self._before[row["successor"]].append(division)
        return division

    def _add(self, row: Row, above: tuple[Division, ...]) -> None:
        division = self._division(row, above)
        self._form(FULL, row["name"], division)
        if row["short"]:
            self._form(SHORT, row["short"], division)
        for alias in filter(None, row["aliases"].split("|")):
            self._form(FULL if alias[-1] in self.units else SHORT, alias, division)
        for word in filter(None, row["generic"].split("|")):
            self._form(GENERIC, word, division)

    def _add_country(self, row: Row) -> None:
        home = row["country"] == HOME
        division = Division(row["name"], HOME_CODE if home else None, COUNTRY, row["country"])
        self.by_code[row["country"]].append(division)
        if home:
            self.by_code[HOME_CODE].append(division)
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            self._form(FULL, form, division)

    def _form(self, kind: str, form: str, division: Division) -> None:
        senses = self.forms[kind].setdefault(form, [])
        if division not in senses:
            senses.append(division)

    def senses(self, kind: str, form: str, date: str) -> list[Division]:
        """What a form can mean on a day: the rows that hold then, else what their place is called then.

        Parameters:
            kind: ``full``, ``short`` or ``generic``.
            form: the text.
            date: ``YYYY-MM-DD``; :data:`TODAY` where the document has no date.
        """
        senses = self.forms[kind].get(form, [])
        if form not in self._dated:
            return senses
        holding = [sense for sense in senses if sense.valid(date)]
        if holding or kind == GENERIC:
            return holding
        return [self.renamed(max(senses, key=_end), date)] if senses else []

    def renamed(self, division: Division, date: str) -> Division:
        """The same place under the name and code of that day, as far as the table tells."""
        if date >= division.valid_to:
            for later in self.by_code.get(division.successor, ()):
                if later is not division and later.valid(date):
                    return later
        return division

    def earlier(self, division: Division, date: str) -> Division:
        """The same place under the name and code of that day, where the day is before the division's own time."""
        if date < division.valid_from:
            for former in self._before.get(division.adcode or "", ()):
                if former is not division and former.valid(date):
                    return former
        return division

    def of_code(self, adcode: str, date: str) -> Division | None:
        """The division with this code, on that day if it has rows for several."""
        rows = self.by_code.get(adcode, [])
        return next((row for row in rows if row.valid(date)), rows[-1] if rows else None)


def _end(division: Division) -> str:
    return division.valid_to
