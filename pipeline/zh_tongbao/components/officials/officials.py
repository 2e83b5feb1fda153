"""Officials and their titles: the component. Read :meth:`Officials.read` first.

It finds ranks (:mod:`ranks`), the titles that they end (:mod:`titles`), the names that stand beside them (:mod:`names`), who
holds what (:mod:`holders`), and every other mention of those persons (:mod:`mentions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.evidence import Around, Evidence, Stretches
from zh_tongbao.components.officials.grounds import FullNames, Posts, full_names, meant
from zh_tongbao.components.officials.holders import Findings, Holder, Holders, settle_bearers
from zh_tongbao.components.officials.mentions import Mention, Mentions
from zh_tongbao.components.officials.names import NameShapes
from zh_tongbao.components.officials.page import Page, Places
from zh_tongbao.components.officials.ranks import Ruled
from zh_tongbao.components.officials.ranks_behind import RanksBehind
from zh_tongbao.components.officials.titles import Title, TitleGrammar
from zh_tongbao.components.officials.words import Words
from zh_tongbao.components.phrases import RULED, Phrases, candidates
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.working import fields_of, text_of

OFFICIAL, TITLE, PLACE = "OFFICIAL", "TITLE", "PLACE"
HOME = "CN"


class Officials(VocabularyPipe):
    """Mark officials (``doc.spans["officials"]``) and titles (``doc.spans["titles"]``) and tie them together.

    A name is taken where it stands beside a title, in the list behind one, or where the vocabulary knows it; it is then
    found at every other place in the document. Each mention carries every post that the document gives the person,
    the first forty of them where there are more.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("吉林省委书记景俊海到长春新区现场办公。景俊海强调，要落细措施。")
        >>> [(span.text, span._.titles) for span in doc.spans["officials"]]
        [('景俊海', ['吉林省委书记']), ('景俊海', ['吉林省委书记'])]
    """

    factory = "tongbao_officials"
    writes = (OFFICIAL, TITLE)
    optional = frozenset({"patterns"})
    needs = (PLACE,)

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        titles: list[dict[str, Any]] | None = None,
        names: list[dict[str, Any]] | None = None,
        patterns: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary, the shipped one where no table is given.

        Parameters:
            get_examples: not used.
            nlp: not used.
            characters: rows of characters.csv.
            titles: rows of title_terms.csv.
            names: rows of names.csv.
            patterns: ruler patterns with the label ``OFFICIAL``: names that are known wherever they stand.
        """
        self.take(characters=characters, titles=titles, names=names, patterns=patterns)

    def compile(self) -> None:
        """Build the grammars."""
        rows = self.tables.get("titles", ())
        brackets = {row["term"]: row["value"] for row in rows if row["kind"] == "bracket"}
        names = self.tables.get("names", ())
        self.grammar = TitleGrammar(rows, brackets, Words(row["term"] for row in names if row["kind"] == "surname"))
        self.shapes = NameShapes(names, self.grammar.ranks.values)
        self.holders = Holders(rows, self.shapes, brackets)
        self.ranks_behind = RanksBehind(rows, self.shapes, self.grammar.ranks)
        self.mentions = Mentions(rows, self.shapes)
        self.phrases = Phrases(row for row in self.tables.get("patterns", ()) if row["label"] == OFFICIAL)

    def read(self, doc: Doc) -> None:
        """Mark the document's officials and titles."""
        view = self.view(doc)
        text = text_of(doc)
        known = self._known(doc, text)
        places = Places.of(
            (entity["start"], entity["end"], entity["country"] != HOME)
            for entity in fields_of(doc).entities
            if entity["label"] == PLACE
        )
        persons = {end: start for start, end in known.items() if not self.shapes.names_doctrine(view, end)}
        titles = self.grammar.find(view, places, persons, self._ruled(doc))
        if not titles and not known:
            annotate(doc, self.settings["spans_key"], [], labels=[OFFICIAL])
            annotate(doc, "titles", [], labels=[TITLE])
            return
        page = Page(view, text, places, known, {end: start for start, end in known.items()})
        bearers = self.ranks_behind.read(page, titles)
        findings = self.holders.read(page, bearers)
        for start, end in known.items():
            findings.posts.setdefault(text[start:end], [])
        mentions = self._mentions(page, findings)
        mentions += self._surnames(page, bearers.titles, findings)
        settle_bearers(text, findings, bearers.titles)
        mentions.sort(key=lambda mention: mention.start)
        stretches = self.stretches(doc)
        full = full_names(mentions)
        officials = _officials(text, mentions, findings, full, stretches)
        annotate(doc, self.settings["spans_key"], officials, [OFFICIAL])
        annotate(doc, "titles", _titles(text, findings, mentions, full, stretches), [TITLE])

    def _known(self, doc: Doc, text: str) -> dict[int, int]:
        """Where the names stand that are known to be officials': the end by the start, of names that overlap the first."""
        known: dict[int, int] = {}
        reached = 0
        key, source = self.settings["ruler_key"], self.settings["candidates"]
        for start, end, *_ in candidates(doc, key, OFFICIAL, source, lambda: self.phrases.find(text)):
            if start >= reached:
                known[start] = reached = end
        return known

    def _ruled(self, doc: Doc) -> Ruled:
        """What a ruler says of the words for posts."""
        key = self.settings["ruler_key"]
        spans = frozenset((start, end) for start, end, *_ in candidates(doc, key, TITLE, RULED, tuple))
        return Ruled(spans, alone=self.settings["candidates"] == RULED and key in doc.spans)

    def _mentions(self, page: Page, findings: Findings) -> list[Mention]:
        """Mentions of everybody named, and of those who stand in a list with them."""
        mentions = self.mentions.find(page.view, page.text, findings.posts, findings.names, page.places)
        found = {mention.start: mention.end for mention in mentions}
        listed = [
            (name.start, name.end)
            for mention in mentions
            for name in self.holders.neighbours.names.around(page, mention.start, mention.end, found)
        ]
        if not listed:
            return mentions
        for start, end in listed:
            findings.posts.setdefault(page.text[start:end], [])
        return self.mentions.find(page.view, page.text, findings.posts, [*findings.names, *listed], page.places)

    def _surnames(self, page: Page, titles: list[Title], findings: Findings) -> list[Mention]:
        """Mentions by surname and title (李省长); they make the title count."""
        free = [title for title in titles if findings.holders.get((title.start, title.end)) is None]
        found = self.mentions.surnames(page.view, page.text, free, findings.posts)
        for title, mention in found:
            findings.holders[title.start, title.end] = Holder(mention.name, mention.start, mention.end)
            findings.posts.setdefault(mention.name, []).append((title.start, title.end))
        return [mention for _, mention in found]


def _officials(
    text: str, mentions: list[Mention], findings: Findings, full: FullNames, stretches: Stretches
) -> list[Entity]:
    posts = {name: Posts(text, spans) for name, spans in findings.posts.items()}
    return [_official(text, one, posts[one.name], full, stretches.around(one.start)) for one in mentions]


def _official(text: str, mention: Mention, posts: Posts, full: FullNames, around: Around) -> Entity:
    entity: Entity = {
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "label": OFFICIAL,
        "name": mention.name,
        "titles": list(posts.titles),
    }
    evidence: dict[str, Evidence | list[Evidence]] = {}
    if posts.titles:
        evidence["titles"] = posts.evidence(around, mention.start)
    name = meant(mention, around, full)
    if name is not None:
        evidence["name"] = name
    if evidence:
        entity["evidence"] = evidence
    return entity


def _titles(
    text: str, findings: Findings, mentions: Sequence[Mention], full: FullNames, stretches: Stretches
) -> list[Entity]:
    """The titles; one has no holder whose name stands inside another one that is an official (省委书记美国甲·乙副省长)."""
    names = {mention.name for mention in mentions}
    entities: list[Entity] = []
    for (start, end), holder in findings.holders.items():
        entity: Entity = {"start": start, "end": end, "text": text[start:end], "label": TITLE, "holder": None}
        if holder is not None and holder.name in names:
            entity["holder"] = holder.name
            around, spans = stretches.around(start), full.get(holder.name)
            named = around.nearest(spans, start) if spans else around.evidence(holder.start, holder.end)
            entity["evidence"] = {"holder": named}
        entities.append(entity)
    return entities
