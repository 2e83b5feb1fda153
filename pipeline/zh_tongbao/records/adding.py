"""``add``: the level at which the rows of a table may be summed without counting anybody twice.

A bulletin tells a count and its parts, tells some counts again, and sets counts beside each other that overlap. The sum
over all rows of a metric is therefore nothing at all. :func:`levels` gives each record one word, or none:

``total``
    the count as widely as the bulletin states it: no part of another, told once.
a field, or the level of a place (``origin``, ``severity``, ``province``, ``county`` …)
    what makes the record less than that: its parts by origin, by province and so on. Several are joined:
    ``severity+county``. Fields that books are kept by (origin) are left out of the name where nobody is counted twice
    without them: the provinces of the imported and those of the local cases are both ``province``.
null
    not to be summed: told again, of a time that overlaps the one that most records have, overlapping another count in a
    way that nobody can tell, or no number of people at all (a change, a rate, a rank).

**What it promises.** Of the records of one document, those of one metric and one measure that have the same word (and, but
for ``new``, the same last day) have nobody in common. So a filter on one word is safe to sum over, whatever else the table
is grouped by. ``new`` may also be summed over days; what is ``cumulative`` or ``current`` may not, one day is chosen. Two
metrics may overlap (``infection`` holds ``confirmed``), and so may two documents: it says nothing about sums across them.

**What it does not promise** is that a level is whole: bulletins list parts as far as they like. ``checks`` say which lists
claim to be.

How it is found, with what the records say and no arithmetic but one:

- Two records have nobody in common if a field of words (origin, severity …) has two different words, if their places lie
  apart (by code; an unknown one may be anywhere), if their times do, or if they are members of one list that adds up.
- Of each metric and measure, the records that are no part of another and no mere subset (severe, moved, imported from X)
  are taken as ``total``, the widest first, as long as each has nobody in common with those taken before. So a headline
  told again, the nation's count beside a province's, imported cases beside all cases are not summed up.
- The others are taken in the same way, the widest first and each list as a whole. What has somebody in common with what was
  taken at its level before gets the longer name, then none.
- Times: of those that overlap, the one that most records have is the bulletin's; the others' records get none.

Plain Python over the contract's records; it takes time in proportion to their number (not to its square: what was taken is
looked up by what the two have in common).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zh_tongbao.records.adcodes import is_adcode, is_zone, level
from zh_tongbao.records.apart import OBJECTS, PLACE, WORDS, Cell, Record, Sign, Tree, cells_of
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import value_at

Names = tuple[str, ...]
Shape = tuple[tuple[bool, ...], tuple[int, ...]]
"""Which words a sign has, and how deep its paths are."""

TOTAL = "total"

PLACE_LEVELS = ("country", "province", "prefecture", "county")
# By what the digits of a code say; a place whose level nothing tells is of the level "place".

NEAR = 20
# Totals of totals that are looked at.

_SUBSET = [name in RECORD.subset for name in WORDS]


def levels(records: Sequence[Record]) -> list[str | None]:
    """Return for each record of one document the level at which it may be summed.

    Parameters:
        records: of the contract.

    Example:
        >>> from zh_tongbao.records.adding import levels
        >>> def new(count, adcode, **fields):
        ...     place = {"text": "", "adcode": adcode}
        ...     return {"metric": "confirmed", "measure": "new", "count": count, "place": place, **fields}
        >>> parts = [new(2, "220100", parent=0, relation="place"), new(1, "220200", parent=0, relation="place")]
        >>> levels([new(3, "220000"), *parts, new(3, "220000"), new(1, "220000", severity="severe")])
        ['total', 'prefecture', 'prefecture', None, 'severity']
    """
    tree, cells = Tree(records), cells_of(records)
    found: list[str | None] = [None] * len(records)
    members: dict[Cell, list[int]] = {}
    for index, cell in enumerate(cells):
        if cell is not None:
            members.setdefault(cell, []).append(index)
    for inside in members.values():
        _Cell(tree, cells, inside, found).fill()
    return found


class _Cell:
    """The records of one metric, measure and time.

    Parameters:
        tree: of all records.
        cells: of all records.
        members: those of this cell.
        found: where the levels are written.
    """

    def __init__(self, tree: Tree, cells: Sequence[Cell | None], members: Sequence[int], found: list[str | None]):
        self._tree = tree
        self._cells = cells
        self._members = members
        self._found = found
        self._taken: dict[str, _Taken] = {}
        self._below: dict[int, set[str]] = {}
        self._base: tuple[Sequence[bool], Sequence[set[tuple[str, ...]]]] = ((), ())

    def fill(self) -> None:
        """Write the level of each member."""
        roots = [index for index in self._members if next(self._above(index), None) is None]
        for index in sorted(roots, key=self._width):
            if not any(word and subset for word, subset in zip(self._tree.signs[index].words, _SUBSET)):
                self._take([index], [(TOTAL,)])
        totals = [self._tree.signs[index] for index in roots if self._found[index]]
        base = totals or [self._tree.signs[index] for index in roots]
        common = map(all, zip(*(sign.words for sign in base)))
        words = [word and not subset for word, subset in zip(common, _SUBSET)]
        self._base = words, [set(paths) for paths in zip(*(sign.paths for sign in base))]
        for members, names in self._lists():
            self._take(members, _ladder(names))

    def _width(self, index: int) -> tuple[object, ...]:
        """By what roots are sorted: the widest first, then what is sure and has parts, then the order of the text."""
        record, sign = self._tree.records[index], self._tree.signs[index]
        unknown = not sign.paths[0] and value_at(record, "place.text") is not None
        depth = PLACE_LEVELS.index("province") + 1 if unknown else len(sign.paths[0])
        unsure = record.get("modifier") is not None
        leaf = not any((index, relation) in self._tree.lists for relation in RECORD.values["relation"])
        return bool(record.get("derived")), depth, sum(map(bool, sign.words)), unsure, leaf, index

    def _lists(self) -> Iterator[tuple[list[int], Names]]:
        """What is left, the widest first: members of one list together that are less in the same way.

        What the text does not state (the province of its only city) comes last.
        """
        left = [index for index in self._members if self._found[index] is None]
        lists: dict[tuple[object, ...], list[int]] = {}
        for index in left:
            parent, record = self._tree.parent(index), self._tree.records[index]
            last = parent is None and bool(record.get("derived"))
            which = (index,) if parent is None else (parent, record.get("relation"))
            width = sum(map(bool, self._tree.signs[index].words))
            lists.setdefault((last, width, self._tree.depth[index], which, self._names(index)), []).append(index)
        for (*_, names), members in sorted(lists.items(), key=lambda item: (*item[0][:3], item[1][0])):
            yield members, names  # type: ignore[misc]

    def _names(self, index: int) -> Names:
        """What makes a record less than the totals."""
        sign = self._tree.signs[index]
        words, (places, *things) = self._base
        found = [name for name, word, based in zip(WORDS, sign.words, words) if word and not based]
        found += [name for name, path, based in zip(OBJECTS, sign.paths[1:], things) if path and path not in based]
        return (*found, self._place_level(index)) if sign.paths[0] not in places else tuple(found)

    def _place_level(self, index: int) -> str:
        """The level of a place; what is listed among places of a level is of that level, be it a zone or no place."""
        code = value_at(self._tree.records[index], "place.adcode")
        found = level(code) if is_adcode(code) and not is_zone(code) else self._tree.level_beside(index)
        return PLACE if found is None else PLACE_LEVELS[found]

    def _take(self, members: Sequence[int], ladder: Sequence[Names]) -> None:
        """Give members of a list the first name under which they have nobody in common with what has it already."""
        for step, names in enumerate(ladder):
            name = "+".join(names)
            taken = self._taken.setdefault(name, _Taken())
            if any(self._meets(taken, name, index) for index in members):
                continue
            whole = len(members) > 1 and self._tree.adds_up(members[0])
            left = []
            for index in members:
                if whole or not self._meets(taken, name, index):
                    taken.add(self._tree.signs[index])
                    self._found[index] = name
                    for above in self._above(index):
                        self._below.setdefault(above, set()).add(name)
                else:
                    left.append(index)
            for index in left:
                self._take([index], ladder[step + 1 :])
            return

    def _meets(self, taken: _Taken, name: str, index: int) -> bool:
        """Whether what has a name has somebody in common with a record: by what they say, or as a part of it or its total."""
        inside = name in self._below.get(index, ()) or any(self._found[above] == name for above in self._above(index))
        return inside or taken.meets(self._tree.signs[index])

    def _above(self, index: int) -> Iterator[int]:
        """The records of the cell that one is a part of, the nearest first."""
        at = self._tree.parent(index)
        for _ in range(NEAR):
            if at is None:
                return
            if self._cells[at] == self._cells[index]:
                yield at
            at = self._tree.parent(at)


def _ladder(names: Names) -> list[Names]:
    """The names to try: without the fields that books are kept by, then all."""
    short = tuple(name for name in names if name not in RECORD.scope)
    return [short, names] if short and short != names else [names] * bool(names)


class _Taken:
    """The signs that have a name, kept so that one finds what has somebody in common with another."""

    def __init__(self) -> None:
        self._signs: dict[Shape, list[Sign]] = {}
        self._known: dict[Shape, dict[Shape, set[Sign]]] = {}

    def add(self, sign: Sign) -> None:
        """Take one."""
        shape = _shape(sign)
        self._signs.setdefault(shape, []).append(sign)
        for common, known in self._known.setdefault(shape, {}).items():
            known.add(_cut(sign, common))

    def meets(self, sign: Sign) -> bool:
        """Whether one of them is the same in all that both say."""
        own = _shape(sign)
        for shape, known in self._known.items():
            common = tuple(map(min, shape[0], own[0])), tuple(map(min, shape[1], own[1]))
            if common not in known:
                known[common] = {_cut(other, common) for other in self._signs[shape]}
            if _cut(sign, common) in known[common]:
                return True
        return False


def _shape(sign: Sign) -> Shape:
    return tuple(map(bool, sign.words)), tuple(map(len, sign.paths))


def _cut(sign: Sign, shape: Shape) -> Sign:
    """What a sign says, as far as a shape."""
    words = tuple(word if said else None for word, said in zip(sign.words, shape[0]))
    return Sign(words, tuple(path[:depth] for path, depth in zip(sign.paths, shape[1])))
