"""Documents tried one by one, so that one that cannot be shown does not lose the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from zh_tongbao.errors import InputError

Row = dict[str, Any]
Result = TypeVar("Result")

LONGEST_REASON = 300


def tried(
    documents: Iterable[Row], use: Callable[[Row], Result], problem: Callable[[str], object]
) -> list[tuple[Row, Result]]:
    """Return each document with what became of it; one that fails is told of and left out.

    Parameters:
        documents: of the contract.
        use: called with each.
        problem: called with one line for each that fails.

    Raises:
        InputError: from ``use``: nothing can be shown at all, as where a library is missing.

    Example:
        >>> from zh_tongbao.report.trial import tried
        >>> tried([{"id": "a", "text": "x"}, {"id": "b"}], lambda document: document["text"], print)
        document 'b': cannot be shown (KeyError: 'text'); please report it
        [({'id': 'a', 'text': 'x'}, 'x')]
    """
    found = []
    for document in documents:
        try:
            result = use(document)
        except InputError:
            raise
        except Exception as error:
            problem(f"document {document.get('id')!r}: cannot be shown ({reason(error)}); please report it")
        else:
            found.append((document, result))
    return found


def reason(error: Exception) -> str:
    """An exception in one short line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_REASON]
