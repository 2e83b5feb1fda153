"""How far somebody's words run: from an attribution to the sentence that is no longer theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zh_tongbao.components.statements.attributions import Attribution, Attributions
from zh_tongbao.components.statements.continuation import Continuation, Passage
from zh_tongbao.components.statements.mentions import BODY, PERSON, Mentions, Speaker
from zh_tongbao.components.statements.sentences import FARTHEST, Layout, Sentence
from zh_tongbao.components.statements.words import Words

DEEPEST = 8
# How many passages may lie one in another, so that what they hold together is linear in the text; reports have two.


@dataclass
class Reading:
    """What is known at one point of a document.

    Parameters:
        passages: found so far.
        current: the one that may go on.
        person: whom 他 means.
        last: who spoke or acted last.
        paragraph: of the sentence that is being read.
        noted: paragraph of ``last``.
        said_at, person_at: offsets of the sentences that ``last`` and ``person`` come from.
        told: sentences that report nothing and have not been asked yet whom they are about.
        quoted: the quotation whose phrase (“…。”他说。) is the last sentence read.
        follows: the quotation behind that, his as well unless the next phrase takes it.
    """

    passages: list[Passage] = field(default_factory=list)
    current: Passage | None = None
    person: Speaker | None = None
    last: Speaker | None = None
    paragraph: int = -1
    noted: int = -1
    said_at: int = -1
    person_at: int = -1
    told: list[Sentence] = field(default_factory=list)
    quoted: Passage | None = None
    follows: Passage | None = None

    @property
    def speaks(self) -> Speaker | None:
        """Who spoke or acted last, in this paragraph or the one before, if it is a person."""
        near = self.last is not None and self.paragraph - self.noted <= 1 and self.last.kind == PERSON
        return self.last if near else None


class Passages:
    """Follow a document sentence by sentence.

    Parameters:
        words: statement_terms.csv.
    """

    def __init__(self, words: Words):
        self.attributions = Attributions(words)
        self.continuation = Continuation(words)
        self._aside = re.compile(words.any("preposition", "time", "lead"))
        self._of_person = words.of("of_person")
        self._side = words.of("side")
        self._side_by_side = words.of("side_by_side")
        self._trailing = words.of("clause_end")
        self._comma = words.of("pause") - words.of("colon")

    def find(self, layout: Layout, mentions: Mentions) -> list[Passage]:
        """The passages of a document, by start, the longest first."""
        verbs = self.attributions.reporting(layout)
        if not verbs and not self.attributions.transcribed(layout.view, mentions):
            return []
        reading = Reading()
        for sentence in layout.sentences:
            self._read(layout, sentence, verbs, mentions, reading)
        _keep_following(reading, ())
        found = [self._trimmed(layout, passage) for passage in reading.passages]
        return _bounded(sorted((one for one in found if one.start < one.end), key=_order))

    def _read(
        self, layout: Layout, sentence: Sentence, verbs: list[tuple[int, int]], mentions: Mentions, reading: Reading
    ) -> None:
        current = reading.current
        if current is not None and sentence.start < current.end:
            return  # inside a quotation of several sentences
        if self._follows(layout, sentence, reading):
            return
        attributions = list(self.attributions.of(layout, sentence, verbs, mentions))
        _keep_following(reading, attributions)
        begins = sentence.paragraph != reading.paragraph
        reading.paragraph = sentence.paragraph
        if begins and current is not None and not self.continuation.reaches(layout, sentence, current):
            reading.current = None
        taken = False
        for attribution in attributions:
            if reading.current is not None and reading.current.sealed and attribution.opening < reading.current.end:
                continue
            taken = self._take(layout, sentence, attribution, mentions, reading, taken=taken) or taken
        if not taken and reading.current is not None:
            if self.continuation.continues(layout, sentence, mentions, reading.current):
                reading.current.grow(sentence.end)
            else:
                reading.current = None
        if reading.current is None:
            reading.told.append(sentence)

    def _follows(self, layout: Layout, sentence: Sentence, reading: Reading) -> bool:
        """Whether a sentence is in a quotation right behind a speaker's phrase (“…。”他说。“…。”): note it, judge it later."""
        if reading.follows is not None and sentence.start < reading.follows.end:
            return True
        before, reading.quoted = reading.quoted, None
        close = layout.quotes.get(sentence.start)
        if before is None or close is None or sentence.paragraph != reading.paragraph:
            return False
        if layout.view[close - 1] not in layout.marks.pause:
            return False
        reading.follows = replace(before, start=sentence.start + 1, end=close)
        return True

    def _catch_up(self, layout: Layout, mentions: Mentions, reading: Reading) -> None:
        """Learn whom the sentences that report nothing are about: a person rather than a body, the last one rather."""
        for sentence in reading.told:
            clauses = layout.clauses_before(sentence.end, sentence.start)
            found = [self.attributions.speakers.acting(layout.view, *clause, mentions) for clause in clauses]
            subjects = [speaker for speaker in found if speaker is not None]
            if not subjects:
                continue
            subject = next((speaker for speaker in subjects if speaker.kind == PERSON), subjects[-1])
            if sentence.start > reading.said_at:
                reading.last, reading.noted, reading.said_at = subject, sentence.paragraph, sentence.start
            if subject.kind == PERSON and sentence.start > reading.person_at:
                reading.person, reading.person_at = subject, sentence.start
        reading.told.clear()

    def _take(
        self,
        layout: Layout,
        sentence: Sentence,
        attribution: Attribution,
        mentions: Mentions,
        reading: Reading,
        *,
        taken: bool,
    ) -> bool:
        """Open the passage of an attribution; False where it is but part of what is being said."""
        current = reading.current
        leading = self._leads(layout, sentence, attribution)
        if attribution.speaker is not None and current is not None and attribution.speaker.start >= sentence.start:
            leading = leading or attribution.speaker.name == current.speaker.name
        if current is not None and not current.sealed and (taken or not leading):
            return self._nest(layout, sentence, attribution, reading, current)
        speaker = self._resolve(layout, sentence, attribution, mentions, reading)
        if speaker is None:
            return False
        if current is not None and not current.sealed and not attribution.marked and speaker.name in self._side:
            return False
        taken_up = bool(reading.passages) and attribution.before == (
            reading.passages[-1].start,
            reading.passages[-1].end,
        )
        if attribution.before is not None and not taken_up:
            reading.passages.append(Passage(speaker, attribution.verb, *attribution.before, sealed=True))
        passage = self._opened(layout, sentence, attribution, speaker)
        if passage is None and attribution.before is not None:
            reading.quoted = Passage(speaker, attribution.verb, *attribution.before, sealed=True)
        if (
            current is not None
            and not current.sealed
            and passage is not None
            and self._is_recalled(layout, sentence, attribution, current)
        ):
            passage.recalled = True
            reading.passages.append(passage)
            current.end = sentence.end
            return True
        if passage is not None:
            reading.passages.append(passage)
        reading.current = passage
        reading.last, reading.noted, reading.said_at = speaker, sentence.paragraph, sentence.start
        if speaker.kind == PERSON and not speaker.several:
            reading.person, reading.person_at = speaker, sentence.start
        return True

    def _is_recalled(self, layout: Layout, sentence: Sentence, attribution: Attribution, current: Passage) -> bool:
        """Whether a speech goes on behind words of somebody else: said before, or by whom one names with his rank."""
        speaker = attribution.speaker
        if attribution.recalled or speaker is None:
            return attribution.recalled and not sentence.first
        ranked = self._is_ranked(layout, speaker)
        other = speaker.name != current.speaker.name and not current.speaker.several
        return ranked and other and not sentence.first and not current.recalled

    def _is_ranked(self, layout: Layout, speaker: Speaker) -> bool:
        """Whether a speaker is named with his rank behind (某某总书记指出): words that are quoted, not a speech that is told."""
        mentioned = speaker.kind == PERSON and speaker.start < speaker.end
        return mentioned and bool(self.continuation.rank.match(layout.view, speaker.end))

    def _leads(self, layout: Layout, sentence: Sentence, attribution: Attribution) -> bool:
        """Whether nothing but asides (在会上，) stands before the phrase in its sentence."""
        if attribution.opening <= sentence.start or attribution.before is not None:
            return True
        view, start, opening = layout.view, sentence.start, attribution.opening
        aside = self._aside.match(view, start, opening)
        return bool(aside or self.continuation.inside.search(view, max(start, opening - FARTHEST), opening))

    def _nest(
        self, layout: Layout, sentence: Sentence, attribution: Attribution, reading: Reading, current: Passage
    ) -> bool:
        """An attribution inside somebody's words: a quotation of its own where it names somebody else."""
        speaker = attribution.speaker
        if speaker is None or not speaker.name or speaker.name == current.speaker.name or not attribution.marked:
            return False
        passage = self._opened(layout, sentence, attribution, speaker)
        if passage is None or passage.start <= current.start:
            return False
        reading.passages.append(passage)
        mark = layout.view[attribution.opening - 1 : attribution.opening]
        if mark in self._side_by_side:
            current.end = attribution.opening - 1
            reading.current = passage
        else:
            current.end = max(current.end, sentence.end)
            current.quoted = passage if attribution.opening <= current.start else current.quoted
        return True

    def _resolve(
        self, layout: Layout, sentence: Sentence, attribution: Attribution, mentions: Mentions, reading: Reading
    ) -> Speaker | None:
        """Who it is: the one named, the one a pronoun means, or whoever spoke last."""
        speaker, verb = attribution.speaker, attribution.verb[0]
        if speaker is not None and speaker.name and speaker.name not in self._of_person:
            return speaker
        self._catch_up(layout, mentions, reading)
        if speaker is None:
            last = reading.last if reading.paragraph - reading.noted <= 1 else None
            return None if last is None else last._replace(start=verb, end=verb, given=mentions.last_named(last, verb))
        if speaker.kind == BODY and speaker.name in self._of_person and reading.speaks is not None:
            given = mentions.last_named(reading.speaks, verb)
            return speaker._replace(name=reading.speaks.name, kind=PERSON, given=given)
        if speaker.name:
            return speaker
        meant = self._subject_before(layout, sentence, speaker.start, mentions) or reading.person
        if meant is None:
            return speaker._replace(name=layout.view[speaker.start : speaker.end], unknown=True)
        return speaker._replace(name=meant.name, given=mentions.last_named(meant, verb))

    def _subject_before(self, layout: Layout, sentence: Sentence, pronoun: int, mentions: Mentions) -> Speaker | None:
        """The one person whom the sentence is about before a pronoun in it (习近平来到古浪县，他对乡亲们说)."""
        clauses = layout.clauses_before(pronoun, sentence.start) if pronoun > sentence.start else []
        found = [self.attributions.speakers.acting(layout.view, *clause, mentions) for clause in clauses]
        persons = {one.name: one for one in found if one is not None and one.kind == PERSON and one.name}
        return next(iter(persons.values())) if len(persons) == 1 else None

    def _opened(self, layout: Layout, sentence: Sentence, attribution: Attribution, speaker: Speaker) -> Passage | None:
        """The passage that begins behind an attribution."""
        start = attribution.content
        if start is None:
            return None
        transcript = attribution.verb[0] == attribution.verb[1]
        listing = transcript or start >= sentence.end
        close = layout.quotes.get(start)
        if close is not None and self._whole(layout, close) and not self._goes_on(layout, start, close):
            return Passage(speaker, attribution.verb, start + 1, close, sealed=True)
        end = sentence.end
        if start >= sentence.end:
            index = layout.sentence_at(start)
            if index == len(layout.sentences):
                return None
            end = start
        recalled = attribution.recalled or self._is_ranked(layout, speaker)
        return Passage(speaker, attribution.verb, start, end, listing=listing, recalled=recalled)

    def _whole(self, layout: Layout, close: int) -> bool:
        """Whether a quotation is all that is said: it ends a sentence inside, or the sentence ends behind it."""
        stop = layout.marks.sentence_end
        after = layout.view[close + 1 : close + 2]
        return layout.view[close - 1] in stop or after in stop or after in ("", "\n") or self._resumed(layout, close)

    def _goes_on(self, layout: Layout, start: int, close: int) -> bool:
        """Whether what is said only begins with a quotation: a comma leads to it, and its line goes on (指出，“…。”中国…)."""
        return layout.view[start - 1] in self._comma and layout.view[close + 1 : close + 2].isalnum()

    def _resumed(self, layout: Layout, close: int) -> bool:
        return layout.view[close - 1] in self._trailing

    def _trimmed(self, layout: Layout, passage: Passage) -> Passage:
        """Without white space and hanging commas at its ends."""
        start, end = passage.start, passage.end
        while start < end and layout.view[start].isspace():
            start += 1
        while end > start and (layout.view[end - 1].isspace() or layout.view[end - 1] in self._trailing):
            end -= 1
        return replace(passage, start=start, end=end)


def _keep_following(reading: Reading, attributions: Sequence[Attribution]) -> None:
    """Keep the quotation that waits for its speaker, unless the phrase behind it takes it."""
    follows, reading.follows = reading.follows, None
    if follows is not None and not any(one.before == (follows.start, follows.end) for one in attributions):
        reading.passages.append(follows)


def _bounded(ordered: list[Passage]) -> list[Passage]:
    """Without the passages that lie in :data:`DEEPEST` others."""
    kept: list[Passage] = []
    ends: list[int] = []
    for passage in ordered:
        ends = [end for end in ends if end > passage.start]
        if len(ends) < DEEPEST:
            kept.append(passage)
            ends.append(passage.end)
    return kept


def _order(passage: Passage) -> tuple[int, int]:
    return passage.start, -passage.end
