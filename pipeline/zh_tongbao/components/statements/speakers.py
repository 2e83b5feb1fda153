"""Who stands before a reporting verb: an official, a pronoun, a body, or whoever the clause begins with.

Read :meth:`Speakers.before` first. The clause of the verb is read from its left: words that lead in (time, 同时, 据), then
the subject, then what stands between it and the verb (在会上, 近日接受采访时). A clause without a subject of its own
takes that of the nearest clause before it in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zh_tongbao.components.annotation import Entity
from zh_tongbao.components.statements.mentions import BODY, PERSON, Mentions, Speaker
from zh_tongbao.components.statements.words import Words

LONGEST_NAME = 30
LONGEST_BODY = 40


class Speakers:
    """Find the speaker of a reporting verb.

    Parameters:
        words: statement_terms.csv.
    """

    def __init__(self, words: Words):
        bracket = rf"[{words.characters('opening_bracket')}]\w{{1,12}}[{words.characters('closing_bracket')}]"
        when = rf"\s|\d{{1,4}}{words.any('date_unit')}|{bracket}"
        among = rf"{words.any('including')}[^\n]{{1,{LONGEST_NAME}}}?{words.any('included')}"
        self._lead = re.compile(rf"{when}|{among}|{words.any('time', 'lead')}")
        self._adverb = re.compile(rf"{when}|{words.any('time', 'adverb')}")
        body = words.any("body")
        self._body = re.compile(body)
        self._work = re.compile(
            rf"[{words.characters('opening_title')}]([^\n]{{2,60}}?)[{words.characters('closing_title')}]"
        )
        self._name = re.compile(rf"[\w{words.characters('name_mark')}]{{2,{LONGEST_NAME}}}")
        self._body_end = re.compile(rf"{body}$")
        self._people = re.compile(rf"\w{{0,12}}?{words.any('people')}")
        self._people_end = re.compile(rf"{words.any('people')}$")
        self._manner = re.compile(rf"(?<!{words.any('not_manner')}){words.any('manner')}$")
        self._one_end = re.compile(rf"{words.any_valued('people', 'one')}$")
        self._pronoun = re.compile(rf"{words.any('pronoun')}(?!{words.any('plural')})")
        self._preposition = re.compile(words.any("preposition"))
        self._official_doing = re.compile(words.any("doing", "doing_for"))
        self._doing = re.compile(words.any("doing"))
        self._act = re.compile(words.any("act"))
        self._unbroken = re.compile(words.any("no_break"))
        self._whole = re.compile(words.any("no_break", "people", "body"))
        self._everybody = words.of("everybody")
        self._of_person = words.of("of_person")
        self._breaks = words.of("not_inside")
        self._prepositions = words.of("preposition")
        self._candidate = re.compile(words.any("no_break", "not_inside", "preposition"))
        self._never = re.compile(words.any("not_speaker"))
        self._doctrine = re.compile(words.any("doctrine"))
        self._viewpoint = re.compile(words.any("viewpoint"))
        self._attributive = words.characters("attributive")

    def lead(self, view: str, start: int, end: int, mentions: Mentions) -> int:
        """Where the words that lead into a clause end; they never cut into an official, a title or a place."""
        position = start
        while position < end and position not in mentions.edges:
            match = self._lead.match(view, position, end)
            if match is None or match.end() == position:
                break
            position = match.end()
        return position

    def _stands_between(self, view: str, start: int, end: int, *, doing: re.Pattern[str] | None = None) -> bool:
        """Whether this can stand between a speaker and the verb: adverbs, then perhaps a prepositional phrase.

        Behind a known speaker it may be what he does as well (发表声明说).
        """
        position = start
        while position < end:
            match = self._adverb.match(view, position, end)
            if match is None:
                follows = self._preposition.match(view, position, end)
                return bool(follows or (doing and doing.match(view, position, end)))
            position = match.end()
        return True

    def _breaks_off(self, stretch: str, *, prepositions: bool = False) -> bool:
        """Whether words stand here that a speaker's name cannot hold; 就 in 就业 is none."""
        found = self._candidate.findall(stretch)
        return any(word in self._breaks or (prepositions and word in self._prepositions) for word in found)

    def before(
        self, view: str, clauses: Sequence[tuple[int, int]], mentions: Mentions, *, strict: bool
    ) -> tuple[Speaker | None, int] | None:
        """The speaker of a verb and where the phrase that names him begins.

        Parameters:
            view: the normalised text.
            clauses: the clause that ends at the verb, and those before it, nearest first.
            mentions: of the document.
            strict: between speaker and verb only adverbs and prepositional phrases (no mark stands behind the verb).

        Returns:
            tuple: the speaker (None: the clause has no subject, whoever spoke goes on) and the offset; None where the
            verb's subject is nobody who speaks.
        """
        (start, end), *earlier = clauses
        lead = self.lead(view, start, end, mentions)
        if lead < end:
            speaker = self._subject(view, lead, end, mentions, strict=strict)
            if speaker is not None:
                return speaker, start
            if lead in mentions.edges or self._unbroken.match(view, lead, end) or not self._act.match(view, lead, end):
                official = self._official(view, lead, end, mentions)
                named = self._named_before(view, lead, end, mentions) if official is None else None
                if named is None or not self._manner.search(named.name):
                    return None if named is None else (named, start)
                return self._earlier(view, earlier, mentions)
        return self._earlier(view, earlier, mentions) or (None, start)

    def _earlier(self, view: str, clauses: Sequence[tuple[int, int]], mentions: Mentions) -> tuple[Speaker, int] | None:
        """The subject of the nearest of these clauses that has one, and where the clause begins."""
        for first, last in clauses:
            begin = self.lead(view, first, last, mentions)
            speaker = self._acting(view, begin, last, mentions) or self._group(view, begin, last)
            if speaker is not None:
                return speaker, first
        return None

    def _group(self, view: str, start: int, end: int) -> Speaker | None:
        """People without names who do something in a clause: 多国人士|高度评价…，认为."""
        match = self._people.match(view, start, min(end, start + LONGEST_NAME))
        if match is None or not self._act.match(view, match.end(), end) or self._breaks_off(match.group()):
            return None
        return Speaker(match.group(), start, match.end(), PERSON, several=True)

    def _subject(self, view: str, start: int, end: int, mentions: Mentions, *, strict: bool) -> Speaker | None:
        """An official, a pronoun or a body that this clause has as its subject."""
        match = self._pronoun.match(view, start, end)
        if match and self._stands_between(view, match.end(), end, doing=self._doing):
            return Speaker("", start, match.end(), PERSON)
        official = self._official(view, start, end, mentions)
        body = self._body_before(view, start, end, mentions)
        modified = body is not None and body.start > 0 and view[body.start - 1] in self._attributive
        if official is None or (modified and body is not None and body.start > official["end"]):
            return body
        behind = [title["end"] for title in Mentions.within(mentions.titles, official["end"], official["end"] + 1)]
        ranked = max(behind, default=official["end"])
        if strict and not self._stands_between(view, ranked, end, doing=self._official_doing):
            return None
        return _person(official)

    def _official(self, view: str, start: int, end: int, mentions: Mentions) -> Entity | None:
        """The first official of a clause, unless a preposition or an attribute makes him no subject."""
        for entity in Mentions.within(mentions.officials, start, end):
            if self._doctrine.match(view, entity["end"]) or self._in_a_title(view, start, entity["start"], end):
                continue
            free = self._outside_titles(view, start, entity["start"], mentions)
            if not (self._breaks_off(free, prepositions=True)):
                return entity
            return None
        return None

    def _in_a_title(self, view: str, start: int, position: int, end: int) -> bool:
        """Whether a place lies in the title of a work: whom it names does nothing here."""
        return any(work.start() < position < work.end() for work in self._work.finditer(view, start, end))

    def _outside_titles(self, view: str, start: int, end: int, mentions: Mentions) -> str:
        """The stretch without the titles and places in it."""
        free: list[str] = []
        position = start
        for entity in Mentions.within(mentions.named, start, end):
            if entity["start"] >= position:
                free.append(view[position : entity["start"]])
            position = max(position, entity["end"])
        return " ".join([*free, view[position:end]])

    def _body_before(self, view: str, start: int, end: int, mentions: Mentions) -> Speaker | None:
        """A body with nothing but adverbs and prepositional phrases between it and the verb."""
        for work in self._work.finditer(view, start, end):
            begin = self._begin(view, start, work.start())
            stands = self._stands_between(view, work.end(), end, doing=self._doing)
            opening = self._candidate.match(view, start, end)  # 从…《报告》强调, 按照《意见》要求
            if opening is not None and opening.group() in self._breaks:
                break
            if stands and not self._breaks_off(view[begin : work.start()]):
                return Speaker(work[1], work.start(1), work.end(1), BODY)
        titles = [title for title in Mentions.within(mentions.titles, start, end) if title["end"] <= end]
        for match in reversed(list(self._body.finditer(view, start, end))):
            if any(title["start"] < match.end() < title["end"] for title in titles):
                continue  # the body of a post: who holds that speaks
            if not self._stands_between(view, match.end(), end, doing=self._doing):
                continue
            begin = self._begin(view, start, match.start())
            if match.end() - begin < 2 or match.end() - begin > LONGEST_BODY:
                continue
            written = view[begin : match.end()]
            free = self._outside_titles(view, begin, match.start(), mentions)
            if self._breaks_off(free) or self._people_end.search(written) or self._never.match(written):
                continue
            return Speaker(written, begin, match.end(), BODY)
        return None

    def _begin(self, view: str, start: int, head: int) -> int:
        """Where the name of a body begins: behind the last attribute (…召开的) before its head word."""
        attribute = view.rfind(self._attributive, start, head) if self._attributive else -1
        return max(attribute + 1, start) if attribute >= 0 else start

    def _named_before(self, view: str, start: int, end: int, mentions: Mentions) -> Speaker | None:
        """Whoever the clause begins with, where no vocabulary knows him: 多国代表, 某学者."""
        if self._never.match(view, start, end):
            return None
        last = self._name_end(view, start, end, mentions)
        if last is None or self._breaks_off(view[start:last]) or view[last - 1] in self._attributive:
            return None
        first = start
        for title in Mentions.within(mentions.titles, first, first + 1):
            if title["end"] == last:
                return mentions.holder(title)._replace(start=first, end=last)
            if title["end"] < last - 1:
                first = title["end"]
        name = view[first:last]
        if name in self._of_person:
            return Speaker(name, first, last, BODY)
        people = self._people_end.search(name)
        if not people and (last in mentions.ends or self._body_end.search(name)):
            return Speaker(name, first, last, BODY)
        return Speaker(
            name,
            first,
            last,
            PERSON,
            several=bool(people) and not self._one_end.search(name),
            unknown=name in self._everybody,
        )

    def _name_end(self, view: str, start: int, end: int, mentions: Mentions) -> int | None:
        match = self._name.match(view, start, end)
        if match is None:
            return None
        whole = {
            index for word in self._whole.finditer(view, start, end) for index in range(word.start() + 1, word.end())
        }
        for title in Mentions.within(mentions.titles, start, start + 1):
            if title["end"] <= end and self._stands_between(view, title["end"], end):
                return int(title["end"])
        for last in range(start + 2, match.end() + 1):
            if last not in whole and self._stands_between(view, last, end):
                return last
        return None

    def _acting(self, view: str, start: int, end: int, mentions: Mentions) -> Speaker | None:
        """The subject of an earlier clause: an official, or a body that begins it."""
        official = self._official(view, start, end, mentions)
        if official is not None:
            return _person(official)
        match = self._pronoun.match(view, start, end)
        if match is not None:
            return Speaker("", start, match.end(), PERSON)
        work = self._work.match(view, start, end)
        if work is not None:
            return Speaker(work[1], work.start(1), work.end(1), BODY)
        for match in self._body.finditer(view, start, min(end, start + LONGEST_NAME)):
            rest = view[match.end() : end]
            written = view[start : match.end()]
            acts = self._act.match(rest, self._past_adverbs(rest)) or self._stands_between(rest, 0, len(rest))
            if len(written) > 1 and acts and not (self._act.match(written) or self._breaks_off(written)):
                return Speaker(written, start, match.end(), BODY)
        return None

    def _past_adverbs(self, rest: str) -> int:
        """Where the adverbs and days end that a stretch begins with."""
        position = 0
        while (match := self._adverb.match(rest, position)) is not None and match.end() > position:
            position = match.end()
        return position

    def acting(self, view: str, start: int, end: int, mentions: Mentions) -> Speaker | None:
        """Who is the subject of a clause that reports nothing: whom a later 他强调, or 并要求, means."""
        speaker = self._acting(view, self.lead(view, start, end, mentions), end, mentions)
        return speaker if speaker is not None and speaker.name else None

    def viewpoint(self, view: str, start: int, end: int, mentions: Mentions) -> int | None:
        """Where the speaker of 在专家看来 begins."""
        match = self._viewpoint.match(view, self.lead(view, start, end, mentions), end)
        return None if match is None else match.end()


def _person(official: Entity) -> Speaker:
    name = official.get("evidence", {}).get("name")  # of a surname
    given = (name["start"], name["end"]) if name and name["start"] is not None else None
    return Speaker(official["name"], official["start"], official["end"], PERSON, given=given)
