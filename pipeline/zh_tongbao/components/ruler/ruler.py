"""spaCy's span ruler, reading the text: the same spans whatever cuts the tokens, and between invisible characters too."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from threading import RLock
from typing import Any

import srsly
from spacy.language import Language
from spacy.pipeline import SpanRuler
from spacy.tokens import Doc, Span

from zh_tongbao.components.gaps import GAP, spaced
from zh_tongbao.components.phrases import Phrase, Phrases, hand_on
from zh_tongbao.components.splitting import split_tokens
from zh_tongbao.components.visible import read_visible
from zh_tongbao.tokenizer.normaliser import Normaliser
from zh_tongbao.tokenizer.working import text_of, view_of, working
from zh_tongbao.vocab.shipped import shipped_settings
from zh_tongbao.vocab.tables import Row

FACTORY = "tongbao_ruler"
CHARACTERS = "characters"
ALL_OF = ("PLACE", "TITLE")
# Labels of which all matches are handed on: which of them hold is for the component to say.
SPACED = "DISEASE"
# The label of names that are also found spaced out or broken at the end of a line; they are handed on, and no spans.

SHIPPED_LABELS = ("DISEASE", "OFFICIAL", "PLACE", "SLOGAN", "TITLE")
# Of the shipped patterns, sorted.
_compiling = RLock()


class Ruler(SpanRuler):
    r"""Mark what patterns say, as spaCy's ``span_ruler`` does, with three differences.

    - A pattern that is a string is looked for in the normalised text, not among the tokens, so that what the components behind it find
      depends on no tokenizer (:mod:`zh_tongbao.components.phrases`). Its spans are made of whole tokens, as spaCy's are. Of
      patterns of one label that overlap the first counts, the longest of those that begin together; of places all count. (A
      pattern of tokens is matched by spaCy.)
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
    _spaced: Phrases | None

    def __init__(self, nlp: Language, name: str = FACTORY, **settings: Any):
        super().__init__(nlp, name, **settings)
        self._given = False
        self.characters: list[Row] = []
        self._normaliser = Normaliser(())

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group of the document, and return it."""
        self.ready()
        return read_visible(doc, self.read_whole if working(doc).invisible else self.read)

    def read_whole(self, doc: Doc) -> None:
        """As :meth:`read`, for a document that is there for this component alone: only spans are taken from it, so all are made."""
        found = self._strings().by_label(view_of(doc, self._normaliser))
        split_tokens(doc, {edge for phrases in found.values() for phrase in phrases for edge in phrase[:2]})
        self.read(doc)

    def read(self, doc: Doc) -> None:
        """Write the span group of a document without invisible characters."""
        super().__call__(doc)

    def __len__(self) -> int:
        """The number of patterns."""
        self.ready()
        return len(self._patterns)

    @property
    def patterns(self) -> list[Row]:
        """The patterns, one dictionary each; the shipped ones where none were given."""
        self.ready()
        return list(self._patterns)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the patterns, sorted; of the shipped ones without reading them, as spaCy asks before it initializes."""
        if not self._given:
            return SHIPPED_LABELS
        return tuple(sorted({str(row["label"]) for row in self._patterns}))

    def ready(self) -> None:
        """Take the shipped patterns where the ruler has been given none."""
        if not self._given:
            with _compiling:
                if not self._given:
                    self._take_characters(None)
                    self.add_patterns(_shipped("patterns"))

    def _take_characters(self, rows: list[Row] | None) -> None:
        self.characters = _shipped("characters") if rows is None else rows
        self._normaliser = Normaliser(self.characters)

    def initialize(  # type: ignore[override]  # spaCy reads the annotations: names of this module alone
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        patterns: list[dict[str, Any]] | None = None,
        characters: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take these patterns, the shipped ones where none are given. Called by ``nlp.initialize()``.

        Parameters:
            get_examples: not used.
            nlp: not used.
            patterns: in spaCy's form; an empty list is taken as it is.
            characters: rows of characters.csv.
        """
        self.clear()
        self._take_characters(characters)
        self.add_patterns(_shipped("patterns") if patterns is None else patterns)

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

    def _strings(self) -> Phrases:
        """The patterns that are strings, compiled."""
        phrases = self._phrases
        if phrases is None:
            strings = (row for row in self._patterns if isinstance(row["pattern"], str))
            phrases = Phrases(strings, all_of=ALL_OF)
            rows = [row for row in self._patterns if row["label"] == SPACED and isinstance(row["pattern"], str)]
            plain = [row | {"pattern": self._normaliser(str(row["pattern"]))} for row in rows]
            self._spaced = Phrases(plain) if plain else None
            self._phrases = phrases
        return phrases

    def match(self, doc: Doc) -> list[Span]:
        """The spans of all patterns in a document, in text order."""
        self._require_patterns()
        view = view_of(doc, self._normaliser)
        found = self._strings().by_label(view)
        spans = _spans(doc, found)
        if len(self.matcher):
            spans = sorted({*spans, *super().match(doc)})
        if self.key:
            if self._spaced and (view != text_of(doc) or GAP.search(view)):
                found[SPACED] = [*found[SPACED], *spaced(self._spaced, view)]
            hand_on(doc, self.key, found, -1 if len(self.matcher) else len(spans))
        return spans

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The patterns and the table of characters as bytes."""
        content = {"patterns": super().to_bytes(exclude=exclude), "characters": self.characters}
        data: bytes = srsly.msgpack_dumps(content)
        return data

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> Ruler:
        """Load what :meth:`to_bytes` gave."""
        content = srsly.msgpack_loads(bytes_data)
        self._take_characters(content["characters"])
        super().from_bytes(content["patterns"], exclude=exclude)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the patterns as spaCy's ruler does, and the table of characters beside them."""
        super().to_disk(path, exclude=exclude)
        srsly.write_msgpack(Path(path) / CHARACTERS, self.characters)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Ruler:
        """Read what :meth:`to_disk` wrote, or spaCy's ruler."""
        file = Path(path) / CHARACTERS
        self._take_characters(srsly.read_msgpack(file) if file.is_file() else None)
        super().from_disk(path, exclude=exclude)
        return self


def _shipped(table: str) -> list[Row]:
    rows: list[Row] = shipped_settings(FACTORY).get(table, [])
    return rows


_place = itemgetter(0, 1)


def _spans(doc: Doc, found: dict[str, list[Phrase]]) -> list[Span]:
    """The spans of those that are whole tokens, in text order."""
    strings, char_span = doc.vocab.strings, doc.char_span
    keys = {label: strings.add(label) for label in found}
    ordered = sorted((phrase for phrases in found.values() for phrase in phrases), key=_place)
    spans = [char_span(start, end, keys[label], span_id=name) for start, end, label, name in ordered]
    return [span for span in spans if span is not None]
