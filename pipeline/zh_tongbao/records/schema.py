"""How the contract's fields are declared, and the lists that follow from the declarations.

A kind of object (record, entity, check …) is a ``TypedDict`` whose values are ``Annotated[type, Field(…)]``: see
:mod:`zh_tongbao.records.fields`. :meth:`Schema.of` reads one; whoever needs a list of fields (columns, scores, pages)
takes it from there. Imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from typing_extensions import NotRequired, get_type_hints, is_typeddict

CellKind = Literal["string", "integer", "number", "boolean", "date", "strings", "integers"]
Kind = Literal[CellKind, "object", "nested"]
Cell = str | int | float | bool | date | list[str] | list[int] | None

_KINDS: dict[Any, CellKind] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    date: "date",
    list[str]: "strings",
    list[int]: "integers",
}
SPAN = ("start", "end", "text")
# Where an expression stands, and its words.


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters:
        name: its heading; a dot leads into a nested field.
        kind: type of its values; every column may hold nulls.
        day: whether a string is a day, ``2022-04-03``, which a spreadsheet has as a date.
        moment: whether a string is a moment, ``2022-04-03T00:00``, or one of no known year, ``--04-03T00:00``.
        words: whether a string is one of a few words.
    """

    name: str
    kind: CellKind = "string"
    day: bool = False
    moment: bool = False
    words: bool = False


@dataclass(frozen=True)
class Field:
    """What is to be known of one field besides its name and type.

    Parameters:
        meaning: one English sentence.
        core: a found record that differs in it is not exact; also compared by itself.
        compared: scored by itself.
        inherited: a part has it from its total where the text says nothing else.
        subset: a record that has it counts a part of what its other fields say.
        series: one of those that make a time series of their own all the same.
        key: what tells one figure from another: a ``line`` of the books (metric), the ``scope`` that they are kept for
            (origin), or the ``axis`` place and time. What is inherited and no subset is scope.
        order: of reading, by which scores, keys and the page name fields; those of one number in the order of declaration.
        shown: named in a record's line of page and terminal; by default what is inherited.
        behind: in the terminal's line it stands behind that field.
        named: in the terminal's line its name stands before its value.
        column: flattened into columns of its table, where its type can be.
        identifies: of a nested object, what two of them are compared by.
        evidenced: has words, or a reason, in ``evidence``.
        each: of a list, each of its values has evidence of its own.
        number: what an integer is: an ``offset`` in the text, the ``index`` of a record, a ``count``.
        default: what stands where nothing was found.
        given: of a document, known before it is read.
        heads: of a document, repeated at each of its records in tables.
        annotation: stands in annotated documents alone.
        labels: entities that have it; empty for all.
        day: a string that is a day.
        moment: a string that is a moment.
    """

    meaning: str
    _: KW_ONLY
    core: bool = False
    compared: bool = False
    inherited: bool = False
    subset: bool = False
    series: bool = False
    key: Literal["line", "scope", "axis"] | None = None
    order: int = 50
    shown: bool | None = None
    behind: str | None = None
    named: bool = False
    column: bool = True
    identifies: bool = False
    evidenced: bool = True
    each: bool = False
    number: Literal["offset", "index", "count"] = "count"
    default: Any = None
    given: bool = False
    heads: bool = False
    annotation: bool = False
    labels: tuple[str, ...] = ()
    day: bool = False
    moment: bool = False


@dataclass(frozen=True)
class Attribute:
    """One field of a schema: its name, what its type says, and what is declared of it.

    Parameters:
        name: of the field.
        role: as declared.
        kind: of its values; ``object`` is one with fields of its own, ``nested`` any other list or mapping.
        type: without null, annotation and whether it may be missing.
        nullable: whether it may be null.
        optional: whether it may be missing.
        values: the words that it may be; empty where any may.
        closed: whether it may be no other word than those.
        inner: the fields of an ``object``.
    """

    name: str
    role: Field
    kind: Kind
    type: Any
    nullable: bool
    optional: bool
    values: tuple[str, ...]
    closed: bool
    inner: Schema | None

    @classmethod
    def of(cls, name: str, hint: Any) -> Attribute:
        """Read one field of a ``TypedDict``.

        Raises:
            TypeError: it has no :class:`Field`.
        """
        optional = get_origin(hint) is NotRequired
        hint = get_args(hint)[0] if optional else hint
        if get_origin(hint) is not Annotated:
            raise TypeError(f"field {name!r}: declare it as Annotated[type, Field(…)]")
        declared, role = get_args(hint)[:2]
        members = get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)
        types = [member for member in members if member is not NoneType]
        words = [word for member in types if get_origin(member) is Literal for word in get_args(member)]
        plain = next((member for member in types if get_origin(member) is not Literal), None if not words else str)
        return cls(
            name=name,
            role=role,
            kind="object" if is_typeddict(plain) else _KINDS.get(plain, "nested"),
            type=plain,
            nullable=NoneType in members,
            optional=optional,
            values=tuple(words),
            closed=bool(words) and str not in types,
            inner=Schema.of(plain) if is_typeddict(plain) else None,
        )

    @property
    def needed(self) -> bool:
        """Whether no object is without a value of it."""
        return not (self.optional or self.nullable) and self.role.default is None

    @property
    def key(self) -> Literal["line", "scope", "axis"] | None:
        """What it tells of figures, see :class:`Field`."""
        return self.role.key or ("scope" if self.role.inherited and not self.role.subset else None)

    @property
    def shown(self) -> bool:
        """Whether a record's line names it."""
        return self.role.inherited if self.role.shown is None else self.role.shown

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table that hold it."""
        if not self.role.column or self.role.annotation or self.kind == "nested":
            return ()
        if self.kind == "object":
            inner = self.inner.columns if self.inner else ()
            return tuple(replace(column, name=f"{self.name}.{column.name}") for column in inner)
        return (Column(self.name, self.kind, self.role.day, self.role.moment, words=bool(self.values)),)

    @property
    def identity(self) -> tuple[str, ...]:
        """The paths of the values by which it is compared."""
        if self.inner is None:
            return (self.name,)
        return tuple(f"{self.name}.{inner.name}" for inner in self.inner if inner.role.identifies)

    def allows(self, value: Any) -> bool:
        """Whether a word, or null, is one that it may be."""
        return value in self.values or (value is None and self.nullable)


class Schema:
    """The fields of one kind of object, and every list of them that something needs.

    Parameters:
        attributes: its fields.

    Attributes:
        names: every field, in the order of declaration; ``reading``: in that of reading.
        core: what an exact record has right; ``compared``: these, then what else is scored.
        inherited: what a part has from its total.
        subset: what makes a record count a part of what its other fields say.
        line: what names a line of the books; ``scope``: what they are kept for, besides place and time.
        series: what tells one time series of a place from another.
        shown: what a record's line names on the page; ``view``: on the terminal.
        heads: what stands before each record of a document in a table.
        given: what is known of a document before it is read.
        needed: what no object is without.
        evidenced: what has words, or a reason, in ``evidence``.
        attributes: what is said of a stretch of text besides where it stands.
        columns: of its table.
        identity: by field, the paths of the values by which it is compared.
        values: by field, the words that it may be, null first where it may be null.

    Example:
        >>> from zh_tongbao.records.fields import RECORD
        >>> RECORD.core
        ('count', 'metric', 'measure', 'origin', 'severity', 'from', 'place', 'period', 'disease', 'excludes')
        >>> RECORD["severity"].values
        ('mild', 'moderate', 'severe', 'critical')
        >>> [column.name for column in RECORD["place"].columns]
        ['place.text', 'place.adcode']
    """

    def __init__(self, attributes: tuple[Attribute, ...]):
        self._attributes = {attribute.name: attribute for attribute in attributes}
        reading = sorted(attributes, key=lambda field: field.role.order)
        core = _names(reading, lambda field: field.role.core)
        null: tuple[str | None, ...] = (None,)
        self.names = tuple(self._attributes)
        self.reading = _names(reading, lambda _: True)
        self.core = core
        self.compared = core + _names(reading, lambda field: field.role.compared and not field.role.core)
        self.inherited = _names(reading, lambda field: field.role.inherited)
        self.subset = _names(reading, lambda field: field.role.subset)
        self.line = _names(reading, lambda field: field.key == "line")
        self.scope = _names(reading, lambda field: field.key == "scope")
        self.series = _names(reading, lambda field: field.key in ("line", "scope") or field.role.series)
        self.shown = _names(reading, lambda field: field.shown)
        self.view = _moved(self.shown, {field.name: field.role.behind for field in attributes if field.role.behind})
        self.heads = _names(reading, lambda field: field.role.heads)
        self.given = _names(attributes, lambda field: field.role.given)
        self.needed = _names(attributes, lambda field: field.needed)
        self.evidenced = _names(attributes, lambda field: field.role.evidenced)
        self.attributes = _names(attributes, lambda field: not (field.name in SPAN or field.role.annotation))
        self.columns = tuple(column for field in attributes for column in field.columns)
        self.identity = {field.name: field.identity for field in attributes}
        self.values = {field.name: null * field.nullable + field.values for field in attributes if field.values}

    @classmethod
    def of(cls, typed: Any) -> Schema:
        """Read a ``TypedDict`` whose fields are ``Annotated[type, Field(…)]``.

        Raises:
            TypeError: a field is not.
        """
        hints = get_type_hints(typed, include_extras=True)
        return cls(tuple(Attribute.of(name, hint) for name, hint in hints.items()))

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self._attributes.values())

    def __getitem__(self, name: str) -> Attribute:
        return self._attributes[name]

    def __contains__(self, name: object) -> bool:
        return name in self._attributes

    def key_columns(self, names: Iterable[str]) -> tuple[Column, ...]:
        """The columns by which these fields are compared: of a place its code."""
        return tuple(column for name in names for column in self[name].columns if column.name in self.identity[name])

    def meaning(self, path: str) -> str:
        """What the field of a column means, in English; of a nested one with what it is nested in.

        Example:
            >>> from zh_tongbao.records.fields import RECORD
            >>> RECORD.meaning("place.adcode")
            'the area that is counted: its code; null for what has none'
        """
        outer, _, inner = path.partition(".")
        field = self[outer]
        return f"{field.role.meaning}: {field.inner.meaning(inner)}" if inner and field.inner else field.role.meaning

    def blank(self) -> dict[str, Any]:
        """An object of which nothing is known: each field that is always there, with its default."""
        return {
            field.name: list(field.role.default) if field.kind == "strings" else field.role.default
            for field in self
            if not field.optional
        }


def _names(fields: Iterable[Attribute], chosen: Callable[[Attribute], bool]) -> tuple[str, ...]:
    return tuple(field.name for field in fields if chosen(field))


def _moved(names: tuple[str, ...], behind: Mapping[str, str]) -> tuple[str, ...]:
    """The names, some of them moved behind another."""
    kept = [name for name in names if name not in behind]
    for name in names:
        if name in behind:
            kept.insert(kept.index(behind[name]) + 1, name)
    return tuple(kept)


def value_at(fields: Mapping[str, Any], path: str) -> Any:
    """The value of a field, or with dots in the path of a nested one; None where there is none.

    Example:
        >>> from zh_tongbao.records.schema import value_at
        >>> value_at({"place": {"text": "A", "adcode": "220100"}}, "place.adcode")
        '220100'
    """
    outer, _, inner = path.partition(".")
    value = fields.get(outer)
    if not inner:
        return value
    return value_at(value, inner) if isinstance(value, dict) else None
