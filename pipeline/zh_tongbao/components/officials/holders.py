"""Who holds which post: titles tied to names.

Titles that follow each other, joined by 、 or 兼 or a line break, are one chain, held by the same person. The holder of a
chain stands behind it or before it (:mod:`neighbours`), or behind 的, for a post that several share: 担任代表团副团长的国务委员
张三，部长李四. One title with several holders is in the list of each, and its own ``holder`` is None.

A bare rank counts only with a holder or in a chain with a full title; a ``standing`` one (总书记) by itself as well. A name
read in two lengths (尹力 and 尹力马, from 尹力马不停蹄) is the one for which more speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from zh_tongbao.components.officials.companies import STATE, Companies
from zh_tongbao.components.officials.names import Name, NameShapes
from zh_tongbao.components.officials.neighbours import (
    ATTENDED,
    BARE,
    LONGEST_JOIN,
    STANDING,
    UNWRITTEN,
    Appointment,
    Neighbours,
)
from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.ranks_behind import Bearers
from zh_tongbao.components.officials.titles import Title
from zh_tongbao.components.officials.words import Vocabulary
from zh_tongbao.vocab.tables import Row

NEVER_ALONE = ("held", "named", STATE)
ASIDE = "aside"
LONGEST_ASIDE = 16
BEARER = range(2, 8)


class Holder(NamedTuple):
    """Who holds a post: the name, and the mention that said so."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Findings:
    """What a document says about its officials.

    Parameters:
        names: (start, end) of each name found beside a title.
        posts: for each name, the spans of its titles.
        holders: for each title that counts, its holder or None.
    """

    names: list[tuple[int, int]] = field(default_factory=list)
    posts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    holders: dict[tuple[int, int], Holder | None] = field(default_factory=dict)


@dataclass(slots=True)
class Chain:
    """Titles of one holder, and the names beside them.

    Parameters:
        titles: in text order.
        names: the holders.
        shared: chains behind whose 的 this one stands.
    """

    titles: list[Title]
    names: list[Name] = field(default_factory=list)
    shared: list[Title] = field(default_factory=list)


class Holders:
    """Tie titles to names.

    Parameters:
        rows: the rows of title_terms.csv.
        shapes: how names look.
        brackets: opening mark of each closing one.
    """

    def __init__(self, rows: Iterable[Row], shapes: NameShapes, brackets: Mapping[str, str]):
        vocabulary = Vocabulary(rows)
        self.neighbours = Neighbours(rows, shapes, brackets)
        self._links = vocabulary.terms("link", "")
        self._weak_links = vocabulary.terms("link", "weak")
        self._list_marks = self._weak_links | {mark for mark in self._links if not mark.isalnum()}
        self._former = vocabulary.terms("former")
        self._ordinals = vocabulary.words("ordinal")
        self._possessive = vocabulary.words("possessive")
        self._carriers = vocabulary.words("carrier")
        self._companies = Companies(vocabulary)

    def read(self, page: Page, bearers: Bearers) -> Findings:
        """Return who holds what in the document, in one pass over its titles."""
        titles = bearers.titles
        chains = self._read_chains(page, bearers)
        _settle_lengths(page.text, chains)
        if not page.known and not any(chain.names for chain in chains if chain.titles[0].value != ATTENDED):
            chains = [chain for chain in chains if chain.titles[0].value != ATTENDED]
        findings = Findings()
        for chain in chains:
            _note(page.text, findings, chain)
        _settle_standing(page.text, findings, titles)
        self._settle_listed(page.view, findings, titles)
        self._leave_out_foreign(page.view, findings, titles)
        return findings

    def _settle_listed(self, view: str, findings: Findings, titles: Sequence[Title]) -> None:
        """A bare post without a name counts between two that count, in one list (…副委员长，国务委员，…院长)."""
        for before, title, behind in zip(titles, titles[1:], titles[2:], strict=False):
            keys = [(one.start, one.end) for one in (before, title, behind)]
            if title.full or title.foreign or title.value not in BARE or keys[1] in findings.holders:
                continue
            listed = all(key in findings.holders for key in (keys[0], keys[2]))
            if listed and all(
                view[one.end : other.start] in self._list_marks for one, other in ((before, title), (title, behind))
            ):
                findings.holders[keys[1]] = None

    def _leave_out_foreign(self, view: str, findings: Findings, titles: Sequence[Title]) -> None:
        """Bare posts that the bearer of a foreign one is called by (金正恩总书记), or that follow him (…主席卡隆和总书记马丁)."""
        ends = [title.end for title in titles if title.foreign]
        if not ends:
            return
        for before, title in pairwise(titles):
            key = (title.start, title.end)
            if title.full or title.foreign or title.value not in STANDING or findings.holders.get(key, "") is not None:
                continue
            listed = before.foreign and self.neighbours.follows_name(view, before.end, title.start)
            if listed or any(_names_again(view, end, title.start) for end in ends):
                del findings.holders[key]

    def _read_chains(self, page: Page, bearers: Bearers) -> list[Chain]:
        chains: list[Chain] = []
        carried: list[Title] = []
        reached = -1
        appointed: Appointment | None = None
        for linked, following in self._linked_titles(page.view, bearers.titles):
            bearer = bearers.names.get(linked[0].start)
            names = self._names(page, linked, following, appointed) if bearer is None else [bearer]
            chain = Chain([self._sure(page, title) for title in linked], names)
            if chains and not linked[-1].foreign:
                self._share(page.view, chains[-1], chain)
            chains.append(chain)
            first = linked[0].start
            if chain.names and chain.names[0].end < first:
                appointed = Appointment(tuple(chain.names), linked[-1].end)
            elif chain.names and self.neighbours.appoints(page.view, first):
                appointed = Appointment(tuple(chain.names), chain.names[-1].end)
            if carried and not self.neighbours.joins(page.view, reached, first):
                carried = []
            chain.shared = carried
            reached = max([name.end for name in chain.names] + [linked[-1].end])
            possessive = self._possessive.at(page.view, reached)
            if not chain.names and possessive and self._carriers.before(page.view, first):
                carried = linked
                reached += possessive
        return chains

    def _share(self, view: str, before: Chain, chain: Chain) -> None:
        """Give a chain the names of the one next to it: 副市长张三|任市委书记, 秘书长由|主任张三兼任."""
        if not chain.names:
            ends = [
                before.titles[-1].end,
                *(self.neighbours.names.over_honorific(view, name.end) for name in before.names),
            ]
            chain.names = list(before.names) if self.neighbours.behind_copula(view, chain.titles[0]) in ends else []
        elif not before.names and self.neighbours.gives(view, before.titles[-1].end, chain.titles[0].start):
            held = self.neighbours.takes_post(view, chain.names[-1].end)
            before.names = list(chain.names) if held else []

    def _linked_titles(self, view: str, titles: Sequence[Title]) -> Iterator[tuple[list[Title], int]]:
        """Titles of one holder, each group with the start of the title behind it."""
        index = 0
        while index < len(titles):
            group = [titles[index]]
            while index + 1 < len(titles) and self._linked(view, group, titles[index + 1]):
                index += 1
                group.append(titles[index])
            index += 1
            yield group, titles[index].start if index < len(titles) else len(view)

    def _linked(self, view: str, group: list[Title], title: Title) -> bool:
        last = group[-1]
        if last.foreign or title.foreign or last.value in (*UNWRITTEN, "held") or title.value in UNWRITTEN:
            return False
        if title.start - last.end > (LONGEST_ASIDE if title.value == ASIDE else LONGEST_JOIN):
            return False
        gap = view[last.end : title.start].strip()
        if not gap:
            return last.end == title.start and (title.full or title.value in BARE)
        if gap in self._weak_links and title.full and any(one.full for one in group):
            return title.value not in STANDING or self._past(view, title)
        return gap in self._links or (title.value == ASIDE and gap[0] in self._links and gap[1:].isalnum())

    def _past(self, view: str, title: Title) -> bool:
        """Whether a title is one of the past: 国务院原副总理, 第九届全国人大常委会副委员长."""
        return bool(self._ordinals.at(view, title.start)) or any(
            view.find(former, title.start, title.end) >= 0 for former in self._former
        )

    def _names(self, page: Page, chain: list[Title], following: int, appointed: Appointment | None) -> list[Name]:
        last = chain[-1]
        if last.foreign or all(title.value == ASIDE for title in chain) or not self._public(page, chain):
            return []
        names = self.neighbours.behind(page, chain, following)
        if not names:
            names = self.neighbours.before(page, chain[0], appointed)
        return names

    def _sure(self, page: Page, title: Title) -> Title:
        """The title, as one that counts without a name if it heads a company of the state."""
        if title.value != STATE or not title.full or not self._companies.ends_name(page.view, title):
            return title
        return replace(title, value="", anchored=True) if self._companies.heads(page, title) else title

    def _public(self, page: Page, chain: list[Title]) -> bool:
        """Whether the head of a company holds a public post: by the company's name, or by another post of his."""
        if any(title.value not in (STATE, ASIDE) for title in chain):
            return True
        return any(self._companies.heads(page, title) for title in chain)


def _settle_lengths(text: str, chains: Sequence[Chain]) -> None:
    """Where one name is another's beginning, give both the length for which the better single reading speaks."""
    best: dict[str, int] = {}
    for chain in chains:
        for name in chain.names:
            written = text[name.start : name.end]
            best[written] = max(best.get(written, 0), name.score)
    for chain in chains:
        for index, name in enumerate(chain.names):
            shorter = text[name.start : name.end - 1]
            if shorter in best and best[shorter] >= best[text[name.start : name.end]] - 1:
                chain.names[index] = Name(name.start, name.end - 1, best[shorter])


def _note(text: str, findings: Findings, chain: Chain) -> None:
    """Write down a chain and its holders, if it counts."""
    titles = [title for title in chain.titles if title.value != ASIDE]
    names = chain.names
    if not titles:
        return
    for name in names:
        findings.names.append((name.start, name.end))
        posts = findings.posts.setdefault(text[name.start : name.end], [])
        if not _is_group(titles[0]):
            posts.extend((title.start, title.end) for title in [*titles, *chain.shared])
    if _is_group(titles[0]) or titles[-1].foreign:
        return
    first = Holder(text[names[0].start : names[0].end], names[0].start, names[0].end) if names else None
    holder = first if len(names) == 1 else None
    standing = any(title.full and title.anchored and title.value not in NEVER_ALONE for title in titles)
    for title in titles:
        by_chain = standing and (title.full or len(titles) > 1) and title.value not in NEVER_ALONE
        if names or by_chain or title.value == "alone":
            findings.holders[title.start, title.end] = holder
    for title in chain.shared:
        key = (title.start, title.end)
        findings.holders[key] = findings.holders.get(key) or first


def _names_again(view: str, bearer: int, end: int) -> bool:
    """Whether what stands behind a title stands right before ``end``, too."""
    return any(view.startswith(view[end - length : end], bearer) for length in BEARER if end >= length)


def _is_group(title: Title) -> bool:
    """Whether a word only says that names of officials follow (省领导, 有关部门负责人)."""
    return title.value in UNWRITTEN or (title.value == "held" and not title.full)


def _settle_standing(text: str, findings: Findings, titles: Sequence[Title]) -> None:
    """A bare 副总理 without a name counts once the document has named one; none counts where a foreigner bears it."""
    abroad = {title.base for title in titles if title.foreign}
    held = {text[start:end] for (start, end), holder in findings.holders.items() if holder is not None}
    standing = {text[title.start : title.end] for title in titles if title.value in STANDING}
    named_somewhere = {rank for rank in standing if any(post.endswith(rank) for post in held)}
    for title in titles:
        key = (title.start, title.end)
        if title.value not in STANDING or title.full or title.foreign or findings.holders.get(key) is not None:
            continue
        named = text[title.start : title.end] in named_somewhere
        if title.base in abroad and not (named and title.value == "alone"):
            findings.holders.pop(key, None)
        elif named:
            findings.holders[key] = None


def settle_bearers(text: str, findings: Findings, titles: Sequence[Title]) -> None:
    """Give a bare 总书记 without a name to the one person who holds that post in the document.

    Parameters:
        text: of the document.
        findings: what is known of its officials; its holders are added to.
        titles: of the document.
    """
    borne: dict[str, dict[str, Holder]] = {}
    standing = [title for title in titles if title.value in STANDING and (title.start, title.end) in findings.holders]
    for title in standing:
        if (bearer := findings.holders[title.start, title.end]) is not None:
            borne.setdefault(text[title.stem : title.end], {}).setdefault(bearer.name, bearer)
    for title in standing:
        key = (title.start, title.end)
        bearers = borne.get(text[title.start : title.end], {})
        if findings.holders[key] is None and len(bearers) == 1:
            findings.holders[key] = next(iter(bearers.values()))
