"""Policy slogans: fixed formulations with a stable id, and unseen ones by their shape.

How a document is read:

1. **Known formulations** (configs/vocab/slogans.jsonl) and a user's patterns come from the ruler;
   :mod:`~zh_tongbao.components.slogans.formulations` says which of them stand and what they mean. Those of several parts
   are found however their parts are joined (:mod:`~zh_tongbao.components.slogans.lists`), those that are one part of a
   parallel list with all of it (:mod:`~zh_tongbao.components.slogans.parallels`).
2. **Shapes** add what no list holds: outside quotation marks :mod:`~zh_tongbao.components.slogans.shapes`, inside
   :mod:`~zh_tongbao.components.slogans.quotations`. What is found inside counts wherever the document repeats it.
3. **Overlaps.** A stretch found by shape outside quotation marks has no sure edges: it yields to any known formulation. A
   quoted programme yields where each of its parts holds one (“六稳、六保”). Of the rest the longest stays, the first among
   equals.

The span is the core of the formulation, as the vocabulary has it: no verb before it and no 战, 精神, 工程 behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.phrases import Phrases, candidates
from zh_tongbao.components.slogans.formulations import LABEL, Formulations, slogan_forms
from zh_tongbao.components.slogans.lists import Lists
from zh_tongbao.components.slogans.parallels import Parallels
from zh_tongbao.components.slogans.quotations import Quotations
from zh_tongbao.components.slogans.shapes import Shapes
from zh_tongbao.components.slogans.terms import Terms
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.tokenizer.working import text_of
from zh_tongbao.vocab.tables import Row

Span = tuple[int, int]

# A shorter quotation may be a word elsewhere.
SHORTEST_REPEATED = 4
# What an entity carries along of a known formulation's row: field of the contract, column of the table.
KEPT = {"gloss": "gloss", "policy_field": "field", "since": "since"}
MARKS = ("opening", "closing", "straight", "separator", "enumeration")


class Slogans(VocabularyPipe):
    """Mark policy slogans and give each its normal form and id.

    Known formulations come from configs/vocab/slogans.jsonl (canonical form, variants, id); formulas found by shape alone
    are their own canonical form and have no id. The module's docstring says how a document is read.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("坚持“动态清零”总方针不动摇，把“三项清单”落到实处。")
        >>> [(span.text, span._.canonical, span._.slogan_id) for span in doc.spans["slogans"]]
        [('动态清零', '动态清零', 'dynamic-zero-covid'), ('三项清单', '三项清单', None)]

    Sets ``doc.spans[spans_key]`` with ``span._.canonical`` and ``span._.slogan_id``, and the same as contract entities in
    ``doc._.entities``. Reads the ruler's spans of the label ``SLOGAN``.

    Parameters:
        name: name in the pipeline.
        settings: ``spans_key``.
        scorer: as of every component.

    Measured on ../shared/eval/gold (106 slogans): P 1.000, R 1.000, canonical 1.000.
    """

    factory = "tongbao_slogans"
    writes = (LABEL,)

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        slogans: list[dict[str, Any]] | None = None,
        shapes: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary, the shipped one where no table is given: rows of characters.csv, slogans.jsonl and slogan_shapes.csv."""
        self.take(characters=characters, slogans=slogans, shapes=shapes)

    def compile(self) -> None:
        """Index the surface forms and build the shapes."""
        characters = self.tables.get("characters", ())
        marks = [dict(row, term=character(row["term"])) for row in characters if row["kind"] in MARKS]
        terms = Terms([*self.tables.get("shapes", ()), *marks])
        self.formulations = Formulations(self.tables.get("slogans", ()), terms)
        self.phrases = Phrases(
            {"label": LABEL, "pattern": form, "id": row["id"]}
            for row in self.tables.get("slogans", ())
            for form in slogan_forms(row)
        )
        self.lists = Lists(self.tables.get("slogans", ()), terms)
        self.parallels = Parallels(terms)
        self.shapes = Shapes(terms)
        self.quotations = Quotations(terms)

    def read(self, doc: Doc) -> None:
        """Mark the document's slogans."""
        view = self.view(doc)
        text = text_of(doc)
        key, source = self.settings["ruler_key"], self.settings["candidates"]
        known = candidates(doc, key, LABEL, source, lambda: self.phrases.find(text))
        found: dict[Span, Row | None] = {**self.formulations.find(known, text, view)}
        for span, row in self.lists.find(view):
            found.setdefault(span, row)
        for whole in [self.parallels.extend(view, span) for span in found]:
            if whole is not None:
                found.setdefault(whole, None)
        self._add_shapes(found, view)
        entities = [_entity(text, span, found[span]) for span in _longest(found)]
        annotate(doc, self.settings["spans_key"], entities, labels=[LABEL])

    def _add_shapes(self, found: dict[Span, Row | None], view: str) -> None:
        known = list(found)
        for span in self.shapes.find(view):
            if not any(span[0] < end and start < span[1] for start, end in known):
                found[span] = None
        quoted = [
            span
            for span in self.quotations.find(view, known)
            if not known or not all(_holds(part, known) for part in self.quotations.parts(view, *span))
        ]
        for span in (*quoted, *_repeated(view, quoted)):
            found.setdefault(span, None)


def _repeated(view: str, quoted: Iterable[Span]) -> Iterator[Span]:
    """Where the words of quotations stand, without their marks too."""
    words = {view[start:end] for start, end in quoted if end - start >= SHORTEST_REPEATED}
    if words:
        automaton = AhoCorasick(sorted(words), matchkind=MatchKind.LeftmostLongest)
        yield from ((start, end) for _, start, end in automaton.find_matches_as_indexes(view))


def _holds(part: Span, known: Iterable[Span]) -> bool:
    return any(part[0] <= start and end <= part[1] for start, end in known)


def _entity(text: str, span: Span, row: Row | None) -> Entity:
    start, end = span
    written = text[start:end]
    return {
        "start": start,
        "end": end,
        "text": written,
        "label": LABEL,
        "canonical": row["canonical"] if row else written,
        "slogan_id": row["id"] if row else None,
        **{name: (row.get(said) or None) if row else None for name, said in KEPT.items()},
    }


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping spans keep the longest, the first among equals; in text order."""
    kept: list[Span] = []
    group: list[Span] = []
    reach = 0
    for span in sorted(spans):
        if span[0] >= reach:
            kept.extend(_longest_of(group) if len(group) > 1 else group)
            group = []
        group.append(span)
        reach = max(reach, span[1])
    kept.extend(_longest_of(group))
    return kept


def _longest_of(group: list[Span]) -> list[Span]:
    """The same for spans that hang together, each overlapping another."""
    kept: list[Span] = []
    for span in sorted(group, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= start or end <= span[0] for start, end in kept):
            kept.append(span)
    return sorted(kept)
