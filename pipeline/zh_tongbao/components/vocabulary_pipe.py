"""The base of the project's components: a pipe whose whole knowledge is tables of plain rows.

The tables come from the config's ``[initialize]`` block, travel with the component in ``to_disk``, ``to_bytes`` and
pickle, and are compiled into what the component needs (automata, expressions, indexes) by :meth:`compile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import srsly
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from zh_tongbao.components.annotation import register_extensions
from zh_tongbao.components.evidence import Ends, Stretches, stretches_of
from zh_tongbao.components.visible import read_visible
from zh_tongbao.tokenizer.normaliser import Normaliser
from zh_tongbao.tokenizer.working import view_of

Scorer = Callable[[Iterable[Example]], dict[str, Any]]


class VocabularyPipe(Pipe):
    """A rule-based component that is made of its config and its vocabulary tables.

    Subclasses define ``initialize`` with one named parameter a table (each calls :meth:`take`), :meth:`compile`, and
    :meth:`read`.

    Parameters:
        name: name in the pipeline.
        settings: what the factory was given, all plain values.
        scorer: called by ``nlp.evaluate``; None for a component that is not scored.
    """

    def __init__(self, name: str, settings: dict[str, Any], scorer: Scorer | None = None):
        register_extensions()
        self.name = name
        self.settings = settings
        self.scorer = scorer
        self.tables: dict[str, list[Any]] = {}
        self.normaliser = Normaliser(())
        self.ends = Ends(())

    def take(self, **tables: list[Any]) -> None:
        """Replace the vocabulary and compile it."""
        self.tables = tables
        self._build()

    def _build(self) -> None:
        self.normaliser = Normaliser(self.tables.get("characters", ()))
        self.ends = Ends(self.tables.get("characters", ()))
        self.compile()

    def compile(self) -> None:
        """Make from ``self.tables`` what ``__call__`` reads. Called after every change of the tables."""
        raise NotImplementedError

    def __call__(self, doc: Doc) -> Doc:
        """Write what the component finds, and return the document."""
        return read_visible(doc, self.read)

    def read(self, doc: Doc) -> None:
        """Write what the component finds into a document without invisible characters."""
        raise NotImplementedError

    def view(self, doc: Doc) -> str:
        """The document's text in its normalised, same-length form."""
        return view_of(doc, self.normaliser)

    def stretches(self, doc: Doc) -> Stretches:
        """The document's clauses and sentences, which tell how evidence reaches what it speaks for."""
        return stretches_of(doc, self.view(doc), self.ends)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """The vocabulary tables as bytes."""
        data: bytes = srsly.msgpack_dumps(self.tables)
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> VocabularyPipe:  # noqa: ARG002
        """Load what :meth:`to_bytes` gave."""
        self.tables = srsly.msgpack_loads(data)
        self._build()
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the vocabulary tables to one file."""
        Path(path).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> VocabularyPipe:
        """Read what :meth:`to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes(), exclude=exclude)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.name, self.settings, self.scorer, self.to_bytes())


def _restore(
    cls: type[VocabularyPipe], name: str, settings: dict[str, Any], scorer: Scorer | None, data: bytes
) -> VocabularyPipe:
    pipe = cls(name, settings, scorer)
    return pipe.from_bytes(data)
