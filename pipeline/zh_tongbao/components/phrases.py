"""Where the strings of ruler patterns stand in a text, whatever its tokens are.

spaCy's rulers look for phrases among the tokens: a name is found only where the tokenizer has cut around it. The
tokenizer of this package cuts the vocabulary's entries out; that of somebody else's pipeline does not. So the components
look for them in the text, in one Aho-Corasick pass a label.

Of patterns of one label that overlap the first counts, the longest of those that begin together; of labels that a component
decides on by itself (places, of two that cross the surer one) all count. One that begins or ends with a digit or a Latin letter does
not stand inside a longer number or word.

What the ruler finds it hands on as offsets (:func:`hand_on`), because a span is made of whole tokens: to cut a token for every
place where a short name of a county might stand (提|高安|全) would spoil the tokens for what is no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from zh_tongbao.errors import InputError
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.vocab.tables import Row

OWN, RULED = "own", "ruler"
SOURCES = (OWN, RULED)
# Where a component takes its candidates from.


class Phrase(NamedTuple):
    """One place in a text where a pattern's string stands.

    Parameters:
        start, end: character offsets.
        label: the pattern's label.
        name: the pattern's id, or empty.
    """

    start: int
    end: int
    label: str
    name: str


class Phrases:
    """The strings of ruler patterns, ready to be looked for.

    Parameters:
        patterns: in spaCy's form: ``label``, ``pattern`` (a string) and, where known, ``id``.
        all_of: labels of which all matches count, also those that overlap.

    Example:
        >>> from zh_tongbao.components.phrases import Phrases
        >>> phrases = Phrases([{"label": "PLACE", "pattern": "长春", "id": "220100"}, {"label": "PLACE", "pattern": "长春市"}])
        >>> phrases.find("长春市和长春")
        [Phrase(start=0, end=3, label='PLACE', name=''), Phrase(start=4, end=6, label='PLACE', name='220100')]
    """

    def __init__(self, patterns: Iterable[Row], all_of: Iterable[str] = ()):
        self._patterns = list(patterns)
        self._all_of = frozenset(all_of)
        names: dict[str, dict[str, dict[str, None]]] = {}
        for row in self._patterns:
            names.setdefault(row["label"], {}).setdefault(row["pattern"], {})[row.get("id") or ""] = None
        self._order = tuple(names)
        firsts = [label for label in names if label not in self._all_of]
        # speed: labels of which the first matches count are looked for in one pass, for few texts have any of theirs
        together = firsts if len(firsts) > 1 else []
        self._together = Lexicon(
            {form for label in together for form in names[label] if form}, cut="", overlapping=True
        )
        self._owners = [
            [(label, tuple(names[label][form])) for label in together if form in names[label]]
            for form in self._together.forms
        ]
        self._labels = [
            (label, lexicon, [tuple(forms[form]) for form in lexicon.forms])
            for label, forms in names.items()
            if label not in together
            for lexicon in [Lexicon(filter(None, forms), cut="", overlapping=label in self._all_of)]
        ]

    def __reduce__(self) -> tuple[type[Phrases], tuple[list[Row], frozenset[str]]]:
        return Phrases, (self._patterns, self._all_of)  # automata cannot be pickled

    def find(self, text: str) -> list[Phrase]:
        """Return where the patterns stand in a text, in text order."""
        return sorted(phrase for found in self.by_label(text).values() for phrase in found)

    def by_label(self, text: str) -> dict[str, list[Phrase]]:
        """Return where the patterns of each label stand in a text, in the order in which they end."""
        found: dict[str, list[Phrase]] = {label: [] for label in self._order}
        for label, lexicon, names in self._labels:
            found[label] = [
                Phrase(start, end, label, name) for index, start, end in lexicon.matches(text) for name in names[index]
            ]
        reached = dict.fromkeys(found, 0)
        for match in sorted(self._together.every(text), key=_leftmost_longest):
            index, start, end = match
            for label, called in self._owners[index]:
                if start >= reached[label]:
                    reached[label] = end
                    if self._together.stands_alone(text, match):
                        found[label] += [Phrase(start, end, label, name) for name in called]
        return found


def _leftmost_longest(match: tuple[int, int, int]) -> tuple[int, int]:
    return match[1], -match[2]


_HANDED = ("._.", "tongbao_ruled", 0, None)
# In ``doc.user_data``; in a form that spaCy takes along without a word where documents are joined.


def hand_on(doc: Doc, key: str, found: dict[str, list[Phrase]], count: int) -> None:
    """Keep what a ruler has found for the components behind it; ``tongbao_ents`` ends that (:func:`let_go`).

    Parameters:
        doc: the document.
        key: the ruler's span group.
        found: all that its strings match, whatever the tokens are, by label.
        count: how many spans it has made of them; a group with others holds what somebody has added.
    """
    data: dict[Any, Any] = doc.user_data
    data[_HANDED] = {"key": key, "found": found, "count": count}


def let_go(doc: Doc) -> None:
    """Forget what a ruler has handed on."""
    data: dict[Any, Any] = doc.user_data
    data.pop(_HANDED, None)


def candidates(doc: Doc, key: str, label: str, source: str, own: Callable[[], Sequence[Phrase]]) -> list[Phrase]:
    """What a component decides on, in text order, of one span the longest first.

    Parameters:
        doc: the document.
        key: the span group that a ruler writes.
        label: of the patterns.
        source: ``ruler``: what the ruler found, and nothing else, where there is its group; ``own``: the component's own
            vocabulary, and what a ruler adds to it.
        own: finds the component's own vocabulary in the document.
    """
    ruled = _ruled(doc, key, label)
    if ruled is None:
        return list(own())
    if source == RULED:
        return ruled
    taken = {phrase[:2] for phrase in ruled}
    free = [phrase for phrase in own() if phrase[:2] not in taken]
    return sorted(free + ruled, key=_longest_first) if ruled else free


def _ruled(doc: Doc, key: str, label: str) -> list[Phrase] | None:
    """What a ruler has found, with the spans that others have put into its group; None where there is no such group."""
    group = doc.spans.get(key)
    if group is None:
        return None
    data: dict[Any, Any] = doc.user_data
    kept: dict[str, Any] = data.get(_HANDED, {})
    mine = kept.get("key") == key
    handed: list[Phrase] = kept["found"].get(label, []) if mine else []
    if handed and not isinstance(handed[0], Phrase):
        handed = [Phrase(*row) for row in handed]  # the document came as bytes
    if mine and kept["count"] == len(group):
        return handed
    known = {phrase[:2] for phrase in handed}
    spans = [span for span in group if span.label_ == label]
    added = [Phrase(span.start_char, span.end_char, label, span.id_) for span in spans]
    added = [phrase for phrase in added if phrase[:2] not in known]
    return sorted(handed + added, key=_longest_first) if added else handed


def _longest_first(phrase: Phrase) -> tuple[int, int]:
    return phrase.start, -phrase.end


def check_source(component: str, source: str) -> None:
    """Say what ``candidates`` may be.

    Raises:
        InputError: it is something else.
    """
    if source not in SOURCES:
        raise InputError(f"component {component!r}, candidates: {source!r} is not one of {', '.join(SOURCES)}")
