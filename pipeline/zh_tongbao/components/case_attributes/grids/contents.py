"""What stands within a cell: the items, figures and diseases of the document that lie in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from zh_tongbao.components.case_attributes.grids.model import Cell
from zh_tongbao.components.case_attributes.items import Item


class Contents:
    """What stands within a cell of one document. By itself, so that :class:`Grids` is in no cycle, which would keep all items.

    Parameters:
        items: what the lexer found in it.
        figures: the words of rates and shares in it.
        diseases: its diseases, in text order.
    """

    def __init__(self, items: Sequence[Item], figures: Sequence[Item], diseases: Sequence[dict[str, Any]]):
        self._items = items
        self._figures = figures
        self._diseases = diseases

    @cached_property
    def starts(self) -> list[int]:
        """Where each item starts."""
        return [item.start for item in self._items]

    @cached_property
    def _figure_starts(self) -> list[int]:
        return [item.start for item in self._figures]

    @cached_property
    def _disease_starts(self) -> list[int]:
        return [disease["start"] for disease in self._diseases]

    def items_of(self, cell: Cell) -> Sequence[Item]:
        """The items within a cell."""
        return self._items[bisect_left(self.starts, cell.start) : bisect_left(self.starts, cell.end)]

    def figures_of(self, cell: Cell) -> Sequence[Item]:
        """The words of rates and shares within a cell."""
        starts = self._figure_starts
        return self._figures[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]

    def diseases_of(self, cell: Cell) -> Sequence[dict[str, Any]]:
        """The diseases within a cell."""
        starts = self._disease_starts
        return self._diseases[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]
