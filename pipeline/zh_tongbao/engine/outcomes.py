"""What becomes of one input row: a document, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from zh_tongbao.engine.extraction import extract_row
from zh_tongbao.errors import DocumentError, InputError
from zh_tongbao.io.limits import LONGEST

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]
Load = Callable[[], "Language"]
"""Loads the pipeline; importable and picklable, since worker processes call it."""


@dataclass(frozen=True)
class Outcome:
    """One of both.

    Parameters:
        document: of the contract.
        reason: one word for machines: ``unusable``, ``exception``, ``timeout``, ``died``.
        message: one line for people.
        notes: what a person should know about how the text was read.
        characters: of the row's text.
    """

    document: Row | None = None
    reason: str | None = None
    message: str = ""
    notes: tuple[str, ...] = ()
    characters: int = 0


class Engine(Protocol):
    """What every engine does."""

    def run(self, rows: Iterable[Row]) -> Generator[Outcome, None, None]:
        """Yield one outcome for each row, in the order of the rows; rows are read only as they are needed.

        Raises:
            InputError: the pipeline cannot be loaded or cannot work at all.
        """


def outcome_of(nlp: Language, row: Row, longest: int = LONGEST) -> Outcome:
    """Run one row through the pipeline; whatever goes wrong with this document becomes its reason.

    Parameters:
        nlp: the pipeline.
        row: a checked input row.
        longest: characters; a longer text is refused.

    Raises:
        InputError: the pipeline itself cannot work (a segmenter's library or model is missing).
    """
    notes: list[str] = []
    size = len(row["text"])
    try:
        document = extract_row(nlp, row, longest, notes.append)
        return Outcome(document, notes=tuple(dict.fromkeys(notes)), characters=size)
    except DocumentError as error:
        return Outcome(reason="unusable", message=str(error), characters=size)
    except InputError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        message = f"document {row.get('id')!r}: the pipeline failed ({reason}); please report it"
        return Outcome(reason="exception", message=message, characters=size)
