"""Tables in a person's language: words for values, heads and notes of columns.

The texts themselves are given by whoever has them (``report/messages``): nothing is loaded here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zh_tongbao.records.fields import RECORD, SCHEMAS
from zh_tongbao.records.schema import Cell, Column

LABELLED = (*(name for name in RECORD.values if RECORD[name].columns), "place_level", "add")
# Columns of the table of records whose values are words of the contract.

LABEL = "_label"
LABELS = tuple(Column(f"{name}{LABEL}") for name in LABELLED)
# The columns that say the same in a person's language.
_LABELS = frozenset(column.name for column in LABELS)

KINDS = {
    "documents": ("document",),
    "records": ("record", "tidy", "document"),
    "entities": ("entity",),
    "checks": ("check",),
    "statements": ("statement",),
    "line_list": ("line",),
    "contacts": ("contact",),
    "itinerary": ("step",),
    "evidence": ("evidence",),
}
# By table, the schemas of its columns.


@dataclass(frozen=True)
class Wording:
    """The words of one language, with those of the others at hand.

    Parameters:
        language: of values and heads.
        texts: by language, key to text.

    Example:
        >>> from zh_tongbao.io.wording import Wording
        >>> wording = Wording("en", {"en": {"add.total": "total", "level.county": "county", "field.record.severity": "severity"}})
        >>> wording.word("add", "severity+county")
        'severity + county'
    """

    language: str
    texts: Mapping[str, Mapping[str, str]]

    def labels(self, cells: Mapping[str, Cell]) -> Iterator[str | None]:
        """The cells of :data:`LABELS` for a row of the table of records.

        Parameters:
            cells: by column.
        """
        for name in LABELLED:
            value = cells[name]
            yield None if value is None else self.word(name, str(value))

    def word(self, field: str, value: str) -> str:
        """The word for a value; the value itself where there is none (another domain's metric)."""
        if field == "add":
            return " + ".join(self._part(part) for part in value.split("+"))
        return self.text(f"{field.removeprefix('place_')}.{value}") or value

    def text(self, key: str, language: str | None = None) -> str | None:
        """The text of a key."""
        return self.texts.get(language or self.language, {}).get(key)

    def head(self, table: str, column: str) -> str:
        """The head of a column: in English as programs call it, which the others say where a label stands beside it."""
        if self.language == "en" or column in LABELLED:
            return column
        name = _plain(column)
        return self.text(f"field.{_kind(table, name)}.{name}") or column

    def note(self, table: str, column: str) -> str:
        """What a column means, a line in each language."""
        name = _plain(column)
        kind = _kind(table, name)
        lines = [column]
        for language in self.texts:
            label = self.text(f"field.{kind}.{name}", language)
            meaning = self.text(f"meaning.{kind}.{name}", language)
            if meaning is None and kind in SCHEMAS and language == "en":
                meaning = SCHEMAS[kind].meaning(name)
            lines.append(": ".join(filter(None, (label, meaning))))
        return "\n".join(filter(None, lines))

    def _part(self, part: str) -> str:
        keys = (f"add.{part}", f"level.{part}", f"field.record.{part}")
        return next((found for key in keys if (found := self.text(key))), part)


def _plain(column: str) -> str:
    """The column that a column of labels says in words; any other is itself."""
    return column.removesuffix(LABEL) if column in _LABELS else column


def _kind(table: str, column: str) -> str:
    """The schema that a column of a table belongs to; ``key`` for what numbers rows and joins tables."""
    for kind in KINDS[table]:
        if column in {found.name for found in SCHEMAS[kind].columns}:
            return kind
    return "key"
