"""A passage of somebody's words, and whether the next sentence still belongs to it.

Nothing in a report marks where a speech ends. A sentence ends it that tells what happens (随后, 会前, 10日), names who took
part, begins with an official by bare name, or speaks of the speaker himself; a paragraph ends it unless the next one
begins like a call or a point of a list (要…, 一是…).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zh_tongbao.components.statements.mentions import PERSON, Mentions, Speaker
from zh_tongbao.components.statements.sentences import Layout, Sentence
from zh_tongbao.components.statements.words import Words

STRONG = "strong"
# Of a word that a paragraph begins with where it goes on with what was said before.


@dataclass
class Passage:
    """Somebody's words, as they are being read.

    Parameters:
        speaker: who says them.
        verb: offsets of the reporting verb; equal in a transcript.
        start, end: offsets.
        sealed: a quotation that is over; nothing can follow.
        quoted: a passage inside that begins where this one does.
        recalled: said at another time; one sentence, and those that begin like a call.
        listing: what is said follows a colon at a paragraph's end, or a transcript's speaker: paragraphs go on.
    """

    speaker: Speaker
    verb: tuple[int, int]
    start: int
    end: int
    sealed: bool = False
    listing: bool = False
    recalled: bool = False
    quoted: Passage | None = None

    def grow(self, end: int) -> None:
        """Run on, together with the passage that this one does nothing but report (通讯社报道说，某某表示，…)."""
        self.end = max(self.end, end)
        if self.quoted is not None and not self.quoted.sealed:
            self.quoted.grow(end)


class Continuation:
    """Judge the sentences behind a passage.

    Parameters:
        words: statement_terms.csv.
    """

    def __init__(self, words: Words):
        self._goes_on = re.compile(words.any("hortative", "enumerator"))
        self._calls = re.compile(words.any_valued("hortative", STRONG) + "|" + words.any_valued("enumerator", ""))
        self._self = re.compile(words.any("self"))
        self._narrative = re.compile(rf"(?!{words.any('not_narrative')}){words.any('narrative')}")
        self._narrative_end = re.compile(rf"{words.any('narrative_end')}[{words.characters('sentence_end')}]?$")
        self._day = re.compile(rf"\d{{1,2}}{words.any('day')}")
        self.inside = re.compile(words.any("narrative_inside"))
        self.rank = re.compile(words.any("rank"))

    def reaches(self, layout: Layout, sentence: Sentence, current: Passage) -> bool:
        """Whether a passage can go on in the paragraph that begins with this sentence."""
        announced = current.listing or current.end == current.start
        return announced or bool(self._calls.match(layout.view, sentence.start, sentence.end))

    def continues(self, layout: Layout, sentence: Sentence, mentions: Mentions, current: Passage) -> bool:
        """Whether a sentence without an attribution is still what the speaker says."""
        view, start, end = layout.view, sentence.start, sentence.end
        if current.sealed:
            return False
        if current.end == current.start:  # begun by a colon at the end of a paragraph
            current.listing = not self._goes_on.match(view, start, end)
            return True
        if self._narrative.match(view, start, end) or self._narrative_end.search(view, start, end):
            return False
        if self._day.match(view, start, end) or self.inside.search(view, start, end):
            return False
        if self._speaks_of(view[start:end], current.speaker, mentions):
            return False
        if self._goes_on.match(view, start, end):
            return True
        return not current.recalled and not self._is_about_an_official(view, start, end, mentions)

    def _speaks_of(self, sentence: str, speaker: Speaker, mentions: Mentions) -> bool:
        """Whether a sentence speaks of the speaker, by name or as 总书记: then it is not his."""
        if speaker.kind != PERSON or speaker.several:
            return False
        if speaker.name in sentence:
            return True
        return any(mentions.holds(speaker.name, match.group()) for match in self._self.finditer(sentence))

    def _is_about_an_official(self, view: str, start: int, end: int, mentions: Mentions) -> bool:
        """A sentence that begins with an official by bare name tells what he does; a speech says 某某总书记."""
        for official in Mentions.within(mentions.officials, start, end)[:1]:
            before = [
                title for title in Mentions.within(mentions.titles, start, end) if title["end"] == official["start"]
            ]
            begins = official["start"] == start or (before and before[0]["start"] == start)
            return bool(begins) and not self.rank.match(view, official["end"])
        return False
