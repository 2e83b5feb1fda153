"""The base of the project's components: a pipe whose whole knowledge is tables of plain rows.

The tables come from the config's ``[initialize]`` block, travel with the component in ``to_disk``, ``to_bytes`` and
pickle, and are compiled into what the component needs (automata, expressions, indexes) by :meth:`compile`.

**In anybody's pipeline.** A component that was given no table takes the shipped ones, those that the default pipeline's
config names for it (:mod:`zh_tongbao.vocab.shipped`), when it is initialized or else at its first document. It reads the text, not
the tokens: what the tokenizer cuts changes nothing of what is found. A finding whose edge falls inside a token has
that token split (:mod:`zh_tongbao.components.splitting`), so that every finding is a span of whole tokens.

**What it needs from others** stands in ``doc._`` as well, never in the tokens: the factory's ``requires`` says it to
``nlp.analyze_pipes``, and a document that nobody has marked so is told in one line, once
(:mod:`zh_tongbao.components.missing`). What is missing leaves fields empty and raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

import srsly
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from zh_tongbao.components.evidence import Ends, Stretches, stretches_of
from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.components.missing import Needs
from zh_tongbao.components.visible import read_visible
from zh_tongbao.errors import InputError
from zh_tongbao.tokenizer.knowledge import take_context
from zh_tongbao.tokenizer.normaliser import Normaliser
from zh_tongbao.tokenizer.working import view_of
from zh_tongbao.vocab.shipped import shipped_settings

Scorer = Callable[[Iterable[Example]], dict[str, Any]]

_compiling = RLock()
# Threads that share a pipeline wait for the first of them that compiles a component.


class VocabularyPipe(Pipe):
    """A rule-based component that is made of its config and its vocabulary tables.

    Subclasses define ``initialize`` with one named parameter a table, None where it is not given (each calls :meth:`take`),
    :meth:`compile`, and :meth:`read`.

    Parameters:
        name: name in the pipeline.
        settings: what the factory was given, all plain values.
        scorer: called by ``nlp.evaluate``; None for a component that is not scored.

    Attributes:
        factory: the registered name, by which the shipped tables are found.
        optional: tables that may be missing where others are given.
        writes: labels of the spans that it writes.
        needs: labels of the entities that other components have to have found before.
    """

    factory: ClassVar[str] = ""
    optional: ClassVar[frozenset[str]] = frozenset()
    writes: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, settings: dict[str, Any], scorer: Scorer | None = None):
        register_extensions()
        self.name = name
        self.settings = settings
        self.scorer = scorer
        self.tables: dict[str, list[Any]] = {}
        self.normaliser = Normaliser(())
        self.ends = Ends(())
        self._needs = Needs(name, self.factory, self.needs)
        self._compiled = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the spans that the component writes; ``nlp.pipe_labels`` and ``meta.json`` tell them."""
        return self.writes

    def take(self, **tables: list[Any] | None) -> None:
        """Replace the vocabulary and compile it.

        Parameters:
            tables: by name; None for one that was not given. Where none was, the shipped ones are taken.

        Raises:
            InputError: some were given, and one is missing that the component cannot do without.
        """
        given = {name: table for name, table in tables.items() if table is not None}
        missing = [name for name in tables if name not in given and name not in self.optional]
        if given and missing:
            raise InputError(
                f"component {self.name!r}: initialize got no table {missing[0]!r}; give it beside {', '.join(given)}, or "
                "give none for the shipped ones"
            )
        self._take(given or shipped_settings(self.factory))

    def ready(self) -> None:
        """Take the shipped vocabulary where the component has been given none."""
        if not self._compiled:
            with _compiling:
                if not self._compiled:
                    self._take(self.tables or shipped_settings(self.factory))

    def _take(self, tables: dict[str, list[Any]]) -> None:
        self.tables = dict(tables)
        self.normaliser = Normaliser(self.tables.get("characters", ()))
        self.ends = Ends(self.tables.get("characters", ()))
        self.compile()
        self._compiled = True

    def compile(self) -> None:
        """Make from ``self.tables`` what ``__call__`` reads. Called after every change of the tables."""
        raise NotImplementedError

    def __call__(self, doc: Doc) -> Doc:
        """Write what the component finds, and return the document."""
        if not self._compiled:
            self.ready()
        if doc._context is not None:
            take_context(doc)
        self._needs.check(doc)
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
        """The vocabulary tables as bytes, the shipped ones where the component has been given none."""
        self.ready()
        data: bytes = srsly.msgpack_dumps(self.tables)
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> VocabularyPipe:  # noqa: ARG002
        """Load what :meth:`to_bytes` gave."""
        self._take(srsly.msgpack_loads(data) or shipped_settings(self.factory))
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
