"""From a division's official name to the forms that bulletins write for it.

What the words are (units, nationalities, zone names) is vocabulary: configs/vocab/gazetteer_rules.csv.
"""

from __future__ import annotations

from zh_tongbao.vocab.division_tables import Division
from zh_tongbao.vocab.tables import Row

SHORTEST = 2


class FormRules:
    """The rules by which usage shortens names.

    Parameters:
        rows: rows of gazetteer_rules.csv.
    """

    def __init__(self, rows: list[Row]):
        def of(kind: str) -> list[Row]:
            return [row for row in rows if row["kind"] == kind]

        self.units = sorted(((row["term"], row["value"]) for row in of("unit")), key=lambda unit: -len(unit[0]))
        self.nationalities = sorted((row["term"] for row in of("nationality")), key=len, reverse=True)
        self.autonomous = {row["term"]: row["value"] for row in of("autonomous")}
        self.words = {row["value"]: row["term"] for row in of("level_word")}
        self.words["banner"] = next(row["term"] for row in of("banner_word"))
        self.zones = {row["term"]: list(filter(None, row["value"].split("|"))) for row in of("zone_name")}
        self.tails = tuple(row["term"] for row in of("zone_tail"))
        self.whole = tuple(row["term"] for row in of("whole"))
        self.skipped = {row["term"] for row in of("skip")}
        self.townships = tuple(row["term"] for row in of("township"))

    def stem(self, name: str, level: str) -> str:
        """The name without its unit and nationalities; the whole name where too little would be left."""
        if name.endswith(self.whole):
            return name
        for unit, of in self.units:
            if name.endswith(unit) and of in ("*", level):
                whole = name.removesuffix(unit)
                bare = self._without_nationalities(whole) if unit in self.autonomous else whole
                return next((stem for stem in (bare, whole) if len(stem) >= SHORTEST), name)
        return name

    def complete(self, division: Division, prefecture: str, province: str) -> None:
        """Fill in ``short``, ``aliases`` and ``generic`` of one division.

        Parameters:
            division: changed in place.
            prefecture: stem of the prefecture that a zone belongs to.
            province: stem of its province.
        """
        if division.level == "zone":
            self._complete_zone(division, prefecture, province)
            return
        stem = self.stem(division.name, division.level)
        if stem == division.name or division.short:
            return
        division.short = stem
        for unit, kind in self.autonomous.items():
            if kind and division.name.endswith(unit):
                division.aliases += (stem + self.words[kind], stem + unit)
                break

    def _complete_zone(self, division: Division, prefecture: str, province: str) -> None:
        name = division.name
        for tail in self.tails:
            name = name.removesuffix(tail)
        core = name
        for prefix in (province, prefecture):
            if prefix and core.startswith(prefix) and len(core) - len(prefix) > SHORTEST:
                core = core.removeprefix(prefix)
        core = core.removeprefix(self._city())
        forms = {name, core if core.startswith(prefecture) else prefecture + core}
        zone = max((zone for zone in self.zones if core.endswith(zone)), key=len, default="")
        head = core.removesuffix(zone)
        if zone and not head:
            division.generic = tuple(self.zones[zone])
            forms.update(prefecture + word for word in self.zones[zone])
        elif zone and len(head) >= SHORTEST:
            forms.update(head + word for word in (zone, *self.zones[zone]) if len(word) > SHORTEST)
        elif not zone and len(core) > SHORTEST:
            forms.add(core)
        division.aliases += tuple(sorted(forms - {division.name}))

    def _city(self) -> str:
        city: str = next(unit for unit, of in self.units if of == "*")
        return city

    def _without_nationalities(self, stem: str) -> str:
        bare = stem
        while True:
            for nationality in self.nationalities:
                if bare.endswith(nationality) and bare != nationality:
                    bare = bare.removesuffix(nationality)
                    break
            else:
                return bare
