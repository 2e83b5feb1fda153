"""Which row of a table each row is a part of (CONTRACT R66)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE, stem
from zh_tongbao.components.case_attributes.grids.meanings import CLASS, Meaning
from zh_tongbao.components.case_attributes.grids.model import Row
from zh_tongbao.components.case_attributes.grids.words import GridWords
from zh_tongbao.components.case_attributes.items import PLACE

GROUPS = frozenset({CLASS})


def parents(
    meanings: Sequence[Meaning], rows: Sequence[Row], words: GridWords, *, of_diseases: bool
) -> list[int | None]:
    """For each row the one that it is a part of.

    Parameters:
        meanings: what the labels say.
        rows: the rows.
        words: those of tables.
        of_diseases: whether the rows are diseases.
    """
    return _of_diseases(meanings, rows, words) if of_diseases else _of_places(meanings)


def _of_diseases(meanings: Sequence[Meaning], rows: Sequence[Row], words: GridWords) -> list[int | None]:
    """Types hang on their disease, diseases on their class, classes on the classes that hold them."""
    found: list[int | None] = []
    letters = [_letters(meaning, words) for meaning in meanings]
    wholes = [at for at, own in enumerate(letters) if own is not None]
    for at, meaning in enumerate(meanings):
        own = letters[at]
        if own is not None:
            larger = [one for one in wholes if one != at and own < (letters[one] or own)]
            above = [one for one in larger if one < at] or larger
            found.append(min(above, key=lambda one: (len(letters[one] or ()), -one)) if above else None)
            continue
        if meaning.adds:
            before = at - 1 if at else None
            while before is not None and meanings[before].adds:
                before = _above(found[before], at)
            found.append(before)
            continue
        typed = _family(at, meanings, found, words)
        indented = _indented(at, rows, letters, found)
        found.append(
            typed if typed is not None else indented if indented is not None else _class(at, meaning, letters, wholes)
        )
    return found


def _letters(meaning: Meaning, words: GridWords) -> frozenset[str] | None:
    """The classes that a row is the whole of; None for a disease."""
    disease = meaning.disease
    if disease is not None and disease["kind"] in GROUPS:
        code: str = disease["code"]
        return words.classes.get(code, frozenset({code}))
    if disease is None and meaning.whole:
        return frozenset({letter for own in words.classes.values() for letter in own} | {""})
    return None


def _family(at: int, meanings: Sequence[Meaning], found: Sequence[int | None], words: GridWords) -> int | None:
    """The row of the disease of which a row is a type: right above, or above others of its types."""
    disease = meanings[at].disease
    parent = words.families.get(disease["code"]) if disease is not None else None
    if parent is None or not at:
        return None
    before = at - 1
    own = meanings[before].disease
    if own is not None and own["code"] == parent:
        return before
    above = found[before]
    told = meanings[above].disease if above is not None else None
    return above if told is not None and told["code"] == parent else None


def _indented(
    at: int, rows: Sequence[Row], letters: Sequence[frozenset[str] | None], found: Sequence[int | None]
) -> int | None:
    """The disease below which a row is indented."""
    before: int | None = at - 1 if at else None
    while before is not None and rows[before].indent >= rows[at].indent:
        before = _above(found[before], at)
    return before if before is not None and letters[before] is None and rows[before].cells else None


def _class(at: int, meaning: Meaning, letters: Sequence[frozenset[str] | None], wholes: Sequence[int]) -> int | None:
    """The row of the class of a disease: the last one above that holds it, else one below."""
    own = (meaning.disease or {}).get("class")
    edge = bisect_left(wholes, at)
    above, below = wholes[:edge][::-1], wholes[edge:]
    for one in above if above else below:
        told = letters[one] or frozenset()
        if own is None or own in told:
            return one
    return None


def _of_places(meanings: Sequence[Meaning]) -> list[int | None]:
    """Places hang on the place above that holds them, else on the whole; so do times and others."""
    whole = next((at for at, one in enumerate(meanings) if one.whole), None)
    found: list[int | None] = []
    for at, meaning in enumerate(meanings):
        if at == whole:
            found.append(None)
            continue
        if meaning.metric is not None:
            found.append(None)
            continue
        code = _code(meaning)
        before = at - 1 if at and code else None
        while before is not None and not _holds(_code(meanings[before]), code or ""):
            before = _above(found[before], at)
        found.append(whole if before is None else before)
    return found


def _above(row: int | None, at: int) -> int | None:
    """A row where it stands above another one."""
    return row if row is not None and row < at else None


def _code(meaning: Meaning) -> str | None:
    place = meaning.place
    if place is None or place.kind != PLACE or place.value in (NOWHERE, GROUP):
        return None
    code: str | None = place.value.get("adcode")
    return code


def _holds(outer: str | None, inner: str) -> bool:
    return bool(outer) and outer != inner and inner.startswith(stem(outer or ""))
