"""Words of others that a meeting reads out: 要求 in 传达省长批示要求 is what is read, and nobody speaks."""

from __future__ import annotations

import re

from zh_tongbao.components.statements.mentions import Mentions
from zh_tongbao.components.statements.words import Words


class Instructions:
    """Tell the noun 要求 from the verb.

    Parameters:
        words: statement_terms.csv: the kinds ``noun``, ``instruction``, ``reading``, ``reading_of``.
    """

    def __init__(self, words: Words):
        self._nouns = words.of("noun")
        self._instruction = re.compile(rf"{words.any('instruction')}+$")
        self._reading = re.compile(words.any("reading"))
        self._attributes = re.compile(rf"{words.any('reading_of')}*$")

    def named(self, view: str, start: int, verb: tuple[int, int], mentions: Mentions) -> bool:
        """Whether a verb is the last noun of what is read out or carried out.

        Parameters:
            view: the normalised text.
            start: where the clause begins.
            verb: offsets of the verb.
            mentions: of the document.
        """
        if view[verb[0] : verb[1]] not in self._nouns:
            return False
        instruction = self._instruction.search(view, start, verb[0])
        if instruction is None:
            return False
        read = list(self._reading.finditer(view, start, instruction.start()))
        if not read:
            return False
        last = read[-1].end()
        named = Mentions.within(mentions.officials, last, instruction.start())
        return bool(named) or self._attributes.match(view[last : instruction.start()]) is not None
