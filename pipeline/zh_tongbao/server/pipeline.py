"""The pipeline of a server, which must not grow with what it has read.

spaCy keeps every word it has met. Within a memory zone it forgets those of one document with it, provided that nothing
but plain rows leaves the zone. What is left is small, a slot for each new word in its hash tables; after very many
characters the pipeline is made anew, as worker processes of a corpus run are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.engine.outcomes import Outcome, outcome_of
from zh_tongbao.engine.pool import CHARACTERS

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]


class ServedPipeline:
    """Run rows through a pipeline, one at a time: a memory zone is not made for several threads.

    Parameters:
        nlp: the pipeline.
        load: makes it anew; None where it cannot be.
        renewed: after how many characters that is done.
    """

    def __init__(self, nlp: Language, load: Callable[[], Language] | None = None, renewed: int = CHARACTERS):
        self._nlp = nlp
        self._load = load
        self._renewed = renewed
        self._characters = 0

    def extract(self, row: Row) -> Row:
        """Return the document that a checked row becomes.

        Raises:
            InputError: the row's text cannot be used.
        """
        with self._counted(row) as nlp:
            return {**to_document(nlp(make_doc(nlp, row)))}

    def outcome(self, row: Row, longest: int) -> Outcome:
        """Return what becomes of a checked row of a file; traditional characters are read, too.

        Parameters:
            row: with ``id``.
            longest: characters; a longer text is refused.
        """
        with self._counted(row) as nlp:
            return outcome_of(nlp, row, longest)

    @contextmanager
    def _counted(self, row: Row) -> Iterator[Language]:
        """The pipeline for one row, within a memory zone."""
        if self._load is not None and self._characters >= self._renewed:
            self._nlp, self._characters = self._load(), 0
        self._characters += len(row["text"])
        with self._nlp.memory_zone():
            yield self._nlp
