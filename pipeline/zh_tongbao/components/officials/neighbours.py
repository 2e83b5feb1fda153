"""The names that stand beside a title: behind it, before it, at the head of its line.

Behind: 省委书记张三; 副主任李四、王五和赵六; 组长：孙七; a note in brackets (女) does not end a list.
Before: 李四、王五参加会见 (who attends a leader's meeting holds a post); 张三副委员长; 任命李四为副省长; 王五2016年3月任市委书记; 免去赵六的局长职务; 孙七，省农科院副院长，…
At the head of the line: the person whose life it tells, before 男 or 女.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zh_tongbao.components.officials.lives import Lives
from zh_tongbao.components.officials.name_lists import BEFORE, IN_LIST, NameLists
from zh_tongbao.components.officials.names import KNOWN, Name, NameShapes
from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.titles import Title
from zh_tongbao.components.officials.unlisted import UnlistedPosts
from zh_tongbao.components.officials.words import Vocabulary
from zh_tongbao.vocab.tables import Row

BESIDE_FULL = 1
BESIDE_FREE = 2
BESIDE_BARE = 3
BESIDE_STANDING = 4
BRIDGED = 2
BEHIND_VERB = 2
APPOSED = 5
STANDING = ("alone", "echo")
BARE = ("bare", *STANDING)
GROUP = "group"
ATTENDED = "attended"
DISCIPLINED = "disciplined"
UNWRITTEN = (GROUP, ATTENDED, DISCIPLINED)
LONGEST_JOIN = 8
LONGEST_SENTENCE = 200


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who was appointed or dismissed, and where that title ends."""

    names: tuple[Name, ...]
    end: int


class Neighbours:
    """Find the names beside a title.

    Parameters:
        rows: the rows of title_terms.csv.
        shapes: how names look.
        brackets: opening mark of each closing one.
    """

    def __init__(self, rows: Iterable[Row], shapes: NameShapes, brackets: Mapping[str, str]):
        vocabulary = Vocabulary(rows)
        self.shapes = shapes
        self.names = NameLists(vocabulary, shapes, brackets)
        self._lists = vocabulary.words("list")
        self._bridges = vocabulary.words("bridge")
        self._colons = {mark for mark in self._bridges.terms if not mark.isalnum()}
        self._copulas = vocabulary.words("copula", "")
        self._givers = vocabulary.words("giver")
        self._passive = vocabulary.words("copula", "appointed")
        self._appoint = vocabulary.words("appoint")
        self._possessive = vocabulary.words("possessive")
        self._departments = vocabulary.words("department")
        self._etc = vocabulary.words("etc")
        self._posts = vocabulary.words("post")
        self._pronouns = vocabulary.words("pronoun")
        self._carriers = vocabulary.words("carrier")
        self._charges = vocabulary.words("charge")
        self._remove = vocabulary.words("remove")
        self._commas = vocabulary.words("link", "weak")
        self._continued = vocabulary.terms("link", "appointment")
        self._stages = self._continued - vocabulary.terms("link", "weak")
        self._lives = Lives(vocabulary)
        self._unlisted = UnlistedPosts(vocabulary, shapes)
        self._ends = vocabulary.words("sentence_end")
        self._commalike = vocabulary.terms("link", "")
        self._joining = (
            vocabulary.terms("link", "") | vocabulary.terms("link", "weak") | vocabulary.terms("list") | {""}
        )

    def joins(self, view: str, start: int, end: int) -> bool:
        """Whether between two items stands nothing but what joins items of a list."""
        return end - start <= LONGEST_JOIN and view[start:end].strip() in self._joining

    def follows_name(self, view: str, start: int, end: int) -> bool:
        """Whether between two posts stands one name and a word that joins (…主席|卡隆和|总书记)."""
        return view[start:end].isalnum() and self._lists.before(view, end) > 0

    def appoints(self, view: str, position: int) -> bool:
        """Whether a verb of appointment ends here, or a colon behind one."""
        return self._appoint.before(view, self._before_colon(view, position)) > 0

    def _before_colon(self, view: str, position: int) -> int:
        """Where the colon begins that ends here, with the space behind it (任命：张三); the position itself if none does."""
        start = position
        while start > 0 and view[start - 1].isspace():
            start -= 1
        return start - 1 if view[start - 1 : start] in self._colons else position

    def behind(self, page: Page, chain: Sequence[Title], limit: int) -> list[Name]:
        """The names behind a chain of titles and before ``limit``: one, or a list."""
        title = chain[-1]
        if title.value in (ATTENDED, DISCIPLINED):
            return []
        if page.view[title.end : title.end + 1] in self._commalike:
            holder = self._unlisted.holder(page, title.end, limit)
            return [holder] if holder is not None and any(one.full or one.value in BARE for one in chain) else []
        if given := self._given(page, title.end):
            return given
        position, bridged = self._over_bridge(page.view, title.end)
        if self._carriers.before(page.view, chain[0].start):
            position += self._possessive.at(page.view, position)
        needed = self._needed(page.view, chain) + (BRIDGED if bridged and title.value != GROUP else 0)
        names: list[Name] = []
        while position < limit:
            if names or position > title.end:
                name = self.names.item_at(page, position, needed) if names else self.names.at(page, position)
            else:
                name = self.names.holder_at(page, position, needed)
            if name is None or name.score < needed or name.end > limit:
                break
            names.append(name)
            position = self.names.over_note(page.view, name.end)
            length = self._lists.at(page.view, position)
            if not length and not (bridged and page.view[position : position + 1] == " "):
                break
            needed = IN_LIST if page.view[position : position + length] in self._commalike else IN_LIST + 1
            needed += 0 if length else BRIDGED
            position = _over_space(page.view, position + length)
        full = any(one.full for one in chain)
        if names and not full and self.shapes.has_other_role(page.view, title.end, names[0].end):
            return []
        return names

    def _given(self, page: Page, position: int) -> list[Name]:
        """To whom a post is given (秘书长由张三兼任)."""
        length = self._givers.at(page.view, position)
        name = self.names.at(page, position + length) if length else None
        taken = name is not None and name.score >= BESIDE_FULL and self.takes_post(page.view, name.end)
        return [name] if name is not None and taken else []

    def gives(self, view: str, start: int, end: int) -> bool:
        """Whether between two posts stands nothing but the word by which the first is given (秘书长|由|主任张三兼任)."""
        return view[start:end] in self._givers.terms

    def takes_post(self, view: str, position: int) -> bool:
        """Whether what stands behind a name says that a post is theirs."""
        return self._copulas.at(view, self.names.over_honorific(view, position)) > 0

    def _needed(self, view: str, chain: Sequence[Title]) -> int:
        title = chain[-1]
        if title.value in STANDING and not title.full:
            return BESIDE_STANDING
        if title.value == GROUP:
            return BESIDE_FREE
        if title.value == "held" and not title.full:
            return BESIDE_BARE if self._departments.before(view, title.start) else KNOWN
        free = title.start == 0 or not view[title.start - 1].isalnum()
        if any(one.full for one in chain):
            return BESIDE_FULL
        if free:
            return BESIDE_FREE
        return BESIDE_BARE if title.value else KNOWN

    def _over_bridge(self, view: str, start: int) -> tuple[int, bool]:
        """Pass what may stand between a title and a name (space, a colon, 人选); whether there was any."""
        position = _over_space(view, self.names.over_note(view, start))
        while length := self._bridges.at(view, position):
            position = _over_space(view, position + length)
        return position, position > start

    def behind_copula(self, view: str, title: Title) -> int:
        """Where the copula before a title begins (张三书记|任市长), or -1."""
        length = self._copulas.before(view, title.start)
        return title.start - length if length else -1

    def before(self, page: Page, title: Title, appointed: Appointment | None) -> list[Name]:
        """The names before a title: beside a bare one, or as the subject or object of an appointment.

        Parameters:
            page: the document.
            title: the first title of a chain.
            appointed: the last appointment before, which 为 can go on from (任命A为X，B为Y) and 其 refer to.
        """
        view, end = page.view, title.start
        if title.value == DISCIPLINED:
            return self._disciplined(page, end)
        if title.value in UNWRITTEN:
            length = self._etc.before(view, end)
            names = self.names.list_before(page, end - length) if length or title.value == ATTENDED else []
            sentence = names and self._opens(view, names[0].start) and self._ends.at(view, title.end)
            return names if title.value == GROUP or sentence else []
        if appointed and (view[appointed.end : end] in self._lists.terms or self._tells_on(view, appointed, end)):
            return list(appointed.names)
        length = self._copulas.before(view, end)
        if (passive := self._passive.before(view, end)) > length:
            if appointed and appointed.end == end - passive:
                return list(appointed.names)
            names = self.names.list_before(page, end - passive, BEHIND_VERB)
            stated = not names or self.appoints(view, names[0].start) or self._states(view, names)
            return names if stated or self._continues(view, appointed, names[0].start) else []
        if length:
            position = self._lives.before_date(view, end - length - self._commas.before(view, end - length))
            if appointed and self.joins(view, appointed.end + self._posts.at(view, appointed.end), position):
                return list(appointed.names)
            if appointed and self._tells_on(view, appointed, position):
                return list(appointed.names)
            return self.names.list_before(page, position) or self._told(page, position, appointed)
        if appointed and self._pronouns.before(view, end) and end - appointed.end <= LONGEST_SENTENCE:
            return list(appointed.names) if self._near(view, appointed, end) else []
        possessive = self._possessive.before(view, end)
        if possessive or title.full:
            held = self._carriers.before(view, end - possessive) if possessive else 0
            names = self.names.list_before(page, end - possessive - held, BEHIND_VERB)
            if names and self._remove.before(view, self._before_colon(view, names[0].start)):
                return names
            if names and possessive and self._continues(view, appointed, names[0].start):
                return names
            return self._apposed(page, title)
        name = self.names.before(page, end) if title.value in BARE else None
        if name is None or name.score < BEFORE:
            return []
        return [name] if name.score == KNOWN or self.shapes.ends_free(view, title.end) else []

    def _disciplined(self, page: Page, end: int) -> list[Name]:
        """Officials who fall: behind a word for it (给予李四、王五开除党籍的处分), or at the head of their clause (李四严重违反…)."""
        names = self.names.list_before(page, end)
        if not names or self._charges.before(page.view, names[0].start):
            return names
        return names if self._states(page.view, names) else []

    def _states(self, view: str, names: Sequence[Name]) -> bool:
        """Whether a clause begins with these names, plain ones (…组成，李四为秘书长): what it says they are is their post."""
        start = names[0].start
        begins = self._opens(view, start) or self._commas.before(view, start) > 0
        return begins and all(name.score >= BEFORE for name in names)

    def _continues(self, view: str, appointed: Appointment | None, start: int) -> bool:
        """Whether what begins here goes on with an appointment whose verb stands before it (任命A为X；B为Y)."""
        if appointed is None:
            return False
        end = appointed.end + self._posts.at(view, appointed.end)
        return view[end:start].strip() in self._continued or self.joins(view, end, start)

    def _tells_on(self, view: str, appointed: Appointment, position: int) -> bool:
        """Whether a life goes on here with its next post (曾任市教育局局长；|市政府副秘书长；现任…)."""
        return view[appointed.end : position].strip() in self._stages

    def _apposed(self, page: Page, title: Title) -> list[Name]:
        """The name that opens the sentence before a title set off by commas (孙七，省农科院副院长)."""
        comma, mark = self._commas.before(page.view, title.start), page.view[title.end : title.end + 1]
        if not comma or mark.isalnum():
            return []
        name = self.names.before(page, title.start - comma)
        needed = BEFORE if title.full and mark in self._commas.terms | self._commalike else APPOSED
        if name is None or name.score < needed:
            return []
        return [name] if self._opens(page.view, name.start) else []

    def _opens(self, view: str, position: int) -> bool:
        """Whether a sentence begins here."""
        return position == 0 or view[position - 1].isspace() or self._ends.before(view, position) > 0

    def _told(self, page: Page, position: int, appointed: Appointment | None) -> list[Name]:
        """Whose life is told before a copula: the name at the head of the line, or whom a pronoun takes up."""
        pronoun = self._pronouns.before(page.view, position)
        if pronoun and appointed and self._near(page.view, appointed, position):
            return list(appointed.names)
        return self._curriculum(page, position) or (self._subject(page, position - pronoun) if pronoun else [])

    def _near(self, view: str, appointed: Appointment, position: int) -> bool:
        """Whether an appointment stands so near before a pronoun that it means the same person."""
        return position - appointed.end <= LONGEST_SENTENCE and "\n" not in view[appointed.end : position]

    def _subject(self, page: Page, position: int) -> list[Name]:
        """The person with whom the sentence before a pronoun begins (张三同志逝世，他…)."""
        line = page.view.rfind("\n", max(0, position - LONGEST_SENTENCE), position) + 1
        starts = [end for end in range(line, position) if self._opens(page.view, end)]
        for start in reversed(starts):
            name = self.names.at(page, start)
            if name is None or name.score < BESIDE_BARE or name.end >= position:
                continue
            return [] if self._possessive.at(page.view, name.end) else [name]
        return []

    def _curriculum(self, page: Page, position: int) -> list[Name]:
        """The person whose life a line tells: the name at its head, before 男 or 女."""
        if self.shapes.ends_role(page.view, position):
            return []
        earliest = max(0, position - 2 * LONGEST_SENTENCE)
        line = page.view.rfind("\n", earliest, position)
        if line < 0 < earliest:
            return []
        start = _over_space(page.view, line + 1)
        name = self.names.at(page, start)
        return [name] if name is not None and self._lives.begins(page.view, name.end) else []


def _over_space(view: str, position: int) -> int:
    while view[position : position + 1].isspace():
        position += 1
    return position
