"""How cases are called: a word with a number, an ordinal number with a unit, lists and ranges of these."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zh_tongbao.components.line_list.model import Label, Run
from zh_tongbao.components.line_list.words import Lexis

LONGEST_LIST = 40


class Labels:
    """Find the labels of cases.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._words = words
        han = words.han
        modifiers = f"{words.any('case_modifier')}*"
        noun = f"{modifiers}{words.any('case_noun')}"
        infected = words.any("while") + words.any("infects")  # no hour, but when nursing case 1
        no_label = rf"(?!(?!{infected})[ ]?{words.any('no_label')})"
        ends = f"[^\\w]|{words.name}|{words.any('sex', 'whose', 'all', 'and', 'to', 'copula')}|$"
        figures = r"(?P<figures>[0-9]{1,5}|[A-Z](?![A-Za-z0-9]))(?![0-9.])"
        stem = rf"(?P<stem>{words.any('stem')})(?={ends})"
        numerals = rf"(?P<numerals>{han}{{1,5}})(?!{han})(?={ends})"
        opening, closing = words.any("open"), words.any("close")
        number = rf"(?:{figures}|{numerals}|{stem})"
        tail = f"(?:{words.any('label_tail')}(?=[^\\w]|{words.name}|{words.any('and', 'to', 'whose')}|$))?"
        ordinal = f"{words.any('ordinal')}[ ]?(?P<nth>[0-9]{{1,5}}|{han}{{1,5}})[ ]?{words.any('ordinal_unit')}"
        self._label = re.compile(
            rf"(?P<word>{noun})[ ]?(?:{words.any('ordinal')})?{opening}?{number}{tail}{no_label}(?:(?<={opening}.){closing}|(?<={opening}..){closing})?"
            rf"|(?P<before>{modifiers}){ordinal}(?P<noun>{noun})?"
            rf"|(?P<numbered>[0-9]{{1,4}}){words.any('label_tail')}(?P<called>{noun})"
        )
        self._joined = re.compile(rf"[ ]?(?:(?P<and>{words.any('and')})|(?P<to>{words.any('to')}))[ ]?")
        self._bare = re.compile(rf"(?P<figures>[0-9]{{1,5}})(?![0-9.]){no_label}|(?P<numerals>{han}{{1,4}})(?={ends})")
        self._status = words.values.get("case_noun", {})
        self._nouns = sorted(self._status, key=len, reverse=True)

    def find(self, view: str) -> list[Run]:
        """Return the labels of a text, those of one list or range together."""
        return list(self._runs(view))

    def _runs(self, view: str) -> Iterator[Run]:
        position = 0
        while match := self._label.search(view, position):
            labels = [self._one(match)]
            ranged = False
            while len(labels) < LONGEST_LIST and (joined := self._joined.match(view, labels[-1].end)):
                following = self._next(view, joined.end(), labels[-1])
                if following is None:
                    break
                labels.append(following)
                ranged = ranged or joined["to"] is not None
            yield Run(labels[0].start, labels[-1].end, tuple(labels), ranged)
            position = labels[-1].end

    def _next(self, view: str, start: int, before: Label) -> Label | None:
        match = self._label.match(view, start)
        if match is not None:
            return self._one(match)
        bare = self._bare.match(view, start)
        if bare is None:
            return None
        number = self._words.number(bare["figures"] or bare["numerals"])
        return Label(start, bare.end(), number, before.status, before.word) if number > before.number else None

    def _one(self, match: re.Match[str]) -> Label:
        if match["stem"]:
            return Label(match.start(), match.end(), ord(match["stem"]), self._meant(match["word"]), match["word"])
        written = match["figures"] or match["numerals"] or match["nth"] or match["numbered"]
        number = self._words.number(written) if not written.isascii() or written.isdecimal() else ord(written)
        word = match["word"] or match["called"] or (match["before"] or "") + (match["noun"] or "")
        return Label(match.start(), match.end(), number, self._meant(word), word)

    def _meant(self, word: str) -> str:
        """The status that the word of a label says."""
        return next((self._status[noun] for noun in self._nouns if word.endswith(noun)), "")
