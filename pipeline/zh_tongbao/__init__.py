"""tongbao: Chinese official bulletins as data.

The distribution is a spaCy package: ``spacy.load("zh_tongbao")`` calls :func:`load`. Nothing is imported or built
before that, so that ``import zh_tongbao`` costs next to nothing.

``Document``, ``Record``, ``Entity``, ``Check`` and ``Statement`` are the types of what comes out, for annotations: with
``records: list[zh_tongbao.Record] = doc._.records`` an editor knows every field and a type checker every value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language
    from spacy.tokens import Doc

    from zh_tongbao.records.fields import Check, Document, Entity, Record, Statement

    displacy_options: dict[str, Any]

__version__ = "0.1.0"

__all__ = [
    "Check",
    "Document",
    "Entity",
    "Record",
    "Statement",
    "__version__",
    "displacy_options",
    "load",
    "patterns",
    "to_frame",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """The contract's types and displaCy's options, imported when they are asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "displacy_options":
            from zh_tongbao.report.colours import OPTIONS

            return OPTIONS
        from zh_tongbao.records import fields

        return getattr(fields, name)


def load(config_name: str = "bulletin.cfg", **overrides: Any) -> Language:
    """Build the pipeline from its config and return it, ready to use.

    Parameters:
        config_name: file name of one of the shipped pipelines (``bulletin.cfg``, ``bulletin_char.cfg``) or a path
            to a config of one's own.
        overrides: what :func:`spacy.load` passes on: ``vocab``, ``disable``, ``enable``, ``exclude``, ``config``
            (a nested or dotted dictionary of config values); and ``vocab_overlay``: a JSON-lines file of words of one's
            own, read on top of the shipped vocabulary (README, "Your own words").

    Returns:
        Language: the initialized pipeline.

    Raises:
        zh_tongbao.errors.InputError: a config or a vocabulary file is missing or wrong; the message names it.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> nlp.pipe_names
        ['ruler', 'places', 'officials', 'slogans', 'statements', 'periods', 'diseases', 'case_attributes', 'line_list', 'ents']
    """
    from zh_tongbao.loading import load_pipeline

    return load_pipeline(config_name, **overrides)


def patterns(kind: str) -> list[dict[str, Any]]:
    """The shipped vocabulary as patterns for spaCy's rulers: see :func:`zh_tongbao.vocab.ruler_patterns.ruler_patterns`.

    Parameters:
        kind: ``officials``, ``titles``, ``places``, ``place_names``, ``townships``, ``slogans`` or ``diseases``.

    Raises:
        zh_tongbao.errors.InputError: there is no such kind.

    Example:
        >>> import spacy, zh_tongbao
        >>> nlp = spacy.blank("zh")
        >>> nlp.add_pipe("entity_ruler").add_patterns(zh_tongbao.patterns("places"))
        >>> [(ent.text, ent.label_, ent.ent_id_) for ent in nlp("长春市宽城区").ents]
        [('长春市', 'PLACE', '220100'), ('宽城区', 'PLACE', '220103')]
    """
    from zh_tongbao.vocab.ruler_patterns import ruler_patterns

    return ruler_patterns(kind)


def to_frame(docs: Doc | Iterable[Doc], table: str = "records", library: str | None = None) -> Any:
    """Return what was found in Docs as one polars or pandas frame: see :func:`zh_tongbao.io.frames.to_frame`.

    Parameters:
        docs: that ran through the pipeline; one or several.
        table: ``documents``, ``records``, ``entities``, ``checks``, ``statements``, ``line_list``, ``contacts``, ``itinerary``
            or ``evidence``.
        library: ``polars`` or ``pandas``; by default the first of them that is installed.

    Raises:
        zh_tongbao.errors.InputError: unknown table or library, or one that is not installed.
    """
    from zh_tongbao.io.frames import to_frame as frame_of

    return frame_of(docs, table, library)
