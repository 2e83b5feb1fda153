"""One process: this one. Each row's outcome is there before the next row is read, as pipes want it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from zh_tongbao.engine.outcomes import Load, Outcome, outcome_of
from zh_tongbao.io.limits import LONGEST

Row = dict[str, Any]


class SerialEngine:
    """Run rows one by one; a document that hangs cannot be stopped here.

    Parameters:
        load: gives the pipeline.
        longest: characters; a longer document is refused.
    """

    def __init__(self, load: Load, longest: int = LONGEST):
        self._load = load
        self._longest = longest

    def run(self, rows: Iterable[Row]) -> Generator[Outcome, None, None]:
        """Yield one outcome for each row, in order.

        Raises:
            InputError: the pipeline cannot be loaded or cannot work at all.
        """
        nlp = self._load()
        for row in rows:
            yield outcome_of(nlp, row, self._longest)
