"""What all components share: the view of a document, and where their findings are kept.

Findings are plain dictionaries in the form of the data contract, in ``doc._.entities`` (sorted by start, then longest
first), ``doc._.statements``, ``doc._.records`` and ``doc._.checks``; they survive ``to_bytes``, DocBin and worker processes. ``doc.spans``
holds the same entities as spaCy spans, group by group, and ``span._.adcode``, ``span._.titles`` … look their values up
in the document's entities.

Offsets are characters of the text as given; a span whose edge falls inside a token (a segmenter that joined the end of
a name to the next verb) has that token split, so that no finding depends on the segmenter (DESIGN 2).
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from operator import add, itemgetter
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup
from spacy.tokens.underscore import Underscore

from zh_tongbao.tokenizer.normaliser import Normaliser

Entity = dict[str, Any]

CONTEXT = ("id", "title", "region", "published")
SPAN_FIELDS = (
    "name",
    "titles",
    "holder",
    "path",
    "adcode",
    "level",
    "country",
    "canonical",
    "slogan_id",
    "record",
    "start_time",
    "end_time",
    "speaker",
    "verb",
    "kind",
    "slogans",
)
STATEMENT = "STATEMENT"
ANNOTATIONS = ("ENT_IOB", "TAG", "POS", "MORPH", "LEMMA", "DEP", "SENT_START")
"""What tokens can hold besides their words: a document that has any keeps its tokens when some are split."""

_last = threading.local()


def register_extensions() -> None:
    """Declare the ``doc._`` and ``span._`` attributes, once; every factory calls it."""
    for name in (*CONTEXT, "region_name"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in ("entities", "statements", "records", "checks", "title_places"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in SPAN_FIELDS:
        if not Span.has_extension(name):
            Span.set_extension(name, getter=_Lookup(name))
    if not Doc.has_extension("show"):
        Doc.set_extension("show", method=_show)


def _show(doc: Doc, language: str = "en") -> None:
    """``doc._.show()``: see :func:`zh_tongbao.report.notebook.show`, which is imported when it is called."""
    from zh_tongbao.report.notebook import show

    show(doc, language)


class _Lookup:
    """Getter of one contract field of a span: a class, because a closure cannot be pickled to a worker."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, span: Span) -> Any:
        entity = entity_of(span)
        return None if entity is None else entity.get(self.name)


def entity_of(span: Span) -> Entity | None:
    """The contract entity that a span of ``doc.spans`` stands for, or None."""
    if span.label_ == STATEMENT:
        statements: list[Entity] = span.doc._.statements
        return next((one for one in statements if (one["start"], one["end"]) == (span.start_char, span.end_char)), None)
    entities: list[Entity] = span.doc._.entities
    first = bisect_left(entities, span.start_char, key=_start)
    for entity in entities[first:]:
        if entity["start"] != span.start_char:
            break
        if entity["end"] == span.end_char and entity["label"] == span.label_:
            return entity
    return None


class Working:
    """What the components of one pipeline share about the document that is passing through them.

    A Doc builds its text anew at every ``doc.text`` and a Token at every ``doc[i]``; both cost more than most components.
    Here the text, its normalised view and the token offsets are made once.

    Parameters:
        doc: the document.
        text: its text as given.
        view: the normalised view of the text, index for index; None until a component asks for it.

    Attributes:
        fields: the document's ``doc._``, which spaCy makes anew at every use.
    """

    __slots__ = ("_ends", "_spaces", "_starts", "_words", "doc", "fields", "groups", "text", "view")

    def __init__(self, doc: Doc, text: str, view: str | None = None):
        self.doc = doc
        self.fields = doc._
        self.text = text
        self.view = view
        self.groups: dict[str, tuple[SpanGroup, list[Span]]] = {}
        self._words: list[str] | None = None
        self._spaces: list[bool] = []
        self._starts: list[int] | None = None
        self._ends: list[int] = []

    def take_words(self, words: list[str], spaces: list[bool]) -> None:
        """Take what the tokenizer has just made the document of; ``spaces`` is empty where no word has one."""
        self._words, self._spaces = words, spaces

    @property
    def words(self) -> list[str]:
        """The text of each token."""
        if self._words is None:
            self._words = [token.text for token in self.doc]
            self._spaces = [bool(token.whitespace_) for token in self.doc]
        return self._words

    @property
    def spaces(self) -> list[bool]:
        """Whether a blank follows each token; empty where none does."""
        return self._spaces if self.words else []

    def _measure(self) -> list[int]:
        """Note where each token ends; return where each starts."""
        edges = list(accumulate(map(len, self.words), initial=0))
        if any(self._spaces):
            blanks = list(accumulate(self._spaces, initial=0))
            self._ends = list(map(add, edges[1:], blanks))
            return list(map(add, edges[:-1], blanks))
        self._ends = edges[1:]
        return edges[:-1]

    @property
    def starts(self) -> list[int]:
        """The character offset at which each token starts."""
        if self._starts is None:
            self._starts = self._measure()
        return self._starts

    @property
    def ends(self) -> list[int]:
        """The character offset behind each token, without the blank that may follow."""
        return self._ends if self.starts else []

    def forget_tokens(self) -> None:
        """The tokens have changed."""
        self._starts = self._words = None
        self.groups = {}


def remember(doc: Doc, text: str, view: str, words: list[str], spaces: list[bool]) -> None:
    """Keep what the tokenizer knows of the document that it has just made."""
    kept = _last.working = Working(doc, text, view)
    kept.take_words(words, spaces)


def working(doc: Doc) -> Working:
    """What is known of the document that passes through the pipeline now."""
    kept: Working | None = getattr(_last, "working", None)
    if kept is None or kept.doc is not doc:
        kept = _last.working = Working(doc, doc.text)
    return kept


def fields_of(doc: Doc) -> Underscore:
    """The document's custom attributes: ``doc._``, made once."""
    return working(doc).fields


def text_of(doc: Doc) -> str:
    """The document's text as given."""
    return working(doc).text


def view_of(doc: Doc, normaliser: Normaliser) -> str:
    """The normalised view of a document's text, index for index."""
    kept = working(doc)
    if kept.view is None:
        kept.view = normaliser(kept.text)
    return kept.view


def annotate(doc: Doc, key: str, entities: Sequence[Entity], labels: Iterable[str] = ()) -> None:
    """Write a component's entities: ``doc.spans[key]`` and, among the others, ``doc._.entities``.

    Parameters:
        doc: the document.
        key: the span group; what it held before is replaced.
        entities: contract entities; ``start``, ``end`` and ``label`` are read here, the rest is kept as it is.
        labels: labels whose earlier entities are replaced; by default those of ``entities``.
    """
    fields = fields_of(doc)
    kept: list[Entity] = fields.entities
    if key in doc.spans:
        replaced = set(labels) or {entity["label"] for entity in entities}
        kept = [entity for entity in kept if entity["label"] not in replaced]
    ordered = _ordered(entities)
    _write_spans(doc, key, ordered)
    fields.entities = _ordered(kept + ordered) if kept and ordered else kept or ordered


def annotate_statements(doc: Doc, key: str, statements: Sequence[Entity]) -> None:
    """Write ``doc._.statements`` and their spans; ``statements`` are sorted by start, then longest first."""
    _write_spans(doc, key, [{"start": one["start"], "end": one["end"], "label": STATEMENT} for one in statements])
    fields_of(doc).statements = list(statements)


def _write_spans(doc: Doc, key: str, ordered: Sequence[Entity]) -> None:
    spans = _spans(doc, ordered)
    if None in spans:
        split_tokens(doc, {edge for entity in ordered for edge in (entity["start"], entity["end"])})
        spans = _spans(doc, ordered)
    whole = [span for span in spans if span is not None]
    group = doc.spans[key] = SpanGroup(doc, name=key, spans=whole)
    working(doc).groups[key] = group, whole


def spans_of(doc: Doc, key: str) -> list[Span]:
    """The spans of one group; those that a component has just made are not made again."""
    group: SpanGroup = doc.spans[key]
    known = working(doc).groups.get(key)
    return known[1] if known is not None and known[0] is group and len(known[1]) == len(group) else list(group)


def _spans(doc: Doc, entities: Sequence[Entity]) -> list[Span | None]:
    if not entities:
        return []
    kept = working(doc)
    starts, ends, strings = kept.starts, kept.ends, doc.vocab.strings
    label_ids = {label: strings.add(label) for label in {entity["label"] for entity in entities}}
    spans: list[Span | None] = []
    size = len(starts)
    for entity in entities:
        start, end = entity["start"], entity["end"]
        first, last = bisect_left(starts, start), bisect_left(ends, end)
        if first > last or last >= size or starts[first] != start or ends[last] != end:
            spans.append(None)
        else:
            spans.append(Span(doc, first, last + 1, label_ids[entity["label"]]))
    return spans


def split_tokens(doc: Doc, edges: Iterable[int]) -> None:
    """Split every token that one of these character offsets falls inside; span groups keep their places.

    spaCy's retokenizer moves all that stands behind a token for each split, so that a long document costs by the square of
    its length. A document that holds nothing yet but words is made anew from the words in one pass instead.
    """
    kept = working(doc)
    starts = kept.starts
    cuts: dict[int, list[int]] = {}
    for edge in sorted(set(edges).difference(starts)):
        index = bisect_right(starts, edge) - 1
        if index >= 0 and edge < starts[index] + len(kept.words[index]):
            cuts.setdefault(index, []).append(edge - starts[index])
    if not cuts:
        return
    groups = {
        key: [(span.start_char, span.end_char, span.label, span.id) for span in group]
        for key, group in doc.spans.items()
    }
    words, spaces = _cut(kept.words, kept.spaces, cuts)
    if doc.tensor.size or any(doc.has_annotation(name) for name in ANNOTATIONS):
        with doc.retokenize() as retokenizer:
            for index, positions in cuts.items():
                token = doc[index]
                orths = [token.text[a:b] for a, b in pairwise([0, *positions, len(token)])]
                retokenizer.split(token, orths, heads=[(token, 0)] * len(orths))
    else:
        _make_anew(doc, words, spaces)
    kept.forget_tokens()
    kept.take_words(words, spaces)
    for key, rows in groups.items():
        spans = [doc.char_span(start, end, label=label, span_id=name) for start, end, label, name in rows]
        doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])


def _cut(words: list[str], spaces: list[bool], cuts: dict[int, list[int]]) -> tuple[list[str], list[bool]]:
    """The words and spaces of a document, with some words cut at these offsets in them."""
    spaces = spaces or [False] * len(words)
    cut_words: list[str] = []
    cut_spaces: list[bool] = []
    reached = 0
    for index, positions in cuts.items():
        word = words[index]
        cut_words += words[reached:index]
        cut_words += [word[a:b] for a, b in pairwise([0, *positions, len(word)])]
        cut_spaces += spaces[reached:index]
        cut_spaces += [False] * len(positions)
        cut_spaces += spaces[index : index + 1]
        reached = index + 1
    return cut_words + words[reached:], cut_spaces + spaces[reached:]


def _make_anew(doc: Doc, words: list[str], spaces: list[bool]) -> None:
    """Give a document other words in place, and keep all that it holds beside its tokens; its span groups are emptied.

    As with spaCy's retokenizer, a Token that somebody took from the document before is not to be used any more.
    """
    hooks = doc.user_hooks, doc.user_token_hooks, doc.user_span_hooks
    cats, sentiment = doc.cats, doc.sentiment
    doc.__init__(doc.vocab, words=words, spaces=spaces, user_data=doc.user_data)  # type: ignore[misc]
    doc.user_hooks, doc.user_token_hooks, doc.user_span_hooks = hooks
    doc.cats, doc.sentiment = cats, sentiment


_start = itemgetter("start")
_end = itemgetter("end")


def _ordered(entities: Iterable[Entity]) -> list[Entity]:
    """By start, then longest first."""
    ordered = sorted(entities, key=_end, reverse=True)
    ordered.sort(key=_start)
    return ordered
