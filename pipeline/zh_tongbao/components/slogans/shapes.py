"""Slogans that no list holds yet, found by their shape outside quotation marks; inside, see ``quotations``.

The shapes, each a method of its own below:

- **doubled call**: two characters, the same again, 再, and once more (精准精准再精准); or two and more calls that begin with
  再, all of one length (再动员、再部署);
- **all that should be**: 应 or 愿, a word, 尽, the word again (应检尽检, 愿检尽检);
- **one but not the other**: between marks on both sides, a verb with its object, 不, the same verb with another
  (停课不停学); no question (小康不小康);
- **parallel parts**: three or more parts that begin with the same verb (反制裁、反干涉、反遏制), have the same character in
  their middle (进得来、留得住、过得好), or are of one length and end alike (和平之路、繁荣之路、开放之路);
- **one for each**: 一, a word or two, 一, and what each has (一户一档, 一省一案);
- **not one**: two or more times 不, a verb, 一 and a word (不漏一户、不落一人);
- **without need**: 非必要, 不, a verb, and what one does not leave or enter (非必要不离沪, 非必要、不出市);
- **named after its place**: a word like 数字 or 平安 and a place (数字云南, 平安江西), not where the place's name goes on
  or an account has the name (@平安湖北);
- **named programme**: three or more parts of one length, then 的 and what they are (…的总要求, …的方针).

Sets of the form 以A为主体、以B为导向 are left out on purpose: in real texts most of them describe and call for nothing. Parts
are joined by enumeration marks only: what stands between commas are clauses.

Shapes are code; the words that they are made of are vocabulary: configs/vocab/slogan_shapes.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zh_tongbao.components.slogans.terms import Terms

Span = tuple[int, int]

LONGEST_PARALLEL_PART = 5
LONGEST_ALIKE_PART = 11
FEWEST_ALIKE = 3
SHORTEST_NAMED_PART = 3
LONGEST_PROGRAMME = 90
MIDDLE_PART = 3
MOST_PARTS = 30
# Of one slogan: a bound, so that a list that goes on and on is not read to its end from each of its parts.
STEP = 10


class Shapes:
    """Find slogans by shape in a normalised view.

    Parameters:
        terms: the words of slogan_shapes.csv and the marks of characters.csv.

    Example:
        >>> from zh_tongbao.components.slogans.shapes import Shapes
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> shapes = Shapes(Terms([{"kind": "all_head", "term": "应"}, {"kind": "all_link", "term": "尽"}]))
        >>> list(shapes.find("对人员应检尽检。"))
        [(3, 7)]
    """

    def __init__(self, terms: Terms):
        # Every expression that searches a text begins with one fixed character, which makes it several times faster.
        mark, again = terms.one_of("enumeration"), terms.one_of("reduplicator")
        part = terms.but("particle")
        end = rf"(?!{part}|{mark})"
        more = f"{{1,{MOST_PARTS}}}"
        self._again = terms.of("reduplicator")
        self._again_set = re.compile(
            "|".join(rf"{again}\w{{{n}}}(?:{mark}{again}\w{{{n}}}){more}{end}" for n in (2, 3))
        )
        self._sequence = terms.of("sequence")
        self._all_heads = frozenset(terms.of("all_head"))
        self._all_link = terms.of("all_link")
        self._not = terms.of("negation")
        self._not_object = re.compile(r"\w{1,2}(?!\w)")
        self._no_verb = frozenset(terms.of("no_verb"))
        self._middle = re.compile(rf"{mark}\w({terms.one_of('parallel_middle')})\w(?:{mark}\w\1\w){more}{end}")
        heads = terms.one_of("parallel_head")
        tail = rf"{part}{{2,{LONGEST_PARALLEL_PART - 1}}}"
        self._second_part = re.compile(rf"{mark}({heads})(?={tail}{mark}\1)")
        self._parallel_set = re.compile(rf"({heads}){tail}(?:{mark}\1{tail}){{2,{MOST_PARTS}}}{end}")
        self._inner_part = re.compile(rf"{mark}(\w{{2,{LONGEST_ALIKE_PART}}})(?={mark})")
        self._particles = frozenset(terms.of("particle"))
        self._alike = terms.of("parallel_tail")
        self._part_end = re.compile(end)
        self._each_tail = re.compile(f"{terms.one_of('each_link')}{terms.any_of('each_tail')}")
        self._each_heads = frozenset(terms.of("each_link"))
        not_one = rf"{terms.one_of('negation')}\w{terms.one_of('each_link')}\w"
        self._not_one = re.compile(rf"{not_one}(?:{terms.one_of('separator')}?{not_one}){more}")
        self._need_heads, self._frame_heads = terms.of("need_head"), terms.of("frame_head")
        self._no_need = re.compile(
            f"{mark}?{terms.one_of('negation')}{terms.any_of('need_verb')}{terms.any_of('need_object')}"
        )
        self._account_marks = terms.of("account_mark")
        self._frame_name = re.compile(rf"{terms.any_of('frame_name')}(?!{terms.any_of('frame_stop')})")
        named = rf"(?={terms.one_of('particle')}{terms.any_of('programme_name')})"
        self._last_part = re.compile(rf"{mark}({part}{{{SHORTEST_NAMED_PART},}}){named}")
        self._list = re.compile(rf"(?:\w+{mark}){{2,}}\w+$")
        self._mark = re.compile(mark)
        self._lead_in = terms.of("lead_in")

    def find(self, view: str) -> Iterator[Span]:
        """Yield start and end of each slogan-shaped stretch outside quotation marks."""
        yield from self._calls(view)
        yield from self._all_that_should(view)
        yield from self._but_not(view)
        yield from self._same_middle(view)
        yield from self._same_head(view)
        yield from self._same_tail(view)
        yield from self._one_for_each(view)
        yield from self._headed(view, self._need_heads, self._no_need)
        yield from self._headed(view, self._frame_heads, self._frame_name)
        yield from self._programmes(view)

    def _calls(self, view: str) -> Iterator[Span]:
        for at in _positions(view, self._again):
            word = view[at + 1 : at + 3]
            if at >= 4 and word == view[at - 2 : at] == view[at - 4 : at - 2] and word.isalpha():
                yield at - 4, at + 3
            elif (calls := self._again_set.match(view, at)) is not None and not self._is_step(view, at):
                yield calls.span()

    def _is_step(self, view: str, at: int) -> bool:
        """Whether a step of a sequence begins here (先隔离、再检测): its first step stands shortly before."""
        return any(view.find(term, max(0, at - STEP), at) >= 0 for term in self._sequence)

    def _all_that_should(self, view: str) -> Iterator[Span]:
        for at in _positions(view, self._all_link):
            for size in (1, 2):
                word = view[at - size : at] if at > size else ""
                if word.isalpha() and view.startswith(word, at + 1) and view[at - size - 1] in self._all_heads:
                    yield at - size - 1, at + 1 + size

    def _but_not(self, view: str) -> Iterator[Span]:
        done = 0
        for at in _positions(view, self._not):
            verb = view[at + 1 : at + 2]
            if at >= done and view[at + 2 : at + 3] in self._each_heads:
                pair = self._not_one.match(view, at)
                if pair is not None:
                    done = pair.end()
                    yield pair.span()
            if at < 2 or view[at - 2] != verb or verb in self._no_verb or view[at - 3 : at - 2].isalnum():
                continue
            other = self._not_object.match(view, at + 2)
            if other is not None and other[0][0] != view[at - 1] and view[at - 2 : other.end()].isalpha():
                yield at - 2, other.end()

    def _one_for_each(self, view: str) -> Iterator[Span]:
        for match in self._each_tail.finditer(view):
            at, end = match.span()
            for size in (1, 2):
                start = at - size - 1
                if start >= 0 and view[start] in self._each_heads and view[start + 1 : at].isalpha():
                    if view[end : end + 1] not in self._each_heads:
                        yield start, end
                    break

    def _same_middle(self, view: str) -> Iterator[Span]:
        for match in self._middle.finditer(view):
            start = match.start() - MIDDLE_PART
            if start >= 0 and view[start + 1] == match[1] and view[start : match.start()].isalpha():
                yield start, match.end()

    def _same_head(self, view: str) -> Iterator[Span]:
        done = 0
        for match in self._second_part.finditer(view):
            at = match.start()
            first = view.rfind(match[1], max(done, at - LONGEST_PARALLEL_PART), at)
            found = self._parallel_set.match(view, first) if first >= 0 else None
            if found is not None:
                done = found.end()
                yield found.span()

    def _same_tail(self, view: str) -> Iterator[Span]:
        done = 0
        for match in self._inner_part.finditer(view):
            if not match[1].endswith(self._alike):
                continue
            tail = next(tail for tail in self._alike if match[1].endswith(tail))
            at, end = match.span()
            size = end - at
            start = at + 1 - size
            stem = match[1].removesuffix(tail)
            if at < done or start < 0 or not self._particles.isdisjoint(stem) or not _is_part(view[start:at], tail):
                continue
            while end + size <= len(view) and view[end] == view[at] and _is_part(view[end + 1 : end + size], tail):
                end += size
            done = end
            if end - start >= FEWEST_ALIKE * size - 1 and self._part_end.match(view, end):
                yield start, end

    def _headed(self, view: str, heads: tuple[str, ...], rest: re.Pattern[str]) -> Iterator[Span]:
        """Where one of the heads stands with the rest behind it."""
        for head in heads:
            for at in _positions(view, (head,)):
                found = rest.match(view, at + len(head))
                if found is not None and not view.endswith(self._account_marks, 0, at):
                    yield at, found.end()

    def _programmes(self, view: str) -> Iterator[Span]:
        for match in self._last_part.finditer(view):
            end = match.end()
            listed = self._list.search(view, max(0, end - LONGEST_PROGRAMME), end)
            if listed is None:
                continue
            length = end - match.start(1)
            first, *others = self._mark.split(listed[0])
            start = listed.start() + len(first) - length
            if start < listed.start() or any(len(part) != length for part in others):
                continue
            if start == listed.start() or view.endswith(self._lead_in, listed.start(), start):
                yield start, end


def _is_part(part: str, tail: str) -> bool:
    return part.isalpha() and part.endswith(tail)


def _positions(view: str, terms: tuple[str, ...]) -> Iterator[int]:
    """Where any of a few terms stands."""
    for term in terms:
        at = view.find(term)
        while at >= 0:
            yield at
            at = view.find(term, at + 1)
