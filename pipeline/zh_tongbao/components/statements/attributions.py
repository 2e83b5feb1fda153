"""Reporting verbs with their speakers: where a passage of somebody's words begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from zh_tongbao.components.statements.instructions import Instructions
from zh_tongbao.components.statements.mentions import PERSON, Mentions, Speaker
from zh_tongbao.components.statements.sentences import FARTHEST, Layout, Sentence
from zh_tongbao.components.statements.speakers import Speakers
from zh_tongbao.components.statements.word_edges import WordEdges
from zh_tongbao.components.statements.words import Words
from zh_tongbao.tokenizer.lexicon import Lexicon

SHORTEST_QUOTATION = 8
LONGEST_SUBJECT = 20
NEAR = 2 * FARTHEST

DIRECT, WISH, MODAL, CLAUSE, VIEW, OF_BODY, MARK = "direct", "wish", "modal", "clause", "view", "body", "mark"
# How a verb takes what is said: without a mark behind it; so, but never without its speaker; before a modal verb; before a
# clause (表示中国将…); as 在专家看来; of a body or an official alone. Any other needs a comma or a colon.


class Attribution(NamedTuple):
    """Somebody is said to say something.

    Parameters:
        opening: offset of the phrase that says so.
        speaker: None where the phrase names nobody: whoever spoke before.
        verb: offsets of the verb; equal in a transcript (发言人：…).
        content: offset of what is said; None where it stands before the phrase alone (“…。”他说。)
        before: offsets of a quotation that the phrase follows.
        recalled: said at another time (曾指出, 多次强调).
        marked: a comma or colon stands behind the verb.
    """

    opening: int
    speaker: Speaker | None
    verb: tuple[int, int]
    content: int | None
    before: tuple[int, int] | None
    recalled: bool
    marked: bool


class Attributions:
    """Find the attributions of one sentence.

    Parameters:
        words: statement_terms.csv.
    """

    def __init__(self, words: Words):
        self.speakers = Speakers(words)
        self._modes = words.values.get("verb", {})
        self._lexicon = Lexicon([*self._modes, *words.of("not_verb")])
        self._edges = WordEdges(words.of("across"), words.of("free"))
        self._instructions = Instructions(words)
        reports = "|".join(re.escape(verb) for verb, mode in self._modes.items() if mode in (DIRECT, CLAUSE))
        self._reports = re.compile(rf"{words.any('lead')}?({reports or '(?!)'})")
        self._not_after = re.compile(words.any("not_after"))
        self._modal = re.compile(words.any("modal", "hortative"))
        inside = rf"[^{words.characters('clause_end', 'sentence_end')}\n]"
        self._clause = re.compile(
            rf"(?={inside}{{5}}){inside}{{0,{LONGEST_SUBJECT}}}?{words.any('modal', 'clause_verb')}"
        )
        self._hortative = re.compile(words.any("hortative", "modal"))
        self._recalled = re.compile(words.any("recalled"))
        self._pause = words.of("pause")
        self._colon = words.of("colon")
        count = rf"{words.any('numeral')}{words.any('measure')}"
        inside = rf"[^{words.characters('clause_end', 'sentence_end')}\n]{{0,8}}?"
        stop = words.characters("pause", "sentence_end")
        counted = rf"{words.any('aspect')}?{inside}{count}{inside}{words.any('proposal')}[{stop}]"
        listed = rf"{inside}{words.any('proposal')}[{words.characters('colon')}](?=\n)"
        self._proposal = re.compile(rf"(?:{counted}|{listed})\s*")
        self._transcript = re.compile(rf"[^{stop}\n]{{2,40}}(?=[{words.characters('colon')}])")
        self._interviewer = re.compile(rf"{words.any('interviewer')}$")
        self._interview = re.compile(rf"{words.any('interviewer')}[{words.characters('colon')}]")

    def verbs(self, view: str) -> list[tuple[int, int]]:
        """Every reporting verb of a text, neighbours joined (强调指出)."""
        found: list[tuple[int, int]] = []
        for start, end in self._lexicon.find(view):
            if view[start:end] not in self._modes or self._edges.cut(view, start, end):
                continue
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    def reporting(self, layout: Layout) -> list[tuple[int, int]]:
        """The verbs that something said stands behind, or that a quotation may stand before."""
        view, marks = layout.view, layout.marks
        return [
            verb
            for verb in self.verbs(view)
            if marks.quoted.search(view, max(0, verb[0] - NEAR), verb[0])
            or self._content(layout, self._mode(view, verb), verb[1])[0] is not None
        ]

    def transcribed(self, view: str, mentions: Mentions) -> bool:
        """Whether a speaker stands before a colon anywhere."""
        ends = any(view[official["end"] : official["end"] + 1] in self._colon for official in mentions.officials)
        return ends or self._interview.search(view) is not None

    def of(
        self, layout: Layout, sentence: Sentence, verbs: list[tuple[int, int]], mentions: Mentions
    ) -> Iterator[Attribution]:
        """The attributions of a sentence, in order.

        Parameters:
            layout: of the document.
            sentence: one of its sentences.
            verbs: what :meth:`verbs` found in the document.
            mentions: the document's officials and titles.
        """
        if sentence.first and sentence.closed:
            transcript = self._speaks(layout.view, sentence, mentions)
            if transcript is not None:
                yield transcript
        first = bisect_left(verbs, (sentence.start, 0))
        reached = sentence.start
        for verb in verbs[first : bisect_left(verbs, (sentence.end, 0))]:
            found = self._at(layout, sentence, verb, mentions) if verb[0] >= reached else None
            if found is not None:
                reached = found.verb[1]
                yield found

    def _at(self, layout: Layout, sentence: Sentence, verb: tuple[int, int], mentions: Mentions) -> Attribution | None:
        view, (start, end) = layout.view, verb
        mode = self._mode(view, verb)
        content, marked = self._content(layout, mode, end)
        if not marked and not sentence.closed and not sentence.last:
            return None  # a headline between paragraphs
        clauses = layout.clauses_before(start, sentence.start)
        if mode == VIEW:
            first = self.speakers.viewpoint(view, *clauses[0], mentions)
            if first is None:
                return None
            clauses = [(first, start)]
        if self._instructions.named(view, clauses[0][0], verb, mentions):
            return None
        found = self.speakers.before(view, clauses, mentions, strict=not marked)
        if found is None:
            return None
        speaker, opening = found
        if speaker is None and mode not in (DIRECT, MODAL, CLAUSE):
            return None
        if (
            mode == OF_BODY
            and speaker is not None
            and speaker.kind == PERSON
            and not mentions.is_official(speaker.start)
        ):
            return None
        before = self._quotation_before(layout, clauses[0][0]) if speaker is not None else None
        if content is None and before is None:
            return None
        if (
            speaker is None
            and not marked
            and not self._goes_on(view, end, mode)
            and not (mode == DIRECT and start == sentence.start)
        ):
            return None
        recalled = bool(self._recalled.search(view, speaker.end if speaker else opening, start))
        later = self._later(layout, verb)
        if later != verb:
            verb = later
            content, marked = self._content(layout, self._mode(view, verb), verb[1])
            if content is None:
                return None
        return Attribution(opening, speaker, verb, content, before, recalled, marked)

    def _later(self, layout: Layout, verb: tuple[int, int]) -> tuple[int, int]:
        """The verb that reports, behind one that only tells what somebody does first: 当场回答，|要求三日内解决."""
        view, (_, end) = layout.view, verb
        mode = self._mode(view, verb)
        content, marked = self._content(layout, mode, end)
        if mode not in (MARK, OF_BODY) or content is None or not marked or view[end] in self._colon:
            return verb
        later = self._reports.match(view, content)
        return later.span(1) if later is not None else verb

    def _mode(self, view: str, verb: tuple[int, int]) -> str:
        """How a verb takes what is said: of neighbours that are joined, the last one."""
        written = view[verb[0] : verb[1]]
        return self._modes.get(written) or next(mode for word, mode in self._modes.items() if written.endswith(word))

    def _goes_on(self, view: str, end: int, mode: str) -> bool:
        """Whether a verb with neither a speaker nor a mark behind it reports: 强调要, not 希望."""
        return mode == DIRECT and bool(self._hortative.match(view, end))

    def _content(self, layout: Layout, mode: str, end: int) -> tuple[int | None, bool]:
        """Where what is said begins, and whether a mark stands before it."""
        view = layout.view
        proposal = self._proposal.match(view, end)
        if proposal is not None:
            return proposal.end(), True
        mark = view[end : end + 1]
        if mark in self._pause:
            position = end + 1
            while view[position : position + 1].isspace() and (mark in self._colon or view[position] != "\n"):
                position += 1
            return (position, True) if position < len(view) else (None, True)
        if mark in layout.marks.quotation and end in layout.quotes:
            whole = layout.quotes[end] - end > SHORTEST_QUOTATION
            return (end, False) if whole or mode == DIRECT else (None, False)
        if mark == "" or mark in layout.marks.sentence_end or mark.isspace() or self._not_after.match(view, end):
            return None, mark in layout.marks.sentence_end
        clause = self._clause if mode == CLAUSE else self._modal
        if mode in (DIRECT, WISH) or (mode in (MODAL, CLAUSE) and clause.match(view, end)):
            return end, False
        return None, False

    def _quotation_before(self, layout: Layout, opening: int) -> tuple[int, int] | None:
        """The quotation that ends where the phrase begins, in its line: a headline quotes for itself."""
        position = opening
        while position > 0 and layout.view[position - 1].isspace() and layout.view[position - 1] != "\n":
            position -= 1
        start = layout.paired.get(position - 1)
        if start is None or start not in layout.quotes:
            return None
        if position - start < SHORTEST_QUOTATION and layout.view[position - 2] not in layout.marks.pause:
            return None
        return start + 1, position - 1

    def _speaks(self, view: str, sentence: Sentence, mentions: Mentions) -> Attribution | None:
        """A paragraph that begins with its speaker and a colon."""
        match = self._transcript.match(view, sentence.start, sentence.end)
        if match is None:
            return None
        officials = [
            entity for entity in mentions.within(mentions.officials, *match.span()) if entity["end"] == match.end()
        ]
        if officials:
            official = officials[0]
            speaker = Speaker(official["name"], official["start"], official["end"], PERSON)
        elif self._interviewer.search(match.group()):
            speaker = Speaker(match.group(), match.start(), match.end(), PERSON)
        else:
            return None
        content = match.end() + 1
        while content < sentence.end and view[content].isspace():
            content += 1
        if content >= sentence.end:
            return None
        return Attribution(sentence.start, speaker, (match.end(), match.end()), content, None, False, True)
