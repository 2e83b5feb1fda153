"""Which words of the vocabulary each token begins, is inside of, ends, or is: the soft lexicon of Ma et al. (2020)."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.strings import get_string_id
from spacy.tokens import Doc

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.readers import surface_forms
from zh_tongbao.vocab.tables import Schema, read_csv, read_jsonl

BEGIN, MIDDLE, END, SINGLE = range(4)
GROUPS = 4
NOTHING = (get_string_id("<none>"), get_string_id("<none>"))
SHORTEST = 2

Match = tuple[int, int]
"""Hashes of a word and of its kind."""


def soft_lexicon(paths: list[str]) -> dict[str, str]:
    """Read what the vocabulary holds: each form of two characters or more, and of what kind it is.

    The kind is the column ``level`` (places), ``kind`` (terms) or ``label`` (patterns) of the form's row, else the name
    of its file; of several rows the first counts. Registered as the reader ``tongbao.soft_lexicon.v1``.

    Parameters:
        paths: vocabulary files, CSV or JSON lines, as of ``tongbao.lexicon.v1``.

    Raises:
        InputError: a file is missing, or none holds a form.

    Example:
        >>> from zh_tongbao.learned.soft_lexicon import soft_lexicon
        >>> soft_lexicon(["vocab/places.csv"])["长春市"]
        'prefecture'
    """
    forms: dict[str, str] = {}
    for path in paths:
        rows = read_jsonl(path, Schema(required=())) if path.endswith(".jsonl") else read_csv(path, Schema(required=()))
        for row in rows:
            kind = row.get("level") or row.get("kind") or row.get("label") or path.rpartition("/")[2]
            for form in sorted(surface_forms(row)):
                if len(form) >= SHORTEST:
                    forms.setdefault(form, kind)
    if not forms:
        raise InputError(f"soft lexicon: no forms in {', '.join(paths) or 'no file at all'}")
    return forms


class SoftLexicon:
    """The vocabulary as an automaton that finds every occurrence, nested and overlapping ones too.

    Parameters:
        forms: form to kind.

    Source: Ma, Peng, Zhang, Wei, Huang, "Simplify the Usage of Lexicon in Chinese NER", ACL 2020.
    """

    def __init__(self, forms: dict[str, str]):
        self.forms = forms
        words = sorted(forms)
        self._hashes = [(get_string_id(word), get_string_id(forms[word])) for word in words]
        self._automaton = AhoCorasick(words, matchkind=MatchKind.Standard)

    def groups(self, doc: Doc) -> list[list[Match]]:
        """For each token four lists, one after another: words that it begins, is in the middle of, ends, and is.

        A list that would be empty holds :data:`NOTHING`, as in the paper. Words whose edges are inside tokens do not count.
        """
        starts = {token.idx: token.i for token in doc}
        ends = {token.idx + len(token): token.i for token in doc}
        lists: list[list[Match]] = [[] for _ in range(GROUPS * len(doc))]
        for word, start, end in self._automaton.find_matches_as_indexes(doc.text, overlapping=True):
            first, last = starts.get(start), ends.get(end)
            if first is None or last is None:
                continue
            match = self._hashes[word]
            if first == last:
                lists[GROUPS * first + SINGLE].append(match)
                continue
            lists[GROUPS * first + BEGIN].append(match)
            lists[GROUPS * last + END].append(match)
            for token in range(first + 1, last):
                lists[GROUPS * token + MIDDLE].append(match)
        return [group or [NOTHING] for group in lists]

    def __reduce__(self) -> tuple[type[SoftLexicon], tuple[dict[str, str]]]:
        return SoftLexicon, (self.forms,)
