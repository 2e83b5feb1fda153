"""Where the strings of ruler patterns stand in a text, whatever its tokens are.

spaCy's rulers look for phrases among the tokens: a name is found only where the tokenizer has cut around it. The
tokenizer of this package cuts the vocabulary's entries out; that of somebody else's pipeline does not. So the components
look for them in the text, in one Aho-Corasick pass a label.

Of patterns of one label that overlap the first counts, the longest of those that begin together. One that begins or ends
with a digit or a Latin letter does not stand inside a longer number or word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

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

    Example:
        >>> from zh_tongbao.components.phrases import Phrases
        >>> phrases = Phrases([{"label": "PLACE", "pattern": "长春", "id": "220100"}, {"label": "PLACE", "pattern": "长春市"}])
        >>> phrases.find("长春市和长春")
        [Phrase(start=0, end=3, label='PLACE', name=''), Phrase(start=4, end=6, label='PLACE', name='220100')]
    """

    def __init__(self, patterns: Iterable[Row]):
        self._patterns = list(patterns)
        names: dict[str, dict[str, dict[str, None]]] = {}
        for row in self._patterns:
            names.setdefault(row["label"], {}).setdefault(row["pattern"], {})[row.get("id") or ""] = None
        self._labels = [
            (label, lexicon, [tuple(forms[form]) for form in lexicon.forms])
            for label, forms in names.items()
            for lexicon in [Lexicon(filter(None, forms), cut="")]
        ]

    def __reduce__(self) -> tuple[type[Phrases], tuple[list[Row]]]:
        return Phrases, (self._patterns,)  # automata cannot be pickled

    def find(self, text: str) -> list[Phrase]:
        """Return where the patterns stand in a text, in text order."""
        found = [
            Phrase(start, end, label, name)
            for label, lexicon, names in self._labels
            for index, start, end in lexicon.matches(text)
            for name in names[index]
        ]
        return sorted(found) if len(self._labels) > 1 else found


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
    group = doc.spans.get(key)
    if group is None:
        return list(own())
    ruled = [Phrase(span.start_char, span.end_char, label, span.id_) for span in group if span.label_ == label]
    if source == RULED:
        return ruled
    taken = {phrase[:2] for phrase in ruled}
    free = [phrase for phrase in own() if phrase[:2] not in taken]
    return sorted(free + ruled, key=_longest_first) if ruled else free


def _longest_first(phrase: Phrase) -> tuple[int, int]:
    return phrase.start, -phrase.end


def check_source(component: str, source: str) -> None:
    """Say what ``candidates`` may be.

    Raises:
        InputError: it is something else.
    """
    if source not in SOURCES:
        raise InputError(f"component {component!r}, candidates: {source!r} is not one of {', '.join(SOURCES)}")
