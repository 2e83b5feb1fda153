"""spaCy's span ruler, reading the text: the same spans whatever cuts the tokens, and between invisible characters too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import RLock
from typing import Any

from spacy.language import Language
from spacy.pipeline import SpanRuler
from spacy.tokens import Doc, Span

from zh_tongbao.components.phrases import Phrase, Phrases
from zh_tongbao.components.splitting import split_tokens
from zh_tongbao.components.visible import read_visible
from zh_tongbao.tokenizer.working import text_of
from zh_tongbao.vocab.shipped import shipped_settings
from zh_tongbao.vocab.tables import Row

FACTORY = "tongbao_ruler"

_compiling = RLock()


class Ruler(SpanRuler):
    r"""Mark what patterns say, as spaCy's ``span_ruler`` does, with three differences.

    - A pattern that is a string is looked for in the text, not among the tokens, so that its spans depend on no tokenizer; a
      token that one begins or ends inside is split. Of patterns of one label that overlap the first counts, the longest of those
      that begin together. (A pattern of tokens is matched by spaCy.)
    - A ruler that was given no patterns has the shipped ones: those that the default config names for it.
    - Invisible characters inside a name do not hide it.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("坚持动态\u200b清零")
        >>> [(span.label_, span.start_char, span.end_char) for span in doc.spans["ruler"]]
        [('SLOGAN', 2, 7)]

    Parameters:
        nlp, name, settings: as of :class:`spacy.pipeline.SpanRuler`.
    """

    _phrases: Phrases | None

    def __init__(self, nlp: Language, name: str = FACTORY, **settings: Any):
        super().__init__(nlp, name, **settings)
        self._given = False

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group of the document, and return it."""
        self.ready()
        return read_visible(doc, super().__call__)

    def __len__(self) -> int:
        """The number of patterns."""
        return len(self.patterns)

    @property
    def patterns(self) -> list[Row]:
        """The patterns, one dictionary each; the shipped ones where none were given."""
        self.ready()
        return list(self._patterns)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the patterns, sorted."""
        self.ready()
        return tuple(sorted({str(row["label"]) for row in self._patterns}))

    def ready(self) -> None:
        """Take the shipped patterns where the ruler has been given none."""
        if not self._given:
            with _compiling:
                if not self._given:
                    self.add_patterns(shipped_settings(FACTORY).get("patterns", ()))

    def initialize(  # type: ignore[override]  # spaCy reads the annotations: names of this module alone
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        patterns: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take these patterns, the shipped ones where none are given. Called by ``nlp.initialize()``.

        Parameters:
            get_examples: not used.
            nlp: not used.
            patterns: in spaCy's form; an empty list is taken as it is.
        """
        self.clear()
        self.add_patterns(shipped_settings(FACTORY).get("patterns", ()) if patterns is None else patterns)

    def add_patterns(self, patterns: Iterable[Row]) -> None:
        """Add patterns to those that the ruler has been given.

        Parameters:
            patterns: each with ``label``, ``pattern`` (a string, or a list of token patterns) and, where known, ``id``.
        """
        for row in patterns:
            if isinstance(row["pattern"], str):
                label, name = row["label"], row.get("id") or ""
                key = self.nlp.vocab.strings.add(repr((label, name)))
                self._match_label_id_map[key] = {"label": label, "id": name}
                self._patterns.append(row)
            else:
                super().add_patterns([row])
        self._phrases = None
        self._given = True

    def clear(self) -> None:
        """Forget all patterns."""
        super().clear()
        self._phrases = None
        self._given = True

    def remove(self, label: str) -> None:
        """Remove the patterns of a label."""
        self.ready()
        super().remove(label)
        self._phrases = None

    def remove_by_id(self, pattern_id: str) -> None:
        """Remove the patterns with an id."""
        self.ready()
        super().remove_by_id(pattern_id)
        self._phrases = None

    def match(self, doc: Doc) -> list[Span]:
        """The spans of all patterns in a document, in text order."""
        self._require_patterns()
        if self._phrases is None:
            self._phrases = Phrases(row for row in self._patterns if isinstance(row["pattern"], str))
        found = self._phrases.find(text_of(doc))
        spans = _spans(doc, found)
        if None in spans:
            split_tokens(doc, {edge for phrase in found for edge in phrase[:2]})
            spans = _spans(doc, found)
        whole = {span for span in spans if span is not None}
        return sorted(whole.union(super().match(doc)) if len(self.matcher) else whole)

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> Ruler:
        """Load what :meth:`to_bytes` gave."""
        super().from_bytes(bytes_data, exclude=exclude)
        return self

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Ruler:
        """Read what :meth:`to_disk` wrote."""
        super().from_disk(path, exclude=exclude)
        return self


def _spans(doc: Doc, found: Iterable[Phrase]) -> list[Span | None]:
    """The spans; None for one whose edge falls inside a token."""
    return [doc.char_span(one.start, one.end, one.label, span_id=one.name) for one in found]
